package sequential_test

import (
	"testing"

	"ostlife/model/sequential"
	"ostlife/model/sequential/honest"
)

// TestDefectsAreSeen breaks one promise of the small system at a time: in the order in
// which things happened, some run must be rejected, by a rule that speaks of it.
func TestDefectsAreSeen(t *testing.T) {
	const seeds = 1000
	rows := []struct {
		name   string
		defect honest.Defect
		rule   sequential.Rule
		least  int // runs that are rejected
		length int // operations of a run
	}{
		{"late reply accepted", honest.LateReplyAccepted, sequential.ActiveOff, 25, 60},
		{"answered from FULL", honest.AnsweredFromFull, sequential.InstanceDropped, 250, 60},
		{"late request taken", honest.LateRequestTaken, sequential.ExportLost, 2, 400},
		{"instance reused", honest.InstanceReused, sequential.InstanceDropped, 250, 60},
		{"loss clears deactivated", honest.LossClearsDeactivated, sequential.PrefixBroken, 25, 60},
		{"remove unchecked", honest.RemoveUnchecked, sequential.RemoveActive, 250, 60},
		{"settle early", honest.SettleEarly, sequential.PositionBack, 25, 60},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			found := 0
			for seed := range uint64(seeds) {
				run := honest.Run(honest.Plan{Seed: seed, Nodes: 1, Targets: 1, Clients: 3,
					Operations: row.length, Overlap: true, Defect: row.defect})
				if _, reason := inOrder(honest.Effects(run, 0, 0)); reason.Rule == row.rule {
					found++
				}
			}
			t.Logf("%d of %d runs rejected by %s", found, seeds, row.rule)
			if found < row.least {
				t.Errorf("%d of %d runs rejected by %s, want at least %d", found, seeds, row.rule, row.least)
			}
		})
	}
}

// inOrder takes the effects until one is not accepted.
func inOrder(effects []honest.Operation) (sequential.State, sequential.Reason) {
	s := sequential.Init()
	for _, o := range effects {
		next, reason := sequential.Step(s, o.Input, o.Output)
		if reason.Rule != sequential.Accepted {
			return s, reason
		}
		s = next
	}
	return s, sequential.Reason{}
}
