package ablation

import (
	"fmt"

	"ostlife/model"
	"ostlife/model/explore"
)

// Rung is a scope in which mutants are explored, with what TLC counts there in the TLA+
// modules, which nobody mutates.
type Rung struct {
	Scope model.Scope
	// Distinct and Generated are TLC's counts of states and of steps.
	Distinct, Generated int
	// Edges says that spec/counts.json has a digest of TLC's steps too, so that one which
	// leads elsewhere is seen where no count changes.
	Edges bool
	// Deep is left out for a mutant that has been noticed already.
	Deep bool
	// Room is how many states are explored of a scope that is too large to be explored to
	// its end. There is nothing to count then, but a property may break.
	Room int
}

// String names the scope.
func (r Rung) String() string { return r.Scope.String() }

// agrees holds the explorer, without any mutant, against TLC.
func (r Rung) agrees(result *explore.Result[model.State]) error {
	if r.Room > 0 && result.Verdict == explore.Undecided {
		return nil
	}
	if result.Verdict != explore.Holds || result.Distinct != r.Distinct || result.Generated != r.Generated {
		return fmt.Errorf("%s: TLC finds %d states and %d steps, the explorer says: %v", r, r.Distinct, r.Generated, result)
	}
	return nil
}

// Ladder lists the scopes in the order in which a mutant climbs them, until a property
// breaks. The small ones look for that. The deep ones are for what nobody has noticed yet.
// A scope in which a mutant takes no other step is passed over. The last ones are there
// for single mutants that none before them comes to.
func Ladder() []Rung {
	return []Rung{
		{Scope: model.Section4(1, 1, false, 0), Distinct: 1576, Generated: 4859},
		{Scope: model.Section4(1, 2, true, 0), Distinct: 2640, Generated: 10649, Edges: true},
		{Scope: with(model.Section4(1, 1, true, 0), 1, 0, 0), Distinct: 10018, Generated: 41167},
		{Scope: with(model.Section4(1, 1, true, 0), 0, 1, 0), Distinct: 2811, Generated: 9947},
		{Scope: with(model.Section4(1, 1, true, 0), 0, 0, 1), Distinct: 7139, Generated: 24022},
		{Scope: with(quiet(2, 1, 0), 1, 0, 0), Distinct: 360, Generated: 1465},
		{Scope: with(quiet(1, 1, 2), 1, 0, 0), Distinct: 19631, Generated: 66065, Edges: true},
		{Scope: with(quiet(1, 1, 2), 0, 1, 0), Distinct: 5514, Generated: 17117},
		{Scope: recording(quiet(1, 1, 1), 0, 1, 1, 0), Distinct: 4195, Generated: 12116},
		{Scope: recording(with(quiet(1, 1, 0), 2, 0, 0), 0, 1, 1, 0), Distinct: 4616, Generated: 14160},
		{Scope: with(quiet(1, 2, 0), 0, 3, 0), Distinct: 164, Generated: 617},
		{Scope: recording(quiet(1, 1, 0), 1, 2, 1, 2), Distinct: 15673, Generated: 61327},
		{Scope: recording(with(quiet(1, 1, 0), 0, 0, 2), 1, 1, 0, 1), Distinct: 18752, Generated: 73007},
		{Scope: model.Section4(1, 1, true, 1), Distinct: 16301, Generated: 60333, Edges: true},
		{Scope: mds(quiet(1, 1, 1), 1, 1), Distinct: 17438, Generated: 57025, Edges: true},
		{Scope: mds(model.Section4(1, 2, true, 0), 0, 0), Distinct: 8240, Generated: 39089, Edges: true, Deep: true},
		{Scope: with(quiet(1, 1, 1), 1, 1, 0), Distinct: 9171, Generated: 30582, Deep: true},
		{Scope: mds(quiet(1, 2, 1), 1, 0), Distinct: 18882, Generated: 69261, Edges: true, Deep: true},
		{Scope: model.Scope{Nodes: 2, Targets: 1, Faults: 2}, Room: 20_000, Deep: true},
		{Scope: model.Section4(1, 1, false, 1), Distinct: 33070, Generated: 125718, Edges: true, Deep: true},
		{Scope: mds(quiet(1, 2, 1), 0, 1), Distinct: 47148, Generated: 214559, Edges: true, Deep: true},
		{Scope: with(model.Section4(1, 1, true, 1), 0, 1, 0), Distinct: 73196, Generated: 305847, Edges: true, Deep: true},
		{Scope: with(model.Section4(1, 2, true, 0), 0, 2, 0), Distinct: 60328, Generated: 320101, Edges: true, Deep: true},
		{Scope: with(quiet(1, 1, 3), 1, 0, 0), Distinct: 125239, Generated: 515349, Deep: true},
		{Scope: mds(model.Section4(1, 1, false, 1), 0, 0), Distinct: 128221, Generated: 582837, Edges: true, Deep: true},
		{Scope: mds(quiet(2, 1, 1), 0, 1), Distinct: 138882, Generated: 602519, Edges: true, Deep: true},
		{Scope: mds(model.Section4(1, 1, true, 0), 1, 1), Distinct: 204078, Generated: 1032919, Edges: true, Deep: true},
		{Scope: with(model.Section4(1, 1, true, 1), 1, 0, 0), Distinct: 261822, Generated: 1189273, Edges: true, Deep: true},
		{Scope: quiet(2, 1, 2), Distinct: 146399, Generated: 557832, Deep: true},
		{Scope: with(quiet(2, 1, 1), 1, 0, 0), Distinct: 395660, Generated: 1916327, Edges: true, Deep: true},
		{Scope: mds(quiet(1, 1, 0), 1, 2), Distinct: 384, Generated: 1195, Edges: true, Deep: true},
		{Scope: mds(with(quiet(2, 1, 0), 1, 0, 0), 0, 1), Distinct: 840, Generated: 3325, Edges: true, Deep: true},
		{Scope: mds(with(quiet(1, 1, 1), 0, 0, 1), 0, 0), Distinct: 1002, Generated: 2856, Edges: true, Deep: true},
		{Scope: mds(recording(quiet(2, 1, 0), 0, 1, 0, 0), 0, 1), Distinct: 4920, Generated: 18469, Edges: true, Deep: true},
		{Scope: mds(quiet(1, 1, 2), 0, 1), Distinct: 32071, Generated: 116328, Edges: true, Deep: true},
		{Scope: mds(recording(quiet(1, 1, 1), 0, 1, 0, 1), 0, 1), Distinct: 32804, Generated: 127132, Edges: true, Deep: true},
	}
}

// quiet is a scope in which the config log stays as it is.
func quiet(nodes, targets, faults uint8) model.Scope {
	return model.Scope{Nodes: nodes, Targets: targets, Connected: true, Faults: faults}
}

// recording gives a scope budgets of config records.
func recording(s model.Scope, adds, deactivates, activates, removes uint8) model.Scope {
	s.Adds, s.Deactivates, s.Activates, s.Removes = adds, deactivates, activates, removes
	return s
}

// with gives a scope budgets of writes, creates, and records of the named pool.
func with(s model.Scope, writes, creates, pools uint8) model.Scope {
	s.Writes, s.Creates, s.Joins, s.Leaves = writes, creates, pools, pools
	return s
}

// mds makes the first node of a scope an MDS, with budgets of creates and unlinks.
func mds(s model.Scope, creates, unlinks uint8) model.Scope {
	s.MDS, s.Creates, s.Unlinks = true, creates, unlinks
	return s
}
