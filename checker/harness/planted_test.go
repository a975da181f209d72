package harness

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"ostlife/checker/linear"
	"ostlife/model/lustre"
)

// The bounds of the hunt for a planted defect: so many plans are drawn from each seed at
// most, and the defect must be found from each of the seeds. At least so many are, to show
// that the detectors that cannot find it do not.
const (
	huntSeeds = 20
	huntPlans = 400
	huntLeast = 15
)

// detectors lists those that a hunt asks, each by itself.
var detectors = []Detector{ByProperties, ByModel, ByLinear}

// matrix says which detectors find a defect that is planted, by what they name it, and why
// the others cannot.
var matrix = []struct {
	defect lustre.Defect
	found  map[Detector]string // by its most frequent name
	misses string
}{
	{lustre.DefectLateReply,
		map[Detector]string{ByProperties: "LateReplyIgnored", ByModel: FindDeviation, ByLinear: "active-back"}, ""},
	{lustre.DefectLossDeactivated,
		map[Detector]string{ByProperties: "DeactivatedChangesOnlyByConfig", ByModel: FindDeviation, ByLinear: "prefix-broken"}, ""},
	{lustre.DefectRemoveUnchecked,
		map[Detector]string{ByProperties: "RemoveOnlyDeactivated", ByModel: FindDeviation, ByLinear: "remove-active"}, ""},
	{lustre.DefectActiveFirst,
		map[Detector]string{ByProperties: "ActiveImpliesReady", ByModel: FindDeviation},
		"no operation asks whether the import is FULL, and the slot is active for the right instance"},
	{lustre.DefectPoolKept,
		map[Detector]string{ByProperties: "PoolsNameOnlyTargets", ByModel: FindDeviation, ByLinear: "list-broken"}, ""},
	{lustre.DefectWorkerWithoutReference,
		map[Detector]string{ByProperties: "RemovedIsUnreferenced"},
		"the worker does what it should, with what is not its own any more: only the poison of the freed slot tells"},
	{lustre.DefectEvictionLeavesLocks,
		map[Detector]string{ByProperties: "EvictionPurgesBeforeFull", ByModel: FindDeviation, ByLinear: "drop-untold"}, ""},
	{lustre.DefectPingDeactive,
		map[Detector]string{ByProperties: "DeactiveSendsNothing", ByModel: FindDeviation},
		"a ping changes nothing that an operation could see"},
}

// planOf gives the n-th plan of a seed. The clean run draws the same ones.
func planOf(seed, n uint64, s Shape) Plan { return Draw(seed<<32|n, s) }

// trophy is what one detector found from one seed.
type trophy struct {
	name string
	took time.Duration
}

// hunt runs the plans of a seed until so many detectors have found a violation, and
// returns what each of them found first.
func hunt(t *testing.T, seed uint64, s Shape, enough int) map[Detector]trophy {
	t.Helper()
	trophies := map[Detector]trophy{}
	began := time.Now()
	for n := uint64(0); n < huntPlans && (n < huntLeast || len(trophies) < enough); n++ {
		out, err := Run(planOf(seed, n, s), Options{})
		if err != nil {
			t.Fatal(err)
		}
		v := Judge(&out, Everything)
		for _, by := range detectors {
			if _, had := trophies[by]; !had && v.FoundBy(by) != "" {
				trophies[by] = trophy{v.FoundBy(by), time.Since(began)}
			}
		}
	}
	return trophies
}

// Each defect is found from every seed, by each way of judging that can see it and by no
// other.
func TestPlantedDefectsAreFound(t *testing.T) {
	for _, row := range matrix {
		t.Run(string(row.defect), func(t *testing.T) {
			names := map[Detector]map[string]int{ByProperties: {}, ByModel: {}, ByLinear: {}}
			times := map[Detector][]time.Duration{}
			for seed := range uint64(huntSeeds) {
				for by, got := range hunt(t, seed+1, Shape{Defects: []lustre.Defect{row.defect}}, len(row.found)) {
					names[by][got.name]++
					times[by] = append(times[by], got.took)
				}
			}
			for _, by := range detectors {
				slices.Sort(times[by])
				want := 0
				if row.found[by] != "" {
					want = huntSeeds
				}
				if len(times[by]) != want || most(names[by]) != row.found[by] {
					t.Errorf("by %s: found in %d of %d seeds, as %v; want %d, as %q (%s)",
						by, len(times[by]), huntSeeds, names[by], want, row.found[by], row.misses)
				} else if want > 0 {
					t.Logf("by %s: median time %v, as %v", by, times[by][want/2].Round(time.Millisecond), names[by])
				}
			}
		})
	}
}

// most is the name that was given most often, empty if there is none.
func most(names map[string]int) (name string) {
	for other, n := range names {
		if n > names[name] || n == names[name] && other < name {
			name = other
		}
	}
	return name
}

// The matrix has every defect that can be planted, and says of each miss why.
func TestMatrixIsWhole(t *testing.T) {
	var defects []lustre.Defect
	for _, row := range matrix {
		defects = append(defects, row.defect)
		if (len(row.found) == len(detectors)) != (row.misses == "") {
			t.Errorf("%s is found by %d detectors, and what it says of the others is %q", row.defect, len(row.found), row.misses)
		}
	}
	if !slices.Equal(defects, lustre.Planted()) {
		t.Errorf("the matrix has %v, planted can be %v", defects, lustre.Planted())
	}
}

// The clean implementation passes all that the hunt asks of one seed after the other.
func TestCleanPlansOfTheHunt(t *testing.T) {
	for seed := range uint64(huntSeeds) {
		for n := range uint64(huntPlans / 20) {
			out, err := Run(planOf(seed+1, n, Shape{}), Options{})
			if err != nil {
				t.Fatal(err)
			}
			if v := Judge(&out, Everything); v.Result != linear.Holds {
				t.Fatalf("seed %d, plan %d: %s", seed+1, n, fmt.Sprint(v.Findings[0]))
			}
		}
	}
}
