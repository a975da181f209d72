package ptlrpc

import (
	"slices"
	"testing"

	"ostlife/impl/env"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// held is what an import has of an object when the OST restarts.
var held = Object{Locked: true, Dirty: true, Value: 8, Uncommitted: true, Taken: 7, Version: 3}

// restart has the import lose its connection and come again to an OST in its window.
func (s *stage) restart(task *env.Task, w lustre.Window) {
	s.t.Helper()
	s.i.Lose()
	rest(task)
	s.rejoin(task, w)
}

// rejoin connects again in the window.
func (s *stage) rejoin(task *env.Task, w lustre.Window) {
	s.t.Helper()
	if !s.begin() {
		s.t.Errorf("no connect began: %+v", s.i.Snapshot().Import)
	}
	s.welcome(s.expect(task, wire.Connect), 1, w)
}

// ok answers the next request, of the kind.
func (s *stage) ok(task *env.Task, k wire.Kind) wire.Message {
	s.t.Helper()
	m := s.expect(task, k)
	s.reply(m, wire.OK, 0)
	return m
}

// TestReplay restarts the OST under an import that has this and that: what there is is
// sent again in order, then the final ping, and only its answer makes the import FULL.
func TestReplay(t *testing.T) {
	for _, test := range []struct {
		name   string
		object Object
		want   []wire.Kind
	}{
		{"nothing", Object{}, []wire.Kind{wire.FinalPing}},
		{"a lock", Object{Locked: true}, []wire.Kind{wire.ReplayLock, wire.FinalPing}},
		{"dirty data", Object{Locked: true, Dirty: true}, []wire.Kind{wire.ReplayLock, wire.FinalPing}},
		{"all", held, []wire.Kind{wire.ReplayWrite, wire.ReplayLock, wire.FinalPing}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := play(t, func(task *env.Task, s *stage) {
				s.full(task, 1)
				s.i.object = test.object
				s.upper.heard = nil
				s.restart(task, lustre.WindowFresh)
				rest(task)
				s.wantHeard("inactive 2")
				for _, k := range test.want {
					m := s.expect(task, k)
					rest(task)
					s.silent() // one at a time
					s.wantHeard()
					if m.Instance != 1 || k == wire.ReplayWrite && (m.Value != 7 || m.Version != 3) {
						t.Errorf("sent %+v", m)
					}
					s.reply(m, wire.OK, 0)
				}
				rest(task)
				s.want("recovered", lustre.Full, 1)
				s.wantHeard("active 3", "finished 3")
				if s.i.object != test.object || s.i.resumed || !s.idle() {
					t.Errorf("recovered with %+v, %+v", s.i.object, s.i.Snapshot().Import)
				}
			})
			s.wantParts(len(test.want))
		})
	}
}

// wantParts checks the trace of an undisturbed recovery with so many requests: of its
// three parts each is one record, and each answer one more.
func (s *stage) wantParts(requests int) {
	s.t.Helper()
	sent, passed, heard := 0, 0, 0
	for _, r := range s.records {
		switch {
		case r.Action == lustre.ActReplaySend && r.Ask == lustre.AskReplay && r.Import.Asked == lustre.AskReplay:
			sent++
		case r.Action == lustre.ActReplaySend && r.Ask == lustre.AskNothing:
			passed++
		case r.Action == lustre.ActReplayInterpret && r.Taken && !r.Refused && r.Import.Asked == lustre.AskNothing:
			heard++
		}
	}
	if sent != requests || heard != requests || passed != 3-requests {
		s.t.Errorf("%d requests, %d answers, %d parts passed over; want %d requests", sent, heard, passed, requests)
	}
}

// interruptions are what can end a recovery in any of its parts.
var interruptions = []struct {
	name string
	do   func(*env.Task, *stage, wire.Message)
}{
	{"a loss", func(task *env.Task, s *stage, m wire.Message) {
		s.i.Lose()
		s.reply(m, wire.OK, 0) // too late
		rest(task)
	}},
	{"silence", func(task *env.Task, s *stage, m wire.Message) {
		task.Sleep("test: longer than the window", window+requestTime+quiet)
	}},
	{"a refusal", func(task *env.Task, s *stage, m wire.Message) {
		s.reply(m, wire.NotConnected, 0)
		rest(task)
	}},
}

// TestReplayResumes interrupts a recovery in each part, and has the OST say that it
// has seen some of it or nothing. If it has, the import goes on with the locks, once
// the requests were replayed; else it begins anew.
func TestReplayResumes(t *testing.T) {
	all := []wire.Kind{wire.ReplayWrite, wire.ReplayLock, wire.FinalPing}
	for _, w := range []lustre.Window{lustre.WindowFresh, lustre.WindowAgain} {
		for part := range all {
			for _, by := range interruptions {
				t.Run(w.String()+" "+all[part].String()+" "+by.name, func(t *testing.T) {
					play(t, func(task *env.Task, s *stage) {
						s.full(task, 1)
						s.i.object = held
						s.restart(task, lustre.WindowFresh)
						for _, k := range all[:part] {
							s.ok(task, k)
						}
						by.do(task, s, s.expect(task, all[part]))
						s.want(by.name, lustre.Disconn, 1)
						s.rejoin(task, w)
						resumed := w == lustre.WindowAgain && part > 0
						for _, k := range all {
							if k != wire.ReplayWrite || !resumed {
								s.ok(task, k)
							}
						}
						rest(task)
						s.want("recovered", lustre.Full, 1)
						s.silent()
						if s.i.object != held {
							t.Errorf("recovered with %+v", s.i.object)
						}
					})
				})
			}
		}
	}
}

// TestReplayEnds ends a recovery for good in each part.
func TestReplayEnds(t *testing.T) {
	all := []wire.Kind{wire.ReplayWrite, wire.ReplayLock, wire.FinalPing}
	for _, end := range []struct {
		name   string
		do     func(*env.Task, *stage)
		state  lustre.ImportState
		object Object
	}{
		{"deactivated: all stays, pinned", func(_ *env.Task, s *stage) { s.i.Deactivate(1) }, lustre.Disconn, held},
		{"activated again", func(_ *env.Task, s *stage) {
			s.i.Deactivate(1)
			s.i.Activate(2)
		}, lustre.Disconn, held},
		{"removed", func(_ *env.Task, s *stage) { s.i.Remove(1, lustre.LOVTrace{}) }, lustre.Closed, Object{Dropped: true}},
		{"evicted", func(task *env.Task, s *stage) {
			s.i.Lose()
			s.full(task, 2)
		}, lustre.Full, Object{Dropped: true}},
		{"the window has ended without it", func(task *env.Task, s *stage) {
			s.i.Lose()
			s.full(task, 1)
		}, lustre.Full, held},
	} {
		for part := range all {
			t.Run(end.name+" at "+all[part].String(), func(t *testing.T) {
				play(t, func(task *env.Task, s *stage) {
					s.i.Hold()
					s.full(task, 1)
					s.i.object = held
					s.restart(task, lustre.WindowFresh)
					for _, k := range all[:part] {
						s.ok(task, k)
					}
					m := s.expect(task, all[part])
					end.do(task, s)
					s.reply(m, wire.OK, 0) // late
					rest(task)
					s.silent()
					if r := s.i.Snapshot().Import; r.State != end.state || r.Resumed && r.State == lustre.Full || !s.idle() {
						t.Errorf("in the end %+v", r)
					}
					if s.i.object != end.object {
						t.Errorf("left with %+v, want %+v", s.i.object, end.object)
					}
				})
			})
		}
	}
}

// TestReplayOvertaken overtakes the worker before each part: it sends nothing more.
func TestReplayOvertaken(t *testing.T) {
	h := &holdAt{at: PointReplay}
	s := newStage(t, env.Control{Picker: h, EarlyTimers: true})
	s.run(func(task *env.Task, s *stage) {
		s.full(task, 1)
		s.i.object = held
		s.restart(task, lustre.WindowFresh)
		rest(task)
		s.want("the worker is held", lustre.Replay, 1)
		s.i.Lose()
		h.free = true
		rest(task)
		s.silent()
		s.want("overtaken", lustre.Disconn, 1)
	})
	if !slices.ContainsFunc(s.records, func(r lustre.TraceRecord) bool {
		return r.Action == lustre.ActEventStale && r.Numbers != r.Current
	}) {
		t.Error("the overtaken event was not traced")
	}
	if slices.Contains(s.actions(), lustre.ActReplaySend) {
		t.Error("the overtaken event took a step")
	}
}

// TestReplayAtStop stops the world in each part of a recovery: nothing claims that it
// went on.
func TestReplayAtStop(t *testing.T) {
	for part, k := range []wire.Kind{wire.ReplayWrite, wire.ReplayLock, wire.FinalPing} {
		t.Run(k.String(), func(t *testing.T) {
			s := play(t, func(task *env.Task, s *stage) {
				s.full(task, 1)
				s.i.object = held
				s.restart(task, lustre.WindowFresh)
				for _, before := range []wire.Kind{wire.ReplayWrite, wire.ReplayLock}[:part] {
					s.ok(task, before)
				}
				s.expect(task, k)
			})
			if r := s.i.Snapshot().Import; r.Queued == 0 || r.State == lustre.Full {
				t.Errorf("the stop left %+v", r)
			}
		})
	}
}

// TestFinalPingWaits answers a final ping when the window has ended, later than any
// other request may be answered.
func TestFinalPingWaits(t *testing.T) {
	play(t, func(task *env.Task, s *stage) {
		s.full(task, 1)
		s.restart(task, lustre.WindowFresh)
		m := s.expect(task, wire.FinalPing)
		task.Sleep("test: the window", window+requestTime/2)
		s.want("the window is open", lustre.ReplayWait, 1)
		s.reply(m, wire.OK, 0)
		rest(task)
		s.want("it has ended", lustre.Full, 1)
	})
}

// TestInWindow has the OST keep the import out of its window: the handle stays, no
// application connects again, and the pinger's next round does.
func TestInWindow(t *testing.T) {
	s := play(t, func(task *env.Task, s *stage) {
		s.full(task, 1)
		s.i.object = held
		s.i.Lose()
		rest(task)
		s.begin()
		m := s.expect(task, wire.Connect)
		s.reply(m, wire.InWindow, 0)
		rest(task)
		s.want("kept out", lustre.Disconn, 1)
		if _, err := s.i.RoundTrip(task, s.world.Now()+requestTime); err != lustre.ErrUnreachable {
			t.Errorf("a round trip gave %v", err)
		}
		s.silent()
		s.i.tick()
		m = s.expect(task, wire.Connect)
		if m.Instance != 1 {
			t.Errorf("the connect carries instance %d", m.Instance)
		}
		s.reply(m, wire.OK, 2)
		rest(task)
		s.want("the window has ended: an eviction", lustre.Full, 2)
		if s.i.object != (Object{Dropped: true}) {
			t.Errorf("left with %+v", s.i.object)
		}
	})
	if !slices.ContainsFunc(s.records, func(r lustre.TraceRecord) bool {
		return r.Action == lustre.ActConnectInterpret && r.Taken && r.Instance == 0 && r.Import.State == lustre.Disconn
	}) {
		t.Error("that the window kept us out was not traced")
	}
}

// TestInWindowLate gives the import the answer late: it changes nothing.
func TestInWindowLate(t *testing.T) {
	s := play(t, func(task *env.Task, s *stage) {
		s.begin()
		late := s.expect(task, wire.Connect)
		expire(task)
		s.begin()
		m := s.expect(task, wire.Connect)
		s.reply(late, wire.InWindow, 0)
		rest(task)
		s.want("the second connect is on its way", lustre.Connecting, 0)
		s.reply(m, wire.OK, 1)
		rest(task)
		s.want("it was answered", lustre.Full, 1)
	})
	if n := len(s.records); n == 0 || s.i.barred {
		t.Error("a late answer keeps applications out")
	}
}
