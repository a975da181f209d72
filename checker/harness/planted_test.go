package harness

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"ostlife/checker/linear"
	"ostlife/model/lustre"
)

// The bounds of the hunt for a planted defect: so many plans are drawn from each seed,
// and the defect must be found in so many of the seeds.
const (
	huntSeeds  = 20
	huntPlans  = 400
	huntNeeded = 18
)

// planOf gives the n-th plan of a seed. The clean run draws the same ones.
func planOf(seed, n uint64, s Shape) Plan { return Draw(seed<<32|n, s) }

// hunt runs the plans of a seed until a detector finds a violation, and returns its
// name; empty if it found none.
func hunt(t *testing.T, seed uint64, s Shape, by Detector) string {
	t.Helper()
	for n := range uint64(huntPlans) {
		out, err := Run(planOf(seed, n, s), Options{})
		if err != nil {
			t.Fatal(err)
		}
		v := Judge(&out, JudgeOptions{Properties: by == ByProperties, Linear: by == ByLinear})
		if name := v.FoundBy(by); name != "" {
			return name
		}
	}
	return ""
}

// found is a cell of the matrix.
type found struct {
	seeds  int
	names  map[string]int
	median time.Duration
}

func huntAll(t *testing.T, s Shape, by Detector) found {
	t.Helper()
	f := found{names: map[string]int{}}
	var times []time.Duration
	for seed := range uint64(huntSeeds) {
		began := time.Now()
		if name := hunt(t, seed+1, s, by); name != "" {
			f.seeds++
			f.names[name]++
			times = append(times, time.Since(began))
		}
	}
	slices.Sort(times)
	if len(times) > 0 {
		f.median = times[len(times)/2]
	}
	return f
}

// Each defect is found from nearly every seed, by one way of judging at least, and at
// least two of them by the history alone, as of a system that writes no trace.
func TestPlantedDefectsAreFound(t *testing.T) {
	byHistory := []lustre.Defect{}
	for _, defect := range lustre.Planted() {
		t.Run(string(defect), func(t *testing.T) {
			best := 0
			for _, by := range []Detector{ByLinear, ByProperties} {
				if defect == lustre.DefectActiveFirst && by == ByLinear {
					continue // TestActiveFirstNeedsTheTrace
				}
				f := huntAll(t, Shape{Defects: []lustre.Defect{defect}}, by)
				t.Logf("by %s: found in %d of %d seeds, median time %v, as %v", by, f.seeds, huntSeeds, f.median, f.names)
				best = max(best, f.seeds)
				if by == ByLinear && f.seeds >= huntNeeded {
					byHistory = append(byHistory, defect)
				}
			}
			if best < huntNeeded {
				t.Errorf("found in %d of %d seeds, want %d", best, huntSeeds, huntNeeded)
			}
		})
	}
	t.Logf("by the history alone: %v", byHistory)
	if len(byHistory) < 2 {
		t.Errorf("the history alone shows %v, want two", byHistory)
	}
}

// A slot that is active too early is active for the right instance, and no operation
// asks whether the import is FULL: only the trace shows it.
func TestActiveFirstNeedsTheTrace(t *testing.T) {
	s := Shape{Defects: []lustre.Defect{lustre.DefectActiveFirst}}
	for n := range uint64(huntPlans / 4) {
		out, err := Run(planOf(1, n, s), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if v := Judge(&out, JudgeOptions{Linear: true}); v.Result != linear.Holds {
			t.Fatalf("plan %d: %s: it is in the matrix then", n, v.First())
		}
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
