package disk_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ostlife/impl/disk"
	"ostlife/impl/env"
)

// TestKeeps commits transactions in batches and opens the disk again after each.
func TestKeeps(t *testing.T) {
	for name, open := range media(t) {
		t.Run(name, func(t *testing.T) {
			w := draw(1, 60)
			for done := 0; ; {
				m, shut := open()
				records, number, err := m.Load()
				ok(t, err)
				if got := contentOf(records); number != uint64(done) || !got.is(w.states[done]) {
					t.Fatalf("after %d transactions there are %d, %v", done, number, got)
				}
				if done == len(w.list) {
					ok(t, shut())
					return
				}
				next := min(done+1+done%5, len(w.list))
				ok(t, m.Commit(w.list[done:next]))
				ok(t, shut())
				done = next
			}
		})
	}
}

// TestCrashAtEveryWrite crashes a disk in memory at every single write, with every share
// of the write's bytes that matters: what is found then is what the first transactions
// made, those that were committed among them.
func TestCrashAtEveryWrite(t *testing.T) {
	points := 0
	for _, keep := range []int{0, 1, 7, 15, 16, 17, 30, 31, 32, 40, -1} {
		for at := 1; ; at++ {
			w := draw(uint64(at), 30)
			m := disk.NewMemory("memory", "mds0")
			m.CrashAt(at, keep)
			committed, err := 0, error(nil)
			for committed < len(w.list) && err == nil {
				next := min(committed+1+committed%4, len(w.list))
				if err = m.Commit(w.list[committed:next]); err == nil {
					committed = next
				}
			}
			if err == nil {
				break // it is longer than the work
			}
			points++
			if !errors.Is(err, disk.ErrCrashed) || !errors.Is(m.Commit(w.list[committed:]), disk.ErrCrashed) {
				t.Fatalf("write %d: %v", at, err)
			}
			records, number, err := m.Load()
			ok(t, err)
			if number < uint64(committed) || number > uint64(len(w.list)) || !contentOf(records).is(w.states[number]) {
				t.Fatalf("write %d, %d bytes: %d transactions were committed and %d are there", at, keep, committed, number)
			}
			if err := m.Commit(w.list[number:]); err != nil {
				t.Fatalf("after the crash in write %d: %v", at, err)
			}
			if records, _, err := m.Load(); err != nil || !contentOf(records).is(w.states[len(w.list)]) {
				t.Fatalf("after the crash in write %d nothing is kept any more: %v", at, err)
			}
		}
	}
	if points < 300 {
		t.Errorf("%d crash points", points)
	}
}

// TestCompacts commits far more than a disk has room for at once: what is overwritten
// makes room, a crash in the midst of it loses nothing, and what is still too much is
// refused.
func TestCompacts(t *testing.T) {
	w := draw(5, 400)
	m := disk.NewMemory("memory", "mds0")
	m.SetCapacity(1200)
	for n := range w.list {
		if n%100 == 50 {
			m.CrashAt(m.Writes()+1, n/10)
			if err := m.Commit(w.list[n : n+1]); !errors.Is(err, disk.ErrCrashed) {
				t.Fatal(err)
			}
			records, number, err := m.Load()
			ok(t, err)
			if !contentOf(records).is(w.states[number]) {
				t.Fatalf("after %d transactions there are %d", n, number)
			}
			if number > uint64(n) {
				continue
			}
		}
		ok(t, m.Commit(w.list[n:n+1]))
		records, number, err := m.Load()
		ok(t, err)
		if number != uint64(n+1) || !contentOf(records).is(w.states[n+1]) {
			t.Fatalf("after %d transactions there are %d, %v", n+1, number, contentOf(records))
		}
	}
	big := []disk.Transaction{{Number: 401, Changes: []disk.Change{disk.Put("big", make([]byte, 1200))}}}
	if err := m.Commit(big); !errors.Is(err, disk.ErrFull) {
		t.Error(err)
	}
	if records, _, err := m.Load(); err != nil || !contentOf(records).is(w.states[400]) {
		t.Errorf("something was lost: %v", err)
	}
}

// kept is a disk in memory with some work on it.
func kept(t *testing.T) (*disk.Memory, content) {
	w := draw(3, 20)
	m := disk.NewMemory("disk0", "mds0")
	ok(t, m.Commit(w.list[:12]))
	ok(t, m.Commit(w.list[12:]))
	return m, w.states[20]
}

// same reports that a disk which was damaged gives the right content, or a typed error
// that names it.
func same(records map[string][]byte, err error, want content, name string) bool {
	if err == nil {
		return contentOf(records).is(want)
	}
	var told *disk.Error
	known := errors.Is(err, disk.ErrCorrupt) || errors.Is(err, disk.ErrTruncated) || errors.Is(err, disk.ErrForeign)
	return known && errors.As(err, &told) && told.File == name && strings.Contains(err.Error(), name)
}

// TestDamage flips each byte of a disk in memory, and cuts it at each length: nothing that
// was committed is ever missing without an error.
func TestDamage(t *testing.T) {
	m, want := kept(t)
	refused := map[error]int{}
	judge := func(what string, bytes []byte) {
		t.Helper()
		records, _, err := disk.OpenMemory("disk0", "mds0", bytes).Load()
		if !same(records, err, want, "disk0") {
			t.Fatalf("%s: %v, %v", what, contentOf(records), err)
		}
		for _, reason := range []error{disk.ErrCorrupt, disk.ErrTruncated, disk.ErrForeign} {
			if errors.Is(err, reason) {
				refused[reason]++
			}
		}
	}
	for at := range m.Bytes() {
		bytes := append([]byte(nil), m.Bytes()...)
		bytes[at] ^= 0x55
		judge(fmt.Sprintf("byte %d flipped", at), bytes)
		judge(fmt.Sprintf("cut to %d bytes", at), m.Bytes()[:at:at])
	}
	for reason, least := range map[error]int{disk.ErrCorrupt: 300, disk.ErrTruncated: 300, disk.ErrForeign: 20} {
		if refused[reason] < least {
			t.Errorf("%d of the damages were found to be %q", refused[reason], reason)
		}
	}
}

// TestRefusals opens and fills disks that are not what they should be. Afterwards all is
// there that was.
func TestRefusals(t *testing.T) {
	big := []disk.Transaction{{Number: 21, Changes: []disk.Change{disk.Put("big", make([]byte, 4000))}}}
	for _, test := range []struct {
		name  string
		spoil func(*disk.Memory) error
		want  error
	}{
		{"another server's", func(m *disk.Memory) error {
			_, _, err := disk.OpenMemory("disk0", "OST0001", m.Bytes()).Load()
			return err
		}, disk.ErrForeign},
		{"no disk", func(*disk.Memory) error {
			_, _, err := disk.OpenMemory("disk0", "mds0", make([]byte, 4096)).Load()
			return err
		}, disk.ErrForeign},
		{"empty", func(*disk.Memory) error { _, _, err := disk.OpenMemory("disk0", "mds0", nil).Load(); return err }, disk.ErrForeign},
		{"full", func(m *disk.Memory) error { m.SetCapacity(2000); return m.Commit(big) }, disk.ErrFull},
		{"read-only", func(m *disk.Memory) error { m.SetReadOnly(true); return m.Commit(big) }, disk.ErrReadOnly},
	} {
		t.Run(test.name, func(t *testing.T) {
			m, want := kept(t)
			err := test.spoil(m)
			var told *disk.Error
			if !errors.Is(err, test.want) || !errors.As(err, &told) || told.File != "disk0" {
				t.Errorf("got %v", err)
			}
			if records, _, err := m.Load(); err != nil || !contentOf(records).is(want) {
				t.Errorf("something was lost: %v", err)
			}
		})
	}
}

// TestBoltRefusals is [TestRefusals] of files.
func TestBoltRefusals(t *testing.T) {
	for _, test := range []struct {
		name  string
		spoil func(t *testing.T, path string) error
		want  error
	}{
		{"another server's", func(t *testing.T, path string) error { return reopen(path, "OST0001", disk.BoltOptions{}) }, disk.ErrForeign},
		{"no disk", func(t *testing.T, path string) error {
			other := path + ".text"
			ok(t, os.WriteFile(other, []byte(strings.Repeat("no disk ", 1000)), 0o600))
			return reopen(other, "mds0", disk.BoltOptions{})
		}, disk.ErrForeign},
		{"empty", func(t *testing.T, path string) error {
			other := path + ".empty"
			ok(t, os.WriteFile(other, nil, 0o600))
			return reopen(other, "mds0", disk.BoltOptions{})
		}, disk.ErrTruncated},
		{"in use", func(t *testing.T, path string) error {
			b, err := disk.OpenBolt(path, "mds0", disk.BoltOptions{})
			ok(t, err)
			defer func() { ok(t, b.Close()) }()
			return reopen(path, "mds0", disk.BoltOptions{})
		}, disk.ErrInUse},
		{"full", func(t *testing.T, path string) error { return fill(t, path, disk.BoltOptions{MaxBytes: 64 << 10}) }, disk.ErrFull},
		{"read-only", func(t *testing.T, path string) error { return fill(t, path, disk.BoltOptions{ReadOnly: true}) }, disk.ErrReadOnly},
		{"without permission", func(t *testing.T, path string) error {
			ok(t, os.Chmod(path, 0o400))
			defer func() { ok(t, os.Chmod(path, 0o600)) }()
			return fill(t, path, disk.BoltOptions{})
		}, disk.ErrReadOnly},
		{"a folder", func(t *testing.T, path string) error { return reopen(filepath.Dir(path), "mds0", disk.BoltOptions{}) }, disk.ErrFailed},
		{"in no folder", func(t *testing.T, path string) error { return reopen(path+"/none", "mds0", disk.BoltOptions{}) }, disk.ErrFailed},
	} {
		t.Run(test.name, func(t *testing.T) {
			path, want := boltFile(t)
			err := test.spoil(t, path)
			var told *disk.Error
			if !errors.Is(err, test.want) || !errors.As(err, &told) || !strings.Contains(err.Error(), told.File) {
				t.Errorf("got %v", err)
			}
			if got, err := read(path); err != nil || !got.is(want) {
				t.Errorf("something was lost: %v", err)
			}
		})
	}
}

// boltFile is a file with some work in it.
func boltFile(t *testing.T) (string, content) {
	path := filepath.Join(t.TempDir(), "disk")
	b, err := disk.OpenBolt(path, "mds0", disk.BoltOptions{})
	ok(t, err)
	w := draw(3, 20)
	ok(t, b.Commit(w.list))
	ok(t, b.Close())
	return path, w.states[20]
}

func reopen(path, owner string, o disk.BoltOptions) error {
	b, err := disk.OpenBolt(path, owner, o)
	if err != nil {
		return err
	}
	return b.Close()
}

func read(path string) (content, error) {
	b, err := disk.OpenBolt(path, "mds0", disk.BoltOptions{})
	if err != nil {
		return nil, err
	}
	records, _, err := b.Load()
	return contentOf(records), errors.Join(err, b.Close())
}

// fill writes until an error comes.
func fill(t *testing.T, path string, o disk.BoltOptions) error {
	b, err := disk.OpenBolt(path, "mds0", o)
	ok(t, err)
	defer func() { ok(t, b.Close()) }()
	for range 100 {
		big := []disk.Transaction{{Number: 21, Changes: []disk.Change{disk.Put("record/0", make([]byte, 100<<10))}}}
		if err := b.Commit(big); err != nil {
			return err
		}
	}
	return nil
}

// TestBoltDamage flips bytes of a file, and cuts it.
func TestBoltDamage(t *testing.T) {
	path, want := boltFile(t)
	whole, err := os.ReadFile(path)
	ok(t, err)
	other, refused := filepath.Join(t.TempDir(), "damaged"), 0
	judge := func(what string, bytes []byte) {
		t.Helper()
		ok(t, os.WriteFile(other, bytes, 0o600))
		b, err := disk.OpenBolt(other, "mds0", disk.BoltOptions{ReadOnly: true})
		var records map[string][]byte
		if err == nil {
			records, _, err = b.Load()
			ok(t, b.Close())
		} else {
			refused++
		}
		if !same(records, err, want, other) {
			t.Fatalf("%s: %v, %v", what, contentOf(records), err)
		}
	}
	for at := 0; at < len(whole); at += 1 + at/300 {
		bytes := append([]byte(nil), whole...)
		bytes[at] ^= 0x55
		judge(fmt.Sprintf("byte %d flipped", at), bytes)
		if at%7 == 0 {
			judge(fmt.Sprintf("cut to %d bytes", at), whole[:at])
		}
	}
	if refused < 100 {
		t.Errorf("%d damages were refused", refused)
	}
}

// TestBoltTorn has some of the pages of a commit arrive, and not the meta page that ends
// it: the commit is not there, and nothing else is missing.
func TestBoltTorn(t *testing.T) {
	path, before := boltFile(t)
	b, err := disk.OpenBolt(path, "mds0", disk.BoltOptions{})
	ok(t, err)
	old, err := os.ReadFile(path)
	ok(t, err)
	ok(t, b.Commit([]disk.Transaction{{Number: 21, Changes: []disk.Change{disk.Put("record/9", []byte("new"))}}}))
	ok(t, b.Close())
	written, err := os.ReadFile(path)
	ok(t, err)
	page := os.Getpagesize()
	for mask := range 32 {
		torn := append([]byte(nil), old...)
		for at, n := 2*page, 0; at+page <= min(len(old), len(written)); at, n = at+page, n+1 {
			if mask>>(n%5)&1 == 1 {
				copy(torn[at:at+page], written[at:at+page])
			}
		}
		ok(t, os.WriteFile(path, torn, 0o600))
		if got, err := read(path); err != nil || !got.is(before) {
			t.Fatalf("pages %b: %v", mask, err)
		}
	}
}

// TestObd looks at a disk as a server does.
func TestObd(t *testing.T) {
	in(t, func(w *env.World, task *env.Task) {
		m := disk.NewMemory("memory", "mds0")
		o, err := disk.Mount(w, m, nil)
		ok(t, err)
		var told []uint64
		o.Start(w, "commits", 10*time.Millisecond, func(*env.Task) { told = append(told, o.Committed()) })
		task.Sleep("test: nothing to commit", time.Second)
		for n := range 3 {
			number, err := o.Write(disk.Put(fmt.Sprintf("a/%d", n), []byte("x")))
			ok(t, err)
			if number != uint64(n+2) || o.Committed() != 1 || o.Mounts() != 1 {
				t.Errorf("transaction %d, and %d committed", number, o.Committed())
			}
		}
		task.Sleep("test: the lag", 20*time.Millisecond)
		if fmt.Sprint(told, o.Committed()) != "[4] 4" {
			t.Errorf("told %v, %d committed", told, o.Committed())
		}
		_, err = o.Write(disk.Delete("a/1"), disk.Put("b", nil))
		ok(t, err)
		if got := fmt.Sprint(o.Names("a/")); got != "[a/0 a/2]" {
			t.Errorf("names %s", got)
		}
		for _, bad := range []disk.Change{disk.Put("", nil), disk.Put("two words", nil), disk.Put("b", make([]byte, disk.MaxValue+1))} {
			if _, err := o.Write(bad); !errors.Is(err, disk.ErrRecord) {
				t.Errorf("%.20q: %v", bad.Name, err)
			}
		}
		o.Crash(0)
		if _, err := o.Write(disk.Put("c", nil)); !errors.Is(err, disk.ErrCrashed) || !errors.Is(o.Commit(task), disk.ErrCrashed) {
			t.Errorf("after the crash: %v", err)
		}
		o, err = disk.Mount(w, m, nil)
		ok(t, err)
		if _, there := o.Get("b"); there || o.Committed() != 5 || o.Mounts() != 2 {
			t.Error("what was not committed is there after a crash")
		}
	})
}

// TestBarrier takes back what was written behind a barrier, and what a crash had on its
// way otherwise is there up to where a pick says.
func TestBarrier(t *testing.T) {
	in(t, func(w *env.World, task *env.Task) {
		for keep, want := range map[int]string{-1: "[a mounts]", 0: "[a mounts]", 20: "[a b mounts]", 1000: "[a b mounts]"} {
			m := disk.NewMemory("memory", "mds0")
			o, err := disk.Mount(w, m, nil)
			ok(t, err)
			_, err = o.Write(disk.Put("a", nil))
			ok(t, err)
			ok(t, o.Commit(task))
			if keep < 0 {
				o.Barrier()
			}
			_, err = o.Write(disk.Put("b", nil))
			ok(t, err)
			_, err = o.Write(disk.Put("c", make([]byte, 5000)))
			ok(t, err)
			if keep < 0 {
				ok(t, o.Commit(task))
			}
			o.Crash(max(keep, 0))
			o, err = disk.Mount(w, m, nil)
			ok(t, err)
			if got := fmt.Sprint(o.Names("")); got != want {
				t.Errorf("keep %d: %s, want %s", keep, got, want)
			}
		}
	})
}

// TestFails has a disk fail in use: the server is told, and nothing is written any more.
func TestFails(t *testing.T) {
	in(t, func(w *env.World, task *env.Task) {
		m := disk.NewMemory("memory", "mds0")
		var crashed []error
		o, err := disk.Mount(w, m, func(err error) { crashed = append(crashed, err) })
		ok(t, err)
		m.SetCapacity(1000)
		_, err = o.Write(disk.Put("a", make([]byte, 2000)))
		ok(t, err)
		if err := o.Commit(task); !errors.Is(err, disk.ErrFull) || !errors.Is(o.Err(), disk.ErrFull) || len(crashed) != 1 || crashed[0] != err {
			t.Errorf("full: %v, %v, told %v", err, o.Err(), crashed)
		}
		o, err = disk.Mount(w, m, func(err error) { crashed = append(crashed, err) })
		ok(t, err)
		m.CrashAt(m.Writes()+1, 0)
		_, err = o.Write(disk.Put("a", nil))
		ok(t, err)
		if err := o.Commit(task); !errors.Is(err, disk.ErrCrashed) || len(crashed) != 2 {
			t.Errorf("crash: %v, told %v", err, crashed)
		}
	})
}
