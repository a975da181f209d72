package env_test

import (
	"fmt"
	"testing"
	"time"

	"ostlife/impl/env"
)

// stay starts tasks of a world that wait in the three ways there are, and counts those
// that have left.
func stay(w *env.World, lock *env.Lock, left *int) {
	queue := lock.NewQueue("stay")
	note := func() {
		lock.Lock()
		defer lock.Unlock()
		*left++
	}
	w.Go("in a queue", func(t *env.Task) {
		defer note()
		lock.Lock()
		defer lock.Unlock()
		for queue.Wait(t, "test: wait", env.Forever) != env.Stopped {
		}
	})
	w.Go("asleep", func(t *env.Task) {
		defer note()
		for t.Sleep("test: sleep", time.Millisecond) != env.Stopped {
		}
	})
	w.Go("at work", func(t *env.Task) {
		defer note()
		for !w.Stopped() {
			t.Yield("test: work")
		}
	})
}

// TestPart stops a part of a world: its tasks leave, those of the rest stay, and nothing
// begins in it any more.
func TestPart(t *testing.T) {
	for name, w := range map[string]*env.World{
		"real":       env.NewReal(),
		"controlled": env.NewControlled(env.Control{Picker: env.NewRandomPicker(1), EarlyTimers: true}),
	} {
		t.Run(name, func(t *testing.T) {
			part := w.Part("node")
			lock := w.NewLock("test")
			inside, outside := 0, 0
			count := func(of *int) int {
				lock.Lock()
				defer lock.Unlock()
				return *of
			}
			report := w.Run("main", func(task *env.Task) {
				defer w.Stop()
				stay(part, lock, &inside)
				stay(w, lock, &outside)
				task.Sleep("test: while they stay", 5*time.Millisecond)
				if count(&inside) != 0 || part.Stopped() {
					t.Error("a task left a part that goes on")
				}
				part.Stop()
				if !part.Gone(task) || !w.Gone(task) || count(&inside) != 3 {
					t.Errorf("%d of 3 tasks have left", count(&inside))
				}
				part.Go("late", func(*env.Task) { t.Error("a task began in a part that was stopped") })
				if task.Sleep("test: the rest stays", 5*time.Millisecond) == env.Stopped || count(&outside) != 0 || w.Stopped() {
					t.Error("the rest of the world was stopped too")
				}
			})
			if err := report.Err(); err != nil {
				t.Error(err)
			}
			if outside != 3 {
				t.Errorf("%d of 3 tasks of the rest have left", outside)
			}
		})
	}
}

// TestPartGone waits for the tasks of a part that nobody has stopped, until the world stops.
func TestPartGone(t *testing.T) {
	w := env.NewControlled(env.Control{Picker: env.NewRandomPicker(1), EarlyTimers: true})
	part := w.Part("node")
	var told string
	lock, left := w.NewLock("test"), 0
	w.Go("waits", func(task *env.Task) { told = fmt.Sprint(part.Gone(task)) })
	w.Run("main", func(task *env.Task) {
		stay(part, lock, &left)
		task.Sleep("test: a while", 5*time.Millisecond)
		w.Stop()
	})
	if told != "false" {
		t.Errorf("got %q", told)
	}
}
