package env

import (
	"math"
	"math/rand/v2"
)

// NewPCT picks by probabilistic concurrency testing. Every task gets a random
// priority and the highest one that can run runs; at depth-1 random change points
// the task that would run falls below all others. A bug that needs depth ordering
// constraints among n tasks is found with odds of at least 1/(n*steps^(depth-1)) a
// run, far better than uniform picks when a task must be kept away for long.
//
// steps is how long the run is expected to be: the Steps of an earlier run of the
// same plan is a good value. A run that lasts longer gets depth-1 more change points
// in each further stretch, twice as long as all before it, so that no late part of a
// run goes without. The clock, where it is on offer early, has no priority: at a
// change point it moves instead with odds of one half.
func NewPCT(seed uint64, depth, steps int) Picker {
	p := &pct{pcg: newPCG(seed), depth: depth, priority: map[int]int{}}
	p.drawChanges(max(steps, 1))
	return p
}

type pct struct {
	pcg      *rand.Rand
	depth    int
	step     int         // picks so far
	end      int         // the last step that the change points were drawn for
	changes  []int       // steps at which a change is due, in no order
	fallen   int         // how many tasks fell; each goes below the one before
	priority map[int]int // by task number; only ever looked up
}

// drawChanges draws the change points of the stretch up to end.
func (p *pct) drawChanges(end int) {
	p.changes = p.changes[:0]
	for range p.depth - 1 {
		p.changes = append(p.changes, p.end+1+p.pcg.IntN(end-p.end))
	}
	p.end = end
}

func (p *pct) Pick(choices []Choice) int {
	p.step++
	if p.step > p.end && p.end < math.MaxInt/2 {
		p.drawChanges(2 * p.end)
	}
	last := len(choices) - 1
	clock := choices[last].Clock
	tasks := choices
	if clock {
		tasks = choices[:last]
	}
	top := p.top(tasks)
	for _, at := range p.changes {
		if at != p.step {
			continue
		}
		if clock && p.pcg.IntN(2) == 0 {
			return last
		}
		p.fallen++
		p.priority[tasks[top].Task] = -p.fallen
		top = p.top(tasks)
	}
	return top
}

// top is the index of the task with the highest priority. A task seen for the first
// time draws one; equal draws are settled by number.
func (p *pct) top(tasks []Choice) int {
	best, at := math.MinInt, 0
	for i, c := range tasks {
		own, ok := p.priority[c.Task]
		if !ok {
			own = p.pcg.IntN(math.MaxInt)
			p.priority[c.Task] = own
		}
		if own > best {
			best, at = own, i
		}
	}
	return at
}
