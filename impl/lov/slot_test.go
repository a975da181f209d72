package lov

import (
	"testing"

	"ostlife/impl/env"
	"ostlife/impl/osc"
	"ostlife/model/lustre"
)

// TestOlderNumbers tells a slot events of every age: one older than it has heard, in
// either number, takes no step (C2.4).
func TestOlderNumbers(t *testing.T) {
	for _, test := range []struct {
		name    string
		numbers lustre.Numbers
		dying   bool
		want    bool
	}{
		{"the same", lustre.Numbers{Count: 5, Generation: 5}, false, true},
		{"newer", lustre.Numbers{Count: 6, Generation: 5}, false, true},
		{"newer in both", lustre.Numbers{Count: 6, Generation: 6}, false, true},
		{"an older count", lustre.Numbers{Count: 4, Generation: 5}, false, false},
		{"an older generation", lustre.Numbers{Count: 5, Generation: 4}, false, false},
		{"an older count of a newer generation", lustre.Numbers{Count: 4, Generation: 6}, false, false},
		{"a dying slot", lustre.Numbers{Count: 6, Generation: 6}, true, false},
	} {
		for _, event := range []struct {
			name string
			tell func(*env.Task, *slot, osc.Event) bool
		}{
			{"active", func(task *env.Task, s *slot, e osc.Event) bool { return s.Active(task, e) }},
			{"inactive", func(task *env.Task, s *slot, e osc.Event) bool { return s.Inactive(task, e) }},
			{"deactivate", func(task *env.Task, s *slot, e osc.Event) bool { return s.Deactivate(task, e) }},
			{"activate", func(task *env.Task, s *slot, e osc.Event) bool { return s.Activate(task, e) }},
		} {
			t.Run(test.name+"/"+event.name, func(t *testing.T) {
				play(t, func(task *env.Task, s *stage) {
					s.applies(task, lustre.ConfigAdd)
					slot := s.lov.table[target].slot
					slot.heard = lustre.Numbers{Count: 5, Generation: 5}
					slot.active, slot.deactivated = 3, event.name == "activate"
					slot.dying = test.dying
					before := *slot
					got := event.tell(task, slot, osc.Event{Numbers: test.numbers, Instance: 4, Position: 9})
					if changed := *slot != before; got != test.want || changed != test.want {
						t.Errorf("took the step: %v, changed something: %v", got, changed)
					}
					last := s.records[len(s.records)-1]
					if stale := last.Action == lustre.ActEventStale; stale == test.want {
						t.Errorf("traced %s", last.Action)
					}
				})
			})
		}
	}
}

// TestAddWhileDying adds a target whose old slot is still held: there are two slots
// then, and what the old one does at its end leaves the new one alone.
func TestAddWhileDying(t *testing.T) {
	s := play(t, func(task *env.Task, s *stage) {
		s.lov.Begin()
		s.applies(task, lustre.ConfigAdd)
		first := s.connect(task)
		old := s.lov.get(target)
		s.applies(task, lustre.ConfigDeactivate, lustre.ConfigRemove, lustre.ConfigAdd)
		next := s.lov.table[target].slot
		if next == old || next.number != 2 {
			t.Errorf("the new slot is number %d", next.number)
		}
		s.settled(task)
		if i := s.connect(task); i <= first {
			t.Errorf("instance %d after %d", i, first)
		}
		if state := old.osc.State(); state != lustre.Closed || old.freed {
			t.Errorf("the old slot is %s, freed: %v", state, old.freed)
		}
		if _, err := old.osc.RoundTrip(task, s.world.Now()+request); err != lustre.ErrNoTarget {
			t.Errorf("connect over the old slot: %v", err)
		}
		s.want("beside a dying slot", lustre.Status{Position: 4, Present: true, Active: 2, State: lustre.Full})
		old.osc.Put()
		if !old.freed {
			t.Error("the old slot stays")
		}
		s.want("alone", lustre.Status{Position: 4, Present: true, Active: 2, State: lustre.Full})
	})
	counts := map[uint32]lustre.ConnectionCount{}
	for _, r := range s.records {
		if r.Action == lustre.ActConnectSend {
			counts[r.Slot] = r.Current.Count
		}
	}
	if counts[2] <= counts[1] {
		t.Errorf("the new slot's connection count is %d after %d", counts[2], counts[1])
	}
}

// TestTopOfNextSlot removes a target and adds it again before the old slot's worker has
// run: in the end the layer above has heard that the target is not active, unless the
// new slot has told it otherwise.
func TestTopOfNextSlot(t *testing.T) {
	for _, reachable := range []bool{false, true} {
		h := &holdAt{at: PointDeactivate, free: true}
		s := newStage(t, env.Control{Picker: h, EarlyTimers: true})
		s.run(func(task *env.Task, s *stage) {
			s.lov.Begin()
			s.applies(task, lustre.ConfigAdd)
			s.connect(task)
			h.free = false
			s.network.Isolate("OST0000", !reachable)
			s.applies(task, lustre.ConfigDeactivate, lustre.ConfigRemove, lustre.ConfigAdd)
			want := lustre.Status{Position: 4, Present: true, State: lustre.Connecting}
			if reachable {
				want.Active, want.State = s.connect(task), lustre.Full
				s.want("before the old slot's end", want)
			}
			h.free = true
			task.Sleep("test: soon", 2*interval)
			s.want("in the end", want)
		})
	}
}

// TestPoison uses a slot after its last reference has gone.
func TestPoison(t *testing.T) {
	e := osc.Event{Numbers: lustre.Numbers{Count: 99, Generation: 99}}
	for _, test := range []struct {
		name string
		use  func(*env.Task, *slot)
	}{
		{"control", func(*env.Task, *slot) {}},
		{"active", func(task *env.Task, s *slot) { s.Active(task, e) }},
		{"inactive", func(task *env.Task, s *slot) { s.Inactive(task, e) }},
		{"deactivate", func(task *env.Task, s *slot) { s.Deactivate(task, e) }},
		{"activate", func(task *env.Task, s *slot) { s.Activate(task, e) }},
		{"removed", func(task *env.Task, s *slot) { s.Removed(task, e) }},
		{"freed", func(_ *env.Task, s *slot) { s.Freed() }},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newStage(t, env.Control{})
			s.run(func(task *env.Task, s *stage) {
				s.applies(task, lustre.ConfigAdd, lustre.ConfigDeactivate)
				old := s.lov.table[target].slot
				s.applies(task, lustre.ConfigRemove)
				s.settled(task)
				task.Sleep("test: soon", soon)
				if !old.freed {
					t.Fatal("the slot was not freed")
				}
				test.use(task, old)
				s.want("no harm", lustre.Status{Position: 3})
			})
			if caught := len(s.broken) > 0; caught != (test.name != "control") {
				t.Errorf("violations: %+v", s.broken)
			}
		})
	}
}
