package harness

import (
	"slices"
	"testing"

	"ostlife/checker/history"
	"ostlife/checker/linear"
	"ostlife/model/lustre"
)

// needs is a trial that fails as long as a plan has all that is listed.
func needs(list ...func(p *Plan) bool) Trial {
	return func(p Plan) (bool, []uint16) {
		for _, need := range list {
			if !need(&p) {
				return false, nil
			}
		}
		return true, slices.Repeat([]uint16{1}, 40)
	}
}

// has needs a step.
func has(do Do) func(p *Plan) bool {
	return func(p *Plan) bool {
		return slices.ContainsFunc(slices.Concat(p.Clients...), func(s Step) bool { return s.Do == do })
	}
}

// loses needs a bad network, pick21 a schedule that takes a second choice at one place.
func loses(p *Plan) bool { return p.Network.Loss > 0 }

func pick21(p *Plan) bool {
	return p.Picker.Kind != PickFirst && (len(p.Picker.Picks) == 0 || len(p.Picker.Picks) > 21 && p.Picker.Picks[21] == 1)
}

func wideShape() Plan {
	p := Draw(11, Shape{Clients: 4, Moves: 40})
	p.Network = Network{MinUS: 100, MaxUS: 900, Loss: 5, Late: 5, Duplicate: 5, Reorder: 5, LateUS: 60_000}
	p.Picker = Picker{Kind: PickRandom, Seed: 9, Early: true}
	p.Seed = 5
	p.Clients[1] = append(p.Clients[1], Step{Do: Do(history.Evict), AtUS: 900_123})
	p.Clients[3] = append(p.Clients[3], Step{Do: Disconnect, AtUS: 900_123})
	return p
}

func TestShrinkLeavesWhatIsNeeded(t *testing.T) {
	const steps = 2
	small, complete := Shrink(wideShape(), ShrinkOptions{}, needs(has(Disconnect), has(Do(history.Evict)), loses, pick21))
	if !complete || small.size() != steps {
		t.Errorf("complete %v, %d steps", complete, small.size())
	}
	if n := small.Network; n.Loss == 0 || n.Late+n.Duplicate+n.Reorder != 0 || n.MaxUS != n.MinUS {
		t.Errorf("network %+v", n)
	}
	if p := small.Picker; p.Kind != PickList || p.Early || len(p.Picks) != 22 || !allZero(p.Picks[:21]) {
		t.Errorf("picker %+v", p)
	}
	for _, s := range slices.Concat(small.Clients...) {
		if s.AtUS != 0 {
			t.Errorf("a step at %d", s.AtUS)
		}
	}
	if small.Nodes != 1 || small.Targets != 1 || len(small.Added) != 0 {
		t.Errorf("left: %d nodes, %d targets, added %v", small.Nodes, small.Targets, small.Added)
	}
}

func TestShrinkKeepsItsBounds(t *testing.T) {
	tried := 0
	trial := func(p Plan) (bool, []uint16) {
		tried++
		return has(Disconnect)(&p), nil
	}
	const runs = 7
	small, complete := Shrink(wideShape(), ShrinkOptions{Runs: runs}, trial)
	if complete || tried != runs || !has(Disconnect)(&small) {
		t.Errorf("complete %v after %d of %d trials", complete, tried, runs)
	}
	tried = 0
	if _, complete := Shrink(wideShape(), ShrinkOptions{Time: 1}, trial); complete || tried > 1 {
		t.Errorf("complete %v after %d trials without time", complete, tried)
	}
}

func TestShrinkLeavesItsInput(t *testing.T) {
	p := wideShape()
	before, _ := p.Encode()
	Shrink(p, ShrinkOptions{}, needs(has(Disconnect)))
	if after, _ := p.Encode(); string(after) != string(before) {
		t.Error("the plan that was given has changed")
	}
}

// A run that fails by a name is made smaller, twice to the same plan, and that plan
// fails by the same name.
func TestShrinkOfARun(t *testing.T) {
	plan, name := firstOf(t, lustre.DefectLossDeactivated)
	trial := func(p Plan) (bool, []uint16) {
		out, err := Run(p, Options{})
		if err != nil {
			return false, nil
		}
		v := Judge(&out, JudgeOptions{Properties: true})
		return v.First() == name, out.Report.Picks
	}
	small, complete := Shrink(plan, ShrinkOptions{}, trial)
	again, _ := Shrink(plan, ShrinkOptions{}, trial)
	first, _ := small.Encode()
	if second, _ := again.Encode(); string(first) != string(second) {
		t.Errorf("two shrinkings gave\n%s\n%s", first, second)
	}
	if fails, _ := trial(small); !fails || !complete || small.size() > maxCanarySteps {
		t.Errorf("fails %v, complete %v, %d steps:\n%s", fails, complete, small.size(), first)
	}
	t.Logf("%d steps are left of %d:\n%s", small.size(), plan.size(), first)
}

// firstOf gives a plan that shows a defect, and by which name.
func firstOf(t *testing.T, d lustre.Defect) (Plan, string) {
	t.Helper()
	s := Shape{Defects: []lustre.Defect{d}}
	for n := range uint64(huntPlans) {
		out, err := Run(planOf(1, n, s), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if v := Judge(&out, JudgeOptions{Properties: true}); v.Result == linear.Violated {
			return out.Plan, v.First()
		}
	}
	t.Fatalf("no plan shows %s", d)
	return Plan{}, ""
}

// The picks of a run, as an explicit list, are the same run.
func TestPicksReplayARun(t *testing.T) {
	for seed := range uint64(20) {
		p := Draw(seed, Shape{})
		p.Picker = Picker{Kind: PickRandom, Seed: seed}
		first, _ := runs(t, p)
		p.Picker = Picker{Kind: PickList, Picks: first.Report.Picks}
		second, _ := runs(t, p)
		if at, a, b, differs := differ(first.Report.Schedule, second.Report.Schedule); differs {
			t.Fatalf("seed %d: step %d is %q, then %q", seed, at, a, b)
		}
		if first.Trace != second.Trace {
			t.Fatalf("seed %d: another trace", seed)
		}
	}
}
