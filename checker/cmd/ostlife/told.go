package main

import (
	"fmt"
	"sync"

	"ostlife/checker/harness"
	"ostlife/checker/linear"
	"ostlife/checker/report"
	"ostlife/model/lustre"
)

// maxCollected is how many trace records are collected to tell a violation; of a longer
// trace the first ones are told.
const maxCollected = 1 << 17

// collector keeps a trace.
type collector struct {
	mu      sync.Mutex
	records []lustre.TraceRecord
}

func (c *collector) add(r lustre.TraceRecord) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.records) < maxCollected {
		c.records = append(c.records, r)
	}
}

// findings tells each violation that a judge found in a history: what stopped the run,
// the first record that breaks a property, and every partition that is explained.
func (k *kept) findings(replay string) []report.Finding {
	var list []report.Finding
	for _, f := range k.verdict.Findings {
		if f.Detector == harness.ByRun && f.Result == linear.Violated {
			list = append(list, report.Fault(f.What, f.Name, f.Clause, "", k.parked(), replay))
		}
	}
	if k.verdict.FoundBy(harness.ByProperties) != "" {
		f := report.Trace(&k.outcome.Properties[0], k.trace.records, replay)
		if more := len(k.outcome.Properties) - 1 + k.outcome.More; more > 0 {
			f.Notes = append(f.Notes, report.Note{Title: "and then",
				Lines: []string{fmt.Sprintf("properties are broken %s", counted(more, "more time"))}})
		}
		list = append(list, f)
	}
	if k.verdict.Linear != nil {
		list = append(list, report.Partitions(k.verdict.Linear.Violations, replay)...)
	}
	return list
}

// parked tells where the tasks were when nothing could run any more.
func (k *kept) parked() []string {
	var lines []string
	if d := k.outcome.Report.Deadlock; d != nil {
		for _, p := range d.Parked {
			lines = append(lines, p.String())
		}
	}
	return lines
}

// verdictOf gives the verdict of a judge.
func verdictOf(r harness.Result) report.Verdict {
	switch r {
	case linear.Holds:
		return report.OK
	case linear.Undecided:
		return report.Undecided
	default:
		return report.Violated
	}
}
