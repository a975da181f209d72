package cluster_test

import (
	"testing"

	"ostlife/impl/cluster"
	"ostlife/impl/env"
	"ostlife/model/lustre"
)

// count gives how many records of an action a trace has for the first target.
func count(records []lustre.TraceRecord, a lustre.Action) (n int) {
	for _, r := range records {
		if r.Action == a && r.Target == target0 {
			n++
		}
	}
	return n
}

// TestDeactivationKeepsData deactivates a target with a client's data on the way to it.
// With an OST that answers the data goes there first; with one that is silent it stays,
// and is good again when the target is activated, unless the client was evicted
// meanwhile (C3.2).
func TestDeactivationKeepsData(t *testing.T) {
	for _, test := range []struct {
		name      string
		reachable bool
		between   func(user)
		value     uint64
		sync      error
	}{
		{"reachable", true, func(user) {}, 7, nil},
		{"silent", false, func(user) {}, 7, nil},
		{"silent and restarted", false, func(u user) { u.ok("restart", u.k.Restart(u.task, target0)) }, 7, nil},
		{"silent, then evicted", false, func(u user) {
			_, err := u.k.Evict(u.task, node0, target0)
			u.ok("evict", err)
		}, 0, lustre.ErrDropped},
	} {
		t.Run(test.name, func(t *testing.T) {
			records := uses(t, func(u user) {
				u.write(node0, 7)
				u.isolate(!test.reachable)
				u.change(u.k.Deactivate)
				_, err := u.k.Write(u.task, node0, target0, 8)
				u.want("a write to a deactivated target", err, lustre.ErrDeactivated)
				if test.reachable {
					u.syncs(node0, nil)
				} else {
					u.syncs(node0, lustre.ErrDeactivated)
				}
				u.isolate(false)
				test.between(u)
				u.change(u.k.Activate)
				u.quiet()
				u.syncs(node0, test.sync)
				u.reads(node1, test.value)
				u.syncs(node0, nil)
			})
			if sent := count(records, lustre.ActOstDisconnect) > 0; sent != test.reachable {
				t.Errorf("the OST heard of the deactivation: %v", sent)
			}
		})
	}
}

// TestRemovalTellsDrop removes a target with a client's data on the way to it: a sync
// after it was added again tells the drop, once, if there was one (C3.3).
func TestRemovalTellsDrop(t *testing.T) {
	for _, reachable := range []bool{true, false} {
		uses(t, func(u user) {
			u.write(node0, 7)
			u.isolate(!reachable)
			u.change(u.k.Deactivate)
			u.change(u.k.Remove)
			u.syncs(node0, lustre.ErrNoTarget)
			u.isolate(false)
			u.change(func(task *env.Task, target lustre.Target) (lustre.Position, error) {
				return u.k.Add(task, target, target.UUID())
			})
			u.quiet()
			want, value := error(nil), uint64(7)
			if !reachable {
				want, value = lustre.ErrDropped, 0
			}
			u.syncs(node0, want)
			u.syncs(node0, nil)
			u.reads(node1, value)
			u.reads(node0, value)
		})
	}
}

// TestPoolsOfNodes has pools written into the log and read by two nodes: both have the
// same, and a removal empties them (C1c, C3.3).
func TestPoolsOfNodes(t *testing.T) {
	for _, defects := range []lustre.Defects{nil, {lustre.DefectPoolKept}} {
		same := true
		c := cluster.Config{Clients: 2, MDSs: 1, Targets: 2, Timing: cluster.Virtual(), Defects: defects}
		run(t, c, env.Control{}, func(task *env.Task, k *cluster.Cluster) {
			u := user{t, task, k}
			pools := func(p lustre.Position, flash string, global string) {
				t.Helper()
				same = same && u.pools(p, flash, global)
			}
			for n := range lustre.Target(2) {
				_, err := k.Add(task, n, n.UUID())
				u.ok("add", err)
			}
			_, err := k.PoolAdd(task, "flash", 1)
			u.ok("join", err)
			p, err := k.PoolAdd(task, "flash", 0)
			u.ok("join", err)
			pools(p, "[OST0000 OST0001]", "[OST0000 OST0001]")
			again, err := k.PoolAdd(task, "flash", 0)
			u.ok("join again", err)
			u.want("its position", again, p)
			p, err = k.PoolRemove(task, "flash", 1)
			u.ok("leave", err)
			pools(p, "[OST0000]", "[OST0000 OST0001]")
			_, err = k.PoolAdd(task, "flash", 7)
			u.want("join of what is not there", err, lustre.ErrNoTarget)
			_, err = k.Deactivate(task, target0)
			u.ok("deactivate", err)
			p, err = k.Remove(task, target0)
			u.ok("remove", err)
			pools(p, "[]", "[OST0001]")
		})
		if same != (len(defects) == 0) {
			t.Errorf("with %v the pools are as they should be: %v", defects, same)
		}
	}
}
