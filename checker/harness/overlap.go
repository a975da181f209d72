package harness

import (
	"ostlife/checker/history"
	"ostlife/model/lustre"
)

// Overlaps reports that in the history a connect and an evict of one export were open
// at one moment: the race that the numbers of C2.4 are for.
func Overlaps(h *history.History) bool { return Beside(h, history.Connect, history.Evict) }

// Beside reports that in the history an operation of each kind, about one thing, were
// open at one moment: at one target, and at one node where both are a node's. A create is
// about the target that it was given, or if it was given none about any.
func Beside(h *history.History, first, second history.Kind) bool {
	for i := range h.Operations {
		a := &h.Operations[i]
		if a.Kind != first {
			continue
		}
		for k := range h.Operations {
			b := &h.Operations[k]
			if b.Kind == second && i != k && meet(a, b) && before(a, b) && before(b, a) {
				return true
			}
		}
	}
	return false
}

// meet reports that two operations are about one thing.
func meet(a, b *history.Operation) bool {
	if ofNode(a.Kind) && ofNode(b.Kind) && a.Node != b.Node {
		return false
	}
	return anywhere(a) || anywhere(b) || targetOf(a) == targetOf(b)
}

// ofNode reports that an operation is a node's, or about its export.
func ofNode(k history.Kind) bool {
	switch k {
	case history.Add, history.Deactivate, history.Activate, history.Remove, history.PoolAdd, history.PoolRemove, history.Restart:
		return false
	}
	return true
}

// anywhere reports a create that was given no target.
func anywhere(op *history.Operation) bool {
	return op.Kind == history.Create && op.Outcome != history.OK
}

func targetOf(op *history.Operation) lustre.Target {
	if op.Kind == history.Create {
		return op.Result.Target
	}
	return op.Target
}

// before reports that a was called before b returned. What has not returned is open.
func before(a, b *history.Operation) bool { return b.Return == 0 || a.Call < b.Return }
