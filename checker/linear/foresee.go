package linear

import (
	"ostlife/checker/history"
	"ostlife/model/lustre"
	"ostlife/model/sequential"
)

// foresee fills in what each operation on a target's register needs to know of the whole
// history, of which a search may see a part: whether a value that is read was written
// ([sequential.Input.Written]), and until when data that is written cannot have been
// committed ([sequential.Input.Alone]).
func (x *index) foresee(target lustre.Target, items []item) {
	written := map[uint64]uint64{0: 0} // the first call of a write, by value
	for _, i := range x.data[target] {
		if op := &x.ops[i]; op.Kind == history.WriteValue && op.Outcome != history.Fail {
			if first, ok := written[op.Value]; !ok || op.Call < first {
				written[op.Value] = op.Call
			}
		}
	}
	f := &flusher{x: x, target: target}
	for i := range items {
		switch it := &items[i]; it.in.Operation {
		case sequential.Read:
			first, ok := written[it.out.Value]
			it.in.Written = ok && first < it.op.Return
		case sequential.Write:
			it.in.Alone = f.alone(&it.op)
		case sequential.Evict:
			it.in.Ends = it.op.Return
		}
	}
}

// flusher knows what can bring a node's data to the OST and have it committed: a sync of
// its own, another node that wants the lock, and a deactivation.
type flusher struct {
	x      *index
	target lustre.Target
}

// alone gives the stamp until which nothing was called that can commit a write: 0 if
// something was under way already.
func (f *flusher) alone(w *history.Operation) uint64 {
	if w.Outcome != history.OK {
		return 0
	}
	alone, fence := uint64(forever), f.fence(w)
	for _, list := range [...][]int{f.x.data[f.target], f.x.config[f.target]} {
		for _, i := range list {
			op := &f.x.ops[i]
			switch {
			case !f.flushes(w, op, fence):
			case op.Call <= w.Call:
				return 0
			default:
				alone = min(alone, op.Call)
			}
		}
	}
	return alone
}

// flushes reports that an operation can commit a write, if not before its own call. Who
// wants the lock has it called back, and the message may come at any time later, but not
// to another export than the one that it was sent to: all that ended before the fence is
// of the past.
func (f *flusher) flushes(w, op *history.Operation, fence uint64) bool {
	ended := op.Outcome != history.Info
	switch op.Kind {
	case history.Sync:
		return op.Node == w.Node && !(ended && op.Return < w.Call)
	case history.WriteValue, history.ReadValue:
		return op.Node != w.Node && !(op.Outcome == history.OK && op.Return < fence)
	case history.Deactivate:
		return op.Outcome != history.Fail
	}
	return false
}

// fence is the latest call of an eviction that ended an export before the write's.
func (f *flusher) fence(w *history.Operation) uint64 {
	fence := uint64(0)
	for _, i := range f.x.local[exportsOf(f.target, w.Node)] {
		op := &f.x.ops[i]
		if op.Kind == history.Evict && op.Outcome == history.OK && op.Result.Instance < w.Result.Instance {
			fence = max(fence, op.Call)
		}
	}
	return fence
}
