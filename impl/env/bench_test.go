package env_test

import (
	"testing"

	"ostlife/impl/env"
)

// BenchmarkStep is one step of a controlled world whose picker switches all the time.
func BenchmarkStep(b *testing.B) {
	for _, tasks := range []int{2, 10} {
		b.Run(map[int]string{2: "2 tasks", 10: "10 tasks"}[tasks], func(b *testing.B) {
			n := b.N/tasks + 1
			b.ReportAllocs()
			w := env.NewControlled(env.Control{Picker: env.NewRandomPicker(1), MaxSteps: 2*b.N + 100})
			w.Run("main", func(*env.Task) {
				for range tasks {
					w.Go("stepper", func(t *env.Task) {
						for range n {
							t.Yield("stepper: before the next step")
						}
					})
				}
			})
		})
	}
}

// BenchmarkSchedule is one whole schedule of an enumeration: two tasks of three steps.
func BenchmarkSchedule(b *testing.B) {
	for b.Loop() {
		steppers(2, 3).control(env.Control{})
	}
}

// BenchmarkRealLock is an uncontended critical section of a real world.
func BenchmarkRealLock(b *testing.B) {
	lock, guarded := env.NewReal().NewLock("lock"), 0
	for b.Loop() {
		lock.Lock()
		guarded++
		lock.Unlock()
	}
}
