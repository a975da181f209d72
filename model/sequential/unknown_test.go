package sequential_test

import (
	"testing"

	"pgregory.net/rapid"

	"ostlife/model/lustre"
	"ostlife/model/sequential"
	"ostlife/model/sequential/honest"
)

// TestOpenRecords is about records whose position is not known: each row is a history,
// and the rule that rejects its last step, or [sequential.Accepted].
func TestOpenRecords(t *testing.T) {
	rows := []struct {
		name  string
		steps []step
		want  sequential.Rule
	}{
		{"a slot shows one, wherever it is", []step{add(1, 1), deactivate(0).unknown(), off(7)}, sequential.Accepted},
		{"it is after the records before it", []step{add(1, 3), deactivate(0).unknown(), off(2)}, sequential.PositionForeign},
		{"it is before the records after it", []step{add(1, 1), deactivate(0).unknown(), activate(5), off(6)}, sequential.PositionForeign},
		{"and needs room", []step{add(1, 1), deactivate(0).unknown(), activate(2)}, sequential.LogRise},
		{"two need room for two", []step{add(1, 1), deactivate(0).unknown(), activate(0).unknown(), deactivate(3)}, sequential.LogRise},
		{"the later of two is not at the lower place", []step{add(1, 1), deactivate(0).unknown(), activate(0).unknown(), on(2, 0)}, sequential.PrefixBroken},
		{"it is what its kind is", []step{add(1, 1), deactivate(0).unknown(), on(7, 0)}, sequential.PrefixBroken},
		{"once seen, it stays where it is", []step{add(1, 1), deactivate(0).unknown(), off(7), deactivate(8)}, sequential.LogRepeat},
		{"an answer tells where it is", []step{add(1, 1), deactivate(0).unknown(), deactivate(4), off(4)}, sequential.Accepted},
		{"and it is nowhere else then", []step{add(1, 1), deactivate(0).unknown(), deactivate(4), off(5)}, sequential.PositionForeign},
		{"settle does not tell", []step{add(1, 1), deactivate(0).unknown(), settle(9), on(1, 0)}, sequential.Accepted},
		{"nothing is written for an absent target", []step{deactivate(0).unknown(), remove(0).unknown(), off(1)}, sequential.PositionForeign},
		{"nor twice", []step{add(1, 1), add(1, 0).unknown(), deactivate(2)}, sequential.Accepted},
		{"nor is a target removed that is active", []step{add(1, 1), remove(0).unknown(), absent(2)}, sequential.PositionForeign},
		{"add", []step{add(1, 0).unknown(), connect(1)}, sequential.Accepted},
		{"remove", []step{add(1, 1), deactivate(2), remove(0).unknown(), add(1, 9)}, sequential.Accepted},
		{"it may end an export", []step{add(1, 1), connect(1), deactivate(0).unknown(), evict(0).refused(lustre.ErrNotConnected)}, sequential.Accepted},
		{"for as long as it is open", []step{add(1, 1), deactivate(0).unknown(), activate(5), on(1, 0), connect(1).after(1), evict(0).refused(lustre.ErrNotConnected)}, sequential.Accepted},
		{"but not once it is passed", []step{add(1, 1), deactivate(0).unknown(), activate(5), on(5, 0), connect(1).after(5), evict(0).refused(lustre.ErrNotConnected)}, sequential.ExportLost},
		{"two that could be meant", []step{add(1, 1), deactivate(0).unknown(), activate(0).unknown(), deactivate(0).unknown(), off(7)}, sequential.Ambiguous},
		{"of which only one has room", []step{add(1, 1), deactivate(0).unknown(), activate(0).unknown(), deactivate(0).unknown(), off(3)}, sequential.Accepted},
		{"a pool's record that may be there", []step{add(1, 1), join(0).unknown(), activate(7)}, sequential.Accepted},
		{"or may not", []step{add(1, 1), join(0).unknown(), activate(1)}, sequential.Accepted},
		{"once told, it is nowhere else", []step{add(1, 1), join(0).unknown(), activate(7), activate(8)}, sequential.LogRepeat},
		{"nor after a later record", []step{add(1, 1), join(0).unknown(), deactivate(5), deactivate(6)}, sequential.LogRepeat},
		{"an eviction drops what is known", []step{add(1, 1), connect(1), evict(0).unknown(), connect(1)}, sequential.InstanceDropped},
		{"and no more", []step{add(1, 1), connect(1), evict(0).unknown(), connect(2)}, sequential.Accepted},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			s, i, reason := walk(sequential.All, row.steps)
			if reason.Rule != row.want || row.want != sequential.Accepted && i != len(row.steps)-1 {
				t.Errorf("step %d in state %s: %s %s, want %s", i, s, reason.Rule, reason, row.want)
			}
		})
	}
}

// TestUnknownIsAcceptedEverywhere is what lets the checker place an operation of
// unknown outcome at the end, as one that never had an effect.
func TestUnknownIsAcceptedEverywhere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		run := honest.Run(honest.Plan{Seed: rapid.Uint64().Draw(t, "seed"), Nodes: 1, Targets: 1, Clients: 2,
			Operations: rapid.IntRange(1, 40).Draw(t, "operations"), Unknown: 2, Overlap: true})
		s := sequential.Init()
		for _, o := range honest.Effects(run, 0, 0) {
			for op := sequential.Connect; op <= sequential.PoolRemove; op++ {
				in := sequential.Input{Operation: op, UUID: 1}
				if _, reason := sequential.Step(s, in, sequential.Output{Outcome: sequential.Unknown}); reason.Rule != sequential.Accepted {
					t.Fatalf("%s in state %s: %s", op, s, reason)
				}
			}
			s, _ = sequential.Step(s, o.Input, o.Output)
		}
	})
}

// TestRoom fills the memory for records, and shows the three ways out: a status, a
// settle, and that nobody asks.
func TestRoom(t *testing.T) {
	steps := []step{add(1, 1)}
	for p := lustre.Position(2); p <= sequential.MaxLater; p++ {
		if p%2 == 0 {
			steps = append(steps, deactivate(p))
		} else {
			steps = append(steps, activate(p))
		}
	}
	s, i, reason := walk(sequential.All, append(steps, activate(100)))
	forgotten := s
	forgotten.Forget()
	if i != sequential.MaxLater || reason.Rule != sequential.OutOfRoom || !reason.Rule.Bound() {
		t.Fatalf("step %d: %s, want %d records and then no room", i, reason.Rule, sequential.MaxLater)
	}
	over := activate(100)
	for _, way := range []struct {
		name string
		s    sequential.State
	}{
		{"status", after(t, s, on(1, 0))}, {"settle", after(t, s, settle(5))}, {"forget", forgotten},
	} {
		if _, reason := sequential.Step(way.s, over.in, over.out); reason.Rule != sequential.Accepted {
			t.Errorf("after %s: %s", way.name, reason)
		}
	}
	if _, reason := sequential.Step(after(t, s, absent(0)), over.in, over.out); reason.Rule != sequential.OutOfRoom {
		t.Errorf("after a status that shows nothing new: %q, want no room", reason)
	}
}

func after(t *testing.T, s sequential.State, st step) sequential.State {
	t.Helper()
	next, reason := sequential.Step(s, st.in, st.out)
	if reason.Rule != sequential.Accepted {
		t.Fatalf("%s: %s", st.in.Operation, reason)
	}
	return next
}
