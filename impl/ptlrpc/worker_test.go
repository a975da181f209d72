package ptlrpc

import (
	"slices"
	"testing"
	"time"

	"ostlife/impl/env"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// TestWorkerOrder queues events faster than the worker takes them: it takes them in
// their order, one at a time, and there is never a second worker.
func TestWorkerOrder(t *testing.T) {
	for seed := range uint64(200) {
		s := newStage(t, env.Control{Picker: env.NewRandomPicker(seed)})
		s.run(func(task *env.Task, s *stage) {
			for n := range lustre.Position(6) {
				if n%2 == 0 {
					s.i.Deactivate(n + 1)
				} else {
					s.i.Activate(n + 1)
				}
				if n%3 == 2 {
					task.Yield("test: let the worker run")
				}
			}
			expire(task)
			s.wantHeard("deactivate 0", "activate 0", "deactivate 0", "activate 0", "deactivate 0", "activate 0")
			if !s.idle() || s.upper.most != 1 {
				t.Errorf("seed %d: %d calls at once, at rest %+v", seed, s.upper.most, s.i.Snapshot().Import)
			}
		})
		if t.Failed() {
			return
		}
	}
}

// TestWorkerSeesTwo shows that the test above can fail: a second worker is seen.
func TestWorkerSeesTwo(t *testing.T) {
	s := newStage(t, env.Control{})
	s.run(func(task *env.Task, s *stage) {
		s.upper.before = func(task *env.Task, _ string) { task.Sleep("test: hold the worker", time.Second) }
		s.i.Deactivate(1)
		s.i.Activate(2)
		s.i.references++ // the second worker's, so that only its running is wrong
		s.world.Go("second worker", s.i.work)
		expire(task)
		if s.upper.most != 2 {
			t.Errorf("%d calls at once, want 2", s.upper.most)
		}
	})
}

// holdAt picks so that the worker stays before a point until it is let go.
type holdAt struct {
	at   env.Point
	free bool
}

func (h *holdAt) Pick(choices []env.Choice) int {
	for n, c := range choices {
		if c.Point != h.at || h.free {
			return n
		}
	}
	return len(choices) - 1 // the clock, if it is on offer
}

// TestStaleEventChangesNothing overtakes the worker before each step that looks at the
// numbers: the step changes nothing, and the rest of its event is left out.
func TestStaleEventChangesNothing(t *testing.T) {
	for _, test := range []struct {
		at    env.Point
		begin func(*env.Task, *stage)
		heard []string // after the event was overtaken
	}{
		{PointFull, func(task *env.Task, s *stage) {
			s.begin()
			s.reply(s.expect(task, wire.Connect), wire.OK, 1)
		}, []string{"activate 2"}},
		{PointDisconnect, func(task *env.Task, s *stage) { s.i.Deactivate(1) }, []string{"activate 0"}},
		{PointDeactivateEnd, func(task *env.Task, s *stage) { s.i.Deactivate(1) }, []string{"activate 0"}},
	} {
		t.Run(string(test.at), func(t *testing.T) {
			h := &holdAt{at: test.at}
			s := newStage(t, env.Control{Picker: h, EarlyTimers: true})
			s.run(func(task *env.Task, s *stage) {
				test.begin(task, s)
				rest(task)
				s.upper.heard = nil
				s.i.Activate(2)
				before, n := s.i.Snapshot(), len(s.records)
				h.free = true
				rest(task)
				after := s.i.Snapshot()
				after.Import.Queued, after.Import.Workers = before.Import.Queued, before.Import.Workers
				if after != before {
					t.Errorf("a stale event changed\n%+v into\n%+v", before, after)
				}
				s.wantHeard(test.heard...)
				if r := s.records[n]; r.Action != lustre.ActEventStale || r.Numbers == r.Current {
					t.Errorf("traced %+v", r)
				}
			})
		})
	}
}

// TestUpperOvertaken has the layer above find an event overtaken: the worker goes on to
// the next event.
func TestUpperOvertaken(t *testing.T) {
	play(t, func(task *env.Task, s *stage) {
		s.upper.refuse = "active"
		s.full(task, 1)
		s.wantHeard("active 1")
		s.upper.refuse = "deactivate"
		s.i.Deactivate(1)
		rest(task)
		s.silent()
		s.wantHeard("deactivate 1")
		s.want("the deactivation went no further", lustre.Full, 1)
	})
}

// TestInvalidateFinishes overtakes an invalidation while it waits: INVALID is cleared
// all the same, no connect is sent before, and its connection is not made FULL.
func TestInvalidateFinishes(t *testing.T) {
	for _, test := range []struct {
		name  string
		do    func(*stage)
		state lustre.ImportState
		heard []string
	}{
		{"nothing", func(*stage) {}, lustre.Full, []string{"active 3", "finished 3"}},
		{"a loss", func(s *stage) { s.i.Lose() }, lustre.Disconn, []string{"inactive 4"}},
		{"a deactivation", func(s *stage) { s.i.Deactivate(1) }, lustre.Disconn, []string{"deactivate 3"}},
		{"a deactivation and an activation", func(s *stage) {
			s.i.Deactivate(1)
			s.i.Activate(2)
		}, lustre.Disconn, []string{"deactivate 3", "activate 4"}},
		{"a removal", func(s *stage) { s.i.Remove(1, lustre.LOVTrace{}) }, lustre.Closed, []string{"removed 3"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			h := &holdAt{at: PointInvalidateEnd}
			s := newStage(t, env.Control{Picker: h, EarlyTimers: true})
			s.run(func(task *env.Task, s *stage) {
				s.full(task, 1)
				s.evict(task)
				s.upper.heard = nil
				test.do(s)
				if s.begin() || !s.i.Snapshot().Import.Invalid {
					t.Errorf("the invalidation runs, and the import is %+v", s.i.Snapshot().Import)
				}
				h.free = true
				rest(task)
				if r := s.i.Snapshot().Import; r.Invalid || r.State != test.state || !s.idle() {
					t.Errorf("at rest %+v, want %s", r, test.state)
				}
				s.wantHeard(test.heard...)
			})
			ends := 0
			for _, a := range s.actions() {
				if a == lustre.ActInvalidateEnd {
					ends++
				}
			}
			if ends != 1 {
				t.Errorf("the invalidation ended %d times", ends)
			}
		})
	}
}

// TestEvictionDropsData has an eviction find lock and data: both go, and that there was
// some is to be told. The defect leaves all of it.
func TestEvictionDropsData(t *testing.T) {
	dirty := Object{Locked: true, Dirty: true, Value: 7}
	taken := Object{Locked: true, Uncommitted: true, Taken: 7, Version: 3}
	for _, test := range []struct {
		name    string
		before  Object
		after   Object
		defects lustre.Defects
	}{
		{"nothing", Object{}, Object{}, nil},
		{"a lock", Object{Locked: true}, Object{}, nil},
		{"a lock that may be", Object{Unsure: true}, Object{}, nil},
		{"dirty data", dirty, Object{Dropped: true}, nil},
		{"uncommitted data", taken, Object{Dropped: true}, nil},
		{"what was dropped before", Object{Dropped: true}, Object{Dropped: true}, nil},
		{"control", dirty, dirty, lustre.Defects{lustre.DefectEvictionLeavesLocks}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := play(t, func(task *env.Task, s *stage) {
				s.full(task, 1)
				s.i.object = test.before
				s.i.Lose()
				s.full(task, 2)
				if s.i.object != test.after {
					t.Errorf("%+v became %+v, want %+v", test.before, s.i.object, test.after)
				}
			}, test.defects...)
			for _, r := range s.records {
				if r.Action == lustre.ActInvalidateEnd && (r.Import.Dropped != test.after.Dropped || r.Import.Locked != test.after.Locked) {
					t.Errorf("traced %+v", r.Import)
				}
			}
		})
	}
}

// evict brings the import to an eviction, and its worker to the end of the wait for
// requests.
func (s *stage) evict(task *env.Task) {
	s.i.Lose()
	rest(task)
	s.begin()
	s.reply(s.expect(task, wire.Connect), wire.OK, 2)
	rest(task)
	s.want("another instance", lustre.Evicted, 2)
}

// TestDrain has an eviction overtake a ping that nobody answers: the invalidation
// waits until the ping was aborted, not until it times out.
func TestDrain(t *testing.T) {
	play(t, func(task *env.Task, s *stage) {
		s.full(task, 1)
		s.i.tick()
		s.expect(task, wire.Ping)
		s.i.Lose()
		rest(task)
		began := s.world.Now()
		s.full(task, 2) // EVICTED, INVALID, drained, FULL
		if took := s.world.Now() - began; took >= requestTime {
			t.Errorf("the invalidation took %v, as long as a time-out", took)
		}
		invalidated := slices.IndexFunc(s.records, func(r lustre.TraceRecord) bool { return r.Action == lustre.ActInvalidateEnd })
		if invalidated < 0 || s.records[invalidated].Import.InFlight != 0 {
			t.Errorf("INVALID was cleared with requests in flight")
		}
	})
}

// TestDrainAtStop stops the world while an invalidation waits: nothing claims that it
// has ended.
func TestDrainAtStop(t *testing.T) {
	for _, test := range []struct {
		name  string
		do    func(*env.Task, *stage)
		never lustre.Action
	}{
		{"invalidation", func(task *env.Task, s *stage) {
			s.i.Lose()
			rest(task)
			s.begin()
			m := s.expect(task, wire.Connect)
			s.i.inFlight = append(s.i.inFlight, inFlight{xid: 1 << 40}) // one that never ends
			s.reply(m, wire.OK, 2)
			rest(task)
		}, lustre.ActInvalidateEnd},
		{"removal", func(task *env.Task, s *stage) {
			s.i.inFlight = append(s.i.inFlight, inFlight{xid: 1 << 40})
			s.i.Remove(1, lustre.LOVTrace{})
			rest(task)
		}, lustre.ActRemoveEnd},
		{"deactivation", func(task *env.Task, s *stage) {
			s.i.Deactivate(1)
			s.expect(task, wire.Disconnect)
		}, lustre.ActDeactivateEnd},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := play(t, func(task *env.Task, s *stage) {
				s.full(task, 1)
				test.do(task, s)
			})
			if slices.Contains(s.actions(), test.never) {
				t.Errorf("the stop traced %s", test.never)
			}
			if r := s.i.Snapshot().Import; r.Queued == 0 {
				t.Error("the event that the stop cut short counts as done")
			}
		})
	}
}
