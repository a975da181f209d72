package explore

import (
	"slices"
	"unsafe"
)

// Liveness is a row of a machine's table of what must come about in the end, at each of its sites:
//
//	<>[] While => <>[] Until
//
// in every behaviour that is fair: once While holds for ever, Until does too, from some moment on. Where Until is nil,
// While must not hold for ever. Faults end in every behaviour, as their budgets do.
type Liveness[S comparable] struct {
	Name, Clause, Why string
	Sites             []Site
	While             func(s *S, at Site) bool
	Until             func(s *S, at Site) bool
}

// Held is how far a liveness property was put to the test: over all its sites, the nodes in which it waited for
// something, and the strongly connected components that these nodes make. 0 nodes is a property that holds vacuously.
type Held struct {
	Property          string
	Nodes, Components int
}

// maxGroups bounds the groups of moves to which fairness is due: each is one bit of a set.
const maxGroups = 256

// groups is a set of groups of moves. A group is an action at one node and one target, whatever the index: weak fairness
// says that it is not enabled for ever without being taken. A step that changes nothing is no step.
type groups [maxGroups / 64]uint64

func (g *groups) add(i int)      { g[i/64] |= 1 << (i % 64) }
func (g *groups) has(i int) bool { return g[i/64]>>(i%64)&1 == 1 }

// liveness judges the liveness properties of a whole graph.
type liveness[S comparable] struct {
	s     *search[S]
	group []int // of each move, -1 for one to which no fairness is due

	first []uint64 // of each node, where its edges begin; one more than there are nodes
	to    []uint32
	by    []uint16 // the move of an edge

	in    []bool   // the nodes looked at: those in which While holds
	comp  []uint32 // of each node, its component, counted from 1
	nodes []uint32 // the nodes by component
	ends  []int    // of each component, where it ends in nodes; nil while the components are not known
}

// judgeLiveness adds what the liveness properties say to a run that has seen everything. full says that the graph's
// edges do not fit into the memory allowed.
func (s *search[S]) judgeLiveness() (full bool, err error) {
	l := &liveness[S]{s: s}
	if s.o.MaxBytes > 0 && s.bytes()+l.bytes() > s.o.MaxBytes {
		return true, nil
	}
	if err := l.groupMoves(); err != nil {
		return false, err
	}
	l.list()
	for i := range s.m.Liveness {
		row := &s.m.Liveness[i]
		if len(s.o.Only) > 0 && !slices.Contains(s.o.Only, row.Name) {
			continue
		}
		held := Held{Property: row.Name}
		var worst *Violation[S]
		for _, at := range row.Sites {
			if v := l.judge(row, at, &held); v != nil && (worst == nil || len(v.Trace) < len(worst.Trace)) {
				worst = v
			}
		}
		s.held = append(s.held, held)
		if worst != nil {
			s.unending = append(s.unending, *worst)
		}
	}
	slices.SortStableFunc(s.unending, func(a, b Violation[S]) int { return len(a.Trace) - len(b.Trace) })
	return false, nil
}

// bytes is what the edges and the search for components take at most.
func (l *liveness[S]) bytes() int64 {
	const perEdge, perNode = 4 + 2, 8 + 1 + 4 + 4 + 8 + 4 + 4 + 4 + 12
	return int64(l.s.total.generated)*perEdge + int64(l.s.set.count)*perNode + int64(unsafe.Sizeof(*l))
}

// groupMoves numbers the groups of fair moves.
func (l *liveness[S]) groupMoves() error {
	numbers := map[[3]int]int{}
	for _, mv := range l.s.moves {
		if !l.s.m.Actions[mv.action].Fair {
			l.group = append(l.group, -1)
			continue
		}
		key := [3]int{mv.action, int(mv.site.Node), int(mv.site.Target)}
		if _, known := numbers[key]; !known {
			numbers[key] = len(numbers)
		}
		l.group = append(l.group, numbers[key])
	}
	if len(numbers) > maxGroups {
		return l.s.m.flaw(ErrTooManyMoves, "%d fair actions at their nodes and targets, at most %d", len(numbers), maxGroups)
	}
	return nil
}

// list finds every edge again, those from a node to itself aside.
func (l *liveness[S]) list() {
	set := l.s.set
	l.first = make([]uint64, 1, set.count+1)
	l.to = make([]uint32, 0, l.s.total.generated)
	l.by = make([]uint16, 0, l.s.total.generated)
	var to S
	for n := range set.count {
		from, used := set.state(n), set.node(n).used
		for i := range l.s.moves {
			mv := &l.s.moves[i]
			after, ok := mv.budget.use(used)
			if !ok || !mv.next(from, mv.site, &to) {
				continue
			}
			if next, _, _ := set.lookup(set.hash(&to, after), &to, after); next != n {
				l.to, l.by = append(l.to, uint32(next)), append(l.by, uint16(i))
			}
		}
		l.first = append(l.first, uint64(len(l.to)))
	}
	l.in = make([]bool, set.count)
	l.comp = make([]uint32, set.count)
}

// judge looks for a fair behaviour that the property forbids: a component of the nodes in which While holds, one of
// them without Until, that can be gone through for ever. With weak fairness it need only be looked for in components
// that are as large as can be: what is fair in a part of one is fair in the whole.
func (l *liveness[S]) judge(row *Liveness[S], at Site, held *Held) *Violation[S] {
	bad := func(n uint32) bool { return row.Until == nil || !row.Until(l.s.set.state(int(n)), at) }
	waits, same := 0, l.ends != nil
	for n := range l.in {
		in := row.While(l.s.set.state(n), at)
		same = same && in == l.in[n]
		if l.in[n] = in; in && bad(uint32(n)) {
			waits++
		}
	}
	if held.Nodes += waits; waits == 0 {
		l.ends = nil // the components, if there are any, are not those of these nodes
		return nil
	}
	if !same {
		l.components()
	}
	held.Components += len(l.ends)
	begin, where := 0, -1
	var entry uint32
	for c, end := range l.ends {
		nodes := l.nodes[begin:end]
		begin = end
		first := slices.Min(nodes)
		if (where < 0 || first < entry) && slices.ContainsFunc(nodes, bad) && l.fair(uint32(c+1), nodes) {
			where, entry = c, first
		}
	}
	if where < 0 {
		return nil
	}
	v := &Violation[S]{Property: row.Name, Clause: row.Clause, Why: row.Why, Trace: l.s.path(int(entry)), Lasso: true, At: at}
	v.Loop = l.loop(entry, bad)
	return v
}

// fair reports that a behaviour which goes through all of a component for ever is fair: each group is disabled in some
// node of it, or taken within it.
func (l *liveness[S]) fair(c uint32, nodes []uint32) bool {
	always, taken := l.enabled(nodes[0]), groups{}
	for _, n := range nodes {
		enabled := l.enabled(n)
		inside := l.within(n, c)
		for i := range always {
			always[i] &= enabled[i]
			taken[i] |= inside[i]
		}
	}
	for i := range always {
		if always[i]&^taken[i] != 0 {
			return false
		}
	}
	return true
}

// enabled is the set of groups with an edge from the node.
func (l *liveness[S]) enabled(n uint32) (g groups) {
	for e := l.first[n]; e < l.first[n+1]; e++ {
		if i := l.group[l.by[e]]; i >= 0 {
			g.add(i)
		}
	}
	return g
}

// within is the set of groups with an edge from the node to one of its component.
func (l *liveness[S]) within(n, c uint32) (g groups) {
	for e := l.first[n]; e < l.first[n+1]; e++ {
		if i := l.group[l.by[e]]; i >= 0 && l.comp[l.to[e]] == c {
			g.add(i)
		}
	}
	return g
}
