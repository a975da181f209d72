package env_test

import (
	"errors"
	"runtime"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"ostlife/impl/env"
)

// The tests of real worlds that wait run in a bubble: its clock is the machine's to
// the code in it, and costs nothing.

func TestRealWaits(t *testing.T) {
	for _, test := range []struct {
		name  string
		until time.Duration
		then  func(w *env.World, lock *env.Lock, queue *env.Queue)
		want  env.Wake
		at    time.Duration
	}{
		{"woken", env.Forever, wakeUp, env.Woken, time.Second},
		{"woken in time", time.Hour, wakeUp, env.Woken, time.Second},
		{"timed out", time.Millisecond, wakeUp, env.TimedOut, time.Millisecond},
		{"in the past", -1, wakeUp, env.TimedOut, 0},
		{"stopped", env.Forever, stopAll, env.Stopped, time.Second},
		{"stopped in time", time.Hour, stopAll, env.Stopped, time.Second},
		{"woken and stopped", env.Forever, func(w *env.World, lock *env.Lock, queue *env.Queue) {
			wakeUp(w, lock, queue)
			stopAll(w, lock, queue)
		}, env.Stopped, time.Second},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got env.Wake
			var at time.Duration
			synctest.Test(t, func(*testing.T) {
				w := env.NewReal()
				lock := w.NewLock("lock")
				queue := lock.NewQueue("queue")
				w.Go("waker", func(t *env.Task) {
					t.Sleep("first", time.Second)
					lock.Lock()
					defer lock.Unlock()
					test.then(w, lock, queue)
				})
				w.Run("main", func(t *env.Task) {
					lock.Lock()
					defer lock.Unlock()
					got = queue.Wait(t, "wait", test.until)
					at = w.Now()
				})
			})
			if got != test.want || at != test.at {
				t.Errorf("%v at %v, want %v at %v", got, at, test.want, test.at)
			}
		})
	}
}

func wakeUp(_ *env.World, _ *env.Lock, queue *env.Queue) { queue.Wake() }
func stopAll(w *env.World, _ *env.Lock, _ *env.Queue)    { w.Stop() }

// A wake-up belongs to the wait during which it came, not to the next one: each waker
// comes at the very end of a wait.
func TestRealWakeIsNotKept(t *testing.T) {
	const rounds = 100
	var wakes []env.Wake
	var ended time.Duration
	synctest.Test(t, func(*testing.T) {
		w := env.NewReal()
		lock := w.NewLock("lock")
		queue := lock.NewQueue("queue")
		wait := func(t *env.Task) env.Wake {
			lock.Lock()
			defer lock.Unlock()
			return queue.Wait(t, "wait", w.Now()+time.Second)
		}
		w.Run("main", func(t *env.Task) {
			for range rounds {
				w.Go("waker", func(t *env.Task) {
					t.Sleep("just as long", time.Second)
					lock.Lock()
					defer lock.Unlock()
					queue.Wake()
				})
				wait(t)
				t.Sleep("let the waker end", time.Second)
				wakes = append(wakes, wait(t))
			}
			ended = w.Now()
		})
	})
	if slices.Contains(wakes, env.Woken) || ended != 3*rounds*time.Second {
		t.Errorf("at %v the waits ended with %v", ended, wakes)
	}
}

func TestRealStopEndsEveryTask(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		base := runtime.NumGoroutine()
		w := env.NewReal()
		lock := w.NewLock("lock")
		queue := lock.NewQueue("queue")
		for range 10 {
			w.Go("waiter", func(t *env.Task) {
				lock.Lock()
				defer lock.Unlock()
				queue.Wait(t, "wait", env.Forever)
			})
			w.Go("sleeper", func(t *env.Task) { t.Sleep("sleep", time.Hour) })
		}
		report := w.Run("main", func(t *env.Task) {
			t.Sleep("let them wait", time.Second)
			w.Stop()
			w.Stop()
			if !w.Stopped() || t.Sleep("no more", time.Hour) != env.Stopped {
				panic("the world goes on")
			}
		})
		synctest.Wait()
		if n := goroutinesAbove(base); n > 0 || report.Err() != nil || report.Clock != time.Second {
			t.Errorf("%d goroutines, %d before, at %v: %v", n, base, report.Clock, report.Err())
		}
	})
}

func TestRealPanicStopsTheWorld(t *testing.T) {
	w := env.NewReal()
	w.Go("sleeper", func(t *env.Task) { t.Sleep("sleep", time.Hour) })
	report := w.Run("main", func(*env.Task) { panic("now") })
	var panicked *env.Panic
	if !errors.As(report.Err(), &panicked) || panicked.Task != "main" || panicked.Stack == "" {
		t.Errorf("the report is %v", report.Err())
	}
}

func TestRealStuckTaskIsReported(t *testing.T) {
	var report env.Report
	synctest.Test(t, func(*testing.T) {
		deaf := make(chan struct{})
		w := env.NewReal()
		w.Go("deaf", func(*env.Task) { <-deaf })
		report = w.Run("main", func(*env.Task) { w.Stop() })
		close(deaf)
	})
	const want = `did not return after the stop: deaf at ""`
	if err := report.Err(); err == nil || err.Error() != want || report.Clock != env.LeaveTime {
		t.Errorf("at %v: got %v, want %s", report.Clock, err, want)
	}
}

// A ring of tasks that hand a token on, at full speed: run it under -race.
func TestRealRing(t *testing.T) {
	const tasks, rounds = 8, 200
	w := env.NewReal()
	lock := w.NewLock("ring")
	moved := lock.NewQueue("the token moved")
	token := 0
	for i := range tasks {
		w.Go("ring", func(t *env.Task) {
			for range rounds {
				lock.Lock()
				for token%tasks != i {
					if moved.Wait(t, "wait for the token", w.Now()+time.Minute) != env.Woken {
						lock.Unlock()
						return
					}
				}
				token++
				w.Stamp()
				moved.Wake()
				lock.Unlock()
				t.Yield("between two rounds")
			}
		})
	}
	report := w.Run("main", func(*env.Task) {})
	if report.Err() != nil || token != tasks*rounds || w.Stamp() != tasks*rounds+1 {
		t.Errorf("the token moved %d times: %v", token, report.Err())
	}
}
