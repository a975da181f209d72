package ptlrpc

import (
	"testing"

	"ostlife/impl/env"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// deactivations are the situations of a deactivation, and how it ends.
var deactivations = []struct {
	name   string
	before func(*env.Task, *stage)
	then   func(*env.Task, *stage)
	state  lustre.ImportState
	handle lustre.Instance
	asked  bool // OST_DISCONNECT was sent
}{
	{"the OST answers", connected, func(task *env.Task, s *stage) {
		s.reply(s.expect(task, wire.Disconnect), wire.OK, 0)
		rest(task)
	}, lustre.Disconn, 0, true},
	{"the OST refuses", connected, func(task *env.Task, s *stage) {
		s.reply(s.expect(task, wire.Disconnect), wire.NotConnected, 0)
		rest(task)
	}, lustre.Disconn, 1, true},
	{"the OST is silent", connected, func(task *env.Task, s *stage) {
		s.expect(task, wire.Disconnect)
		expire(task)
	}, lustre.Disconn, 1, true},
	{"the OST answers late", connected, func(task *env.Task, s *stage) {
		m := s.expect(task, wire.Disconnect)
		expire(task)
		s.reply(m, wire.OK, 0)
		rest(task)
	}, lustre.Disconn, 1, true},
	{"a loss while it waits", connected, func(task *env.Task, s *stage) {
		m := s.expect(task, wire.Disconnect)
		s.i.Lose()
		rest(task)
		if r := s.i.Snapshot().Import; r.Workers > 0 {
			s.t.Errorf("the worker waits for a connection that is lost: %+v", r)
		}
		s.reply(m, wire.OK, 0)
		rest(task)
	}, lustre.Disconn, 1, true},
	{"an activation while it waits", connected, func(task *env.Task, s *stage) {
		m := s.expect(task, wire.Disconnect)
		s.i.Activate(2)
		s.reply(m, wire.OK, 0)
		rest(task)
	}, lustre.Disconn, 1, true},
	{"an activation at once", connected, func(task *env.Task, s *stage) {
		s.i.Activate(2)
		rest(task)
	}, lustre.Disconn, 1, false},
	{"a removal while it waits", connected, func(task *env.Task, s *stage) {
		s.expect(task, wire.Disconnect)
		s.i.Remove(2, lustre.LOVTrace{})
		rest(task)
	}, lustre.Closed, 0, true},
	{"not connected", func(*env.Task, *stage) {}, func(task *env.Task, s *stage) { rest(task) },
		lustre.Disconn, 0, false},
	{"connecting", func(task *env.Task, s *stage) {
		s.begin()
		s.expect(task, wire.Connect)
	}, func(task *env.Task, s *stage) { rest(task) }, lustre.Disconn, 0, false},
	{"a connect whose reply is there", func(task *env.Task, s *stage) {
		s.begin()
		m := s.expect(task, wire.Connect).Answer(wire.OK)
		m.Instance = 7
		s.rpc.deliver(m)
	}, func(task *env.Task, s *stage) { rest(task) }, lustre.Disconn, 0, false},
	{"connection lost", func(task *env.Task, s *stage) {
		connected(task, s)
		s.i.Lose()
	}, func(task *env.Task, s *stage) { rest(task) }, lustre.Disconn, 1, false},
	{"a ping in flight", func(task *env.Task, s *stage) {
		connected(task, s)
		s.i.tick()
		s.expect(task, wire.Ping)
	}, func(task *env.Task, s *stage) {
		s.reply(s.expect(task, wire.Disconnect), wire.OK, 0)
		rest(task)
	}, lustre.Disconn, 0, true},
}

// TestDeactivation deactivates an import in every situation (C3.2): how it stands in
// the end, and whether its handle went.
func TestDeactivation(t *testing.T) {
	for _, test := range deactivations {
		t.Run(test.name, func(t *testing.T) {
			s := play(t, func(task *env.Task, s *stage) {
				s.i.Hold()
				test.before(task, s)
				s.i.Deactivate(1)
				if s.begin() {
					t.Error("a deactive import connects")
				}
				s.i.tick()
				test.then(task, s)
				s.want("in the end", test.state, test.handle)
				s.silent()
				if r := s.i.Snapshot().Import; !s.idle() || r.Prepared != 0 {
					t.Errorf("not at rest: %+v", r)
				}
			})
			asked := false
			for _, a := range s.actions() {
				asked = asked || a == lustre.ActDisconnectSend
			}
			if asked != test.asked {
				t.Errorf("OST_DISCONNECT was sent: %v, want %v", asked, test.asked)
			}
		})
	}
}

// connected is where most deactivations begin: FULL, on instance 1.
func connected(task *env.Task, s *stage) { s.full(task, 1) }

// TestActivation activates after each end of a deactivation: a handle that is gone
// connects afresh, a kept one reconnects.
func TestActivation(t *testing.T) {
	for _, test := range []struct {
		name    string
		answer  bool
		carries lustre.Instance
		given   lustre.Instance
		evicted bool
	}{
		{"afresh", true, 0, 2, false},
		{"the export is still there", false, 1, 1, false},
		{"the export is gone", false, 1, 2, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := play(t, func(task *env.Task, s *stage) {
				s.full(task, 1)
				s.i.Deactivate(1)
				if m := s.expect(task, wire.Disconnect); test.answer {
					s.reply(m, wire.OK, 0)
				}
				expire(task)
				s.i.Activate(2)
				s.begin()
				m := s.expect(task, wire.Connect)
				if m.Instance != test.carries || m.Count != 2 {
					t.Errorf("the connect carries instance %d and count %d", m.Instance, m.Count)
				}
				s.reply(m, wire.OK, test.given)
				rest(task)
				s.want("activated", lustre.Full, test.given)
			})
			evicted := false
			for _, a := range s.actions() {
				evicted = evicted || a == lustre.ActInvalidateEnd
			}
			if evicted != test.evicted {
				t.Errorf("an eviction: %v, want %v", evicted, test.evicted)
			}
		})
	}
}
