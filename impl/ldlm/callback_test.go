package ldlm

import (
	"testing"

	"ostlife/impl/env"
	"ostlife/impl/ptlrpc"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// TestCallback has the OST call for the lock: what lies under it goes to the OST, then
// the lock; nothing more is done under it meanwhile.
func TestCallback(t *testing.T) {
	for covered := range 3 {
		s := play(t, func(task *env.Task, s *stage) {
			s.own(task)
			s.covered = covered
			s.call()
			rest(task)
			u := s.begin()
			s.call() // the same again: one task gives the lock back
			for range covered {
				s.ok(task, wire.Sync)
			}
			if u.acted > 0 {
				t.Error("acted under a lock that was called for")
			}
			m := s.expect(task, wire.Cancel)
			s.want("the cancel was sent", false)
			s.reply(m, wire.OK, 0)
			s.ok(task, wire.Enqueue) // the operation gets it anew
			u.check(t, 1, nil)
			s.want("in the end", true)
			s.silent("in the end")
		})
		if n := s.count(lustre.ActCancelSend); n != 1 {
			t.Errorf("%d cancels were sent", n)
		}
	}
}

// TestCallbackOfNothing has the OST call for a lock that the node has given back: it
// sends nothing. Where it may have the lock without knowing it, it cancels at once.
func TestCallbackOfNothing(t *testing.T) {
	for _, test := range []struct {
		name   string
		before func(*env.Task, *stage)
		cancel bool
	}{
		{"never asked", connected, false},
		{"blocked", func(task *env.Task, s *stage) {
			s.connect(task, 1)
			s.n.pause = operation
			s.begin()
			s.reply(s.expect(task, wire.Enqueue), wire.MustWait, 0)
			rest(task)
		}, false},
		{"given back", func(task *env.Task, s *stage) {
			s.own(task)
			s.call()
			s.ok(task, wire.Cancel)
		}, false},
		{"evicted", func(task *env.Task, s *stage) {
			s.own(task)
			s.i.Lose()
			s.connect(task, 2)
		}, false},
		{"deactivated and activated", func(task *env.Task, s *stage) {
			s.connect(task, 1)
			s.begin()
			s.expect(task, wire.Enqueue) // and the grant is not heard
			s.i.Deactivate(1)
			s.ok(task, wire.Disconnect)
			s.i.Activate(2)
			rest(task)
			s.connect(task, 2)
		}, false},
		{"the grant was not heard", func(task *env.Task, s *stage) {
			s.connect(task, 1)
			s.begin()
			s.expect(task, wire.Enqueue)
			task.Sleep("test: until it gives up", operation+quiet)
			s.requests = nil
			s.i.Lose()
			rest(task)
			s.connect(task, 1)
		}, true},
		{"the cancel was not heard", func(task *env.Task, s *stage) {
			s.own(task)
			s.call()
			s.expect(task, wire.Cancel)
			s.i.Lose()
			rest(task)
			s.connect(task, 1)
		}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			play(t, func(task *env.Task, s *stage) {
				test.before(task, s)
				s.call()
				if test.cancel {
					s.ok(task, wire.Cancel)
					s.call()
				}
				rest(task)
				s.silent("called")
				s.want("called", false)
			})
		})
	}
}

// TestCallbackEnds has something overtake the task that gives the lock back: it ends,
// the import can go, and an operation can have the lock.
func TestCallbackEnds(t *testing.T) {
	for _, test := range []struct {
		name   string
		do     func(*env.Task, *stage)
		locked bool
	}{
		{"a loss", func(task *env.Task, s *stage) { s.i.Lose() }, true},
		{"silence", func(task *env.Task, s *stage) {
			task.Sleep("test: until it has timed out", requestTime)
		}, true},
		{"a refusal", func(task *env.Task, s *stage) {
			s.reply(s.expect(task, wire.Sync), wire.NotConnected, 0)
		}, true},
		{"a deactivation", func(task *env.Task, s *stage) {
			s.expect(task, wire.Sync)
			s.i.Deactivate(1)
			s.ok(task, wire.Sync) // the deactivation's own
			s.ok(task, wire.Cancel)
			s.ok(task, wire.Disconnect)
		}, false},
		{"a removal", func(task *env.Task, s *stage) { s.i.Remove(1, lustre.LOVTrace{}) }, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			play(t, func(task *env.Task, s *stage) {
				s.i.Hold()
				s.own(task)
				s.covered = 1
				s.call()
				rest(task)
				test.do(task, s)
				rest(task)
				s.i.Change("a test", func(ptlrpc.Held) {
					if s.n.called {
						t.Error("the task has not ended")
					}
				})
				s.want("in the end", test.locked)
				if s.i.State() != lustre.Closed {
					s.i.Remove(2, lustre.LOVTrace{})
				}
				s.i.Put()
				task.Sleep("test: until every request has ended", requestTime+quiet)
				if s.frees != 1 {
					t.Errorf("freed %d times: a reference is left", s.frees)
				}
			})
		})
	}
}

// TestCallbackAtStop stops the world while the lock is given back.
func TestCallbackAtStop(t *testing.T) {
	s := play(t, func(task *env.Task, s *stage) {
		s.own(task)
		s.covered = 1
		s.call()
		s.expect(task, wire.Sync)
	})
	if s.count(lustre.ActCancelSend) > 0 {
		t.Error("the stop had the lock given back before what it covers")
	}
}

// TestReadBeforeCancel has a read on its way when the lock is called for: the cancel
// waits, since a read that came behind it would be refused.
func TestReadBeforeCancel(t *testing.T) {
	play(t, func(task *env.Task, s *stage) {
		s.own(task)
		s.i.Change("a test", func(h ptlrpc.Held) { h.Read(func(ptlrpc.Answer) {}) })
		s.call()
		m := s.expect(task, wire.Read)
		rest(task)
		s.silent("the read is on its way")
		s.reply(m, wire.OK, 0)
		s.ok(task, wire.Cancel)
		s.want("cancelled", false)
	})
}

// TestFairness has a node write again and again under a lock that another node wants:
// between the call and the cancel it does not.
func TestFairness(t *testing.T) {
	s := play(t, func(task *env.Task, s *stage) {
		s.own(task)
		over := false
		s.world.Go("busy application", func(own *env.Task) {
			for !over && s.n.Under(own, s.world.Now()+operation, func(ptlrpc.Held) bool {
				s.covered = 1
				return true
			}) == nil {
				own.Sleep("test: a short while", latency/4)
			}
		})
		rest(task)
		s.call()
		s.ok(task, wire.Sync)
		s.ok(task, wire.Cancel)
		over = true
	})
	if n := s.count(lustre.ActSyncSend); n != 1 {
		t.Errorf("%d syncs before the lock was given back", n)
	}
}

// TestCallbackWhileDeactivating has the OST call for the lock when a deactivation has
// begun and not come to it: nothing is sent but by the deactivation (C3.2).
func TestCallbackWhileDeactivating(t *testing.T) {
	play(t, func(task *env.Task, s *stage) {
		s.own(task)
		s.covered = 1
		s.before = func(task *env.Task) {
			s.call()
			rest(task)
			s.silent("the deactivation has not come to the lock")
		}
		s.i.Deactivate(1)
		s.ok(task, wire.Sync)
		s.ok(task, wire.Cancel)
		s.ok(task, wire.Disconnect)
		s.silent("deactivated")
	})
}
