package sequential_test

import (
	"testing"

	"ostlife/model/lustre"
	"ostlife/model/sequential"
	"ostlife/model/sequential/honest"
)

// TestState pins the line that reports show, and what a caller learns from a state.
func TestState(t *testing.T) {
	rows := []struct {
		steps   []step
		line    string
		applied lustre.Position
	}{
		{nil, "log empty*", 0},
		{[]step{add(1, 1), deactivate(4), off(4), activate(0).unknown()}, "log DEACTIVATE@4* ACTIVATE@5+", 4},
		{[]step{add(1, 1), on(1, 2), settle(3)}, "log ADD@1*; export 2 maybe; active 2; settled 3", 1},
		{[]step{add(1, 1), deactivate(2), connect(0).refused(lustre.ErrDeactivated)}, "log empty* ADD@1 DEACTIVATE@2", 2},
		{[]step{add(1, 1), deactivate(0).unknown(), connect(0).refused(lustre.ErrDeactivated)}, "log empty* ADD@1 DEACTIVATE@2+", 1},
	}
	for _, row := range rows {
		s, i, reason := walk(sequential.All, row.steps)
		if i != len(row.steps) || s.String() != row.line || s.Applied() != row.applied {
			t.Errorf("step %d: %s: %q applied %d, want %q applied %d", i, reason, s, s.Applied(), row.line, row.applied)
		}
	}
	if got := sequential.Export(9).String(); got != "Export(9)" {
		t.Errorf("an export that is none: %s", got)
	}
}

// TestHash holds the hash to equality: equal states have equal hashes, and in runs no
// two different states were seen to share one.
func TestHash(t *testing.T) {
	states := map[uint64]sequential.State{}
	for seed := range uint64(200) {
		run := honest.Run(honest.Plan{Seed: seed, Nodes: 1, Targets: 1, Clients: 2, Operations: 40, Unknown: 2, Overlap: true})
		s := sequential.Init()
		for _, o := range honest.Effects(run, 0, 0) {
			s, _ = sequential.Step(s, o.Input, o.Output)
			if before, ok := states[s.Hash()]; ok && before != s {
				t.Fatalf("%s and %s share a hash", before, s)
			}
			states[s.Hash()] = s
		}
	}
	if len(states) < 1000 {
		t.Errorf("only %d states were seen", len(states))
	}
}

// TestStepLeavesTheState refuses operations that are none, and answers that are wrong,
// without a trace in the state.
func TestStepLeavesTheState(t *testing.T) {
	s, _, _ := walk(sequential.All, []step{add(1, 1), connect(1), on(1, 1)})
	for _, st := range []step{
		record(sequential.PoolList, 1), {connect(1).in, sequential.Output{Outcome: sequential.Unknown + 1}},
		off(1), connect(0), deactivate(1), slot(lustre.Status{Position: 1, Present: true, Active: 0, Deactivated: true}),
	} {
		if next, reason := sequential.Step(s, st.in, st.out); reason.Rule == sequential.Accepted || next != s {
			t.Errorf("%s %+v: %s, state %s", st.in.Operation, st.out, reason.Rule, next)
		}
	}
}

// BenchmarkStep is one status and one connect.
func BenchmarkStep(b *testing.B) {
	s, _, _ := walk(sequential.All, []step{add(1, 1), connect(1), on(1, 1)})
	st, c := on(1, 1), connect(1)
	for b.Loop() {
		s, _ = sequential.Step(s, st.in, st.out)
		s, _ = sequential.Step(s, c.in, c.out)
	}
}
