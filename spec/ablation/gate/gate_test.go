package gate

import (
	"slices"
	"testing"
)

func TestChosen(t *testing.T) {
	for text, want := range map[string]int{"": None, "x": None, "17": 17} {
		if got := chosen(text); got != want {
			t.Errorf("%q chooses %d, want %d", text, got, want)
		}
	}
}

// TestSwitches asks every switch with its mutant and with another one.
func TestSwitches(t *testing.T) {
	const mine, another = 1, 2
	for _, row := range []struct {
		name      string
		ask       func() any
		dropped   any
		otherwise any
	}{
		{"Dropped", func() any { return Dropped(mine) }, true, false},
		{"Done", func() any { return Done(mine) }, false, true},
		{"Skipped", func() any {
			from, to := 1, 2
			skipped := Skipped(mine, &from, &to)
			return skipped && to == from
		}, true, false},
		{"Not", func() any { return Not(mine, false, true) }, true, true},
		{"Kept", func() any { return Kept(mine, "new") }, "", "new"},
		{"Else", func() any { return Else(mine, "new", "old") }, "old", "new"},
		{"Other", func() any { return Other(mine, uint8(3)) }, uint8(255), uint8(3)},
	} {
		t.Run(row.name, func(t *testing.T) {
			before := Drop(mine)
			defer Drop(before)
			if got := row.ask(); got != row.dropped {
				t.Errorf("dropped it gives %v, want %v", got, row.dropped)
			}
			if Drop(another) != mine {
				t.Error("Drop does not give the mutant before")
			}
			if got := row.ask(); got != row.otherwise {
				t.Errorf("it gives %v, want %v", got, row.otherwise)
			}
		})
	}
}

// TestWatch: a mutant matters where its switch would have answered otherwise, and is
// listed once.
func TestWatch(t *testing.T) {
	got := slices.Clone(Watch(func() {
		Done(1)
		Not(2, true, false)
		Not(3, true, true)
		Kept(4, 7)
		Kept(5, 0)
		Else(6, 7, 8)
		Else(7, 7, 7)
		Other(8, uint8(1))
		Dropped(9)
		Done(1)
	}))
	if want := []int{1, 2, 4, 6, 8}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	Done(3) // nobody watches any more
	if again := Watch(func() { Done(1) }); !slices.Equal(again, []int{1}) {
		t.Errorf("then %v", again)
	}
}
