package env_test

import (
	"fmt"

	"ostlife/impl/env"
)

// Two tasks each read a counter and write it back. Every schedule is tried; the picks
// of a bad one replay it.
func Example() {
	run := func(p env.Picker) (counter int, report env.Report) {
		w := env.NewControlled(env.Control{Picker: p, Record: true})
		report = w.Run("main", func(*env.Task) {
			for _, name := range []string{"alice", "bob"} {
				w.Go(name, func(t *env.Task) {
					seen := counter
					t.Yield("before the write")
					counter = seen + 1
				})
			}
		})
		return counter, report
	}

	var bad []uint16
	n, complete := env.Enumerate(env.EnumerateOptions{Preemptions: 1}, func(p env.Picker) bool {
		counter, report := run(p)
		if counter != 2 {
			bad = report.Picks
		}
		return bad == nil
	})
	fmt.Printf("schedules %d, all of them: %v, bad picks %v\n", n, complete, bad)

	counter, report := run(env.NewReplay(bad))
	fmt.Println("replayed, the counter is", counter)
	for _, step := range report.Schedule {
		fmt.Println(step)
	}
	// Output:
	// schedules 2, all of them: false, bad picks [0 1 1]
	// replayed, the counter is 1
	// main: start (of 1)
	// alice: start (of 2)
	// bob: start (of 2)
	// bob: before the write (of 2)
	// alice: before the write (of 1)
}

func ExampleReport_Err() {
	w := env.NewControlled(env.Control{})
	lock := w.NewLock("import")
	full := lock.NewQueue("import is FULL")
	report := w.Run("worker", func(t *env.Task) {
		lock.Lock()
		defer lock.Unlock()
		full.Wait(t, "worker: before LOV ACTIVE", env.Forever)
	})
	fmt.Println(report.Err())
	// Output: deadlock at 0s: worker at "worker: before LOV ACTIVE" in queue "import is FULL"
}
