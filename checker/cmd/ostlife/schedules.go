package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/spf13/cobra"

	"ostlife/checker/harness"
	"ostlife/checker/report"
	"ostlife/model/lustre"
)

// scheduleFlags are the flags of schedules.
type scheduleFlags struct {
	preemptions, switches, max int
	defect                     string
	out                        string
}

func newSchedulesCommand(t *teller) *cobra.Command {
	f := &scheduleFlags{}
	c := &cobra.Command{
		Use:   "schedules [KIND|KIND ...]",
		Short: "Run small programs under every schedule and judge each",
		Long: `schedules runs small programs on the implementation, each under every schedule within
a bound, and judges every one. A program is one node, one target, and two clients that
call at the same moment, from each state in which either call makes sense. Without
arguments all pairs are run; quote a pair, as '|' is the shell's.

What can be called: ` + strings.Join(harness.Callable(), ", ") + `.

A schedule that shows a violation is kept as a plan in a new folder.`,
		Example: "  ostlife schedules\n  ostlife schedules 'connect|evict' --preemptions 2\n" +
			"  ostlife schedules 'deactivate|disconnect' --defect loss-deactivated",
		RunE: func(c *cobra.Command, args []string) error { return f.run(c.Context(), t, args) },
	}
	flags := c.Flags()
	flags.SortFlags = false // those that belong together stand together
	flags.IntVar(&f.preemptions, "preemptions", 1, "how often a schedule leaves a task that could go on, at most")
	flags.IntVar(&f.switches, "switches", 1, "how often, where a task waits, another than the first goes on, at most; -1 is any number")
	flags.IntVar(&f.max, "max", harness.DefaultMaxSchedules, "schedules of one program, at most: with more it is undecided")
	flags.StringVar(&f.defect, "defect", "", "plant this defect: "+strings.Join(plantedNames(), ", "))
	flags.StringVar(&f.out, "out", "", "the folder to make for a violation, in place of the next ostlife-run-*")
	t.flag(c)
	complete(c, "defect", plantedNames())
	return c
}

// check refuses what cannot be.
func (f *scheduleFlags) check() error {
	switch {
	case f.preemptions < 0:
		return fmt.Errorf("--preemptions is %d, want 0 or more", f.preemptions)
	case f.switches < -1:
		return fmt.Errorf("--switches is %d, want -1 or more", f.switches)
	case f.max < 1:
		return fmt.Errorf("--max is %d, want 1 or more", f.max)
	case f.defect != "" && !slices.Contains(plantedNames(), f.defect):
		return fmt.Errorf("--defect is %q, want one of %v", f.defect, plantedNames())
	}
	return nil
}

// programs gives the small programs of the pairs that were asked for, or of all.
func (f *scheduleFlags) programs(args []string) ([]harness.Program, error) {
	pairs := harness.Pairs()
	if len(args) > 0 {
		pairs = nil
	}
	for _, arg := range args {
		var pair []harness.Do
		for _, word := range strings.Split(arg, "|") {
			pair = append(pair, harness.Do(word))
		}
		pairs = append(pairs, pair)
	}
	var list []harness.Program
	for _, pair := range pairs {
		programs, err := harness.Programs(pair)
		if err != nil {
			return nil, err
		}
		list = append(list, programs...)
	}
	for i := range list {
		if f.defect != "" {
			list[i].Defects = []lustre.Defect{lustre.Defect(f.defect)}
		}
	}
	return list, nil
}

func (f *scheduleFlags) run(ctx context.Context, t *teller, args []string) error {
	if err := f.check(); err != nil {
		return err
	}
	programs, err := f.programs(args)
	if err != nil {
		return err
	}
	if f.out != "" {
		if err := emptyFolder(f.out); err != nil {
			return err
		}
	}
	r, first := f.enumerate(ctx, t, programs)
	folder := ""
	if first != nil {
		if folder, err = f.keep(first, &r); err != nil {
			fmt.Fprintf(t.streams.err, "ostlife: %v\n", err) // the violation stands, but its story is not kept
		}
	}
	t.tell(r)
	if t.json {
		return t.write(t.document("schedules", folder))
	}
	if folder != "" {
		fmt.Fprintf(t.out, "\nkept in %s\n", folder)
	}
	return nil
}

// enumerate runs the programs, several at once, and reports them in their order.
func (f *scheduleFlags) enumerate(ctx context.Context, t *teller, programs []harness.Program) (report.Report, *harness.Shown) {
	bound := harness.ScheduleBound{Preemptions: f.preemptions, Switches: f.switches, Max: f.max}
	counts, errs := make([]harness.Schedules, len(programs)), make([]error, len(programs))
	p := newProgress(t.streams.err, int64(len(programs)), "programs")
	var done atomic.Int64
	parallel(len(programs), func(i int) {
		if ctx.Err() == nil {
			counts[i], errs[i] = harness.EnumerateSchedules(programs[i], bound, ctx.Done())
		}
		p.at(done.Add(1), "programs")
	})
	p.end()
	r := report.Report{Subject: f.subject(programs)}
	first := summed(&r, programs, counts)
	for i := range counts {
		if r.Why == "" && first == nil {
			r.Why = undecided(ctx, &programs[i], &counts[i], errs[i])
		}
	}
	switch {
	case first != nil:
		r.Verdict = report.Violated
	case r.Why != "":
		r.Verdict = report.Undecided
	}
	return r, first
}

// summed reports the counts and gives the first schedule that shows a violation.
func summed(r *report.Report, programs []harness.Program, counts []harness.Schedules) (first *harness.Shown) {
	schedules, violated := 0, 0
	var each report.Facts
	for i, n := range counts {
		schedules += n.Schedules
		violated += n.Violated
		each.Add(programs[i].String(), n.Schedules)
		if first == nil {
			first = n.First
		}
	}
	r.Facts.Add("programs", len(programs))
	r.Facts.Add("schedules", schedules)
	r.Facts.Add("violated", violated)
	r.Facts = append(r.Facts, each...)
	return first
}

// undecided says why the schedules of a program prove nothing, if they do not.
func undecided(ctx context.Context, p *harness.Program, n *harness.Schedules, err error) string {
	switch {
	case err != nil:
		return fmt.Sprintf("%s: %v", p, err)
	case !n.Complete && ctx.Err() != nil:
		return stopped(ctx)
	case !n.Complete:
		return fmt.Sprintf("%s: more than %s", p, counted(n.Schedules, "schedule"))
	case n.Undecided > 0:
		return fmt.Sprintf("%s: %s could not be judged", p, counted(n.Undecided, "schedule"))
	}
	return ""
}

func (f *scheduleFlags) subject(programs []harness.Program) string {
	text := fmt.Sprintf("every schedule of %s with at most %s", counted(len(programs), "small program"), counted(f.preemptions, "preemption"))
	if f.switches >= 0 {
		text += " and " + counted(f.switches, "switch")
		text = strings.Replace(text, "switchs", "switches", 1)
	}
	if f.defect != "" {
		text += ", with " + f.defect + " planted"
	}
	return text
}

// keep runs the first schedule that shows a violation once more, keeps it, and tells it.
func (f *scheduleFlags) keep(first *harness.Shown, r *report.Report) (string, error) {
	folder, err := newFolder(f.out)
	if err != nil {
		return "", err
	}
	s := &session{flags: &runFlags{properties: true}, folder: folder, how: harness.Everything}
	k, err := keep(folder, finalFiles, first.Plan, harness.Options{}, s.how)
	if err != nil {
		return folder, err
	}
	if r.Violations = k.findings(s.replay(first.Plan)); len(r.Violations) == 0 {
		return folder, errors.New("run again, the schedule shows nothing")
	}
	return folder, k.draw(folder, *r)
}
