package report_test

import (
	"encoding/json"
	"testing"

	"ostlife/checker/report"
)

// TestVerdicts: the order that merges them, worst last, with the exit code of each.
func TestVerdicts(t *testing.T) {
	rows := []struct {
		verdict report.Verdict
		name    string
		exit    int
	}{
		{report.OK, "ok", 0},
		{report.Undecided, "undecided", 75},
		{report.Malformed, "malformed", 2},
		{report.Violated, "violated", 1},
	}
	for i, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			if row.verdict.String() != row.name || row.verdict.ExitCode() != row.exit {
				t.Errorf("got %s, %d", row.verdict, row.verdict.ExitCode())
			}
			if i > 0 && max(row.verdict, rows[i-1].verdict) != row.verdict {
				t.Errorf("%s does not outweigh %s", row.verdict, rows[i-1].verdict)
			}
		})
	}
	if exit := (report.Violated + 1).ExitCode(); exit != 1 {
		t.Errorf("a verdict that is none answers %d", exit)
	}
}

// TestFactsKeepTheirOrder: JSON objects of Go maps would not.
func TestFactsKeepTheirOrder(t *testing.T) {
	var f report.Facts
	f.Add("never taken", []string{})
	f.Add("a", 1)
	f.Add("complete", true)
	got, err := json.Marshal(f)
	if want := `{"never_taken":[],"a":1,"complete":true}`; err != nil || string(got) != want {
		t.Errorf("got %s, %v, want %s", got, err, want)
	}
	f.Add("no value of JSON", func() {})
	if _, err := json.Marshal(f); err == nil {
		t.Error("a function was encoded")
	}
}
