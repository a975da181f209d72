package harness

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"time"

	"ostlife/checker/history"
	"ostlife/model/lustre"
)

// Shape says what plans to draw.
type Shape struct {
	Mode    history.Mode // empty: controlled
	Clients int          // callers; 0: 3
	Nodes   int          // at most; 0: 2
	Targets int          // at most; 0: 2
	Moves   int          // at most; a move is one to eight steps; 0: 14
	Disks   bool         // the MDS and the OSTs have disks: files come and go, and nodes crash
	Defects []lustre.Defect
}

// complete replaces each 0 by its default.
func (s Shape) complete() Shape {
	if s.Mode == "" {
		s.Mode = history.Controlled
	}
	for _, row := range []struct {
		to *int
		by int
	}{{&s.Clients, 3}, {&s.Nodes, 2}, {&s.Targets, 2}, {&s.Moves, 14}} {
		if *row.to <= 0 {
			*row.to = row.by
		}
	}
	return s
}

// Draws is where the numbers of a plan come from. A lower number is a simpler plan, so
// that a library which makes numbers smaller makes plans simpler.
type Draws interface {
	// Int draws a number from low to high, both included.
	Int(label string, low, high int) int
	// List calls element between low and high times, each with draws of its own that
	// can be left out together.
	List(label string, low, high int, element func(Draws))
}

// Draw draws the plan of a seed: the same one for the same shape.
func Draw(seed uint64, s Shape) Plan {
	return DrawFrom(random{rand.New(rand.NewPCG(seed, planStream))}, s)
}

// planStream is the second half of the seed of every drawn plan. It is arbitrary, but
// changing it changes every seeded plan.
const planStream = 0x706c616e

// random draws from a seeded stream.
type random struct{ pcg *rand.Rand }

func (r random) Int(_ string, low, high int) int { return low + r.pcg.IntN(high-low+1) }

func (r random) List(_ string, low, high int, element func(Draws)) {
	for range r.Int("", low, high) {
		element(r)
	}
}

// one draws true once in n times.
func one(d Draws, label string, n int) bool { return d.Int(label, 0, n-1) == n-1 }

// DrawFrom draws a plan from any source of numbers.
func DrawFrom(d Draws, s Shape) Plan {
	s = s.complete()
	p := Plan{
		Format: Format, Version: Version, Mode: s.Mode, Defects: s.Defects, LimitSteps: DefaultSteps,
		Nodes: d.Int("nodes", 1, s.Nodes), Targets: d.Int("targets", 1, s.Targets), MDSs: min(1, d.Int("mdss", 0, 3)),
		Seed:    uint64(d.Int("network seed", 0, seeds)),
		Picker:  drawPicker(d, s.Mode),
		Network: drawNetwork(d),
		Clients: make([][]Step, s.Clients),
	}
	if s.Disks {
		p.MDSs, p.Disks = 1, true
	}
	w := &writer{plan: &p, sure: make([]said, p.Targets), now: warm}
	if one(d, "cold", 5) {
		w.now = 0
	}
	for t := range lustre.Target(p.Targets) {
		if leftOut := one(d, "left out", 10); !leftOut {
			p.Added = append(p.Added, t)
			w.sure[t].present = true
		}
	}
	w.hot = pair{lustre.Node(d.Int("hot node", 0, p.Nodes-1)), lustre.Target(d.Int("hot target", 0, p.Targets-1))}
	d.List("moves", 1, s.Moves, w.move)
	for _, steps := range p.Clients {
		slices.SortStableFunc(steps, func(a, b Step) int { return cmp.Compare(a.AtUS, b.AtUS) })
	}
	return p
}

// warm is when most plans begin: every node has read then that the targets were added.
const warm = 40 * time.Millisecond

// seeds is the highest seed of a network or a picker: low ones do as well as high ones.
const seeds = 1<<20 - 1

// drawPicker draws the way of scheduling.
func drawPicker(d Draws, m history.Mode) Picker {
	if m == history.Real {
		return Picker{Kind: PickFirst}
	}
	p := Picker{Kind: PickFirst}
	switch d.Int("picker", 0, 4) {
	case 1, 2:
		p = Picker{Kind: PickRandom, Seed: uint64(d.Int("picker seed", 0, seeds))}
	case 3, 4:
		p = Picker{Kind: PickPCT, Seed: uint64(d.Int("picker seed", 0, seeds)),
			Depth: d.Int("depth", 2, 5), Steps: expectedSteps}
	}
	p.Early = one(d, "early timers", 4)
	return p
}

// expectedSteps is about how long a drawn plan runs.
const expectedSteps = 2000

// drawNetwork draws latencies and rates: most networks are good ones, so that what
// goes wrong is what the plan's faults and schedule do.
func drawNetwork(d Draws) Network {
	n := Network{MinUS: hop.Microseconds(), MaxUS: hop.Microseconds(), LateUS: 55_000 + int64(d.Int("late by", 0, 9))*5000}
	if one(d, "jitter", 2) {
		n.MaxUS += int64(d.Int("jitter by", 1, 8)) * 500
	}
	if !one(d, "bad network", 3) {
		return n
	}
	n.Loss = d.Int("loss", 0, 30)
	n.Late = d.Int("late", 0, 40)
	n.Duplicate = d.Int("duplicate", 0, 60)
	n.Reorder = d.Int("reorder", 0, 100)
	return n
}
