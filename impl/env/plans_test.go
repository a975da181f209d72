package env_test

import (
	"testing"
	"testing/synctest"
	"time"

	"ostlife/impl/env"
)

// A plan is a program to run in a world; main is its first task.
type plan func(w *env.World, main *env.Task)

// control runs a plan in a fresh controlled world.
func (p plan) control(o env.Control) env.Report {
	w := env.NewControlled(o)
	return w.Run("main", func(t *env.Task) { p(w, t) })
}

// replay runs a plan under a list of picks and records its steps.
func (p plan) replay(picks ...uint16) env.Report {
	return p.control(env.Control{Picker: env.NewReplay(picks), Record: true})
}

// inBubble runs f in a synctest bubble, which ends only when every goroutine of the
// bubble has ended, and tells whether f waited for anything that env does not know:
// only such a wait can move the bubble's clock.
func inBubble(t *testing.T, f func()) (waited bool) {
	t.Helper()
	synctest.Test(t, func(*testing.T) {
		began := time.Now()
		f()
		waited = !time.Now().Equal(began)
	})
	return waited
}

// resource is something that one task has at a time and keeps over yields: what a
// Lock must not be used for.
type resource struct {
	lock *env.Lock
	free *env.Queue
	busy bool
}

func newResource(w *env.World, name string) *resource {
	lock := w.NewLock(name)
	return &resource{lock: lock, free: lock.NewQueue(name + " is free")}
}

// take waits for the resource; false when the world stops.
func (r *resource) take(t *env.Task, p env.Point) bool {
	r.lock.Lock()
	defer r.lock.Unlock()
	for r.busy {
		if r.free.Wait(t, p, env.Forever) == env.Stopped {
			return false
		}
	}
	r.busy = true
	return true
}

func (r *resource) giveBack() {
	r.lock.Lock()
	defer r.lock.Unlock()
	r.busy = false
	r.free.Wake()
}

// mixed is a plan with everything in it: locks, waits with and without a time,
// sleeps that end together, random numbers, tasks that start tasks.
func mixed(w *env.World, main *env.Task) {
	r := newResource(w, "disk")
	random := w.NewRand(1)
	for _, name := range []string{"a", "b", "c", "d"} {
		w.Go(name, func(t *env.Task) {
			t.Yield("before the disk")
			if !r.take(t, "wait for the disk") {
				return
			}
			t.Sleep("use the disk", random.Between(0, 3)*time.Second)
			r.giveBack()
			w.Go("child of "+name, func(t *env.Task) { t.Sleep("rest", time.Second) })
		})
	}
	main.Sleep("wait for the others", time.Minute)
}

// steppers is a plan of tasks that each take so many steps, with no effect. Going on
// from the start is the first.
func steppers(tasks, steps int) plan {
	return func(w *env.World, _ *env.Task) {
		for range tasks {
			w.Go("stepper", func(t *env.Task) {
				for range steps - 1 {
					t.Yield("step")
				}
			})
		}
	}
}

// lostUpdate is a plan whose result is wrong if two tasks read before either writes.
func lostUpdate(counter *int) plan {
	return func(w *env.World, _ *env.Task) {
		for _, name := range []string{"a", "b"} {
			w.Go(name, func(t *env.Task) {
				seen := *counter
				t.Yield("before the write")
				*counter = seen + 1
			})
		}
	}
}

// crossed is a plan that deadlocks if each task has one resource when it wants the
// other.
func crossed(w *env.World, _ *env.Task) {
	a, b := newResource(w, "A"), newResource(w, "B")
	both := func(first, second *resource) func(*env.Task) {
		return func(t *env.Task) {
			if !first.take(t, "wait for the first") {
				return
			}
			t.Yield("between the two")
			if second.take(t, "wait for the second") {
				second.giveBack()
			}
			first.giveBack()
		}
	}
	w.Go("ab", both(a, b))
	w.Go("ba", both(b, a))
}
