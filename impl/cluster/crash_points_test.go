package cluster_test

import (
	"fmt"
	"sync/atomic"
	"testing"

	"ostlife/model/lustre"
)

// everywhere runs a workload once for each write that it makes to the servers' disks, and
// each share of the write's bytes, and crashes it there. It returns how often that was,
// and the first time that something was wrong.
func (base crashing) everywhere(keeps ...int) (points int, story string) {
	calm := base
	wrong, writes := calm.run()
	if len(wrong) > 0 {
		return 0, fmt.Sprintf("without a crash: %v", wrong)
	}
	owners := []string{"mds0", "OST0000", "OST0001"}
	if base.dual {
		owners = owners[:1]
	}
	for _, owner := range owners {
		for at := 1; at <= writes[owner]; at++ {
			for _, keep := range keeps {
				c := base
				c.disk, c.write, c.keep = owner, at, keep
				points++
				if wrong, _ := c.run(); len(wrong) > 0 {
					return points, fmt.Sprintf("write %d of %s, keep %d: %v", at, owner, keep, wrong)
				}
			}
		}
	}
	return points, ""
}

// TestCrashAtEveryWrite crashes the MDS and the OSTs at every single write that a
// workload makes to their disks, with nothing, some and all of the write's bytes on the
// disk, or pieces of it and of what else was unsynced, alone and together with a client,
// and once more while they start again, in several schedules. Afterwards every file has
// its object, every object its file, and no id was given twice.
func TestCrashAtEveryWrite(t *testing.T) {
	var total, again atomic.Int64
	t.Run("all", func(t *testing.T) {
		for _, base := range []crashing{
			{}, {dual: true}, {flag: true, stock: 4}, {churn: true}, {churn: true, dual: true, stock: 2},
			{seed: 1}, {seed: 2, dual: true}, {seed: 3, stock: 3}, {seed: 4, churn: true, flag: true},
			{seed: 5, churn: true, stock: 2}, {seed: 6, flag: true, rounds: 5}, {seed: 7, dual: true, rounds: 6}, {seed: 8, stock: 5}, {seed: 9, dual: true, flag: true},
			{torn: true, stock: 2}, {seed: 10, torn: true, dual: true}, {seed: 11, torn: true, churn: true},
			{again: 1}, {again: 2, stock: 2}, {again: 4, dual: true}, {again: 7, torn: true}, {again: 12, torn: true, flag: true},
		} {
			t.Run(fmt.Sprintf("seed=%d,dual=%v,churn=%v,flag=%v,stock=%d,torn=%v,again=%d", base.seed, base.dual, base.churn, base.flag, base.stock, base.torn, base.again), func(t *testing.T) {
				t.Parallel()
				base.came = &again
				keeps := []int{0, 11, -1}
				if base.again > 0 {
					keeps = keeps[1:2]
				}
				points, story := base.everywhere(keeps...)
				if story != "" {
					t.Error(story)
				}
				total.Add(int64(points))
			})
		}
	})
	t.Logf("%d crash points, and %d times the machine failed once more", total.Load(), again.Load())
	if total.Load() < leastCrashPoints || again.Load() < leastSecondCrashes {
		t.Errorf("%d crash points, want %d; %d second crashes, want %d", total.Load(), leastCrashPoints, again.Load(), leastSecondCrashes)
	}
}

// The least that the test above must make.
const (
	leastCrashPoints   = 2000 // workloads with a crash
	leastSecondCrashes = 150  // of them with one more while the machine starts again
)

// TestCrashesShowDefects plants what a crash shows, and looks for the crash.
func TestCrashesShowDefects(t *testing.T) {
	for _, test := range []struct {
		defect lustre.Defect
		base   crashing
	}{
		{lustre.DefectDestroyAtOnce, crashing{dual: true}},
		{lustre.DefectCancelEarly, crashing{}},
		{lustre.DefectObjidLate, crashing{}},
		{lustre.DefectStockKept, crashing{stock: 16, rounds: 8}},
		{lustre.DefectOrphansSpared, crashing{stock: 4}},
	} {
		t.Run(string(test.defect), func(t *testing.T) {
			test.base.defects = lustre.Defects{test.defect}
			points, story := test.base.everywhere(0, -1)
			if story == "" {
				t.Fatalf("%d crashes do not show it", points)
			}
			t.Logf("crash %d: %s", points, story)
		})
	}
}
