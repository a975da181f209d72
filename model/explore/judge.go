package explore

import "slices"

const noProperty = -1

// openQuestions are the judged properties, by index, that still have to be looked at: a property until it is violated,
// a witness until it is reached. They change only between phases.
type openQuestions struct {
	state, step, witness, witnessStep []int
}

// reopen works out the open questions from what was found so far.
func (s *search[S]) reopen() {
	pick := func(old []int, found []finding, asks func(p *Property[S]) bool) []int {
		old = old[:0]
		for _, p := range s.judged {
			if found[p].level == 0 && asks(&s.m.Properties[p]) {
				old = append(old, p)
			}
		}
		return old
	}
	q := &s.open
	q.state = pick(q.state, s.broken, func(p *Property[S]) bool { return p.State != nil })
	q.step = pick(q.step, s.broken, func(p *Property[S]) bool { return p.Step != nil })
	q.witness = pick(q.witness, s.shown, func(p *Property[S]) bool { return p.Witness != nil })
	q.witnessStep = pick(q.witnessStep, s.shown, func(p *Property[S]) bool { return p.WitnessStep != nil })
}

func (b *block[S]) judgeState(state *S) {
	for _, p := range b.s.open.state {
		b.property = p
		if b.broken[p].level == 0 && !b.s.m.Properties[p].State(state) {
			b.broken[p] = b.here()
		}
	}
	for _, p := range b.s.open.witness {
		b.property = p
		if b.shown[p].level == 0 && b.s.m.Properties[p].Witness(state) {
			b.shown[p] = b.here()
		}
	}
}

func (b *block[S]) judgeStep(mv *move[S], to *S) {
	for _, p := range b.s.open.step {
		b.property = p
		if b.broken[p].level == 0 && !b.s.m.Properties[p].Step(&b.from, mv.action, mv.site, to) {
			b.broken[p] = b.here()
		}
	}
	for _, p := range b.s.open.witnessStep {
		b.property = p
		if b.shown[p].level == 0 && b.s.m.Properties[p].WitnessStep(&b.from, mv.action, mv.site, to) {
			b.shown[p] = b.here()
		}
	}
}

func (b *block[S]) here() finding { return finding{level: b.s.level, node: b.node, move: b.move} }

// absorb adds what a block found. Blocks come in the order of their nodes, so the first finding is the one that any
// number of workers would have reported.
func (s *search[S]) absorb(b *block[S]) {
	s.total.generated += b.generated
	s.total.terminal += b.terminal
	s.total.digest.merge(b.digest)
	for a, n := range b.taken {
		s.total.taken[a] += n
	}
	for _, p := range s.judged {
		if s.broken[p].level == 0 {
			s.broken[p] = b.broken[p]
		}
		if s.shown[p].level == 0 {
			s.shown[p] = b.shown[p]
		}
	}
}

func (s *search[S]) violated() bool {
	return slices.ContainsFunc(s.broken, func(f finding) bool { return f.level > 0 })
}

// result draws up what the run found.
func (s *search[S]) result(stop Stop) *Result[S] {
	r := &Result[S]{
		Stop: stop, Violations: s.violations(), LevelsComplete: len(s.levels),
		Frontier: s.set.count - s.expanded, Bytes: s.bytes(), Certificate: s.certificate(),
	}
	r.Violations = append(r.Violations, s.unending...)
	if s.o.Fingerprints {
		r.Odds = min(1, float64(s.total.generated-s.set.count)*float64(s.set.count)*0x1p-64)
	}
	switch {
	case len(r.Violations) > 0:
		r.Verdict = Violated
	case stop == Complete:
		r.Verdict = Holds
	}
	if s.o.KeepGraph {
		r.Graph = &Graph[S]{set: s.set, moves: s.moves, fields: s.fields}
	}
	return r
}

func (s *search[S]) certificate() Certificate {
	c := Certificate{
		Distinct: s.set.count, Generated: s.total.generated, Terminal: s.total.terminal,
		Levels: slices.Clone(s.levels), Digest: s.total.digest, Liveness: s.held,
	}
	partial := s.set.count
	for _, n := range s.levels {
		partial -= n
	}
	if partial > 0 {
		c.Levels = append(c.Levels, partial)
	}
	c.Depth = len(c.Levels)
	for i, a := range s.m.Actions {
		c.Taken = append(c.Taken, ActionCount{Action: a.Name, Taken: s.total.taken[i]})
	}
	for _, p := range s.judged {
		c.Witnesses = append(c.Witnesses, WitnessLevel{Property: s.m.Properties[p].Name, Level: s.shown[p].level})
	}
	return c
}

// violations tells the first violation of every violated property, by depth, then in table order.
func (s *search[S]) violations() []Violation[S] {
	var all []Violation[S]
	for _, p := range s.judged {
		if f := s.broken[p]; f.level > 0 {
			row := s.m.Properties[p]
			all = append(all, Violation[S]{Property: row.Name, Clause: row.Clause, Why: row.Why, Trace: s.story(f, &s.m.Properties[p])})
		}
	}
	slices.SortStableFunc(all, func(a, b Violation[S]) int { return len(a.Trace) - len(b.Trace) })
	return all
}
