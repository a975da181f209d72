package cluster_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"ostlife/impl/cluster"
	"ostlife/impl/env"
	"ostlife/impl/llog"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

const mds0 = lustre.FirstMDS

// pools reports whether every node, when it has applied a record, has these targets in
// the pool flash and in the global one.
func (u user) pools(p lustre.Position, flash, global string) bool {
	same := true
	for _, n := range []lustre.Node{node0, node1, mds0} {
		for u.k.Applied(n) < p {
			u.task.Sleep("test: until it is applied", time.Millisecond)
		}
		at, named := u.k.PoolList(n, "flash")
		_, all := u.k.PoolList(n, "")
		same = same && at == p && fmt.Sprint(named) == flash && fmt.Sprint(all) == global
	}
	return same
}

// TestCreateChurn creates objects while targets are deactivated, activated, restarted
// and lost: each object is made, no id of a target is given twice, and a create fails
// only when no target is usable.
func TestCreateChurn(t *testing.T) {
	const objects, tasks = 40, 3
	churn := []struct {
		name  string
		shows lustre.Action
		do    func(user, lustre.Target)
	}{
		{"deactivated", lustre.ActLovDeactivate, func(u user, n lustre.Target) {
			_, err := u.k.Deactivate(u.task, n)
			u.ok("deactivate", err)
			u.task.Sleep("test: while it is deactivated", 50*time.Millisecond)
			_, err = u.k.Activate(u.task, n)
			u.ok("activate", err)
		}},
		{"restarted", lustre.ActCreateMove, func(u user, n lustre.Target) { u.ok("restart", u.k.Restart(u.task, n)) }},
		{"lost", lustre.ActLoss, func(u user, n lustre.Target) { u.k.Disconnect(mds0, n) }},
		{"silent", lustre.ActCreateMove, func(u user, n lustre.Target) {
			u.k.Network().Isolate(cluster.OSTAddress(n), true)
			u.task.Sleep("test: while it is silent", 100*time.Millisecond)
			u.k.Network().Isolate(cluster.OSTAddress(n), false)
		}},
	}
	for _, in := range churn {
		t.Run(in.name, func(t *testing.T) {
			records := uses(t, func(u user) {
				made := map[string]bool{}
				w, working := u.task.World(), tasks
				for range tasks {
					w.Go("application", func(own *env.Task) {
						for range objects {
							target, object, err := u.k.Create(own, mds0, "")
							at := fmt.Sprint(target, object)
							if err != nil || made[at] {
								t.Errorf("object %s, which is there: %v, %v", at, made[at], err)
							}
							made[at] = true
							own.Sleep("test: pause", 7*time.Millisecond)
						}
						working--
					})
				}
				for n := lustre.Target(0); working > 0; n = 1 - n {
					in.do(u, n)
					u.task.Sleep("test: the other one is usable again", 300*time.Millisecond)
				}
			})
			if count(records, in.shows) == 0 {
				t.Errorf("there was no churn: no %s", in.shows)
			}
		})
	}
}

// TestNoUsable creates where nothing can be: a pool that is not there, and targets that
// are deactivated.
func TestNoUsable(t *testing.T) {
	uses(t, func(u user) {
		_, _, err := u.k.Create(u.task, mds0, "flash")
		u.want("create in no pool", err, lustre.ErrNoUsable)
		for n := range lustre.Target(2) {
			_, _, err = u.k.Create(u.task, mds0, "")
			u.ok("create", err)
			p, err := u.k.Deactivate(u.task, n)
			u.ok("deactivate", err)
			for {
				if at, err := u.k.Settle(u.task, mds0); err == nil && at >= p {
					break
				}
				u.task.Sleep("test: settle", 10*time.Millisecond)
			}
		}
		_, _, err = u.k.Create(u.task, mds0, "")
		u.want("create with every target deactivated", err, lustre.ErrNoUsable)
	})
}

// TestNodeError asks nodes for what they cannot do.
func TestNodeError(t *testing.T) {
	uses(t, func(u user) {
		for _, test := range []struct {
			node  lustre.Node
			data  string // the error of a write, a read, a sync
			other string // of a connect and a settle
			makes string // of a create
		}{
			{node0, "", "", "cluster: client0: clients create no objects"},
			{mds0, "cluster: mds0: an MDS writes and reads no data", "", ""},
			{2, "cluster: client2: the cluster has no such node", "cluster: client2: the cluster has no such node",
				"cluster: client2: the cluster has no such node"},
			{mds0 + 1, "cluster: mds1: an MDS writes and reads no data", "cluster: mds1: the cluster has no such node",
				"cluster: mds1: the cluster has no such node"},
			{lustre.FirstMDS - 1, "cluster: client999: the cluster has no such node",
				"cluster: client999: the cluster has no such node", "cluster: client999: the cluster has no such node"},
		} {
			refused := func(what string, err error, want string) {
				t.Helper()
				var wrong *cluster.NodeError
				if want == "" && err != nil || want != "" && (!errors.As(err, &wrong) || err.Error() != want) {
					t.Errorf("%s of %s: %v, want %q", what, test.node, err, want)
				}
			}
			_, err := u.k.Connect(u.task, test.node, target0)
			refused("connect", err, test.other)
			_, err = u.k.Settle(u.task, test.node)
			refused("settle", err, test.other)
			_, err = u.k.Write(u.task, test.node, target0, 1)
			refused("write", err, test.data)
			_, _, err = u.k.Read(u.task, test.node, target0)
			refused("read", err, test.data)
			refused("sync", u.k.Sync(u.task, test.node, target0), test.data)
			_, _, err = u.k.Create(u.task, test.node, "")
			refused("create", err, test.makes)
			there := test.other == ""
			p, _ := u.k.PoolList(test.node, "")
			for what, got := range map[string]bool{
				"status": u.k.Status(test.node, target0).Present, "told": u.k.Told(test.node, target0) != 0,
				"applied": u.k.Applied(test.node) != 0, "pools": p != 0, "disconnect": u.k.Disconnect(test.node, target0),
			} {
				u.want(what+" of "+test.node.String(), got, there)
			}
			u.quiet()
		}
	})
}

// TestPoolError asks for pools that cannot be.
func TestPoolError(t *testing.T) {
	uses(t, func(u user) {
		for _, do := range []func(*env.Task, string, lustre.Target) (lustre.Position, error){u.k.PoolAdd, u.k.PoolRemove} {
			var bad *llog.PoolError
			if _, err := do(u.task, "a,b", target0); !errors.As(err, &bad) {
				t.Errorf("a name that cannot be: %v", err)
			}
		}
		for n := range llog.MaxPools {
			_, err := u.k.PoolAdd(u.task, fmt.Sprintf("pool%d", n), target0)
			u.ok("join", err)
		}
		_, err := u.k.PoolAdd(u.task, "more", target0)
		u.want("a pool too many", err, wire.ErrBadPool)
	})
}

// TestStart starts nodes with many targets: in the end every node has every target
// active.
func TestStart(t *testing.T) {
	c := cluster.Config{Clients: 8, MDSs: 1, Targets: 100, Timing: cluster.Virtual()}
	run(t, c, env.Control{}, func(task *env.Task, k *cluster.Cluster) {
		for n := range lustre.Target(c.Targets) {
			if _, err := k.Add(task, n, n.UUID()); err != nil {
				t.Fatal(err)
			}
		}
		task.Sleep("test: quiet", time.Second)
		list := k.Snapshot()
		if want := (c.Clients + c.MDSs) * c.Targets; len(list) != want {
			t.Errorf("%d slots, want %d", len(list), want)
		}
		for _, r := range list {
			if r.Import.State != lustre.Full || r.LOV.Active == 0 || k.Told(r.Node, r.Target) != r.LOV.Active {
				t.Fatalf("%s has %s in %+v, %+v", r.Node, r.Target, r.Import, r.LOV)
			}
		}
	})
}
