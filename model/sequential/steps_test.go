package sequential_test

import (
	"ostlife/model/lustre"
	"ostlife/model/sequential"
)

// step is one operation with its answer.
type step struct {
	in  sequential.Input
	out sequential.Output
}

func connect(i lustre.Instance) step {
	return step{sequential.Input{Operation: sequential.Connect}, sequential.Output{Instance: i}}
}

// after gives a connect of which it is known what the node had applied at the call.
func (s step) after(p lustre.Position) step {
	s.in.Applied = p
	return s
}

func evict(i lustre.Instance) step {
	return step{sequential.Input{Operation: sequential.Evict}, sequential.Output{Instance: i}}
}

func add(uuid sequential.UUID, p lustre.Position) step {
	return step{sequential.Input{Operation: sequential.Add, UUID: uuid}, sequential.Output{Position: p}}
}

func deactivate(p lustre.Position) step { return record(sequential.Deactivate, p) }
func activate(p lustre.Position) step   { return record(sequential.Activate, p) }
func remove(p lustre.Position) step     { return record(sequential.Remove, p) }
func settle(p lustre.Position) step     { return record(sequential.Settle, p) }

func record(o sequential.Operation, p lustre.Position) step {
	return step{sequential.Input{Operation: o}, sequential.Output{Position: p}}
}

// join is a request of a pool.
func join(p lustre.Position) step { return record(sequential.PoolAdd, p) }

func create() step  { return record(sequential.Create, 0) }
func restart() step { return record(sequential.Restart, 0) }

// on, off and absent are answers of status.
func on(p lustre.Position, active lustre.Instance) step {
	return slot(lustre.Status{Position: p, Present: true, Active: active})
}

func off(p lustre.Position) step {
	return slot(lustre.Status{Position: p, Present: true, Deactivated: true})
}

func absent(p lustre.Position) step { return slot(lustre.Status{Position: p}) }

func slot(st lustre.Status) step {
	return step{sequential.Input{Operation: sequential.Status}, sequential.Output{Status: st}}
}

// refused and unknown give a step another outcome.
func (s step) refused(refusal error) step {
	s.out = sequential.Output{Outcome: sequential.Refused, Refusal: refusal}
	return s
}

func (s step) unknown() step {
	s.out = sequential.Output{Outcome: sequential.Unknown}
	return s
}

// walk takes the steps until one is not accepted.
func walk(rules sequential.Rules, steps []step) (sequential.State, int, sequential.Reason) {
	s := sequential.Init()
	for i, st := range steps {
		next, reason := rules.Step(s, st.in, st.out)
		if reason.Rule != sequential.Accepted {
			return s, i, reason
		}
		s = next
	}
	return s, len(steps), sequential.Reason{}
}
