package env_test

import (
	"reflect"
	"testing"

	"ostlife/impl/env"
)

func TestSamePicksGiveSameRun(t *testing.T) {
	const runs = 1000
	first := plan(mixed).control(env.Control{Picker: env.NewRandomPicker(7), Record: true, EarlyTimers: true})
	if err := first.Err(); err != nil {
		t.Fatal(err)
	}
	for range runs {
		var again env.Report
		waited := inBubble(t, func() {
			again = plan(mixed).control(env.Control{
				Picker: env.NewReplay(first.Picks), Record: true, EarlyTimers: true,
			})
		})
		if waited {
			t.Fatal("something waited outside of env")
		}
		if i := env.FirstDifference(first.Schedule, again.Schedule); i >= 0 {
			t.Fatalf("the runs differ in step %d", i)
		}
		if !reflect.DeepEqual(again, first) {
			t.Fatal("the reports differ")
		}
	}
}

func TestOtherPicksGiveOtherRun(t *testing.T) {
	a, b := plan(mixed).replay(), plan(mixed).replay(1)
	if env.FirstDifference(a.Schedule, b.Schedule) < 0 || a.Hash == b.Hash {
		t.Error("the pick made no difference")
	}
	if a.Steps != len(a.Schedule) {
		t.Errorf("%d steps, %d of them recorded", a.Steps, len(a.Schedule))
	}
}

func TestFirstDifference(t *testing.T) {
	a, b := env.Step{Task: "a", Point: "p", Runnable: 1}, env.Step{Task: "a", Point: "p", Runnable: 2}
	for _, test := range []struct {
		name        string
		left, right []env.Step
		want        int
	}{
		{"equal", []env.Step{a, b}, []env.Step{a, b}, -1},
		{"other step", []env.Step{a, a}, []env.Step{a, b}, 1},
		{"shorter", []env.Step{a}, []env.Step{a, b}, 1},
		{"longer", []env.Step{a, b}, nil, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := env.FirstDifference(test.left, test.right); got != test.want {
				t.Errorf("got %d, want %d", got, test.want)
			}
		})
	}
}

// A plan that depends on more than the picks is seen in its second run.
func TestHiddenInputIsSeen(t *testing.T) {
	runs := 0
	hidden := plan(func(_ *env.World, t *env.Task) {
		for range runs {
			t.Yield("again")
		}
		runs++
	})
	if env.FirstDifference(hidden.replay().Schedule, hidden.replay().Schedule) < 0 {
		t.Error("two different runs look equal")
	}
}
