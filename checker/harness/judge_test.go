package harness

import (
	"testing"

	"ostlife/checker/conform"
	"ostlife/checker/history"
	"ostlife/checker/linear"
	"ostlife/impl/cluster"
	"ostlife/impl/env"
	"ostlife/model/lustre"
)

// connected is a history of one connect and one look.
func connected(active lustre.Instance) *history.History {
	return &history.History{Operations: []history.Operation{
		{ID: 1, Kind: history.Add, UUID: "u", Call: 1, Return: 2, Outcome: history.OK, Result: history.Result{Position: 1}},
		{ID: 2, Kind: history.Connect, Call: 3, Return: 4, Outcome: history.OK, Result: history.Result{Instance: 2}},
		{ID: 3, Kind: history.Status, Call: 5, Return: 6, Outcome: history.OK, Result: history.Result{Status: lustre.Status{
			Position: 1, Present: true, Active: 2, State: lustre.Full}}},
		{ID: 4, Kind: history.Status, Call: 7, Return: 8, Outcome: history.OK, Result: history.Result{Status: lustre.Status{
			Position: 1, Present: true, Active: active, State: lustre.Full}}},
	}}
}

func TestJudgeMergesWorstFirst(t *testing.T) {
	broken := []conform.Violation{{Property: "FullImpliesValid", Clause: "C2.1a"}}
	for _, row := range []struct {
		name    string
		outcome Outcome
		how     JudgeOptions
		result  Result
		first   string
		by      Detector
	}{
		{"nothing", Outcome{}, Everything, linear.Holds, "", ByRun},
		{"history", Outcome{History: connected(1)}, Everything, linear.Violated, "active-back", ByLinear},
		{"history, not asked", Outcome{History: connected(1)}, JudgeOptions{Properties: true}, linear.Holds, "", ByLinear},
		{"trace", Outcome{Properties: broken}, Everything, linear.Violated, "FullImpliesValid", ByProperties},
		{"trace, not asked", Outcome{Properties: broken}, JudgeOptions{Linear: true}, linear.Holds, "", ByProperties},
		{"panic", Outcome{Report: env.Report{Panics: []env.Panic{{}}}}, Everything, linear.Violated, FindPanic, ByRun},
		{"deadlock", Outcome{Report: env.Report{Deadlock: &env.Deadlock{}}}, Everything, linear.Violated, FindDeadlock, ByRun},
		{"lock", Outcome{Report: env.Report{LockFaults: []env.LockFault{{}}}}, Everything, linear.Violated, FindLockFault, ByRun},
		{"task", Outcome{Report: env.Report{Stuck: []env.Parked{{}}}}, Everything, linear.Violated, FindNoReturn, ByRun},
		{"operation", Outcome{Stuck: []string{"client 1 at connect"}}, Everything, linear.Violated, FindStuck, ByRun},
		{"left to do", Outcome{Unfinished: []Unfinished{{Property: "RemoveEnds"}}}, Everything, linear.Violated, "RemoveEnds", ByProperties},
		{"left to do after the trace", Outcome{Properties: broken, Unfinished: []Unfinished{{Property: "RemoveEnds"}}}, Everything,
			linear.Violated, "FullImpliesValid", ByProperties},
		{"limit", Outcome{Report: env.Report{Limited: true}}, Everything, linear.Undecided, FindLimit, ByProperties},
		{"limit and trace", Outcome{Report: env.Report{Limited: true}, Properties: broken}, Everything,
			linear.Violated, "FullImpliesValid", ByProperties},
	} {
		t.Run(row.name, func(t *testing.T) {
			if row.outcome.History == nil {
				row.outcome.History = connected(2)
			}
			v := Judge(&row.outcome, row.how)
			if v.Result != row.result || v.First() != row.first {
				t.Errorf("%s %q, want %s %q", v.Result, v.First(), row.result, row.first)
			}
			want := row.first
			if row.result != linear.Violated {
				want = ""
			}
			if got := v.FoundBy(row.by); got != want {
				t.Errorf("found by %s: %q, want %q", row.by, got, want)
			}
		})
	}
}

// A run that reaches its step limit is undecided: it is no good run.
func TestLimitedRunIsUndecided(t *testing.T) {
	p := Draw(1, Shape{})
	p.LimitSteps = 200
	out, err := Run(p, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if v := Judge(&out, Everything); v.Result != linear.Undecided || v.First() != FindLimit {
		t.Errorf("%s %s", v.Result, v.First())
	}
}

func TestOverlaps(t *testing.T) {
	connect := history.Operation{Kind: history.Connect, Target: 1, Call: 10, Return: 20}
	evict := history.Operation{Kind: history.Evict, Target: 1}
	for _, row := range []struct {
		name          string
		target        lustre.Target
		call, return_ uint64
		want          bool
	}{
		{"inside", 1, 12, 14, true},
		{"around", 1, 5, 25, true},
		{"from before", 1, 5, 11, true},
		{"before", 1, 5, 9, false},
		{"after", 1, 21, 25, false},
		{"never returned", 1, 15, 0, true},
		{"another target", 2, 12, 14, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			e := evict
			e.Target, e.Call, e.Return = row.target, row.call, row.return_
			for _, ops := range [][]history.Operation{{connect, e}, {e, connect}} {
				if got := Overlaps(&history.History{Operations: ops}); got != row.want {
					t.Errorf("got %v", got)
				}
			}
		})
	}
}

// What is left to do at the end is told by what comes first in its course.
func TestUnfinished(t *testing.T) {
	up := lustre.TraceRecord{
		Import: lustre.ImportTrace{State: lustre.Full, Prepared: 1},
		LOV:    lustre.LOVTrace{Present: true, Active: 1},
	}
	off := lustre.TraceRecord{
		Import: lustre.ImportTrace{State: lustre.Disconn, Deactive: true},
		LOV:    lustre.LOVTrace{Present: true, Deactivated: true},
	}
	for _, row := range []struct {
		name, want string
		from       lustre.TraceRecord
		change     func(r *lustre.TraceRecord)
	}{
		{"up", "", up, func(*lustre.TraceRecord) {}},
		{"off", "", off, func(*lustre.TraceRecord) {}},
		{"invalid", "InvalidateDrains", up, func(r *lustre.TraceRecord) { r.Import.Invalid = true }},
		{"inactive", "ReachableTargetBecomesActive", up, func(r *lustre.TraceRecord) { r.LOV.Active = 0 }},
		{"recovering", "RecoveryFinishes", up, func(r *lustre.TraceRecord) { r.Import.Recovery = true }},
		{"worker", "WorkerEnds", up, func(r *lustre.TraceRecord) { r.Import.Workers = 1 }},
		{"event", "WorkerEnds", up, func(r *lustre.TraceRecord) { r.Import.Queued = 1 }},
		{"not deactivated", "DeactivateEnds", off, func(r *lustre.TraceRecord) { r.LOV.Deactivated = false }},
		{"deactivating", "DeactivateEnds", off, func(r *lustre.TraceRecord) { r.Import.Workers = 1 }},
		{"waiters left", "RecoveryFinishes", off, func(r *lustre.TraceRecord) { r.Import.Recovery = true }},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := row.from
			row.change(&r)
			got := ""
			if list := unfinished([]lustre.TraceRecord{r}); len(list) > 0 {
				got = list[0].Property
			}
			if got != row.want {
				t.Errorf("got %q, want %q", got, row.want)
			}
		})
	}
}

// What was left to do before and is now counts, wherever a slot has come meanwhile; what
// has begun since does not.
func TestStill(t *testing.T) {
	at := func(n lustre.Node, target lustre.Target, what string) Unfinished {
		return Unfinished{Property: what, Node: n, Target: target}
	}
	before := []Unfinished{at(0, 1, "DeactivateEnds"), at(1, 1, "WorkerEnds")}
	now := []Unfinished{at(0, 0, "WorkerEnds"), at(0, 1, "WorkerEnds"), at(1, 0, "WorkerEnds")}
	if left := still(before, now); len(left) != 1 || left[0] != at(0, 1, "WorkerEnds") {
		t.Errorf("left %v", left)
	}
}

// The more imports there are, the longer a real run gives them, up to a bound.
func TestRealTiming(t *testing.T) {
	few, many, most := realTiming(6), realTiming(2*pairsPerPing), realTiming(1000*pairsPerPing)
	if few.Request != slower*cluster.Real().Request || few.Config != cluster.Real().Config || many.Ping != 2*few.Ping || many.Request != 2*few.Request {
		t.Errorf("of few %+v, of many %+v", few, many)
	}
	if most.Ping != 1000*few.Ping || most.Operation != patienceMost*few.Operation || most.Config != few.Config {
		t.Errorf("of most %+v", most)
	}
}
