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
				s, reason := inOrder(honest.Effects(run, lustre.Node(node), lustre.Target(target)))
				if reason.Rule != sequential.Accepted && reason.Rule != sequential.OutOfRoom {
					t.Fatalf("%s at %s, in state %s: %s: %s", lustre.Target(target), lustre.Node(node), s, reason.Rule, reason)
				}
			}
		}
	})
}
