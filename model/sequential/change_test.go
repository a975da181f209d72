package sequential_test

import (
	"cmp"
	"fmt"
	"slices"
	"testing"

	"ostlife/model/sequential"
	"ostlife/model/sequential/honest"
)

// changeRuns is how many runs are altered, with every change of every answer. It is
// what makes each row of the table turn up.
const changeRuns = 400

// TestChangedAnswers alters each answer of honest runs in which nothing overlaps, one
// at a time, and wants it rejected by the rest of the history at the latest.
func TestChangedAnswers(t *testing.T) {
	rejected, accepted := map[string]int{}, map[string]int{}
	for seed := range uint64(changeRuns) {
		targets := 1 + int(seed%2) // the other target's records make gaps between positions
		run := honest.Run(honest.Plan{Seed: seed, Nodes: 1, Targets: targets, Clients: 1,
			Operations: 25 * targets, Loose: seed%4 < 2})
		run = slices.DeleteFunc(run, func(o honest.Operation) bool { return !o.Concerns(0, 0) })
		for i, o := range run {
			for _, c := range honest.Changes(o.Input, o.Output, honest.Known(run[:i+1])) {
				altered := slices.Clone(run)
				altered[i].Output = c.Output
				if err := sequentially(altered); err == nil {
					accepted[c.Class]++
				} else {
					rejected[c.Class]++
				}
			}
		}
		if err := sequentially(run); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
	}
	for _, class := range classes(rejected, accepted) {
		reason, legal := honest.LegalChanges[class]
		t.Logf("%-48s %6d rejected %6d accepted  %s", class, rejected[class], accepted[class], reason)
		if accepted[class] > 0 && !legal {
			t.Errorf("%s: accepted %d times, and not listed as legal", class, accepted[class])
		}
	}
	for class := range honest.LegalChanges {
		if accepted[class] == 0 {
			t.Errorf("%s: listed as legal, and never accepted", class)
		}
	}
}

// sequentially steps through a run in which nothing overlaps. What a node had applied
// before a connect is what the answers before it tell.
func sequentially(run []honest.Operation) error {
	s := sequential.Init()
	for i, o := range run {
		o.Input.Applied = s.Applied()
		next, reason := sequential.Step(s, o.Input, o.Output)
		if reason.Rule != sequential.Accepted {
			return fmt.Errorf("operation %d, %s: %s: %s", i, o.Input.Operation, reason.Rule, reason)
		}
		s = next
	}
	return nil
}

func classes(counts ...map[string]int) []string {
	var all []string
	for _, count := range counts {
		for class := range count {
			all = append(all, class)
		}
	}
	slices.SortFunc(all, cmp.Compare[string])
	return slices.Compact(all)
}
