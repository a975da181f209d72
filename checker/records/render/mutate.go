package render

import (
	"ostlife/checker/records"
	"ostlife/checker/records/era"
)

// Mutation is a change that was made illegal.
type Mutation struct {
	Import int
	Change int
	To     records.State // in place of what it led to
}

// Mutate makes one change of a history illegal in all eras that its lines may be of: what it
// leads to is a state that cannot come from where it was. It is false where there is none
// such. The next change still leaves what the legal one led to.
func (h *History) Mutate(pick Pick) (Mutation, bool) {
	var all []Mutation
	for i := range h.Imports {
		for n := range h.Imports[i].Changes {
			for s := records.Closed; s <= records.Idle; s++ {
				c := &h.Imports[i].Changes[n]
				if !c.Silent && s != c.From && len(era.Find(c.From, s, era.All)) == 0 {
					all = append(all, Mutation{i, n, s})
				}
			}
		}
	}
	if len(all) == 0 {
		return Mutation{}, false
	}
	m := all[pick(len(all))]
	h.Imports[m.Import].Changes[m.Change].To = m.To
	return m, true
}

// ShownByLog reports that a debug log shows a mutation: it has a line for that change.
func (h *History) ShownByLog(m Mutation) bool {
	return h.Printed(&h.Imports[m.Import].Changes[m.Change])
}

// ShownByRing reports that a state file shows it: the change is in the ring and not the first
// there, the one before it is where it came from, and that clock did not stand still on the
// way through a NEW that nobody notes.
func (h *History) ShownByRing(m Mutation) bool {
	im := &h.Imports[m.Import]
	c := &im.Changes[m.Change]
	ring := im.Ring()
	for i := 1; i < len(ring); i++ {
		if ring[i] == *c && ring[i].To == m.To {
			before := ring[i-1].To
			return len(era.Find(before, m.To, era.All)) == 0 && !era.Skips(before, m.To, era.All)
		}
	}
	return false
}
