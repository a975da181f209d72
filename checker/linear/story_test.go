package linear_test

import (
	"maps"
	"slices"
	"testing"

	"ostlife/checker/history"
	"ostlife/checker/linear"
	"ostlife/model/sequential"
	"ostlife/model/sequential/honest"
)

// TestDefectsAreFound plants one defect at a time. The checker sees only what clients
// saw, so it finds a part of the runs; of each it must find some.
func TestDefectsAreFound(t *testing.T) {
	rows := []struct {
		name   string
		defect honest.Defect
		rule   sequential.Rule
		runs   uint64
		least  int
	}{
		{"late reply accepted", honest.LateReplyAccepted, sequential.InstanceDropped, 400, 2},
		{"answered from FULL", honest.AnsweredFromFull, sequential.InstanceDropped, 100, 20},
		{"instance reused", honest.InstanceReused, sequential.InstanceDropped, 100, 80},
		{"loss clears deactivated", honest.LossClearsDeactivated, sequential.PrefixBroken, 100, 5},
		{"remove unchecked", honest.RemoveUnchecked, sequential.RemoveActive, 100, 30},
		{"settle early", honest.SettleEarly, sequential.PositionBack, 100, 1},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			found, minimal := 0, 0
			for seed := range row.runs {
				h := recorded(honest.Run(honest.Plan{Seed: seed, Nodes: 1, Targets: 1, Clients: 4,
					Operations: 80, Unknown: 2, Overlap: true, Defect: row.defect}))
				v := linear.Check(h, linear.Options{})
				if v.Result != linear.Violated {
					continue
				}
				checkStory(t, h, &v.Violations[0])
				minimal += len(v.Violations[0].Minimal)
				if v.Violations[0].Rule == row.rule {
					found++
				}
			}
			t.Logf("%d of %d runs, %d operations in all minimal histories", found, row.runs, minimal)
			if found < row.least {
				t.Errorf("found %d times by %s, want at least %d", found, row.rule, row.least)
			}
		})
	}
}

// checkStory holds an explanation to what it claims, by checking again.
func checkStory(t *testing.T, h *history.History, x *linear.Violation) {
	t.Helper()
	brief := linear.Options{Brief: true}
	result := func(ops []history.Operation) linear.Result {
		return linear.Check(&history.History{Operations: ops}, brief).Result
	}
	if result(x.Minimal) != linear.Violated {
		t.Errorf("the minimal history is not violated")
	}
	if result(before(h, x.First.Return)) != linear.Violated {
		t.Errorf("the history up to operation %d is not violated", x.First.ID)
	}
	if x.LastGood != nil && result(before(h, x.LastGood.Return)) == linear.Violated {
		t.Errorf("the history up to operation %d is violated already", x.LastGood.ID)
	}
	if !slices.ContainsFunc(x.Minimal, func(op history.Operation) bool { return op.ID == x.First.ID }) {
		t.Errorf("operation %d is not in its minimal history", x.First.ID)
	}
	if x.Rule == sequential.Accepted || len(x.DeadEnds) == 0 || len(x.DeadEnds) > linear.MaxDeadEnds {
		t.Errorf("rule %s, %d dead ends", x.Rule, len(x.DeadEnds))
	}
	for _, end := range x.DeadEnds {
		if len(end.Ways) == 0 {
			t.Errorf("a dead end after %d operations with no way that fails", len(end.Order))
		}
	}
}

// before is the history as it was right after a stamp.
func before(h *history.History, stamp uint64) []history.Operation {
	var ops []history.Operation
	for _, op := range h.Operations {
		if op.Call > stamp {
			continue
		}
		if op.Return > stamp {
			op.Outcome, op.Return, op.Result = history.Info, 0, history.Result{}
		}
		ops = append(ops, op)
	}
	return ops
}

// overlapChanges has the changes that overlap makes legal, beside [honest.LegalChanges].
var overlapChanges = map[string]string{
	"activate: ok to no-target":   "an overlapping remove or add decides",
	"deactivate: ok to no-target": "an overlapping remove or add decides",
	"remove: busy to no-target":   "an overlapping remove or add decides",
	"remove: busy to ok":          "an overlapping deactivate comes first, and what came after is refused alike",
	"remove: no-target to busy":   "an overlapping add or remove decides",
}

// TestChangedAnswers alters each answer of honest runs that overlap, one at a time: the
// search must not find an order for what is wrong in every order.
func TestChangedAnswers(t *testing.T) {
	rejected, accepted := map[string]int{}, map[string]int{}
	for seed := range uint64(120) {
		targets := 1 + int(seed%2)
		run := honest.Run(honest.Plan{Seed: seed, Nodes: 1, Targets: targets, Clients: 3, Operations: 30 * targets, Overlap: true})
		run = slices.DeleteFunc(run, func(o honest.Operation) bool { return !o.Concerns(0, 0) })
		for i, o := range run {
			for _, c := range honest.Changes(o.Input, o.Output, honest.Known(run[:i+1])) {
				altered := slices.Clone(run)
				altered[i].Output = c.Output
				if linear.Check(recorded(altered), linear.Options{Brief: true}).Result == linear.Holds {
					accepted[c.Class]++
				} else {
					rejected[c.Class]++
				}
			}
		}
	}
	for _, class := range classes(rejected, accepted) {
		_, legal := honest.LegalChanges[class]
		_, overlap := overlapChanges[class]
		t.Logf("%-45s %6d rejected %6d accepted", class, rejected[class], accepted[class])
		switch {
		case accepted[class] > 0 && !legal && !overlap:
			t.Errorf("%s: accepted %d times, and not listed as legal", class, accepted[class])
		case accepted[class] == 0 && overlap:
			t.Errorf("%s: listed as legal, and never accepted", class)
		}
	}
}

func classes(counts ...map[string]int) []string {
	var all []string
	for _, count := range counts {
		all = slices.AppendSeq(all, maps.Keys(count))
	}
	slices.Sort(all)
	return slices.Compact(all)
}
