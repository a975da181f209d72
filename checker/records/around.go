package records

import "bytes"

// missing reads what programs print in the place of lines that they left out.
func (s *scanner) missing(line []byte) bool {
	gap, ok := gapIn(line)
	if !ok {
		return false
	}
	if gap.Kind == KindDebug {
		s.turn()
	} else if s.tail.n > 0 {
		s.settle()
	}
	if gap.Lines == 0 {
		s.count(gap.Kind, 0, 1)
		return true
	}
	if gap.Kind == KindConsole {
		gap.Stamp, gap.Node = before(line)
	}
	s.tell(gap)
	return true
}

// gapWordings are what system logs print in the place of messages, around the number of them.
var gapWordings = [...]struct {
	before, after []byte
	gap           GapKind
}{
	{[]byte("message repeated "), []byte(" times"), GapRepeated},
	{[]byte("Suppressed "), []byte(" messages"), GapDropped},
	{[]byte("Missed "), []byte(" kernel messages"), GapDropped},
	{[]byte("printk: "), []byte(" messages suppressed"), GapSkipped},
	{[]byte("imjournal: "), []byte(" messages lost"), GapDropped},
	{[]byte("imuxsock lost "), []byte(" messages"), GapDropped},
}

// messagesWord is in all of them.
var messagesWord = []byte("message")

// gapIn is what a line says to be missing. Lines is 0 where nothing is.
func gapIn(line []byte) (*Gap, bool) {
	if lost, ok := debugTotals(line); ok {
		return &Gap{Origin: Origin{Kind: KindDebug}, Gap: GapDropped, Lines: lost}, true
	}
	if !bytes.Contains(line, messagesWord) {
		return nil, false
	}
	for i := range gapWordings {
		g := &gapWordings[i]
		at := bytes.Index(line, g.before)
		if at < 0 {
			continue
		}
		if n, ok := numberIn(line[at+len(g.before):], g.after); ok {
			return &Gap{Origin: Origin{Kind: KindConsole}, Gap: g.gap, Lines: n}, true
		}
	}
	return nil, false
}

// debugTotals reads what lctl dk prints at its end: "Debug log: 9 lines, 9 kept, 0 dropped, 0
// bad.", and gives how many are missing.
func debugTotals(line []byte) (lost int64, ok bool) {
	if !bytes.HasPrefix(line, []byte("Debug log: ")) {
		return 0, false
	}
	var space [10][]byte
	w := words(line, space[:0])
	if len(w) != 10 || string(w[7]) != "dropped," {
		return 0, false
	}
	dropped, ok1 := parseInt(w[6])
	bad, ok2 := parseInt(w[8])
	return dropped + bad, ok1 && ok2
}

// decorations are lines that are printed around lists, or around a mail's quotes.
var decorations = []string{"OBDS:", "OBDS::", "MDTS:", "```", "devices:", "state_history:"}

// decoration takes a line that says nothing, and a file of one number.
func (s *scanner) decoration(line []byte) bool {
	if s.bareValue(line) {
		return true
	}
	if bytes.HasPrefix(bytes.TrimLeft(line, " \t"), requestMark[1:]) {
		if s.tail.n > 0 && s.tail.got == fitCut && s.join(line) {
			return true
		}
		if s.tail.n > 0 {
			s.settle()
		}
		s.count(KindConsole, 0, 1) // 1.8 breaks the line before the request that it told of
		return true
	}
	if !isOneOf(bytes.TrimSpace(line), decorations) {
		return false
	}
	s.turn()
	s.count(KindParam, 0, 1)
	return true
}

// systemLog takes a line of a system log that is not Lustre's: a stamp, and something behind it.
func (s *scanner) systemLog(line []byte) bool {
	line = bytes.TrimLeft(line, " \t")
	if len(line) == 0 {
		return false
	}
	stamp, rest, ok := stampAt(line)
	if !ok || stamp.Clock == NoClock || blank(rest) {
		return false
	}
	if s.missing(line) {
		return true
	}
	if s.tail.n > 0 {
		s.settle()
	}
	s.inValue = false
	s.count(KindConsole, 0, 1)
	return true
}
