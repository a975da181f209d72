package report_test

import (
	"fmt"

	"ostlife/checker/history"
	"ostlife/checker/linear"
	"ostlife/checker/report"
	"ostlife/model/lustre"
)

// A target is removed that was never deactivated.
func Example() {
	h := &history.History{Complete: true, Operations: []history.Operation{
		{ID: 1, Client: 0, Call: 1, Return: 2, Kind: history.Add, UUID: lustre.Target(0).UUID(),
			Outcome: history.OK, Result: history.Result{Position: 1}},
		{ID: 2, Client: 1, Call: 3, Return: 4, Kind: history.Remove,
			Outcome: history.OK, Result: history.Result{Position: 2}},
	}}
	r := report.Linear("run.jsonl", h, linear.Check(h, linear.Options{}), "ostlife check run.jsonl")
	fmt.Println(r.Verdict, r.Verdict.ExitCode())
	for _, v := range r.Violations {
		fmt.Println(v.Rule, v.Clause)
		for _, row := range v.Table.Rows {
			fmt.Println(row.Step, v.Table.Columns[row.Column], row.Text)
		}
	}
	// Output:
	// violated 1
	// remove-active C3.3
	// 1 client 0 1: add OST0000_UUID = @1
	// 3 client 1 2: remove = @2
}
