package explore

// loop gives the steps of a way through the component of a node and back to it that is fair and comes by a bad node:
// for each group it comes by a node that disables it, or takes a step of it. It goes to the nearest of what is missing
// each time. No steps at all is to stay where it is.
func (l *liveness[S]) loop(entry uint32, bad func(uint32) bool) []Step[S] {
	w := &way[S]{l: l, at: entry, c: l.comp[entry], bad: bad}
	for i := range maxGroups {
		w.due.add(i)
	}
	w.pass(entry)
	for w.badDue || w.anyDue() {
		w.walk(w.pays)
	}
	if w.at != entry {
		w.walk(func(n uint32, _ uint64) bool { return n == entry })
	}
	return w.steps
}

// way is a walk within one component.
type way[S comparable] struct {
	l      *liveness[S]
	c      uint32
	at     uint32
	due    groups // neither disabled on the way nor taken
	bad    func(uint32) bool
	seen   bool // a bad node
	badDue bool
	steps  []Step[S]
}

func (w *way[S]) anyDue() bool { return w.due != groups{} }

// pass takes note of a node.
func (w *way[S]) pass(n uint32) {
	w.seen = w.seen || w.bad(n)
	w.badDue = !w.seen
	enabled := w.l.enabled(n)
	for i := range w.due {
		w.due[i] &= enabled[i]
	}
}

// pays reports that an edge of the component, or the node that it leads to, gives something that is missing.
func (w *way[S]) pays(to uint32, edge uint64) bool {
	if i := w.l.group[w.l.by[edge]]; i >= 0 && w.due.has(i) || w.badDue && w.bad(to) {
		return true
	}
	enabled := w.l.enabled(to)
	for i := range w.due {
		if w.due[i]&^enabled[i] != 0 {
			return true
		}
	}
	return false
}

// walk goes the shortest way within the component whose last edge and node are wanted. There is one: the component is
// strongly connected, and fair.
func (w *way[S]) walk(wanted func(n uint32, edge uint64) bool) {
	came := map[uint32]uint64{} // the edge by which a node was found
	from := map[uint32]uint32{}
	for queue := []uint32{w.at}; len(queue) > 0; queue = queue[1:] {
		n := queue[0]
		for e := w.l.first[n]; e < w.l.first[n+1]; e++ {
			to := w.l.to[e]
			if w.l.comp[to] != w.c {
				continue
			}
			if wanted(to, e) {
				w.take(n, e, came, from)
				return
			}
			if _, known := came[to]; !known && to != w.at {
				came[to], from[to] = e, n
				queue = append(queue, to)
			}
		}
	}
}

// take appends the way to a node, and the edge from there.
func (w *way[S]) take(n uint32, last uint64, came map[uint32]uint64, from map[uint32]uint32) {
	edges := []uint64{last}
	for n != w.at {
		edges = append(edges, came[n])
		n = from[n]
	}
	for i := len(edges) - 1; i >= 0; i-- {
		e := edges[i]
		mv := &w.l.s.moves[w.l.by[e]]
		w.at = w.l.to[e]
		w.steps = append(w.steps, Step[S]{Action: w.l.s.m.Actions[mv.action].Name, Site: mv.site, State: *w.l.s.set.state(int(w.at))})
		if g := w.l.group[w.l.by[e]]; g >= 0 {
			w.due[g/64] &^= 1 << (g % 64)
		}
		w.pass(w.at)
	}
}
