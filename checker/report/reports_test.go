package report_test

import (
	"fmt"
	"testing"

	"ostlife/checker/conform"
	"ostlife/checker/history"
	"ostlife/checker/linear"
	"ostlife/checker/report"
	"ostlife/model"
	"ostlife/model/explore"
	"ostlife/model/lustre"
)

// reports makes one report of each sort.
func reports(t *testing.T) map[string]report.Report {
	t.Helper()
	return map[string]report.Report{
		"operations":         judged(dropped()),
		"operations-overlap": judged(overlapping()),
		"operations-right":   judged(right()),
		"story-1x1":          explored(t, lustre.DefectLateReply, model.Section4(1, 1, false, 0), 0),
		"story-1x2":          explored(t, lustre.DefectPoolKept, model.Section4(1, 2, true, 0), 0),
		"story-2x1":          explored(t, lustre.DefectLossUntold, model.Section4(2, 1, true, 1), 0),
		"exploration":        explored(t, "", model.Section4(1, 1, true, 1), 0),
		"exploration-cut":    explored(t, "", model.Section4(1, 1, true, 1), 500),
		"trace":              traced(),
		"fault":              stopped(),
		"malformed":          {Verdict: report.Malformed, Subject: "run.jsonl", Why: "run.jsonl:3:1: the line is cut short"},
	}
}

// script is a history told by its operations, each with call and return.
func script(ops ...history.Operation) *history.History {
	h := &history.History{Complete: true}
	for i, op := range ops {
		op.ID = uint64(i + 1)
		if op.Kind == history.Add {
			op.UUID = op.Target.UUID()
		}
		if op.Outcome == "" {
			op.Outcome = history.OK
		}
		h.Operations = append(h.Operations, op)
	}
	return h
}

func op(client uint32, call, ret uint64, kind history.Kind, r history.Result) history.Operation {
	return history.Operation{Client: client, Call: call, Return: ret, Kind: kind, Result: r}
}

func refused(o history.Operation, why error) history.Operation {
	o.Outcome, o.Result.Refusal = history.Fail, why
	return o
}

func unknown(o history.Operation) history.Operation {
	o.Outcome, o.Return = history.Info, 0
	return o
}

func at(p lustre.Position) history.Result  { return history.Result{Position: p} }
func got(i lustre.Instance) history.Result { return history.Result{Instance: i} }

// dropped gives an instance that was evicted before.
func dropped() *history.History {
	return script(
		op(0, 1, 2, history.Add, at(1)),
		op(0, 3, 4, history.Settle, at(1)),
		op(0, 5, 6, history.Connect, got(1)),
		op(1, 7, 8, history.Evict, got(1)),
		op(0, 9, 10, history.Connect, got(1)),
	)
}

// overlapping has a slot that is not as the record says which it reflects; one of the
// operations around it is of unknown outcome.
func overlapping() *history.History {
	wrong := lustre.Status{Position: 2, Present: true, State: lustre.Disconn}
	return script(
		op(0, 1, 5, history.Add, at(1)),
		op(1, 2, 7, history.Deactivate, at(2)),
		unknown(op(3, 3, 0, history.Evict, history.Result{})),
		refused(op(2, 6, 9, history.Connect, history.Result{}), lustre.ErrDeactivated),
		op(0, 8, 10, history.Status, history.Result{Status: wrong}),
	)
}

func right() *history.History {
	return script(
		op(0, 1, 2, history.Add, at(1)),
		op(0, 3, 4, history.Connect, got(1)),
	)
}

// judged is the report of a history.
func judged(h *history.History) report.Report {
	v := linear.Check(h, linear.Options{})
	return report.Linear("history.jsonl", h, v, "ostlife check history.jsonl")
}

// explored is the report of an exploration of the design with a defect.
func explored(t *testing.T, defect lustre.Defect, scope model.Scope, states int) report.Report {
	t.Helper()
	var d model.Defect
	if defect != "" {
		var err error
		if d, err = model.DefectNamed(defect); err != nil {
			t.Fatal(err)
		}
	}
	m, err := model.Machine(d.Design, scope)
	if err != nil {
		t.Fatal(err)
	}
	r, err := explore.Run(m, explore.Options[model.State]{MaxStates: states})
	if err != nil {
		t.Fatal(err)
	}
	subject := "the design in scope " + scope.String()
	return report.Exploration(subject, m, scope, r, fmt.Sprintf("ostlife explore --defect %q", defect))
}

// traced is the report of a record that breaks a property: a late reply is taken.
func traced() report.Report {
	connecting := lustre.ImportTrace{State: lustre.Connecting}
	records := []lustre.TraceRecord{
		{Stamp: 1, Action: lustre.ActLogAdd, Position: 1},
		{Stamp: 2, Action: lustre.ActConfigAdd, Slot: 1, Position: 1, LOV: lustre.LOVTrace{Position: 1, Present: true}},
		{Stamp: 3, Action: lustre.ActConfigAdd, Node: 1, Slot: 1, Position: 1, LOV: lustre.LOVTrace{Position: 1, Present: true}},
		{Stamp: 4, Action: lustre.ActConnectSend, Slot: 1, Current: lustre.Numbers{Count: 1}, Import: connecting},
		{Stamp: 6, Action: lustre.ActOstConnect, Slot: 0, Numbers: lustre.Numbers{Count: 1}, Instance: 4, Taken: true},
		{Stamp: 7, Action: lustre.ActConnectExpire, Slot: 1, Current: lustre.Numbers{Count: 1}, Import: lustre.ImportTrace{State: lustre.Disconn}},
		{Stamp: 9, Action: lustre.ActConnectSend, Slot: 1, Current: lustre.Numbers{Count: 2}, Import: connecting},
		{Stamp: 11, Action: lustre.ActConnectInterpret, Slot: 1, Numbers: lustre.Numbers{Count: 1}, Current: lustre.Numbers{Count: 2},
			Instance: 4, Taken: true, Import: lustre.ImportTrace{State: lustre.Recover, Handle: 4, Workers: 1}},
		{Stamp: 12, Action: lustre.ActConnectFull, Slot: 1, Current: lustre.Numbers{Count: 2}},
	}
	v := conform.Violation{
		Property: "LateReplyIgnored", Clause: "C2.4", Why: "a reply to an older connect speaks of a connection that is over",
		What:   "a connect reply of connection 1, generation 0 was taken at connection 2, generation 0",
		Record: records[7],
	}
	f := report.Trace(&v, records, "ostlife run --plan plan.json")
	return report.Report{Verdict: report.Violated, Subject: "plan.json", Violations: []report.Finding{f}}
}

func stopped() report.Report {
	f := report.Fault("Nothing could run any more, and no timer was pending.", "Deadlock", "C2.4",
		"a worker's request always ends",
		[]string{`worker client0 OST0000 at "worker: take" in queue "events"`, `main at "harness: join"`},
		"ostlife run --plan plan.json")
	return report.Report{Verdict: report.Violated, Subject: "plan.json", Violations: []report.Finding{f}}
}
