package objects

import "ostlife/model/sequential"

// LastID lets the query of a target's last id take effect with its answer, which is what
// the MDS has committed: not below any id that was given or answered before, as ids never
// go back (C1b). It may be above them: a create of unknown outcome has used one. What is
// given after is higher than the answer.
func LastID(rules sequential.Rules, s State, last uint64) (State, sequential.Reason) {
	if reason := rules.Broken(sequential.ObjectBack, last < s.Last, last, s.Last); reason.Rule != sequential.Accepted {
		return s, reason
	}
	return State{max(s.Last, last)}, sequential.Reason{}
}

// The layout of a LOV EA: a head, and a part for each stripe, of which a file has no more
// than MaxStripes.
const (
	EAHead     = 48
	EAStripe   = 24
	MaxStripes = 160
)

// Size is the specification of a node's EA size: how many targets, counted from the first
// index to the highest that the node is known to have applied the addition of, it must
// have room for since the node started (C1b).
type Size uint32

// Cover is a target that the node has applied the addition of.
func (s Size) Cover(index uint16) Size { return max(s, Size(index)+1) }

// Answer lets a query take effect with its answer, in bytes: room for every target that
// was covered, and never less than before. It returns false if that is broken.
func (s Size) Answer(bytes uint32) (Size, bool) {
	if bytes < EAHead || (bytes-EAHead)%EAStripe != 0 {
		return s, false
	}
	stripes := (bytes - EAHead) / EAStripe
	if stripes < min(uint32(s), MaxStripes) {
		return s, false
	}
	return max(s, Size(stripes)), true
}
