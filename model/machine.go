package model

import (
	"fmt"
	"slices"

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

	MDS     bool  // the first node is the MDS, and nodes may crash
	Unlinks uint8 // how often a client unlinks a file; needs an MDS
}

// Section4 is a scope with the budgets of config records that every exhaustive run
// has: one of each kind.
func Section4(nodes, targets uint8, connected bool, faults uint8) Scope {
	return Scope{Nodes: nodes, Targets: targets, Connected: connected, Faults: faults,
		Adds: 1, Deactivates: 1, Activates: 1, Removes: 1}
}

// Quieted is the scope without an administrator.
func (s Scope) Quieted() Scope {
	s.Adds, s.Deactivates, s.Activates, s.Removes = 0, 0, 0, 0
	return s
}

// Quiet reports that the scope has no administrator.
func (s Scope) Quiet() bool { return s == s.Quieted() }

// String names the scope, for reports and for the manifest of counts. Quiet is one in
// which the administrator adds, deactivates, activates and removes nothing; where it is
// not once of each, the four numbers stand behind an A.
func (s Scope) String() string {
	from, mds := "new", ""
	if s.Connected {
		from = "connected"
	}
	if s.MDS {
		mds = "mds-"
	}
	name := fmt.Sprintf("%s%dx%d-%s-F%d", mds, s.Nodes, s.Targets, from, s.Faults)
	for _, more := range []struct {
		letter string
		count  uint8
	}{{"W", s.Writes}, {"C", s.Creates}, {"P", max(s.Joins, s.Leaves)}, {"U", s.Unlinks}} {
		if more.count > 0 {
			name += fmt.Sprintf("-%s%d", more.letter, more.count)
		}
	}
	switch {
	case s.Quiet():
		name += "-quiet"
	case [4]uint8{s.Adds, s.Deactivates, s.Activates, s.Removes} != [4]uint8{1, 1, 1, 1}:
		name += fmt.Sprintf("-A%d%d%d%d", s.Adds, s.Deactivates, s.Activates, s.Removes)
	}
	return name
}

// Node gives node n of the scope its name: the MDS is the first, where there is one.
func (s Scope) Node(n uint8) lustre.Node {
	switch {
	case !s.MDS:
		return lustre.Node(n)
	case n == 0:
		return lustre.FirstMDS
	}
	return lustre.Node(n - 1)
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
	case s.Unlinks > 0 && !s.MDS:
		return &ScopeError{s, "unlinks need an MDS"}
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
	budgetUnlink
)

// Machine gives the design in a scope as a machine to explore. It fails with a
// [ScopeError] where the scope does not fit into a [State].
func Machine(d Design, s Scope) (*explore.Machine[State], error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	r := rules{d, s}
	rows := r.rows()
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
			{Name: "unlinks", Limit: s.Unlinks},
		},
		Sites:      func(action int) []Site { return r.sites(rows[action].places) },
		Properties: r.properties(rows),
		Liveness:   r.liveness(),
		Canonical:  r.canonical(),
	}
	for _, row := range rows {
		m.Actions = append(m.Actions, explore.Action[State]{
			Name: string(row.name), Context: row.context, Clause: row.clause, Budget: int(row.budget),
			Next: r.next(row.next), Fair: row.fair(),
		})
	}
	return m, nil
}

// rows are the actions of the scope: those of the MDS's side are left out where there is
// none.
func (r rules) rows() []row {
	return slices.DeleteFunc(slices.Clone(table), func(row row) bool { return row.places >= mdsTargets && !r.scope.MDS })
}

// next is an action's function. With an MDS, object ids are renumbered after it.
func (r rules) next(do func(r rules, from *State, at Site, to *State) bool) func(from *State, at Site, to *State) bool {
	if !r.scope.MDS {
		return func(from *State, at Site, to *State) bool { return do(r, from, at, to) }
	}
	return func(from *State, at Site, to *State) bool {
		if !do(r, from, at, to) {
			return false
		}
		r.renumberObjects(to)
		return true
	}
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
	if r.scope.MDS {
		r.startMDS(&s)
	}
	return s
}

// sites lists where an action is tried, in a fixed order.
func (r rules) sites(over places) []Site {
	var list []Site
	for n := range r.scope.Nodes {
		for t := range r.scope.Targets {
			for i := range uint8(MaxMessages) {
				if at := (Site{Node: n, Target: t, Index: i}); r.ranges(over, at) {
					list = append(list, at)
				}
			}
		}
	}
	return list
}

// ranges reports that an action with such places is tried at the site.
func (r rules) ranges(over places, at Site) bool {
	switch over {
	case mdsMessages:
		return r.mds(at.Node)
	case perMessage, allMessages:
		return true
	}
	if at.Index > 0 {
		return false
	}
	switch over {
	case perTarget, mdsTargets:
		return at.Node == 0
	case mdsOnce:
		return at.Node == 0 && at.Target == 0
	case mdsNodes:
		return at.Target == 0
	case mdsClients:
		return at.Target == 0 && !r.mds(at.Node)
	case perCreator:
		return !r.scope.MDS || r.mds(at.Node)
	case mdsPairs:
		return r.mds(at.Node)
	case perLocker, clientPairs:
		return !r.mds(at.Node)
	}
	return true
}
