package ost_test

import (
	"testing"
	"testing/synctest"
	"time"

	"ostlife/impl/env"
	"ostlife/impl/ost"
	"ostlife/impl/wire"
)

// TestWindowTaskLeavesWithItsWindow never stops the world: when nothing moves any more,
// it looks which tasks are there. A window that never expires shows who waits for it.
func TestWindowTaskLeavesWithItsWindow(t *testing.T) {
	for _, test := range []struct {
		name string
		rows []asked // after a client has connected
		want int     // tasks that wait for a window's end
	}{
		{"no window", nil, 0},
		{"open", []asked{{kind: wire.Restart}}, 1},
		{"joined", []asked{{kind: wire.Restart}, {kind: wire.Connect, count: 2, instance: 1}}, 1},
		{"two restarts", []asked{{kind: wire.Restart}, {kind: wire.Restart}}, 1},
		{"ended", []asked{{kind: wire.Restart}, {kind: wire.Connect, count: 2, instance: 1},
			{kind: wire.FinalPing, count: 2, instance: 1}}, 0},
		{"nobody left", []asked{{kind: wire.Restart}, {kind: wire.Evict}}, 0},
		{"ended and opened again", []asked{{kind: wire.Restart}, {kind: wire.Evict},
			{kind: wire.Connect, count: 2}, {kind: wire.Restart}}, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := env.NewControlled(env.Control{})
			network := wire.New(w, wire.Faults{}, 1)
			ost.New(w, network, "OST0000", 0, ost.Config{Window: env.Forever})
			report := w.Run("test", func(task *env.Task) {
				send(t, task, network, append([]asked{{kind: wire.Connect, count: 1}}, test.rows...))
			})
			waiting := 0
			for _, p := range report.Deadlock.Parked {
				if p.Point == ost.PointWindow {
					waiting++
				}
			}
			if waiting != test.want {
				t.Errorf("%d tasks wait for a window's end, want %d", waiting, test.want)
			}
		})
	}
}

// TestWindowTaskLeavesWithTheWorld stops a world of goroutines while a window is open
// and when it has expired: a task that stays is a deadlock of the bubble.
func TestWindowTaskLeavesWithTheWorld(t *testing.T) {
	for _, wait := range []time.Duration{window / 2, 2 * window} {
		t.Run(wait.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := env.NewReal()
				network := wire.New(w, wire.Faults{}, 1)
				ost.New(w, network, "OST0000", 0, ost.Config{Window: window})
				report := w.Run("test", func(task *env.Task) {
					defer w.Stop()
					send(t, task, network, []asked{{kind: wire.Connect, count: 1}, {kind: wire.Restart}})
					task.Sleep("test: before the world stops", wait)
				})
				if err := report.Err(); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// send sends the requests of rows, one after the other.
func send(t *testing.T, task *env.Task, n *wire.Network, rows []asked) {
	for i, a := range rows {
		if err := n.Send(a.message(i)); err != nil {
			t.Error(err)
		}
		task.Sleep("test: until it is served", time.Millisecond)
	}
}
