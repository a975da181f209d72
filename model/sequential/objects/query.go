package objects

import (
	"fmt"

	"ostlife/model/lustre"
	"ostlife/model/sequential"
)

// lastID lets the query of a target's last id take effect with its answer: not below any
// id that was given or answered before, as ids never go back (C1b). It may be above them: a
// create of unknown outcome has used one. What is given after is higher than the answer.
func lastID(rules sequential.Rules, s State, last uint64) (State, sequential.Reason) {
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
// index to the highest that the node is known to have been ready to use, it must have room
// for since the node started (C1b).
type Size uint32

// String gives the state as one line, for example "room for 3 targets".
func (s Size) String() string { return fmt.Sprintf("room for %d targets", uint32(s)) }

// Hash gives equal states equal numbers.
func (s Size) Hash() uint64 { return uint64(s) * 0x9E3779B97F4A7C15 }

// StepSize lets an operation of the node take effect with its answer: the query itself, or
// one by which the node shows that it can use a target, since the size is raised before
// that: a connect, a create, a status that is active.
func StepSize(rules sequential.Rules, s Size, in sequential.Input, out sequential.Output) (Size, sequential.Reason) {
	uses := out.Outcome == sequential.OK
	switch in.Operation {
	case sequential.EASize:
		return s.answer(rules, out)
	case sequential.Status:
		uses = uses && out.Status.Active != 0
	case sequential.Connect, sequential.Create:
	default:
		return s, sequential.Reason{Rule: sequential.RefusalForeign}
	}
	if uses {
		s = max(s, Size(in.Target)+1)
	}
	return s, sequential.Reason{}
}

// answer is the query's answer, in bytes: room for every target that was covered, and never
// less than before.
func (s Size) answer(rules sequential.Rules, out sequential.Output) (Size, sequential.Reason) {
	switch {
	case out.Outcome == sequential.Refused && out.Refusal != lustre.ErrUnreachable:
		return s, sequential.Reason{Rule: sequential.RefusalForeign}
	case out.Outcome != sequential.OK:
		return s, sequential.Reason{}
	}
	bytes := out.Value
	low := bytes < EAHead || (bytes-EAHead)%EAStripe != 0
	stripes := uint64(0)
	if !low {
		stripes = (bytes - EAHead) / EAStripe
		low = stripes < min(uint64(s), MaxStripes)
	}
	if reason := rules.Broken(sequential.SizeLow, low, bytes, uint64(s)); reason.Rule != sequential.Accepted {
		return s, reason
	}
	return max(s, Size(min(stripes, MaxStripes))), sequential.Reason{}
}
