package explore

import (
	"context"
	"math/rand/v2"
	"slices"
)

// Bounds of random walks.
const (
	// DefaultWalkSteps is how long a walk is unless told otherwise.
	DefaultWalkSteps = 400
	// maxCounted is how many states walks tell apart, by 64 bits of a hash each: of so many, two are taken for one with a
	// chance of less than one in 2^15.
	maxCounted = 1 << 24
	// anyShare is how seldom a walk spends of a budget while there are new states without: one step in so many.
	anyShare = 8
	// maxStale ends a walk that has not been able to come to a new state for so many steps.
	maxStale = 40
)

// WalkOptions says how a machine is walked through.
type WalkOptions struct {
	Seed  uint64 // the same seed gives the same walks
	Walks int
	Steps int // of each walk at most; 0 means DefaultWalkSteps
	// Context ends the walks when it is done. Nil means never.
	Context context.Context
	// Only names the properties to judge; empty means all.
	Only []string
}

// Walked is what random walks found. It is no verdict on the machine but where Violation is set: what was not come by
// was not judged.
type Walked[S comparable] struct {
	Walks, Steps int // whole walks, and steps in all
	Longest      int
	States       int  // told apart
	More         bool // there were more than could be counted
	Ended        int  // walks that came to where nothing is enabled
	Cancelled    bool
	Taken        []ActionCount
	Witnesses    []WitnessLevel // 1 for a property whose witness was come by, 0 for one whose was not
	Violation    *Violation[S]  // the first; its story is the walk to it, not the shortest there is
}

// Walk goes through the machine at random: from an initial state it takes one of the enabled moves again and again,
// one that leads to a state which no walk has come by, if there is one, mostly without spending of a budget, and else any.
// It ends where that has led to nothing new for a while. It is for machines of which the whole is out of reach. The error is a *MachineError as that of [Run].
func Walk[S comparable](m *Machine[S], o WalkOptions) (*Walked[S], error) {
	if err := m.Validate(); err != nil {
		return nil, err
	}
	s, err := newSearch(m, Options[S]{Only: o.Only})
	if err != nil {
		return nil, err
	}
	if o.Steps <= 0 {
		o.Steps = DefaultWalkSteps
	}
	w := &walker[S]{s: s, b: &s.blocks[0], seen: map[uint64]struct{}{}, out: &Walked[S]{}}
	for i := range o.Walks {
		if o.Context != nil && o.Context.Err() != nil {
			w.out.Cancelled = true
			break
		}
		w.pick = rand.New(rand.NewPCG(o.Seed, uint64(i)))
		if w.walk(o.Steps); w.out.Violation != nil {
			break
		}
		w.out.Walks++
	}
	return w.finish(), nil
}

// walker is walks under way. It judges with a block of a search that has no nodes.
type walker[S comparable] struct {
	s     *search[S]
	b     *block[S]
	pick  *rand.Rand
	seen  map[uint64]struct{}
	stale int // steps since a new state could be come to
	out   *Walked[S]
	trace []Step[S]
}

// walk takes one walk, and stops at a violation.
func (w *walker[S]) walk(steps int) {
	b := w.b
	b.from = w.s.m.Init[w.pick.IntN(len(w.s.m.Init))]
	w.trace = append(w.trace[:0], Step[S]{State: b.from})
	used := uint32(0)
	w.stale = 0
	for n := 0; ; n++ {
		w.s.level = n + 1
		b.judgeState(&b.from)
		if w.count(used); w.violated() || n == steps || w.stale > maxStale {
			return
		}
		mv, after := w.choose(used)
		if mv == nil {
			w.out.Ended++
			return
		}
		var to S
		mv.next(&b.from, mv.site, &to)
		b.judgeStep(mv, &to)
		w.trace = append(w.trace, Step[S]{Action: w.s.m.Actions[mv.action].Name, Site: mv.site, State: to})
		b.taken[mv.action]++
		w.out.Steps++
		w.out.Longest = max(w.out.Longest, n+1)
		if w.violated() {
			return
		}
		b.from, used = to, after
	}
}

// choose picks one of the enabled moves.
func (w *walker[S]) choose(used uint32) (*move[S], uint32) {
	var to S
	var any, fresh, free choice[S]
	for i := range w.s.moves {
		mv := &w.s.moves[i]
		after, ok := mv.budget.use(used)
		if !ok || !mv.next(&w.b.from, mv.site, &to) {
			continue
		}
		any.add(w.pick, mv, after)
		if _, known := w.seen[w.s.set.hash(&to, after)]; !known {
			fresh.add(w.pick, mv, after)
			if mv.budget.one == 0 {
				free.add(w.pick, mv, after)
			}
		}
	}
	switch look := w.pick.IntN(anyShare) > 0; {
	case look && free.of > 0:
		any = free
	case fresh.of > 0:
		any = fresh
	}
	if w.stale++; fresh.of > 0 {
		w.stale = 0
	}
	return any.move, any.after
}

// choice is one of several moves, each as likely as the others.
type choice[S comparable] struct {
	move  *move[S]
	after uint32
	of    int
}

func (c *choice[S]) add(pick *rand.Rand, mv *move[S], after uint32) {
	if c.of++; pick.IntN(c.of) == 0 {
		c.move, c.after = mv, after
	}
}

func (w *walker[S]) count(used uint32) {
	if w.out.More {
		return
	}
	w.seen[w.s.set.hash(&w.b.from, used)] = struct{}{}
	w.out.More = len(w.seen) == maxCounted
}

// violated tells the walk as a violation, if it is one.
func (w *walker[S]) violated() bool {
	i := slices.IndexFunc(w.b.broken, func(f finding) bool { return f.level > 0 })
	if i < 0 {
		return false
	}
	row := w.s.m.Properties[i]
	w.out.Violation = &Violation[S]{Property: row.Name, Clause: row.Clause, Why: row.Why, Trace: slices.Clone(w.trace)}
	return true
}

func (w *walker[S]) finish() *Walked[S] {
	w.out.States = len(w.seen)
	for i, a := range w.s.m.Actions {
		w.out.Taken = append(w.out.Taken, ActionCount{Action: a.Name, Taken: w.b.taken[i]})
	}
	for _, p := range w.s.judged {
		w.out.Witnesses = append(w.out.Witnesses, WitnessLevel{Property: w.s.m.Properties[p].Name, Level: min(w.b.shown[p].level, 1)})
	}
	return w.out
}

// NeverTaken lists the actions that no walk took.
func (w *Walked[S]) NeverTaken() []string {
	return (&Certificate{Taken: w.Taken}).NeverTaken()
}

// Unwitnessed lists the judged properties whose witness no walk came by.
func (w *Walked[S]) Unwitnessed() []string {
	return (&Certificate{Witnesses: w.Witnesses}).Unwitnessed()
}
