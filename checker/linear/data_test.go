package linear_test

import (
	"testing"

	"ostlife/checker/linear"
	"ostlife/model/sequential"
	"ostlife/model/sequential/honest"
)

// TestRightDataHolds is the bar for data, objects and pools: no false alarm, whatever was
// written out, evicted, restarted, replayed or pinned behind the operations.
func TestRightDataHolds(t *testing.T) {
	const seeds = 600
	for seed := range uint64(seeds) {
		plan := honest.Plan{Seed: seed, Nodes: 1 + int(seed%3), Targets: 1 + int(seed/3%2), Clients: 1 + int(seed/7%5),
			Operations: 20 + int(seed%80), Unknown: int(seed % 4), Overlap: seed%5 != 0, Loose: seed%2 == 0,
			Data: seed%8 != 7, Pools: seed%4 == 0}
		if v := linear.Check(recorded(honest.Run(plan)), linear.Options{}); v.Result != linear.Holds {
			t.Fatalf("%+v: %s", plan, told(v))
		}
	}
}

// The operations of the plans below.
var (
	evicting     = []sequential.Operation{sequential.Write, sequential.Write, sequential.Write, sequential.Read, sequential.Read, sequential.Sync, sequential.Evict}
	restarting   = []sequential.Operation{sequential.Write, sequential.Read, sequential.Read, sequential.Sync, sequential.Connect, sequential.Restart}
	deactivating = []sequential.Operation{sequential.Write, sequential.Read, sequential.Read, sequential.Connect, sequential.Settle, sequential.Deactivate, sequential.Activate, sequential.Activate}
	creating     = []sequential.Operation{sequential.Create, sequential.Create, sequential.Create, sequential.Create, sequential.Connect, sequential.Restart}
	toggling     = []sequential.Operation{sequential.Create, sequential.Create, sequential.Create, sequential.Connect, sequential.Deactivate, sequential.Activate, sequential.Settle}
	pooling      = []sequential.Operation{sequential.PoolAdd, sequential.PoolRemove, sequential.PoolList, sequential.PoolList, sequential.Add, sequential.Deactivate, sequential.Remove, sequential.Create, sequential.Connect}
)

// TestDefectsOfDataAreFound plants one defect at a time. Of each the runs without it
// hold, and of those with it some part is found.
func TestDefectsOfDataAreFound(t *testing.T) {
	const seeds = 15
	rows := []struct {
		name       string
		defect     honest.Defect
		nodes      int
		mix        []sequential.Operation
		operations int
		rule       sequential.Rule
		least      int
	}{
		{"a lock left after an eviction", honest.LockKept, 2, evicting, 120, sequential.DropUntold, 8},
		{"a drop not reported", honest.DropSilent, 1, evicting, 120, sequential.DropUntold, 10},
		{"a drop without a reason", honest.DropInvented, 1, restarting, 120, sequential.DropUnfounded, 8},
		{"a sync too early", honest.SyncEarly, 1, restarting, 240, sequential.ReadStale, 8},
		{"a deactivation that discards", honest.DeactivationDiscards, 1, deactivating, 800, sequential.ReadStale, 8},
		{"a recovery that forgets", honest.RecoveryForgets, 1, restarting, 400, sequential.ReadStale, 8},
		{"two locks", honest.LockShared, 2, evicting, 120, sequential.ReadStale, 8},
		{"read from the cache", honest.ReadLocal, 1, evicting, 120, sequential.ReadDropped, 10},
		{"read what nobody wrote", honest.ReadInvented, 2, evicting, 240, sequential.ReadUnwritten, 8},
		{"an object id again", honest.ObjectReused, 2, creating, 120, sequential.ObjectTwice, 4},
		{"created while deactivated", honest.CreateOff, 2, toggling, 200, sequential.CreateOff, 6},
		{"created outside of the pool", honest.CreateOutside, 2, pooling, 200, sequential.CreateOutside, 2},
		{"a pool that keeps what is removed", honest.PoolKept, 2, pooling, 200, sequential.ListBroken, 10},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			found, minimal := 0, 0
			for seed := range uint64(seeds) {
				plan := honest.Plan{Seed: seed, Nodes: row.nodes, Targets: 1, Clients: 3,
					Operations: row.operations, Unknown: 1, Overlap: true, Mix: row.mix, Defect: row.defect}
				h := recorded(honest.Run(plan))
				if v := linear.Check(h, linear.Options{}); v.Result == linear.Violated {
					if len(v.Violations) == 1 {
						checkStory(t, h, &v.Violations[0])
					}
					minimal += len(v.Violations[0].Minimal)
					if v.Violations[0].Rule == row.rule {
						found++
					}
				}
				plan.Defect = honest.Honest
				if v := linear.Check(recorded(honest.Run(plan)), linear.Options{Brief: true}); v.Result != linear.Holds {
					t.Fatalf("%+v: %s", plan, v.Result)
				}
			}
			t.Logf("%d of %d runs, %d operations in all minimal histories", found, seeds, minimal)
			if found < row.least {
				t.Errorf("found %d times by %s, want at least %d", found, row.rule, row.least)
			}
		})
	}
}
