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

// keeper is a user of a cluster with disks.
type keeper struct {
	user
	disks *disks
}

// keeps runs body on a cluster with disks, with both targets active.
func keeps(t *testing.T, change func(*cluster.Config), body func(keeper)) []lustre.TraceRecord {
	t.Helper()
	d := newDisks()
	var trace []lustre.TraceRecord
	c := cluster.Config{Clients: 2, MDSs: 1, Targets: 2, Timing: cluster.Virtual(), Disks: d.open,
		Trace:   func(r lustre.TraceRecord) { trace = append(trace, r) },
		Network: wire.Faults{MinLatency: time.Millisecond, MaxLatency: 2 * time.Millisecond}}
	if change != nil {
		change(&c)
	}
	run(t, c, env.Control{}, func(task *env.Task, k *cluster.Cluster) {
		u := keeper{user{t, task, k}, d}
		for n := range lustre.Target(c.Targets) {
			_, err := k.Add(task, n, n.UUID())
			u.ok("add", err)
		}
		u.quiet()
		body(u)
		for _, err := range k.Failures() {
			t.Error(err)
		}
	})
	return trace
}

// create has a client create a file, on target 0 where the other one is not added.
func (u keeper) create(n lustre.Node) (lustre.Target, uint64) {
	u.t.Helper()
	target, object, err := u.k.Create(u.task, n, "")
	u.ok(n.String()+" creates", err)
	return target, object
}

// objects compares what there is of a target's objects.
func (u keeper) objects(what string, target lustre.Target, ost, files, records string) {
	u.t.Helper()
	o := u.k.Objects(target)
	u.want(what+": objects, files, records", fmt.Sprint(o.OST, o.Files, o.Records), ost+" "+files+" "+records)
}

// one has one target only.
func one(c *cluster.Config) { c.Targets = 1 }

// TestObjects creates files and unlinks them, in the ways that a cluster can be told of
// the MDS and with a stock: objects come and go with their files, and records with the
// destroys.
func TestObjects(t *testing.T) {
	for name, change := range map[string]func(*cluster.Config){
		"request": func(*cluster.Config) {},
		"flag":    func(c *cluster.Config) { c.MDSFlag = true },
		"stock":   func(c *cluster.Config) { c.Precreate = 1 },
	} {
		t.Run(name, func(t *testing.T) {
			records := keeps(t, func(c *cluster.Config) { one(c); change(c) }, func(u keeper) {
				for want := range uint64(3) {
					_, object := u.create(node0)
					u.want("object", object, want+1)
				}
				_, object, err := u.k.Create(u.task, mds0, "")
				u.ok("the MDS creates", err)
				u.want("object", object, uint64(4))
				u.objects("created", 0, "[1 2 3 4]", "[1 2 3 4]", "[]")
				u.ok("unlink", u.k.Unlink(u.task, node1, 0, 2))
				u.objects("unlinked", 0, "[1 2 3 4]", "[1 3 4]", "[]")
				u.want("unlink again", u.k.Unlink(u.task, node0, 0, 2), lustre.ErrNoObject)
				u.want("unlink on no target", u.k.Unlink(u.task, node0, 7, 1), lustre.ErrNoObject)
				u.quiet()
				u.objects("destroyed", 0, "[1 3 4]", "[1 3 4]", "[]")
				u.want("unlinks kept", u.k.Unlinks(node1), 0)
			})
			if n := count(records, lustre.ActMdsConnSend); (n == 0) != (name == "flag") {
				t.Errorf("the OST was told of the MDS by %d requests", n)
			}
			if count(records, lustre.ActLlogConnectSend) == 0 || count(records, lustre.ActOrphansSend) == 0 || count(records, lustre.ActLlogCancel) != 1 {
				t.Error("a step is missing")
			}
		})
	}
}

// TestQueries asks for last ids and EA sizes.
func TestQueries(t *testing.T) {
	keeps(t, nil, func(u keeper) {
		for range 3 {
			u.create(node0)
		}
		for target, want := range []uint64{2, 1} {
			for _, n := range []lustre.Node{mds0, node1} {
				last, err := u.k.LastID(u.task, n, lustre.Target(target))
				u.ok("last id", err)
				u.want("last id at "+n.String(), last, want)
			}
		}
		for _, n := range []lustre.Node{mds0, node0} {
			_, err := u.k.LastID(u.task, n, 5)
			u.want("last id of no target at "+n.String(), err, lustre.ErrNoTarget)
			u.want("EA size at "+n.String(), u.k.EASize(n), uint32(48+2*24))
		}
		size, err := u.k.MDSEASize(u.task, node0)
		u.ok("EA size", err)
		u.want("EA size of the MDS", size, uint32(48+2*24))
	})
}
