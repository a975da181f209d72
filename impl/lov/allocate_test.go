package lov

import (
	"slices"
	"testing"
	"time"

	"ostlife/impl/env"
	"ostlife/model/lustre"
)

// both adds and connects both targets.
func (s *stage) both(task *env.Task) {
	s.t.Helper()
	s.lov.Begin()
	for _, n := range []lustre.Target{target, other} {
		if err := s.apply(task, lustre.ConfigAdd, n); err != nil {
			s.t.Error(err)
		}
		if _, err := s.lov.Connect(task, n, s.world.Now()+time.Second); err != nil {
			s.t.Error(err)
		}
	}
	task.Sleep("test: soon", soon)
}

// chooses allocates for one object after the other and checks where they go.
func (s *stage) chooses(task *env.Task, pool string, want ...lustre.Target) {
	s.t.Helper()
	var got []lustre.Target
	for range want {
		a, err := s.lov.Allocate(task, pool, s.world.Now()+request)
		if err != nil {
			s.t.Fatal(err)
		}
		got = append(got, a.Target)
		a.Put()
	}
	if !slices.Equal(got, want) {
		s.t.Errorf("objects in pool %q go to %v, want %v", pool, got, want)
	}
}

// choosesNone checks that no target of a pool is fit.
func (s *stage) choosesNone(task *env.Task, pool string, want error) {
	s.t.Helper()
	if a, err := s.lov.Allocate(task, pool, s.world.Now()+request); err != want {
		s.t.Errorf("allocate in pool %q: %v, %v, want %v", pool, a, err, want)
	}
}

// TestAllocate follows where objects go: by penalty, which ends when a target becomes
// active anew, and only to what is fit (C2.2.lov).
func TestAllocate(t *testing.T) {
	s := play(t, func(task *env.Task, s *stage) {
		s.choosesNone(task, "", lustre.ErrUnreachable)
		s.both(task)
		s.chooses(task, "", 0, 1, 0, 1)
		s.lov.Lose(other)
		task.Sleep("test: the pinger's time", 3*interval)
		s.chooses(task, "", 1, 0, 1, 0)
		s.choosesNone(task, flash, lustre.ErrNoUsable)
		if err := s.apply(task, lustre.ConfigJoin, other); err != nil {
			t.Error(err)
		}
		s.chooses(task, flash, 1, 1)
		s.chooses(task, "", 0)
		s.network.Isolate("OST0001", true)
		s.lov.Lose(other)
		task.Sleep("test: soon", soon)
		s.choosesNone(task, flash, lustre.ErrNoUsable)
		s.chooses(task, "", 0, 0)
		s.applies(task, lustre.ConfigDeactivate)
		s.settled(task)
		s.choosesNone(task, "", lustre.ErrNoUsable)
	})
	if wrong := wrongPenalties(s.records); wrong != 0 {
		t.Errorf("%d records show a wrong penalty", wrong)
	}
	for n, r := range s.records {
		if r.Action == lustre.ActCreateAllocate || r.Action == lustre.ActLovActive {
			spoiled := slices.Clone(s.records)
			spoiled[n].LOV.Penalized = !r.LOV.Penalized
			if wrongPenalties(spoiled) == 0 {
				t.Errorf("a wrong penalty after %s went unseen", r.Action)
			}
		}
	}
}

// wrongPenalties counts the records that show another penalty than the actions before
// them left.
func wrongPenalties(records []lustre.TraceRecord) (wrong int) {
	penalized := map[lustre.Target]bool{}
	for _, r := range records {
		switch r.Action {
		case lustre.ActCreateAllocate:
			penalized[r.Target] = true
		case lustre.ActLovActive:
			penalized[r.Target] = false
		}
		if r.LOV.Present && r.LOV.Penalized != penalized[r.Target] {
			wrong++
		}
	}
	return wrong
}

// moving is what happens to a target between an allocation there and the question
// whether the create goes elsewhere.
var moving = []struct {
	name  string
	do    func(*env.Task, *stage)
	moves bool
	waits bool // until nothing has happened for long
}{
	{"nothing", func(*env.Task, *stage) {}, false, true},
	{"something to another target", func(_ *env.Task, s *stage) { s.lov.Lose(other) }, false, true},
	{"another create", func(task *env.Task, s *stage) { s.chooses(task, "", 1, 0) }, false, true},
	{"a loss", func(_ *env.Task, s *stage) { s.lov.Lose(target) }, true, false},
	{"a loss and a connection", func(task *env.Task, s *stage) {
		s.lov.Lose(target)
		task.Sleep("test: the pinger's time", 3*interval)
	}, false, false},
	{"a deactivation", func(task *env.Task, s *stage) { s.applies(task, lustre.ConfigDeactivate) }, true, false},
	{"a removal", func(task *env.Task, s *stage) {
		s.applies(task, lustre.ConfigDeactivate, lustre.ConfigRemove)
	}, true, false},
	{"another slot that is not active", func(task *env.Task, s *stage) {
		s.applies(task, lustre.ConfigDeactivate, lustre.ConfigRemove, lustre.ConfigAdd)
	}, true, false},
	{"another slot that is active", func(task *env.Task, s *stage) {
		s.applies(task, lustre.ConfigDeactivate, lustre.ConfigRemove, lustre.ConfigAdd)
		s.connect(task)
	}, false, false},
}

// TestMoves asks of a create on a target to which something has happened whether it goes
// elsewhere.
func TestMoves(t *testing.T) {
	for _, test := range moving {
		t.Run(test.name, func(t *testing.T) {
			s := play(t, func(task *env.Task, s *stage) {
				s.both(task)
				a, err := s.lov.Allocate(task, "", s.world.Now())
				if err != nil {
					t.Fatal(err)
				}
				first := a.slot
				test.do(task, s)
				until := s.world.Now() + request
				if got := a.Moves(task, until); got != test.moves {
					t.Errorf("moves: %v", got)
				}
				if waited := s.world.Now() >= until; waited != test.waits {
					t.Errorf("waited to the end: %v", waited)
				}
				now := s.lov.table[target].slot
				if !test.moves && a.slot != now {
					t.Error("it stays with a slot that has gone")
				}
				a.Put()
				task.Sleep("test: soon", request)
				if gone := first != now; first.freed != gone {
					t.Errorf("the first slot is freed: %v, want %v", first.freed, gone)
				}
			})
			moved := func(r lustre.TraceRecord) bool { return r.Action == lustre.ActCreateMove }
			if got := slices.ContainsFunc(s.records, moved); got != test.moves {
				t.Errorf("a move was traced: %v", got)
			}
		})
	}
}
