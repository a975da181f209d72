package explore

// Site says where an action is tried: on which node, for which target, and for which message, object or other indexed
// thing. A field that an action has no use for is zero.
type Site struct{ Node, Target, Index uint8 }

// Action is one row of a machine's action table: one guard and one effect, under one name.
type Action[S comparable] struct {
	Name    string // unique in the table
	Context string // who acts: config, pinger, ptlrpcd, worker, application, ost, fault
	Clause  string // the clause that it comes from

	// Budget is the budget that the action uses one of: 0 for none, else Machine.Budgets[Budget-1].
	Budget int

	// Next is guard and effect in one. It reads from, which it must not change; it begins by *to = *from, and returns
	// false when the action is not enabled, which leaves to undefined. It is a function of from and at alone, and is
	// called from several goroutines at once.
	Next func(from *S, at Site, to *S) bool

	// Fair says that weak fairness is due to the action, at each node and target for itself: where it is enabled for ever
	// and changes something, it is taken. Only liveness properties depend on it.
	Fair bool
}

// Budget bounds how often a group of actions is taken on one path. The explorer counts it beside the state: two equal
// states with different remainders are two nodes of the graph.
type Budget struct {
	Name  string
	Limit uint8 // how many uses in all; 0 forbids the actions
}

// Property is one row of a machine's property table: a predicate over states or one over steps, never both, and a
// witness that shows it is not vacuous. All functions are pure and are called from several goroutines at once.
type Property[S comparable] struct {
	Name, Clause, Why string

	// State holds in every reachable state. Nil in a property over steps.
	State func(s *S) bool
	// Step holds on every transition, also on one to a state already known. Nil in a property over states.
	Step func(from *S, action int, at Site, to *S) bool

	// Witness is a reachable state, WitnessStep a reachable transition, in which the property had something to say. At
	// least one is set; either shows the property not vacuous.
	Witness     func(s *S) bool
	WitnessStep func(from *S, action int, at Site, to *S) bool
}

// Machine is what the explorer explores: initial states and tables of actions, budgets and properties over a state S.
// S is one small flat value of booleans and integers, their arrays and structs; a pointer, string, slice, map,
// interface or floating-point number in it is refused.
type Machine[S comparable] struct {
	Name    string
	Init    []S
	Actions []Action[S]
	// Sites lists where an action, given by its index in Actions, is tried: the same list in the same order at every
	// call.
	Sites      func(action int) []Site
	Budgets    []Budget
	Properties []Property[S]
	Liveness   []Liveness[S] // judged if Options.Liveness is set

	// Canonical replaces a state by one that stands for all that differ from it only by the names of things that are
	// alike, the same for all of them. Every action, at some site, leads from such a state where it leads from the other,
	// but for names; no property and no witness goes by them. Nil if nothing is alike. It is called from several
	// goroutines at once.
	Canonical func(s *S)
}
