package ptlrpc

import (
	"slices"
	"testing"

	"ostlife/impl/env"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// TestConnectReply looks at what each reply to a connect makes of the import.
func TestConnectReply(t *testing.T) {
	for _, test := range []struct {
		name   string
		before lustre.Instance // the handle that is held
		result wire.Result
		given  lustre.Instance
		state  lustre.ImportState
		handle lustre.Instance
		heard  []string
	}{
		{"afresh", 0, wire.OK, 5, lustre.Full, 5, []string{"active 1", "finished 1"}},
		{"the same export", 5, wire.OK, 5, lustre.Full, 5, []string{"active 1", "finished 1"}},
		{"another export: an eviction", 5, wire.OK, 6, lustre.Full, 6, []string{"active 1", "finished 1"}},
		{"a refusal", 5, wire.NotConnected, 0, lustre.Disconn, 5, nil},
		{"no instance", 5, wire.OK, 0, lustre.Disconn, 5, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := play(t, func(task *env.Task, s *stage) {
				s.i.handle = test.before
				s.begin()
				m := s.expect(task, wire.Connect)
				if m.Instance != test.before || m.Count != 1 {
					t.Errorf("the connect carries instance %d and count %d", m.Instance, m.Count)
				}
				s.reply(m, test.result, test.given)
				rest(task)
				s.want("after the reply", test.state, test.handle)
				s.wantHeard(test.heard...)
				if r := s.i.Snapshot().Import; r.Invalid || !s.idle() {
					t.Errorf("not at rest: %+v", r)
				}
			})
			evicted := 0
			for _, r := range s.records {
				if r.Import.State == lustre.Evicted {
					evicted++
					if !r.Import.Invalid {
						t.Errorf("EVICTED and not INVALID in %s", r.Action)
					}
				}
			}
			if want := test.before != 0 && test.given > test.before; (evicted > 0) != want {
				t.Errorf("%d records show EVICTED, want some: %v", evicted, want)
			}
		})
	}
}

// TestLateReplyIgnored gives the import the reply of a connect that was overtaken, and
// looks whether it changed anything (C2.4). The defect shows that the test can fail.
func TestLateReplyIgnored(t *testing.T) {
	overtakers := []struct {
		name string
		do   func(*env.Task, *stage)
	}{
		{"timed out", func(task *env.Task, s *stage) { expire(task) }},
		{"timed out, connecting again", func(task *env.Task, s *stage) {
			expire(task)
			s.begin()
			s.expect(task, wire.Connect)
		}},
		{"connected again", func(task *env.Task, s *stage) {
			expire(task)
			s.full(task, 9)
		}},
		{"deactivated", func(task *env.Task, s *stage) {
			s.i.Deactivate(2)
			rest(task)
		}},
		{"deactivated, not interpreted yet", func(_ *env.Task, s *stage) { s.i.Deactivate(2) }},
		{"activated again", func(task *env.Task, s *stage) {
			s.i.Deactivate(2)
			s.i.Activate(3)
			rest(task)
		}},
		{"activated and connecting again", func(task *env.Task, s *stage) {
			s.i.Deactivate(2)
			s.i.Activate(3)
			s.begin()
			s.expect(task, wire.Connect)
		}},
	}
	changed := func(t *testing.T, do func(*env.Task, *stage), defects ...lustre.Defect) bool {
		changed := false
		play(t, func(task *env.Task, s *stage) {
			s.begin()
			late := s.expect(task, wire.Connect)
			do(task, s)
			before := s.i.Snapshot()
			answer := late.Answer(wire.OK)
			answer.Instance = 4
			s.rpc.deliver(answer)
			task.Yield("test: ptlrpcd's turn")
			task.Sleep("test: let it be interpreted", latency/2)
			after := s.i.Snapshot()
			changed = after.Import.Handle != before.Import.Handle || after.Import.State == lustre.Full && before.Import.State != lustre.Full
			ignored := slices.ContainsFunc(s.records, func(r lustre.TraceRecord) bool {
				return r.Action == lustre.ActConnectInterpret && r.Instance == 4 && !r.Taken
			})
			if ignored == changed {
				t.Errorf("the late reply was ignored: %v, changed something: %v", ignored, changed)
			}
		}, defects...)
		return changed
	}
	for _, test := range overtakers {
		t.Run(test.name, func(t *testing.T) {
			if changed(t, test.do) {
				t.Error("a late reply changed the import")
			}
		})
	}
	t.Run("control", func(t *testing.T) {
		if !changed(t, overtakers[1].do, lustre.DefectLateReply) {
			t.Error("the defect that accepts a late reply went unseen")
		}
	})
}

// TestOldEndLeavesNewConnect ends a connect after another one has begun: the abort or
// time-out of the first says nothing of the second.
func TestOldEndLeavesNewConnect(t *testing.T) {
	play(t, func(task *env.Task, s *stage) {
		s.begin()
		s.expect(task, wire.Connect)
		s.i.Deactivate(1)
		s.i.Activate(2)
		s.begin()
		m := s.expect(task, wire.Connect)
		s.want("the first was aborted", lustre.Connecting, 0)
		s.reply(m, wire.OK, 1)
		rest(task)
		s.want("the second was answered", lustre.Full, 1)
	})
}

// TestPingAnswers looks at what the answers to a ping make of the import.
func TestPingAnswers(t *testing.T) {
	for _, test := range []struct {
		name  string
		do    func(*env.Task, *stage, wire.Message)
		state lustre.ImportState
		heard []string
	}{
		{"all is well", func(task *env.Task, s *stage, m wire.Message) {
			s.reply(m, wire.OK, 1)
			rest(task)
		}, lustre.Full, nil},
		{"no such export", func(task *env.Task, s *stage, m wire.Message) {
			s.reply(m, wire.NotConnected, 0)
			rest(task)
		}, lustre.Disconn, []string{"inactive 2"}},
		{"none", func(task *env.Task, s *stage, m wire.Message) { expire(task) },
			lustre.Disconn, []string{"inactive 2"}},
		{"none, and a refusal after it", func(task *env.Task, s *stage, m wire.Message) {
			expire(task)
			s.reply(m, wire.NotConnected, 0)
			rest(task)
		}, lustre.Disconn, []string{"inactive 2"}},
		{"a refusal, on an older connection", func(task *env.Task, s *stage, m wire.Message) {
			s.i.Lose()
			s.full(task, 1)
			s.reply(m, wire.NotConnected, 0)
			rest(task)
		}, lustre.Full, []string{"inactive 2", "active 3", "finished 3"}},
		{"a time-out, on an older connection", func(task *env.Task, s *stage, m wire.Message) {
			s.i.Lose()
			s.full(task, 1)
			expire(task)
		}, lustre.Full, []string{"inactive 2", "active 3", "finished 3"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			play(t, func(task *env.Task, s *stage) {
				s.full(task, 1)
				s.upper.heard = nil
				s.i.tick()
				m := s.expect(task, wire.Ping)
				s.i.tick()
				rest(task)
				s.silent() // one ping at a time
				test.do(task, s, m)
				s.want("after the answer", test.state, 1)
				s.wantHeard(test.heard...)
				if !s.idle() || s.i.pinging {
					t.Errorf("not at rest: %+v", s.i.Snapshot().Import)
				}
			})
		})
	}
}

// TestLose takes connections away where there are some.
func TestLose(t *testing.T) {
	play(t, func(task *env.Task, s *stage) {
		for _, test := range []struct {
			state lustre.ImportState
			dying bool
			want  bool
		}{
			{lustre.New, false, false}, {lustre.Disconn, false, false}, {lustre.Connecting, false, false},
			{lustre.Closed, false, false}, {lustre.Recover, false, true}, {lustre.Full, false, true},
			{lustre.Replay, false, true}, {lustre.ReplayLocks, false, true}, {lustre.ReplayWait, false, true},
			{lustre.Evicted, false, true}, {lustre.Full, true, false},
		} {
			s.i.state, s.i.dying = test.state, test.dying
			if got := s.i.Lose(); got != test.want {
				t.Errorf("%s, dying %v: lost: %v, want %v", test.state, test.dying, got, test.want)
			}
			rest(task)
		}
		s.wantHeard("inactive 1", "inactive 2", "inactive 3", "inactive 4", "inactive 5", "inactive 6")
	})
}
