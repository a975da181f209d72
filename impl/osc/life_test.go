package osc_test

import (
	"slices"
	"testing"

	"ostlife/impl/env"
	"ostlife/impl/ptlrpc"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// TestDeactivationWritesOut deactivates a good connection with dirty data: it goes to
// the OST, is committed, the lock goes, then the connection; nothing is left (C3.2).
func TestDeactivationWritesOut(t *testing.T) {
	s := act(t, func(task *env.Task, s *stage) {
		s.own(task)
		s.Deactivate(1)
		s.took(task, 1, 5)
		s.ok(task, wire.Sync)
		s.ok(task, wire.Cancel)
		s.ok(task, wire.Disconnect)
		s.want("deactivated", data{})
		if r := s.Snapshot().Import; r.State != lustre.Disconn || r.Handle != 0 || r.Asked != lustre.AskNothing || r.Workers > 0 {
			t.Errorf("the deactivation left %+v", r)
		}
	})
	s.wantActions(3, lustre.ActEnqueueSend, lustre.ActAskInterpret, lustre.ActWrite, lustre.ActFlushSend, lustre.ActAskInterpret,
		lustre.ActSyncSend, lustre.ActAskInterpret, lustre.ActCancelSend, lustre.ActAskInterpret,
		lustre.ActDisconnectSend, lustre.ActDeactivateEnd)
	for _, r := range s.records {
		if r.Action == lustre.ActWrite && r.Import.Deactive {
			t.Error("a write began on a deactive import")
		}
	}
}

// TestDeactivationFails has each request of a deactivation fail: the rest is left, and
// what is left stays, pinned with its handle. After an activation it is good again where
// the export is still there, else it was dropped and is told.
func TestDeactivationFails(t *testing.T) {
	steps := []wire.Kind{wire.Write, wire.Sync, wire.Cancel, wire.Disconnect}
	pinned := []data{{locked: true, dirty: true}, {locked: true, uncommitted: true}, {}, {}}
	for at, k := range steps {
		for _, by := range []struct {
			name string
			do   func(*env.Task, *stage, wire.Message)
		}{
			{"silence", func(task *env.Task, s *stage, m wire.Message) {
				task.Sleep("test: until it has timed out", requestTime+quiet)
			}},
			{"a loss", func(task *env.Task, s *stage, m wire.Message) {
				s.lose(task)
				s.reply(m, wire.OK, nil) // late
				rest(task)
			}},
		} {
			for _, given := range []lustre.Instance{1, 2} {
				t.Run(k.String()+" "+by.name+", instance "+string(rune('0'+given)), func(t *testing.T) {
					act(t, func(task *env.Task, s *stage) {
						s.own(task)
						s.Deactivate(1)
						for _, before := range steps[:at] {
							s.ok(task, before)
						}
						by.do(task, s, s.expect(task, k))
						s.want("deactivated", pinned[at])
						s.silent("deactivated")
						if r := s.Snapshot().Import; r.State != lustre.Disconn || r.Handle != 1 || r.Workers > 0 {
							t.Errorf("the deactivation left %+v", r)
						}
						s.Activate(2)
						rest(task)
						s.connect(task, given, lustre.NoWindow)
						s.afterActivation(task, pinned[at], given == 1)
					})
				})
			}
		}
	}
}

// afterActivation syncs what was pinned.
func (s *stage) afterActivation(task *env.Task, pinned data, kept bool) {
	s.t.Helper()
	some := pinned.dirty || pinned.uncommitted
	if kept {
		s.want("activated", pinned)
	} else {
		s.want("activated", data{dropped: some})
	}
	sync := s.sync()
	if kept && pinned.dirty {
		s.took(task, 1, 5)
	}
	if kept && some {
		s.ok(task, wire.Sync)
	}
	rest(task)
	var err error
	if some && !kept {
		err = lustre.ErrDropped
	}
	sync.check(s.t, 0, 0, err)
}

// TestRemovalTells removes a target with pinned data: the next slot's import begins
// with the drop untold, and its first sync tells it.
func TestRemovalTells(t *testing.T) {
	act(t, func(task *env.Task, s *stage) {
		s.Hold()
		s.own(task)
		s.lose(task)
		s.Deactivate(1)
		rest(task)
		_, dropped := s.Remove(2, lustre.LOVTrace{})
		if !dropped {
			t.Error("the removal says that nothing was dropped")
		}
		rest(task)
		s.want("removed", data{dropped: true})
	})
}

// TestRestart restarts the OST under a node with a write that it has taken and not
// committed, and another that is dirty: the first is replayed as it was, with the
// version that it had, then the lock; the second is still dirty.
func TestRestart(t *testing.T) {
	s := act(t, func(task *env.Task, s *stage) {
		s.flushed(task)
		s.write(task, 2)
		s.lose(task)
		s.connect(task, 1, lustre.WindowFresh)
		if m := s.ok(task, wire.ReplayWrite); m.Value != 1 || m.Version != 5 {
			t.Errorf("replayed value %d as version %d", m.Value, m.Version)
		}
		s.write(task, 3).check(t, 0, 1, nil) // in the cache
		s.ok(task, wire.ReplayLock)
		s.ok(task, wire.FinalPing)
		s.want("recovered", data{locked: true, dirty: true, uncommitted: true})
		sync := s.sync()
		s.took(task, 3, 5)
		s.ok(task, wire.Sync)
		sync.check(t, 0, 0, nil)
		s.silent("synced")
	})
	if !slices.Contains(s.above.told, "active, RECOVERY, prepared") {
		t.Errorf("the layer above was told %q", s.above.told)
	}
}

// TestVersionFails has the OST refuse a replayed write: the node was evicted, and the
// next sync tells.
func TestVersionFails(t *testing.T) {
	act(t, func(task *env.Task, s *stage) {
		s.flushed(task)
		s.lose(task)
		s.connect(task, 1, lustre.WindowFresh)
		s.reply(s.expect(task, wire.ReplayWrite), wire.NotConnected, nil)
		rest(task)
		sync := s.sync()
		s.reply(s.expect(task, wire.Connect), wire.InWindow, nil)
		rest(task)
		s.silent("kept out")
		sync.running(t)
		s.want("kept out", data{locked: true, uncommitted: true})
		p := ptlrpc.NewPinger(s.world, "client0", requestTime)
		p.Add(s.Import)
		p.Start(s.world, "client0")
		s.welcome(task, 2, lustre.NoWindow)
		sync.check(t, 0, 0, lustre.ErrDropped)
	})
}
