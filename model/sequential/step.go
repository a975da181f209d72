package sequential

// steps has one function for each [Operation].
var steps = [...]func(Rules, *State, Input, Output) Reason{
	Connect:    Rules.connect,
	Evict:      Rules.evict,
	Add:        Rules.add,
	Deactivate: Rules.deactivate,
	Activate:   Rules.activate,
	Remove:     Rules.remove,
	Status:     Rules.status,
	Settle:     Rules.settle,
}

// Step lets an operation take effect with its answer. If a rule is broken, or a bound
// of the specification met, the reason says so and the state is as it was. An operation
// of unknown outcome is accepted in every state (but for the bound [OutOfRoom]).
func (r Rules) Step(s State, in Input, out Output) (State, Reason) {
	if int(in.Operation) >= len(steps) || out.Outcome > Unknown {
		return s, Reason{Rule: RefusalForeign}
	}
	next := s
	if reason := steps[in.Operation](r, &next, in, out); reason.Rule != Accepted {
		return s, reason
	}
	return next, Reason{}
}

// Step is [Rules.Step] with every rule in force.
func Step(s State, in Input, out Output) (State, Reason) { return All.Step(s, in, out) }
