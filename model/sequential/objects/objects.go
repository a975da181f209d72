// Package objects says which object ids one target may give, one create after another,
// whichever node asked: each is higher than all before it (C1b). Ids may be left out: a
// create whose answer was lost has burned one, and so has one that the network brought
// twice. The query of a target's last id is one more answer about them. Beside it are two
// more specifications: that of the file of one object ([File]), and that of a node's EA
// size ([Size]).
//
// That the target is one that the creating node may use is no matter of ids: it is held
// against the config log with the rest of what that node does ([sequential.CreateOff]),
// and against the pool ([sequential.CreateOutside]).
package objects

import (
	"fmt"

	"ostlife/model/lustre"
	"ostlife/model/sequential"
)

// State is the last id that the target is known to have given, 0 for none.
type State struct{ Last uint64 }

// Init is the state before a run.
func Init() State { return State{} }

// Step lets a create, or a query of the last id, take effect with its answer. If a rule in force is broken, the
// reason says so and the state is as it was.
func Step(rules sequential.Rules, s State, in sequential.Input, out sequential.Output) (State, sequential.Reason) {
	last := in.Operation == sequential.LastID
	switch {
	case last && out.Outcome == sequential.OK:
		return lastID(rules, s, out.Value)
	case last && (out.Outcome == sequential.Unknown || out.Refusal == lustre.ErrNoTarget || out.Refusal == lustre.ErrUnreachable):
		return s, sequential.Reason{}
	case in.Operation != sequential.Create || out.Outcome == sequential.Refused || out.Outcome > sequential.Unknown:
		return s, sequential.Reason{Rule: sequential.RefusalForeign}
	case out.Outcome == sequential.Unknown:
		return s, sequential.Reason{}
	}
	if reason := rules.Broken(sequential.ObjectTwice, out.Object == s.Last, out.Object, s.Last); reason.Rule != sequential.Accepted {
		return s, reason
	}
	if reason := rules.Broken(sequential.ObjectBack, out.Object < s.Last, out.Object, s.Last); reason.Rule != sequential.Accepted {
		return s, reason
	}
	return State{max(s.Last, out.Object)}, sequential.Reason{}
}

// String gives the state as one line, for example "last object 7".
func (s State) String() string { return fmt.Sprintf("last object %d", s.Last) }

// Hash gives equal states equal numbers.
func (s State) Hash() uint64 { return s.Last * 0x9E3779B97F4A7C15 }
