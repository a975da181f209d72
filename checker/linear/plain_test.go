package linear_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"ostlife/checker/linear"
	"ostlife/model/sequential/honest"
)

// TestPlainSearchAgrees holds the ways that a search leaves out to be ways that lead
// nowhere: of right, spoiled and defective histories, with pending operations, a search
// that leaves out nothing says the same. So does the frontier search.
func TestPlainSearchAgrees(t *testing.T) {
	count := map[linear.Result]int{}
	rapid.Check(t, func(t *rapid.T) {
		run := honest.Run(honest.Plan{
			Seed:       rapid.Uint64().Draw(t, "seed"),
			Nodes:      rapid.IntRange(1, 2).Draw(t, "nodes"),
			Targets:    rapid.IntRange(1, 2).Draw(t, "targets"),
			Clients:    rapid.IntRange(1, 5).Draw(t, "clients"),
			Operations: rapid.IntRange(1, 50).Draw(t, "operations"),
			Unknown:    rapid.IntRange(0, 4).Draw(t, "unknown"),
			Overlap:    true,
			Data:       rapid.Bool().Draw(t, "data"),
			Pools:      rapid.Bool().Draw(t, "pools"),
			Defect:     honest.Defect(rapid.IntRange(0, int(honest.CreateOutside)).Draw(t, "defect")),
		})
		at := rapid.IntRange(0, len(run)-1).Draw(t, "at")
		if changes := honest.Changes(run[at].Input, run[at].Output, honest.Known(run[:at+1])); run[at].Return != 0 && run[at].Point != 0 {
			run = slices.Clone(run)
			run[at].Output = changes[rapid.IntRange(0, len(changes)-1).Draw(t, "change")].Output
		}
		h := recorded(run)
		plain, frontier := linear.Plain(h), linear.Frontier(h, 1<<20)
		for i, j := range linear.Check(h, linear.Options{Brief: true}).Judgements {
			count[j.Result]++
			if plain[i] != (j.Result == linear.Holds) {
				t.Fatalf("%s: %s %s, and the plain search holds: %t", j.Partition, j.Result, j.Why, plain[i])
			}
			if frontier[i] != j.Result {
				t.Fatalf("%s: %s %s, and the frontier search says %s", j.Partition, j.Result, j.Why, frontier[i])
			}
		}
	})
	t.Logf("%d hold, %d violated, %d undecided", count[linear.Holds], count[linear.Violated], count[linear.Undecided])
	if count[linear.Holds] == 0 || count[linear.Violated] == 0 {
		t.Error("one of the two never came up")
	}
}
