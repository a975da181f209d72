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
	s.inLlog = true
	r.Log = path.Base(s.header)
	s.tell(r)
}

// llogHeads are the lines that the programs print around the records, and nobody else does.
var llogHeads = []string{"Header size :", "Number of records:", "Target uuid :", "[index]: ", "#rec:", "config_log: "}

// llogMore are those that mean this only in a config log.
var llogMore = []string{"Time :", "Flags: ", "-----------------------", "Bit ", "rec #", "skip ", "logid:", "uuid="}

// llogHead reads what is printed around the records, and the second line of a lov_setup.
func (s *scanner) llogHead(line []byte) bool {
	known := beginsOneOf(line, llogHeads)
	if !known && !(s.inLlog && beginsOneOf(line, llogMore)) {
		return false
	}
	s.turn()
	s.inLlog = true
	s.count(KindLlogReader, 0, 1)
	return true
}

func beginsOneOf(line []byte, heads []string) bool {
	for _, head := range heads {
		if len(line) >= len(head) && string(line[:len(head)]) == head {
			return true
		}
	}
	return false
}
