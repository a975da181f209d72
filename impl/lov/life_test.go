package lov

import (
	"testing"
	"time"

	"ostlife/impl/env"
	"ostlife/model/lustre"
)

// TestStatus looks at a target's slot in every phase of its life.
func TestStatus(t *testing.T) {
	play(t, func(task *env.Task, s *stage) {
		s.want("unheard of", lustre.Status{})
		s.applies(task, lustre.ConfigAdd)
		s.want("added", lustre.Status{Position: 1, Present: true, State: lustre.New})
		task.Sleep("test: the pinger's time", 3*interval)
		s.want("the log is not read yet", lustre.Status{Position: 1, Present: true, State: lustre.New})
		s.lov.Begin()
		task.Sleep("test: the pinger's time", 3*interval)
		s.want("connected", lustre.Status{Position: 1, Present: true, Active: 1, State: lustre.Full})
		if !s.lov.Lose(target) || s.lov.Lose(other) {
			t.Error("a loss is of a connection that is there")
		}
		task.Yield("test: before the worker")
		s.applies(task, lustre.ConfigDeactivate)
		s.settled(task)
		s.want("deactivated", lustre.Status{Position: 2, Present: true, Deactivated: true, State: lustre.Disconn})
		task.Sleep("test: the pinger's time", 3*interval)
		s.want("left alone", lustre.Status{Position: 2, Present: true, Deactivated: true, State: lustre.Disconn})
		s.applies(task, lustre.ConfigActivate)
		s.settled(task)
		s.want("activated", lustre.Status{Position: 3, Present: true, State: s.lov.Status(target).State}) // the pinger may be at it
		task.Sleep("test: the pinger's time", 3*interval)
		s.want("active", lustre.Status{Position: 3, Present: true, Active: 1, State: lustre.Full})
		s.applies(task, lustre.ConfigDeactivate)
		s.settled(task)
		s.applies(task, lustre.ConfigRemove)
		s.settled(task)
		s.want("removed", lustre.Status{Position: 5})
		s.applies(task, lustre.ConfigAdd)
		s.want("added again", lustre.Status{Position: 6, Present: true, State: lustre.New})
		if i := s.connect(task); i != 2 {
			t.Errorf("the new slot has instance %d", i)
		}
		s.want("connected again", lustre.Status{Position: 6, Present: true, Active: 2, State: lustre.Full})
	})
}

// TestRecordError gives the LOV records that do not fit those before them.
func TestRecordError(t *testing.T) {
	for _, test := range []struct {
		name  string
		fit   []lustre.ConfigKind
		wrong lustre.ConfigKind
		want  string
	}{
		{"twice", []lustre.ConfigKind{lustre.ConfigAdd}, lustre.ConfigAdd,
			"client0: config record 2 (add OST0000): the target is there already"},
		{"deactivate", nil, lustre.ConfigDeactivate, "client0: config record 1 (deactivate OST0000): there is no such target"},
		{"activate", nil, lustre.ConfigActivate, "client0: config record 1 (activate OST0000): there is no such target"},
		{"remove", nil, lustre.ConfigRemove, "client0: config record 1 (remove OST0000): there is no such target"},
		{"remove twice", []lustre.ConfigKind{lustre.ConfigAdd, lustre.ConfigDeactivate, lustre.ConfigRemove}, lustre.ConfigRemove,
			"client0: config record 4 (remove OST0000): there is no such target"},
		{"join", nil, lustre.ConfigJoin, "client0: config record 1 (pool-add OST0000): there is no such target"},
		{"leave of a removed one", []lustre.ConfigKind{lustre.ConfigAdd, lustre.ConfigDeactivate, lustre.ConfigRemove}, lustre.ConfigLeave,
			"client0: config record 4 (pool-remove OST0000): there is no such target"},
		{"unknown", nil, lustre.ConfigLeave + 1, "client0: config record 1 (ConfigKind(7) OST0000): of unknown kind"},
	} {
		t.Run(test.name, func(t *testing.T) {
			play(t, func(task *env.Task, s *stage) {
				s.applies(task, test.fit...)
				before := s.lov.Status(target)
				err := s.apply(task, test.wrong, target)
				if e, ok := err.(*RecordError); !ok || e.Error() != test.want {
					t.Errorf("%v, want %s", err, test.want)
				}
				if after := s.lov.Status(target); after != before {
					t.Errorf("the record changed %+v into %+v", before, after)
				}
			})
		})
	}
}

// TestBetweenPoolAndSlot stands between the two steps of ADD and of REMOVE.
func TestBetweenPoolAndSlot(t *testing.T) {
	for _, test := range []struct {
		at      env.Point
		before  []lustre.ConfigKind
		then    lustre.ConfigKind
		present bool
		pooled  bool
	}{
		{PointPoolAdd, nil, lustre.ConfigAdd, true, false},
		{PointPoolFlush, []lustre.ConfigKind{lustre.ConfigAdd, lustre.ConfigDeactivate}, lustre.ConfigRemove, true, true},
	} {
		t.Run(string(test.at), func(t *testing.T) {
			h := &holdAt{at: test.at, free: true}
			s := newStage(t, env.Control{Picker: h, EarlyTimers: true})
			s.run(func(task *env.Task, s *stage) {
				s.applies(task, test.before...)
				s.settled(task)
				h.free = false
				s.world.Go("config", func(own *env.Task) { s.applies(own, test.then) })
				task.Sleep("test: soon", soon)
				if got := s.lov.Status(target).Present; got != test.present {
					t.Errorf("present: %v", got)
				}
				s.wantPool("", 0, test.pooled)
				h.free = true
				task.Sleep("test: soon", soon)
				s.wantPool("", s.written, s.lov.Status(target).Present)
			})
		})
	}
}

// TestConnect looks at the refusals that are decided at the node, and waits for the
// config log.
func TestConnect(t *testing.T) {
	play(t, func(task *env.Task, s *stage) {
		connect := func(want error) {
			t.Helper()
			if _, err := s.lov.Connect(task, target, s.world.Now()+request); err != want {
				t.Errorf("connect: %v, want %v", err, want)
			}
		}
		connect(lustre.ErrUnreachable) // the log is not read
		s.world.Go("config", func(own *env.Task) {
			own.Sleep("test: the log is being read", request/2)
			s.lov.Begin()
		})
		connect(lustre.ErrNoTarget)
		if s.world.Now() < request+request/2 {
			t.Error("decided before the log was read")
		}
		s.applies(task, lustre.ConfigAdd)
		connect(nil)
		s.network.Isolate("OST0000", true)
		connect(lustre.ErrUnknown)
		s.network.Isolate("OST0000", false)
		s.applies(task, lustre.ConfigDeactivate)
		connect(lustre.ErrDeactivated)
		s.applies(task, lustre.ConfigRemove)
		connect(lustre.ErrNoTarget)
	})
}

// TestSettledGivesBack has a settle end early: it gives back what it held, so that the
// slot behind the one it waited for can still go.
func TestSettledGivesBack(t *testing.T) {
	play(t, func(task *env.Task, s *stage) {
		s.lov.Begin()
		s.applies(task, lustre.ConfigAdd)
		if err := s.apply(task, lustre.ConfigAdd, other); err != nil {
			t.Error(err)
		}
		s.connect(task)
		s.network.Isolate("OST0000", true)
		s.applies(task, lustre.ConfigDeactivate) // waits for an OST that is silent
		if s.lov.Settled(task, s.written, s.world.Now()+soon) {
			t.Error("settled while OST_DISCONNECT is in flight")
		}
		behind := s.lov.table[other].slot
		for _, k := range []lustre.ConfigKind{lustre.ConfigDeactivate, lustre.ConfigRemove} {
			if err := s.apply(task, k, other); err != nil {
				t.Error(err)
			}
		}
		s.settled(task)
		task.Sleep("test: soon", soon)
		if !behind.freed {
			t.Error("a slot that was removed is held for good")
		}
	})
}

// TestSnapshot shows the slots of the table, by target, and no dying one.
func TestSnapshot(t *testing.T) {
	play(t, func(task *env.Task, s *stage) {
		for _, n := range []lustre.Target{other, target} {
			if err := s.apply(task, lustre.ConfigAdd, n); err != nil {
				t.Error(err)
			}
		}
		s.lov.Begin()
		s.connect(task)
		list := s.lov.Snapshot()
		if len(list) != 2 || list[0].Target != target || list[1].Target != other {
			t.Fatalf("the slots are %+v", list)
		}
		if r := list[0]; r.Import.State != lustre.Full || r.LOV.Active != 1 || !r.LOV.Pooled || r.Slot != 1 {
			t.Errorf("the connected slot is %+v", r)
		}
		held := s.lov.get(target)
		s.applies(task, lustre.ConfigDeactivate, lustre.ConfigRemove)
		s.settled(task)
		task.Sleep("test: soon", time.Second)
		if list := s.lov.Snapshot(); len(list) != 1 || list[0].Target != other || len(s.lov.dying) != 1 {
			t.Errorf("the slots are %+v, %d die", list, len(s.lov.dying))
		}
		held.osc.Put()
		if len(s.lov.dying) != 0 || !held.freed {
			t.Error("the dying slot stays")
		}
	})
}
