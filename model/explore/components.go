package explore

// components finds the strongly connected components of the nodes in l.in and of the edges between them (Tarjan's
// algorithm, without recursion: a graph is deeper than a stack).
func (l *liveness[S]) components() {
	clear(l.comp)
	l.nodes, l.ends = l.nodes[:0], []int{}
	t := &tarjan[S]{l: l, index: make([]uint32, len(l.in)), low: make([]uint32, len(l.in))}
	for n := range l.in {
		if l.in[n] && t.index[n] == 0 {
			t.from(uint32(n))
		}
	}
}

// tarjan is one search for components.
type tarjan[S comparable] struct {
	l          *liveness[S]
	next       uint32
	index, low []uint32 // by node; index counts from 1, 0 is a node not seen
	open       []uint32 // nodes seen whose component is not known
	calls      []call
}

// call is a node being worked off, and its next edge.
type call struct {
	node uint32
	edge uint64
}

// from works off all that can be reached from a node.
func (t *tarjan[S]) from(root uint32) {
	t.enter(root)
	for len(t.calls) > 0 {
		c := &t.calls[len(t.calls)-1]
		n := c.node
		if c.edge == t.l.first[n+1] {
			t.leave(n)
			continue
		}
		to := t.l.to[c.edge]
		c.edge++
		switch {
		case !t.l.in[to] || t.l.comp[to] != 0:
		case t.index[to] == 0:
			t.enter(to)
		default:
			t.low[n] = min(t.low[n], t.index[to])
		}
	}
}

func (t *tarjan[S]) enter(n uint32) {
	t.next++
	t.index[n], t.low[n] = t.next, t.next
	t.open = append(t.open, n)
	t.calls = append(t.calls, call{n, t.l.first[n]})
}

// leave ends a node; the first of a component takes the whole component off the open nodes.
func (t *tarjan[S]) leave(n uint32) {
	t.calls = t.calls[:len(t.calls)-1]
	if len(t.calls) > 0 {
		caller := t.calls[len(t.calls)-1].node
		t.low[caller] = min(t.low[caller], t.low[n])
	}
	if t.low[n] != t.index[n] {
		return
	}
	c := uint32(len(t.l.ends) + 1)
	for {
		last := t.open[len(t.open)-1]
		t.open = t.open[:len(t.open)-1]
		t.l.comp[last] = c
		t.l.nodes = append(t.l.nodes, last)
		if last == n {
			break
		}
	}
	t.l.ends = append(t.l.ends, len(t.l.nodes))
}
