package records

import "bytes"

// debug reads a line of the debug log. Most say nothing: those cost little more than their
// length. They are kept until the next line, which may go on them.
func (s *scanner) debug(line []byte) {
	if s.tail.n > 0 || s.block != nil || s.inValue {
		s.turn()
	}
	r, got := readDebug(line)
	switch got {
	case fitWhole:
		if s.partly(line, r) {
			return
		}
		s.tell(r)
	case fitNone:
		if s.twoInOne(line) {
			return
		}
		s.sum.Kinds[KindDebug].Silent++
		s.hold(KindDebug, line, nil, fitNone)
	default:
		s.hold(KindDebug, line, r, got)
	}
}

// partly handles the end of a file in the middle of a line, where even a message that looks
// whole may not be.
func (s *scanner) partly(line []byte, r Record) bool {
	_, isTransition := r.(*Transition)
	return isTransition && s.twoInOne(line)
}

// twoInOne reads a line into which another was written: the change of state in it belongs to
// the head that is nearest before it.
func (s *scanner) twoInOne(line []byte) bool {
	change := bytes.Index(line, stateChange)
	if change < 0 {
		return false
	}
	text := debugText(line)
	if text < 0 || text > change {
		s.unread(KindDebug, s.at, line, true)
		return true
	}
	for p := change - debugHead; p >= text; p-- {
		if !isDebug(line[p:]) {
			continue
		}
		if r, got := readDebug(line[p:]); got == fitWhole || got == fitOpen {
			s.tell(r)
			return true
		}
		break
	}
	if r, got := readDebug(line); got == fitWhole && r != nil {
		return false
	}
	s.unread(KindDebug, s.at, line, true)
	return true
}

// readDebug reads one message of the debug log.
func readDebug(line []byte) (Record, fit) {
	at := debugText(line)
	if at < 0 {
		if len(line) < debugHead+maxFunction && bytes.Index(line, stateChange) < 0 {
			return nil, fitShort
		}
		return nil, fitNone
	}
	text := bytes.TrimRight(line[at:], " \t\r")
	r, got := readText(text, false)
	if r == nil {
		return nil, got
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

// skipped reads what is printed in the place of messages like the one before.
func skipped(text []byte, got fit) (Record, fit) {
	n, ok := numberIn(text, "Skipped ", " previous similar message")
	if !ok {
		return nil, got
	}
	return &Gap{Gap: GapSkipped, Lines: n}, fitWhole
}

// numberIn is the number between two literals, of which the first begins the text.
func numberIn(text []byte, before, after string) (int64, bool) {
	rest, ok := bytes.CutPrefix(text, []byte(before))
	if !ok {
		return 0, false
	}
	end := numberEnd(rest)
	n, ok := parseInt(rest[:end])
	return n, ok && bytes.HasPrefix(rest[end:], []byte(after))
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
	switch got {
	case fitWhole:
		s.tell(r)
	default:
		s.hold(KindConsole, line, r, got)
	}
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
