package cluster_test

import (
	"fmt"
	"testing"
	"time"

	"ostlife/impl/cluster"
	"ostlife/impl/env"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

const node1 = lustre.Node(1)

// user makes operations on one target and says what is wrong with their answers.
type user struct {
	t    *testing.T
	task *env.Task
	k    *cluster.Cluster
}

// uses runs a body over a cluster of two clients, an MDS and two targets that are added
// and connected.
func uses(t *testing.T, body func(user)) []lustre.TraceRecord {
	t.Helper()
	var trace []lustre.TraceRecord
	c := cluster.Config{Clients: 2, MDSs: 1, Targets: 2, Timing: cluster.Virtual(),
		Trace:   func(r lustre.TraceRecord) { trace = append(trace, r) },
		Network: wire.Faults{MinLatency: time.Millisecond, MaxLatency: 2 * time.Millisecond}}
	run(t, c, env.Control{}, func(task *env.Task, k *cluster.Cluster) {
		u := user{t, task, k}
		for n := range lustre.Target(2) {
			_, err := k.Add(task, n, n.UUID())
			u.ok("add", err)
		}
		u.quiet()
		body(u)
	})
	return trace
}

// quiet lets everything come to rest.
func (u user) quiet() { u.task.Sleep("test: quiet", 400*time.Millisecond) }

func (u user) ok(what string, err error) {
	u.t.Helper()
	u.want(what, err, nil)
}

func (u user) want(what string, got, want any) {
	u.t.Helper()
	if got != want {
		u.t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func (u user) write(n lustre.Node, value uint64) lustre.Instance {
	u.t.Helper()
	at, err := u.k.Write(u.task, n, target0, value)
	u.ok(fmt.Sprintf("%s writes %d", n, value), err)
	return at
}

func (u user) reads(n lustre.Node, want uint64) {
	u.t.Helper()
	value, _, err := u.k.Read(u.task, n, target0)
	u.ok(n.String()+" reads", err)
	u.want(n.String()+" reads", value, want)
}

func (u user) syncs(n lustre.Node, want error) {
	u.t.Helper()
	u.want(n.String()+" syncs", u.k.Sync(u.task, n, target0), want)
}

// change has the log changed and waits until both clients have applied it and ended what
// it asks for.
func (u user) change(do func(*env.Task, lustre.Target) (lustre.Position, error)) lustre.Position {
	u.t.Helper()
	p, err := do(u.task, target0)
	u.ok("a change of the log", err)
	for _, n := range []lustre.Node{node0, node1} {
		for u.k.Applied(n) < p {
			u.task.Sleep("test: until it is applied", time.Millisecond)
		}
		_, err := u.k.Settle(u.task, n)
		u.ok("settle", err)
	}
	return p
}

// isolate cuts the target off, or joins it again.
func (u user) isolate(cut bool) { u.k.Network().Isolate(cluster.OSTAddress(target0), cut) }

// TestHandOver has two clients write and read under one lock: each sees what the other
// wrote last, whether it was synced or not.
func TestHandOver(t *testing.T) {
	uses(t, func(u user) {
		u.reads(node0, 0)
		for n := uint64(1); n < 6; n++ {
			writer := lustre.Node(n % 2)
			u.write(writer, n)
			u.reads(writer, n)
			u.reads(1-writer, n)
			if n%2 == 0 {
				u.syncs(writer, nil)
			}
		}
		value, at, err := u.k.Read(u.task, node0, 1)
		u.ok("read of the other target", err)
		u.want("its value", value, uint64(0))
		u.want("its instance", at, u.k.Status(node0, 1).Active)
	})
}

// TestLostUnlocked shows that the lock is what makes it right: where a client's export
// has gone, its lock has too, and the other one is not held up by it.
func TestLostUnlocked(t *testing.T) {
	uses(t, func(u user) {
		u.write(node0, 1)
		u.k.Network().Partition(cluster.ClientAddress(node0), cluster.OSTAddress(target0), true)
		_, err := u.k.Write(u.task, node1, target0, 2)
		u.want("a write while the holder is silent", err, lustre.ErrUnreachable)
		_, err = u.k.Evict(u.task, node0, target0)
		u.ok("evict", err)
		u.write(node1, 3)
		u.k.Network().Partition(cluster.ClientAddress(node0), cluster.OSTAddress(target0), false)
		u.reads(node0, 3)
		u.syncs(node0, lustre.ErrDropped)
		u.syncs(node0, nil)
	})
}

// TestEviction evicts a client with data that is dirty, with data that the OST has taken
// and not committed, and with data that is safe: only the first is lost, and the next
// sync tells it, once (C2.1c).
func TestEviction(t *testing.T) {
	for _, test := range []struct {
		name   string
		before func(user)
		value  uint64
		want   error
	}{
		{"nothing", func(user) {}, 0, nil},
		{"dirty", func(u user) { u.write(node0, 1) }, 0, lustre.ErrDropped},
		{"synced", func(u user) { u.write(node0, 1); u.syncs(node0, nil) }, 1, nil},
		{"synced and dirty", func(u user) { u.write(node0, 1); u.syncs(node0, nil); u.write(node0, 2) }, 1, lustre.ErrDropped},
		{"given to another client", func(u user) { u.write(node0, 1); u.reads(node1, 1) }, 1, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			uses(t, func(u user) {
				test.before(u)
				_, err := u.k.Evict(u.task, node0, target0)
				u.ok("evict", err)
				u.quiet()
				u.syncs(node0, test.want)
				u.syncs(node0, nil)
				u.reads(node0, test.value)
				u.reads(node1, test.value)
			})
		})
	}
}

// TestRestart restarts the OST under clients with data: what it had not committed is
// replayed, nobody is evicted, and locks are as before (C2.1c).
func TestRestart(t *testing.T) {
	for _, test := range []struct {
		name   string
		before func(user)
	}{
		{"dirty", func(u user) { u.write(node0, 1) }},
		{"committed", func(u user) { u.write(node0, 1); u.syncs(node0, nil) }},
		{"taken", func(u user) {
			u.write(node0, 1)
			u.k.Network().Arm(wire.Lose, wire.Match{Kind: wire.Sync, Side: wire.Requests})
			u.want("sync", u.k.Sync(u.task, node0, target0), error(nil))
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			uses(t, func(u user) {
				test.before(u)
				before := u.k.Status(node0, target0).Active
				u.ok("restart", u.k.Restart(u.task, target0))
				u.quiet()
				u.want("the instance after it", u.k.Status(node0, target0).Active, before)
				u.reads(node0, 1)
				u.reads(node1, 1)
				u.syncs(node0, nil)
			})
		})
	}
}

// unsynced has the client write a value that the OST has taken and not committed: the
// request to commit it is still on its way when the body runs.
func (u user) unsynced(value uint64, body func()) {
	u.t.Helper()
	u.write(node0, value)
	u.k.Network().Arm(wire.Lose, wire.Match{Kind: wire.Sync, Side: wire.Requests})
	w := u.task.World()
	ended := false
	w.Go("sync", func(own *env.Task) {
		_ = u.k.Sync(own, node0, target0)
		ended = true
	})
	for range 100 {
		u.task.Sleep("test: until the OST has taken it", time.Millisecond)
		if u.k.Snapshot()[0].Import.Uncommitted {
			break
		}
	}
	if !u.k.Snapshot()[0].Import.Uncommitted {
		u.t.Error("the OST has not taken the write")
	}
	body()
	for !ended {
		u.task.Sleep("test: until the sync has ended", time.Millisecond)
	}
}

// TestReplay restarts the OST when it has taken a write and not committed it: the client
// replays it, and the clients that do not come back are dropped when the window ends.
func TestReplay(t *testing.T) {
	records := uses(t, func(u user) {
		u.reads(node1, 0)
		u.unsynced(7, func() { u.ok("restart", u.k.Restart(u.task, target0)) })
		u.quiet()
		u.syncs(node0, nil)
		u.reads(node1, 7)
	})
	replayed := 0
	for _, r := range records {
		if r.Action == lustre.ActOstReplay && r.Taken && r.Export.Unstable {
			replayed++
		}
	}
	if replayed == 0 {
		t.Error("nothing was replayed")
	}
}

// TestWindowExpires restarts the OST while a client is cut off: the others wait for the
// window's end and go on, and the one that comes late has lost its export.
func TestWindowExpires(t *testing.T) {
	records := uses(t, func(u user) {
		u.write(node1, 1)
		u.k.Network().Partition(cluster.ClientAddress(node1), cluster.OSTAddress(target0), true)
		u.ok("restart", u.k.Restart(u.task, target0))
		u.quiet()
		u.reads(node0, 0)
		u.k.Network().Partition(cluster.ClientAddress(node1), cluster.OSTAddress(target0), false)
		u.quiet()
		u.syncs(node1, lustre.ErrDropped)
		u.reads(node1, 0)
	})
	for _, r := range records {
		if r.Action == lustre.ActWindowExpires {
			return
		}
	}
	t.Error("no window expired")
}

// TestFailVersion has the replay of a write fail its version check: the client is
// evicted, and its next sync tells that the write was lost (C2.1c).
func TestFailVersion(t *testing.T) {
	for _, fails := range []bool{false, true} {
		uses(t, func(u user) {
			want, value := error(nil), uint64(7)
			if fails {
				want, value = lustre.ErrDropped, 0
			}
			if fails && !u.k.FailVersion(target0) || u.k.FailVersion(99) {
				t.Error("a fault is of an OST that runs")
			}
			u.write(node0, 7)
			u.k.Network().Arm(wire.Lose, wire.Match{Kind: wire.Sync, Side: wire.Requests})
			u.task.World().Go("restart", func(own *env.Task) {
				own.Sleep("test: until the OST has taken the write", 10*time.Millisecond)
				u.ok("restart", u.k.Restart(own, target0))
			})
			first := u.k.Sync(u.task, node0, target0)
			u.quiet()
			if second := u.k.Sync(u.task, node0, target0); first != want && second != want {
				t.Errorf("syncs: %v and %v, want %v", first, second, want)
			}
			u.syncs(node0, nil)
			u.reads(node0, value)
		})
	}
}
