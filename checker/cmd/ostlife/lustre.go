package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"ostlife/checker/history"
	"ostlife/checker/records"
	"ostlife/checker/records/judge"
	"ostlife/checker/records/show"
	"ostlife/checker/report"
)

// lustreFlags are the flags of lustre.
type lustreFlags struct {
	html, trace string
	unread      bool
	events      bool
	timeout     time.Duration
	lanes       int
}

func newLustreCommand(t *teller) *cobra.Command {
	f := &lustreFlags{}
	c := &cobra.Command{
		Use:   "lustre FILE...",
		Short: "Tell what happened on real Lustre nodes, from their logs and parameter files",
		Long: `lustre reads what real Lustre nodes left behind and tells what happened to each
import and target, what of it Lustre's own rules do not allow, and what to look at
next. FILE is a file or a folder, of any mix of: lctl dk logs, consoles, dmesg,
syslog and the journal, the parameters import, state, active, target_obd,
recovery_status, server uuid, prealloc_* and pools, lctl dl, and config logs
(llog_print and llog_reader); plain, gzip, bzip2 or zstd, also in a tar archive; - is
standard input. What a file is goes by its content. Files of several nodes make one
story.

The verdict comes first: "conforms", "cannot tell" (with what is missing), or
"violates". Exit codes: 0 conforms or cannot tell, 1 violates, 2 nothing recognised
or bad usage, 75 the time is over. Findings, and the comparison with the RFC's
design, never change it.`,
		Example: `  ostlife lustre /var/log/messages dk.log
  lctl get_param '*.*.state' '*.*.import' | ostlife lustre -
  ostlife lustre --html outage.html client.dmesg mds.dmesg oss.dmesg`,
		Args: someFiles,
		RunE: func(c *cobra.Command, files []string) error { return f.run(c.Context(), t, files) },
	}
	flags := c.Flags()
	flags.SortFlags = false // those that belong together stand together
	flags.BoolVar(&f.events, "events", false, "tell every event, not only those that matter")
	flags.BoolVar(&f.unread, "unread", false, "show each line that is not understood, on standard error")
	flags.StringVar(&f.html, "html", "", "draw the timelines into this file, a page on its own")
	flags.StringVar(&f.trace, "trace", "", "write what the imports of OSTs did into this file, as a trace for check and scripts/tlc follow")
	flags.DurationVar(&f.timeout, "timeout", time.Hour, "answer undecided after this time")
	flags.IntVar(&f.lanes, "max-imports", judge.MaxLanes, "tell so many imports and targets apart; others are counted")
	t.flag(c)
	return c
}

// garbagePercent is how much garbage there may be beside what is kept: of thousands of imports
// that is most of the memory, and to look for it more often costs little.
const garbagePercent = 50

func (f *lustreFlags) settle() error {
	switch {
	case f.timeout <= 0:
		return fmt.Errorf("--timeout is %v, want more than 0", f.timeout)
	case f.lanes < 1:
		return fmt.Errorf("--max-imports is %d, want at least 1", f.lanes)
	}
	return nil
}

func (f *lustreFlags) run(ctx context.Context, t *teller, files []string) error {
	if err := f.settle(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, f.timeout)
	defer cancel()
	defer debug.SetGCPercent(debug.SetGCPercent(garbagePercent))
	told, err := f.read(ctx, t, files)
	if told == nil {
		return err
	}
	if err := f.files(t, told); err != nil {
		return err
	}
	t.verdict = lustreVerdict(told, err)
	switch {
	case t.verdict == report.Malformed:
		f.unrecognised(t, told)
		return nil
	case t.json:
		err = show.JSON(t.out, told, t.verdict.ExitCode())
	default:
		err = show.Text(t.out, told, show.TextOptions{Width: t.width(), Colour: t.colour(), Events: f.events})
	}
	if t.verdict == report.Undecided {
		fmt.Fprintln(t.streams.err, "ostlife: undecided: the time was over, or a signal came, before all was read")
	}
	return err
}

// read reads all files into one story. The error is why it did not come to the end.
func (f *lustreFlags) read(ctx context.Context, t *teller, files []string) (*show.Told, error) {
	bar := progress{}
	r := records.Reader{Progress: func(read, total int64) {
		if bar.bar == nil {
			if total == 0 {
				total = -1 // nobody knows
			}
			bar = newProgress(t.streams.err, total, "reading")
		}
		bar.at(read, "reading")
	}}
	if f.unread {
		r.Unread = func(at records.Place, line []byte) { fmt.Fprintf(t.streams.err, "%s: %s\n", at, line) }
	}
	j := judge.New(judge.Options{Lanes: f.lanes})
	sum, err := r.Read(ctx, files, t.streams.in, func(record records.Record) error {
		j.Take(record)
		return nil
	})
	bar.end()
	stopped := errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled)
	if err != nil && !stopped {
		return nil, err
	}
	return &show.Told{Story: j.Story(), Read: sum}, err
}

// files writes the page and the trace, where they were asked for.
func (f *lustreFlags) files(t *teller, told *show.Told) error {
	for _, out := range []struct {
		name  string
		write func(io.Writer) error
	}{
		{f.html, func(w io.Writer) error { return show.HTML(w, told) }},
		{f.trace, func(w io.Writer) error { return f.traced(w, t, told.Story) }},
	} {
		if out.name == "" {
			continue
		}
		if err := saveWith(out.name, out.write); err != nil {
			return err
		}
	}
	return nil
}

// traced writes the trace, and says where it has nothing to tell.
func (f *lustreFlags) traced(w io.Writer, t *teller, s *judge.Story) error {
	imports, left, err := show.Trace(w, f.trace, s)
	if err == nil && imports == 0 {
		fmt.Fprintf(t.streams.err, "ostlife: %s has no action: no import of an OST shows a change of state\n", f.trace)
	}
	if err == nil && left > 0 {
		fmt.Fprintf(t.streams.err, "ostlife: %d more imports show changes of state and are not in %s: it has room for %d, of OSTs alone\n",
			left, f.trace, history.DefaultTargets)
	}
	return err
}

// lustreVerdict is the exit code's verdict: a violation stays one whatever came after.
func lustreVerdict(told *show.Told, stopped error) report.Verdict {
	switch {
	case told.Story.Verdict == judge.Violates:
		return report.Violated
	case stopped != nil:
		return report.Undecided
	case !told.Read.Recognised():
		return report.Malformed
	default:
		return report.OK
	}
}

// unrecognised says of each file why nothing came of it.
func (f *lustreFlags) unrecognised(t *teller, told *show.Told) {
	for _, line := range show.Unread(told) {
		fmt.Fprintf(t.streams.err, "ostlife: %s\n", line)
	}
	fmt.Fprintln(t.streams.err, "ostlife: nothing was recognised as a record of Lustre's")
}

// colour reports that standard output is a terminal, and that nobody has asked for none.
func (t *teller) colour() bool {
	f, ok := t.streams.out.(*os.File)
	_, none := os.LookupEnv("NO_COLOR")
	return ok && !none && term.IsTerminal(int(f.Fd()))
}
