package env_test

import (
	"flag"
	"slices"
	"strings"
	"testing"

	"ostlife/impl/env"

	"pgregory.net/rapid"
)

// witness is the testing.TB that a property known to fail is checked with: its
// failure is what the test wants.
type witness struct {
	rapid.TB
	failed bool
}

func (w *witness) Helper()               {}
func (w *witness) Logf(string, ...any)   {}
func (w *witness) Log(...any)            {}
func (w *witness) Errorf(string, ...any) { w.failed = true }
func (w *witness) Failed() bool          { return w.failed }
func (w *witness) FailNow()              {}
func (w *witness) Name() string          { return "witness" }

// shrunk has rapid look for picks under which broken tells of a violation, and gives
// the smallest that it comes down to.
func shrunk(t *testing.T, broken func(picks []uint16) string) (picks []uint16, why string) {
	t.Helper()
	for name, value := range map[string]string{"rapid.nofailfile": "true", "rapid.seed": "1"} {
		old := flag.Lookup(name).Value.String()
		if err := flag.Set(name, value); err != nil {
			t.Fatal(err)
		}
		defer flag.Set(name, old)
	}
	w := &witness{TB: t}
	rapid.Check(w, func(rt *rapid.T) {
		drawn := rapid.SliceOfN(rapid.Uint16Max(3), 0, 30).Draw(rt, "picks")
		if told := broken(drawn); told != "" {
			picks, why = drawn, told
			rt.Fatalf("%s", told)
		}
	})
	if !w.failed {
		t.Fatal("nothing was found")
	}
	return picks, why
}

func TestRapidFindsLostUpdate(t *testing.T) {
	picks, why := shrunk(t, func(picks []uint16) string {
		counter := 0
		if err := lostUpdate(&counter).replayErr(picks); err != nil {
			return err.Error()
		}
		if counter != 2 {
			return "an update is lost"
		}
		return ""
	})
	if want := []uint16{1}; !slices.Equal(picks, want) || why != "an update is lost" {
		t.Errorf("shrunk to %v, want %v: %s", picks, want, why)
	}
}

func TestRapidFindsDeadlock(t *testing.T) {
	picks, why := shrunk(t, func(picks []uint16) string {
		if err := plan(crossed).replayErr(picks); err != nil {
			return err.Error()
		}
		return ""
	})
	const want = `deadlock at 0s: ab at "wait for the second" in queue "B is free"; ` +
		`ba at "wait for the second" in queue "A is free"`
	if !slices.Equal(picks, []uint16{1}) || why != want {
		t.Errorf("shrunk to %v: %s", picks, why)
	}
}

// Without a switch there is no bug: the two searches above find something real.
func TestPlansAreRightWithoutSwitches(t *testing.T) {
	counter := 0
	if err := lostUpdate(&counter).replayErr(nil); err != nil || counter != 2 {
		t.Errorf("counter %d: %v", counter, err)
	}
	if err := plan(crossed).replayErr(nil); err != nil {
		t.Error(err)
	}
}

func TestEnumerateCountsTheBadSchedules(t *testing.T) {
	lost, deadlocks := 0, 0
	all := env.EnumerateOptions{Preemptions: -1}
	updates, complete := env.Enumerate(all, func(p env.Picker) bool {
		counter := 0
		lostUpdate(&counter).control(env.Control{Picker: p})
		if counter != 2 {
			lost++
		}
		return true
	})
	if !complete || updates != 6 || lost != 4 {
		t.Errorf("%d of %d schedules lose an update, want 4 of 6", lost, updates)
	}
	env.Enumerate(env.EnumerateOptions{Preemptions: 1}, func(p env.Picker) bool {
		report := plan(crossed).control(env.Control{Picker: p})
		if err := report.Err(); err != nil && strings.HasPrefix(err.Error(), "deadlock") {
			deadlocks++
		}
		return true
	})
	if deadlocks != 2 {
		t.Errorf("%d schedules with one preemption deadlock, want 2", deadlocks)
	}
}

// replayErr is what goes wrong in a plan under the picks.
func (p plan) replayErr(picks []uint16) error {
	report := p.replay(picks...)
	return report.Err()
}
