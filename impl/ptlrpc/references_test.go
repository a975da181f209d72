package ptlrpc

import (
	"slices"
	"testing"
	"time"

	"ostlife/impl/env"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// TestLastReference has each kind of holder be the last one.
func TestLastReference(t *testing.T) {
	for _, test := range []struct {
		name string
		do   func(*env.Task, *stage)
	}{
		{"its worker", func(task *env.Task, s *stage) { s.i.Remove(1, lustre.LOVTrace{}) }},
		{"the pinger", func(task *env.Task, s *stage) {
			p := NewPinger(s.world, "client0", time.Hour)
			p.Add(s.i)
			s.i.Remove(1, lustre.LOVTrace{})
			rest(task)
			if s.upper.frees > 0 {
				t.Error("freed under the pinger")
			}
			if !p.Del(s.i) || p.Del(s.i) {
				t.Error("the pinger knows an import once")
			}
			s.i.Put()
		}},
		{"an application", func(task *env.Task, s *stage) {
			s.i.Hold()
			s.i.Remove(1, lustre.LOVTrace{})
			rest(task)
			if s.upper.frees > 0 {
				t.Error("freed under an application")
			}
			s.i.Put()
		}},
		{"a request", func(task *env.Task, s *stage) {
			s.begin()
			m := s.expect(task, wire.Connect)
			s.i.Put() // the table's
			rest(task)
			if s.upper.frees > 0 {
				t.Error("freed under a request")
			}
			s.reply(m, wire.NotConnected, 0)
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := play(t, func(task *env.Task, s *stage) {
				test.do(task, s)
				rest(task)
				if s.upper.frees != 1 || s.i.TryHold() {
					t.Errorf("freed %d times", s.upper.frees)
				}
			})
			if n := len(s.records); s.records[n-1].Action != lustre.ActSlotFree {
				t.Errorf("the last action is %s", s.records[n-1].Action)
			}
		})
	}
}

// TestWorkerHoldsReference removes an import whose worker runs longer than everything
// else that holds it. The defect lets the import go under its worker, which is seen.
func TestWorkerHoldsReference(t *testing.T) {
	for _, test := range []struct {
		name    string
		defects []lustre.Defect
		broken  bool
	}{
		{"design", nil, false},
		{"control", []lustre.Defect{lustre.DefectWorkerWithoutReference}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newStage(t, env.Control{}, test.defects...)
			s.run(func(task *env.Task, s *stage) {
				s.i.Lose()
				s.full(task, 1)
				s.i.Deactivate(1)
				s.reply(s.expect(task, wire.Disconnect), wire.OK, 0)
				rest(task)
				if s.upper.frees > 0 || len(s.broken) > 0 {
					t.Errorf("freed before it was removed; violations %+v", s.broken)
				}
				s.i.Remove(2, lustre.LOVTrace{})
				rest(task)
			})
			if s.upper.frees != 1 || (len(s.broken) > 0) != test.broken {
				t.Errorf("freed %d times, violations %+v", s.upper.frees, s.broken)
			}
		})
	}
}

// TestRemovalDropsData removes imports that have pinned data, or have had data dropped:
// the next slot of the target hears of it.
func TestRemovalDropsData(t *testing.T) {
	for _, test := range []struct {
		name   string
		object Object
		want   bool
	}{
		{"nothing", Object{}, false},
		{"a lock", Object{Locked: true}, false},
		{"dirty data", Object{Locked: true, Dirty: true}, true},
		{"uncommitted data", Object{Locked: true, Uncommitted: true}, true},
		{"untold", Object{Dropped: true}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := play(t, func(task *env.Task, s *stage) {
				s.full(task, 1)
				s.i.object = test.object
				_, dropped := s.i.Remove(2, lustre.LOVTrace{})
				if dropped != test.want {
					t.Errorf("data was dropped: %v, want %v", dropped, test.want)
				}
				c := s.i.config
				c.Dropped = dropped
				next := NewImport(s.world, s.rpc, c, s.upper)
				if got := next.Snapshot().Import.Dropped; got != test.want {
					t.Errorf("the next import knows of it: %v", got)
				}
			})
			for _, r := range s.records {
				if r.Action == lustre.ActConfigRemove && (r.Import.Dropped != test.want || r.Import.Locked || r.Import.Dirty) {
					t.Errorf("traced %+v", r.Import)
				}
			}
		})
	}
}

// TestPoison uses an import after its last reference has gone: each use is recorded,
// and none does harm.
func TestPoison(t *testing.T) {
	uses := []struct {
		name string
		use  func(*env.Task, *stage)
	}{
		{"hold", func(_ *env.Task, s *stage) { s.i.Hold() }},
		{"put", func(_ *env.Task, s *stage) { s.i.Put() }},
		{"state", func(_ *env.Task, s *stage) { s.i.State() }},
		{"snapshot", func(_ *env.Task, s *stage) { s.i.Snapshot() }},
		{"pinger", func(_ *env.Task, s *stage) { s.i.tick() }},
		{"round trip", func(task *env.Task, s *stage) {
			if _, err := s.i.RoundTrip(task, env.Forever); err != lustre.ErrNoTarget {
				t.Errorf("it gave %v", err)
			}
		}},
		{"settle", func(task *env.Task, s *stage) { s.i.Settled(task, 9, env.Forever) }},
		{"await", func(task *env.Task, s *stage) {
			s.i.Await(task, "test: wait", env.Forever, func(Held) bool { return true })
		}},
		{"change", func(_ *env.Task, s *stage) { s.i.Change("a test", func(Held) {}) }},
		{"loss", func(_ *env.Task, s *stage) { s.i.Lose() }},
		{"deactivation", func(_ *env.Task, s *stage) { s.i.Deactivate(2) }},
		{"activation", func(_ *env.Task, s *stage) { s.i.Activate(2) }},
		{"removal", func(_ *env.Task, s *stage) { s.i.Remove(2, lustre.LOVTrace{}) }},
	}
	for _, test := range uses {
		t.Run(test.name, func(t *testing.T) {
			s := newStage(t, env.Control{})
			s.run(func(task *env.Task, s *stage) {
				s.i.Remove(1, lustre.LOVTrace{})
				expire(task)
				if len(s.broken) > 0 || s.upper.frees != 1 {
					t.Fatalf("violations %+v, freed %d times", s.broken, s.upper.frees)
				}
				test.use(task, s)
				expire(task)
				s.silent()
			})
			if len(s.broken) == 0 || s.upper.frees != 1 {
				t.Errorf("%d violations, freed %d times", len(s.broken), s.upper.frees)
			}
		})
	}
}

// TestLateReplyFindsNoImport lets a connect's reply come after the import was freed: it
// finds none, which is no use of it.
func TestLateReplyFindsNoImport(t *testing.T) {
	s := play(t, func(task *env.Task, s *stage) {
		s.begin()
		m := s.expect(task, wire.Connect)
		s.i.Deactivate(1)
		s.i.Remove(2, lustre.LOVTrace{})
		rest(task)
		if s.upper.frees != 1 {
			t.Error("the import was not freed")
		}
		s.reply(m, wire.OK, 1)
		rest(task)
	})
	if slices.Contains(s.actions(), lustre.ActConnectInterpret) {
		t.Error("the reply was interpreted")
	}
}
