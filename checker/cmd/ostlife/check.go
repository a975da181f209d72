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
		Short: "Judge histories from files",
		Long: `check reads histories and decides whether each is linearizable. FILE is a file that
run has written, or any other of that format; - is standard input. A history that
was cut between two lines is good. The exit code is the worst of all files'.

A malformed file is named on standard error as file:line:column: reason.`,
		Example: "  ostlife check ostlife-run-0001/history.jsonl\n  zcat history.jsonl.gz | ostlife check --json -",
		Args:    someFiles,
		RunE:    func(c *cobra.Command, files []string) error { return f.run(c.Context(), t, files) },
	}
	flags := c.Flags()
	flags.SortFlags = false // those that belong together stand together
	flags.DurationVar(&f.timeout, "timeout", linear.DefaultTimeout, "answer undecided after this time, for each file")
	flags.StringVar(&f.html, "html", "", "draw the history into this file; with one FILE only")
	d := history.DefaultLimits()
	flags.IntVar(&f.limits.Operations, "max-operations", d.Operations, "answer undecided for a history of more operations")
	flags.IntVar(&f.limits.Faults, "max-faults", d.Faults, "... of more faults")
	flags.IntVar(&f.limits.Clients, "max-clients", d.Clients, "... of more clients")
	flags.IntVar(&f.limits.Pending, "max-pending", d.Pending, "... with more operations open or unknown at once")
	flags.IntVar(&f.limits.Nodes, "max-nodes", d.Nodes, "... of more nodes")
	flags.IntVar(&f.limits.Targets, "max-targets", d.Targets, "... of more targets")
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
	for _, n := range []int{f.limits.Operations, f.limits.Faults, f.limits.Clients, f.limits.Pending, f.limits.Nodes, f.limits.Targets} {
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
	h, err := f.read(name, stdin)
	var limit *history.LimitError
	switch {
	case errors.As(err, &limit):
		return report.Report{Verdict: report.Undecided, Subject: name, Why: err.Error()}
	case err != nil:
		return report.Report{Verdict: report.Malformed, Subject: name, Why: err.Error()}
	}
	v := linear.Check(h, linear.Options{Timeout: f.timeout})
	r := report.Linear(name, h, v, fmt.Sprintf("%s check %s", program(), quoted(name)))
	if f.html == "" {
		return r
	}
	if err := saveWith(f.html, v.WriteHTML); err != nil {
		r.Verdict = max(r.Verdict, report.Malformed)
		r.Why = err.Error()
	}
	return r
}

func (f *checkFlags) read(name string, stdin io.Reader) (*history.History, error) {
	if name == stdinName {
		return history.Read(stdin, "stdin", f.limits)
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return history.Read(file, name, f.limits)
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
