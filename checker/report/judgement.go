package report

import (
	"fmt"

	"ostlife/checker/history"
	"ostlife/checker/linear"
)

// Linear tells the verdict on a history: what it holds, how hard it was to judge, and
// each violation that is explained.
func Linear(subject string, h *history.History, v *linear.Verdict, replay string) Report {
	out := Report{Subject: subject, Verdict: verdictOf(v.Result), Facts: historyFacts(h)}
	width, undecided, violated := 0, 0, 0
	for _, j := range v.Judgements {
		width = max(width, j.Width)
		switch j.Result {
		case linear.Undecided:
			undecided++
			if out.Why == "" && out.Verdict == Undecided {
				out.Why = fmt.Sprintf("%s: %s", j.Partition, j.Why)
			}
		case linear.Violated:
			violated++
		}
	}
	out.Facts.Add("partitions", len(v.Judgements))
	out.Facts.Add("violated", violated)
	out.Facts.Add("undecided", undecided)
	out.Facts.Add("open at once", width)
	for _, u := range v.Unjudged {
		out.Facts.Add("not judged", fmt.Sprintf("%s, as %s", u.Rule, u.Why))
	}
	out.Violations = Partitions(v.Violations, replay)
	return out
}

func verdictOf(r linear.Result) Verdict {
	switch r {
	case linear.Holds:
		return OK
	case linear.Undecided:
		return Undecided
	default:
		return Violated
	}
}

// historyFacts counts what a history holds.
func historyFacts(h *history.History) Facts {
	ok, fail, info := 0, 0, 0
	for i := range h.Operations {
		switch h.Operations[i].Outcome {
		case history.OK:
			ok++
		case history.Fail:
			fail++
		default:
			info++
		}
	}
	var f Facts
	f.Add("operations", len(h.Operations))
	f.Add("ok", ok)
	f.Add("refused", fail)
	f.Add("unknown", info)
	f.Add("faults", len(h.Faults))
	f.Add("complete", h.Complete)
	return f
}
