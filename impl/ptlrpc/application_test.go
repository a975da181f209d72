package ptlrpc

import (
	"errors"
	"testing"
	"time"

	"ostlife/impl/env"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// operation is how long the applications of these tests wait.
const operation = 200 * time.Millisecond

// roundTrips are the situations of a round trip. The OST gets each request, and during
// plays it.
var roundTrips = []struct {
	name   string
	before func(*env.Task, *stage)
	during func(*env.Task, *stage)
	want   lustre.Instance
	err    error
}{
	{"connects and pings", nil, func(task *env.Task, s *stage) {
		s.reply(s.expect(task, wire.Connect), wire.OK, 1)
		s.reply(s.expect(task, wire.Ping), wire.OK, 1)
	}, 1, nil},
	{"pings where it is connected", connected, func(task *env.Task, s *stage) {
		s.reply(s.expect(task, wire.Ping), wire.OK, 1)
	}, 1, nil},
	{"connects again where the export is gone", connected, func(task *env.Task, s *stage) {
		s.reply(s.expect(task, wire.Ping), wire.NotConnected, 0)
		s.reply(s.expect(task, wire.Connect), wire.OK, 2)
		s.reply(s.expect(task, wire.Ping), wire.OK, 2)
	}, 2, nil},
	{"a lost ping", connected, func(task *env.Task, s *stage) {
		s.expect(task, wire.Ping)
		expire(task)
		s.reply(s.expect(task, wire.Connect), wire.OK, 1)
		s.reply(s.expect(task, wire.Ping), wire.OK, 1)
	}, 1, nil},
	{"a loss during the ping", connected, func(task *env.Task, s *stage) {
		m := s.expect(task, wire.Ping)
		s.i.Lose()
		s.reply(m, wire.OK, 1) // of a connection that was good when the OST answered
	}, 1, nil},
	{"removed", func(task *env.Task, s *stage) { s.i.Remove(1, lustre.LOVTrace{}) },
		func(*env.Task, *stage) {}, 0, lustre.ErrNoTarget},
	{"removed while it waits", nil, func(task *env.Task, s *stage) {
		s.expect(task, wire.Connect)
		s.i.Remove(1, lustre.LOVTrace{})
	}, 0, lustre.ErrNoTarget},
	{"deactivated", func(task *env.Task, s *stage) { s.i.Deactivate(1) },
		func(*env.Task, *stage) {}, 0, lustre.ErrDeactivated},
	{"deactivated while it pings", connected, func(task *env.Task, s *stage) {
		s.expect(task, wire.Ping)
		s.i.Deactivate(1)
		s.reply(s.expect(task, wire.Disconnect), wire.OK, 0)
	}, 0, lustre.ErrDeactivated},
	{"an invalidation that does not end: nothing was sent",
		func(_ *env.Task, s *stage) { s.i.invalid, s.i.state = true, lustre.Disconn },
		func(_ *env.Task, s *stage) {}, 0, lustre.ErrUnreachable},
	{"somebody else's connect hangs: nothing was sent", func(task *env.Task, s *stage) {
		s.i.config.Request = time.Hour
		s.begin()
		s.expect(task, wire.Connect)
	}, func(*env.Task, *stage) {}, 0, lustre.ErrUnreachable},
	{"silence after a connect", nil, func(*env.Task, *stage) {}, 0, lustre.ErrUnknown},
	{"silence after a ping", func(task *env.Task, s *stage) {
		connected(task, s)
		s.i.config.Request = time.Hour
	}, func(*env.Task, *stage) {}, 0, lustre.ErrUnknown},
	{"refusal after refusal", func(_ *env.Task, s *stage) {
		s.network.Listen(ostAddress, func(m wire.Message) { s.reply(m, wire.NotConnected, 0) })
	}, func(*env.Task, *stage) {}, 0, lustre.ErrUnknown},
}

// TestRoundTrip makes round trips in every situation.
func TestRoundTrip(t *testing.T) {
	for _, test := range roundTrips {
		t.Run(test.name, func(t *testing.T) {
			returned := false
			play(t, func(task *env.Task, s *stage) {
				s.i.Hold()
				if test.before != nil {
					test.before(task, s)
				}
				began := s.world.Now()
				s.world.Go("application", func(own *env.Task) {
					got, err := s.i.RoundTrip(own, s.world.Now()+operation)
					if got != test.want || !errors.Is(err, test.err) {
						t.Errorf("a round trip gave %d, %v, want %d, %v", got, err, test.want, test.err)
					}
					undecided := err == lustre.ErrUnknown || err == lustre.ErrUnreachable
					if took := s.world.Now() - began; undecided != (took == operation) {
						t.Errorf("it took %v of %v", took, operation)
					}
					returned = true
				})
				test.during(task, s)
				task.Sleep("test: until it must have returned", 2*operation)
			})
			if !returned {
				t.Error("it did not return")
			}
		})
	}
}

// TestApplicationsAtStop stops the world under every wait of an application.
func TestApplicationsAtStop(t *testing.T) {
	caller := func(s *stage) *Caller { return NewCaller(s.world, s.rpc, "test") }
	for _, test := range []struct {
		name   string
		before func(*env.Task, *stage)
		wait   func(*env.Task, *stage) error
	}{
		{"round trip, connecting", nil, func(task *env.Task, s *stage) error {
			_, err := s.i.RoundTrip(task, env.Forever)
			return err
		}},
		{"round trip, pinging", connected, func(task *env.Task, s *stage) error {
			_, err := s.i.RoundTrip(task, env.Forever)
			return err
		}},
		{"call", nil, func(task *env.Task, s *stage) error {
			_, err := caller(s).Call(task, ping, time.Hour)
			return err
		}},
		{"settle", func(task *env.Task, s *stage) {
			connected(task, s)
			s.i.Deactivate(1)
		}, func(task *env.Task, s *stage) error {
			if s.i.Settled(task, 1, env.Forever) {
				return nil
			}
			return lustre.ErrUnknown
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			returned := false
			play(t, func(task *env.Task, s *stage) {
				if test.before != nil {
					test.before(task, s)
				}
				s.world.Go("application", func(own *env.Task) {
					if err := test.wait(own, s); err != lustre.ErrUnknown {
						t.Errorf("it gave %v", err)
					}
					returned = true
				})
				rest(task)
			})
			if !returned {
				t.Error("it did not return")
			}
		})
	}
}

// TestSettled waits for what config records ask of the worker, and for nothing else.
func TestSettled(t *testing.T) {
	play(t, func(task *env.Task, s *stage) {
		settled := func(p lustre.Position, within time.Duration) bool {
			return s.i.Settled(task, p, s.world.Now()+within)
		}
		s.full(task, 1)
		hold := true
		s.upper.before = func(task *env.Task, what string) {
			for hold && what == "inactive" {
				task.Sleep("test: hold the worker", time.Millisecond)
			}
		}
		s.i.Lose()
		if !settled(9, 0) {
			t.Error("a loss is no record")
		}
		s.i.Deactivate(4)
		for _, test := range []struct {
			p    lustre.Position
			want bool
		}{{3, true}, {4, false}, {5, false}} {
			if got := settled(test.p, quiet); got != test.want {
				t.Errorf("settled at %d while record 4 waits: %v", test.p, got)
			}
		}
		hold = false
		if !settled(4, requestTime) {
			t.Error("record 4 never settles")
		}
		s.want("settled", lustre.Disconn, 1)
	})
}

// TestCall looks at how a caller's request can end.
func TestCall(t *testing.T) {
	for _, test := range []struct {
		name   string
		answer func(*env.Task, *stage, wire.Message)
		want   lustre.Instance
		err    error
	}{
		{"reply", func(_ *env.Task, s *stage, m wire.Message) { s.reply(m, wire.OK, 3) }, 3, nil},
		{"a refusal is a reply", func(_ *env.Task, s *stage, m wire.Message) { s.reply(m, wire.Busy, 4) }, 4, nil},
		{"none", func(*env.Task, *stage, wire.Message) {}, 0, lustre.ErrUnknown},
		{"late", func(task *env.Task, s *stage, m wire.Message) {
			expire(task)
			s.reply(m, wire.OK, 3)
		}, 0, lustre.ErrUnknown},
	} {
		t.Run(test.name, func(t *testing.T) {
			play(t, func(task *env.Task, s *stage) {
				c := NewCaller(s.world, s.rpc, "test")
				returned := 0
				for range 2 { // two callers, each with an answer of its own
					s.world.Go("application", func(own *env.Task) {
						m, err := c.Call(own, ping, requestTime)
						if m.Instance != test.want || err != test.err {
							t.Errorf("a call gave %d, %v, want %d, %v", m.Instance, err, test.want, test.err)
						}
						returned++
					})
				}
				first, second := s.request(task), s.request(task)
				test.answer(task, s, second)
				test.answer(task, s, first)
				expire(task)
				if returned != 2 {
					t.Errorf("%d calls returned", returned)
				}
			})
		})
	}
}
