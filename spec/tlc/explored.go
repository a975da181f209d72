package tlc

import (
	"fmt"

	"ostlife/model"
	"ostlife/model/explore"
)

// Explore finds the whole graph of the design in the scope, and says of it what a
// [Row] says. It judges no property, so a departure's graph is whole too. The error
// is that of [model.Machine] or of [explore.Run].
func Explore(d model.Design, scope model.Scope) (Row, error) {
	m, err := model.Machine(d, scope)
	if err != nil {
		return Row{}, err
	}
	m.Properties = nil
	r, err := explore.Run(m, explore.Options[model.State]{KeepGraph: true})
	if err != nil {
		return Row{}, err
	}
	g := new(Graph)
	for n := range r.Graph.Len() {
		state, used := r.Graph.Node(n)
		if err := g.AddState(int64(n), []byte(Text(state, used, scope))); err != nil {
			return Row{}, fmt.Errorf("%s: %w", scope, err)
		}
	}
	for e := range r.Graph.Edges {
		g.AddEdge(int64(e.From), m.Actions[e.Action].Name, int64(e.To))
	}
	sum, err := g.Sum()
	return Row{Config: scope.String(), Sum: sum, Generated: r.Generated, Depth: r.Depth}, err
}
