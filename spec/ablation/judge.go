package ablation

import (
	"errors"
	"fmt"
	"hash/maphash"
	"slices"
	"sync/atomic"

	"ostlife/model"
	"ostlife/model/explore"
	"ostlife/spec/ablation/gate"
)

// roomFactor is how much larger than the design's a mutant's graph may become in a scope
// before its exploration is stopped: it is another graph then, whatever it still has.
const roomFactor = 4

// Judge explores mutants in a process whose model is the instrumented one. It is for one
// goroutine.
type Judge struct {
	mutants int
	seed    maphash.Seed
	ladder  []Rung
	clean   []*outcome // the design itself, by rung; nil until it is wanted

	// Another goroutine reads these, which sees so that an action of a mutant does not end.
	tried atomic.Int64 // how many actions were tried
	rung  atomic.Int64 // the rung that is climbed
	other atomic.Int64 // the mutant of which a step is tried beside the design's, or gate.None
	busy  atomic.Bool  // an exploration is under way
}

// endless is what is said of a mutant that never leaves a loop.
const endless = "an action does not end"

// endless is the finding of a mutant in whose action the judge is still. It fails where
// that is not the mutant that is judged, but one that is tried beside the design.
func (j *Judge) endless() (Finding, error) {
	if other := j.other.Load(); other != gate.None {
		return Finding{}, fmt.Errorf("mutant %d, tried beside the design: %s", other, endless)
	}
	return Finding{How: ByError, What: endless, Scope: j.ladder[j.rung.Load()].String(), Matters: true}, nil
}

// NewJudge makes one for mutants 1 to count that climbs a ladder.
func NewJudge(count int, ladder []Rung) *Judge {
	return &Judge{mutants: count, seed: maphash.MakeSeed(), ladder: ladder, clean: make([]*outcome, len(ladder))}
}

// outcome is what an exploration gave.
type outcome struct {
	result *explore.Result[model.State]
	edges  uint64 // a sum over the transitions, each with its action

	// Of the design alone, by mutant: whether it comes to where the mutant would do
	// anything else, and whether a step from one of its states is then another one. Where
	// none is, the mutant's graph is the design's, and there is no need to explore it.
	matters, differs []bool
}

// transition is what is summed up.
type transition struct {
	from, to model.State
	action   int
}

// Judge climbs the ladder with a mutant. It fails where the design itself, without any
// mutant, does not hold, or is not as TLC counts it.
func (j *Judge) Judge(mutant int) (Finding, error) {
	var best Finding
	for i, rung := range j.ladder {
		j.rung.Store(int64(i))
		if best.How == ByProperty || rung.Deep && best.How != Survives {
			break
		}
		clean, err := j.design(i)
		if err != nil {
			return best, err
		}
		best.Matters = best.Matters || clean.matters[mutant]
		if !clean.differs[mutant] {
			continue
		}
		if f := j.compare(rung, clean, mutant); f.How > best.How || f.How == best.How && best.What == "" {
			best = f
		}
	}
	return best, nil
}

// design explores a rung without any mutant, once.
func (j *Judge) design(i int) (*outcome, error) {
	if j.clean[i] != nil {
		return j.clean[i], nil
	}
	o, err := j.explore(j.ladder[i].Scope, gate.None, j.ladder[i].Room)
	if err != nil {
		return nil, fmt.Errorf("the design in %s: %w", j.ladder[i], err)
	}
	if err := j.ladder[i].agrees(o.result); err != nil {
		return nil, err
	}
	j.clean[i] = o
	return o, nil
}

// explore explores a scope with a mutant.
func (j *Judge) explore(scope model.Scope, mutant, room int) (*outcome, error) {
	m, err := model.Machine(model.Design{}, scope)
	if err != nil {
		return nil, err
	}
	o := &outcome{}
	if mutant == gate.None {
		j.beside(m, o)
	}
	for i := range m.Actions {
		next := m.Actions[i].Next
		m.Actions[i].Next = func(from *model.State, at explore.Site, to *model.State) bool {
			j.tried.Add(1)
			if !next(from, at, to) {
				return false
			}
			o.edges += maphash.Comparable(j.seed, transition{*from, *to, i})
			return true
		}
	}
	for i := range m.Properties {
		unmutated(&m.Properties[i])
	}
	defer gate.Drop(gate.Drop(mutant))
	j.busy.Store(true)
	defer j.busy.Store(false)
	o.result, err = explore.Run(m, explore.Options[model.State]{Workers: 1, MaxStates: room})
	return o, err
}

// unmutated has a property judged with no mutant at all.
func unmutated(p *explore.Property[model.State]) {
	state, witness := p.State, p.Witness
	step, witnessStep := p.Step, p.WitnessStep
	if state != nil {
		p.State = func(s *model.State) bool { defer gate.Drop(gate.Drop(gate.None)); return state(s) }
	}
	if witness != nil {
		p.Witness = func(s *model.State) bool { defer gate.Drop(gate.Drop(gate.None)); return witness(s) }
	}
	if step != nil {
		p.Step = func(from *model.State, action int, at explore.Site, to *model.State) bool {
			defer gate.Drop(gate.Drop(gate.None))
			return step(from, action, at, to)
		}
	}
	if witnessStep != nil {
		p.WitnessStep = func(from *model.State, action int, at explore.Site, to *model.State) bool {
			defer gate.Drop(gate.Drop(gate.None))
			return witnessStep(from, action, at, to)
		}
	}
}

// compare says what is noticed of a mutant in one scope.
func (j *Judge) compare(rung Rung, clean *outcome, mutant int) Finding {
	f := Finding{Matters: true}
	room := roomFactor * clean.result.Distinct
	if rung.Room > 0 {
		room = rung.Room
	}
	o, err := j.explore(rung.Scope, mutant, room)
	switch {
	case err != nil:
		f.How, f.What = ByError, reason(err)
	case o.result.Verdict == explore.Violated:
		v := o.result.Violations[0]
		f.How, f.What, f.Steps = ByProperty, v.Property, len(v.Trace)-1
	case rung.Room == 0 && o.result.Verdict == explore.Holds && lost(clean, o) != "":
		f.How, f.What = ByCoverage, lost(clean, o)
	case rung.Room == 0:
		f.What = differs(clean, o)
		if f.What != "" && (f.What != onlyEdges || rung.Edges) {
			f.How = ByGraph
		}
	}
	if f.What != "" {
		f.Scope = rung.String()
	}
	return f
}

// reason is the last of the errors that are wrapped in each other: the others say where.
func reason(err error) string {
	var panicked *explore.PanicError
	if errors.As(err, &panicked) {
		return fmt.Sprintf("panic: %v", panicked.Value)
	}
	for inner := err; inner != nil; inner = errors.Unwrap(inner) {
		err = inner
	}
	return err.Error()
}

// lost names the first action that the design takes and the mutant never does, or else
// the first witness that is not reached any more.
func lost(clean, o *outcome) string {
	for _, name := range o.result.NeverTaken() {
		if !slices.Contains(clean.result.NeverTaken(), name) {
			return name + " is never taken"
		}
	}
	for _, name := range o.result.Unwitnessed() {
		if !slices.Contains(clean.result.Unwitnessed(), name) {
			return name + " has no witness"
		}
	}
	return ""
}

// differs says in what a graph is not the design's.
func differs(clean, o *outcome) string {
	a, b := clean.result, o.result
	switch {
	case b.Verdict == explore.Undecided:
		return fmt.Sprintf("more than %d states, not %d", b.Distinct, a.Distinct)
	case a.Distinct != b.Distinct:
		return fmt.Sprintf("%d states, not %d", b.Distinct, a.Distinct)
	case a.Generated != b.Generated:
		return fmt.Sprintf("%d steps, not %d", b.Generated, a.Generated)
	case clean.edges != o.edges:
		return onlyEdges
	}
	return ""
}

// onlyEdges is a difference that no count shows.
const onlyEdges = "other steps"
