package records

import "bytes"

// A line of a console, of dmesg, of a system log or of the journal is
//
//	STAMP [HOST kernel:] [STAMP] Lustre: [CODE: ] [PID:HOSTPID:(FILE:LINE:FUNC()) ] TEXT
//
// with "LustreError: " for errors. The tag is searched for, and what is before it is taken
// apart then: a prefix that nobody has foreseen costs the time, not the message.

// maxPrefix is how far from the beginning of a line the tag may be.
const maxPrefix = 200

var (
	tagBegin   = []byte("Lustre")
	tagWarning = []byte("Lustre: ")
	tagError   = []byte("LustreError: ")
	beforeTag  = []byte(" \t]>:\"',|=") // what a tag may stand behind: in CSV and JSON a quote
)

// wrappedTags are the tags that end a line, since a mail broke it behind them.
var wrappedTags = []string{"Lustre:", "LustreError:"}

// tag finds the tag of a Lustre message: where it begins, where the text behind it begins.
func tag(line []byte) (begin, text int, isError bool) {
	for from := 0; from < maxPrefix && from < len(line); {
		i := bytes.Index(line[from:min(len(line), from+maxPrefix)], tagBegin)
		if i < 0 {
			return -1, -1, false
		}
		i += from
		from = i + len(tagBegin)
		if i > 0 && bytes.IndexByte(beforeTag, line[i-1]) < 0 {
			continue
		}
		switch rest := line[i:]; {
		case isOneOf(rest, wrappedTags) && printed(line[:i]):
			return i, len(line), len(rest) > len(tagWarning)
		case bytes.HasPrefix(rest, tagWarning):
			return i, i + len(tagWarning), false
		case bytes.HasPrefix(rest, tagError):
			return i, i + len(tagError), true
		}
	}
	return -1, -1, false
}

// printed is whether what is before a tag is what a log puts there, and no prose.
func printed(prefix []byte) bool {
	stamp, host := before(prefix)
	return blank(prefix) || stamp.Clock != NoClock || host != ""
}

// consoleCode takes a code like "166-1: " from the beginning of a text.
func consoleCode(text []byte) (code string, rest []byte) {
	word, rest, ok := cut(text, ':')
	number, check, dash := cut(word, '-')
	if !ok || !dash || len(number) > 3 || len(check) != 1 || !hexadecimal(number) || !hexadecimal(check) {
		return "", text
	}
	return string(word), bytes.TrimLeft(rest, " ")
}

// consoleSpot takes "PID:HOSTPID:(FILE:LINE:FUNC()) " from the beginning of a text. Its end
// is missing where cut is given.
func consoleSpot(text []byte) (spot Spot, rest []byte, isCut bool) {
	pid, after, ok1 := cut(text, ':')
	host, after, ok2 := cut(after, ':')
	p, number1 := parseInt(pid)
	h, number2 := parseInt(host)
	if !ok1 || !ok2 || !number1 || !number2 || len(after) == 0 || after[0] != '(' {
		return spot, text, false
	}
	end := bytes.Index(after, debugFunction[:3])
	if end < 0 || !spot.place(after) {
		return spot, text, end < 0 && len(after) < maxFunction
	}
	spot.PID, spot.Host, spot.Context = int(p), int(h), -1
	return spot, bytes.TrimLeft(after[end+3:], " "), false
}

// bareText takes the marks from the beginning of a message: of a request, of a lock.
func bareText(text []byte) []byte {
	text = bytes.TrimPrefix(text, []byte("@@@ "))
	return bytes.TrimPrefix(text, []byte("### "))
}

// secondLine is where another console line begins inside of this one, because two were
// written at once, or -1.
func secondLine(line []byte, text int) int {
	next, _, _ := tag(line[text:])
	if next <= 0 {
		return -1
	}
	next += text
	if open := bytes.LastIndexByte(line[text:next], '['); open >= 0 {
		if _, rest, ok := uptime(line[text+open:]); ok && len(bytes.TrimLeft(rest, " ")) == len(line)-next {
			return text + open
		}
	}
	return -1
}
