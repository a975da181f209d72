package ldlm

import (
	"testing"
	"time"

	"ostlife/impl/env"
	"ostlife/impl/ptlrpc"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// unders are the situations of an operation that needs the lock.
var unders = []struct {
	name   string
	before func(*env.Task, *stage)
	during func(*env.Task, *stage)
	acted  int
	err    error
}{
	{"connects and asks", nil, func(task *env.Task, s *stage) {
		s.reply(s.expect(task, wire.Connect), wire.OK, 1)
		s.ok(task, wire.Enqueue)
	}, 1, nil},
	{"has it already", func(task *env.Task, s *stage) { s.own(task) },
		func(task *env.Task, s *stage) { rest(task) }, 1, nil},
	{"has it, and no connection", func(task *env.Task, s *stage) {
		s.own(task)
		s.i.Lose()
	}, func(task *env.Task, s *stage) { rest(task) }, 1, nil},
	{"another node has it at first", connected, func(task *env.Task, s *stage) {
		s.reply(s.expect(task, wire.Enqueue), wire.MustWait, 0)
		began := s.world.Now()
		m := s.expect(task, wire.Enqueue)
		if waited := s.world.Now() - began; waited < pause {
			s.t.Errorf("asked again after %v", waited)
		}
		s.reply(m, wire.OK, 0)
		rest(task)
	}, 1, nil},
	{"another node keeps it", func(task *env.Task, s *stage) {
		s.connect(task, 1)
		s.network.Listen(ostAddress, func(m wire.Message) { s.reply(m, wire.MustWait, 0) })
	}, nil, 0, lustre.ErrUnreachable},
	{"the export is gone", connected, func(task *env.Task, s *stage) {
		s.reply(s.expect(task, wire.Enqueue), wire.NotConnected, 0)
		s.reply(s.expect(task, wire.Connect), wire.OK, 2)
		s.ok(task, wire.Enqueue)
	}, 1, nil},
	{"no answer to the enqueue", connected, func(task *env.Task, s *stage) {
		s.expect(task, wire.Enqueue)
		s.reply(s.expect(task, wire.Connect), wire.OK, 1)
		s.ok(task, wire.Enqueue)
	}, 1, nil},
	{"no answer at all", nil, nil, 0, lustre.ErrUnreachable},
	{"deactivated", func(_ *env.Task, s *stage) { s.i.Deactivate(1) }, nil, 0, lustre.ErrDeactivated},
	{"deactivated with the lock", func(task *env.Task, s *stage) {
		s.own(task)
		s.i.Deactivate(1)
	}, nil, 0, lustre.ErrDeactivated},
	{"deactivated while it asks", connected, func(task *env.Task, s *stage) {
		m := s.expect(task, wire.Enqueue)
		s.i.Deactivate(1)
		s.reply(m, wire.OK, 0)
		s.ok(task, wire.Disconnect)
		s.want("deactivated", false)
	}, 0, lustre.ErrDeactivated},
	{"removed", func(_ *env.Task, s *stage) { s.i.Remove(1, lustre.LOVTrace{}) }, nil, 0, lustre.ErrNoTarget},
	{"removed while it asks", connected, func(task *env.Task, s *stage) {
		s.expect(task, wire.Enqueue)
		s.i.Remove(1, lustre.LOVTrace{})
	}, 0, lustre.ErrNoTarget},
}

func connected(task *env.Task, s *stage) { s.connect(task, 1) }

// TestUnder has an operation need the lock in every situation.
func TestUnder(t *testing.T) {
	for _, test := range unders {
		t.Run(test.name, func(t *testing.T) {
			play(t, func(task *env.Task, s *stage) {
				s.i.Hold()
				if test.before != nil {
					test.before(task, s)
				}
				u := s.begin()
				began := s.world.Now()
				if test.during != nil {
					test.during(task, s)
				}
				task.Sleep("test: until it must have ended", 2*operation)
				u.check(t, test.acted, test.err)
				if timeUp := test.err == lustre.ErrUnreachable; (u.at-began == operation) != timeUp {
					t.Errorf("it took %v", u.at-began)
				}
			})
		})
	}
}

// TestUnderAtStop stops the world under each wait for the lock.
func TestUnderAtStop(t *testing.T) {
	for _, test := range []struct {
		name string
		do   func(*env.Task, *stage)
	}{
		{"connecting", func(task *env.Task, s *stage) { s.expect(task, wire.Connect) }},
		{"asking", func(task *env.Task, s *stage) {
			s.reply(s.expect(task, wire.Connect), wire.OK, 1)
			s.expect(task, wire.Enqueue)
		}},
		{"pausing", func(task *env.Task, s *stage) {
			s.n.pause = operation
			s.reply(s.expect(task, wire.Connect), wire.OK, 1)
			s.reply(s.expect(task, wire.Enqueue), wire.MustWait, 0)
			rest(task)
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var u *use
			play(t, func(task *env.Task, s *stage) {
				u = s.begin()
				test.do(task, s)
			})
			u.check(t, 0, lustre.ErrUnreachable)
		})
	}
}

// TestOneAsks has two operations of a node need the lock: it is asked for once.
func TestOneAsks(t *testing.T) {
	play(t, func(task *env.Task, s *stage) {
		first, second := s.begin(), s.begin()
		s.reply(s.expect(task, wire.Connect), wire.OK, 1)
		s.ok(task, wire.Enqueue)
		s.silent("asked")
		first.check(t, 1, nil)
		second.check(t, 1, nil)
	})
}

// TestDrain gives the lock back in a deactivation. Where there is no connection it stays.
func TestDrain(t *testing.T) {
	for _, test := range []struct {
		name   string
		before func(*env.Task, *stage)
		then   func(*env.Task, *stage)
		locked bool
	}{
		{"no lock", connected, func(task *env.Task, s *stage) { s.ok(task, wire.Disconnect) }, false},
		{"a lock and what it covers", func(task *env.Task, s *stage) {
			s.own(task)
			s.covered = 2
		}, func(task *env.Task, s *stage) {
			s.ok(task, wire.Sync)
			s.ok(task, wire.Sync)
			s.ok(task, wire.Cancel)
			s.ok(task, wire.Disconnect)
		}, false},
		{"silence", func(task *env.Task, s *stage) {
			s.own(task)
			s.covered = 1
		}, func(task *env.Task, s *stage) {
			s.expect(task, wire.Sync)
			task.Sleep("test: until it has timed out", requestTime)
		}, true},
		{"no connection", func(task *env.Task, s *stage) {
			s.own(task)
			s.i.Lose()
		}, nil, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			play(t, func(task *env.Task, s *stage) {
				test.before(task, s)
				s.i.Deactivate(1)
				if test.then != nil {
					test.then(task, s)
				}
				rest(task)
				s.want("deactivated", test.locked)
				s.silent("deactivated")
				if r := s.i.Snapshot().Import; r.State != lustre.Disconn || r.Workers > 0 {
					t.Errorf("the deactivation left %+v", r)
				}
				s.call() // nothing is sent for it while the import is deactive
				rest(task)
				s.silent("called")
			})
		})
	}
}

// TestPause holds the time between two requests for a blocked lock against operations
// that end sooner.
func TestPause(t *testing.T) {
	play(t, func(task *env.Task, s *stage) {
		s.connect(task, 1)
		s.n.pause = time.Hour
		u := s.begin()
		began := s.world.Now()
		s.reply(s.expect(task, wire.Enqueue), wire.MustWait, 0)
		task.Sleep("test: until it must have ended", 2*operation)
		u.check(t, 0, lustre.ErrUnreachable)
		if u.at-began != operation {
			t.Errorf("it took %v", u.at-began)
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

// TestInvalid needs the lock while an invalidation has not dropped it: it is not used
// any more.
func TestInvalid(t *testing.T) {
	h := &holdAt{at: ptlrpc.PointInvalidateEnd}
	playUnder(t, env.Control{Picker: h, EarlyTimers: true}, func(task *env.Task, s *stage) {
		s.own(task)
		s.i.Lose()
		rest(task)
		s.connect(task, 2)
		u := s.begin()
		rest(task)
		s.want("evicted", true)
		if u.acted > 0 {
			t.Error("acted under a lock that an eviction has taken")
		}
		h.free = true
		s.ok(task, wire.Enqueue)
		u.check(t, 1, nil)
	})
}
