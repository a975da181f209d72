package env_test

import (
	"slices"
	"testing"

	"ostlife/impl/env"
)

func TestReplayTakesAnyNumbers(t *testing.T) {
	choices := make([]env.Choice, 3)
	p := env.NewReplay([]uint16{1, 5, 2})
	var got []int
	for range 4 {
		got = append(got, p.Pick(choices), p.Pick(choices[:1]))
	}
	if want := []int{1, 0, 2, 0, 2, 0, 0, 0}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// A picker out of its range is brought into it.
type wild struct{ next int }

func (w *wild) Pick([]env.Choice) int {
	w.next = -7*w.next - 1
	return w.next
}

func TestPickOutOfRange(t *testing.T) {
	if report := steppers(3, 3).control(env.Control{Picker: &wild{}}); report.Err() != nil || report.Steps != 10 {
		t.Errorf("%d steps: %v", report.Steps, report.Err())
	}
}

func TestRandomPickerIsSeeded(t *testing.T) {
	hash := func(seed uint64) uint64 {
		return plan(mixed).control(env.Control{Picker: env.NewRandomPicker(seed)}).Hash
	}
	if first, again := hash(1), hash(1); first != again || first == hash(2) {
		t.Error("a seed is not a schedule of its own")
	}
}

// schedules is the number of ways to mix tasks of so many steps: a multinomial.
func schedules(tasks, steps int) int {
	n := 1
	for i := 1; i <= tasks*steps; i++ {
		n *= i
	}
	for range tasks {
		for i := 2; i <= steps; i++ {
			n /= i
		}
	}
	return n
}

func TestEnumerateMeetsEverySchedule(t *testing.T) {
	for _, test := range []struct {
		name         string
		tasks, steps int
		preemptions  int
		want         int
	}{
		{"2x3", 2, 3, -1, 20},
		{"3x2", 3, 2, -1, 90},
		{"3x3", 3, 3, -1, 1680},
		{"4x2", 4, 2, -1, 2520},
		{"2x3, none", 2, 3, 0, 2},
		{"2x3, one preemption", 2, 3, 1, 6},
		{"2x3, two", 2, 3, 2, 14},
		{"2x3, three", 2, 3, 3, 18},
		{"2x3, four are all", 2, 3, 4, 20},
		{"3x2, none", 3, 2, 0, 6},
	} {
		t.Run(test.name, func(t *testing.T) {
			seen := map[uint64]bool{}
			n, complete := env.Enumerate(env.EnumerateOptions{Preemptions: test.preemptions}, func(p env.Picker) bool {
				report := named(test.tasks, test.steps).control(env.Control{Picker: p})
				seen[report.Hash] = true
				return true
			})
			if !complete || n != test.want || len(seen) != n {
				t.Errorf("%d schedules, %d of them different, complete: %v; want %d", n, len(seen), complete, test.want)
			}
			if all := schedules(test.tasks, test.steps); test.preemptions < 0 && test.want != all {
				t.Errorf("the multinomial is %d", all)
			}
		})
	}
}

// named is steppers with a name for each task, so that its schedules differ in hash.
func named(tasks, steps int) plan {
	return func(w *env.World, _ *env.Task) {
		for i := range tasks {
			w.Go(string(rune('a'+i)), func(t *env.Task) {
				for range steps - 1 {
					t.Yield("step")
				}
			})
		}
	}
}

func TestEnumerateIsHonestAboutItsEnd(t *testing.T) {
	tasks := 2
	for _, test := range []struct {
		name     string
		options  env.EnumerateOptions
		body     func(env.Picker) bool
		want     int
		complete bool
	}{
		{"bound", env.EnumerateOptions{Preemptions: -1, MaxSchedules: 7}, func(p env.Picker) bool {
			steppers(2, 3).control(env.Control{Picker: p})
			return true
		}, 7, false},
		{"told to stop", env.EnumerateOptions{Preemptions: -1}, func(p env.Picker) bool {
			steppers(2, 3).control(env.Control{Picker: p})
			return false
		}, 1, false},
		{"a plan that changes", env.EnumerateOptions{Preemptions: -1}, func(p env.Picker) bool {
			steppers(tasks, 3).control(env.Control{Picker: p})
			tasks++
			return true
		}, 2, false},
		{"a plan that shrinks", env.EnumerateOptions{Preemptions: -1}, func(p env.Picker) bool {
			steppers(tasks, 3).control(env.Control{Picker: p})
			tasks = 1
			return true
		}, 2, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			tasks = 2
			if n, complete := env.Enumerate(test.options, test.body); n != test.want || complete != test.complete {
				t.Errorf("%d schedules, complete: %v; want %d, %v", n, complete, test.want, test.complete)
			}
		})
	}
}

// window is a plan with a bug of depth 3: the intruder must begin in the one step
// during which the owner is open, and must look again after the owner has moved on.
func window(hit *bool) plan {
	return func(w *env.World, _ *env.Task) {
		phase := 0
		w.Go("owner", func(t *env.Task) {
			for range 16 {
				t.Yield("work")
			}
			phase = 1
			t.Yield("open")
			phase = 2
		})
		w.Go("intruder", func(t *env.Task) {
			early := phase == 1
			t.Yield("look again")
			*hit = early && phase == 2
		})
		for range 3 {
			w.Go("bystander", func(t *env.Task) { t.Yield("pass") })
		}
	}
}

// hits counts the seeds whose schedule hits the window.
func hits(seeds int, picker func(seed uint64) env.Picker) (n int) {
	for seed := range seeds {
		hit := false
		window(&hit).control(env.Control{Picker: picker(uint64(seed))})
		if hit {
			n++
		}
	}
	return n
}

func TestPCTFindsDeepBugs(t *testing.T) {
	const seeds, steps = 20_000, 27
	uniform := hits(seeds, env.NewRandomPicker)
	shallow := hits(seeds, func(seed uint64) env.Picker { return env.NewPCT(seed, 1, steps) })
	deep := hits(seeds, func(seed uint64) env.Picker { return env.NewPCT(seed, 3, steps) })
	adaptive := hits(seeds, func(seed uint64) env.Picker { return env.NewPCT(seed, 3, 8) })
	t.Logf("of %d: uniform %d, PCT of depth 1 %d, of depth 3 %d, of depth 3 with a bad guess %d",
		seeds, uniform, shallow, deep, adaptive)
	if uniform > 1 || shallow != 0 {
		t.Errorf("the bug is not deep: uniform %d, depth 1 %d", uniform, shallow)
	}
	if least := seeds / (2 * steps * steps); deep < least {
		t.Errorf("PCT found it %d times, it should be %d or more", deep, least)
	}
	if adaptive == 0 {
		t.Error("PCT did not change beyond the steps that were expected")
	}
}

func TestPCTMovesTheClockEarly(t *testing.T) {
	early := 0
	for seed := range uint64(200) {
		if timeoutFirst(env.Control{Picker: env.NewPCT(seed, 3, 4), EarlyTimers: true}) {
			early++
		}
	}
	if early == 0 || early == 200 {
		t.Errorf("timed out early in %d of 200", early)
	}
}
