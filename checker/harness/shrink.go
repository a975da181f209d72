package harness

import (
	"slices"
	"time"

	"ostlife/checker/history"
	"ostlife/model/lustre"
)

// The bounds of a shrinking that names none.
const (
	DefaultShrinkRuns = 10_000
	DefaultShrinkTime = 30 * time.Second
)

// otherSeeds is how many other seeds a smaller plan is tried with: what the network and
// a seeded schedule do to one message moves on to another when a step is taken out.
const otherSeeds = 4

// ShrinkOptions bounds a shrinking. With the same runs, and time enough, a controlled
// plan shrinks to the same plan every time.
type ShrinkOptions struct {
	Runs int           // how many plans are tried; 0: DefaultShrinkRuns
	Time time.Duration // 0: DefaultShrinkTime
}

// Trial runs a plan and tells whether it fails as the first one did. The picks are
// those that the run took ([ostlife/impl/env.Report.Picks]), nil where they are not known.
type Trial func(Plan) (fails bool, picks []uint16)

// Shrink makes a plan that fails smaller as long as it fails: fewer steps, clients and
// faults, a good network, a plain schedule, everything at once. It returns the smallest
// plan found and whether nothing more could be taken away; false means that a bound was
// reached.
func Shrink(p Plan, o ShrinkOptions, trial Trial) (smallest Plan, complete bool) {
	if o.Runs <= 0 {
		o.Runs = DefaultShrinkRuns
	}
	if o.Time <= 0 {
		o.Time = DefaultShrinkTime
	}
	s := &shrinker{best: clone(p), runs: o.Runs, until: time.Now().Add(o.Time), trial: trial}
	for more := true; more && !s.over(); {
		more = false
		for _, pass := range []func(*shrinker) bool{
			(*shrinker).dropSteps, (*shrinker).dropUnused, (*shrinker).plainData, (*shrinker).calmNetwork,
			(*shrinker).plainSchedule, (*shrinker).closeGaps, (*shrinker).allAtOnce,
		} {
			more = pass(s) || more
		}
	}
	return s.best, !s.over()
}

// shrinker is a shrinking under way.
type shrinker struct {
	best  Plan
	picks []uint16 // of the best plan's run
	runs  int      // left
	until time.Time
	trial Trial
}

func (s *shrinker) over() bool { return s.runs <= 0 || time.Now().After(s.until) }

// try keeps a smaller plan if it is one and fails too, as it is or under another seed.
func (s *shrinker) try(change func(p *Plan)) bool {
	p := clone(s.best)
	change(&p)
	if p.Check() != nil {
		return false
	}
	if s.fails(p) {
		return true
	}
	for seed := range uint64(otherSeeds) {
		q := p
		if q.Network.random() {
			q.Seed = seed
		}
		if q.Picker.seeded() {
			q.Picker.Seed = seed
		}
		if (q.Network.random() || q.Picker.seeded()) && s.fails(q) {
			return true
		}
	}
	return false
}

// fails keeps a plan that fails.
func (s *shrinker) fails(p Plan) bool {
	if s.over() {
		return false
	}
	s.runs--
	fails, picks := s.trial(p)
	if fails {
		s.best, s.picks = p, picks
	}
	return fails
}

// random reports that the network draws anything that matters.
func (n Network) random() bool {
	return n.MinUS != n.MaxUS || n.Loss+n.Late+n.Duplicate+n.Reorder > 0
}

// seeded reports that the schedule comes from a seed.
func (p Picker) seeded() bool { return p.Kind == PickRandom || p.Kind == PickPCT }

// clone copies what the passes change.
func clone(p Plan) Plan {
	p.Added = slices.Clone(p.Added)
	p.Picker.Picks = slices.Clone(p.Picker.Picks)
	p.Clients = slices.Clone(p.Clients)
	for c := range p.Clients {
		p.Clients[c] = slices.Clone(p.Clients[c])
	}
	return p
}

// chunks tries drop on ranges of n things, from halves down to single ones: drop
// reports whether the range went, and then those behind it have moved up.
func chunks(n int, drop func(from, to int) bool) (dropped bool) {
	for size := (n + 1) / 2; size > 0; size /= 2 {
		for from := 0; from < n; {
			to := min(from+size, n)
			if drop(from, to) {
				n -= to - from
				dropped = true
			} else {
				from = to
			}
		}
	}
	return dropped
}

// dropSteps takes steps out, of all clients as if they were one list.
func (s *shrinker) dropSteps() bool {
	return chunks(s.best.size(), func(from, to int) bool {
		return s.try(func(p *Plan) {
			at := 0
			for c, steps := range p.Clients {
				p.Clients[c] = slices.DeleteFunc(steps, func(Step) bool {
					at++
					return at > from && at <= to
				})
			}
		})
	})
}

// size is how many steps a plan has.
func (p *Plan) size() (n int) {
	for _, steps := range p.Clients {
		n += len(steps)
	}
	return n
}

// dropUnused takes away clients without steps, targets that need not be added, and
// nodes and targets whose part the first one can play.
func (s *shrinker) dropUnused() (dropped bool) {
	if slices.ContainsFunc(s.best.Clients, func(steps []Step) bool { return len(steps) == 0 }) {
		dropped = s.try(func(p *Plan) {
			p.Clients = slices.DeleteFunc(p.Clients, func(steps []Step) bool { return len(steps) == 0 })
		})
	}
	for i := len(s.best.Added) - 1; i >= 0; i-- {
		dropped = s.try(func(p *Plan) { p.Added = slices.Delete(p.Added, i, i+1) }) || dropped
	}
	if s.best.Targets > 1 {
		dropped = s.try((*Plan).dropTarget) || dropped
	}
	if s.best.Nodes > 1 {
		dropped = s.try((*Plan).dropNode) || dropped
	}
	return dropped
}

// dropTarget lets the first target take the place of the last one.
func (p *Plan) dropTarget() {
	p.Targets--
	last := lustre.Target(p.Targets)
	for _, steps := range p.Clients {
		for i := range steps {
			if s := &steps[i]; s.Target == last {
				s.Target = 0
				if s.UUID == last.UUID() {
					s.UUID = s.Target.UUID()
				}
			}
		}
	}
	if i := slices.Index(p.Added, last); i >= 0 {
		p.Added[i] = 0
	}
	slices.Sort(p.Added)
	p.Added = slices.Compact(p.Added)
}

// dropNode lets the first node take the place of the last one.
func (p *Plan) dropNode() {
	p.Nodes--
	for _, steps := range p.Clients {
		for i := range steps {
			if int(steps[i].Node) == p.Nodes {
				steps[i].Node = 0
			}
		}
	}
}

// calmNetwork takes the network's random faults away.
func (s *shrinker) calmNetwork() (calmer bool) {
	for _, row := range []struct {
		done bool
		calm func(*Network)
	}{
		{s.best.Network.Loss == 0, func(n *Network) { n.Loss = 0 }},
		{s.best.Network.Late == 0, func(n *Network) { n.Late = 0 }},
		{s.best.Network.Duplicate == 0, func(n *Network) { n.Duplicate = 0 }},
		{s.best.Network.Reorder == 0, func(n *Network) { n.Reorder = 0 }},
		{s.best.Network.MaxUS == s.best.Network.MinUS, func(n *Network) { n.MaxUS = n.MinUS }},
	} {
		if !row.done {
			calmer = s.try(func(p *Plan) { row.calm(&p.Network) }) || calmer
		}
	}
	if !s.best.Network.random() && s.best.Seed != 0 {
		calmer = s.try(func(p *Plan) { p.Seed = 0 }) || calmer
	}
	return calmer
}

// plainSchedule tries to do without a schedule of its own, then writes the picks down
// and makes as many as it can the first choice.
func (s *shrinker) plainSchedule() (plainer bool) {
	if s.best.Mode == history.Real {
		return false
	}
	if s.best.Picker.Early {
		plainer = s.try(func(p *Plan) { p.Picker.Early = false })
	}
	if s.best.Picker.Kind == PickFirst {
		return plainer
	}
	if s.try(func(p *Plan) { p.Picker = Picker{Kind: PickFirst, Early: p.Picker.Early} }) {
		return true
	}
	if s.best.Picker.Kind != PickList {
		if len(s.picks) == 0 || len(s.picks) > MaxPicks {
			return plainer
		}
		picks := s.picks
		if !s.try(func(p *Plan) { p.Picker = Picker{Kind: PickList, Early: p.Picker.Early, Picks: picks} }) {
			return plainer
		}
		plainer = true
	}
	return s.fewerPicks() || plainer
}

// fewerPicks zeroes ranges of picks and cuts the zeros at the end off.
func (s *shrinker) fewerPicks() (fewer bool) {
	picks := s.best.Picker.Picks
	for size := (len(picks) + 1) / 2; size > 0; size /= 2 {
		for from := 0; from < len(s.best.Picker.Picks); from += size {
			to := min(from+size, len(s.best.Picker.Picks))
			if allZero(s.best.Picker.Picks[from:to]) {
				continue
			}
			fewer = s.try(func(p *Plan) { clear(p.Picker.Picks[from:to]) }) || fewer
		}
	}
	end := len(s.best.Picker.Picks)
	for end > 0 && s.best.Picker.Picks[end-1] == 0 {
		end--
	}
	s.best.Picker.Picks = s.best.Picker.Picks[:end] // what is beyond the list is the first choice
	return fewer
}

func allZero(picks []uint16) bool {
	return !slices.ContainsFunc(picks, func(p uint16) bool { return p != 0 })
}

// closeGaps moves everything from one moment on to the moment before it.
func (s *shrinker) closeGaps() (closer bool) {
	for i := 0; ; i++ {
		times := s.best.times()
		if i >= len(times) {
			return closer
		}
		from, gap := times[i], times[i]
		if i > 0 {
			gap -= times[i-1]
		}
		for _, by := range []int64{gap, gap / 2} {
			if by == 0 {
				continue
			}
			if s.try(func(p *Plan) { p.hasten(from, by) }) {
				closer = true
				break
			}
		}
	}
}

// times lists the moments of the plan's steps, each once.
func (p *Plan) times() (list []int64) {
	for _, steps := range p.Clients {
		for i := range steps {
			list = append(list, steps[i].AtUS)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// hasten moves every step from a moment on.
func (p *Plan) hasten(from, by int64) {
	for _, steps := range p.Clients {
		for i := range steps {
			if steps[i].AtUS >= from {
				steps[i].AtUS -= by
			}
		}
	}
}

// allAtOnce moves each step to the time of the one before it, or to a round time.
func (s *shrinker) allAtOnce() (sooner bool) {
	for c := range s.best.Clients {
		before := int64(0)
		for i := range s.best.Clients[c] {
			now := s.best.Clients[c][i].AtUS
			for _, at := range []int64{before, now / 10_000 * 10_000, now / 1000 * 1000} {
				if at >= before && at < now && s.try(func(p *Plan) { p.Clients[c][i].AtUS = at }) {
					sooner = true
					break
				}
			}
			before = s.best.Clients[c][i].AtUS
		}
	}
	return sooner
}
