package sequential_test

import (
	"testing"

	"pgregory.net/rapid"

	"ostlife/model/lustre"
	"ostlife/model/sequential"
	"ostlife/model/sequential/honest"
)

// TestHonestRunsAreAccepted steps through what the small system did in the order in
// which it did it: whatever the overlap, that order is one that must be accepted.
func TestHonestRunsAreAccepted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		plan := honest.Plan{
			Seed:       rapid.Uint64().Draw(t, "seed"),
			Nodes:      rapid.IntRange(1, 2).Draw(t, "nodes"),
			Targets:    rapid.IntRange(1, 2).Draw(t, "targets"),
			Clients:    rapid.IntRange(1, 5).Draw(t, "clients"),
			Operations: rapid.IntRange(1, 120).Draw(t, "operations"),
			Unknown:    rapid.IntRange(0, 2).Draw(t, "unknown"),
			Overlap:    rapid.Bool().Draw(t, "overlap"),
			Loose:      rapid.Bool().Draw(t, "loose"),
		}
		run := honest.Run(plan)
		for node := range plan.Nodes {
			for target := range plan.Targets {
				accept(t, honest.Effects(run, lustre.Node(node), lustre.Target(target)))
			}
		}
	})
}

func accept(t *rapid.T, effects []honest.Operation) {
	s := sequential.Init()
	for i, o := range effects {
		next, reason := sequential.Step(s, o.Input, o.Output)
		if reason.Rule == sequential.OutOfRoom {
			return
		}
		if reason.Rule != sequential.Accepted {
			t.Fatalf("%d: %s answered %+v in state %s: %s: %s", i, o.Input.Operation, o.Output, s, reason.Rule, reason)
		}
		s = next
	}
}
