package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"ostlife/checker/harness"
	"ostlife/checker/history"
	"ostlife/checker/report"
)

// runFlags are the flags of run.
type runFlags struct {
	drawFlags
	plan       string
	properties bool
	timeout    time.Duration
	out        string
	lustreLogs string
}

func newRunCommand(t *teller) *cobra.Command {
	f := &runFlags{}
	c := &cobra.Command{
		Use:   "run",
		Short: "Run the implementation and judge what it did",
		Long: `run draws many short plans from a seed, runs each on the implementation, and judges
it: its history must be linearizable, its trace must have the design's properties,
and no task may be stuck. Every step of such a run is decided by the plan, so that
the same seed gives the same bytes. With --real it is one longer plan, on real
goroutines.

A new folder keeps a plan, its history, its trace, a picture and a summary: of the
history with the most operations if everything holds, else of the first violation,
made as small as it can be. The check command judges history and trace again.
With --disks the MDS and the OSTs have disks in memory: files come and go, nodes
crash, and what a crash takes is lost.
With --lustre-logs the nodes' debug logs and state files are written too, as real
ones would have them, for the lustre command to read.`,
		Example: "  ostlife run\n  ostlife run --seed 7 --defect late-reply\n" +
			"  ostlife run --real --clients 4\n  ostlife run --plan ostlife-run-0001/plan.json",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return f.run(c, t) },
	}
	f.define(c)
	t.flag(c)
	return c
}

func (f *runFlags) define(c *cobra.Command) {
	flags := c.Flags()
	flags.SortFlags = false // those that belong together stand together
	flags.Uint32Var(&f.seed, "seed", 1, "what everything is drawn from")
	flags.IntVar(&f.histories, "histories", defaultHistories, "histories to run, each on a cluster of its own")
	flags.IntVar(&f.operations, "operations", 0, fmt.Sprintf("operations of one history; 0 is as drawn, about 20, or %d with --real", defaultReal))
	flags.IntVar(&f.clients, "clients", 2, "nodes with imports, at most")
	flags.IntVar(&f.callers, "callers", 3, "callers that work at the same time")
	flags.IntVar(&f.targets, "targets", 2, "targets, at most")
	flags.IntVar(&f.disconnects, "disconnects", 0, "lost connections to add to each history")
	flags.IntVar(&f.evictions, "evictions", 0, "evictions to add to each history")
	flags.IntVar(&f.loss, "loss", asDrawn, "messages that are lost, in permille; -1 is as drawn")
	flags.IntVar(&f.late, "late", asDrawn, "messages that come late, likewise")
	flags.IntVar(&f.duplicate, "duplicate", asDrawn, "messages that come twice, likewise")
	flags.IntVar(&f.reorder, "reorder", asDrawn, "messages that are overtaken, likewise")
	flags.BoolVar(&f.noFaults, "no-faults", false, "no faults: a good network, and no connection lost")
	flags.StringVar(&f.picker, "picker", pickDrawn, "who runs next: random, pct, or as drawn")
	flags.StringSliceVar(&f.defects, "defect", nil, "plant this defect: "+strings.Join(plantedNames(), ", ")+
		"; with --disks also "+strings.Join(plantedOnDisk()[len(plantedNames()):], ", "))
	flags.BoolVar(&f.disks, "disks", false, "the MDS and the OSTs have disks: files come and go, and nodes crash")
	flags.BoolVar(&f.real, "real", false, "one history on real goroutines and the machine's clock")
	flags.StringVar(&f.plan, "plan", "", "run the plan of this file, and nothing else")
	flags.BoolVar(&f.properties, "properties", true, "judge the trace too, not the history alone")
	flags.DurationVar(&f.timeout, "timeout", 0, "stop undecided after this time; 0 is never")
	flags.StringVar(&f.out, "out", "", "the folder to make, in place of the next ostlife-run-*")
	flags.StringVar(&f.lustreLogs, "lustre-logs", "", "write what the kept run's nodes would have left behind were they Lustre's into this folder")
	complete(c, "defect", plantedNames())
	complete(c, "picker", pickers())
}

// besidePlan lists the flags that go with --plan; the plan itself says everything else.
var besidePlan = []string{"properties", "timeout", "out", "json", "plan"}

func (f *runFlags) settle(c *cobra.Command) error {
	flags := c.Flags()
	if f.timeout < 0 {
		return fmt.Errorf("--timeout is %v, want 0 or more", f.timeout)
	}
	if f.real && flags.Changed("histories") {
		return errors.New("--real runs one history: --histories does not go with it")
	}
	if f.real && flags.Changed("picker") {
		return errors.New("--real runs as the machine does: --picker does not go with it")
	}
	if f.real && f.operations == 0 {
		f.operations = defaultReal
	}
	if flags.Changed("plan") {
		return excluded(c, besidePlan)
	}
	return f.check()
}

// excluded refuses every flag that was given and is not listed.
func excluded(c *cobra.Command, listed []string) (err error) {
	c.Flags().Visit(func(flag *pflag.Flag) {
		if err == nil && !slices.Contains(listed, flag.Name) {
			err = fmt.Errorf("the plan decides: --%s does not go with --plan", flag.Name)
		}
	})
	return err
}

// session is one run under way.
type session struct {
	flags  *runFlags
	teller *teller
	folder string
	how    harness.JudgeOptions
}

func (f *runFlags) run(c *cobra.Command, t *teller) error {
	if err := f.settle(c); err != nil {
		return err
	}
	plan, single, err := f.single()
	if err != nil {
		return err
	}
	folder, err := newFolder(f.out)
	if err != nil {
		return err
	}
	ctx, cancel := timed(c.Context(), f.timeout)
	defer cancel()
	s := &session{f, t, folder, harness.JudgeOptions{Properties: f.properties, Model: f.properties, Linear: true, Timeout: f.timeout}}
	var r report.Report
	if single {
		r, err = s.one(ctx, plan)
	} else {
		r, err = s.many(ctx)
	}
	if err == nil && f.lustreLogs != "" {
		err = writeLustreLogs(s.path(harness.TraceFile), f.lustreLogs)
	}
	if err != nil { // a run that could not be recorded proves nothing
		r = report.Report{Verdict: report.Undecided, Subject: "the run", Why: err.Error()}
	}
	return s.tell(r)
}

// single gives the one plan to run, if it is one.
func (f *runFlags) single() (harness.Plan, bool, error) {
	switch {
	case f.plan != "":
		p, err := harness.Load(f.plan)
		return p, true, err
	case f.real:
		p := f.drawFlags.plan(0)
		return p, true, p.Check()
	default:
		return harness.Plan{}, false, nil
	}
}

// one runs one plan and tells what it did.
func (s *session) one(ctx context.Context, p harness.Plan) (report.Report, error) {
	k, err := keep(s.folder, finalFiles, p, harness.Options{Stop: ctx.Done()}, s.how)
	if err != nil {
		return report.Report{}, err
	}
	r := report.Linear(s.path(harness.HistoryFile), k.outcome.History, k.verdict.Linear, "")
	r.Verdict, r.Violations = verdictOf(k.verdict.Result), k.findings(s.replay(p))
	switch {
	case r.Verdict == report.OK && ctx.Err() != nil:
		r.Verdict, r.Why = report.Undecided, stopped(ctx)+" before the plan had ended"
	case r.Verdict == report.Undecided:
		r.Why = k.verdict.Findings[0].What
	}
	return r, k.draw(s.folder, r)
}

// many runs the histories of a seed and tells what they held, or the first violation,
// after it was shrunk.
func (s *session) many(ctx context.Context) (report.Report, error) {
	f := &s.flags.drawFlags
	b := &batch{flags: f, how: s.how}
	p := newProgress(s.teller.streams.err, int64(f.histories), "histories")
	hit, err := b.run(ctx, p)
	p.end()
	if err != nil {
		return report.Report{}, err
	}
	r := report.Report{Subject: f.subject(), Facts: b.tally.facts(s.flags.properties)}
	switch {
	case hit != nil:
		r.Verdict = report.Violated
		err = s.shrunk(ctx, hit, &r)
	case b.tally.undecided > 0:
		r.Verdict, r.Why = report.Undecided, b.why
	case b.tally.histories < f.histories:
		r.Verdict, r.Why = report.Undecided, fmt.Sprintf("%s after %d of %d histories", stopped(ctx), b.tally.histories, f.histories)
	}
	if hit == nil {
		err = s.longest(f.plan(b.longest))
	}
	return r, err
}

// longest keeps the history with the most operations, and tells in its picture what it
// holds.
func (s *session) longest(p harness.Plan) error {
	k, err := keep(s.folder, finalFiles, p, harness.Options{}, s.how)
	if err != nil {
		return err
	}
	r := report.Linear(s.path(harness.HistoryFile), k.outcome.History, k.verdict.Linear, "")
	r.Verdict = verdictOf(k.verdict.Result)
	return k.draw(s.folder, r)
}

// subject names what is run.
func (f *drawFlags) subject() string {
	text := fmt.Sprintf("%s from seed %d", counted(f.histories, "history"), f.seed)
	text = strings.Replace(text, "historys", "histories", 1)
	if len(f.defects) > 0 {
		text += ", with " + strings.Join(f.defects, ", ") + " planted"
	}
	return text
}

// stopped says what ended a context.
func stopped(ctx context.Context) string {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return "the time was over"
	}
	return "stopped by a signal"
}

// shrunk keeps the history that shows a violation, makes its plan as small as it can be,
// and tells and draws the smallest.
func (s *session) shrunk(ctx context.Context, hit *found, r *report.Report) error {
	if _, err := keep(s.folder, foundFiles, hit.plan, harness.Options{}, s.how); err != nil {
		return err
	}
	first := hit.verdict.Findings[0]
	p := newProgress(s.teller.streams.err, -1, "shrinking")
	tried := int64(0)
	smallest, complete := harness.Shrink(hit.plan, harness.ShrinkOptions{}, func(plan harness.Plan) (bool, []uint16) {
		if ctx.Err() != nil {
			return false, nil
		}
		tried++
		p.at(tried, "shrinking")
		out, err := harness.Run(plan, harness.Options{})
		if err != nil {
			return false, nil
		}
		v := harness.Judge(&out, s.how)
		return v.FoundBy(first.Detector) == first.Name, out.Report.Picks
	})
	p.end()
	r.Facts.Add("steps of its plan", planned(&hit.plan))
	r.Facts.Add("shrunk to", planned(&smallest))
	r.Facts.Add("shrunk to the end", complete && ctx.Err() == nil)
	k, err := keep(s.folder, finalFiles, smallest, harness.Options{}, s.how)
	if err != nil {
		return err
	}
	r.Violations = k.findings(s.replay(smallest))
	return k.draw(s.folder, *r)
}

// planned counts the steps of a plan.
func planned(p *harness.Plan) (n int) {
	for _, steps := range p.Clients {
		n += len(steps)
	}
	return n
}

// replay is the command that shows what a plan showed: a controlled one is run again, of
// a real one the history and the trace are judged again.
func (s *session) replay(p harness.Plan) string {
	if p.Mode == history.Real {
		text := fmt.Sprintf("%s check %s", program(), quoted(s.path(harness.HistoryFile)))
		if s.flags.properties {
			text += " " + quoted(s.path(harness.TraceFile))
		}
		return text
	}
	text := fmt.Sprintf("%s run --plan %s", program(), quoted(s.path(harness.PlanFile)))
	if !s.flags.properties {
		text += " --properties=false"
	}
	return text
}

func (s *session) path(file string) string { return filepath.Join(s.folder, file) }

// tell tells the report, and keeps it beside the history.
func (s *session) tell(r report.Report) error {
	d := document{"run", r.Verdict, r.Verdict.ExitCode(), s.folder, []report.Report{r}}
	text, err := encode(d)
	if err == nil {
		err = os.WriteFile(s.path(summaryFile), text, 0o644)
	}
	if err != nil { // the verdict stands, but what it rests on is not kept
		fmt.Fprintf(s.teller.streams.err, "ostlife: %v\n", err)
		s.teller.verdict = report.Undecided
	}
	s.teller.tell(r)
	if s.teller.json {
		return s.teller.write(d)
	}
	fmt.Fprintf(s.teller.out, "\nkept in %s\n", s.folder)
	return nil
}
