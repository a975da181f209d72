package ptlrpc

import (
	"slices"
	"testing"

	"ostlife/impl/env"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// asks are the requests that an import makes beside connects, disconnects and pings.
var asks = []struct {
	kind  wire.Kind
	what  lustre.Ask
	sent  lustre.Action
	heard lustre.Action
	lost  lustre.Action
}{
	{wire.Enqueue, lustre.AskEnqueue, lustre.ActEnqueueSend, lustre.ActAskInterpret, lustre.ActAskExpire},
	{wire.Write, lustre.AskWrite, lustre.ActFlushSend, lustre.ActAskInterpret, lustre.ActAskExpire},
	{wire.Sync, lustre.AskSync, lustre.ActSyncSend, lustre.ActAskInterpret, lustre.ActAskExpire},
	{wire.Cancel, lustre.AskCancel, lustre.ActCancelSend, lustre.ActAskInterpret, lustre.ActAskExpire},
	{wire.Create, lustre.AskCreate, lustre.ActCreateSend, lustre.ActCreateInterpret, lustre.ActCreateExpire},
	{wire.ReplayWrite, lustre.AskReplay, lustre.ActReplaySend, lustre.ActReplayInterpret, lustre.ActAskExpire},
	{wire.ReplayLock, lustre.AskReplay, lustre.ActReplaySend, lustre.ActReplayInterpret, lustre.ActAskExpire},
	{wire.FinalPing, lustre.AskReplay, lustre.ActReplaySend, lustre.ActReplayInterpret, lustre.ActAskExpire},
	{wire.Read, lustre.AskRead, lustre.ActPingSend, lustre.ActPingEnd, lustre.ActLoss},
}

// ends are the ways in which such a request ends, and what the import makes of them.
var askEnds = []struct {
	name string
	do   func(*env.Task, *stage, wire.Message)
	took bool // the answer was taken
	lost bool // the connection was lost by it
}{
	{"good", func(task *env.Task, s *stage, m wire.Message) {
		s.reply(m, wire.OK, 0)
		rest(task)
	}, true, false},
	{"refused", func(task *env.Task, s *stage, m wire.Message) {
		s.reply(m, wire.NotConnected, 0)
		rest(task)
	}, false, true},
	{"answered what cannot be", func(task *env.Task, s *stage, m wire.Message) {
		s.reply(m, wire.Busy, 0)
		rest(task)
	}, false, true},
	{"silent", func(task *env.Task, s *stage, m wire.Message) {
		expire(task)
	}, false, true},
	{"answered after its time", func(task *env.Task, s *stage, m wire.Message) {
		expire(task)
		s.reply(m, wire.OK, 0)
		rest(task)
	}, false, true},
	{"answered after a loss", func(task *env.Task, s *stage, m wire.Message) {
		s.i.Lose()
		rest(task)
		s.reply(m, wire.OK, 0)
		rest(task)
	}, false, false},
	{"refused after a loss and a connect", func(task *env.Task, s *stage, m wire.Message) {
		s.i.Lose()
		s.full(task, 1)
		s.reply(m, wire.NotConnected, 0)
		rest(task)
		s.want("connected again", lustre.Full, 1)
	}, false, false},
	{"answered after an eviction", func(task *env.Task, s *stage, m wire.Message) {
		s.i.Lose()
		s.full(task, 2)
		s.reply(m, wire.OK, 0)
		rest(task)
	}, false, false},
	{"answered after a deactivation", func(task *env.Task, s *stage, m wire.Message) {
		s.i.Deactivate(1)
		s.reply(m, wire.OK, 0)
		s.reply(s.expect(task, wire.Disconnect), wire.OK, 0)
		rest(task)
	}, false, false},
	{"refused after a removal", func(task *env.Task, s *stage, m wire.Message) {
		s.i.Remove(1, lustre.LOVTrace{})
		rest(task)
		s.reply(m, wire.NotConnected, 0)
		rest(task)
	}, false, false},
}

// TestAsks ends each kind of request in each way: a good answer is taken, a refusal or
// silence loses the connection, and what comes after the numbers were raised, or a
// second time, changes nothing.
func TestAsks(t *testing.T) {
	for _, a := range asks {
		for _, end := range askEnds {
			t.Run(a.kind.String()+" "+end.name, func(t *testing.T) {
				took := 0
				s := play(t, func(task *env.Task, s *stage) {
					s.i.Hold()
					s.i.config.Window = 0
					s.full(task, 1)
					s.send(a.sent, a.what, a.kind, func(Answer) { took++ })
					m := s.expect(task, a.kind)
					if m.Instance != 1 || m.Count != 1 {
						t.Errorf("it carries instance %d and count %d", m.Instance, m.Count)
					}
					if asked := s.i.Snapshot().Import.Asked; (asked != a.what) != (a.what == lustre.AskCreate || a.what == lustre.AskRead) {
						t.Errorf("the import asks for %s", asked)
					}
					end.do(task, s, m)
					if r := s.i.Snapshot().Import; r.Asked != lustre.AskNothing || !s.idle() {
						t.Errorf("not at rest: %+v", r)
					}
				})
				if a.what != lustre.AskRead && (took == 1) != end.took {
					t.Errorf("the answer was taken %d times", took)
				}
				s.wantEnd(a.what, a.heard, a.lost, end.took, end.lost)
			})
		}
	}
}

// TestLossAborts loses the connection under each kind of request: those that mean
// nothing without it end at once, a ping does when its time is up.
func TestLossAborts(t *testing.T) {
	inFlight := func(k wire.Kind, what lustre.Ask) (n int) {
		play(t, func(task *env.Task, s *stage) {
			s.full(task, 1)
			if k == wire.Ping {
				s.i.tick()
			} else {
				s.send(lustre.ActFlushSend, what, k, func(Answer) {})
			}
			s.i.Lose()
			rest(task)
			n = s.i.Snapshot().Import.InFlight
		})
		return n
	}
	for _, a := range asks {
		if n := inFlight(a.kind, a.what); n != 0 {
			t.Errorf("%s: %d in flight after a loss", a.kind, n)
		}
	}
	if n := inFlight(wire.Ping, lustre.AskNothing); n != 1 {
		t.Errorf("PING: %d in flight after a loss", n)
	}
}

// send makes a request as a layer above does.
func (s *stage) send(sent lustre.Action, what lustre.Ask, k wire.Kind, take Interpreter) {
	s.i.Change("a test", func(h Held) {
		if what == lustre.AskRead {
			h.Read(take)
			return
		}
		h.Ask(sent, what, wire.Message{Kind: k}, take)
	})
}

// wantEnd checks how the end of a request was traced.
func (s *stage) wantEnd(what lustre.Ask, heard, expired lustre.Action, took, lost bool) {
	s.t.Helper()
	ended := slices.IndexFunc(s.records, func(r lustre.TraceRecord) bool {
		return r.Ask == what && (r.Action == heard || r.Action == expired || r.Action == lustre.ActPingInterpret)
	})
	if what == lustre.AskRead && !lost {
		return // a ping's end is traced however it ends
	}
	if ended < 0 {
		if took || lost {
			s.t.Errorf("its end was not traced")
		}
		return
	}
	r := s.records[ended]
	if r.Import.Asked != lustre.AskNothing || (r.Import.State == lustre.Disconn) != lost || took == lost {
		s.t.Errorf("traced %+v", r)
	}
	if refused := lost && r.Action != expired; r.Refused != refused || what != lustre.AskRead && r.Taken != (r.Action == heard) {
		s.t.Errorf("traced as refused %v, taken %v: %+v", r.Refused, r.Taken, r)
	}
}

// TestMustWait has the OST answer an enqueue that another node has the lock: whoever
// asked hears it, and nothing else has changed.
func TestMustWait(t *testing.T) {
	s := play(t, func(task *env.Task, s *stage) {
		s.full(task, 1)
		heard := 0
		s.send(lustre.ActEnqueueSend, lustre.AskEnqueue, wire.Enqueue, func(a Answer) {
			if a.Reply.Result == wire.MustWait {
				heard++
			}
		})
		s.reply(s.expect(task, wire.Enqueue), wire.MustWait, 0)
		rest(task)
		s.want("the lock is another node's", lustre.Full, 1)
		if heard != 1 {
			t.Errorf("heard %d times", heard)
		}
	})
	if r := s.records[len(s.records)-1]; r.Action != lustre.ActAskInterpret || r.Taken || r.Import.Asked != lustre.AskNothing {
		t.Errorf("traced %+v", r)
	}
}

// TestMayAsk looks when a layer above may ask for something.
func TestMayAsk(t *testing.T) {
	play(t, func(_ *env.Task, s *stage) {
		for marks := range 32 {
			bit := func(n int) bool { return marks>>n&1 > 0 }
			s.i.state = lustre.Full
			if bit(0) {
				s.i.state = lustre.Recover
			}
			s.i.invalid, s.i.deactive, s.i.dying = bit(1), bit(2), bit(3)
			s.i.asked = lustre.AskNothing
			if bit(4) {
				s.i.asked = lustre.AskSync
			}
			s.i.Change("a test", func(h Held) {
				if h.MayAsk() != (marks == 0) || h.Usable() != (marks&3 == 0) || (h.Refusal() == nil) != (marks&12 == 0) {
					t.Errorf("marks %05b: may ask %v, usable %v, refusal %v", marks, h.MayAsk(), h.Usable(), h.Refusal())
				}
			})
		}
		s.i.state = lustre.New
	})
}

// TestCreates looks when the object creator may send: on the connection that the OSC is
// prepared for, and not in RECOVERY (C2.3).
func TestCreates(t *testing.T) {
	play(t, func(task *env.Task, s *stage) {
		s.full(task, 1)
		for _, test := range []struct {
			name     string
			prepared lustre.ConnectionCount
			recovery bool
			deactive bool
			want     bool
		}{
			{"ready", 1, false, false, true},
			{"RECOVERY", 1, true, false, false},
			{"not prepared", 0, false, false, false},
			{"deactive", 1, false, true, false},
		} {
			s.i.prepared, s.i.recovery, s.i.deactive = test.prepared, test.recovery, test.deactive
			s.i.Change("a test", func(h Held) {
				if h.Creates() != test.want {
					t.Errorf("%s: creates %v, want %v", test.name, h.Creates(), test.want)
				}
			})
		}
	})
}

// TestAwait ends a wait in each way.
func TestAwait(t *testing.T) {
	for _, test := range []struct {
		name string
		do   func(*stage, *bool)
		want bool
	}{
		{"it is so", func(s *stage, so *bool) { *so = true }, true},
		{"it becomes so", func(s *stage, so *bool) {
			s.world.Go("change", func(*env.Task) { s.i.Change("a test", func(Held) { *so = true }) })
		}, true},
		{"something else changes", func(s *stage, so *bool) {
			s.world.Go("change", func(*env.Task) { s.i.Change("a test", func(Held) {}) })
		}, false},
		{"the world stops", func(s *stage, so *bool) {
			s.world.Go("stop", func(*env.Task) { s.world.Stop() })
		}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			play(t, func(task *env.Task, s *stage) {
				so := false
				test.do(s, &so)
				if got := s.i.Await(task, "test: wait", s.world.Now()+quiet, func(Held) bool { return so }); got != test.want {
					t.Errorf("it gave %v", got)
				}
			})
		})
	}
}
