package pool

import (
	"ostlife/model/sequential"
)

var accepted = sequential.Reason{}

// Step lets an operation take effect with its answer. If a rule in force is broken, or a
// bound met, the reason says so and the state is as it was. An operation of unknown
// outcome is accepted in every state.
func Step(rules sequential.Rules, s State, in sequential.Input, out sequential.Output) (State, sequential.Reason) {
	next := s
	if reason := next.step(rules, in, out); reason.Rule != sequential.Accepted {
		return s, reason
	}
	return next, accepted
}

func (s *State) step(rules sequential.Rules, in sequential.Input, out sequential.Output) sequential.Reason {
	switch {
	case out.Outcome > sequential.Unknown:
		return sequential.Reason{Rule: sequential.RefusalForeign}
	case out.Outcome == sequential.Refused:
		return accepted
	}
	switch in.Operation {
	case sequential.Add:
		return s.present(true, out)
	case sequential.Remove:
		return s.present(false, out)
	case sequential.PoolAdd, sequential.PoolRemove:
		if !in.Other {
			return s.turn(rules, in.Operation == sequential.PoolAdd, out)
		}
		fallthrough
	case sequential.Deactivate, sequential.Activate:
		if out.Outcome == sequential.Unknown {
			s.Hidden = true
		} else {
			s.record(out.Position)
		}
		return accepted
	case sequential.Settle: // which tells what a node has applied
		return accepted
	case sequential.PoolList:
		return s.list(rules, in, out)
	case sequential.Create:
		return s.create(rules, in, out)
	}
	return sequential.Reason{Rule: sequential.RefusalForeign}
}

// present is ADD or REMOVE: it puts the target into the global pool, or takes it out of
// this one, whichever it is.
func (s *State) present(added bool, out sequential.Output) sequential.Reason {
	in := added && !s.Named
	changes := s.member() != in
	if out.Outcome == sequential.Unknown {
		if added == s.Present {
			return accepted
		}
		s.Present, s.Hidden = added, true
		if changes {
			s.change(in, after(s.End), true)
		}
		return accepted
	}
	s.Present = added
	if changes {
		s.change(in, out.Position, false)
	}
	s.record(out.Position)
	return accepted
}

// turn is a request to have the target in the pool, or not.
func (s *State) turn(rules sequential.Rules, in bool, out sequential.Output) sequential.Reason {
	p := out.Position
	switch changes := s.member() != in; {
	case out.Outcome == sequential.Unknown:
		if changes && s.Present {
			s.change(in, after(s.End), true)
			s.Hidden = true
		}
		return accepted
	case changes:
		if reason := rules.Broken(sequential.PoolRise, p <= s.End, uint64(p), uint64(s.End)); reason.Rule != sequential.Accepted {
			return reason
		}
		s.change(in, p, false)
	default:
		wrong := p < s.Last || p > s.Last && !s.Hidden
		if reason := rules.Broken(sequential.PoolRepeat, wrong, uint64(p), uint64(s.Last)); reason.Rule != sequential.Accepted {
			return reason
		}
		s.Hidden = false
	}
	s.record(p)
	return accepted
}

// list is one look at the node's pool.
func (s *State) list(rules sequential.Rules, in sequential.Input, out sequential.Output) sequential.Reason {
	if out.Outcome == sequential.Unknown {
		return accepted
	}
	if in.Node >= MaxNodes {
		return sequential.Reason{Rule: sequential.OutOfNodes, Got: uint64(in.Node)}
	}
	p, shown := out.Position, s.shown[in.Node]
	if reason := rules.Broken(sequential.ListBack, p < shown, uint64(p), uint64(shown)); reason.Rule != sequential.Accepted {
		return reason
	}
	if s.older(p) {
		return sequential.Reason{Rule: sequential.OutOfRoom, Got: MaxChanges}
	}
	with, without := s.answers(p)
	wrong := out.Member && !with || !out.Member && !without
	if reason := rules.Broken(sequential.ListBroken, wrong, uint64(p), 0); reason.Rule != sequential.Accepted {
		return reason
	}
	s.shown[in.Node] = max(shown, p)
	s.End = max(s.End, p)
	return accepted
}

// create was done on this target, which the node's pool named at some moment of it.
func (s *State) create(rules sequential.Rules, in sequential.Input, out sequential.Output) sequential.Reason {
	if out.Outcome == sequential.Unknown {
		return accepted
	}
	if s.older(in.Applied) && !s.ever(in.Applied) {
		return sequential.Reason{Rule: sequential.OutOfRoom, Got: MaxChanges}
	}
	return rules.Broken(sequential.CreateOutside, !s.ever(in.Applied), uint64(in.Applied), 0)
}
