package harness

import (
	"fmt"
	"slices"
	"time"

	"ostlife/checker/linear"
)

// Result is a verdict in a word, worse ones higher: linear.Holds, linear.Undecided,
// linear.Violated.
type Result = linear.Result

// Detector is who found something.
type Detector string

// The detectors.
const (
	ByRun        Detector = "run"        // the world: deadlocks, panics, breaches of the rules of locks
	ByProperties Detector = "properties" // the trace, and what was left to do at the end
	ByModel      Detector = "model"      // the trace, held against the model step by step
	ByLinear     Detector = "linear"     // the history alone
)

// Finding is one thing that was found.
type Finding struct {
	Detector Detector
	Result   Result // linear.Violated or linear.Undecided
	Name     string // stable: of a property, a rule, or one of those of the run
	Clause   string
	What     string // one sentence
}

// Names of what the run itself shows.
const (
	FindDeadlock  = "deadlock"
	FindPanic     = "panic"
	FindLockFault = "lock-fault"
	FindNoReturn  = "does-not-return" // a task that the stop of the world did not end
	FindStuck     = "operation-stuck" // an operation that did not end in its time
	FindLimit     = "run-limit"
	FindDeviation = "deviation" // of the model: a record that it cannot follow
)

// JudgeOptions says which detectors judge, and how long the search may take.
type JudgeOptions struct {
	Properties bool
	Model      bool
	Linear     bool
	Timeout    time.Duration // of the search; 0: linear.DefaultTimeout
}

// Everything judges by all detectors.
var Everything = JudgeOptions{Properties: true, Model: true, Linear: true}

// Verdict is what all detectors say together.
type Verdict struct {
	Result   Result
	Findings []Finding       // the worst first; of one kind as found
	Linear   *linear.Verdict // nil if the history was not judged
}

// First is the name of the worst finding, empty if there is none.
func (v *Verdict) First() string {
	if len(v.Findings) == 0 {
		return ""
	}
	return v.Findings[0].Name
}

// FoundBy is the first violation of a detector, empty if it found none.
func (v *Verdict) FoundBy(d Detector) string {
	for _, f := range v.Findings {
		if f.Detector == d && f.Result == linear.Violated {
			return f.Name
		}
	}
	return ""
}

// Judge merges what the run, the trace and the history show, worst first.
func Judge(o *Outcome, how JudgeOptions) Verdict {
	v := Verdict{Findings: judgeRun(o)}
	if how.Properties {
		v.Findings = append(v.Findings, judgeTrace(o)...)
	}
	if d := o.Deviation; d != nil && how.Model {
		v.Findings = append(v.Findings, Finding{ByModel, linear.Violated, FindDeviation, "",
			fmt.Sprintf("%s at %s %s: %s", d.Record.Action, d.Record.Node, d.Record.Target, d.What)})
	}
	if how.Linear {
		v.Linear = linear.Check(o.History, linear.Options{Timeout: how.Timeout})
		v.Findings = append(v.Findings, judgeLinear(v.Linear)...)
	}
	slices.SortStableFunc(v.Findings, func(a, b Finding) int { return int(b.Result) - int(a.Result) })
	if len(v.Findings) > 0 {
		v.Result = v.Findings[0].Result
	}
	return v
}

// judgeRun tells what the world reports.
func judgeRun(o *Outcome) (list []Finding) {
	found := func(r Result, name, clause, what string) {
		list = append(list, Finding{ByRun, r, name, clause, what})
	}
	report := &o.Report
	for i := range report.Panics {
		found(linear.Violated, FindPanic, "", report.Panics[i].Error())
	}
	if report.Deadlock != nil {
		found(linear.Violated, FindDeadlock, "C2.4", report.Deadlock.Error())
	}
	for i := range report.LockFaults {
		found(linear.Violated, FindLockFault, "section 7", report.LockFaults[i].Error())
	}
	for _, s := range o.Stuck {
		found(linear.Violated, FindStuck, "C2.4", s)
	}
	for _, p := range report.Stuck {
		found(linear.Violated, FindNoReturn, "section 7", p.String())
	}
	if report.Limited {
		found(linear.Undecided, FindLimit, "section 11", "the run reached a bound")
	}
	return list
}

// judgeTrace tells what the trace breaks, and then what was left to do at the end.
func judgeTrace(o *Outcome) (list []Finding) {
	for i := range o.Properties {
		p := &o.Properties[i]
		list = append(list, Finding{ByProperties, linear.Violated, p.Property, p.Clause, p.Error()})
	}
	for _, u := range o.Unfinished {
		list = append(list, Finding{ByProperties, linear.Violated, u.Property, u.Clause,
			fmt.Sprintf("%s of %s is %s at the end, without faults, and stays so", u.Target, u.Node, u.State)})
	}
	return list
}

// judgeLinear tells what the history shows: a rule for each partition that is violated,
// or the bound that was met.
func judgeLinear(v *linear.Verdict) (list []Finding) {
	for _, x := range v.Violations {
		list = append(list, Finding{ByLinear, linear.Violated, x.Rule.String(), x.Rule.Clause(),
			fmt.Sprintf("%s: %s", x.Partition, x.Rule.Sentence())})
	}
	for _, j := range v.Judgements {
		if j.Result == linear.Undecided {
			list = append(list, Finding{ByLinear, linear.Undecided, "search-limit", "section 11",
				fmt.Sprintf("%s: %s", j.Partition, j.Why)})
		}
	}
	return list
}
