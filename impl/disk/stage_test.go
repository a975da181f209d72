package disk_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"ostlife/impl/disk"
	"ostlife/impl/env"
)

// content is what a disk holds.
type content map[string]string

func contentOf(records map[string][]byte) content {
	c := content{}
	for name, value := range records {
		c[name] = string(value)
	}
	return c
}

func (c content) is(other content) bool { return maps.Equal(c, other) }

// work is transactions, and what the first n of them make: states[n].
type work struct {
	list   []disk.Transaction
	states []content
}

// draw makes transactions that put and delete a few records, one of which grows long.
func draw(seed uint64, count int) work {
	random := rand.New(rand.NewPCG(seed, 1))
	now := content{}
	w := work{states: []content{{}}}
	for n := range count {
		t := disk.Transaction{Number: uint64(n + 1)}
		for range 1 + random.IntN(3) {
			name := fmt.Sprintf("record/%d", random.IntN(6))
			if random.IntN(4) == 0 {
				t.Changes = append(t.Changes, disk.Delete(name))
				delete(now, name)
				continue
			}
			value := fmt.Sprint(n, string(make([]byte, random.IntN(40))))
			t.Changes = append(t.Changes, disk.Put(name, []byte(value)))
			now[name] = value
		}
		w.list = append(w.list, t)
		w.states = append(w.states, maps.Clone(now))
	}
	return w
}

// in runs f as the only task of a controlled world.
func in(t *testing.T, f func(*env.World, *env.Task)) {
	t.Helper()
	w := env.NewControlled(env.Control{})
	report := w.Run("test", func(task *env.Task) {
		defer w.Stop()
		f(w, task)
	})
	if err := report.Err(); err != nil {
		t.Error(err)
	}
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// media are both kinds of disk, opened anew by each call.
func media(t *testing.T) map[string]func() (disk.Medium, func() error) {
	path := filepath.Join(t.TempDir(), "disk")
	memory := disk.NewMemory("memory", "mds0")
	return map[string]func() (disk.Medium, func() error){
		"memory": func() (disk.Medium, func() error) { return memory, func() error { return nil } },
		"bolt": func() (disk.Medium, func() error) {
			b, err := disk.OpenBolt(path, "mds0", disk.BoltOptions{})
			ok(t, err)
			return b, b.Close
		},
	}
}
