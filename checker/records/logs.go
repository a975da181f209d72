package records

import "bytes"

// debug reads a line of the debug log. Most say nothing: those cost little more than their
// length. They are kept until the next line, which may go on them.
func (s *scanner) debug(line []byte) {
	if s.tail.n > 0 || s.block != nil || s.inValue {
		s.turn()
	}
	r, got := readDebug(line)
	change := -1
	if r == nil {
		change = bytes.Index(line, stateChange)
	}
	switch {
	case got == fitWhole:
		s.tell(r)
	case change >= 0 && s.twoInOne(line, change):
	case got > fitNone:
		s.hold(KindDebug, line, r, got)
	case change >= 0:
		s.unread(KindDebug, s.at, line, true)
	case bytes.Count(line[:debugText(line)], colon) != debugColons:
		s.unread(KindDebug, s.at, line, true) // a head that another line was written into
	default:
		s.sum.Kinds[KindDebug].Silent++
		s.hold(KindDebug, line, nil, fitNone)
	}
}

// twoInOne reads a line into which another was written: the change of state at change belongs
// to the head that is nearest before it.
func (s *scanner) twoInOne(line []byte, change int) bool {
	for p := change - debugHead; p > debugHead; p-- {
		if !isDebug(line[p:]) {
			continue
		}
		r, got := readDebug(line[p:])
		if got < fitCut {
			break
		}
		if _, outer := readDebug(line[:p]); outer != fitNone {
			s.emit(&Gap{Origin: Origin{Kind: KindDebug, First: s.at, Last: s.at}, Gap: GapUnread, Lines: 1, Import: true})
		}
		s.tell(r)
		return true
	}
	return false
}

// readDebug reads one message of the debug log.
func readDebug(line []byte) (Record, fit) {
	at := debugText(line)
	if at < 0 {
		if len(line) < debugHead+maxFunction && !bytes.Contains(line, stateChange) {
			return nil, fitShort
		}
		at = len(line) // a head without an end
	}
	text := bytes.TrimRight(line[at:], " \t\r")
	r, got := readText(text, false)
	if r == nil {
		return nil, max(got, shortChange(text))
	}
	spot, stamp, ok := debugOrigin(line, at)
	if !ok {
		return nil, fitNone
	}
	o := r.From()
	o.Kind, o.Spot, o.Stamp = KindDebug, spot, stamp
	if m, isMessage := r.(*Message); isMessage {
		m.Error = spot.Mask&maskError != 0
	}
	return r, got
}

// readText reads the text of a message of either log.
func readText(text []byte, late bool) (Record, fit) {
	text = bareText(text)
	if at := bytes.Index(text, stateChange); at >= 0 {
		t, got := transition(text, at)
		if t == nil {
			return nil, got
		}
		return t, got
	}
	var v values
	c, got, alike := messages.find(text, late, &v)
	if got == fitShort || got == fitNone {
		return skipped(text, got)
	}
	return newMessage(c, got, alike, &v, text), got
}

// Of what is printed in the place of messages like the one before.
var (
	skippedBefore = []byte("Skipped ")
	skippedAfter  = []byte(" previous similar message")
)

// skipped reads how many messages like the one before were left out.
func skipped(text []byte, got fit) (Record, fit) {
	rest, ok := bytes.CutPrefix(text, skippedBefore)
	if !ok {
		return nil, got
	}
	if n, ok := numberIn(rest, skippedAfter); ok {
		return &Gap{Gap: GapSkipped, Lines: n}, fitWhole
	}
	return nil, got
}

// numberIn is the number that begins a text, before a literal.
func numberIn(text, after []byte) (int64, bool) {
	end := numberEnd(text)
	n, ok := parseInt(text[:end])
	return n, ok && n >= 0 && bytes.HasPrefix(text[end:], after)
}

// console reads a line of a console or a system log, and says whether it is one of Lustre's.
func (s *scanner) console(line []byte) bool {
	begin, text, _ := tag(line)
	if begin < 0 {
		return false
	}
	if s.tail.n > 0 {
		s.settle()
	}
	s.inValue = false
	if second := secondLine(line, text); second > 0 {
		s.consoleLine(line[:second])
		s.settle()
		s.sum.Lines++
		line = line[second:]
	}
	s.consoleLine(line)
	return true
}

// consoleLine reads one message.
func (s *scanner) consoleLine(line []byte) {
	r, got := readConsole(line)
	if r == nil && headed(line) {
		s.sum.Headed++
	}
	switch got {
	case fitWhole:
		s.tell(r)
	default:
		s.hold(KindConsole, line, r, got)
	}
}

// headed is whether a line is one that Lustre printed, whatever it says: behind the tag is a
// code or a place in its source, or before it is a stamp. Prose has the tag alone.
func headed(line []byte) bool {
	begin, at, _ := tag(line)
	code, text := consoleCode(bytes.TrimLeft(line[at:], " "))
	spot, _, _ := consoleSpot(text)
	stamp, _ := before(line[:begin])
	return code != "" || spot.Function != "" || stamp.Clock != NoClock
}

// readConsole reads one message of a console.
func readConsole(line []byte) (Record, fit) {
	begin, at, isError := tag(line)
	if begin < 0 {
		return nil, fitNone
	}
	text := bytes.TrimLeft(line[at:], " ")
	code, text := consoleCode(text)
	spot, text, isCut := consoleSpot(text)
	if isCut {
		return nil, fitShort
	}
	r, got := readText(text, true)
	if r == nil {
		return nil, got
	}
	o := r.From()
	o.Kind, o.Spot = KindConsole, spot
	o.Stamp, o.Node = before(line[:begin])
	if m, isMessage := r.(*Message); isMessage {
		m.Code, m.Error = code, isError
	}
	return r, got
}
