package cluster_test

import (
	"errors"
	"slices"
	"testing"

	"ostlife/impl/cluster"
	"ostlife/impl/disk"
	"ostlife/impl/env"
	"ostlife/model/lustre"
)

// fill has a server's disk have room for a little more than it has.
func (s *shelf) fill(owner string) {
	if s.memory == nil {
		s.options[owner] = disk.BoltOptions{MaxBytes: 64 << 10}
		return
	}
	s.memory.of(owner).SetCapacity(2000)
}

// TestFullInWorkload has the disk of a server become full while files are created: the
// request that does not fit any more fails, the server ends with an error that names the
// disk, and with room again every file is there that was acknowledged, and it goes on.
func TestFullInWorkload(t *testing.T) {
	for _, owner := range []string{"mds0", "OST0000"} {
		for kind, s := range shelves(t) {
			t.Run(owner+" in "+kind, func(t *testing.T) {
				s.t = t
				c := cluster.Config{Clients: 1, MDSs: 1, Targets: 1, Timing: cluster.Virtual(), Precreate: 16, Disks: s.open}
				s.fill(owner)
				run(t, c, env.Control{}, func(task *env.Task, k *cluster.Cluster) {
					u := keeper{user{t, task, k}, s.memory}
					_, err := k.Add(task, 0, lustre.Target(0).UUID())
					u.ok("add", err)
					u.quiet()
					made := u.untilFull(s, owner)
					u.ok("start", s.room(u, owner))
					u.quiet()
					if o := k.Objects(0); len(made) == 0 || slices.ContainsFunc(made, func(object uint64) bool {
						return !slices.Contains(o.Files, object) || !slices.Contains(o.OST, object)
					}) {
						t.Errorf("of %d there is %+v", made, o)
					}
					_, object := u.create(node0)
					u.want("the next one was given before", slices.Contains(made, object), false)
				})
				for _, owner := range []string{"mds0", "OST0000"} {
					s.close(owner)
				}
			})
		}
	}
}

// untilFull creates files until a disk is full, and lists those that were acknowledged.
func (u keeper) untilFull(s *shelf, owner string) (made []uint64) {
	u.t.Helper()
	for range 5000 {
		_, object, err := u.k.Create(u.task, node0, "")
		if err == nil {
			made = append(made, object)
			continue
		}
		var told *disk.Error
		if failures := u.k.Failures(); len(failures) != 1 || !errors.As(failures[0], &told) || told.File != s.file(owner) || !errors.Is(told, disk.ErrFull) {
			u.t.Fatalf("after %d files: %v, failures %v", len(made), err, failures)
		}
		u.want("it is up", u.k.Up(mds0) && u.k.UpOST(0), false)
		u.t.Logf("%d files fit", len(made))
		return made
	}
	u.t.Fatal("the disk is not full yet")
	return nil
}

// room makes room on a disk, and starts its server.
func (s *shelf) room(u keeper, owner string) error {
	if s.memory != nil {
		s.memory.of(owner).SetCapacity(disk.DefaultCapacity)
	} else {
		delete(s.options, owner)
	}
	return u.startOf(owner)
}
