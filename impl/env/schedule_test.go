package env_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"ostlife/impl/env"
)

func TestVirtualTimeOrder(t *testing.T) {
	var got []string
	sleepers := plan(func(w *env.World, _ *env.Task) {
		for _, d := range []time.Duration{3, 1, 2, 0, -1} {
			w.Go("sleeper", func(t *env.Task) {
				wake := t.Sleep("sleep", d*time.Hour)
				got = append(got, fmt.Sprintf("%d at %v %v", d, w.Now(), wake))
			})
		}
	})
	report := sleepers.replay()
	want := []string{
		"0 at 0s timed out", "-1 at 0s timed out", "1 at 1h0m0s timed out",
		"2 at 2h0m0s timed out", "3 at 3h0m0s timed out",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if report.Err() != nil || report.Clock != 3*time.Hour {
		t.Errorf("ended at %v: %v", report.Clock, report.Err())
	}
}

func TestSleepBeyondTimeIsForever(t *testing.T) {
	report := plan(func(_ *env.World, t *env.Task) {
		t.Sleep("first", time.Hour)
		t.Sleep("too long", env.Forever)
	}).replay()
	if report.Deadlock == nil || report.Clock != time.Hour {
		t.Errorf("ended at %v: %v", report.Clock, report.Err())
	}
}

func TestWaitUntilThePast(t *testing.T) {
	report := plan(func(w *env.World, t *env.Task) {
		lock := w.NewLock("lock")
		queue := lock.NewQueue("queue")
		t.Sleep("first", time.Hour)
		lock.Lock()
		defer lock.Unlock()
		if got := queue.Wait(t, "wait", time.Second); got != env.TimedOut {
			panic(got)
		}
	}).replay()
	if report.Err() != nil || report.Clock != time.Hour {
		t.Errorf("ended at %v: %v", report.Clock, report.Err())
	}
}

// Of the tasks that one instant wakes, any can be the first.
func TestTiesArePicked(t *testing.T) {
	firsts := map[int]bool{}
	env.Enumerate(env.EnumerateOptions{Preemptions: -1}, func(p env.Picker) bool {
		first := -1
		plan(func(w *env.World, _ *env.Task) {
			for i := range 3 {
				w.Go("sleeper", func(t *env.Task) {
					t.Sleep("sleep", time.Second)
					if first < 0 {
						first = i
					}
				})
			}
		}).control(env.Control{Picker: p})
		firsts[first] = true
		return true
	})
	if len(firsts) != 3 {
		t.Errorf("first were %v only", firsts)
	}
}

// timeoutFirst is a plan in which a request times out although the reply could come.
func timeoutFirst(o env.Control) (timedOut bool) {
	plan(func(w *env.World, t *env.Task) {
		lock := w.NewLock("request")
		replied := lock.NewQueue("replied")
		w.Go("reply", func(*env.Task) {
			lock.Lock()
			defer lock.Unlock()
			replied.Wake()
		})
		lock.Lock()
		defer lock.Unlock()
		timedOut = replied.Wait(t, "wait for the reply", time.Second) == env.TimedOut
	}).control(o)
	return timedOut
}

func TestEarlyTimers(t *testing.T) {
	for _, test := range []struct {
		name  string
		early bool
		want  int
	}{{"late only", false, 0}, {"early", true, 1}} {
		t.Run(test.name, func(t *testing.T) {
			seen := 0
			env.Enumerate(env.EnumerateOptions{Preemptions: 1}, func(p env.Picker) bool {
				if timeoutFirst(env.Control{Picker: p, EarlyTimers: test.early}) {
					seen++
				}
				return true
			})
			if seen != test.want {
				t.Errorf("timed out in %d schedules, want %d", seen, test.want)
			}
		})
	}
}

func TestWakeWakesAllInOrder(t *testing.T) {
	var got []string
	report := plan(func(w *env.World, main *env.Task) {
		lock := w.NewLock("lock")
		queue := lock.NewQueue("queue")
		for i := range 3 {
			w.Go("waiter", func(t *env.Task) {
				lock.Lock()
				defer lock.Unlock()
				until := []time.Duration{env.Forever, time.Second, time.Minute}[i]
				got = append(got, fmt.Sprint(i, queue.Wait(t, "wait", until)))
			})
		}
		main.Sleep("one times out", 2*time.Second)
		lock.Lock()
		queue.Wake()
		lock.Unlock()
	}).replay()
	want := []string{"1 timed out", "0 woken", "2 woken"}
	if !slices.Equal(got, want) || report.Err() != nil {
		t.Errorf("got %q, want %q: %v", got, want, report.Err())
	}
}

func TestWaitAfterStopReturnsAtOnce(t *testing.T) {
	report := plan(func(w *env.World, t *env.Task) {
		w.Stop()
		w.Stop()
		if got := t.Sleep("sleep", time.Hour); got != env.Stopped || !w.Stopped() {
			panic(got)
		}
	}).replay()
	if report.Err() != nil || report.Clock != 0 {
		t.Errorf("ended at %v: %v", report.Clock, report.Err())
	}
}

func TestTasksBeforeAndAfterTheRun(t *testing.T) {
	for name, w := range map[string]*env.World{
		"controlled": env.NewControlled(env.Control{}), "real": env.NewReal(),
	} {
		t.Run(name, func(t *testing.T) {
			early, late := false, false
			w.Go("early", func(t *env.Task) {
				t.Yield("once")
				early = true
			})
			w.Run("main", func(*env.Task) {})
			w.Go("late", func(*env.Task) { late = true })
			if !early || late {
				t.Errorf("early ran: %v, late ran: %v", early, late)
			}
		})
	}
}

func TestTaskKnowsItself(t *testing.T) {
	w := env.NewControlled(env.Control{})
	w.Run("main", func(task *env.Task) {
		if task.Name() != "main" || task.World() != w {
			t.Errorf("it is %q", task.Name())
		}
	})
	if a, b := w.Stamp(), w.Stamp(); a != 1 || b != 2 {
		t.Errorf("stamps %d and %d", a, b)
	}
}

func TestRand(t *testing.T) {
	w := env.NewReal()
	draws := func(seed uint64) []any {
		r := w.NewRand(seed)
		return []any{r.Uint64(), r.IntN(1000), r.IntN(1000), r.Between(time.Second, time.Hour)}
	}
	if !slices.Equal(draws(1), draws(1)) || slices.Equal(draws(1), draws(2)) {
		t.Error("a seed is not a stream of its own")
	}
	r := w.NewRand(3)
	hits := 0
	for range 10_000 {
		if r.Permille(0) || !r.Permille(1000) {
			t.Fatal("never and always are not")
		}
		if r.Permille(250) {
			hits++
		}
		if d := r.Between(2, 4); d < 2 || d > 4 {
			t.Fatalf("%d is not between 2 and 4", d)
		}
	}
	if hits < 2300 || hits > 2700 {
		t.Errorf("250 permille came %d times in 10000", hits)
	}
	if r.IntN(0) != 0 || r.Between(5, 5) != 5 || r.Between(5, 1) != 5 {
		t.Error("an empty range")
	}
}
