package cluster_test

import (
	"runtime"
	"testing"
	"time"

	"ostlife/impl/cluster"
	"ostlife/impl/env"
	"ostlife/impl/wire"
)

// TestRealStorm runs a storm on real goroutines. Under the race detector it shows that
// the locks are taken where they must be.
func TestRealStorm(t *testing.T) {
	before := runtime.NumGoroutine()
	w := env.NewReal()
	x, err := storm{clients: 4, targets: 8, tasks: 16, operations: 60, pause: 10 * time.Millisecond,
		timing: cluster.Real(), seed: 1, real: true,
		faults: wire.Faults{MaxLatency: 300 * time.Microsecond, Loss: 2, Late: 2, LateBy: 60 * time.Millisecond,
			Duplicate: 20, Reorder: 20}}.brew(w)
	if err != nil {
		t.Fatal(err)
	}
	report := w.Run("storm", x.run)
	if err := report.Err(); err != nil {
		t.Error(err)
	}
	for _, wrong := range x.wrong {
		t.Error(wrong)
	}
	if after := goroutinesAbove(before); after > 0 {
		t.Errorf("%d goroutines, %d before", after, before)
	}
	t.Logf("%d actions, %v in %v", len(x.records), x.k.Network().Counters(), report.Clock)
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
