package disk_test

import (
	"testing"

	"ostlife/impl/disk"
	"ostlife/impl/env"
)

// torn is a disk in memory that is crashed in a write and keeps pieces of what it had not
// synced; it returns how many transactions were committed before.
func torn(w work, at int, seed uint64) (m *disk.Memory, committed int) {
	m = disk.NewMemory("memory", "mds0")
	m.Tear(env.NewControlled(env.Control{}).NewRand(seed))
	m.CrashAt(at, 0)
	for committed < len(w.list) {
		next := min(committed+1+committed%4, len(w.list))
		if m.Commit(w.list[committed:next]) != nil {
			break
		}
		committed = next
	}
	return m, committed
}

// TestTornAtEveryWrite is [TestCrashAtEveryWrite] of crashes that keep any pieces of what
// was unsynced. What is found is again what the first transactions made.
func TestTornAtEveryWrite(t *testing.T) {
	points, more, none := 0, 0, 0
	for seed := range uint64(12) {
		for at := 1; ; at++ {
			w := draw(seed, 30)
			m, committed := torn(w, at, seed)
			if committed == len(w.list) {
				break // it is longer than the work
			}
			points++
			records, number, err := m.Load()
			ok(t, err)
			if number < uint64(committed) || !contentOf(records).is(w.states[number]) {
				t.Fatalf("seed %d, write %d: %d transactions were committed and %d are there", seed, at, committed, number)
			}
			if number > uint64(committed) {
				more++
			} else {
				none++
			}
			ok(t, m.Commit(w.list[number:]))
			if records, _, err := m.Load(); err != nil || !contentOf(records).is(w.states[len(w.list)]) {
				t.Fatalf("after the crash in write %d nothing is kept any more: %v", at, err)
			}
		}
	}
	if points < 300 || more < 50 || none < 50 {
		t.Errorf("%d crashes, of which %d kept a transaction that was not committed, and %d none", points, more, none)
	}
}

// TestTearTakesBack has a crash of the machine keep pieces of what was on its way, which
// is anything from nothing to all, and not only its beginning.
func TestTearTakesBack(t *testing.T) {
	kept := map[string]bool{}
	for seed := range uint64(60) {
		in(t, func(w *env.World, task *env.Task) {
			m := disk.NewMemory("memory", "mds0")
			m.Tear(w.NewRand(seed))
			o, err := disk.Mount(w, m, nil)
			ok(t, err)
			for _, name := range []string{"a", "b", "c"} {
				_, err = o.Write(disk.Put(name, []byte("some value")))
				ok(t, err)
			}
			o.Crash(0)
			o, err = disk.Mount(w, m, nil)
			ok(t, err)
			list := ""
			for _, name := range o.Names("") {
				list += name[:1]
			}
			kept[list] = true
			if _, err := o.Write(disk.Put("d", nil)); err != nil || o.Commit(task) != nil {
				t.Errorf("after the crash: %v", err)
			}
		})
	}
	for _, list := range []string{"m", "am", "abcm"} {
		if !kept[list] {
			t.Errorf("no crash kept %q: %v", list, kept)
		}
	}
	if len(kept) > 4 {
		t.Errorf("a transaction was kept without those before it: %v", kept)
	}
}
