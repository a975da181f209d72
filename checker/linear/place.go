package linear

import "ostlife/model/sequential"

// place is where a search has got to: the state that the operations placed so far have
// reached, and what is needed to know of the pending ones. All but closed is never
// written again.
type place struct {
	state  state            // nil before the first operation, which knows where it begins
	placed int              // operations that returned for certain
	used   [families]uint16 // pending ones of each family that have taken effect

	// closed: an answer was accepted here that changes nothing of what is known. It
	// may as well come first: in whatever order it comes later, nothing before it
	// needs it to be late, and to know less forbids nothing. So if that leads
	// nowhere, no other way out of here does, and none is tried.
	closed bool
}

func start() *place { return &place{} }

// String tells the state.
func (at *place) String() string {
	if at.state == nil {
		return ""
	}
	return at.state.String()
}

func (at *place) equal(other *place) bool {
	if at.placed != other.placed || at.used != other.used {
		return false
	}
	if at.state == nil || other.state == nil {
		return at.state == other.state
	}
	return at.state == other.state || at.state.same(other.state)
}

func (at *place) hash() uint64 {
	if at.state == nil {
		return 0
	}
	return at.state.Hash()
}

// take places an operation. It gives nil if the operation cannot be next, with the
// reason if it is the specification's.
//
// A pending operation is placed early only where that makes something possible, and of
// those that are alike only the one that was called first: all others lead to nothing
// that is not reached without them. When nothing else is left, each can be placed, as
// one that never took effect. So ten of them cost ten times the search without, and not
// a thousand times. Scratch is the caller's.
func (at *place) take(rules sequential.Rules, it *item, scratch *sequential.State) (*place, sequential.Reason) {
	next := *at
	if next.state == nil {
		next.state = it.begin
	}
	if it.pending() {
		if at.placed == it.finite {
			return at, sequential.Reason{}
		}
		if it.family != loner && at.used[it.family] != it.rank {
			return nil, sequential.Reason{}
		}
		next.used[it.family]++
	} else {
		next.placed++
	}
	from := next.state
	to, reason := from.next(rules, it, scratch)
	if reason.Rule != sequential.Accepted || it.pending() && !from.helps(it, to) {
		return nil, reason
	}
	next.state = to
	return &next, sequential.Reason{}
}
