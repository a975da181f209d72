package records

import (
	"bytes"
	"errors"
	"io"
)

// scanner reads the lines of one file.
type scanner struct {
	reader *Reader
	yield  func(Record) error
	sum    *FileSummary
	lines  *lineReader
	at     Place // of this line

	tail    tail    // the lines before this one that it may go on
	block   block   // the parameter file that this line may go on
	about   Subject // of what comes next
	file    Subject // what the file's own name says
	node    string  // that a tool put before this line
	header  string  // the name of the file, or of the header that was read last
	inValue bool    // inside of a parameter's value that we do not read
	group   group   // of a config log's markers
	inLlog  bool    // something of a config log was read
	gap     *Gap    // lines that are not understood, not told yet
	err     error   // of yield
}

// run reads all lines.
func (s *scanner) run() error {
	s.about, s.inValue = s.file, s.file.Param != ""
	for s.err == nil {
		line, err := s.lines.read()
		if err != nil {
			s.end()
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return errors.Join(s.err, err)
		}
		s.at = s.lines.at
		s.sum.Lines++
		switch {
		case s.lines.long:
			s.sum.Long++
			s.turn()
			s.unread(KindNone, s.at, line, bytes.Contains(line, stateChange))
		case isDebug(line):
			s.debug(line)
		default:
			s.line(line)
		}
	}
	return s.err
}

// end closes what is open at the end of the file.
func (s *scanner) end() {
	s.turn()
	s.flushGap()
	s.sum.Bytes = s.lines.next.Offset
}

// turn ends what this line does not go on.
func (s *scanner) turn() {
	if s.tail.n > 0 {
		s.settle()
	}
	if s.block != nil {
		s.closeBlock()
	}
	s.inValue = false
}

// line reads a line that does not begin as one of the debug log does.
func (s *scanner) line(line []byte) {
	line = bare(line)
	switch {
	case len(line) == 0:
		s.sum.Blank++
	case isDebug(line):
		s.debug(line)
	case s.text(line):
	default:
		s.unread(KindNone, s.at, line, bytes.Contains(line, stateChange))
	}
}

// text reads a line of any other kind and says whether it could.
func (s *scanner) text(line []byte) bool {
	if name, ok := headerName(line); ok {
		s.turn()
		s.about, s.group, s.header = subjectOfPath(name), group{}, name
		s.inValue, s.inLlog = s.about.Param != "", false
		s.count(KindParam, 0, 1)
		return true
	}
	return s.journal(line) || s.console(line) || s.systemLog(line) || s.param(line) || s.content(line) || s.fromNode(line) ||
		s.numbered(line) || s.join(line) || s.valueLine()
}

// content reads a line of a parameter file, of a list or a config log, or one that says that
// others were left out.
func (s *scanner) content(line []byte) bool {
	if s.block != nil && s.block.add(s.at, line) {
		s.addTold()
		return true
	}
	b := startBlock(line)
	if pool := startPoolOf(s.about, s.at); b == nil && pool != nil && pool.add(s.at, line) {
		b = pool
	}
	if b != nil {
		s.turn()
		s.flushGap()
		*b.origin() = Origin{Kind: b.kind(), First: s.at, Last: s.at, Node: s.node}
		b.about(s.about)
		s.about = s.file
		s.block = b
		s.addTold()
		return true
	}
	return s.llog(line) || s.missing(line) || s.decoration(line)
}

// addTold counts this line for the open block.
func (s *scanner) addTold() {
	o := s.block.origin()
	o.Last = s.at
	s.count(o.Kind, 1, 0)
	if s.block.full() {
		o.Cut = true
		s.closeBlock()
	}
}

// closeBlock tells the parameter file that was read.
func (s *scanner) closeBlock() {
	b := s.block
	s.block = nil
	b.close()
	if !s.lines.whole && b.origin().Last == s.at {
		b.unended()
	}
	gap := s.gap // of lines inside of it
	s.gap = nil
	s.emit(b.record())
	s.gap = gap
}

// fromNode reads a line that a tool put the node's name before: "oss1: ".
func (s *scanner) fromNode(line []byte) bool {
	name, rest, ok := bytes.Cut(line, []byte(": "))
	if !ok || !isNodeName(name) {
		return false
	}
	if !isCount(name) { // else it is the line's number
		s.node = string(name)
		defer func() { s.node = "" }()
	}
	if trimmed := bytes.TrimLeft(rest, " "); isDebug(trimmed) {
		s.debug(trimmed)
		return true
	}
	return s.param(rest) || s.content(rest)
}

// numbered reads a line of the debug log that its number stands before, and the name of its
// file: "12:", "log.dk:12:", "    12 ".
func (s *scanner) numbered(line []byte) bool {
	line = bytes.TrimLeft(line, " \t")
	end := wordEnd(line)
	if rest := bytes.TrimLeft(line[end:], " \t"); isCount(line[:end]) && isDebug(rest) {
		s.debug(rest)
		return true
	}
	for i := 1; i < min(end, maxPrefix); i++ {
		if line[i-1] == ':' && isDebug(line[i:]) {
			s.debug(line[i:])
			return true
		}
	}
	return false
}

// maxNodeName is how long the name of a node may be.
const maxNodeName = 64

// isNodeName is whether a word may be the name of a node.
func isNodeName(word []byte) bool {
	if len(word) == 0 || len(word) > maxNodeName {
		return false
	}
	for _, c := range word {
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '.' || c == '_') {
			return false
		}
	}
	return true
}

// valueLine takes a line of a parameter's value that we do not read.
func (s *scanner) valueLine() bool {
	if s.inValue {
		s.count(KindParam, 0, 1)
	}
	return s.inValue
}

// count counts lines that were understood.
func (s *scanner) count(k Kind, told, silent int64) {
	s.sum.Kinds[k].Told += told
	s.sum.Kinds[k].Silent += silent
}

// unread counts a line that is not understood, shows it, and remembers that something is
// missing here. About is that it is seen to be about imports.
func (s *scanner) unread(k Kind, at Place, line []byte, about bool) {
	s.sum.Kinds[k].Unread++
	if s.reader.Unread != nil {
		s.reader.Unread(at, line)
	}
	if s.gap != nil && s.gap.Import != about {
		s.flushGap()
	}
	if s.gap == nil {
		s.gap = &Gap{Origin: Origin{Kind: k, First: at}, Gap: GapUnread, Import: about}
	}
	s.gap.Last = at
	s.gap.Lines++
}

// flushGap tells that lines were not understood.
func (s *scanner) flushGap() {
	if s.gap != nil {
		g := s.gap
		s.gap = nil
		s.emit(g)
	}
}

// emit gives a record, and before it what is missing before it.
func (s *scanner) emit(r Record) {
	if r == nil || s.err != nil {
		return
	}
	s.flushGap()
	s.sum.Kinds[r.From().Kind].Records++
	if s.err == nil {
		s.err = s.yield(r)
	}
}

// tell gives the record of this line alone.
func (s *scanner) tell(r Record) {
	o := r.From()
	o.First, o.Last = s.at, s.at
	o.of(s.node)
	s.count(o.Kind, 1, 0)
	s.emit(r)
}
