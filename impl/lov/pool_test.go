package lov

import (
	"slices"
	"testing"

	"ostlife/impl/env"
	"ostlife/model/lustre"
)

// wantPool checks whether a pool names the first target, and alone, and which record it
// reflects; position 0 is any.
func (s *stage) wantPool(name string, p lustre.Position, in bool) {
	s.t.Helper()
	var want []lustre.Target
	if in {
		want = []lustre.Target{target}
	}
	if at, list := s.lov.Pool(name); !slices.Equal(list, want) || p != 0 && at != p {
		s.t.Errorf("pool %q names %v at record %d, want %v at %d", name, list, at, want, p)
	}
}

// wrongPools tells which records show a pool that names an index without a slot, or that
// is joined or left out of order (C1c, C3.3).
func wrongPools(records []lustre.TraceRecord) []lustre.Action {
	var wrong []lustre.Action
	var want lustre.LOVTrace
	for _, r := range records {
		var right bool
		switch r.Action {
		case lustre.ActConfigAdd:
			right, want.Present = !want.Present, true
		case lustre.ActConfigPoolAdd:
			right, want.Pooled = want.Present && !want.Pooled, true
		case lustre.ActConfigJoin:
			right, want.Named = want.Pooled && want.Named == "", flash
		case lustre.ActConfigLeave:
			right, want.Named = want.Named == flash, ""
		case lustre.ActConfigPoolFlush:
			right, want.Pooled, want.Named = want.Pooled, false, ""
		case lustre.ActConfigRemove:
			right, want = want.Present && !want.Pooled && want.Named == "", lustre.LOVTrace{}
		default:
			continue
		}
		l := r.LOV
		if !right || l.Pooled != want.Pooled || l.Present != want.Present || l.Named != want.Named {
			wrong = append(wrong, r.Action)
		}
	}
	return wrong
}

// pooledLives takes the target through lives in which it joins and leaves the pools.
func pooledLives(task *env.Task, s *stage) {
	s.lov.Begin()
	for life := range 3 {
		s.applies(task, lustre.ConfigAdd)
		s.wantPool("", s.written, true)
		s.connect(task)
		s.applies(task, lustre.ConfigJoin)
		s.wantPool(flash, s.written, true)
		s.wantPool("other", s.written, false)
		if life == 1 {
			s.applies(task, lustre.ConfigLeave)
			s.wantPool(flash, s.written, false)
		}
		s.applies(task, lustre.ConfigDeactivate)
		s.wantPool("", s.written, true)
		s.applies(task, lustre.ConfigRemove)
		s.wantPool("", s.written, false)
		s.wantPool(flash, s.written, false)
		s.settled(task)
	}
}

// TestPools sees that an index is in a pool only while its slot is in the table.
func TestPools(t *testing.T) {
	s := play(t, pooledLives)
	if wrong := wrongPools(s.records); len(wrong) > 0 {
		t.Errorf("out of order: %v", wrong)
	}
	for _, swap := range [][2]lustre.Action{
		{lustre.ActConfigAdd, lustre.ActConfigPoolAdd}, {lustre.ActConfigPoolAdd, lustre.ActConfigJoin},
		{lustre.ActConfigJoin, lustre.ActConfigPoolFlush}, {lustre.ActConfigPoolFlush, lustre.ActConfigRemove},
	} {
		t.Run("control/"+string(swap[1]), func(t *testing.T) {
			records := slices.Clone(s.records)
			at := func(a lustre.Action) int {
				return slices.IndexFunc(records, func(r lustre.TraceRecord) bool { return r.Action == a })
			}
			first, second := at(swap[0]), at(swap[1])
			records[first], records[second] = records[second], records[first]
			if len(wrongPools(records)) == 0 {
				t.Errorf("%s before %s went unseen", swap[1], swap[0])
			}
		})
	}
}

// TestPoolKept plants the defect: a removed target stays in its pools, and the next slot
// of the index is born into them.
func TestPoolKept(t *testing.T) {
	s := play(t, func(task *env.Task, s *stage) {
		s.applies(task, lustre.ConfigAdd, lustre.ConfigJoin, lustre.ConfigDeactivate, lustre.ConfigRemove)
		s.wantPool("", s.written, true)
		s.wantPool(flash, s.written, true)
		if _, err := s.lov.Allocate(task, "", 0); err != lustre.ErrUnreachable {
			t.Errorf("allocate: %v", err)
		}
		s.lov.Begin()
		if _, err := s.lov.Allocate(task, flash, 0); err != lustre.ErrNoUsable {
			t.Errorf("allocate in a pool of what is not there: %v", err)
		}
		s.applies(task, lustre.ConfigAdd)
	}, lustre.DefectPoolKept)
	if len(wrongPools(s.records)) == 0 {
		t.Error("the trace does not show it")
	}
}

// TestManyPools puts two targets into pools: names come out in order, and a flush takes
// one target out of all of them and leaves the other.
func TestManyPools(t *testing.T) {
	p := newPools()
	join := func(name string, t lustre.Target) { p.join(name, t) }
	for _, name := range []string{"", "c", "a", "b", "c"} {
		join(name, 2)
	}
	join("b", 1)
	join("", 1)
	want := func(when, first, second, names string, b []lustre.Target) {
		t.Helper()
		if p.named(1) != first || p.named(2) != second || !slices.Equal(p.members["b"], b) {
			t.Errorf("%s: named %q and %q, b has %v", when, p.named(1), p.named(2), p.members["b"])
		}
		if got := slices.Sorted(slices.Values(p.names)); !slices.Equal(got, p.names) || len(p.names) != len(names) {
			t.Errorf("%s: the pools are %v", when, p.names)
		}
	}
	want("joined", "b", "a,b,c", "abc", []lustre.Target{1, 2})
	p.leave("c", 1)
	p.leave("d", 1)
	want("left what it was not in", "b", "a,b,c", "abc", []lustre.Target{1, 2})
	p.leave("c", 2)
	want("left one", "b", "a,b", "ab", []lustre.Target{1, 2})
	p.flush(2)
	want("flushed", "b", "", "b", []lustre.Target{1})
	if !p.has("", 1) || p.has("", 2) || p.has("a", 1) {
		t.Errorf("the pools are %v", p.members)
	}
	p.flush(1)
	want("empty", "", "", "", nil)
}
