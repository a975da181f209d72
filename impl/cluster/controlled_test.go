package cluster_test

import (
	"cmp"
	"maps"
	"runtime"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"ostlife/impl/cluster"
	"ostlife/impl/env"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// storms is how many seeds each picker gets.
const storms = 20

// gale is the storm of the controlled worlds.
func gale(seed uint64) storm {
	return storm{clients: 2, targets: 2, tasks: 4, operations: 25, pause: 20 * time.Millisecond,
		timing: cluster.Virtual(), faults: rough, seed: seed}
}

// rages runs a storm in a controlled world.
func (s storm) rages(t testing.TB, o env.Control) (*weather, env.Report) {
	t.Helper()
	c := &calming{Picker: cmp.Or(o.Picker, env.NewReplay(nil))}
	o.Picker = c
	w := env.NewControlled(o)
	x, err := s.brew(w)
	if err != nil {
		t.Fatal(err)
	}
	c.x = x
	return x, w.Run("storm", x.run)
}

// TestStorm runs storms under every kind of picker: no rule of env is broken, no layer
// sees a use of what has gone, and all comes to rest as it should.
func TestStorm(t *testing.T) {
	for _, picks := range []struct {
		name  string
		early bool
		make  func(seed uint64) env.Picker
	}{
		{"in turn", false, func(uint64) env.Picker { return nil }},
		{"random", false, env.NewRandomPicker},
		{"random, early timers", true, env.NewRandomPicker},
		{"PCT", false, func(seed uint64) env.Picker { return env.NewPCT(seed, 4, 10_000) }},
		{"PCT, early timers", true, func(seed uint64) env.Picker { return env.NewPCT(seed, 12, 10_000) }},
	} {
		t.Run(picks.name, func(t *testing.T) {
			steps := 0
			for seed := range uint64(storms) {
				x, report := gale(seed).rages(t, env.Control{Picker: picks.make(seed), EarlyTimers: picks.early})
				steps += report.Steps
				if err := report.Err(); err != nil {
					t.Errorf("seed %d: %v", seed, err)
				}
				for _, wrong := range x.wrong {
					t.Errorf("seed %d: %s", seed, wrong)
				}
				if t.Failed() {
					return
				}
			}
			t.Logf("%d storms of %d steps", storms, steps/storms)
		})
	}
}

// TestStormSeesDefects shows that the judges of a storm can fail.
func TestStormSeesDefects(t *testing.T) {
	for _, d := range slices.Sorted(maps.Keys(showings)) {
		t.Run(string(d), func(t *testing.T) {
			for seed := range uint64(storms) {
				s := gale(seed)
				s.defects = lustre.Defects{d}
				x, _ := s.rages(t, env.Control{Picker: env.NewRandomPicker(seed)})
				if len(x.wrong) > 0 {
					t.Logf("seed %d: %s", seed, x.wrong[0])
					return
				}
			}
			t.Errorf("%d storms did not show it", storms)
		})
	}
}

// TestDeterminism runs a storm twice under the same picks, and once under others: the
// same schedule and the same trace, byte for byte, and another one.
func TestDeterminism(t *testing.T) {
	play := func(storm, picks uint64) (env.Report, []lustre.TraceRecord) {
		x, report := gale(storm).rages(t, env.Control{Picker: env.NewRandomPicker(picks), EarlyTimers: true, Record: true})
		return report, x.records
	}
	for seed := range uint64(5) {
		first, trace := play(seed, seed)
		again, same := play(seed, seed)
		if at := env.FirstDifference(first.Schedule, again.Schedule); at >= 0 || first.Hash != again.Hash {
			t.Errorf("seed %d: two runs differ at step %d", seed, at)
		}
		if !slices.Equal(trace, same) {
			t.Errorf("seed %d: two runs have different traces", seed)
		}
		if other, differs := play(seed, seed+1); other.Hash == first.Hash || slices.Equal(trace, differs) {
			t.Errorf("seed %d: other picks gave the same run", seed)
		}
		if other, differs := play(seed+1, seed); other.Hash == first.Hash || slices.Equal(trace, differs) {
			t.Errorf("seed %d: another plan gave the same run", seed)
		}
	}
}

// TestBubble runs a storm where a wait or a goroutine that env does not know would be
// seen, and looks that every task's goroutine has gone.
func TestBubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		before := runtime.NumGoroutine()
		x, report := gale(1).rages(t, env.Control{Picker: env.NewRandomPicker(1)})
		if err := report.Err(); err != nil || len(x.wrong) > 0 {
			t.Errorf("%v, %q", err, x.wrong)
		}
		synctest.Wait()
		if after := goroutinesAbove(before); after > 0 {
			t.Errorf("%d goroutines, %d before", after, before)
		}
	})
}

// TestStopAnywhere stops the world in the middle of storms: every task returns, and
// nothing that the stop cut short is traced as done.
func TestStopAnywhere(t *testing.T) {
	for seed := range uint64(40) {
		s := gale(seed)
		s.faults = wire.Faults{MinLatency: time.Millisecond, MaxLatency: 3 * time.Millisecond, Loss: 100}
		x, report := s.rages(t, env.Control{Picker: env.NewRandomPicker(seed), MaxSteps: int(200 + 97*seed)})
		if len(x.wrong) > 0 {
			t.Errorf("seed %d: %s", seed, x.wrong[0])
		}
		if len(report.Stuck) > 0 || len(report.Panics) > 0 || len(report.LockFaults) > 0 || report.Deadlock != nil || !report.Limited {
			t.Errorf("seed %d: %v", seed, report.Err())
		}
	}
}
