package records

import (
	"bytes"
	"math/bits"
)

// maxPieces is how many lines a message may be wrapped into: a request in a mail of 72 columns.
// Beyond fewPieces at most one of the wraps may be inside of a word.
const maxPieces, fewPieces = 8, 5

// tail is what was read last and may go on in the next line: a message that was wrapped, by a
// mail or a terminal, or one that was written in two parts.
type tail struct {
	kind   Kind
	n      int              // how many lines
	text   []byte           // the lines, one behind the other
	ends   [maxPieces]int   // where each ends in text
	places [maxPieces]Place // where each begins
	silent bool             // the first line was counted, and says nothing by itself
	about  bool             // what is missing in it is about imports
	node   string
	record Record // what the lines say as they are, or nil
	got    fit    // how complete that is
	joined []byte // where lines are put together
	best   []byte // the best way to
}

// hold keeps a line that may go on.
func (s *scanner) hold(k Kind, line []byte, r Record, got fit) {
	t := &s.tail
	t.kind, t.n, t.record, t.got, t.node = k, 1, r, got, s.node
	t.silent, t.about = got == fitNone && k == KindDebug, got == fitShort
	t.text = append(t.text[:0], line...)
	t.ends[0], t.places[0] = len(line), s.at
}

// settle decides what the lines that were held are, now that nothing more comes.
func (s *scanner) settle() {
	t := &s.tail
	n := t.n
	t.n = 0
	first := 0
	switch {
	case t.record != nil:
		o := t.record.From()
		o.First, o.Last = t.places[0], t.places[n-1]
		o.of(t.node)
		o.Cut = t.got == fitCut || t.got == fitOpen && !s.lines.whole && o.Last == s.at
		s.count(t.kind, int64(n), 0)
		s.emit(t.record)
		t.record = nil
		return
	case t.silent:
		first = 1
	}
	for i := first; i < n; i++ {
		ends := !s.lines.whole && t.places[i] == s.at
		if ends {
			s.flushGap()
		}
		s.unread(t.kind, t.places[i], t.piece(i), t.about)
		if ends {
			s.gap.Gap = GapUnwritten
		}
	}
}

// piece is one of the lines that were held.
func (t *tail) piece(i int) []byte {
	from := 0
	if i > 0 {
		from = t.ends[i-1]
	}
	return t.text[from:t.ends[i]]
}

// join takes a line that may go on what was held, and says whether it was taken.
func (s *scanner) join(line []byte) bool {
	t := &s.tail
	if t.n == 0 {
		return false
	}
	if t.n == maxPieces || len(t.text)+len(line) > MaxLine || t.got == fitOpen && wordEnd(line) < len(line) {
		s.settle()
		return false
	}
	line = bytes.TrimLeft(line, " \t")
	t.text = append(t.text, line...)
	t.ends[t.n], t.places[t.n] = len(t.text), s.at
	t.n++
	r, got := s.bestJoint()
	switch {
	case got == fitWhole:
		s.joint(r)
	case got == fitOpen && t.got != fitOpen:
		// From here on only a word that goes on counts, and how these lines go together is known.
		t.text = append(t.text[:0], t.best...)
		t.ends[t.n-1] = len(t.text)
		s.understood(r, got)
	case t.got == fitOpen:
		t.n--
		t.text = t.text[:t.ends[t.n-1]]
		s.settle()
		return false
	case got > t.got:
		s.understood(r, got)
	}
	return true
}

// understood keeps what the lines say so far.
func (s *scanner) understood(r Record, got fit) {
	t := &s.tail
	t.record, t.got, t.about = r, got, true
	if t.silent {
		t.silent = false
		s.count(t.kind, 0, -1)
	}
}

// joint tells what the lines say together.
func (s *scanner) joint(r Record) {
	t := &s.tail
	o := r.From()
	o.First, o.Last = t.places[0], t.places[t.n-1]
	o.of(t.node)
	silent := int64(0)
	if t.silent {
		silent = -1
	}
	s.count(t.kind, int64(t.n), silent)
	t.n, t.record = 0, nil
	s.emit(r)
}

// bestJoint puts the lines together with and without a blank between each two, since a wrap
// at a blank takes it away and one inside of a word does not, and reads what fits best. On a
// console blanks come first: most wraps are at one, and a name broken by one fits nothing. In
// the debug log they come last, since there the name of a target may have blanks.
func (s *scanner) bestJoint() (best Record, got fit) {
	t := &s.tail
	ways := 1 << (t.n - 1)
	switch {
	case t.got == fitOpen:
		return s.readAs(t.kind, t.text)
	case t.kind == KindLlogPrint:
		return s.readAs(t.kind, t.flow())
	}
	for i := range ways {
		way := i
		if t.kind == KindConsole {
			way = ways - 1 - i
		}
		if t.n > fewPieces && bits.OnesCount(uint(ways-1-way)) > 1 {
			continue
		}
		t.joined = append(t.joined[:0], t.piece(0)...)
		for p := 1; p < t.n; p++ {
			if way>>(p-1)&1 == 1 {
				t.joined = append(t.joined, ' ')
			}
			t.joined = append(t.joined, t.piece(p)...)
		}
		r, fits := s.readAs(t.kind, t.joined)
		if fits > got || fits == got && broken(best) && !broken(r) {
			best, got = r, fits
			t.best = append(t.best[:0], t.joined...)
		}
		if got == fitWhole && !broken(best) {
			break
		}
	}
	return best, got
}

// broken is whether a message fits, and a blank stands inside of its request's name: it names no
// peer, and any text is a request's rest.
func broken(r Record) bool {
	m, ok := r.(*Message)
	return ok && m.Request != nil && m.Request.Device != "" && m.Request.NID == ""
}

// flow puts the lines of a YAML record together, where a mark says whether a blank was lost.
func (t *tail) flow() []byte {
	t.joined = t.joined[:0]
	for i := range t.n {
		t.joined = append(t.joined, t.piece(i)...)
		if last := t.joined[len(t.joined)-1]; last == ',' || last == ':' || last == '{' {
			t.joined = append(t.joined, ' ')
		}
	}
	return t.joined
}

// readAs reads a text that begins as a line of that kind does.
func (s *scanner) readAs(k Kind, text []byte) (Record, fit) {
	switch k {
	case KindDebug:
		return readDebug(text)
	case KindConsole:
		return readConsole(text)
	case KindLlogPrint:
		return readLlogPrint(text)
	}
	return nil, fitNone
}
