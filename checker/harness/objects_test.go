package harness

import (
	"slices"
	"strings"
	"testing"

	"ostlife/checker/history"
	"ostlife/checker/linear"
	"ostlife/model/lustre"
	"ostlife/model/sequential"
)

// ofDisks are the operations that only plans with disks have drawn for them.
var ofDisks = append([]history.Kind{history.EASize}, onDisks...)

// objectPlans is how many plans with files the tests below run at most.
const objectPlans = 60

// spoils are histories that the implementation gave, made wrong: each by one answer, and
// what the rule is that says so. They return false where a history has no such answer.
var spoils = []struct {
	rule  sequential.Rule
	spoil func(ops []history.Operation) bool
}{
	{sequential.ObjectTwice, func(ops []history.Operation) bool {
		first := find(ops, history.Create, history.OK, 0)
		second := find(ops, history.Create, history.OK, first+1)
		if second < 0 || first < 0 || ops[first].Result.Target != ops[second].Result.Target || ops[second].Call < ops[first].Return {
			return false
		}
		ops[second].Result.Object = ops[first].Result.Object
		return true
	}},
	{sequential.ObjectBack, func(ops []history.Operation) bool {
		made := find(ops, history.Create, history.OK, 0)
		at := find(ops, history.LastID, history.OK, made+1)
		if made < 0 || at < 0 || ops[at].Target != ops[made].Result.Target || ops[at].Call < ops[made].Return {
			return false
		}
		ops[at].Result.Value = ops[made].Result.Object - 1
		return true
	}},
	{sequential.FileNeverMade, func(ops []history.Operation) bool {
		at := find(ops, history.Unlink, history.OK, 0)
		if at < 0 || find(ops, history.Create, history.Info, 0) >= 0 {
			return false
		}
		ops[at].Object += 1000
		return true
	}},
	{sequential.FileUnlinkedTwice, func(ops []history.Operation) bool {
		at := find(ops, history.Unlink, history.OK, 0)
		if at < 0 || find(ops, history.Crash, history.OK, 0) >= 0 || find(ops, history.Crash, history.Info, 0) >= 0 {
			return false
		}
		again := slices.IndexFunc(ops, func(op history.Operation) bool {
			return op.Kind == history.Unlink && op.Result.Refusal == lustre.ErrNoObject && op.Target == ops[at].Target &&
				op.Object == ops[at].Object && op.Call > ops[at].Return
		})
		if again >= 0 {
			ops[again].Outcome, ops[again].Result = history.OK, history.Result{}
		}
		return again >= 0
	}},
	{sequential.FileLost, func(ops []history.Operation) bool {
		at := find(ops, history.Unlink, history.OK, 0)
		if at < 0 || ops[at].Call < made(ops, &ops[at]) || slices.ContainsFunc(ops, func(op history.Operation) bool {
			return op.Kind == history.Unlink && op.ID != ops[at].ID && op.Target == ops[at].Target && op.Object == ops[at].Object
		}) {
			return false
		}
		ops[at].Outcome, ops[at].Result = history.Fail, history.Result{Refusal: lustre.ErrNoObject}
		return true
	}},
	{sequential.SizeLow, func(ops []history.Operation) bool {
		at := find(ops, history.EASize, history.OK, 0)
		if at >= 0 {
			ops[at].Result.Value++
		}
		return at >= 0
	}},
}

// made is when the file of an unlink had been made for certain; never, if it was not.
func made(ops []history.Operation, unlink *history.Operation) uint64 {
	for i := range ops {
		if op := &ops[i]; op.Kind == history.Create && op.Outcome == history.OK &&
			op.Result.Target == unlink.Target && op.Result.Object == unlink.Object {
			return op.Return
		}
	}
	return ^uint64(0)
}

// find gives the first operation of a kind and outcome from a place on, -1 for none.
func find(ops []history.Operation, kind history.Kind, outcome history.Outcome, from int) int {
	for i := from; i < len(ops); i++ {
		if ops[i].Kind == kind && ops[i].Outcome == outcome {
			return i
		}
	}
	return -1
}

// TestSpoiledFilesAreFound is the negative control of the histories with files: each answer
// that is made wrong is found, by its rule.
func TestSpoiledFilesAreFound(t *testing.T) {
	found := map[sequential.Rule]bool{}
	kinds := map[history.Kind]int{}
	for seed := range uint64(objectPlans) {
		out, err := Run(Draw(seed, Shape{Disks: true}), Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, op := range out.History.Operations {
			if op.Outcome == history.OK {
				kinds[op.Kind]++
			}
		}
		for _, s := range spoils {
			h := *out.History
			h.Operations = slices.Clone(h.Operations)
			if found[s.rule] || !s.spoil(h.Operations) {
				continue
			}
			v := linear.Check(&h, linear.Options{})
			if !slices.ContainsFunc(v.Violations, func(x linear.Violation) bool { return x.Rule == s.rule }) {
				t.Errorf("seed %d, spoiled by %s: %s %v", seed, s.rule, v.Result, v.Violations)
			}
			found[s.rule] = true
		}
	}
	for _, s := range spoils {
		if !found[s.rule] {
			t.Errorf("no history of %d could be spoiled for %s", objectPlans, s.rule)
		}
	}
	for _, kind := range []history.Kind{history.Create, history.Unlink, history.LastID, history.EASize, history.Crash, history.Restart} {
		if kinds[kind] < objectPlans/10 {
			t.Errorf("%d of %s were ok in %d histories: %v", kinds[kind], kind, objectPlans, kinds)
		}
	}
}

// onDisk says of the defects that need disks who finds them in drawn histories, from each
// of some seeds, and why nobody does.
var onDisk = []struct {
	defect lustre.Defect
	by     Detector
	name   string
	misses string
}{
	{lustre.DefectDestroyAtOnce, ByProperties, "LiveObjectNeverDestroyed", ""},
	{lustre.DefectCancelEarly, ByProperties, "CancelOnlyAfterCommit", ""},
	{lustre.DefectObjidLate, "", "", "file and lov-objid are written one right after the other, and no task has the baton between them"},
	{lustre.DefectStockKept, ByModel, FindDeviation, ""},
	{lustre.DefectOrphansSpared, ByProperties, "OscBeforeLovBeforeTop", ""},
	{lustre.DefectLlogOnlyAtConnect, ByProperties, "UnlinkedObjectIsDestroyed", ""},
}

// The hunt for a defect that needs disks: so many seeds, and plans from each. What nobody
// finds is looked for in fewer.
const (
	diskSeeds  = 3
	diskPlans  = 400
	missesSeek = 40
)

// TestPlantedOnDiskAreFound plants each where it has a story.
func TestPlantedOnDiskAreFound(t *testing.T) {
	var defects []lustre.Defect
	for _, row := range onDisk {
		defects = append(defects, row.defect)
		t.Run(string(row.defect), func(t *testing.T) {
			t.Parallel()
			for seed := range uint64(diskSeeds) {
				if row.by == "" {
					if n, name := seeks(t, seed+1, missesSeek, row.defect, ByProperties); name != "" {
						t.Errorf("seed %d: plan %d shows it, as %s", seed+1, n, name)
					}
					continue
				}
				n, name := seeks(t, seed+1, diskPlans, row.defect, row.by)
				if name == "" {
					t.Errorf("seed %d: %d plans do not show it", seed+1, n)
				}
				t.Logf("seed %d: plan %d, %s", seed+1, n, name)
			}
		})
		if (row.by == "") == (row.misses == "") {
			t.Errorf("%s is found by %q, and of misses it says %q", row.defect, row.by, row.misses)
		}
	}
	if !slices.Equal(defects, lustre.PlantedOnDisk()) {
		t.Errorf("the table has %v, planted can be %v", defects, lustre.PlantedOnDisk())
	}
}

// seeks draws plans until a detector finds the defect.
func seeks(t *testing.T, seed, plans uint64, d lustre.Defect, by Detector) (n uint64, name string) {
	for n = range plans {
		out, err := Run(planOf(seed, n, Shape{Disks: true, Defects: []lustre.Defect{d}}), Options{})
		if err != nil {
			t.Fatal(err)
		}
		v := Judge(&out, JudgeOptions{Properties: true, Model: true})
		if name = v.FoundBy(by); name != "" {
			return n, name
		}
	}
	return plans, ""
}

// TestPlansOnDisksAreHeldToIt: what only a world with disks has is refused without them,
// and what makes no sense with them.
func TestPlansOnDisksAreHeldToIt(t *testing.T) {
	good := Plan{Format: Format, Version: Version, Mode: history.Controlled, Nodes: 1, Targets: 1, MDSs: 1, Disks: true,
		Picker: Picker{Kind: PickFirst}, Network: Network{LateUS: 1}, LimitSteps: 100,
		Clients: [][]Step{{{Do: "unlink", File: 1}, {Do: "crash", Node: lustre.FirstMDS, DownUS: 5, Keep: -1}, {Do: "last-id"}, {Do: "create"}}}}
	if err := good.Check(); err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		name  string
		spoil func(p *Plan, s []Step)
		want  string
	}{
		{"no disks", func(p *Plan, _ []Step) { p.Disks = false }, "unlink needs disks"},
		{"no MDS", func(p *Plan, _ []Step) { p.MDSs = 0 }, "mdss: 0, want 1 where there are disks"},
		{"two MDSs", func(p *Plan, _ []Step) { p.MDSs = 2 }, "mdss: 2, want 1"},
		{"no file", func(_ *Plan, s []Step) { s[0].File = 0 }, "file is 0, want 1"},
		{"a file of a crash", func(_ *Plan, s []Step) { s[1].File = 1 }, "file is 1"},
		{"an unlink by the MDS", func(_ *Plan, s []Step) { s[0].Node = lustre.FirstMDS }, "unlink is a client's"},
		{"down in the past", func(_ *Plan, s []Step) { s[1].DownUS = -1 }, "down_us is -1"},
		{"a query that takes something down", func(_ *Plan, s []Step) { s[2].DownUS = 1 }, "last-id takes nothing down"},
		{"a defect of nothing", func(p *Plan, _ []Step) { p.Defects = []lustre.Defect{"second-worker"} }, "no defect that can be planted"},
	} {
		t.Run(row.name, func(t *testing.T) {
			p := good
			p.Clients = [][]Step{slices.Clone(good.Clients[0])}
			row.spoil(&p, p.Clients[0])
			if err := p.Check(); err == nil || !strings.Contains(err.Error(), row.want) {
				t.Errorf("error %v, want %q", err, row.want)
			}
		})
	}
}
