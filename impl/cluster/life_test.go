package cluster_test

import (
	"errors"
	"testing"
	"time"

	"ostlife/impl/cluster"
	"ostlife/impl/env"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

const (
	node0   = lustre.Node(0)
	target0 = lustre.Target(0)
)

// run runs a body over a cluster in a controlled world, and checks that everybody left
// and, where no defect is planted, nobody broke a rule.
func run(t *testing.T, c cluster.Config, o env.Control, body func(*env.Task, *cluster.Cluster)) {
	t.Helper()
	w := env.NewControlled(o)
	k, err := cluster.New(w, c)
	if err != nil {
		t.Fatal(err)
	}
	report := w.Run("test", func(task *env.Task) {
		body(task, k)
		w.Stop()
	})
	if err := report.Err(); err != nil {
		t.Errorf("the run did not end well: %v", err)
	}
	for _, v := range k.Violations() {
		if len(c.Defects) > 0 {
			break
		}
		t.Errorf("violation: %+v", v)
	}
}

// settled waits until the node has applied the log up to a position.
func settled(task *env.Task, k *cluster.Cluster, p lustre.Position) {
	for {
		if at, err := k.Settle(task, node0); err == nil && at >= p {
			return
		}
		task.Sleep("test: settle", 10*time.Millisecond)
	}
}

// TestLife takes one target through everything that can happen to it.
func TestLife(t *testing.T) {
	c := cluster.Config{Clients: 1, Targets: 1, Timing: cluster.Virtual(),
		Network: wire.Faults{MinLatency: time.Millisecond, MaxLatency: 2 * time.Millisecond}}
	run(t, c, env.Control{}, func(task *env.Task, k *cluster.Cluster) {
		want := func(what string, got, want any) {
			if got != want {
				t.Errorf("%s: got %v, want %v", what, got, want)
			}
		}
		_, err := k.Connect(task, node0, target0)
		want("connect before add", err, lustre.ErrNoTarget)
		_, err = k.Remove(task, target0)
		want("remove before add", err, lustre.ErrNoTarget)
		p, err := k.Add(task, target0, target0.UUID())
		want("add", err, nil)
		want("add's position", p, lustre.Position(1))
		_, err = k.Add(task, target0, target0.UUID())
		want("second add", err, lustre.ErrExists)
		settled(task, k, p)
		i, err := k.Connect(task, node0, target0)
		want("connect", err, nil)
		want("instance", i, lustre.Instance(1))
		task.Sleep("test: quiet", 50*time.Millisecond)
		want("status", k.Status(node0, target0), lustre.Status{Position: 1, Present: true, Active: 1, State: lustre.Full})
		want("told", k.Told(node0, target0), lustre.Instance(1))

		i, err = k.Evict(task, node0, target0)
		want("evict", err, nil)
		want("evicted instance", i, lustre.Instance(1))
		_, err = k.Evict(task, node0, target0)
		if err != nil && !errors.Is(err, lustre.ErrNotConnected) {
			t.Errorf("second evict: %v", err)
		}
		i, err = k.Connect(task, node0, target0)
		want("connect after eviction", err, nil)
		if i < 2 {
			t.Errorf("connect after eviction gave instance %d", i)
		}

		_, err = k.Remove(task, target0)
		want("remove of an active target", err, lustre.ErrBusy)
		p, err = k.Deactivate(task, target0)
		want("deactivate", err, nil)
		again, err := k.Deactivate(task, target0)
		want("second deactivate", err, nil)
		want("its position", again, p)
		settled(task, k, p)
		want("deactivated", k.Status(node0, target0), lustre.Status{Position: p, Present: true, Deactivated: true, State: lustre.Disconn})
		want("told inactive", k.Told(node0, target0), lustre.Instance(0))
		_, err = k.Connect(task, node0, target0)
		want("connect to a deactivated target", err, lustre.ErrDeactivated)
		_, err = k.Evict(task, node0, target0)
		want("nothing is left at the OST", err, lustre.ErrNotConnected)

		p, err = k.Activate(task, target0)
		want("activate", err, nil)
		settled(task, k, p)
		last := i
		i, err = k.Connect(task, node0, target0)
		want("connect afresh", err, nil)
		if i <= last {
			t.Errorf("connect after activation gave instance %d after %d", i, last)
		}

		_, err = k.Deactivate(task, target0)
		want("deactivate again", err, nil)
		p, err = k.Remove(task, target0)
		want("remove", err, nil)
		settled(task, k, p)
		want("removed", k.Status(node0, target0), lustre.Status{Position: p})
		_, err = k.Connect(task, node0, target0)
		want("connect to a removed target", err, lustre.ErrNoTarget)
		_, err = k.Add(task, target0, "another_UUID")
		want("another UUID at a used index", err, lustre.ErrExists)
		p, err = k.Add(task, target0, target0.UUID())
		want("add again", err, nil)
		settled(task, k, p)
		last = i
		i, err = k.Connect(task, node0, target0)
		want("connect to the new slot", err, nil)
		if i <= last {
			t.Errorf("the new slot's instance is %d after %d", i, last)
		}
	})
}
