package harness

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"pgregory.net/rapid"

	"ostlife/checker/history"
	"ostlife/checker/linear"
	"ostlife/impl/env"
)

// rapidDraws lets rapid draw a plan, and make it smaller.
type rapidDraws struct{ t *rapid.T }

func (r rapidDraws) Int(label string, low, high int) int {
	return rapid.IntRange(low, high).Draw(r.t, label)
}

func (r rapidDraws) List(label string, low, high int, element func(Draws)) {
	one := rapid.Custom(func(t *rapid.T) bool {
		element(rapidDraws{t})
		return true
	})
	rapid.SliceOfN(one, low, high).Draw(r.t, label)
}

// folder is where the plan of a test is saved before it is run. It stays, so that a
// plan that failed can be run again.
func folder(t *testing.T) string {
	t.Helper()
	path := filepath.Join(os.TempDir(), "ostlife-harness", t.Name())
	t.Cleanup(func() {
		if t.Failed() {
			file := filepath.Join(path, PlanFile)
			t.Logf("the plan of the last run is in %s; to run it again: %s", file, (*Plan).Command(nil, file))
		}
	})
	return path
}

// checkPlans lets rapid draw plans, runs each in a bubble, and judges it outside. What
// fails first is pinned, so that a plan that is made smaller goes on failing by the
// same name; the message holds nothing else, since rapid takes a failure with another
// message for another failure.
func checkPlans(t *testing.T, s Shape) {
	t.Helper()
	path := folder(t)
	pinned := ""
	rapid.Check(t, func(rt *rapid.T) {
		plan := DrawFrom(rapidDraws{rt}, s)
		if _, err := plan.Save(path); err != nil {
			rt.Fatalf("save: %v", err)
		}
		var out Outcome
		var err error
		rapid.SyncTest(rt, func(*rapid.T) { out, err = Run(plan, Options{}) })
		if err != nil {
			rt.Fatalf("run: %v", err)
		}
		verdict := Judge(&out, Everything)
		if verdict.Result == linear.Holds || pinned != "" && verdict.First() != pinned {
			return
		}
		pinned = verdict.First()
		rt.Fatalf("%s: %s", verdict.Result, pinned)
	})
}

func TestDrawnPlansHold(t *testing.T) { checkPlans(t, Shape{}) }

// runs runs a plan as the tests below do: with every step kept.
func runs(t *testing.T, p Plan) (Outcome, []byte) {
	t.Helper()
	var text bytes.Buffer
	out, err := Run(p, Options{History: &text, Schedule: true})
	if err != nil {
		t.Fatal(err)
	}
	return out, text.Bytes()
}

// differ tells the first step in which two schedules differ; false if none does.
func differ(a, b []env.Step) (at int, first, second string, differs bool) {
	for i := range max(len(a), len(b)) {
		first, second = "the end", "the end"
		if i < len(a) {
			first = a[i].String()
		}
		if i < len(b) {
			second = b[i].String()
		}
		if first != second {
			return i, first, second, true
		}
	}
	return 0, "", "", false
}

// deterministicPlans is how many plans are run twice.
const deterministicPlans = 150

func TestSamePlanSameBytes(t *testing.T) {
	for seed := range uint64(deterministicPlans) {
		p := Draw(seed, Shape{})
		first, text := runs(t, p)
		second, again := runs(t, p)
		if at, a, b, differs := differ(first.Report.Schedule, second.Report.Schedule); differs {
			t.Fatalf("seed %d: step %d is %q, then %q", seed, at, a, b)
		}
		if !bytes.Equal(text, again) {
			t.Fatalf("seed %d: the same schedule gave two histories", seed)
		}
		if first.Trace != second.Trace || first.Report.Hash != second.Report.Hash {
			t.Fatalf("seed %d: the same schedule gave two traces", seed)
		}
	}
}

// The comparison above can fail: another schedule is told from the first step on that
// is another.
func TestOtherScheduleIsTold(t *testing.T) {
	p := Draw(3, Shape{})
	p.Picker = Picker{Kind: PickRandom, Seed: 1}
	first, text := runs(t, p)
	p.Picker.Seed = 2
	second, again := runs(t, p)
	at, a, b, differs := differ(first.Report.Schedule, second.Report.Schedule)
	if !differs || a == b || bytes.Equal(text, again) || first.Trace == second.Trace {
		t.Errorf("two seeds gave one run; step %d: %q and %q", at, a, b)
	}
	longer := append(first.Report.Schedule, env.Step{Task: "nobody"})
	if at, _, _, differs := differ(first.Report.Schedule, longer); !differs || at != len(first.Report.Schedule) {
		t.Errorf("a longer schedule differs at %d: %v", at, differs)
	}
}

// races are pairs of operations that meet in many drawn plans, and in how many of a
// hundred at least.
var races = []struct {
	first, second history.Kind
	percent       int
}{
	{history.Connect, history.Evict, 20},
	{history.WriteValue, history.Evict, 15},
	{history.WriteValue, history.Deactivate, 12},
	{history.Sync, history.Evict, 8},
	{history.Create, history.Deactivate, 1},
	{history.WriteValue, history.Restart, 6},
}

// Drawn plans are worth running: the race that the design is about is in many of them,
// every property has something to judge, most plans change the config log, and not one
// reaches a limit.
func TestDrawnPlansAreWorthIt(t *testing.T) {
	const plans = 300
	overlaps := make([]int, len(races))
	looked := map[string]int{}
	kinds := map[string]int{}
	for seed := range uint64(plans) {
		out, err := Run(Draw(seed, Shape{}), Options{})
		if err != nil {
			t.Fatal(err)
		}
		for i, race := range races {
			if Beside(out.History, race.first, race.second) {
				overlaps[i]++
			}
		}
		for _, l := range out.Looked {
			looked[l.Property] += l.Records
		}
		for _, op := range out.History.Operations {
			kinds[string(op.Kind)+" "+string(op.Outcome)]++
		}
	}
	for i, race := range races {
		if overlaps[i]*100 < plans*race.percent {
			t.Errorf("%s and %s overlap in %d of %d histories, want %d %%", race.first, race.second, overlaps[i], plans, race.percent)
		}
	}
	for property, n := range looked {
		if n == 0 {
			t.Errorf("no trace puts %s to the test", property)
		}
	}
	for _, kind := range []string{"connect ok", "connect fail", "connect info", "evict ok", "evict fail", "evict info",
		"add ok", "add fail", "deactivate ok", "activate ok", "remove ok", "remove fail", "status ok", "settle ok",
		"write ok", "write fail", "read ok", "read fail", "sync ok", "sync fail", "create ok", "create fail",
		"pool-add ok", "pool-remove ok", "pool-list ok", "restart ok"} {
		if kinds[kind] == 0 {
			t.Errorf("no history has a %s", kind)
		}
	}
	t.Logf("overlaps in %v of %d histories; %v", overlaps, plans, kinds)
}
