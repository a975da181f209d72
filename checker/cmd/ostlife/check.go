package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"ostlife/checker/history"
	"ostlife/checker/linear"
	"ostlife/checker/report"
)

// stdinName is the file that stands for standard input.
const stdinName = "-"

// checkFlags are the flags of check.
type checkFlags struct {
	limits  history.Limits
	timeout time.Duration
	html    string
}

func newCheckCommand(t *teller) *cobra.Command {
	f := &checkFlags{}
	c := &cobra.Command{
		Use:   "check FILE...",
		Short: "Judge histories and traces from files",
		Long: `check reads histories and decides whether each is linearizable, and traces and
decides whether each has the design's properties. FILE is a file that run has
written, or any other of one of the two formats; - is standard input. A file that
was cut between two lines is good. The exit code is the worst of all files'.

A malformed file is named on standard error as file:line:column: reason.`,
		Example: "  ostlife check ostlife-run-0001/history.jsonl ostlife-run-0001/trace.jsonl\n  zcat history.jsonl.gz | ostlife check --json -",
		Args:    someFiles,
		RunE:    func(c *cobra.Command, files []string) error { return f.run(c.Context(), t, files) },
	}
	flags := c.Flags()
	flags.SortFlags = false // those that belong together stand together
	flags.DurationVar(&f.timeout, "timeout", linear.DefaultTimeout, "answer undecided after this time, for each file")
	flags.StringVar(&f.html, "html", "", "draw what happened into this file, a page on its own; with one FILE only")
	d := history.DefaultLimits()
	flags.IntVar(&f.limits.Operations, "max-operations", d.Operations, "answer undecided for a history of more operations")
	flags.IntVar(&f.limits.Faults, "max-faults", d.Faults, "... of more faults")
	flags.IntVar(&f.limits.Clients, "max-clients", d.Clients, "... of more clients")
	flags.IntVar(&f.limits.Pending, "max-pending", d.Pending, "... with more operations open or unknown at once")
	flags.IntVar(&f.limits.Nodes, "max-nodes", d.Nodes, "... of more nodes, and for such a trace")
	flags.IntVar(&f.limits.Targets, "max-targets", d.Targets, "... of more targets, likewise")
	flags.IntVar(&f.limits.Records, "max-records", d.Records, "answer undecided for a trace of more records")
	t.flag(c)
	return c
}

// someFiles refuses no files, and standard input twice.
func someFiles(_ *cobra.Command, files []string) error {
	if len(files) == 0 {
		return errors.New("a FILE is missing; - is standard input")
	}
	if i := slices.Index(files, stdinName); i >= 0 && slices.Contains(files[i+1:], stdinName) {
		return errors.New("standard input cannot be read twice")
	}
	return nil
}

func (f *checkFlags) settle(files []string) error {
	for _, n := range []int{f.limits.Operations, f.limits.Faults, f.limits.Clients, f.limits.Pending, f.limits.Nodes, f.limits.Targets, f.limits.Records} {
		if n < 1 {
			return fmt.Errorf("a limit is %d, want at least 1", n)
		}
	}
	if f.timeout <= 0 {
		return fmt.Errorf("--timeout is %v, want more than 0", f.timeout)
	}
	if f.html != "" && len(files) > 1 {
		return errors.New("--html draws one FILE only")
	}
	return nil
}

func (f *checkFlags) run(ctx context.Context, t *teller, files []string) error {
	if err := f.settle(files); err != nil {
		return err
	}
	for _, name := range files {
		r := interruptible(ctx, name, func() report.Report { return f.file(name, t.streams.in) })
		if r.Verdict == report.Malformed {
			fmt.Fprintln(t.streams.err, r.Why)
		}
		if r.Verdict == report.Malformed && !t.json { // said already
			t.verdict = max(t.verdict, r.Verdict)
			continue
		}
		t.tell(r)
	}
	if t.json {
		return t.write(t.document("check", ""))
	}
	return nil
}

// interruptible judges, and answers undecided if a signal comes first. What goes on then
// ends with the program.
func interruptible(ctx context.Context, subject string, judge func() report.Report) report.Report {
	done := make(chan report.Report, 1)
	go func() { done <- judge() }()
	select {
	case r := <-done:
		return r
	case <-ctx.Done():
		return report.Report{Verdict: report.Undecided, Subject: subject, Why: "stopped by a signal"}
	}
}

// file judges one file.
func (f *checkFlags) file(name string, stdin io.Reader) report.Report {
	from, shown := stdin, "stdin"
	if name != stdinName {
		file, err := os.Open(name)
		if err != nil {
			return unread(name, err)
		}
		defer file.Close()
		from, shown = file, name
	}
	h, trace, err := history.Open(from, shown, f.limits)
	switch {
	case err != nil:
		return unread(name, err)
	case trace != nil:
		return f.trace(name, trace)
	default:
		return f.history(name, h)
	}
}

// unread tells why a file was not judged.
func unread(name string, err error) report.Report {
	verdict := report.Malformed
	var limit *history.LimitError
	if errors.As(err, &limit) {
		verdict = report.Undecided
	}
	return report.Report{Verdict: verdict, Subject: name, Why: err.Error()}
}

// checkCommand is the command that judges a file again.
func checkCommand(name string) string { return fmt.Sprintf("%s check %s", program(), quoted(name)) }

func (f *checkFlags) history(name string, from *history.Reader) report.Report {
	h, err := from.Rest()
	if err != nil {
		return unread(name, err)
	}
	v := linear.Check(h, linear.Options{Timeout: f.timeout})
	r := report.Linear(name, h, v, checkCommand(name))
	return f.drawn(report.Page{Report: r, History: h, Linear: v})
}

// drawn gives the report of a page, which is drawn if that was asked for.
func (f *checkFlags) drawn(p report.Page) report.Report {
	if f.html == "" {
		return p.Report
	}
	if err := savePage(f.html, p); err != nil {
		p.Report.Verdict = max(p.Report.Verdict, report.Malformed)
		p.Report.Why = err.Error()
	}
	return p.Report
}

// saveWith makes a file of what write gives.
func saveWith(name string, write func(io.Writer) error) error {
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	if err := write(file); err != nil {
		file.Close()
		return err
	}
	return file.Close()
}
