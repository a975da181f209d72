package linear

import "ostlife/model/sequential"

// place is where a search has got to: the state that the operations placed so far have
// reached, and what is needed to know of the pending ones. All but closed is never
// written again.
type place struct {
	state  *sequential.State
	placed int              // operations that returned for certain
	used   [families]uint16 // pending ones of each family that have taken effect

	// closed: an answer was accepted here that changes nothing of what is known. It
	// may as well come first: in whatever order it comes later, nothing before it
	// needs it to be late, and to know less forbids nothing. So if that leads
	// nowhere, no other way out of here does, and none is tried.
	closed bool
}

func start() *place {
	init := sequential.Init()
	return &place{state: &init}
}

func (at *place) equal(other *place) bool {
	return at.placed == other.placed && at.used == other.used &&
		(at.state == other.state || *at.state == *other.state)
}

func (at *place) hash() uint64 { return at.state.Hash() }

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
	if reason := rules.Next(at.state, it.in, it.out, scratch); reason.Rule != sequential.Accepted {
		return nil, reason
	}
	if it.unseen {
		scratch.Forget()
	}
	if it.pending() && !helps(it, at.state, scratch) {
		return nil, sequential.Reason{}
	}
	if *scratch != *at.state {
		state := *scratch
		next.state = &state
	}
	return &next, sequential.Reason{}
}

// helps reports that something is accepted after a pending operation which would not be
// without it: it wrote a record, or ended an export that was sure. An export that is
// gone, instead of one that may be there, makes nothing possible.
func helps(it *item, from, to *sequential.State) bool {
	if it.in.Operation == sequential.Evict {
		return from.Export == sequential.Sure
	}
	return *from != *to
}
