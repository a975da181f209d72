package main

import (
	"fmt"
	"sync"

	"ostlife/checker/conform"
	"ostlife/checker/conform/follow"
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
// the first record that breaks a property, or else what was left to do at the end, and
// every partition that is explained.
func (k *kept) findings(replay string) []report.Finding {
	var list []report.Finding
	broken := k.verdict.FoundBy(harness.ByProperties) != "" && len(k.outcome.Properties) > 0
	for _, f := range k.verdict.Findings {
		if f.Result == linear.Violated && (f.Detector == harness.ByRun || f.Detector == harness.ByProperties && !broken) {
			list = append(list, report.Fault(f.What, f.Name, f.Clause, "", k.parked(), replay))
		}
	}
	if broken {
		list = append(list, traced(k.outcome.Properties, k.outcome.More, k.trace.records, replay))
	}
	if d := k.outcome.Deviation; d != nil && k.verdict.FoundBy(harness.ByModel) != "" {
		list = append(list, deviates(d, replay))
	}
	if k.verdict.Linear != nil {
		list = append(list, report.Partitions(k.verdict.Linear.Violations, replay)...)
	}
	return list
}

// traced tells the first record of a trace that breaks a property; more of those that do
// are known only by their number.
func traced(broken []conform.Violation, more int, records []lustre.TraceRecord, replay string) report.Finding {
	f := report.Trace(&broken[0], records, replay)
	if more += len(broken) - 1; more > 0 {
		f.Notes = append(f.Notes, report.Note{Title: "and then",
			Lines: []string{fmt.Sprintf("properties are broken %s", counted(more, "more time"))}})
	}
	return f
}

// deviates tells a record that the model cannot follow.
func deviates(d *follow.Deviation, replay string) report.Finding {
	f := report.Finding{
		Sentence: fmt.Sprintf("Record %d of the trace, %s at %s %s, is nothing that the model can do there: %s.",
			d.Line, d.Record.Action, d.Record.Node, d.Record.Target, d.What),
		Rule: harness.FindDeviation, Demand: "what a node does is an action of the design, and leaves what the action leaves",
		Replay: replay,
	}
	var possible []string
	for _, a := range d.Enabled {
		possible = append(possible, string(a))
	}
	for _, n := range []report.Note{{Title: "its guard wants", Lines: d.Guards}, {Title: "possible there", Lines: possible}} {
		if len(n.Lines) > 0 {
			f.Notes = append(f.Notes, n)
		}
	}
	if d.Nearest != "" {
		f.Notes = append(f.Notes, report.Note{Title: "nearest", Lines: []string{d.Nearest}})
	}
	return f
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

// tested tells how many properties there are, and which had nothing to judge.
func tested(f *report.Facts, looked []conform.Look) {
	untested := []string{}
	for _, l := range looked {
		if l.Records == 0 {
			untested = append(untested, l.Property)
		}
	}
	f.Add("properties", len(looked))
	f.Add("not put to the test", untested)
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
