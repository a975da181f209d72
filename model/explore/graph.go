package explore

// Graph is what was explored, for those who want to see it whole: to compare it with another explorer's, edge by edge,
// or to draw it. Nodes are numbered from 0 in order of discovery, which is the same in every run.
type Graph[S comparable] struct {
	set    *visited[S]
	moves  []move[S]
	fields []field
}

// Edge is one transition. From and To are node numbers; To is -1 if the run stopped before that node was kept. The
// states must not be changed, and hold only until the next edge.
type Edge[S comparable] struct {
	From, To           int
	Action             int // index in Machine.Actions
	Site               Site
	FromState, ToState *S
}

// Len is the number of nodes.
func (g *Graph[S]) Len() int { return g.set.count }

// Node returns the state of node n, which must not be changed, and how often each budget was used on the way to it. It
// panics, as an index out of range does, unless 0 <= n < Len().
func (g *Graph[S]) Node(n int) (state *S, used []uint8) {
	return g.set.state(n), unpack(g.fields, g.set.node(n).used)
}

// Edges yields every transition from every node: nodes in order, moves in the order of the action table and its sites.
// It executes the actions again, also in nodes that the run did not come to expand.
func (g *Graph[S]) Edges(yield func(Edge[S]) bool) {
	var to S
	for n := range g.set.count {
		from, used := g.set.state(n), g.set.node(n).used
		for _, mv := range g.moves {
			after, ok := mv.budget.use(used)
			if !ok || !mv.next(from, mv.site, &to) {
				continue
			}
			e := Edge[S]{From: n, To: g.find(&to, after), Action: mv.action, Site: mv.site, FromState: from, ToState: &to}
			if !yield(e) {
				return
			}
		}
	}
}

func (g *Graph[S]) find(s *S, used uint32) int {
	n, _, found := g.set.lookup(g.set.hash(s, used), s, used)
	if !found {
		return -1
	}
	return n
}
