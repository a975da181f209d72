package cluster_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"ostlife/impl/cluster"
	"ostlife/impl/disk"
	"ostlife/impl/env"
	"ostlife/model/lustre"
)

// disks are disks in memory, by their owners.
type disks struct{ media map[string]*disk.Memory }

func newDisks() *disks { return &disks{map[string]*disk.Memory{}} }

// of gives a server's disk.
func (d *disks) of(owner string) *disk.Memory {
	if d.media[owner] == nil {
		d.media[owner] = disk.NewMemory(owner, owner)
	}
	return d.media[owner]
}

func (d *disks) open(owner string) (disk.Medium, error) { return d.of(owner), nil }

// TestFiles runs a cluster on files, on real goroutines: what was committed is there when
// it runs again, and a file that is damaged meanwhile is refused by its name.
func TestFiles(t *testing.T) {
	folder := t.TempDir()
	var object uint64
	runs := func(f func(*env.Task, *cluster.Cluster)) error {
		files := cluster.NewFiles(folder)
		defer func() {
			if err := files.Close(); err != nil {
				t.Error(err)
			}
		}()
		w := env.NewReal()
		timing := cluster.Real()
		timing.Operation = 10 * time.Second
		k, err := cluster.New(w, cluster.Config{Clients: 1, MDSs: 1, Targets: 1, Timing: timing, Disks: files.Disk})
		if err != nil {
			return err
		}
		report := w.Run("main", func(task *env.Task) {
			defer w.Stop()
			if _, err := k.Add(task, 0, lustre.Target(0).UUID()); err != nil {
				t.Error(err)
			}
			for k.Status(mds0, 0).Active == 0 || k.Status(0, 0).Active == 0 {
				task.Sleep("test: active", time.Millisecond)
			}
			f(task, k)
		})
		return report.Err()
	}
	if err := runs(func(task *env.Task, k *cluster.Cluster) {
		_, first, err := k.Create(task, 0, "")
		if err == nil {
			object = first
			err = k.FailOST(task, 0, 0)
		}
		if err == nil {
			err = k.Fail(task, mds0, 0)
		}
		if err != nil || len(k.Failures()) > 0 {
			t.Errorf("%v, %v", err, k.Failures())
		}
	}); err != nil {
		t.Fatal(err)
	}
	if err := runs(func(task *env.Task, k *cluster.Cluster) {
		o := k.Objects(0)
		if !slices.Contains(o.Files, object) || !slices.Contains(o.OST, object) {
			t.Errorf("object %d is lost: %+v", object, o)
		}
		if err := k.Unlink(task, 0, 0, object); err != nil {
			t.Error(err)
		}
	}); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, "mds0.db")
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content[:len(content)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	err = runs(func(*env.Task, *cluster.Cluster) {})
	if !errors.Is(err, disk.ErrTruncated) || !strings.Contains(err.Error(), path) {
		t.Errorf("a file that is cut short: %v", err)
	}
}
