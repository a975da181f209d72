package osc_test

import (
	"testing"

	"ostlife/impl/env"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// TestWrite writes where the node has not got the lock, has it, and has dirty data
// under it already: only what was not dirty becomes so.
func TestWrite(t *testing.T) {
	s := act(t, func(task *env.Task, s *stage) {
		s.own(task)
		s.want("written", data{locked: true, dirty: true})
		s.write(task, 2).check(t, 0, 1, nil)
		s.silent("written again")
		s.lose(task)
		s.write(task, 3).check(t, 0, 1, nil)
		s.silent("written with no connection")
		s.want("written in the cache", data{locked: true, dirty: true})
		r := s.read()
		s.welcome(task, 1, lustre.NoWindow)
		s.ok(task, wire.Read)
		r.check(t, 3, 1, nil)
	})
	s.wantActions(0, lustre.ActEnqueueSend, lustre.ActAskInterpret, lustre.ActWrite)
}

// TestWriteRefused has writes that cannot be.
func TestWriteRefused(t *testing.T) {
	for _, test := range []struct {
		name   string
		before func(*env.Task, *stage)
		err    error
	}{
		{"no OST", func(*env.Task, *stage) {}, lustre.ErrUnreachable},
		{"deactive, with the lock", func(task *env.Task, s *stage) {
			s.own(task)
			s.lose(task)
			s.Deactivate(1)
		}, lustre.ErrDeactivated},
		{"removed", func(_ *env.Task, s *stage) { s.Remove(1, lustre.LOVTrace{}) }, lustre.ErrNoTarget},
	} {
		t.Run(test.name, func(t *testing.T) {
			act(t, func(task *env.Task, s *stage) {
				s.Hold()
				test.before(task, s)
				w, r := s.write(task, 9), s.read()
				task.Sleep("test: until both have ended", 2*operation)
				w.check(t, 0, 0, test.err)
				r.check(t, 0, 0, test.err)
			})
		})
	}
}

// TestWriteDuringFlush writes while the OST takes what was dirty: the write waits for
// the end of that, so that it is not taken for with the OST.
func TestWriteDuringFlush(t *testing.T) {
	act(t, func(task *env.Task, s *stage) {
		s.own(task)
		sync := s.sync()
		m := s.expect(task, wire.Write)
		w := s.write(task, 2)
		w.running(t)
		s.reply(m, wire.OK, func(r *wire.Message) { r.Version = 5 })
		m = s.expect(task, wire.Sync)
		rest(task)
		w.check(t, 0, 1, nil)
		s.want("written during the sync", data{locked: true, dirty: true, uncommitted: true})
		s.reply(m, wire.OK, nil)
		s.took(task, 2, 6)
		s.ok(task, wire.Sync)
		sync.check(t, 0, 0, nil)
		s.want("synced", data{locked: true})
	})
}

// TestLossDuringFlush loses the connection while the OST takes what was dirty: it stays
// dirty, whatever the OST says afterwards, and is written again.
func TestLossDuringFlush(t *testing.T) {
	for _, test := range []struct {
		name string
		do   func(*env.Task, *stage, wire.Message)
	}{
		{"a loss", func(task *env.Task, s *stage, m wire.Message) {
			s.lose(task)
			s.reply(m, wire.OK, nil)
		}},
		{"silence", func(task *env.Task, s *stage, m wire.Message) {
			task.Sleep("test: until it has timed out", requestTime)
			s.reply(m, wire.OK, nil)
		}},
		{"a refusal", func(_ *env.Task, s *stage, m wire.Message) { s.reply(m, wire.NotConnected, nil) }},
	} {
		t.Run(test.name, func(t *testing.T) {
			act(t, func(task *env.Task, s *stage) {
				s.own(task)
				sync := s.sync()
				test.do(task, s, s.expect(task, wire.Write))
				s.welcome(task, 1, lustre.NoWindow)
				s.want("connected again", data{locked: true, dirty: true})
				s.took(task, 1, 6)
				s.ok(task, wire.Sync)
				sync.check(t, 0, 0, nil)
				s.want("synced", data{locked: true})
			})
		})
	}
}

// TestEviction evicts a node with data in each state: the data is dropped, the next
// sync fails once, and the one after it not. The defect drops and tells nothing.
func TestEviction(t *testing.T) {
	evict := func(task *env.Task, s *stage, before func(*env.Task, *stage)) *outcome {
		before(task, s)
		s.lose(task)
		s.connect(task, 2, lustre.NoWindow)
		first := s.sync()
		rest(task)
		return first
	}
	for _, test := range []struct {
		name   string
		before func(*env.Task, *stage)
		err    error
	}{
		{"nothing", func(task *env.Task, s *stage) { s.connect(task, 1, lustre.NoWindow) }, nil},
		{"dirty", func(task *env.Task, s *stage) { s.own(task) }, lustre.ErrDropped},
		{"uncommitted", func(task *env.Task, s *stage) { s.flushed(task) }, lustre.ErrDropped},
	} {
		t.Run(test.name, func(t *testing.T) {
			act(t, func(task *env.Task, s *stage) {
				evict(task, s, test.before).check(t, 0, 0, test.err)
				s.want("told", data{})
				second := s.sync()
				rest(task)
				second.check(t, 0, 0, nil)
				s.silent("synced")
				r := s.read()
				s.ok(task, wire.Enqueue)
				s.reply(s.expect(task, wire.Read), wire.OK, func(m *wire.Message) { m.Value = 77 })
				rest(task)
				r.check(t, 77, 2, nil)
			})
		})
	}
	t.Run("control", func(t *testing.T) {
		act(t, func(task *env.Task, s *stage) {
			first := evict(task, s, func(task *env.Task, s *stage) { s.own(task) })
			if first.err == lustre.ErrDropped {
				t.Error("the defect tells of the data")
			}
			s.want("evicted", data{locked: true, dirty: true})
		}, lustre.DefectEvictionLeavesLocks)
	})
}

// TestRead reads in every situation: what the node has written and the OST need not
// have, else what the OST has; on the connection on which the OST confirmed the lock.
func TestRead(t *testing.T) {
	said := func(value uint64) func(*wire.Message) { return func(m *wire.Message) { m.Value = value } }
	for _, test := range []struct {
		name   string
		before func(*env.Task, *stage)
		during func(*env.Task, *stage)
		value  uint64
		at     lustre.Instance
	}{
		{"the OST's", func(task *env.Task, s *stage) { s.connect(task, 1, lustre.NoWindow) }, func(task *env.Task, s *stage) {
			s.ok(task, wire.Enqueue)
			s.reply(s.expect(task, wire.Read), wire.OK, said(40))
		}, 40, 1},
		{"dirty", func(task *env.Task, s *stage) { s.own(task) }, func(task *env.Task, s *stage) {
			s.reply(s.expect(task, wire.Read), wire.OK, said(40))
		}, 1, 1},
		{"uncommitted", func(task *env.Task, s *stage) { s.flushed(task) }, func(task *env.Task, s *stage) {
			s.reply(s.expect(task, wire.Read), wire.OK, said(40))
		}, 1, 1},
		{"dirty over uncommitted", func(task *env.Task, s *stage) {
			s.flushed(task)
			s.write(task, 2)
		}, func(task *env.Task, s *stage) {
			s.reply(s.expect(task, wire.Read), wire.OK, said(40))
		}, 2, 1},
		{"written while it is on its way", func(task *env.Task, s *stage) { s.own(task) }, func(task *env.Task, s *stage) {
			m := s.expect(task, wire.Read)
			s.write(task, 2)
			s.reply(m, wire.OK, said(40))
		}, 1, 1},
		{"evicted meanwhile", func(task *env.Task, s *stage) { s.own(task) }, func(task *env.Task, s *stage) {
			s.reply(s.expect(task, wire.Read), wire.NotConnected, nil)
			s.welcome(task, 2, lustre.NoWindow)
			s.ok(task, wire.Enqueue)
			s.reply(s.expect(task, wire.Read), wire.OK, said(40))
		}, 40, 2},
		{"silence at first", func(task *env.Task, s *stage) { s.own(task) }, func(task *env.Task, s *stage) {
			late := s.expect(task, wire.Read)
			s.welcome(task, 1, lustre.NoWindow)
			s.reply(late, wire.OK, said(30))
			s.reply(s.expect(task, wire.Read), wire.OK, said(40))
		}, 1, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			act(t, func(task *env.Task, s *stage) {
				test.before(task, s)
				r := s.read()
				test.during(task, s)
				rest(task)
				r.check(t, test.value, test.at, nil)
				s.silent("read")
			})
		})
	}
}

// TestReadTimesOut has the OST never answer a read.
func TestReadTimesOut(t *testing.T) {
	act(t, func(task *env.Task, s *stage) {
		s.own(task)
		r := s.read()
		task.Sleep("test: until it has ended", 2*operation)
		r.check(t, 0, 0, lustre.ErrUnreachable)
		if r.took != operation {
			t.Errorf("it took %v", r.took)
		}
	})
}

// TestSync syncs in every situation.
func TestSync(t *testing.T) {
	for _, test := range []struct {
		name   string
		before func(*env.Task, *stage)
		during func(*env.Task, *stage)
		err    error
		after  data
	}{
		{"nothing, and no connection", nil, nil, nil, data{}},
		{"a lock alone", func(task *env.Task, s *stage) {
			r := s.read()
			s.welcome(task, 1, lustre.NoWindow)
			s.ok(task, wire.Enqueue)
			s.ok(task, wire.Read)
			r.check(s.t, 0, 1, nil)
		}, nil, nil, data{locked: true}},
		{"dirty", func(task *env.Task, s *stage) { s.own(task) }, func(task *env.Task, s *stage) {
			s.took(task, 1, 5)
			s.ok(task, wire.Sync)
		}, nil, data{locked: true}},
		{"dirty, with no connection", func(task *env.Task, s *stage) {
			s.own(task)
			s.lose(task)
		}, func(task *env.Task, s *stage) {
			s.welcome(task, 1, lustre.NoWindow)
			s.took(task, 1, 5)
			s.ok(task, wire.Sync)
		}, nil, data{locked: true}},
		{"uncommitted", func(task *env.Task, s *stage) { s.flushed(task) }, func(task *env.Task, s *stage) {
			s.ok(task, wire.Sync)
		}, nil, data{locked: true}},
		{"the OST is silent", func(task *env.Task, s *stage) { s.own(task) }, nil,
			lustre.ErrUnknown, data{locked: true, dirty: true}},
		{"no way to the OST", func(task *env.Task, s *stage) {
			s.own(task)
			s.lose(task)
		}, nil, lustre.ErrUnreachable, data{locked: true, dirty: true}},
		{"deactive", func(task *env.Task, s *stage) {
			s.own(task)
			s.lose(task)
			s.Deactivate(1)
		}, nil, lustre.ErrDeactivated, data{locked: true, dirty: true}},
		{"deactive, nothing to do", func(_ *env.Task, s *stage) { s.Deactivate(1) }, nil, nil, data{}},
		{"removed", func(task *env.Task, s *stage) {
			s.own(task)
			s.Remove(1, lustre.LOVTrace{})
		}, nil, lustre.ErrNoTarget, data{dropped: true}},
		{"evicted while it waits", func(task *env.Task, s *stage) { s.own(task) }, func(task *env.Task, s *stage) {
			s.reply(s.expect(task, wire.Write), wire.NotConnected, nil)
			s.welcome(task, 2, lustre.NoWindow)
		}, lustre.ErrDropped, data{}},
	} {
		t.Run(test.name, func(t *testing.T) {
			act(t, func(task *env.Task, s *stage) {
				s.Hold()
				if test.before != nil {
					test.before(task, s)
				}
				sync := s.sync()
				if test.during != nil {
					test.during(task, s)
				}
				task.Sleep("test: until it has ended", operation+quiet)
				sync.check(t, 0, 0, test.err)
				s.want("synced", test.after)
			})
		})
	}
}

// TestCallback has the OST call the lock back from a node with dirty data: the data
// goes there, is committed, and the lock is free.
func TestCallback(t *testing.T) {
	s := act(t, func(task *env.Task, s *stage) {
		s.own(task)
		if err := s.network.Send(wire.Message{From: ostAddress, To: "client0", XID: 1, Kind: wire.Callback, Instance: 1}); err != nil {
			t.Error(err)
		}
		s.took(task, 1, 5)
		s.ok(task, wire.Sync)
		s.ok(task, wire.Cancel)
		s.want("handed over", data{})
		r := s.read()
		s.ok(task, wire.Enqueue)
		s.reply(s.expect(task, wire.Read), wire.OK, func(m *wire.Message) { m.Value = 40 })
		rest(task)
		r.check(t, 40, 1, nil)
	})
	s.wantActions(3, lustre.ActEnqueueSend, lustre.ActAskInterpret, lustre.ActWrite, lustre.ActFlushSend, lustre.ActAskInterpret,
		lustre.ActSyncSend, lustre.ActAskInterpret, lustre.ActCancelSend, lustre.ActAskInterpret, lustre.ActEnqueueSend, lustre.ActAskInterpret)
}

// TestStopDuringDrain stops the world while a deactivation waits for the OST to take its
// data: a worker that is told to go does not pass over what has not ended.
func TestStopDuringDrain(t *testing.T) {
	s := act(t, func(task *env.Task, s *stage) {
		s.own(task)
		s.Deactivate(1)
		s.expect(task, wire.Write)
	})
	for _, r := range s.records {
		if r.Action == lustre.ActDisconnectSend || r.Action == lustre.ActDeactivateEnd {
			t.Errorf("%v, with the data still on the node", r.Action)
		}
	}
}
