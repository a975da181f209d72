package explore

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
)

// known is a node as the reference search keeps it.
type known[S comparable] struct {
	state S
	used  [4]uint8
}

// reference is the plainest breadth-first search there is, to compare the explorer with.
type reference[S comparable] struct {
	order     []known[S] // nodes in order of discovery
	level     []int
	edges     [][3]int // from, action, to
	terminal  int
	generated int
	broken    map[string]ending[S] // by property: its first violation
}

// ending is the length of a trace and its last state.
type ending[S comparable] struct {
	length int
	state  S
}

func searchPlainly[S comparable](m *Machine[S]) *reference[S] {
	r := &reference[S]{broken: map[string]ending[S]{}}
	number := map[known[S]]int{}
	visit := func(k known[S], level int) int {
		n, old := number[k]
		if old {
			return n
		}
		number[k] = len(r.order)
		r.order, r.level = append(r.order, k), append(r.level, level)
		for _, p := range m.Properties {
			if p.State != nil && !p.State(&k.state) {
				r.breaks(p.Name, level, k.state)
			}
		}
		return number[k]
	}
	for _, s := range m.Init {
		r.generated++
		visit(known[S]{state: s}, 1)
	}
	for n := 0; n < len(r.order); n++ {
		before := r.generated
		r.successors(m, n, visit)
		if r.generated == before {
			r.terminal++
		}
	}
	return r
}

func (r *reference[S]) successors(m *Machine[S], n int, visit func(known[S], int) int) {
	from := r.order[n]
	for i, a := range m.Actions {
		for _, at := range m.Sites(i) {
			to := from
			if b := a.Budget; b > 0 {
				if to.used[b-1] == m.Budgets[b-1].Limit {
					continue
				}
				to.used[b-1]++
			}
			if !a.Next(&from.state, at, &to.state) {
				continue
			}
			r.generated++
			for _, p := range m.Properties {
				if p.Step != nil && !p.Step(&from.state, i, at, &to.state) {
					r.breaks(p.Name, r.level[n]+1, to.state)
				}
			}
			r.edges = append(r.edges, [3]int{n, i, visit(to, r.level[n]+1)})
		}
	}
}

func (r *reference[S]) breaks(property string, length int, state S) {
	if _, ok := r.broken[property]; !ok {
		r.broken[property] = ending[S]{length, state}
	}
}

// TestAgreesWithReference compares everything that a whole exploration finds with the reference search, for several
// numbers of workers and for rounds small enough that a level takes many.
func TestAgreesWithReference(t *testing.T) {
	t.Run("two-phase", func(t *testing.T) { agrees(t, twoPhase(4)) })
	t.Run("hasty", func(t *testing.T) { agrees(t, hasty()) })
	t.Run("budgets", func(t *testing.T) { agrees(t, lossy()) })
	t.Run("violated in many states of one level", func(t *testing.T) { agrees(t, overfull()) })
	t.Run("several initial states", func(t *testing.T) {
		m := wide(3)
		first := wideState{}
		for i := range 40 {
			s := first
			s.at[129] = uint8(i / 2) // every state is listed twice
			m.Init = append(m.Init, s)
		}
		agrees(t, m)
	})
}

// overfull is the wide machine with properties that hundreds of states and steps of one level break, spread over many
// blocks: the first of them has to be reported.
func overfull() *Machine[wideState] {
	full := func(s *wideState) bool {
		sum := 0
		for _, n := range s.at {
			sum += int(n)
		}
		return sum > 12
	}
	m := wide(5)
	m.Properties = []Property[wideState]{
		{Name: "NotFull", State: func(s *wideState) bool { return !full(s) }, Witness: full},
		{Name: "StaysFull", Step: func(from *wideState, _ int, _ Site, to *wideState) bool {
			return !full(from) || full(to)
		}, Witness: full},
	}
	return m
}

func agrees[S comparable](t *testing.T, m *Machine[S]) {
	want := searchPlainly(m)
	for _, workers := range []int{1, 2, 3} {
		for _, maxBytes := range []int64{0, 4 << 20} {
			t.Run(fmt.Sprintf("%d workers %d bytes", workers, maxBytes), func(t *testing.T) {
				o := Options[S]{Workers: workers, MaxBytes: maxBytes, KeepGoing: true, KeepGraph: true}
				r := mustRun(t, m, o)
				if r.Stop != Complete {
					t.Fatalf("%v", r)
				}
				sameGraph(t, m, r, want)
				sameViolations(t, m, r, want)
			})
		}
	}
}

func sameGraph[S comparable](t *testing.T, m *Machine[S], r *Result[S], want *reference[S]) {
	t.Helper()
	if r.Distinct != len(want.order) || r.Generated != want.generated || r.Terminal != want.terminal {
		t.Errorf("got %v, %d terminal; want %d, %d, %d", r, r.Terminal, len(want.order), want.generated, want.terminal)
	}
	levels := make([]int, want.level[len(want.level)-1])
	for _, l := range want.level {
		levels[l-1]++
	}
	if !slices.Equal(r.Levels, levels) {
		t.Errorf("levels %v, want %v", r.Levels, levels)
	}
	for n := range r.Graph.Len() {
		s, used := r.Graph.Node(n)
		if *s != want.order[n].state || !slices.Equal(used, want.order[n].used[:len(m.Budgets)]) {
			t.Fatalf("node %d is %+v %v, want %+v", n, *s, used, want.order[n])
		}
	}
	var edges [][3]int
	for e := range r.Graph.Edges {
		edges = append(edges, [3]int{e.From, e.Action, e.To})
	}
	if !slices.Equal(edges, want.edges) {
		t.Errorf("%d edges, want %d, or others", len(edges), len(want.edges))
	}
}

func sameViolations[S comparable](t *testing.T, m *Machine[S], r *Result[S], want *reference[S]) {
	t.Helper()
	got := map[string]ending[S]{}
	for _, v := range r.Violations {
		got[v.Property] = ending[S]{len(v.Trace), v.Trace[len(v.Trace)-1].State}
		if err := Replay(m, v); err != nil {
			t.Error(err)
		}
	}
	if !reflect.DeepEqual(got, want.broken) {
		t.Errorf("traces end in %+v, want %+v", got, want.broken)
	}
}

// TestSameWhateverTheWorkers compares whole results, traces and memory included.
func TestSameWhateverTheWorkers(t *testing.T) {
	run := func(m *Machine[commitState], o Options[commitState]) Result[commitState] {
		o.StateKey = commitKey
		return *mustRun(t, m, o)
	}
	for _, c := range []struct {
		name string
		m    *Machine[commitState]
		o    Options[commitState]
	}{
		{"holds", twoPhase(5), Options[commitState]{}},
		{"violated", hasty(), Options[commitState]{}},
		{"violated, going on", hasty(), Options[commitState]{KeepGoing: true}},
		{"state limit", twoPhase(5), Options[commitState]{MaxStates: 4321}},
		{"memory limit", twoPhase(6), Options[commitState]{MaxBytes: 1 << 20}},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.o.Workers = 1
			one := run(c.m, c.o)
			for _, workers := range []int{2, 3} {
				c.o.Workers = workers
				if got := run(c.m, c.o); !reflect.DeepEqual(got, one) {
					t.Errorf("%d workers:\n%+v\none:\n%+v", workers, got, one)
				}
			}
		})
	}
	t.Run("control: another order of sites is seen", func(t *testing.T) {
		m := hasty()
		sites := m.Sites
		m.Sites = func(a int) []Site {
			backwards := slices.Clone(sites(a))
			slices.Reverse(backwards)
			return backwards
		}
		one, other := run(hasty(), Options[commitState]{}), run(m, Options[commitState]{})
		if reflect.DeepEqual(one.Violations, other.Violations) {
			t.Error("the comparison does not see which of equally short stories is told")
		}
		if one.Digest != other.Digest || one.Digest == (Digest{}) {
			t.Errorf("digests %v and %v: want one, whatever the order", one.Digest, other.Digest)
		}
	})
}

func commitKey(key []byte, s *commitState, _ []uint8) []byte {
	return fmt.Appendf(key, "%v", *s)
}
