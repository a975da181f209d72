package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"ostlife/checker/report"
	"ostlife/checker/scenario"
	"ostlife/model/lustre"
)

// scenarioFlags are the flags of scenario.
type scenarioFlags struct {
	real, model bool
	seed        uint64
	trace       string
	defect      string
}

func newScenarioCommand(t *teller) *cobra.Command {
	f := &scenarioFlags{}
	c := &cobra.Command{
		Use:   "scenario FILE...",
		Short: "Run scenarios: small stories of a cluster, and what must hold in them",
		Long: `scenario runs each FILE, a story in the language of spec/scenarios.md, on the
implementation, every step of which the seed decides; with --real on real goroutines,
with --model on the model. - is standard input.

A scenario fails at its first line that is not as it says: the line is told, what was
expected and seen, and the last of the trace. A file that is malformed, or asks for what
the design has not, is named as file:line:column on standard error and exits with 2.`,
		Example: "  ostlife scenario spec/scenarios/*.scenario\n  ostlife scenario --model spec/scenarios/replay-ost-single-3.scenario",
		Args:    someFiles,
		RunE:    func(c *cobra.Command, files []string) error { return f.run(c.Context(), t, files) },
	}
	flags := c.Flags()
	flags.SortFlags = false // those that belong together stand together
	flags.BoolVar(&f.real, "real", false, "run on real goroutines and the machine's clock")
	flags.BoolVar(&f.model, "model", false, "run on the model")
	flags.Uint64Var(&f.seed, "seed", 1, "what decides every step, and what the network draws")
	flags.StringVar(&f.defect, "defect", "", "plant this defect: "+strings.Join(plantedOnDisk(), ", "))
	flags.StringVar(&f.trace, "trace", "", "write the trace into this file; with one FILE only, and not of the model")
	t.flag(c)
	complete(c, "defect", plantedOnDisk())
	return c
}

func (f *scenarioFlags) settle(files []string) error {
	switch {
	case f.real && f.model:
		return errors.New("--real and --model do not go together")
	case f.trace != "" && f.model:
		return errors.New("the model writes no trace: --trace does not go with --model")
	case f.trace != "" && len(files) > 1:
		return errors.New("--trace is of one FILE only")
	case f.defect != "" && !slices.Contains(plantedOnDisk(), f.defect):
		return fmt.Errorf("--defect is %q, want one of %v", f.defect, plantedOnDisk())
	}
	return nil
}

// on is what the scenarios run on.
func (f *scenarioFlags) on() scenario.On {
	switch {
	case f.real:
		return scenario.Real
	case f.model:
		return scenario.Model
	}
	return scenario.Controlled
}

func (f *scenarioFlags) run(ctx context.Context, t *teller, files []string) error {
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
		if ctx.Err() != nil {
			break
		}
	}
	if t.json {
		return t.write(t.document("scenario", ""))
	}
	return nil
}

// file runs one file.
func (f *scenarioFlags) file(name string, stdin io.Reader) report.Report {
	text, shown, err := f.read(name, stdin)
	if err != nil {
		return report.Report{Verdict: report.Malformed, Subject: name, Why: err.Error()}
	}
	s, err := scenario.Parse(shown, text)
	if err != nil {
		return report.Report{Verdict: report.Malformed, Subject: name, Why: err.Error()}
	}
	o := scenario.Options{On: f.on(), Seed: f.seed}
	if f.defect != "" {
		o.Defects = lustre.Defects{lustre.Defect(f.defect)}
	}
	var result scenario.Result
	if f.trace == "" {
		result, err = scenario.Run(s, o)
	} else {
		err = saveWith(f.trace, func(w io.Writer) (err error) {
			o.Trace = w
			result, err = scenario.Run(s, o)
			return err
		})
	}
	if err != nil { // what it rests on was not kept
		return report.Report{Verdict: report.Malformed, Subject: name, Why: err.Error()}
	}
	return f.report(&result, shown)
}

// read reads a file up to a byte more than a scenario may have.
func (f *scenarioFlags) read(name string, stdin io.Reader) (text, shown string, err error) {
	from, shown := stdin, "stdin"
	if name != stdinName {
		file, err := os.Open(name)
		if err != nil {
			return "", name, err
		}
		defer file.Close()
		from, shown = file, name
	}
	bytes, err := io.ReadAll(io.LimitReader(from, scenario.MaxBytes+1))
	return string(bytes), shown, err
}

// report tells what a run came to.
func (f *scenarioFlags) report(r *scenario.Result, name string) report.Report {
	out := report.Report{Subject: fmt.Sprintf("%s: %s on %s", name, r.Scenario.ID, r.On)}
	out.Facts.Add("steps", r.Steps)
	out.Facts.Add("expectations", len(r.Scenario.Expectations()))
	if !f.real { // whose times are no two times the same
		out.Facts.Add("time", fmt.Sprintf("%.3f s", r.Time.Seconds()))
	}
	switch {
	case r.Refused != nil:
		return report.Report{Verdict: report.Malformed, Subject: name, Why: r.Refused.Error()}
	case r.Failure != nil:
		out.Violations = append(out.Violations, f.failure(r, name))
	case len(r.Found) == 0 && r.Why != "":
		out.Verdict, out.Why = report.Undecided, r.Why
	}
	for _, found := range r.Found {
		out.Violations = append(out.Violations, report.Finding{Sentence: found, Notes: tail(r.Tail), Replay: f.replay(name)})
	}
	if len(out.Violations) > 0 {
		out.Verdict = report.Violated
	}
	return out
}

// failure tells the line at which a scenario fails.
func (f *scenarioFlags) failure(r *scenario.Result, name string) report.Finding {
	x := r.Failure
	lines := []string{"expected: " + x.Expected, "seen: " + x.Seen}
	if !f.real {
		lines = append(lines, fmt.Sprintf("at: %.3f s", x.At.Seconds()))
	}
	return report.Finding{
		Sentence: fmt.Sprintf("%s:%d:%d: %s", name, x.Place.Line, x.Place.Column, x.Line),
		Notes:    append([]report.Note{{Title: "what is not as the line says", Lines: lines}}, tail(x.Tail)...),
		Replay:   f.replay(name),
	}
}

// tail tells the last of a trace.
func tail(lines []string) []report.Note {
	if len(lines) == 0 {
		return nil
	}
	return []report.Note{{Title: "the last of the trace", Lines: lines}}
}

// replay is the command that runs the scenario again.
func (f *scenarioFlags) replay(name string) string {
	words := []string{program(), "scenario"}
	switch {
	case f.real:
		words = append(words, "--real")
	case f.model:
		words = append(words, "--model")
	}
	if f.defect != "" {
		words = append(words, "--defect "+f.defect)
	}
	if f.seed != 1 {
		words = append(words, fmt.Sprintf("--seed %d", f.seed))
	}
	return strings.Join(append(words, quoted(name)), " ")
}
