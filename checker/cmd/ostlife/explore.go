package main

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ostlife/checker/report"
	"ostlife/model"
	"ostlife/model/explore"
	"ostlife/model/lustre"
)

// Faults that an exploration allows unless told otherwise. Deep ones allow one more.
const (
	faultsSmallest = 3 // one node, one target, from new
	faultsLarger   = 1
)

// where an exploration starts.
const (
	fromNew       = "new"
	fromConnected = "connected"
)

// exploreFlags are the flags of explore.
type exploreFlags struct {
	nodes, targets uint8
	from           string
	faults         uint8
	deep           bool
	defect         string
	properties     []string
	memory         bytesValue
	timeout        time.Duration
}

func newExploreCommand(t *teller) *cobra.Command {
	f := &exploreFlags{memory: defaultMemory()}
	c := &cobra.Command{
		Use:   "explore",
		Short: "Visit every reachable state of the model and judge every property",
		Long: `explore visits every reachable state of the model, breadth first, and judges every
property in every state and on every step. A violation is told as the shortest
story that leads to it. If everything holds, the counts that it prints are facts
about the design that any other explorer must find again.

Beside the faults, one ADD, DEACTIVATE, ACTIVATE and REMOVE may happen.`,
		Example: "  ostlife explore\n  ostlife explore --defect late-reply\n" +
			"  ostlife explore --nodes 2 --property RemovedIsUnreferenced",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return f.run(c, t) },
	}
	flags := c.Flags()
	flags.SortFlags = false // those that belong together stand together
	flags.Uint8Var(&f.nodes, "nodes", 1, "nodes with imports")
	flags.Uint8Var(&f.targets, "targets", 1, "targets")
	flags.StringVar(&f.from, "from", "", "where to start: new or connected (default new for one node and one target, else connected)")
	flags.Uint8Var(&f.faults, "faults", faultsSmallest, "faults in all (1 unless it is one node and one target from new)")
	flags.BoolVar(&f.deep, "deep", false, "one fault more")
	flags.StringVar(&f.defect, "defect", "", "explore the design with this defect: "+strings.Join(defectNames(), ", "))
	flags.StringSliceVar(&f.properties, "property", nil, "judge only this property; may be given several times")
	flags.Var(&f.memory, "memory", "stop undecided before this much memory is used")
	flags.DurationVar(&f.timeout, "timeout", 0, "stop undecided after this time; 0 is never")
	t.flag(c)
	complete(c, "from", []string{fromNew, fromConnected})
	complete(c, "defect", defectNames())
	return c
}

// complete offers words for a flag to shells.
func complete(c *cobra.Command, flag string, words []string) {
	err := c.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp))
	if err != nil {
		panic(err) // the flag is not there: no input can bring that about
	}
}

func defectNames() []string {
	var names []string
	for _, d := range model.Defects() {
		names = append(names, string(d.Name))
	}
	return names
}

// settle fills in what the flags leave open.
func (f *exploreFlags) settle(c *cobra.Command) error {
	switch {
	case c.Flags().Changed("from"):
	case f.nodes == 1 && f.targets == 1:
		f.from = fromNew
	default:
		f.from = fromConnected
	}
	if f.from != fromNew && f.from != fromConnected {
		return fmt.Errorf("--from is %q, want %s or %s", f.from, fromNew, fromConnected)
	}
	if f.timeout < 0 {
		return fmt.Errorf("--timeout is %v, want 0 or more", f.timeout)
	}
	if f.deep && c.Flags().Changed("faults") {
		return errors.New("--deep and --faults exclude each other")
	}
	smallest := f.nodes == 1 && f.targets == 1 && f.from == fromNew
	if !smallest && !c.Flags().Changed("faults") {
		f.faults = faultsLarger
	}
	if f.deep {
		f.faults++
		f.deep = false
	}
	return nil
}

func (f *exploreFlags) run(c *cobra.Command, t *teller) error {
	if err := f.settle(c); err != nil {
		return err
	}
	var defect model.Defect
	if f.defect != "" {
		var err error
		if defect, err = model.DefectNamed(lustre.Defect(f.defect)); err != nil {
			return fmt.Errorf("%w; there are %s", err, strings.Join(defectNames(), ", "))
		}
	}
	scope := model.Section4(f.nodes, f.targets, f.from == fromConnected, f.faults)
	m, err := model.Machine(defect.Design, scope)
	if err != nil {
		return err
	}
	ctx, cancel := timed(c.Context(), f.timeout)
	defer cancel()
	result, err := f.explore(ctx, m, t)
	if errors.Is(err, explore.ErrUnknownProperty) {
		return fmt.Errorf("%w; there are %s", err, strings.Join(propertyNames(m), ", "))
	}
	if err != nil {
		return err
	}
	property := ""
	if len(result.Violations) > 0 {
		property = result.Violations[0].Property
	}
	t.tell(report.Exploration(f.subject(defect), m, scope, result, f.command(property)))
	if t.json {
		return t.write(t.document("explore", ""))
	}
	return nil
}

func propertyNames(m *explore.Machine[model.State]) []string {
	var names []string
	for _, p := range m.Properties {
		names = append(names, p.Name)
	}
	return names
}

// explore runs the exploration within its memory, and shows how far it is.
func (f *exploreFlags) explore(ctx context.Context, m *explore.Machine[model.State], t *teller) (*explore.Result[model.State], error) {
	debug.SetMemoryLimit(int64(f.memory)) // tables that were outgrown go before new ones come
	p := newProgress(t.streams.err, -1, "level 1")
	defer p.end()
	return explore.Run(m, explore.Options[model.State]{
		Context: ctx, MaxBytes: int64(f.memory), Only: f.properties,
		Progress: func(at explore.Progress) {
			p.at(int64(at.Distinct), fmt.Sprintf("level %d, %d states to expand", at.Level, at.Frontier))
		},
	})
}

// subject names what is explored.
func (f *exploreFlags) subject(d model.Defect) string {
	text := fmt.Sprintf("the design, %s, %s, from %s, at most %s",
		counted(int(f.nodes), "node"), counted(int(f.targets), "target"), f.from, counted(int(f.faults), "fault"))
	if d.Name != "" {
		text += fmt.Sprintf(", with defect %s: %s", d.Name, d.Story)
	}
	return text
}

// counted gives a number with its word: "1 node", "2 nodes".
func counted(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

// command is the one that explores the same again, and judges one property alone if
// there is one to name.
func (f *exploreFlags) command(property string) string {
	text := fmt.Sprintf("%s explore --nodes %d --targets %d --from %s --faults %d", program(), f.nodes, f.targets, f.from, f.faults)
	if f.defect != "" {
		text += " --defect " + f.defect
	}
	if property != "" {
		text += " --property " + property
	}
	return text
}

// timed bounds a context by a time, if there is one.
func timed(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	if d == 0 {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, d)
}
