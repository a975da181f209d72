package ablation

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestWatch: an exploration that goes on, or a judge that has nothing to do, is left
// alone; an exploration that stands still is not.
func TestWatch(t *testing.T) {
	for _, row := range []struct {
		name   string
		tried  func(asked int64) int64
		busy   func(asked int64) bool
		within int64 // how often it is asked until it is seen
	}{
		{"at once", func(int64) int64 { return 1 }, func(int64) bool { return true }, 2},
		{"later", func(asked int64) int64 { return min(asked, 4) }, func(int64) bool { return true }, 5},
		{"after a rest", func(int64) int64 { return 1 }, func(asked int64) bool { return asked > 4 }, 5},
	} {
		t.Run(row.name, func(t *testing.T) {
			synctest.Test(t, func(*testing.T) {
				asked := int64(0)
				tried := func() int64 { asked++; return row.tried(asked) }
				watch(tried, func() bool { return row.busy(asked) }, time.Second)
				if asked != row.within {
					t.Errorf("seen when it was asked for the %d. time", asked)
				}
			})
		})
	}
}

func TestArguments(t *testing.T) {
	for _, args := range [][]string{{}, {"3"}, {"x", "1"}, {"3", "x"}, {"3", "1000"}, {"3", "-1"}} {
		if err := Serve(args, strings.NewReader(""), nil); err == nil {
			t.Errorf("%q were taken", args)
		}
	}
}
