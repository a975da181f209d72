package env_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"ostlife/impl/env"
)

func TestDeadlockTellsWhereEveryTaskIs(t *testing.T) {
	report := plan(func(w *env.World, main *env.Task) {
		r := newResource(w, "disk")
		r.take(main, "take it")
		w.Go("writer", func(t *env.Task) { r.take(t, "writer: wait for the disk") })
		main.Sleep("let time pass", 2*time.Second)
		main.Sleep("main: never comes back", env.Forever)
	}).replay()
	const want = `deadlock at 2s: main at "main: never comes back"; ` +
		`writer at "writer: wait for the disk" in queue "disk is free"`
	if err := report.Err(); err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	var deadlock *env.Deadlock
	if !errors.As(report.Err(), &deadlock) || len(deadlock.Parked) != 2 {
		t.Errorf("the deadlock is %v", deadlock)
	}
}

func TestPanicIsReported(t *testing.T) {
	report := plan(func(w *env.World, main *env.Task) {
		lock := w.NewLock("lock")
		w.Go("bad", func(t *env.Task) {
			t.Yield("before the panic")
			lock.Lock()
			panic("out of range")
		})
		main.Sleep("others are stopped", time.Hour)
	}).replay()
	const want = `panic in bad after "before the panic": out of range`
	if err := report.Err(); err == nil || err.Error() != want {
		t.Fatalf("got %v, want %s", err, want)
	}
	if stack := report.Panics[0].Stack; !strings.Contains(stack, "TestPanicIsReported") {
		t.Errorf("the stack does not lead to the panic:\n%s", stack)
	}
	if report.Clock != 0 {
		t.Errorf("the world went on until %v", report.Clock)
	}
}

func TestStepLimit(t *testing.T) {
	endless := plan(func(w *env.World, t *env.Task) {
		for t.Sleep("tick", time.Second) != env.Stopped {
		}
	})
	report := endless.control(env.Control{MaxSteps: 100})
	if !report.Limited || !errors.Is(report.Err(), env.ErrLimited) {
		t.Errorf("the report is %v", report.Err())
	}
	if report.Steps < 100 || report.Steps > 110 {
		t.Errorf("it took %d steps", report.Steps)
	}
}

func TestTaskLimit(t *testing.T) {
	report := plan(func(w *env.World, _ *env.Task) {
		for range env.MaxTasks {
			w.Go("one of many", func(*env.Task) {})
		}
	}).control(env.Control{})
	if !errors.Is(report.Err(), env.ErrLimited) {
		t.Errorf("the report is %v", report.Err())
	}
}

// A task that does not return is ended where it stands, with its deferred calls.
func TestStuckTaskIsEnded(t *testing.T) {
	deferred := false
	report := plan(func(w *env.World, main *env.Task) {
		lock := w.NewLock("lock")
		queue := lock.NewQueue("queue")
		w.Go("deaf", func(t *env.Task) {
			defer func() { deferred = true }()
			lock.Lock()
			defer lock.Unlock()
			for {
				queue.Wait(t, "deaf: wait", env.Forever)
			}
		})
		w.Go("spinner", func(t *env.Task) {
			for {
				t.Yield("spin")
			}
		})
		w.Go("polite", func(t *env.Task) { t.Sleep("sleep", time.Hour) })
		main.Yield("let them begin")
		w.Stop()
	}).replay()
	const want = `did not return after the stop: deaf at "deaf: wait"; spinner at "spin"`
	if err := report.Err(); err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if !deferred {
		t.Error("deferred calls did not run")
	}
}

func TestLockFaults(t *testing.T) {
	type locks struct {
		a, b  *env.Lock
		queue *env.Queue // of a
	}
	for _, test := range []struct {
		name string
		run  func(w *env.World, t *env.Task, l locks)
		want string // empty for no fault
	}{
		{"clean", func(_ *env.World, t *env.Task, l locks) {
			l.a.Lock()
			l.b.Lock()
			l.queue.Wake()
			l.a.Unlock()
			l.b.Unlock()
			l.a.Lock()
			l.queue.Wait(t, "wait", time.Second)
			l.a.Unlock()
			t.Yield("yield")
		}, ""},
		{"over a yield", func(_ *env.World, t *env.Task, l locks) {
			l.a.Lock()
			defer l.a.Unlock()
			t.Yield("yield")
		}, `main at "yield": lock "a" held over a yield`},
		{"over a sleep", func(_ *env.World, t *env.Task, l locks) {
			l.a.Lock()
			defer l.a.Unlock()
			t.Sleep("sleep", 1)
		}, `main at "sleep": lock "a" held over a wait`},
		{"over a wait for another's queue", func(_ *env.World, t *env.Task, l locks) {
			l.a.Lock()
			defer l.a.Unlock()
			l.b.Lock()
			defer l.b.Unlock()
			l.queue.Wait(t, "wait", time.Second)
		}, `main at "wait": lock "b" held over a wait`},
		{"at the end", func(_ *env.World, t *env.Task, l locks) {
			l.a.Lock()
		}, `main at "start": lock "a" held at the end of the task`},
		{"taken twice", func(w *env.World, t *env.Task, l locks) {
			l.a.Lock()
			l.a.Lock()
			w.Stamp()
			l.a.Unlock()
		}, `main at "start": lock "a" taken while held by main`},
		{"taken from another", func(w *env.World, t *env.Task, l locks) {
			w.Go("other", func(*env.Task) {
				l.a.Lock()
				w.Stamp()
				l.a.Unlock()
			})
			l.a.Lock()
			t.Yield("yield")
		}, `main at "yield": lock "a" held over a yield` + "\n" +
			`other at "start": lock "a" taken while held by main`},
		{"freed while free", func(_ *env.World, t *env.Task, l locks) {
			l.a.Unlock()
		}, `main at "start": lock "a" freed while free`},
		{"freed by another", func(w *env.World, t *env.Task, l locks) {
			w.Go("other", func(*env.Task) { l.a.Unlock() })
			l.a.Lock()
			t.Yield("yield")
		}, `main at "yield": lock "a" held over a yield` + "\n" +
			`other at "start": lock "a" freed while held by main`},
		{"wait without the lock", func(_ *env.World, t *env.Task, l locks) {
			l.queue.Wait(t, "wait", time.Second)
			l.a.Unlock()
		}, `main at "wait": lock "a" not held at a wait in its queue "q"`},
		{"wake without the lock", func(_ *env.World, t *env.Task, l locks) {
			l.queue.Wake()
		}, `main at "start": lock "a" not held at a wake-up of its queue "q"`},
		{"another's task", func(w *env.World, t *env.Task, l locks) {
			w.Go("other", func(*env.Task) { t.Yield("as main") })
			t.Sleep("sleep", 1)
		}, `other at "as main" used the Task of main`},
	} {
		t.Run(test.name, func(t *testing.T) {
			report := plan(func(w *env.World, main *env.Task) {
				a := w.NewLock("a")
				test.run(w, main, locks{a, w.NewLock("b"), a.NewQueue("q")})
			}).control(env.Control{Picker: env.NewReplay([]uint16{1})})
			got := ""
			if err := report.Err(); err != nil {
				got = err.Error()
			}
			if got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestLockFaultsAreBounded(t *testing.T) {
	report := plan(func(w *env.World, _ *env.Task) {
		lock := w.NewLock("lock")
		for range 2 * env.MaxLockFaults {
			lock.Unlock()
		}
	}).replay()
	if n := len(report.LockFaults); n != env.MaxLockFaults {
		t.Errorf("%d faults", n)
	}
}
