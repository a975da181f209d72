package records

import (
	"bytes"
	"path"
)

// group is where the reading of a config log is among its markers. A group of records is
// between a marker that starts it and one that ends it, and their flags are those of all.
type group struct {
	open  bool
	flags uint32
	last  int // the index of the last record: a lower one begins another log
}

// next places a record.
func (g *group) next(r *LlogRecord) {
	if r.Index <= g.last {
		*g = group{}
	}
	g.last = r.Index
	if r.Command == "marker" {
		if r.Flags&MarkerStart != 0 {
			g.open, g.flags = true, r.Flags
		}
		r.Marked = true
		r.Skip, r.Exclude = r.Flags&MarkerSkip != 0, r.Flags&MarkerExclude != 0
		if r.Flags&MarkerEnd != 0 {
			g.open = false
		}
		return
	}
	if g.open {
		r.Marked = true
		r.Skip = r.Skip || g.flags&MarkerSkip != 0
		r.Exclude = g.flags&MarkerExclude != 0
	}
}

// llog reads a line of a config log.
func (s *scanner) llog(line []byte) bool {
	line = bytes.TrimLeft(line, " \t")
	switch {
	case bytes.HasPrefix(line, llogPrintBegin):
		s.turn()
		r, got := readLlogPrint(line)
		if got == fitWhole {
			s.record(r.(*LlogRecord))
			return true
		}
		if got == fitShort {
			s.hold(KindLlogPrint, line, r, got)
		}
		return got == fitShort
	case len(line) > 0 && line[0] == '#':
		if r, ok := readLlogReader(line); ok {
			s.turn()
			s.record(r)
			return true
		}
	}
	return s.llogHead(line)
}

// record tells a record of a config log.
func (s *scanner) record(r *LlogRecord) {
	s.group.next(r)
	r.Log = path.Base(s.header)
	s.tell(r)
}

// llogHeads are the lines that the programs print around the records.
var llogHeads = []string{"Header size :", "Time :", "Number of records:", "Target uuid :", "Flags: ", "-----------------------",
	"Bit ", "rec #", "skip ", "[index]: ", "#rec:", "logid:", "config_log: "}

// llogHead reads what is printed around the records, and the second line of a lov_setup.
func (s *scanner) llogHead(line []byte) bool {
	if s.group.last > 0 && bytes.HasPrefix(line, []byte("uuid=")) {
		s.count(KindLlogReader, 0, 1)
		return true
	}
	for _, head := range llogHeads {
		if bytes.HasPrefix(line, []byte(head)) {
			s.turn()
			s.count(KindLlogReader, 0, 1)
			return true
		}
	}
	return false
}
