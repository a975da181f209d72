package env_test

import (
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ostlife/impl/env"
)

// What env does not know is caught by the bubble: these two break its rule.
func TestBubbleCatchesForeignWait(t *testing.T) {
	sleeper := plan(func(*env.World, *env.Task) { time.Sleep(time.Second) })
	if !inBubble(t, func() { sleeper.replay() }) {
		t.Error("a sleep outside of env was not noticed")
	}
}

func TestBubbleCatchesForeignGoroutine(t *testing.T) {
	never := make(chan struct{})
	defer close(never)
	leaker := plan(func(*env.World, *env.Task) {
		bubbled := make(chan struct{})
		go func() { <-bubbled }()
	})
	defer func() {
		if v, _ := recover().(error); v == nil || !strings.Contains(v.Error(), "blocked goroutines remain") {
			t.Errorf("the bubble ended with %v", v)
		}
	}()
	inBubble(t, func() { leaker.replay() })
}

func TestEveryTaskEnds(t *testing.T) {
	waiter := func(w *env.World) func(*env.Task) {
		lock := w.NewLock("lock")
		queue := lock.NewQueue("queue")
		return func(t *env.Task) {
			lock.Lock()
			defer lock.Unlock()
			queue.Wait(t, "wait", env.Forever)
		}
	}
	for _, test := range []struct {
		name string
		run  plan
	}{
		{"stop", func(w *env.World, main *env.Task) {
			for range 10 {
				w.Go("waiter", waiter(w))
				w.Go("sleeper", func(t *env.Task) { t.Sleep("sleep", time.Hour) })
			}
			main.Yield("let them wait")
			w.Stop()
		}},
		{"deadlock", func(w *env.World, _ *env.Task) { w.Go("waiter", waiter(w)) }},
		{"panic", func(w *env.World, _ *env.Task) {
			w.Go("waiter", waiter(w))
			panic("now")
		}},
		{"deaf to the stop", func(w *env.World, main *env.Task) {
			w.Go("spinner", func(t *env.Task) {
				for {
					t.Yield("spin")
				}
			})
			w.Stop()
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				base := runtime.NumGoroutine()
				test.run.replay()
				synctest.Wait()
				if n := goroutinesAbove(base); n > 0 {
					t.Errorf("%d goroutines, %d before the run", n, base)
				}
			})
		})
	}
}

// goroutinesAbove gives how many goroutines there are if they stay more than base: one
// whose task has ended may still be on its way out, so it is waited for.
func goroutinesAbove(base int) int {
	for range 1_000_000 {
		if runtime.NumGoroutine() <= base {
			return 0
		}
		runtime.Gosched()
	}
	return runtime.NumGoroutine()
}
