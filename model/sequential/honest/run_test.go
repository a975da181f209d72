package honest_test

import (
	"slices"
	"testing"

	"ostlife/model/sequential"
	"ostlife/model/sequential/honest"
)

// TestRun holds runs to what makes them histories: the same plan gives the same run,
// stamps are given once, a client has one operation at a time and none after an
// unknown outcome, and an effect lies between call and return.
func TestRun(t *testing.T) {
	unknown, overlapped := 0, false
	for seed := range uint64(100) {
		plan := honest.Plan{Seed: seed, Nodes: 2, Targets: 2, Clients: 3, Operations: 60, Unknown: 3, Overlap: seed%2 == 0}
		run := honest.Run(plan)
		if again := honest.Run(plan); !slices.Equal(run, again) {
			t.Fatalf("seed %d: two runs differ", seed)
		}
		if len(run) != plan.Operations {
			t.Fatalf("seed %d: %d operations", seed, len(run))
		}
		stamps := map[uint64]bool{}
		last := map[int]honest.Operation{}
		for i, o := range run {
			if stamps[o.Call] || stamps[o.Return] || o.Return <= o.Call {
				t.Fatalf("seed %d: operation %d from %d to %d", seed, i, o.Call, o.Return)
			}
			stamps[o.Call], stamps[o.Return] = true, true
			before, ok := last[o.Client]
			if ok && (before.Return > o.Call || before.Output.Outcome == sequential.Unknown) {
				t.Fatalf("seed %d: client %d calls during or after %+v", seed, o.Client, before)
			}
			last[o.Client] = o
			if i > 0 && run[i-1].Return > o.Call {
				overlapped = true
				if !plan.Overlap {
					t.Fatalf("seed %d: operation %d overlaps", seed, i)
				}
			}
			if o.Output.Outcome == sequential.Unknown {
				unknown++
			}
		}
	}
	if unknown == 0 || !overlapped {
		t.Errorf("%d unknown outcomes, overlap: %t", unknown, overlapped)
	}
}
