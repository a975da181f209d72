package harness

import "ostlife/checker/history"

// Overlaps reports that in the history a connect and an evict of one export were open
// at one moment: the race that the numbers of C2.4 are for.
func Overlaps(h *history.History) bool {
	for i := range h.Operations {
		a := &h.Operations[i]
		if a.Kind != history.Connect {
			continue
		}
		for k := range h.Operations {
			b := &h.Operations[k]
			if b.Kind == history.Evict && a.Node == b.Node && a.Target == b.Target && before(a, b) && before(b, a) {
				return true
			}
		}
	}
	return false
}

// before reports that a was called before b returned. What has not returned is open.
func before(a, b *history.Operation) bool { return b.Return == 0 || a.Call < b.Return }
