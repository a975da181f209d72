package lov

import (
	"slices"
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
		{"unknown", nil, lustre.ConfigRemove + 1, "client0: config record 1 (ConfigKind(5) OST0000): of unknown kind"},
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

// wrongPools tells which records show a pool that names an index without a slot, or
// that is joined or left out of order (C1c, C3.3).
func wrongPools(records []lustre.TraceRecord) []lustre.Action {
	var wrong []lustre.Action
	pooled, present := false, false
	for _, r := range records {
		switch r.Action {
		case lustre.ActConfigAdd:
			present = true
		case lustre.ActConfigPoolAdd:
			if !present || pooled {
				wrong = append(wrong, r.Action)
			}
			pooled = true
		case lustre.ActConfigPoolFlush:
			if !present || !pooled {
				wrong = append(wrong, r.Action)
			}
			pooled = false
		case lustre.ActConfigRemove:
			if !present || pooled {
				wrong = append(wrong, r.Action)
			}
			present = false
		default:
			continue
		}
		if r.LOV.Pooled != pooled || r.LOV.Present != present {
			wrong = append(wrong, r.Action)
		}
	}
	return wrong
}

// TestPool sees that an index is in the pool only while its slot is in the table.
func TestPool(t *testing.T) {
	s := play(t, func(task *env.Task, s *stage) {
		s.lov.Begin()
		for range 3 {
			s.applies(task, lustre.ConfigAdd)
			if !slices.Equal(s.lov.pool, []lustre.Target{target}) {
				t.Errorf("the pool is %v", s.lov.pool)
			}
			s.connect(task)
			s.applies(task, lustre.ConfigDeactivate, lustre.ConfigRemove)
			if len(s.lov.pool) > 0 {
				t.Errorf("the pool is %v", s.lov.pool)
			}
			s.settled(task)
		}
	})
	if wrong := wrongPools(s.records); len(wrong) > 0 {
		t.Errorf("out of order: %v", wrong)
	}
	for _, swap := range [][2]lustre.Action{
		{lustre.ActConfigAdd, lustre.ActConfigPoolAdd}, {lustre.ActConfigPoolFlush, lustre.ActConfigRemove},
	} {
		t.Run("control/"+string(swap[1]), func(t *testing.T) {
			records := slices.Clone(s.records)
			at := func(a lustre.Action) int {
				return slices.IndexFunc(records, func(r lustre.TraceRecord) bool { return r.Action == a })
			}
			first, second := at(swap[0]), at(swap[1])
			records[first], records[second] = records[second], records[first]
			if len(wrongPools(records)) == 0 {
				t.Errorf("%s before %s went unseen", swap[1], swap[0])
			}
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
				if got := s.lov.pooled(target); got != test.pooled {
					t.Errorf("pooled: %v", got)
				}
				h.free = true
				task.Sleep("test: soon", soon)
				if in := s.lov.pooled(target); in != s.lov.Status(target).Present {
					t.Errorf("in the end pooled: %v", in)
				}
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
