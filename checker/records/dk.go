package records

import (
	"bytes"
	"time"
)

// A line of the debug log is
//
//	SUBSYS:MASK:CPU[.CONTEXT][F]:SEC.USEC:STACK:PID:HOST:(FILE:LINE:FUNC()) TEXT
//
// since 1.6; the context came with 2.0. It is taken apart only when its text tells
// something, since most lines do not.

// Lengths of the head: eight hexadecimal digits and a colon, twice.
const (
	debugColon1 = 8
	debugColon2 = 17
	debugHead   = 18
	debugColons = 9   // in all of the head
	maxFunction = 200 // from the parenthesis before the file to the one behind the function
)

// maskError is D_ERROR and D_EMERG.
const maskError = 0x20000 | 0x40000

var (
	debugFunction = []byte("()) ")
	stateChange   = []byte("changing import state")
	uuidMark      = []byte("_UUID")
	colon         = []byte(":")
)

// isDebug is whether a line begins as one of the debug log does.
func isDebug(line []byte) bool {
	return len(line) > debugHead && line[debugColon1] == ':' && line[debugColon2] == ':' &&
		hexadecimal(line[:debugColon1]) && hexadecimal(line[debugColon1+1:debugColon2])
}

// debugText is where the text of a line of the debug log begins, or -1 where it ends before.
func debugText(line []byte) int {
	i := bytes.Index(line[debugHead:], debugFunction)
	if i < 0 {
		if bytes.HasSuffix(line, debugFunction[:3]) {
			return len(line)
		}
		return -1
	}
	return debugHead + i + len(debugFunction)
}

// debugOrigin takes the head of a line apart, whose text begins at text.
func debugOrigin(line []byte, text int) (spot Spot, stamp Stamp, ok bool) {
	head := line[:text]
	subsystem, _ := parseHex(head[:debugColon1])
	mask, _ := parseHex(head[debugColon1+1 : debugColon2])
	spot.Subsystem, spot.Mask = uint32(subsystem), uint32(mask)
	head = head[debugHead:]
	cpu, head, ok1 := cut(head, ':')
	seconds, head, ok2 := cut(head, ':')
	_, head, ok3 := cut(head, ':') // the stack's use
	pid, head, ok4 := cut(head, ':')
	host, head, ok5 := cut(head, ':')
	if !(ok1 && ok2 && ok3 && ok4 && ok5) {
		return spot, stamp, false
	}
	nanos, okTime := parseSeconds(seconds)
	stamp = Stamp{Clock: Epoch, Nanos: nanos, Step: time.Microsecond}
	okCPU := spot.cpu(cpu)
	okPlace := spot.place(head)
	p, okPID := parseInt(pid)
	h, okHost := parseInt(host)
	spot.PID, spot.Host = int(p), int(h)
	return spot, stamp, okTime && okCPU && okPlace && okPID && okHost
}

// cpu reads "3", "3.0" or "3.0F".
func (s *Spot) cpu(text []byte) bool {
	text = bytes.TrimSuffix(text, []byte("F"))
	cpu, context, typed := cut(text, '.')
	if !typed {
		cpu, context = text, nil
	}
	n, ok := parseInt(cpu)
	s.CPU, s.Context = int(n), -1
	if typed {
		c, okContext := parseInt(context)
		s.Context, ok = int(c), ok && okContext
	}
	return ok
}

// place reads "(import.c:64:import_set_state_nolock()) ", and what the console prints of it.
func (s *Spot) place(text []byte) bool {
	text, ok := bytes.CutPrefix(text, []byte("("))
	end := bytes.Index(text, debugFunction[:3])
	if !ok || end < 0 || end > maxFunction {
		return false
	}
	file, rest, ok1 := cut(text[:end], ':')
	line, function, ok2 := cut(rest, ':')
	n, ok3 := parseInt(line)
	s.File, s.Line, s.Function = string(file), int(n), string(function)
	return ok1 && ok2 && ok3 && bytes.IndexByte(function, ':') < 0 && printable(file)
}

// transition reads a change of state from the text of a message: an address, a target, and
// "changing import state from A to B", which begins at at. Of a reverse import the target may
// be anything.
func transition(text []byte, at int) (*Transition, fit) {
	address, target, _ := cut(text[:at], ' ')
	if !isAddress(address) {
		return nil, fitNone
	}
	target = bytes.TrimSuffix(bytes.TrimRight(target, " "), []byte(":"))
	if bytes.Contains(target, debugFunction) || bytes.Contains(target, uuidMark) && !printable(target) {
		return nil, fitNone // another line is inside, or something else
	}
	rest, got := literal(text[at+len(stateChange):], " from ")
	if got != fitWhole {
		return nil, got
	}
	from, now, ok := bytes.Cut(rest, []byte(" to "))
	now = now[:wordEnd(now)]
	t := &Transition{Import: string(address), Target: string(target), Left: parseState(from), Now: parseState(now)}
	if !ok || t.Left == StateUnknown || t.Now == StateUnknown {
		return nil, shortStates(rest)
	}
	if t.Now == Replay && bytes.HasSuffix(text, now) {
		return t, fitOpen // REPLAY_LOCKS and REPLAY_WAIT begin so
	}
	return t, fitWhole
}

// shortChange is whether a text may be the beginning of a change of state: nothing at all, an
// address, what comes behind it up to the words, or the words damaged, or another line in
// their place.
func shortChange(text []byte) fit {
	word, rest, blank := cut(text, ' ')
	switch {
	case len(text) == 0, bytes.Contains(text, debugFunction), !blank && tornHead(word):
		return fitShort
	case !isAddress(word):
		return fitNone
	}
	target, after, more := cut(rest, ' ')
	switch {
	case !blank, !more, bytes.Contains(target, uuidMark) && len(after) > 0, overlap(rest, string(stateChange)) > 0:
		return fitShort
	}
	return fitNone
}

// tornHead is whether a word is an address, or the head of a line, that was cut.
func tornHead(word []byte) bool {
	for _, c := range bytes.TrimRight(word, "\t") {
		if hexValue(c) < 0 && c != ':' && c != '.' && c != '(' {
			return false
		}
	}
	return len(word) > 0
}

// printable is whether a name has nothing in it that a name has not.
func printable(name []byte) bool {
	for _, c := range name {
		if c <= ' ' || c > '~' {
			return false
		}
	}
	return true
}

// shortStates is whether text is the beginning of "A to B" with two states.
func shortStates(text []byte) fit {
	from, rest, blank := cut(text, ' ')
	if !blank {
		return beginsState(text)
	}
	if parseState(from) == StateUnknown {
		return fitNone
	}
	if now, ok := bytes.CutPrefix(rest, []byte("to ")); ok {
		return beginsState(now)
	}
	_, got := literal(rest, "to ")
	return got
}

// beginsState is whether a state begins so.
func beginsState(word []byte) fit {
	for s := Closed; s < states; s++ {
		if len(word) <= len(stateNames[s]) && string(word) == stateNames[s][:len(word)] {
			return fitShort
		}
	}
	return fitNone
}

// isAddress is whether a word is a pointer as the kernel prints it: all its digits, hashed or
// not, or that it is not to be known. A shorter one has been cut.
func isAddress(word []byte) bool {
	if string(word) == "(ptrval)" || string(word) == "(____ptrval____)" || string(word) == "(null)" {
		return true
	}
	const digits32, digits64 = 8, 16
	word, prefixed := bytes.CutPrefix(word, []byte("0x"))
	return (prefixed || len(word) == digits32 || len(word) == digits64) && hexadecimal(word)
}
