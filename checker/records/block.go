package records

import "bytes"

// maxBlock is how many lines a parameter file may have. A list of devices or targets that is
// longer is told in parts.
const maxBlock = 20_000

// A block is a parameter file of several lines while it is read.
type block interface {
	kind() Kind
	origin() *Origin
	about(Subject)
	// add takes the next line, and says whether it is part of the file.
	add(at Place, line []byte) bool
	full() bool
	// close is called behind the last line, unended if that may have been cut.
	close()
	unended()
	record() Record
}

// blockStarts begin a file with its first line, or give nil.
var blockStarts = [...]func([]byte) block{startImport, startState, startRecovery, startServerUUID, startTargets, startDevices, startPool}

// startBlock gives the file that a line begins, with the line added.
func startBlock(line []byte) block {
	for _, start := range blockStarts {
		if b := start(line); b != nil {
			return b
		}
	}
	return nil
}

// keyValue takes "key: value" apart, whatever it is indented by.
func keyValue(line []byte) (key, value []byte, ok bool) {
	line = bytes.TrimSpace(line)
	key, value, ok = cut(line, ':')
	if !ok || len(key) == 0 || len(value) > 0 && value[0] != ' ' && value[0] != '\t' {
		return nil, nil, false
	}
	return key, bytes.TrimSpace(value), true
}

// list takes "[ a, b ]" apart, with and without the blanks and quotes. It is open where the
// bracket that closes it is missing.
func list(value []byte) (items []string, open bool) {
	value, ok := bytes.CutPrefix(bytes.TrimSpace(value), []byte("["))
	if !ok {
		return nil, false
	}
	value, closed := bytes.CutSuffix(value, []byte("]"))
	for _, item := range bytes.Split(value, []byte(",")) {
		if item = bytes.Trim(item, " \t\"'"); len(item) > 0 {
			items = append(items, string(item))
		}
	}
	return items, !closed
}

// isOneOf is whether a word is one of those.
func isOneOf(word []byte, of []string) bool {
	for _, w := range of {
		if string(word) == w {
			return true
		}
	}
	return false
}
