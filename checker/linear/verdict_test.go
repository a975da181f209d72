package linear_test

import (
	"runtime"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"ostlife/checker/history"
	"ostlife/checker/linear"
	"ostlife/model/lustre"
	"ostlife/model/sequential"
	"ostlife/model/sequential/honest"
)

// lateReply is a violation with things beside it that have nothing to do with it.
const lateReply = `
	c0 1-2 add OST0 A = @1
	c1 3-6 add OST1 B = @2
	c0 4-5 connect client0 OST0 = 1
	c2 7- evict client0 OST1 = ?
	c0 8-9 status client0 OST0 = @1 active 1
	c3 10-13 settle client0 = @2
	c1 11-12 evict client0 OST0 = 1
	c0 14-19 status client0 OST0 = @1 active 1
	c1 15-18 connect client0 OST0 = 1
	c3 16-17 status client1 OST0 = @0 absent
	c0 20-21 connect client0 OST0 = 2
`

// TestTold pins all that a violation has to tell.
func TestTold(t *testing.T) {
	const want = `violated []
OST0000 at client0: violated , 8 operations, width 2, 8 configurations
OST0000 at client1: holds , 2 operations, width 1, 2 configurations
OST0001 at client0: holds , 3 operations, width 2, 3 configurations
OST0000 at client0: instance-dropped true, first 9: client 1, 15-18, connect = 1, last good 6: client 3, 10-13, settle = @2
   1: client 0, 1-2, add A = @1
   7: client 1, 11-12, evict = 1
   9: client 1, 15-18, connect = 1
  order 1 7 gives log empty* ADD@1; export 1 gone
    9: client 1, 15-18, connect = 1: instance-dropped: instance 1, which the OST has dropped
`
	if got := told(linear.Check(parse(t, lateReply), linear.Options{})); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

// TestDeterminism wants the same words from the same history, whoever searches what.
func TestDeterminism(t *testing.T) {
	run := honest.Run(honest.Plan{Seed: 3, Nodes: 2, Targets: 2, Clients: 6, Operations: 300,
		Unknown: 3, Overlap: true, Defect: honest.InstanceReused})
	h := recorded(run)
	want := told(linear.Check(h, linear.Options{}))
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for i := range 50 {
		runtime.GOMAXPROCS(1 + i%2)
		v := linear.Check(h, linear.Options{Workers: i % 5})
		if v.Result != linear.Violated || len(v.Violations) < 2 {
			t.Fatalf("%s with %d violations, want several", v.Result, len(v.Violations))
		}
		if got := told(v); got != want {
			t.Fatalf("check %d:\n%s\nthe first one:\n%s", i, got, want)
		}
	}
}

// TestOrderOfOperations wants the verdict to depend on the stamps alone.
func TestOrderOfOperations(t *testing.T) {
	h := parse(t, lateReply)
	want := linear.Check(h, linear.Options{}).Violations[0].First.ID
	slices.Reverse(h.Operations)
	if got := linear.Check(h, linear.Options{}).Violations[0].First.ID; got != want {
		t.Errorf("first is %d, reversed %d", want, got)
	}
}

// TestTimeIsOver is undecided, and says so; a violation that is found stays one.
func TestTimeIsOver(t *testing.T) {
	v := linear.Check(parse(t, lateReply), linear.Options{Timeout: -time.Nanosecond})
	if v.Result != linear.Undecided || v.Result.ExitCode() != 75 {
		t.Fatalf("%s, want undecided", v.Result)
	}
	for _, j := range v.Judgements {
		if j.Result != linear.Undecided || j.Why != "the time is over" {
			t.Errorf("%s: %s, %s", j.Partition, j.Result, j.Why)
		}
	}
}

// TestRoomIsOver makes a node fall behind the log by more than is remembered.
func TestRoomIsOver(t *testing.T) {
	h := parse(t, `
		c0 1-2 add OST0 A = @1
		c0 3-4 status client0 OST0 = @1`)
	for i := range uint64(2 * sequential.MaxLater) {
		op := history.Operation{ID: 3 + i, Kind: history.Deactivate, Call: 5 + 2*i, Return: 6 + 2*i, Outcome: history.OK}
		if i%2 == 1 {
			op.Kind = history.Activate
		}
		op.Result.Position = lustre.Position(i + 2)
		h.Operations = append(h.Operations, op)
	}
	if v := linear.Check(h, linear.Options{}); v.Result != linear.Undecided || v.Judgements[0].Why != sequential.OutOfRoom.Sentence() {
		t.Errorf("%s: %s, want undecided", v.Result, v.Judgements[0].Why)
	}
	for i := range h.Operations { // where nobody looks at a node there is no bound
		h.Operations[i].Node = 0
	}
	h.Operations = slices.Delete(h.Operations, 1, 2)
	if v := linear.Check(h, linear.Options{}); v.Result != linear.Holds {
		t.Errorf("without a node: %s: %s, want it to hold", v.Result, v.Judgements[0].Why)
	}
}

// TestNothingIsLeftRunning checks inside a bubble, which ends only when every goroutine
// in it has ended.
func TestNothingIsLeftRunning(t *testing.T) {
	h := parse(t, lateReply)
	for _, o := range []linear.Options{{}, {Timeout: -1}, {Workers: 8}} {
		synctest.Test(t, func(*testing.T) { linear.Check(h, o) })
	}
}

// TestFaults leaves the rule out that a fault can break, and only then.
func TestFaults(t *testing.T) {
	text := `
		c0 1-2 add OST0 A = @1
		c0 3-4 connect client0 OST0 = 1
		c0 6-7 evict client0 OST0 = not-connected`
	for _, row := range []struct {
		fault string
		want  linear.Result
	}{{"loss", linear.Violated}, {"disconnect", linear.Violated}, {"late", linear.Violated}, {"restart", linear.Holds}} {
		h := parse(t, text)
		h.Faults = []history.Fault{{Stamp: 5, Name: row.fault}}
		v := linear.Check(h, linear.Options{})
		if unjudged := len(v.Unjudged) > 0; v.Result != row.want || unjudged != (row.want == linear.Holds) {
			t.Errorf("fault %s: %s, unjudged %v, want %s", row.fault, v.Result, v.Unjudged, row.want)
		}
	}
}

// TestBrief wants the same result without the story.
func TestBrief(t *testing.T) {
	v := linear.Check(parse(t, lateReply), linear.Options{Brief: true})
	if v.Result != linear.Violated || v.Violations != nil || v.Result.ExitCode() != 1 {
		t.Errorf("%s with %d violations", v.Result, len(v.Violations))
	}
}

// TestRulesOption checks without a rule.
func TestRulesOption(t *testing.T) {
	v := linear.Check(parse(t, lateReply), linear.Options{Rules: sequential.All.Without(sequential.InstanceDropped)})
	if v.Result != linear.Holds || v.Result.ExitCode() != 0 {
		t.Errorf("%s without the rule that is broken", v.Result)
	}
}

// TestEmpty has nothing to judge.
func TestEmpty(t *testing.T) {
	if v := linear.Check(&history.History{}, linear.Options{}); v.Result != linear.Holds || len(v.Judgements) != 0 {
		t.Errorf("%s, %d partitions", v.Result, len(v.Judgements))
	}
}
