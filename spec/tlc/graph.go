package tlc

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
)

// hash is the first half of a SHA-256: with 10^7 texts, two have the same one with
// odds below 10^-24.
type hash [16]byte

func hashOf(text []byte) hash {
	sum := sha256.Sum256(text)
	return hash(sum[:len(hash{})])
}

// Sum says what a graph is, whatever the order in which it was found.
type Sum struct {
	States      int    `json:"distinct"`    // distinct states
	StateDigest string `json:"stateDigest"` // of the set of their canonical texts
	Edges       int    `json:"edges"`       // distinct triples of state, action and state
	EdgeDigest  string `json:"edgeDigest"`  // of the set of these triples
}

// Graph collects states and labelled edges for a [Sum]. Its zero value is empty.
// States have numbers that are their finder's own; an edge may come before its ends.
type Graph struct {
	states  map[int64]hash
	edges   []edge
	actions []string
}

type edge struct {
	from, to int64
	action   int // index in actions
}

// AddState adds the state of the given number, in its canonical text. The same
// state may come again; another text under the same number is an error.
func (g *Graph) AddState(number int64, text []byte) error {
	if g.states == nil {
		g.states = map[int64]hash{}
	}
	h := hashOf(text)
	if known, ok := g.states[number]; ok && known != h {
		return fmt.Errorf("state %d is given with two texts, the second of them %s", number, text)
	}
	g.states[number] = h
	return nil
}

// AddEdge adds a transition between two states by an action.
func (g *Graph) AddEdge(from int64, action string, to int64) {
	i := slices.Index(g.actions, action)
	if i < 0 {
		i = len(g.actions)
		g.actions = append(g.actions, action)
	}
	g.edges = append(g.edges, edge{from, to, i})
}

// Actions lists the actions of the edges, each once, by name.
func (g *Graph) Actions() []string { return slices.Sorted(slices.Values(g.actions)) }

// Transitions counts the edges that were added, one as often as it was.
func (g *Graph) Transitions() int { return len(g.edges) }

// Sum gives the digests. An edge with an end that was never added is an error.
func (g *Graph) Sum() (Sum, error) {
	var s Sum
	states := make([]hash, 0, len(g.states))
	for _, h := range g.states { // in any order: digest sorts
		states = append(states, h)
	}
	edges := make([]hash, len(g.edges))
	var triple []byte
	for i, e := range g.edges {
		from, known := g.states[e.from]
		to, alsoKnown := g.states[e.to]
		if !known || !alsoKnown {
			return Sum{}, fmt.Errorf("%s leads from state %d to state %d, and one of them was never given",
				g.actions[e.action], e.from, e.to)
		}
		triple = append(append(append(triple[:0], from[:]...), to[:]...), g.actions[e.action]...)
		edges[i] = hashOf(triple)
	}
	s.States, s.StateDigest = digest(states)
	s.Edges, s.EdgeDigest = digest(edges)
	return s, nil
}

// digest gives the size of the set and the SHA-256 of its members in order.
func digest(list []hash) (int, string) {
	slices.SortFunc(list, func(a, b hash) int { return bytes.Compare(a[:], b[:]) })
	list = slices.Compact(list)
	sum := sha256.New()
	for _, h := range list {
		sum.Write(h[:])
	}
	return len(list), hex.EncodeToString(sum.Sum(nil))
}
