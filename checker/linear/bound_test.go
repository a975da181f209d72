package linear

import (
	"fmt"
	"math"
	"testing"
	"time"

	"ostlife/checker/history"
	"ostlife/model/lustre"
	"ostlife/model/sequential"
)

// wide gives rounds in each of which every client connects or evicts at the same time,
// to what is in truth one export after another.
func wide(clients, rounds int) []history.Operation {
	ops := []history.Operation{{ID: 1, Kind: history.Add, UUID: "A", Call: 1, Return: 2, Outcome: history.OK,
		Result: history.Result{Position: 1}}}
	stamp, instance := uint64(2), lustre.Instance(0)
	for range rounds {
		for c := range clients {
			op := history.Operation{ID: uint64(len(ops) + 1), Client: uint32(c), Outcome: history.OK,
				Kind: history.Connect, Call: stamp + 1 + uint64(c), Return: stamp + uint64(clients+1+c)}
			if c%2 == 0 {
				instance++
			} else {
				op.Kind = history.Evict
			}
			op.Result.Instance = instance
			ops = append(ops, op)
		}
		stamp += uint64(2 * clients)
	}
	return ops
}

// TestWidth judges wide histories, right and spoiled: in time, and never wrongly.
func TestWidth(t *testing.T) {
	for _, clients := range []int{4, 8, 11, 24} {
		t.Run(fmt.Sprint(clients, " clients"), func(t *testing.T) {
			ops := wide(clients, 20)
			v := Check(&history.History{Operations: ops}, Options{Brief: true})
			if v.Result != Holds {
				t.Errorf("right: %s %s after %d configurations", v.Result, v.Judgements[0].Why, v.Judgements[0].Configurations)
			}
			ops[len(ops)-1].Result.Instance = 1
			started := time.Now()
			v = Check(&history.History{Operations: ops}, Options{Brief: true, Timeout: time.Second})
			t.Logf("spoiled: %s %s, %d configurations, %v", v.Result, v.Judgements[0].Why, v.Judgements[0].Configurations, time.Since(started))
			if v.Result == Holds || clients <= 11 && v.Result != Violated {
				t.Errorf("spoiled: %s %s", v.Result, v.Judgements[0].Why)
			}
		})
	}
}

// TestPendingEvictions has ten evictions that may come at any time, and a violation
// that none of them excuses.
func TestPendingEvictions(t *testing.T) {
	ops := wide(4, 25)
	for i := range 10 {
		ops = append(ops, history.Operation{ID: uint64(len(ops) + 1), Client: uint32(100 + i), Kind: history.Evict,
			Call: uint64(50 + 10*i), Outcome: history.Info})
	}
	last := history.Operation{ID: uint64(len(ops) + 1), Client: 200, Kind: history.Connect, Call: 1000, Return: 1001,
		Outcome: history.OK, Result: history.Result{Instance: 50}}
	started := time.Now()
	right := Check(&history.History{Operations: append(ops, last)}, Options{})
	last.Result.Instance = 49
	wrong := Check(&history.History{Operations: append(ops, last)}, Options{})
	t.Logf("%d and %d configurations, %v", right.Judgements[0].Configurations, wrong.Judgements[0].Configurations, time.Since(started))
	if wrong.Result != Violated || wrong.Violations[0].First.ID != last.ID {
		t.Errorf("%s, want violated at the last operation", wrong.Result)
	}
	if right.Result != Violated { // evicted in the last round
		t.Errorf("%s, want violated", right.Result)
	}
}

// TestMemory ends a search that has no more configurations to spend: undecided, even
// of a history that is violated or one that would hold.
func TestMemory(t *testing.T) {
	for _, instance := range []lustre.Instance{1, 0} {
		ops := wide(8, 200)
		if instance != 0 {
			ops[len(ops)-1].Result.Instance = instance
		}
		x := newIndex(ops)
		items, _ := x.part(x.partitions()[0])
		s := &search{rules: sequential.All, most: 100}
		if result, why := s.run(items); result != Undecided || why != outOfMemory || s.configurations > 100+clockSteps {
			t.Errorf("%s %s after %d configurations", result, why, s.configurations)
		}
	}
	if n := limit(1000); n < 100_000 || limit(100_000) >= n {
		t.Errorf("%d configurations of 1,000 operations, %d of 100,000", n, limit(100_000))
	}
}

// TestFrontierTakesOver decides, at one moment after the other, what a search in depth has
// not the memory for, right or spoiled; and it ends itself at a bound, by its name.
func TestFrontierTakesOver(t *testing.T) {
	for _, row := range []struct {
		name  string
		spoil bool
		most  int
		want  Result
		why   string
	}{
		{"right", false, 20_000, Holds, ""},
		{"spoiled", true, 20_000, Violated, ""},
		{"no memory", false, 10, Undecided, outOfMemory},
	} {
		t.Run(row.name, func(t *testing.T) {
			ops := wide(8, 200)
			if row.spoil {
				ops[len(ops)-1].Result.Instance = 1
			}
			x := newIndex(ops)
			items, _ := x.part(x.partitions()[0])
			if result, why := (&frontier{rules: sequential.All, most: row.most}).run(items); result != row.want || why != row.why {
				t.Errorf("%s %q, want %s %q", result, why, row.want, row.why)
			}
		})
	}
	t.Run("no slots", func(t *testing.T) {
		ops := wide(66, 1)
		x := newIndex(ops)
		items, _ := x.part(x.partitions()[0])
		if result, why := (&frontier{rules: sequential.All, most: 100}).run(items); result != Undecided || why != outOfSlots {
			t.Errorf("%s %q, want undecided: %s", result, why, outOfSlots)
		}
	})
	t.Run("no time", func(t *testing.T) {
		ops := wide(24, 40)
		x := newIndex(ops)
		items, _ := x.part(x.partitions()[0])
		f := &frontier{rules: sequential.All, most: math.MaxInt, deadline: time.Now().Add(50 * time.Millisecond)}
		if result, why := f.run(items); result != Undecided || why != outOfTime {
			t.Errorf("%s %q, want undecided: %s", result, why, outOfTime)
		}
	})
}

// TestClock ends a search in the middle, once its deadline has passed.
func TestClock(t *testing.T) {
	ops := wide(24, 40)
	ops[len(ops)-1].Result.Instance = 1
	x := newIndex(ops)
	items, _ := x.part(x.partitions()[0])
	s := &search{rules: sequential.All, most: math.MaxInt, deadline: time.Now().Add(50 * time.Millisecond)}
	if result, why := s.run(items); result != Undecided || why != outOfTime || s.steps == 0 {
		t.Errorf("%s %s after %d steps", result, why, s.steps)
	}
}

// TestExplanationIsBounded spends nothing on an explanation, which then is as long as
// the history, and still right.
func TestExplanationIsBounded(t *testing.T) {
	ops := wide(4, 5)
	ops[len(ops)-1].Result.Instance = 1
	x := newIndex(ops)
	items, _ := x.part(x.partitions()[0])
	e := &explainer{rules: sequential.All, first: ops[len(ops)-1].ID}
	if story := e.shrink(items); len(story) != len(items) {
		t.Errorf("%d of %d operations left without a search", len(story), len(items))
	}
}

// TestStamps keeps the order of stamps that porcupine's numbers can hold.
func TestStamps(t *testing.T) {
	if stamp(7) != 7 || stamp(math.MaxUint64) != forever-1 || stamp(forever) >= forever {
		t.Errorf("%d, %d, %d", stamp(7), stamp(math.MaxUint64), stamp(forever))
	}
}
