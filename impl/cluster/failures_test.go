package cluster_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"ostlife/impl/cluster"
	"ostlife/impl/disk"
	"ostlife/impl/env"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// behind starts f as a task of its own, and returns what waits for its end.
func (u keeper) behind(f func(*env.Task)) (wait func()) {
	done := false
	u.task.World().Go("application", func(own *env.Task) {
		f(own)
		done = true
	})
	return func() {
		for !done && u.task.Sleep("test: wait", time.Millisecond) != env.Stopped {
		}
	}
}

// fails crashes and starts the MDS.
func (u keeper) fails() {
	u.t.Helper()
	u.ok("crash of the MDS", u.k.Crash(u.task, mds0, 0))
	u.ok("start of the MDS", u.k.Start(u.task, mds0))
	u.quiet()
}

// TestUnlinkReplayed crashes the MDS when an unlink was answered and not committed: the
// client replays it, and the object is destroyed (C1a).
func TestUnlinkReplayed(t *testing.T) {
	records := keeps(t, one, func(u keeper) {
		u.create(node0)
		u.create(node0)
		u.ok("barrier", u.k.Barrier(mds0))
		u.ok("unlink", u.k.Unlink(u.task, node0, 0, 1))
		u.quiet()
		u.objects("behind the barrier", 0, "[1 2]", "[2]", "[]")
		u.fails()
		u.objects("replayed", 0, "[2]", "[2]", "[]")
		u.want("unlinks kept", u.k.Unlinks(node0), 0)
	})
	if n := count(records, lustre.ActMdsUnlink); n != 2 {
		t.Errorf("the unlink was executed %d times", n)
	}
}

// TestUnlinkOnce has the MDS crash with an unlink of one client that is not committed,
// and another client unlink the same file before the first one has come back: it waits for
// the replay, and hears that no file has the object. When the first one does not come back
// in time, it is done for the other one.
func TestUnlinkOnce(t *testing.T) {
	for name, want := range map[string]error{"comes back": lustre.ErrNoObject, "is too late": nil} {
		t.Run(name, func(t *testing.T) {
			keeps(t, one, func(u keeper) {
				u.create(node0)
				u.create(node1)
				u.ok("barrier", u.k.Barrier(mds0))
				u.ok("unlink", u.k.Unlink(u.task, node0, 0, 1))
				u.ok("crash of the MDS", u.k.Crash(u.task, mds0, 0))
				u.k.Network().Isolate(cluster.ClientAddress(node0), true)
				u.ok("start of the MDS", u.k.Start(u.task, mds0))
				wait := u.behind(func(own *env.Task) { u.want("the other's unlink", u.k.Unlink(own, node1, 0, 1), want) })
				u.task.Sleep("test: it waits", 120*time.Millisecond)
				u.objects("it waits", 0, "[1 2]", "[1 2]", "[]")
				if want == nil {
					u.task.Sleep("test: the window", 150*time.Millisecond)
				}
				u.k.Network().Isolate(cluster.ClientAddress(node0), false)
				wait()
				u.quiet()
				u.objects("done", 0, "[2]", "[2]", "[]")
			})
		})
	}
}

// TestUnlinkUndone crashes the MDS and the client when an unlink was not committed: the
// file is there again, with its object, and can be unlinked.
func TestUnlinkUndone(t *testing.T) {
	keeps(t, one, func(u keeper) {
		u.create(node0)
		u.ok("barrier", u.k.Barrier(mds0))
		u.ok("unlink", u.k.Unlink(u.task, node0, 0, 1))
		u.ok("crash of the client", u.k.Crash(u.task, node0, 0))
		u.fails()
		u.objects("undone", 0, "[1]", "[1]", "[]")
		u.ok("start of the client", u.k.Start(u.task, node0))
		u.ok("unlink again", u.k.Unlink(u.task, node0, 0, 1))
		u.quiet()
		u.objects("done", 0, "[]", "[]", "[]")
	})
}

// TestAbort crashes servers and aborts their recovery: an unlink that was not committed is
// undone, and a client is evicted that has not come back, once.
func TestAbort(t *testing.T) {
	keeps(t, one, func(u keeper) {
		u.create(node0)
		u.ok("barrier", u.k.Barrier(mds0))
		u.ok("unlink", u.k.Unlink(u.task, node0, 0, 1))
		u.ok("crash of the MDS", u.k.Crash(u.task, mds0, 0))
		u.ok("start of the MDS", u.k.Start(u.task, mds0))
		u.want("abort", fmt.Sprint(u.k.Abort(mds0), u.k.Abort(node0)), "true false")
		u.quiet()
		u.objects("undone", 0, "[1]", "[1]", "[]")
		u.want("unlinks kept", u.k.Unlinks(node0), 0)
		u.write(node0, 5)
		u.ok("failure of the OST", u.k.FailOST(u.task, 0, 0))
		u.want("abort", fmt.Sprint(u.k.AbortOST(u.task, 0), u.k.AbortOST(u.task, 0), u.k.AbortOST(u.task, 7)), "true false false")
		u.quiet()
		u.syncs(node0, lustre.ErrDropped)
		u.syncs(node0, nil)
	})
}

// TestBarrierOST has an OST forget the connections behind a barrier: no instance is given
// twice, so that nobody takes another's export for its own.
func TestBarrierOST(t *testing.T) {
	keeps(t, one, func(u keeper) {
		u.ok("barrier", u.k.BarrierOST(0))
		_, err := u.k.Evict(u.task, node0, 0)
		u.ok("evict", err)
		u.quiet()
		before := u.write(node0, 5)
		u.ok("failure of the OST", u.k.FailOST(u.task, 0, 0))
		u.quiet()
		u.syncs(node0, lustre.ErrDropped)
		if after := u.write(node0, 6); after <= before {
			t.Errorf("instance %d after %d", after, before)
		}
		u.syncs(node0, nil)
	})
}

// TestDualFailure has the client die when its unlink is committed and the object not
// destroyed, and then the MDS: the llog has it destroyed (C1a).
func TestDualFailure(t *testing.T) {
	records := keeps(t, one, func(u keeper) {
		u.create(node0)
		u.k.Network().Partition(cluster.ClientAddress(node0), cluster.OSTAddress(0), true)
		u.ok("unlink", u.k.Unlink(u.task, node0, 0, 1))
		u.task.Sleep("test: the commit", 50*time.Millisecond)
		u.objects("committed", 0, "[1]", "[]", "[1]")
		u.ok("crash of the client", u.k.Crash(u.task, node0, 0))
		u.fails()
		u.objects("replayed by the llog", 0, "[]", "[]", "[]")
	})
	if count(records, lustre.ActRecordDestroySend) != 0 || count(records, lustre.ActDestroySend) != 0 {
		t.Error("the llog had nothing to do")
	}
}

// TestClientDies has a client die before its destroy, and nothing else: the MDS has the
// object destroyed itself.
func TestClientDies(t *testing.T) {
	for name, again := range map[string]bool{"for good": false, "and start again": true} {
		t.Run(name, func(t *testing.T) {
			records := keeps(t, one, func(u keeper) {
				u.create(node0)
				u.k.Network().Partition(cluster.ClientAddress(node0), cluster.OSTAddress(0), true)
				u.ok("unlink", u.k.Unlink(u.task, node0, 0, 1))
				u.task.Sleep("test: the commit", 50*time.Millisecond)
				u.ok("crash of the client", u.k.Crash(u.task, node0, 0))
				if again {
					u.ok("start of the client", u.k.Start(u.task, node0))
				}
				u.task.Sleep("test: silence", time.Second)
				u.objects("destroyed", 0, "[]", "[]", "[]")
			})
			if n := count(records, lustre.ActRecordDestroySend); n != 1 {
				t.Errorf("%d destroys of the MDS's", n)
			}
		})
	}
}

// TestUnlinkLost loses the answer to an unlink, and crashes the MDS before and after its
// commit: the client hears in the end that it was done, once.
func TestUnlinkLost(t *testing.T) {
	for name, pause := range map[string]time.Duration{"before the commit": 0, "after it": 60 * time.Millisecond} {
		t.Run(name, func(t *testing.T) {
			keeps(t, one, func(u keeper) {
				u.create(node0)
				u.k.Network().Arm(wire.Lose, wire.Match{Kind: wire.MDSUnlink, Side: wire.Replies})
				wait := u.behind(func(own *env.Task) { u.ok("unlink", u.k.Unlink(own, node0, 0, 1)) })
				u.task.Sleep("test: it is executed", 5*time.Millisecond+pause)
				u.k.Network().Isolate(cluster.ClientAddress(node0), true)
				u.ok("crash of the MDS", u.k.Crash(u.task, mds0, 0))
				u.ok("start of the MDS", u.k.Start(u.task, mds0))
				u.k.Network().Isolate(cluster.ClientAddress(node0), false)
				wait()
				u.quiet()
				u.objects("done", 0, "[]", "[]", "[]")
			})
		})
	}
}

// TestOrphans crashes the MDS with a stock: what was not used is destroyed, and its ids
// are not given again.
func TestOrphans(t *testing.T) {
	keeps(t, func(c *cluster.Config) { one(c); c.Precreate = 5 }, func(u keeper) {
		u.create(node0)
		u.create(node0)
		u.objects("a stock", 0, "[1 2 3 4 5]", "[1 2]", "[]")
		u.fails()
		u.objects("orphans", 0, "[1 2]", "[1 2]", "[]")
		_, object := u.create(node0)
		u.want("the next object", object, uint64(6))
		u.ok("failure of the OST", u.k.FailOST(u.task, 0, 0))
		u.quiet()
		u.objects("another stock", 0, "[1 2 6]", "[1 2 6]", "[]")
		_, object = u.create(node1)
		u.want("the next object", object, uint64(11))
	})
}

// TestObjidLost takes lov-objid away (or half of it): the MDS takes the OST's last id for
// its own, destroys nothing, and no id is given twice.
func TestObjidLost(t *testing.T) {
	keeps(t, func(c *cluster.Config) { one(c); c.Precreate = 3 }, func(u keeper) {
		u.create(node0)
		u.ok("crash of the MDS", u.k.Crash(u.task, mds0, 0))
		records, number, err := u.disks.of("mds0").Load()
		u.ok("load", err)
		if records["lov_objid"] == nil {
			t.Fatal("there is no lov-objid to lose")
		}
		u.ok("loss", u.disks.of("mds0").Commit([]disk.Transaction{{Number: number + 1, Changes: []disk.Change{disk.Delete("lov_objid")}}}))
		u.ok("start of the MDS", u.k.Start(u.task, mds0))
		u.quiet()
		u.objects("without lov-objid", 0, "[1 2 3]", "[1]", "[]")
		_, object := u.create(node0)
		u.want("the next object", object, uint64(4))
		last, err := u.k.LastID(u.task, mds0, 0)
		u.ok("last id", err)
		u.want("last id", last, uint64(4))
	})
}

// TestDestroyUndone crashes the OST when it has destroyed an object and not committed
// that: the record is there still, and has it destroyed again.
func TestDestroyUndone(t *testing.T) {
	keeps(t, one, func(u keeper) {
		u.create(node0)
		u.ok("barrier", u.k.BarrierOST(0))
		u.ok("unlink", u.k.Unlink(u.task, node0, 0, 1))
		u.quiet()
		u.objects("destroyed", 0, "[]", "[]", "[1]")
		u.ok("crash of the OST", u.k.CrashOST(u.task, 0, 0))
		u.want("the OST is up", u.k.UpOST(0), false)
		u.ok("start of the OST", u.k.StartOST(u.task, 0))
		u.objects("undone", 0, "[1]", "[]", "[1]")
		u.quiet()
		u.quiet()
		u.objects("destroyed again", 0, "[]", "[]", "[]")
	})
}

// TestRemovedTarget removes a target with a record and adds it again: catalog and
// lov-objid were kept. Meanwhile its files stay, and cannot be unlinked.
func TestRemovedTarget(t *testing.T) {
	keeps(t, one, func(u keeper) {
		u.create(node0)
		u.create(node0)
		u.k.Network().Isolate(cluster.OSTAddress(0), true)
		u.ok("unlink", u.k.Unlink(u.task, node0, 0, 1))
		u.quiet()
		_, err := u.k.Deactivate(u.task, 0)
		u.ok("deactivate", err)
		_, err = u.k.Remove(u.task, 0)
		u.ok("remove", err)
		u.quiet()
		u.want("unlink", u.k.Unlink(u.task, node0, 0, 2), lustre.ErrNoTarget)
		u.fails()
		u.k.Network().Isolate(cluster.OSTAddress(0), false)
		_, err = u.k.Add(u.task, 0, lustre.Target(0).UUID())
		u.ok("add", err)
		u.quiet()
		u.objects("added again", 0, "[2]", "[2]", "[]")
		_, object := u.create(node0)
		u.want("the next object", object, uint64(3))
	})
}

// TestCreateOverCrash has a create wait for the disk of an MDS that crashes: it is made
// once, by the next start.
func TestCreateOverCrash(t *testing.T) {
	keeps(t, one, func(u keeper) {
		wait := u.behind(func(own *env.Task) {
			_, object, err := u.k.Create(own, node0, "")
			u.ok("create", err)
			u.want("object", object, uint64(2))
		})
		u.task.Sleep("test: it waits for its commit", 15*time.Millisecond)
		u.objects("not committed", 0, "[1]", "[1]", "[]")
		u.fails()
		wait()
		u.objects("committed", 0, "[2]", "[2]", "[]")
	})
}

// TestClientCrash has a client lose its cache: its write is gone, that of the other one
// is not, and a client that starts again reads what is there.
func TestClientCrash(t *testing.T) {
	keeps(t, one, func(u keeper) {
		u.write(node1, 7)
		u.ok("sync", u.k.Sync(u.task, node1, 0))
		u.write(node0, 8)
		u.ok("crash", u.k.Crash(u.task, node0, 0))
		_, err := u.k.Write(u.task, node0, 0, 9)
		u.want("write at a client that is down", err, lustre.ErrUnreachable)
		u.want("status of it", u.k.Status(node0, 0).Present, false)
		var wrong *cluster.MachineError
		if err := u.k.Crash(u.task, node0, 0); !errors.As(err, &wrong) || err.Error() != "cluster: client0: it is down" {
			t.Errorf("a second crash: %v", err)
		}
		u.ok("start", u.k.Start(u.task, node0))
		u.quiet()
		u.reads(node0, 7)
		u.write(node0, 10)
		u.reads(node1, 10)
	})
}

// TestConfigCopy starts the MDS again when it has read the config log before: it reads on
// from its copy.
func TestConfigCopy(t *testing.T) {
	keeps(t, nil, func(u keeper) {
		u.ok("crash", u.k.Crash(u.task, mds0, 0))
		_, err := u.k.PoolAdd(u.task, "flash", 1)
		u.ok("pool", err)
		u.ok("start", u.k.Start(u.task, mds0))
		u.task.Sleep("test: one answer of the MGS", 10*time.Millisecond)
		at, members := u.k.PoolList(mds0, "flash")
		u.want("pool", fmt.Sprint(at, members), "3 [OST0001]")
		u.quiet()
		target, _, err := u.k.Create(u.task, node0, "flash")
		u.ok("create in a pool", err)
		u.want("target", target, lustre.Target(1))
	})
}

// TestDiskFails fills the disks of the servers: each ends with an error that names its
// disk, and nothing that was committed is lost when there is room again.
func TestDiskFails(t *testing.T) {
	for _, owner := range []string{"mds0", "OST0000"} {
		t.Run(owner, func(t *testing.T) {
			d := newDisks()
			c := cluster.Config{Clients: 1, MDSs: 1, Targets: 1, Timing: cluster.Virtual(), Disks: d.open}
			run(t, c, env.Control{}, func(task *env.Task, k *cluster.Cluster) {
				u := keeper{user{t, task, k}, d}
				_, err := k.Add(task, 0, lustre.Target(0).UUID())
				u.ok("add", err)
				u.quiet()
				u.create(node0)
				d.of(owner).SetCapacity(1)
				_, _, err = k.Create(task, node0, "")
				if err == nil {
					t.Error("a create on a full disk succeeded")
				}
				failures := k.Failures()
				var told *disk.Error
				if len(failures) != 1 || !errors.As(failures[0], &told) || told.File != owner || !errors.Is(told, disk.ErrFull) {
					t.Fatalf("failures %v", failures)
				}
				d.of(owner).SetCapacity(disk.DefaultCapacity)
				if owner == "mds0" {
					u.ok("start", k.Start(task, mds0))
				} else {
					u.ok("start", k.StartOST(task, 0))
				}
				u.quiet()
				if o := k.Objects(0); o.Files[0] != 1 || o.OST[0] != 1 {
					t.Errorf("got %+v", o)
				}
				u.create(node0)
			})
		})
	}
}

// TestBadDisks starts clusters over disks that cannot be used.
func TestBadDisks(t *testing.T) {
	for _, test := range []struct {
		owner string
		open  func(owner string) (disk.Medium, error)
		want  error
	}{
		{"mds0", func(owner string) (disk.Medium, error) { return disk.NewMemory(owner, owner), nil }, nil},
		{"mds0", func(owner string) (disk.Medium, error) {
			return disk.OpenMemory(owner, owner, []byte("no disk at all, but some text")), nil
		}, disk.ErrForeign},
		{"OST0000", func(owner string) (disk.Medium, error) {
			return disk.OpenMemory(owner, owner, disk.NewMemory("x", "OST0001").Bytes()), nil
		}, disk.ErrForeign},
		{"OST0000", func(owner string) (disk.Medium, error) { return nil, &disk.Error{File: owner, Reason: disk.ErrInUse} }, disk.ErrInUse},
		{"mds0", func(owner string) (disk.Medium, error) {
			m := disk.NewMemory(owner, owner)
			return m, m.Commit([]disk.Transaction{{Number: 1, Changes: []disk.Change{disk.Put("lov_objid", []byte("xyz"))}}})
		}, disk.ErrCorrupt},
		{"OST0000", func(owner string) (disk.Medium, error) {
			m := disk.NewMemory(owner, owner)
			m.SetReadOnly(true)
			return m, nil
		}, disk.ErrReadOnly},
	} {
		d := newDisks()
		_, err := cluster.New(env.NewControlled(env.Control{}), cluster.Config{Clients: 1, MDSs: 1, Targets: 1, Timing: cluster.Virtual(),
			Disks: func(owner string) (disk.Medium, error) {
				if owner == test.owner {
					return test.open(owner)
				}
				return d.open(owner)
			}})
		var told *disk.Error
		if !errors.Is(err, test.want) || test.want != nil && (!errors.As(err, &told) || told.File != test.owner) {
			t.Errorf("%s: %v, want %v", test.owner, err, test.want)
		}
	}
}
