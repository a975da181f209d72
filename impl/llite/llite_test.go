package llite_test

import (
	"testing"

	"ostlife/impl/env"
	"ostlife/impl/llite"
	"ostlife/model/lustre"
)

// TestTold tells a top of two targets and asks it what it was told last.
func TestTold(t *testing.T) {
	l := llite.New(env.NewControlled(env.Control{}), "client0")
	want := func(when string, first, second lustre.Instance) {
		t.Helper()
		if a, b := l.Told(1), l.Told(2); a != first || b != second {
			t.Errorf("%s: told %d and %d, want %d and %d", when, a, b, first, second)
		}
	}
	want("at first", 0, 0)
	l.Active(1, 5)
	want("one is active", 5, 0)
	l.Active(2, 6)
	l.Active(1, 7)
	want("both are", 7, 6)
	l.Inactive(1)
	l.Inactive(1)
	want("one is not any more", 0, 6)
}
