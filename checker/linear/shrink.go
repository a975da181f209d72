package linear

import (
	"slices"

	"ostlife/model/lustre"
	"ostlife/model/sequential"
)

// shrink leaves out what the violation does not need: ever smaller pieces, from the end,
// for as long as the rest is violated for certain and there is something to spend.
func (e *explainer) shrink(story []item) []item {
	for size := len(story); e.purse > 0; size = max(size/2, 1) {
		before := len(story)
		for at := len(story); at > 0 && e.purse > 0; at -= size {
			rest := e.without(story, max(at-size, 0), at)
			if len(rest) < len(story) && e.violated(rest) {
				story = rest
			}
		}
		if size == 1 && len(story) == before {
			break
		}
	}
	return story
}

// without leaves out of story[from:to] what can be left out: what only observes, and
// then what nothing in the rest needs.
func (e *explainer) without(story []item, from, to int) []item {
	var rest []item
	for i, it := range story {
		if i < from || i >= to || it.op.ID == e.first || !it.observes() {
			rest = append(rest, it)
		}
	}
	n := newNeeds(rest)
	rest = slices.DeleteFunc(rest, func(it item) bool {
		in := story[from].call <= it.call && it.call <= story[to-1].call
		return in && it.op.ID != e.first && n.spare(&it)
	})
	return prepare(rest)
}

// needs is what a history needs its changes for.
type needs struct {
	connected int64 // the earliest call of a connect that reports an instance
	refused   int64 // the latest return of an evict that was not-connected
	records   map[lustre.Position][]item

	exports bool
	read    map[uint64]bool           // values
	told    map[sequential.Index]bool // nodes of which a drop was reported
}

func newNeeds(items []item) *needs {
	n := &needs{connected: forever, refused: -1, records: map[lustre.Position][]item{},
		read: map[uint64]bool{}, told: map[sequential.Index]bool{}}
	for i := range items {
		_, n.exports = items[i].begin.(*exports)
		switch it := &items[i]; {
		case it.in.Operation == sequential.Read:
			n.read[it.out.Value] = true
		case it.in.Operation == sequential.Sync && it.out.Outcome == sequential.Refused:
			n.told[it.in.Node] = true
		case it.in.Operation == sequential.Connect && it.out.Outcome == sequential.OK:
			n.connected = min(n.connected, it.call)
		case it.in.Operation == sequential.Evict && it.out.Outcome == sequential.Refused:
			n.refused = max(n.refused, it.ret)
		case it.out.Outcome == sequential.OK && recordKind[it.in.Operation] != lustre.ConfigNone:
			n.records[it.out.Position] = append(n.records[it.out.Position], *it)
		}
	}
	return n
}

// spare reports that a change helps nothing in the history, and that it can do without
// from now on: an eviction that no answer not-connected can need, for want of one after
// it or of a connect before it, or the repetition of a config operation; or a write that
// nobody reads, of a node that reports no drop.
func (n *needs) spare(it *item) bool {
	if it.out.Outcome != sequential.OK {
		return false
	}
	if !n.exports {
		return it.in.Operation == sequential.Write && !n.read[it.in.Value] && !n.told[it.in.Node]
	}
	switch it.in.Operation {
	case sequential.Evict:
		return n.connected > it.ret || n.refused < it.call
	case sequential.Activate, sequential.Deactivate:
		same := n.records[it.out.Position]
		if !slices.ContainsFunc(same, func(r item) bool { return repeats(it, &r) }) {
			return false
		}
		n.records[it.out.Position] = slices.DeleteFunc(same, func(r item) bool { return r.op.ID == it.op.ID })
		return true
	default:
		return false
	}
}

// repeats reports that an operation needs not be the one that wrote its record: ADD
// wrote it, or the same operation that was open all the while.
func repeats(it, r *item) bool {
	return r.op.ID != it.op.ID && (r.in.Operation == sequential.Add ||
		r.in.Operation == it.in.Operation && r.call <= it.call && r.ret >= it.ret)
}
