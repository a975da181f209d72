package model_test

import (
	"errors"
	"maps"
	"slices"
	"testing"
	"unsafe"

	"ostlife/model"
	"ostlife/model/explore"
)

// twofold are scopes of two nodes or of two targets that are alike, small enough to be
// gone through state by state.
var twofold = []model.Scope{
	model.Section4(1, 2, true, 0),
	{Nodes: 2, Targets: 1, Connected: true, Deactivates: 1, Activates: 1},
	model.Section4(1, 2, false, 0).Quieted(),
	with(model.Section4(2, 1, true, 0), 1, 0, 0).Quieted(),
	model.Section4(2, 1, true, 1).Quieted(),
	with(model.Section4(1, 2, true, 1), 0, 2, 0).Quieted(),
	with(model.Section4(1, 2, true, 0).Quieted(), 0, 0, 1),
}

// TestSymmetryIsReal: from a state and from the one that stands for it the same classes of
// states are reached by the same actions, and there are as many classes as the explorer
// counts.
func TestSymmetryIsReal(t *testing.T) {
	for _, s := range twofold {
		t.Run(s.String(), func(t *testing.T) {
			m := machine(t, s)
			all, err := explore.Run(m, explore.Options[model.State]{KeepGraph: true})
			if err != nil {
				t.Fatal(err)
			}
			type node struct {
				class model.State
				used  string
			}
			classes := map[node]bool{}
			for n := range all.Graph.Len() {
				state, used := all.Graph.Node(n)
				class := *state
				m.Canonical(&class)
				classes[node{class, string(used)}] = true
				if class != *state && !maps.Equal(successors(m, state), successors(m, &class)) {
					t.Fatalf("%+v\nand what stands for it\n%+v\ndo not lead to the same", *state, class)
				}
			}
			r, err := explore.Run(m, explore.Options[model.State]{Symmetry: true})
			if err != nil || r.Verdict != explore.Holds || r.Distinct != len(classes) || r.Depth != all.Depth {
				t.Errorf("%v, %v; want %d classes and depth %d", r, err, len(classes), all.Depth)
			}
			if r.Distinct > all.Distinct*2/3 {
				t.Errorf("%d classes of %d states", r.Distinct, all.Distinct)
			}
			if !slices.Equal(r.Witnesses, all.Witnesses) {
				t.Errorf("witnesses %v, without symmetry %v", r.Witnesses, all.Witnesses)
			}
		})
	}
}

func machine(t *testing.T, s model.Scope) *explore.Machine[model.State] {
	t.Helper()
	m, err := model.Machine(model.Design{}, s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// step is an action, and the class of states that it leads to.
type step struct {
	action int
	class  model.State
}

// successors are the classes that the actions lead to, each as often as it is led to.
func successors(m *explore.Machine[model.State], from *model.State) map[step]int {
	found := map[step]int{}
	for i, a := range m.Actions {
		for _, at := range m.Sites(i) {
			var to model.State
			if a.Next(from, at, &to) {
				m.Canonical(&to)
				found[step{i, to}]++
			}
		}
	}
	return found
}

// TestSymmetryFindsDefects: with symmetry a defect breaks the same property in as few
// steps, and its story is one of the machine's.
func TestSymmetryFindsDefects(t *testing.T) {
	seen := 0
	for _, d := range model.Defects() {
		s := d.Scope()
		if s.MDS || s.Nodes*s.Targets != 2 || d.Liveness() {
			continue
		}
		t.Run(string(d.Name), func(t *testing.T) {
			seen++
			m, err := model.Machine(d.Design, s)
			if err != nil {
				t.Fatal(err)
			}
			exact, err := explore.Run(m, explore.Options[model.State]{})
			if err != nil {
				t.Fatal(err)
			}
			r, err := explore.Run(m, explore.Options[model.State]{Symmetry: true, Fingerprints: true})
			if err != nil || r.Verdict != explore.Violated {
				t.Fatalf("%v, %v", r, err)
			}
			first, want := r.Violations[0], exact.Violations[0]
			if first.Property != want.Property || len(first.Trace) != len(want.Trace) {
				t.Errorf("%s in %d steps, want %s in %d", first.Property, len(first.Trace), want.Property, len(want.Trace))
			}
			if err := explore.Replay(m, first); err != nil {
				t.Error(err)
			}
		})
	}
	if seen == 0 {
		t.Error("no defect needs two nodes or targets")
	}
}

// TestStateHasNoGaps: a state is compared as bytes.
func TestStateHasNoGaps(t *testing.T) {
	if align := unsafe.Alignof(model.State{}); align != 1 {
		t.Errorf("a field is %d bytes wide", align)
	}
}

// TestNoSymmetryWhereNothingIsAlike: one pair, and an MDS beside a client.
func TestNoSymmetryWhereNothingIsAlike(t *testing.T) {
	for _, s := range []model.Scope{model.Section4(1, 1, false, 0), mds(model.Section4(2, 1, true, 0), 0, 1), mds(model.Section4(1, 2, true, 0), 1, 0)} {
		r, err := explore.Run(machine(t, s), explore.Options[model.State]{Symmetry: true})
		if !errors.Is(err, explore.ErrNoCanonical) {
			t.Errorf("%s: %v, %v", s, r, err)
		}
	}
}
