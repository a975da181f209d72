// Command ablate drops each guard and each effect of the model's action table, and each
// rule of the sequential specification, and says who notices: see spec/ablation.md.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"ostlife/spec/ablation"
)

const usage = `Drops each guard and each effect of the model's action table, and each rule of the
sequential specification, and says who notices.

  scripts/ablate             judge all but what spec/ablation.md says was not run, and hold
                             the page against it
  scripts/ablate --update    judge the same, and write the tables of spec/ablation.md
  scripts/ablate --list      list the mutants
  scripts/ablate NAME        judge the mutants that have this in their names, afresh

All takes a quarter of an hour of one processor; as many are used as GOMAXPROCS says.
What was found is kept in the user's cache folder, under a digest of what was built:
a run that was broken off goes on from there.

Exit code 0: what survives has a reason in spec/ablation.md, and nothing else has one.
1: not so, or the tables are stale; or the mutant that was named survives. 2: bad usage,
or it could not run.
`

// errWrong is what was found wrong, and has been said.
var errWrong = errors.New("not all is noticed or has a reason")

func main() {
	if len(os.Args) > 1 && os.Args[1] == ablation.Trial {
		if err := ablation.Serve(os.Args[2:], os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, "ablate:", err)
			os.Exit(2)
		}
		return
	}
	switch err := run(os.Args[1:], os.Stdout, os.Stderr); {
	case err == nil, errors.Is(err, flag.ErrHelp):
	case errors.Is(err, errWrong):
		os.Exit(1)
	default:
		fmt.Fprintln(os.Stderr, "ablate:", err)
		os.Exit(2)
	}
}

// run does what the arguments ask for, in the root of the project.
func run(args []string, out, progress io.Writer) (err error) {
	flags := flag.NewFlagSet("ablate", flag.ContinueOnError)
	flags.SetOutput(progress)
	flags.Usage = func() { fmt.Fprint(progress, usage) }
	update := flags.Bool("update", false, "")
	list := flags.Bool("list", false, "")
	if err := flags.Parse(args); err != nil {
		return err
	}
	c, err := newCampaign(progress)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(c.folder)) }()
	switch {
	case *list:
		for _, m := range c.mutants() {
			fmt.Fprintf(out, "%-20s %s\n", m.Place, m.Name)
		}
		return nil
	case flags.NArg() > 0:
		return c.some(strings.Join(flags.Args(), " "), out)
	}
	return c.all(*update, out)
}

// campaign is the mutants of the project.
type campaign struct {
	model, rules *ablation.Instrumented
	folder       string // for what is built
	progress     io.Writer
}

func newCampaign(progress io.Writer) (*campaign, error) {
	c := &campaign{progress: progress}
	for _, part := range []struct {
		folder string
		of     func(*ablation.Source) (*ablation.Instrumented, error)
		to     **ablation.Instrumented
	}{{"model", ablation.Model, &c.model}, {filepath.Join("model", "sequential"), ablation.Rules, &c.rules}} {
		source, err := ablation.Load(part.folder)
		if err != nil {
			return nil, err
		}
		if *part.to, err = part.of(source); err != nil {
			return nil, err
		}
	}
	var err error
	c.folder, err = os.MkdirTemp("", "ablate-")
	return c, err
}

func (c *campaign) mutants() []ablation.Mutant {
	return slices.Concat(c.model.Mutants, c.rules.Mutants)
}

// some judges the mutants with a name, and remembers nothing.
func (c *campaign) some(name string, out io.Writer) error {
	var chosen []ablation.Mutant
	for _, m := range c.mutants() {
		if strings.Contains(m.Name, name) {
			chosen = append(chosen, m)
		}
	}
	if len(chosen) == 0 {
		return fmt.Errorf("no mutant has %q in its name; --list lists them", name)
	}
	judgements, err := c.judge(chosen, c.folder)
	if err != nil {
		return err
	}
	for _, j := range judgements {
		fmt.Fprintf(out, "%s %s: %s\n", j.Place, j.Name, j.Finding)
		if j.Finding.How == ablation.Survives {
			err = errWrong
		}
	}
	return err
}

// all judges every mutant and holds the page against what was noticed.
func (c *campaign) all(update bool, out io.Writer) error {
	path := filepath.Join("spec", "ablation.md")
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	page, err := ablation.ParsePage(string(text))
	if err != nil {
		return err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return err
	}
	judgements, err := c.judge(page.Judged(c.mutants()), filepath.Join(cache, "ostlife-ablate"))
	if err != nil {
		return err
	}
	wrong := page.Wrong(judgements)
	switch {
	case update:
		if err := os.WriteFile(path, []byte(page.With(judgements)), 0o644); err != nil {
			return err
		}
	case page.Stale(judgements):
		wrong = append(wrong, path+" has other tables: run scripts/ablate --update")
	}
	for _, line := range wrong {
		fmt.Fprintln(out, line)
	}
	if len(wrong) > 0 {
		return errWrong
	}
	fmt.Fprintf(out, "%d mutants, and %d not run; what survives has its reason in %s\n",
		len(judgements), len(c.mutants())-len(judgements), path)
	return nil
}

// judge judges mutants and gives the judgements in their order.
func (c *campaign) judge(mutants []ablation.Mutant, memories string) ([]ablation.Judgement, error) {
	found := map[string]ablation.Finding{}
	tell := func(m ablation.Mutant, f ablation.Finding) {
		found[m.Name] = f
		fmt.Fprintf(c.progress, "%d/%d %s: %s\n", len(found), len(mutants), m.Name, f)
	}
	ofRules := slices.IndexFunc(mutants, func(m ablation.Mutant) bool { return m.Kind == ablation.Rule })
	if ofRules < 0 {
		ofRules = len(mutants)
	}
	if err := c.explore(mutants[:ofRules], memories, tell); err != nil {
		return nil, err
	}
	if err := c.test(mutants[ofRules:], memories, tell); err != nil {
		return nil, err
	}
	var list []ablation.Judgement
	for _, m := range mutants {
		list = append(list, ablation.Judgement{Mutant: m, Finding: found[m.Name]})
	}
	return list, nil
}

// explore has the explorer judge guards and effects.
func (c *campaign) explore(mutants []ablation.Mutant, memories string, tell func(ablation.Mutant, ablation.Finding)) error {
	if len(mutants) == 0 {
		return nil
	}
	trials, err := ablation.NewTrials(".", c.folder, c.model)
	if err != nil {
		return err
	}
	return c.remember(mutants, memories, tell, []string{trials.Binary}, func(left []ablation.Mutant, keep keep) error {
		return trials.Judge(left, runtime.GOMAXPROCS(0), keep)
	})
}

// test has the tests judge rules. They must pass with all of them.
func (c *campaign) test(mutants []ablation.Mutant, memories string, tell func(ablation.Mutant, ablation.Finding)) error {
	if len(mutants) == 0 {
		return nil
	}
	tests, err := ablation.NewTests(".", c.folder, c.rules)
	if err != nil {
		return err
	}
	return c.remember(mutants, memories, tell, tests.Built(), func(left []ablation.Mutant, keep keep) error {
		for _, m := range slices.Concat([]ablation.Mutant{{}}, left) {
			f, err := tests.Judge(m.Number)
			switch {
			case err != nil:
				return fmt.Errorf("%s: %w", m.Name, err)
			case m.Name != "":
				err = keep(m, f)
			case f.How != ablation.Survives:
				err = fmt.Errorf("a test of %s fails with every rule in force", f.What)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// keep takes up what was found of a mutant.
type keep func(ablation.Mutant, ablation.Finding) error

// remember tells what is known of mutants for what was built, and has the others judged.
func (c *campaign) remember(mutants []ablation.Mutant, memories string, tell func(ablation.Mutant, ablation.Finding),
	built []string, judge func(left []ablation.Mutant, keep keep) error) error {
	memory, err := ablation.Remember(memories, built...)
	if err != nil {
		return err
	}
	var left []ablation.Mutant
	for _, m := range mutants {
		if f, ok := memory.Recall(m.Name); ok {
			tell(m, f)
		} else {
			left = append(left, m)
		}
	}
	if len(left) > 0 {
		err = judge(left, func(m ablation.Mutant, f ablation.Finding) error {
			tell(m, f)
			return memory.Keep(m.Name, f)
		})
	}
	return errors.Join(err, memory.Close())
}
