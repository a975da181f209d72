package sequential

// steps has one function for each [Operation] that this specification judges.
var steps = [...]func(Rules, *State, Input, Output) Reason{
	Connect:    Rules.connect,
	Evict:      Rules.evict,
	Add:        Rules.add,
	Deactivate: Rules.deactivate,
	Activate:   Rules.activate,
	Remove:     Rules.remove,
	Status:     Rules.status,
	Settle:     Rules.settle,
	Restart:    Rules.restart,
	Create:     Rules.create,
	PoolAdd:    Rules.pool,
	PoolRemove: Rules.pool,
}

// Step lets an operation take effect with its answer. If a rule is broken, or a bound
// of the specification met, the reason says so and the state is as it was. An operation
// of unknown outcome is accepted in every state (but for the bound [OutOfRoom]).
func (r Rules) Step(s State, in Input, out Output) (State, Reason) {
	var next State
	if reason := r.Next(&s, in, out, &next); reason.Rule != Accepted {
		return s, reason
	}
	return next, Reason{}
}

// Next is [Rules.Step] without a copy of the state: to is the caller's, and is the next
// state only if the reason is that of an accepted answer.
func (r Rules) Next(from *State, in Input, out Output, to *State) Reason {
	if int(in.Operation) >= len(steps) || out.Outcome > Unknown {
		return Reason{Rule: RefusalForeign}
	}
	*to = *from
	return steps[in.Operation](r, to, in, out)
}

// Step is [Rules.Step] with every rule in force.
func Step(s State, in Input, out Output) (State, Reason) { return All.Step(s, in, out) }
