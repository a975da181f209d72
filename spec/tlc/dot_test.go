package tlc

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

// small is a graph as TLC dumps it: an edge may come before the state that it leads to.
const small = `strict digraph DiskGraph {
node [shape=box,style=rounded]
nodesep=0.35;
subgraph cluster_graph {
color="white";
7 [label="/\\ v = \"a\"\n/\\ w = <<1>>",style = filled]
7 -> -9 [label="Loss(1,1)",color="black",fontcolor="black"];
-9 [label="/\\ v = \"b\"\n/\\ w = <<>>",tooltip="/\\ v = \"b\"\n/\\ w = <<>>"];
-9 -> 7 [label="Evict",color="black",fontcolor="black"];
-9 -> 7 [label="Evict",color="black",fontcolor="black"];
{rank = same; 7;}
}
}`

// built is the same graph, made by hand with other numbers and in another order.
func built(t *testing.T) *Graph {
	t.Helper()
	g := new(Graph)
	g.AddEdge(2, "Evict", 1)
	g.AddEdge(1, "Loss", 2)
	for n, text := range map[int64]string{1: `[v|->"a",w|-><<1>>]`, 2: `[v|->"b",w|-><<>>]`} {
		if err := g.AddState(n, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	return g
}

func TestReadDot(t *testing.T) {
	g, err := ReadDot(strings.NewReader(small))
	if err != nil {
		t.Fatal(err)
	}
	got, err := g.Sum()
	if err != nil {
		t.Fatal(err)
	}
	want, err := built(t).Sum()
	if err != nil {
		t.Fatal(err)
	}
	if got != want || got.States != 2 || got.Edges != 2 {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if g.Transitions() != 3 || !slices.Equal(g.Actions(), []string{"Evict", "Loss"}) {
		t.Errorf("%d transitions of %q", g.Transitions(), g.Actions())
	}
}

func TestReadDotRefuses(t *testing.T) {
	for _, row := range []struct {
		name, from, to, want string
	}{
		{"no end", "{rank = same; 7;}\n}\n}", "", "line 10: the file ends too early"},
		{"nothing", small, "", "line 0: the file ends too early"},
		{"no state", small, "strict digraph DiskGraph {\n}", "line 2: the file ends too early"},
		{"another line", "nodesep=0.35;", "hello", "line 3: neither a state nor an edge"},
		{"state without a label", "7 [label=", "7 [style=", "line 6: a number, but no label"},
		{"label without end", `<<1>>",style = filled]`, "<<1>>", "line 6: the label has no end"},
		{"bad state", "w = <<1>>", "w = <<1", "line 6: state, byte"},
		{"bad number", "7 -> -9 ", "7 -> -9x ", "line 7: the number of a state"},
		{"number too large", "7 -> -9 ", "77777777777777777777 -> -9 ", "line 7: the number of a state"},
		{"two texts", "\n-9 [label=", "\n7 [label=", "line 8: state 7 is given with two texts"},
	} {
		t.Run(row.name, func(t *testing.T) {
			text := strings.Replace(small, row.from, row.to, 1)
			_, err := ReadDot(strings.NewReader(text))
			var dot *DotError
			if !errors.As(err, &dot) || !strings.HasPrefix(err.Error(), "dot file, "+row.want) {
				t.Errorf("got %v, want %s", err, row.want)
			}
		})
	}
}

func TestSumSees(t *testing.T) {
	right, err := built(t).Sum()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		name   string
		change func(g *Graph) error
	}{
		{"one state more", func(g *Graph) error { return g.AddState(3, []byte("x")) }},
		{"one edge more", func(g *Graph) error { g.AddEdge(1, "Loss", 1); return nil }},
		{"an edge turned round", func(g *Graph) error { g.edges[0].from, g.edges[0].to = 1, 2; return nil }},
		{"another action", func(g *Graph) error { g.actions[0] = "MessageLost"; return nil }},
	} {
		t.Run(row.name, func(t *testing.T) {
			g := built(t)
			if err := row.change(g); err != nil {
				t.Fatal(err)
			}
			if got, err := g.Sum(); got == right || err != nil {
				t.Errorf("not seen: %+v, %v", got, err)
			}
		})
	}
	t.Run("an end that was never given", func(t *testing.T) {
		g := built(t)
		g.AddEdge(1, "Loss", 5)
		if _, err := g.Sum(); err == nil || !strings.Contains(err.Error(), "to state 5") {
			t.Errorf("got %v", err)
		}
	})
}
