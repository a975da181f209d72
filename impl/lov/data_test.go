package lov

import (
	"slices"
	"testing"

	"ostlife/impl/env"
	"ostlife/model/lustre"
)

// TestData looks at the refusals that are decided at the node, and writes, reads and
// syncs otherwise.
func TestData(t *testing.T) {
	play(t, func(task *env.Task, s *stage) {
		all := func(when string, want error) {
			t.Helper()
			until := s.world.Now() + request
			if _, err := s.lov.Write(task, target, 7, until); err != want {
				t.Errorf("%s: write: %v, want %v", when, err, want)
			}
			if _, _, err := s.lov.Read(task, target, until); err != want {
				t.Errorf("%s: read: %v, want %v", when, err, want)
			}
			if err := s.lov.Sync(task, target, until); err != want {
				t.Errorf("%s: sync: %v, want %v", when, err, want)
			}
		}
		all("the log is not read", lustre.ErrUnreachable)
		s.lov.Begin()
		all("not added", lustre.ErrNoTarget)
		s.applies(task, lustre.ConfigAdd)
		at := s.connect(task)
		all("connected", nil)
		if value, read, err := s.lov.Read(task, target, s.world.Now()+request); value != 7 || read != at || err != nil {
			t.Errorf("read %d on %d, %v, want 7 on %d", value, read, err, at)
		}
		if value, _, err := s.lov.Read(task, target, s.world.Now()+request); value != 7 || err != nil {
			t.Errorf("read %d, %v", value, err)
		}
		s.applies(task, lustre.ConfigDeactivate, lustre.ConfigRemove)
		all("removed", lustre.ErrNoTarget)
	})
}

// TestDroppedOutlivesSlot removes a target whose OST is silent while data waits for it:
// a sync of the next slot tells the drop, once, and one of the slot after that if no
// sync came in between.
func TestDroppedOutlivesSlot(t *testing.T) {
	for _, test := range []struct {
		name   string
		writes bool
		slots  int // added and removed before the sync
		want   error
	}{
		{"a write", true, 0, lustre.ErrDropped},
		{"a write and another slot", true, 2, lustre.ErrDropped},
		{"no write", false, 0, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := play(t, func(task *env.Task, s *stage) {
				s.lov.Begin()
				s.applies(task, lustre.ConfigAdd)
				s.connect(task)
				if test.writes {
					if _, err := s.lov.Write(task, target, 7, s.world.Now()+request); err != nil {
						t.Error(err)
					}
				}
				s.network.Isolate("OST0000", true)
				s.applies(task, lustre.ConfigDeactivate, lustre.ConfigRemove)
				for range test.slots {
					s.applies(task, lustre.ConfigAdd, lustre.ConfigDeactivate, lustre.ConfigRemove)
				}
				s.network.Isolate("OST0000", false)
				s.applies(task, lustre.ConfigAdd)
				s.connect(task)
				for _, want := range []error{test.want, nil} {
					if err := s.lov.Sync(task, target, s.world.Now()+request); err != want {
						t.Errorf("sync: %v, want %v", err, want)
					}
				}
				if value, _, err := s.lov.Read(task, target, s.world.Now()+request); value != 0 || err != nil {
					t.Errorf("read %d, %v", value, err)
				}
			})
			fails := func(r lustre.TraceRecord) bool { return r.Action == lustre.ActSyncFails }
			if got := slices.ContainsFunc(s.records, fails); got != (test.want != nil) {
				t.Errorf("a failing sync was traced: %v", got)
			}
		})
	}
}
