package harness

import (
	"slices"
	"testing"

	"ostlife/checker/linear"
	"ostlife/model/lustre"
)

// plantedSchedules says of each planted defect which small program shows it, at how many
// preemptions and switches, and by which name. With fewer of either nothing shows it.
var plantedSchedules = []struct {
	defect                lustre.Defect
	program               Program
	preemptions, switches int
	name                  string
}{
	{lustre.DefectRemoveUnchecked, Program{From: Connected, Calls: []Do{"remove", "status"}}, 0, 0, "RemoveOnlyDeactivated"},
	{lustre.DefectActiveFirst, Program{From: Connected, Calls: []Do{"evict", "status"}}, 0, 0, "ActiveImpliesReady"},
	{lustre.DefectLateReply, Program{From: LateReply, Calls: []Do{"connect", "evict"}}, 0, 0, "LateReplyIgnored"},
	{lustre.DefectLossDeactivated, Program{From: Connected, Calls: []Do{"deactivate", "disconnect"}}, 0, 1, "DeactivatedChangesOnlyByConfig"},
	{lustre.DefectWorkerWithoutReference, Program{From: Deactivated, Calls: []Do{"remove", "status"}}, 0, 0, "RemovedIsUnreferenced"},
	{lustre.DefectPoolKept, Program{From: Deactivated, Calls: []Do{"remove", "pool-list"}}, 0, 0, "PoolsNameOnlyTargets"},
	{lustre.DefectEvictionLeavesLocks, Program{From: Connected, Calls: []Do{"evict", "write"}}, 0, 1, "EvictionPurgesBeforeFull"},
	{lustre.DefectPingDeactive, Program{From: Connected, Calls: []Do{"evict", "deactivate"}}, 0, 1, "DeactiveSendsNothing"},
}

// Planted defects are found by enumeration, by a plan that shows them again, and the
// program without the defect holds within the same bound.
func TestPlantedSchedules(t *testing.T) {
	for _, row := range plantedSchedules {
		t.Run(string(row.defect), func(t *testing.T) {
			t.Parallel()
			within := func(preemptions, switches int, defects ...lustre.Defect) Schedules {
				p := row.program
				p.Defects = defects
				s, err := EnumerateSchedules(p, ScheduleBound{Preemptions: preemptions, Switches: switches}, nil)
				if err != nil || !s.Complete || s.Undecided > 0 {
					t.Fatalf("%+v, %v", s, err)
				}
				return s
			}
			s := within(row.preemptions, row.switches, row.defect)
			if s.First == nil || s.First.Findings[0].Name != row.name {
				t.Fatalf("%+v, want %s", s, row.name)
			}
			t.Logf("%s: %d of %d schedules show it", &row.program, s.Violated, s.Schedules)
			showsAgain(t, s.First)
			if clean := within(row.preemptions, row.switches); clean.Violated > 0 {
				t.Errorf("%s without the defect: %v", clean.First.Findings[0].Name, clean.First.Findings[0].What)
			}
			if row.preemptions > 0 && within(row.preemptions-1, row.switches, row.defect).Violated > 0 ||
				row.switches > 0 && within(row.preemptions, row.switches-1, row.defect).Violated > 0 {
				t.Error("it is found within a lower bound")
			}
		})
	}
}

// showsAgain runs the plan of a schedule as any other, after it was written and read.
func showsAgain(t *testing.T, first *Shown) {
	t.Helper()
	path, err := first.Plan.Save(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	plan, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	v := judged(t, plan)
	if v.Result != linear.Violated || !slices.Equal(v.Findings[:1], first.Findings[:1]) {
		t.Errorf("run again it shows %+v, before %+v", v.Findings, first.Findings)
	}
}

// Every defect that can be planted has a row.
func TestPlantedSchedulesAreAll(t *testing.T) {
	for _, d := range lustre.Planted() {
		found := false
		for _, row := range plantedSchedules {
			found = found || row.defect == d
		}
		if !found {
			t.Errorf("no small program is known to show %s", d)
		}
	}
}
