package main

import (
	"errors"
	"fmt"
	"io"
	"time"

	"ostlife/checker/conform"
	"ostlife/checker/conform/follow"
	"ostlife/checker/history"
	"ostlife/checker/report"
	"ostlife/model/lustre"
)

// recordsPerLook is how many records of a trace are judged between two looks at the time.
const recordsPerLook = 1 << 12

// rejudged is a trace from a file, judged as run judges that of a run.
type rejudged struct {
	*conform.Watch
	follower  *follow.Follower
	deviation *follow.Deviation // the first
	first     collector
	records   int
}

// Record takes an action.
func (j *rejudged) Record(r lustre.TraceRecord) {
	j.records++
	j.first.add(r)
	j.Watch.Record(r)
	if j.deviation == nil {
		j.deviation = j.follower.Record(&r)
	}
}

// read judges a trace until the time is over; true if it came to the end.
func (j *rejudged) read(from *history.TraceReader, until time.Time) (bool, error) {
	for n := 0; n%recordsPerLook > 0 || time.Now().Before(until); n++ {
		entry, err := from.Next()
		if errors.Is(err, io.EOF) {
			return true, nil
		}
		if err != nil {
			return false, err
		}
		entry.Tell(j)
	}
	return false, nil
}

// trace judges a trace by the properties of the design.
func (f *checkFlags) trace(name string, from *history.TraceReader) report.Report {
	j := &rejudged{Watch: conform.NewWatch(conform.Options{}), follower: follow.New()}
	whole, err := j.read(from, time.Now().Add(f.timeout))
	if err != nil {
		return unread(name, err)
	}
	r := report.Report{Subject: name}
	r.Facts.Add("trace records", j.records)
	r.Facts.Add("complete", from.Complete())
	tested(&r.Facts, j.Looked())
	broken := j.Violations()
	if len(broken) > 0 {
		r.Violations = append(r.Violations, traced(broken, j.More(), j.first.records, checkCommand(name)))
	}
	if j.deviation != nil {
		r.Violations = append(r.Violations, deviates(j.deviation, checkCommand(name)))
	}
	switch {
	case len(r.Violations) > 0:
		r.Verdict = report.Violated
	case !whole:
		r.Verdict, r.Why = report.Undecided, fmt.Sprintf("the time is over after %s", counted(j.records, "record"))
	}
	return f.drawn(report.Page{Report: r, Trace: j.first.records})
}
