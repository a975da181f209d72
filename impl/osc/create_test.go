package osc_test

import (
	"testing"

	"ostlife/impl/env"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// made answers the next request, a create, with an object.
func (s *stage) made(task *env.Task, object uint64) {
	s.t.Helper()
	s.reply(s.expect(task, wire.Create), wire.OK, func(m *wire.Message) { m.Object = object })
	rest(task)
}

func up(task *env.Task, s *stage) { s.connect(task, 1, lustre.NoWindow) }

// unfinished connects, and the connection stays in RECOVERY.
func unfinished(task *env.Task, s *stage) {
	s.above.refuse = "active, RECOVERY, prepared"
	up(task, s)
}

// creates are the situations of a create.
var creates = []struct {
	name   string
	before func(*env.Task, *stage)
	during func(*env.Task, *stage)
	object uint64
	err    error
}{
	{"connected", up, func(task *env.Task, s *stage) { s.made(task, 7) }, 7, nil},
	{"never active", nil, nil, 0, lustre.ErrUnreachable},
	{"lost before it", func(task *env.Task, s *stage) {
		up(task, s)
		s.lose(task)
	}, nil, 0, lustre.ErrUnreachable},
	{"deactivated before it", func(task *env.Task, s *stage) {
		up(task, s)
		s.Deactivate(1)
		s.ok(task, wire.Disconnect)
	}, nil, 0, lustre.ErrDeactivated},
	{"removed before it", func(task *env.Task, s *stage) {
		up(task, s)
		s.Remove(1, lustre.LOVTrace{})
	}, nil, 0, lustre.ErrNoTarget},
	{"a loss after it was sent", up, func(task *env.Task, s *stage) {
		m := s.expect(task, wire.Create)
		s.lose(task)
		s.reply(m, wire.OK, func(r *wire.Message) { r.Object = 7 })
	}, 0, lustre.ErrUnreachable},
	{"refused", up, func(task *env.Task, s *stage) {
		s.reply(s.expect(task, wire.Create), wire.NotConnected, nil)
	}, 0, lustre.ErrUnreachable},
	{"silence", up, func(task *env.Task, s *stage) { s.expect(task, wire.Create) }, 0, lustre.ErrUnreachable},
	{"deactivated after it was sent", up, func(task *env.Task, s *stage) {
		m := s.expect(task, wire.Create)
		s.Deactivate(1)
		s.reply(m, wire.OK, func(r *wire.Message) { r.Object = 7 })
		s.ok(task, wire.Disconnect)
	}, 0, lustre.ErrDeactivated},
	{"removed after it was sent", up, func(task *env.Task, s *stage) {
		s.expect(task, wire.Create)
		s.Remove(1, lustre.LOVTrace{})
	}, 0, lustre.ErrNoTarget},
	{"deactivated in RECOVERY", unfinished, func(task *env.Task, s *stage) {
		s.above.refuse = ""
		s.Deactivate(1)
		s.ok(task, wire.Disconnect)
	}, 0, lustre.ErrDeactivated},
	{"RECOVERY never ends", unfinished, func(task *env.Task, s *stage) {
		task.Sleep("test: until it has ended", operation)
		s.silent("RECOVERY")
	}, 0, lustre.ErrUnreachable},
}

// TestCreate makes objects in every situation.
func TestCreate(t *testing.T) {
	for _, test := range creates {
		t.Run(test.name, func(t *testing.T) {
			act(t, func(task *env.Task, s *stage) {
				s.Hold()
				if test.before != nil {
					test.before(task, s)
				}
				c := s.create()
				if test.during != nil {
					test.during(task, s)
				}
				task.Sleep("test: until it has ended", operation+quiet)
				c.check(t, test.object, 0, test.err)
				s.silent("in the end")
			})
		})
	}
}

// TestCreateWaits has creates come in RECOVERY: they are sent when it has finished, and
// not before (C2.3).
func TestCreateWaits(t *testing.T) {
	s := act(t, func(task *env.Task, s *stage) {
		var c *outcome
		s.above.during = func(task *env.Task, what string) {
			if c == nil {
				c = s.create()
				rest(task)
				s.silent(what)
				c.running(t)
			}
		}
		s.connect(task, 1, lustre.NoWindow)
		task.Sleep("test: until RECOVERY has finished", 2*quiet)
		s.made(task, 7)
		c.check(t, 7, 0, nil)
	})
	s.wantActions(0, lustre.ActCreateSend, lustre.ActCreateInterpret)
	for _, r := range s.records {
		if r.Action == lustre.ActCreateSend && (r.Import.Recovery || r.Import.Prepared != r.Current.Count) {
			t.Errorf("sent in %+v", r.Import)
		}
		if r.Action == lustre.ActCreateInterpret && (r.Object != 7 || r.Ask != lustre.AskCreate || !r.Taken) {
			t.Errorf("traced %+v", r)
		}
	}
}

// TestCreateIsHeldUp takes a create's target away while the LOV has not heard of it: the
// create waits, since the LOV would choose the same target again.
func TestCreateIsHeldUp(t *testing.T) {
	for _, test := range []struct {
		name string
		do   func(*stage)
		err  error
	}{
		{"a loss", func(s *stage) { s.Lose() }, lustre.ErrUnreachable},
		{"a deactivation", func(s *stage) { s.Deactivate(1) }, lustre.ErrDeactivated},
	} {
		t.Run(test.name, func(t *testing.T) {
			act(t, func(task *env.Task, s *stage) {
				s.connect(task, 1, lustre.NoWindow)
				c := s.create()
				s.expect(task, wire.Create)
				s.above.during = func(task *env.Task, what string) {
					task.Sleep("test: the LOV has not heard", requestTime)
					c.running(t)
					s.above.during = nil
				}
				test.do(s)
				task.Sleep("test: until the LOV has heard", requestTime+quiet)
				c.check(t, 0, 0, test.err)
			})
		})
	}
}

// TestCreateUnknown has the time of a create be up with a request on its way.
func TestCreateUnknown(t *testing.T) {
	act(t, func(task *env.Task, s *stage) {
		s.connect(task, 1, lustre.NoWindow)
		o := s.run(func(own *env.Task, o *outcome) { o.value, o.err = s.Create(own, s.world.Now()+requestTime/2) })
		m := s.expect(task, wire.Create)
		task.Sleep("test: until it has ended", requestTime*3/4)
		o.check(t, 0, 0, lustre.ErrUnknown)
		s.reply(m, wire.OK, func(r *wire.Message) { r.Object = 7 })
		rest(task)
		o.check(t, 0, 0, lustre.ErrUnknown)
	})
}

// TestCreatesAreBeside has two creates on their way at once, beside a sync.
func TestCreatesAreBeside(t *testing.T) {
	act(t, func(task *env.Task, s *stage) {
		s.own(task)
		sync := s.sync()
		m := s.expect(task, wire.Write)
		first, second := s.create(), s.create()
		a, b := s.expect(task, wire.Create), s.expect(task, wire.Create)
		s.reply(b, wire.OK, func(r *wire.Message) { r.Object = 8 })
		s.reply(a, wire.OK, func(r *wire.Message) { r.Object = 7 })
		rest(task)
		first.check(t, 7, 0, nil)
		second.check(t, 8, 0, nil)
		s.reply(m, wire.OK, nil)
		s.ok(task, wire.Sync)
		sync.check(t, 0, 0, nil)
	})
}
