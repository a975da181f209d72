package main

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
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
	adopted        bool // the scope is the defect's own
	writes         uint8
	creates        uint8
	pools          uint8
	mds            bool
	unlinks        uint8
	quiet          bool
	records        []string
	liveness       bool
	fingerprints   bool
	symmetry       bool
	walks          uint32
	seed           uint64
	design         string
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
about the design that any other explorer must find again. With --liveness it judges
also what must come about in the end, once the faults have ended, if whatever can be
done without a break is done; there a violation is a story whose end is repeated.
With --walks it goes through a part of the states at random, and a part is never a
verdict: where it finds no violation the answer is undecided. Where memory is too
small for the whole, --fingerprints tells states apart by hashes and says how likely
it is that one was missed, and --symmetry counts those alike but for names as one.

Beside the faults, one ADD, DEACTIVATE, ACTIVATE and REMOVE may happen. Writes,
creates and changes of a named pool happen as often as is asked for; each makes
the state space several times larger. A defect is explored in the smallest scope
that shows it, unless another is asked for.`,
		Example: "  ostlife explore\n  ostlife explore --defect late-reply\n" +
			"  ostlife explore --writes 1 --faults 2\n  ostlife explore --design lustre-now\n" +
			"  ostlife explore --nodes 2 --property RemovedIsUnreferenced\n" +
			"  ostlife explore --mds --nodes 2 --unlinks 1 --quiet",
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
	flags.Uint8Var(&f.writes, "writes", 0, "how often an application writes")
	flags.Uint8Var(&f.creates, "creates", 0, "how often an object is created")
	flags.Uint8Var(&f.pools, "pools", 0, "how often a target joins the named pool, and leaves it")
	flags.BoolVar(&f.mds, "mds", false, "the first node is the MDS, and nodes may crash")
	flags.Uint8Var(&f.unlinks, "unlinks", 0, "how often a file is unlinked; needs --mds")
	flags.BoolVar(&f.quiet, "quiet", false, "the administrator adds, deactivates, activates and removes nothing")
	flags.StringSliceVar(&f.records, "records", nil, "the administrator adds only such records to the config log: "+strings.Join(recordKinds(), ", "))
	flags.BoolVar(&f.liveness, "liveness", false, "judge also what must come about in the end; takes twice the memory and some times as long")
	flags.BoolVar(&f.fingerprints, "fingerprints", false, "tell states apart by 64 bits of a hash, in a tenth of the memory; the odds of a mistake are told")
	flags.BoolVar(&f.symmetry, "symmetry", false, "count states that differ only by the names of two clients, or of two targets, as one")
	flags.Uint32Var(&f.walks, "walks", 0, "take so many random walks instead, where the whole is out of reach")
	flags.Uint64Var(&f.seed, "seed", 1, "the seed of the walks")
	flags.StringVar(&f.design, "design", "rfc", "the design to explore: "+strings.Join(presetNames(), ", "))
	flags.StringVar(&f.defect, "defect", "", "explore the design with this defect: "+strings.Join(defectNames(), ", "))
	flags.StringSliceVar(&f.properties, "property", nil, "judge only this property; may be given several times")
	flags.Var(&f.memory, "memory", "stop undecided before this much memory is used")
	flags.DurationVar(&f.timeout, "timeout", 0, "stop undecided after this time; 0 is never")
	t.flag(c)
	complete(c, "from", []string{fromNew, fromConnected})
	complete(c, "design", presetNames())
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

func presetNames() []string {
	var names []string
	for _, p := range model.Presets() {
		names = append(names, p.Name)
	}
	return names
}

// settle fills in what the flags leave open.
func (f *exploreFlags) settle(c *cobra.Command) error {
	switch {
	case c.Flags().Changed("from") || f.adopted:
	case f.nodes == 1 && f.targets == 1:
		f.from = fromNew
	default:
		f.from = fromConnected
	}
	if f.from != fromNew && f.from != fromConnected {
		return fmt.Errorf("--from is %q, want %s or %s", f.from, fromNew, fromConnected)
	}
	for _, kind := range f.records {
		if !slices.Contains(recordKinds(), kind) || f.quiet {
			return fmt.Errorf("--records is %q, want some of %s, and no --quiet", kind, strings.Join(recordKinds(), ", "))
		}
	}
	if f.timeout < 0 {
		return fmt.Errorf("--timeout is %v, want 0 or more", f.timeout)
	}
	if (f.walks > 0 || f.liveness) && (f.fingerprints || f.symmetry) {
		return errors.New("--fingerprints and --symmetry exclude --walks and --liveness: they do not keep the graph")
	}
	if f.walks > 0 && f.liveness {
		return errors.New("--walks and --liveness exclude each other: what comes about in the end is seen in the whole alone")
	}
	if f.deep && c.Flags().Changed("faults") {
		return errors.New("--deep and --faults exclude each other")
	}
	smallest := f.nodes == 1 && f.targets == 1 && f.from == fromNew && f.writes+f.creates+f.pools+f.unlinks == 0 && !f.mds
	if !smallest && !c.Flags().Changed("faults") && !f.adopted {
		f.faults = faultsLarger
	}
	if f.deep {
		f.faults++
		f.deep = false
	}
	return nil
}

func (f *exploreFlags) run(c *cobra.Command, t *teller) error {
	preset, defect, err := f.chosen(c)
	if err != nil {
		return err
	}
	f.adopt(c, defect)
	if err := f.settle(c); err != nil {
		return err
	}
	design := preset.Design
	if defect.Name != "" {
		design = defect.Design
	}
	scope := f.scope()
	m, err := model.Machine(design, scope)
	if err != nil {
		return err
	}
	ctx, cancel := timed(c.Context(), f.timeout)
	defer cancel()
	if f.walks > 0 {
		return f.walk(ctx, m, t, f.subject(preset, defect))
	}
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
	t.tell(report.Exploration(f.subject(preset, defect), m, scope, result, f.command(property)))
	if t.json {
		return t.write(t.document("explore", ""))
	}
	return nil
}

// adopt explores a defect in the smallest scope that shows it, unless another is asked
// for.
func (f *exploreFlags) adopt(c *cobra.Command, d model.Defect) {
	if d.Name == "" {
		return
	}
	for _, flag := range []string{"nodes", "targets", "from", "faults", "deep", "writes", "creates", "pools", "mds", "unlinks", "quiet", "records"} {
		if c.Flags().Changed(flag) {
			return
		}
	}
	s := d.Scope()
	f.nodes, f.targets, f.faults, f.writes, f.creates = s.Nodes, s.Targets, s.Faults, s.Writes, s.Creates
	f.mds, f.unlinks, f.quiet, f.liveness = s.MDS, s.Unlinks, s.Quiet(), f.liveness || d.Liveness()
	f.from, f.adopted = fromNew, true
	if s.Connected {
		f.from = fromConnected
	}
}

// chosen gives the design to explore: a preset, or the design with one defect.
func (f *exploreFlags) chosen(c *cobra.Command) (model.Preset, model.Defect, error) {
	if f.defect != "" && c.Flags().Changed("design") {
		return model.Preset{}, model.Defect{}, errors.New("--design and --defect exclude each other")
	}
	preset, err := model.PresetNamed(f.design)
	if err != nil {
		return preset, model.Defect{}, fmt.Errorf("%w; there are %s", err, strings.Join(presetNames(), ", "))
	}
	if f.defect == "" {
		return preset, model.Defect{}, nil
	}
	defect, err := model.DefectNamed(lustre.Defect(f.defect))
	if err != nil {
		return preset, defect, fmt.Errorf("%w; there are %s", err, strings.Join(defectNames(), ", "))
	}
	return preset, defect, nil
}

// scope is what the flags ask for.
func (f *exploreFlags) scope() model.Scope {
	s := model.Section4(f.nodes, f.targets, f.from == fromConnected, f.faults)
	s.Writes, s.Creates, s.Joins, s.Leaves = f.writes, f.creates, f.pools, f.pools
	s.MDS, s.Unlinks = f.mds, f.unlinks
	if f.quiet || f.records != nil {
		s = s.Quieted()
	}
	for _, kind := range f.records {
		switch kind {
		case lustre.ConfigAdd.String():
			s.Adds = 1
		case lustre.ConfigDeactivate.String():
			s.Deactivates = 1
		case lustre.ConfigActivate.String():
			s.Activates = 1
		case lustre.ConfigRemove.String():
			s.Removes = 1
		}
	}
	return s
}

// recordKinds are what --records takes.
func recordKinds() []string {
	var names []string
	for kind := lustre.ConfigAdd; kind <= lustre.ConfigRemove; kind++ {
		names = append(names, kind.String())
	}
	return names
}

func propertyNames(m *explore.Machine[model.State]) []string {
	var names []string
	for _, p := range m.Properties {
		names = append(names, p.Name)
	}
	for _, l := range m.Liveness {
		names = append(names, l.Name)
	}
	return names
}

// explore runs the exploration within its memory, and shows how far it is.
func (f *exploreFlags) explore(ctx context.Context, m *explore.Machine[model.State], t *teller) (*explore.Result[model.State], error) {
	debug.SetMemoryLimit(int64(f.memory)) // tables that were outgrown go before new ones come
	p := newProgress(t.streams.err, -1, "level 1")
	defer p.end()
	return explore.Run(m, explore.Options[model.State]{
		Context: ctx, MaxBytes: int64(f.memory), Only: f.properties, Liveness: f.liveness,
		Fingerprints: f.fingerprints, Symmetry: f.symmetry,
		Progress: func(at explore.Progress) {
			p.at(int64(at.Distinct), fmt.Sprintf("level %d, %d states to expand", at.Level, at.Frontier))
		},
	})
}

// walk takes random walks and tells what they found.
func (f *exploreFlags) walk(ctx context.Context, m *explore.Machine[model.State], t *teller, subject string) error {
	w, err := explore.Walk(m, explore.WalkOptions{Seed: f.seed, Walks: int(f.walks), Context: ctx, Only: f.properties})
	if errors.Is(err, explore.ErrUnknownProperty) {
		return fmt.Errorf("%w; there are %s", err, strings.Join(propertyNames(m), ", "))
	}
	if err != nil {
		return err
	}
	property := ""
	if w.Violation != nil {
		property = w.Violation.Property
	}
	t.tell(report.Walks(subject, m, f.scope(), w, f.command(property)))
	if t.json {
		return t.write(t.document("explore", ""))
	}
	return nil
}

// timed bounds a context by a time, if there is one.
func timed(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	if d == 0 {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, d)
}
