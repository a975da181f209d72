package main

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"

	"ostlife/checker/conform"
	"ostlife/checker/harness"
	"ostlife/checker/history"
	"ostlife/checker/linear"
	"ostlife/checker/report"
)

// roundHistories is how many histories are run before they are counted, in their order.
// It does not depend on the processors, so neither does where a batch stops.
const roundHistories = 64

// batch runs the plans of a seed until one shows a violation.
type batch struct {
	flags *drawFlags
	how   harness.JudgeOptions
	tally tally
	why   string // of the first undecided history

	longest uint64 // the history with the most operations, the first of them
	most    int    // its operations
}

// tally counts what the histories of a batch held.
type tally struct {
	histories, undecided             int
	operations, ok, refused, unknown int
	faults, overlaps, steps, trace   int
	looked                           []conform.Look
}

// found is a history that shows a violation.
type found struct {
	plan    harness.Plan
	verdict harness.Verdict
}

// done is one history that was run and judged.
type done struct {
	outcome harness.Outcome
	verdict harness.Verdict
	err     error
}

// run runs the histories, several at once, and counts them in their order, up to the
// first that shows a violation. A context that ends stops it after a round.
func (b *batch) run(ctx context.Context, p progress) (*found, error) {
	for from := 0; from < b.flags.histories && (from == 0 || ctx.Err() == nil); from += roundHistories {
		round := make([]done, min(roundHistories, b.flags.histories-from))
		parallel(len(round), func(i int) { round[i] = b.one(uint64(from + i)) })
		for i := range round {
			d := &round[i]
			if d.err != nil {
				return nil, fmt.Errorf("history %d of seed %d: %w", from+i, b.flags.seed, d.err)
			}
			b.count(d)
			if n := len(d.outcome.History.Operations); n > b.most {
				b.longest, b.most = uint64(from+i), n
			}
			if d.verdict.Result == linear.Violated {
				return &found{d.outcome.Plan, d.verdict}, nil
			}
		}
		p.at(int64(from+len(round)), "histories")
	}
	return nil, nil
}

// one runs and judges the n-th plan.
func (b *batch) one(n uint64) (d done) {
	d.outcome, d.err = harness.Run(b.flags.plan(n), harness.Options{})
	if d.err == nil {
		d.verdict = harness.Judge(&d.outcome, b.how)
	}
	return d
}

// parallel calls do for 0 to n-1 on all processors, and returns when all have ended.
func parallel(n int, do func(i int)) {
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		group.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	group.Wait()
}

// count takes a history into the tally.
func (b *batch) count(d *done) {
	t, o := &b.tally, &d.outcome
	t.histories++
	for i := range o.History.Operations {
		t.operations++
		switch o.History.Operations[i].Outcome {
		case history.OK:
			t.ok++
		case history.Fail:
			t.refused++
		default:
			t.unknown++
		}
	}
	t.faults += len(o.History.Faults)
	if harness.Overlaps(o.History) {
		t.overlaps++
	}
	t.steps += o.Report.Steps
	t.trace += o.Trace.Records
	for i, l := range o.Looked {
		if i == len(t.looked) {
			t.looked = append(t.looked, conform.Look{Property: l.Property})
		}
		t.looked[i].Records += l.Records
	}
	if d.verdict.Result == linear.Undecided {
		t.undecided++
		if b.why == "" {
			b.why = d.verdict.Findings[0].What
		}
	}
}

// facts tells the tally.
func (t *tally) facts(properties bool) report.Facts {
	var f report.Facts
	f.Add("histories", t.histories)
	f.Add("undecided", t.undecided)
	f.Add("operations", t.operations)
	f.Add("ok", t.ok)
	f.Add("refused", t.refused)
	f.Add("unknown", t.unknown)
	f.Add("faults", t.faults)
	f.Add("connect beside evict", t.overlaps)
	f.Add("steps", t.steps)
	f.Add("trace records", t.trace)
	if properties {
		tested(&f, t.looked)
	}
	return f
}
