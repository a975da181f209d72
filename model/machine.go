package model

import (
	"fmt"

	"ostlife/model/explore"
	"ostlife/model/lustre"
)

// Scope is how much of the world the model is looked at: how many nodes and
// targets, where they start, and what may happen at most.
type Scope struct {
	Nodes     uint8
	Targets   uint8
	Connected bool  // start with every import FULL, else with every import NEW
	Faults    uint8 // faults in total, of every kind

	// How many records of each kind the administrator adds that change something.
	Adds, Deactivates, Activates, Removes uint8
	Joins, Leaves                         uint8 // of the named pool

	Writes  uint8 // how often an application writes; where it never does, nobody takes a lock
	Creates uint8 // how often an object is allocated
}

// Section4 is a scope with the budgets of config records that every exhaustive run
// has: one of each kind.
func Section4(nodes, targets uint8, connected bool, faults uint8) Scope {
	return Scope{Nodes: nodes, Targets: targets, Connected: connected, Faults: faults,
		Adds: 1, Deactivates: 1, Activates: 1, Removes: 1}
}

// String names the scope, for reports and for the manifest of counts.
func (s Scope) String() string {
	from := "new"
	if s.Connected {
		from = "connected"
	}
	name := fmt.Sprintf("%dx%d-%s-F%d", s.Nodes, s.Targets, from, s.Faults)
	for _, more := range []struct {
		letter string
		count  uint8
	}{{"W", s.Writes}, {"C", s.Creates}, {"P", max(s.Joins, s.Leaves)}} {
		if more.count > 0 {
			name += fmt.Sprintf("-%s%d", more.letter, more.count)
		}
	}
	return name
}

// ScopeError says why a scope is not one the model's state can hold.
type ScopeError struct {
	Scope  Scope
	Reason string
}

// Error names the scope and the reason.
func (e *ScopeError) Error() string { return fmt.Sprintf("scope %s: %s", e.Scope, e.Reason) }

// check refuses a scope that a State cannot hold.
func (s Scope) check() error {
	records := int(s.Targets) + int(s.Adds) + int(s.Deactivates) + int(s.Activates) + int(s.Removes) +
		int(s.Joins) + int(s.Leaves)
	switch {
	case s.Nodes == 0 || s.Targets == 0:
		return &ScopeError{s, "needs at least one node and one target"}
	case s.Nodes > MaxNodes || int(s.Nodes)*int(s.Targets) > MaxPairs:
		return &ScopeError{s, fmt.Sprintf("more than %d pairs of node and target", MaxPairs)}
	case records > MaxRecords:
		return &ScopeError{s, fmt.Sprintf("more than %d config records", MaxRecords)}
	}
	return nil
}

// budget is an index into the machine's budgets, counted from 1.
type budget int

const (
	noBudget budget = iota
	budgetFault
	budgetAdd
	budgetDeactivate
	budgetActivate
	budgetRemove
	budgetJoin
	budgetLeave
	budgetWrite
	budgetCreate
)

// Machine gives the design in a scope as a machine to explore. It fails with a
// [ScopeError] where the scope does not fit into a [State].
func Machine(d Design, s Scope) (*explore.Machine[State], error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	r := rules{d, s}
	m := &explore.Machine[State]{
		Name: s.String(),
		Init: []State{r.start()},
		Budgets: []explore.Budget{
			{Name: "faults", Limit: s.Faults},
			{Name: "adds", Limit: s.Adds},
			{Name: "deactivates", Limit: s.Deactivates},
			{Name: "activates", Limit: s.Activates},
			{Name: "removes", Limit: s.Removes},
			{Name: "joins", Limit: s.Joins},
			{Name: "leaves", Limit: s.Leaves},
			{Name: "writes", Limit: s.Writes},
			{Name: "creates", Limit: s.Creates},
		},
		Sites:      func(action int) []Site { return r.sites(table[action].places) },
		Properties: r.properties(),
	}
	for _, row := range table {
		m.Actions = append(m.Actions, explore.Action[State]{
			Name: string(row.name), Context: row.context, Clause: row.clause, Budget: int(row.budget),
			Next: func(from *State, at Site, to *State) bool { return row.next(r, from, at, to) },
		})
	}
	return m, nil
}

// start is the state in which the log adds every target and every node has read it
// to its end.
func (r rules) start() State {
	var s State
	for t := range r.scope.Targets {
		s.Log[t] = Record{lustre.ConfigAdd, t}
	}
	for n := range r.scope.Nodes {
		s.Position[n] = r.scope.Targets
	}
	for i := range r.scope.Nodes * r.scope.Targets {
		p := &s.Pairs[i]
		p.Pooled = true
		p.Slot.State = lustre.New
		if r.scope.Connected {
			p.Export = 1
			p.Slot = Slot{State: lustre.Full, Prepared: true, Handle: 1, Active: ActiveCurrent, TopActive: true}
		}
	}
	return s
}

// sites lists where an action is tried, in a fixed order.
func (r rules) sites(over places) []Site {
	nodes, indexes := r.scope.Nodes, uint8(1)
	switch over {
	case perTarget:
		nodes = 1
	case perMessage:
		indexes = MaxMessages
	}
	var list []Site
	for n := range nodes {
		for t := range r.scope.Targets {
			for i := range indexes {
				list = append(list, Site{Node: n, Target: t, Index: i})
			}
		}
	}
	return list
}
