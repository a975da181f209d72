package cluster_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ostlife/impl/cluster"
	"ostlife/impl/disk"
	"ostlife/impl/env"
	"ostlife/model/lustre"
)

// shelf holds the disks of a cluster, of one kind or the other, so that they can be
// damaged while their server is down.
type shelf struct {
	t       *testing.T
	memory  *disks // nil for files
	folder  string
	files   map[string]*disk.Bolt
	options map[string]disk.BoltOptions
}

// shelves are one of each kind.
func shelves(t *testing.T) map[string]*shelf {
	return map[string]*shelf{
		"memory": {t: t, memory: newDisks()},
		"files":  {t: t, folder: t.TempDir(), files: map[string]*disk.Bolt{}, options: map[string]disk.BoltOptions{}},
	}
}

// file is how errors name a server's disk.
func (s *shelf) file(owner string) string {
	if s.memory != nil {
		return owner
	}
	return filepath.Join(s.folder, owner+".db")
}

func (s *shelf) close(owner string) {
	if b := s.files[owner]; b != nil {
		delete(s.files, owner)
		if err := b.Close(); err != nil {
			s.t.Error(err)
		}
	}
}

func (s *shelf) open(owner string) (disk.Medium, error) {
	if s.memory != nil {
		return s.memory.open(owner)
	}
	s.close(owner)
	b, err := disk.OpenBolt(s.file(owner), owner, s.options[owner])
	if err != nil {
		return nil, err
	}
	s.files[owner] = b
	return b, nil
}

// bytes are those of a server's disk.
func (s *shelf) bytes(owner string) []byte {
	s.t.Helper()
	if s.memory != nil {
		return bytes.Clone(s.memory.of(owner).Bytes())
	}
	content, err := os.ReadFile(s.file(owner))
	if err != nil {
		s.t.Fatal(err)
	}
	return content
}

// put gives a server, which is down, a disk of those bytes, with room and to be written.
func (s *shelf) put(owner string, content []byte) {
	s.t.Helper()
	if s.memory != nil {
		s.memory.media[owner] = disk.OpenMemory(owner, owner, bytes.Clone(content))
		return
	}
	s.close(owner)
	delete(s.options, owner)
	if err := os.WriteFile(s.file(owner), content, 0o600); err != nil {
		s.t.Fatal(err)
	}
}

// bound has a server's disk take no more than it has, or nothing at all.
func (s *shelf) bound(owner string, readOnly bool) {
	if s.memory == nil {
		s.options[owner] = disk.BoltOptions{MaxBytes: 1, ReadOnly: readOnly}
		return
	}
	s.memory.of(owner).SetCapacity(1)
	s.memory.of(owner).SetReadOnly(readOnly)
}

// damages are what can be wrong with a server's disk, of which content is what there was.
var damages = []struct {
	name  string
	spoil func(s *shelf, owner string, content []byte)
	want  error
}{
	{"corrupt", func(s *shelf, owner string, content []byte) {
		name, other := []byte("mounts"), []byte("mountt") // wherever it stands, and where it was
		s.put(owner, bytes.ReplaceAll(content, name, other))
	}, disk.ErrCorrupt},
	{"another server's", func(s *shelf, owner string, _ []byte) { s.put(owner, s.bytes("OST0001")) }, disk.ErrForeign},
	{"no disk", func(s *shelf, owner string, _ []byte) { s.put(owner, []byte(strings.Repeat("some text\n", 2000))) }, disk.ErrForeign},
	{"truncated", func(s *shelf, owner string, content []byte) { s.put(owner, content[:len(content)/2]) }, disk.ErrTruncated},
	{"full", func(s *shelf, owner string, _ []byte) { s.bound(owner, false) }, disk.ErrFull},
	{"read-only", func(s *shelf, owner string, _ []byte) { s.bound(owner, true) }, disk.ErrReadOnly},
}

// startOf starts a server again.
func (u user) startOf(owner string) error {
	if owner == "mds0" {
		return u.k.Start(u.task, mds0)
	}
	return u.k.StartOST(u.task, 0)
}

// crashOf crashes a server.
func (u user) crashOf(owner string) {
	u.t.Helper()
	if owner == "mds0" {
		u.ok("crash", u.k.Crash(u.task, mds0, 0))
		return
	}
	u.ok("crash", u.k.CrashOST(u.task, 0, 0))
}

// TestDamagedBetweenStarts damages the disk of a server that is down, in each way: it does
// not start, by an error that names the disk, nothing serves in its place, and not a byte
// of the disk is changed. With the disk as it was all is there again.
func TestDamagedBetweenStarts(t *testing.T) {
	for _, owner := range []string{"mds0", "OST0000"} {
		for kind, s := range shelves(t) {
			t.Run(owner+" in "+kind, func(t *testing.T) {
				s.t = t
				c := cluster.Config{Clients: 1, MDSs: 1, Targets: 2, Timing: cluster.Virtual(), Disks: s.open}
				run(t, c, env.Control{}, func(task *env.Task, k *cluster.Cluster) {
					u := keeper{user{t, task, k}, s.memory}
					_, err := k.Add(task, 0, lustre.Target(0).UUID())
					u.ok("add", err)
					u.quiet()
					_, object := u.create(node0)
					u.crashOf(owner)
					u.refused(s, owner)
					u.ok("start", u.startOf(owner))
					u.quiet()
					if o := k.Objects(0); !slices.Contains(o.Files, object) || !slices.Contains(o.OST, object) {
						t.Errorf("object %d is lost: %+v", object, o)
					}
					u.create(node0)
				})
				for _, owner := range []string{"mds0", "OST0000", "OST0001"} {
					s.close(owner)
				}
			})
		}
	}
}

// refused damages the disk of a server that is down in each way, and starts it.
func (u keeper) refused(s *shelf, owner string) {
	u.t.Helper()
	content := s.bytes(owner)
	for _, d := range damages {
		s.put(owner, content)
		d.spoil(s, owner, content)
		before := s.bytes(owner)
		err := u.startOf(owner)
		var told *disk.Error
		if !errors.Is(err, d.want) || !errors.As(err, &told) || told.File != s.file(owner) || !strings.Contains(err.Error(), told.File) {
			u.t.Errorf("%s: %v", d.name, err)
		}
		if after := s.bytes(owner); !bytes.Equal(before, after) && !errors.Is(err, disk.ErrFull) { // which is compacted first
			u.t.Errorf("%s: the disk was changed", d.name)
		}
		u.want(d.name+": it is up", u.k.Up(mds0) && u.k.UpOST(0), false)
		if _, _, err := u.k.Create(u.task, node0, ""); err == nil {
			u.t.Errorf("%s: somebody has created a file", d.name)
		}
	}
	s.put(owner, content)
}

// TestDamagedRecord damages a record of the MDS's disk while it is down: nothing of the
// MDS runs, so that it does not crash either, until the record is as it was.
func TestDamagedRecord(t *testing.T) {
	for _, name := range []string{"client/client0", "lov_objid", "CATALOGS"} {
		t.Run(name, func(t *testing.T) {
			records := keeps(t, one, func(u keeper) {
				u.create(node0)
				u.crashOf("mds0")
				m := u.disks.of("mds0")
				was, number, err := m.Load()
				u.ok("load", err)
				for _, value := range [][]byte{[]byte("xyz"), was[name]} {
					u.ok("damage", m.Commit([]disk.Transaction{{Number: number + 1, Changes: []disk.Change{disk.Put(name, value)}}}))
					err := u.startOf("mds0")
					var told *disk.Error
					if damaged := string(value) == "xyz"; damaged != errors.Is(err, disk.ErrCorrupt) || damaged && (!errors.As(err, &told) || told.File != "mds0") {
						t.Errorf("start: %v", err)
					}
					_, number, _ = m.Load()
				}
				u.quiet()
				u.create(node0)
			})
			if n := count(records, lustre.ActMdsCrash); n != 1 {
				t.Errorf("the MDS has crashed %d times", n)
			}
		})
	}
}
