package ablation

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"testing"

	"ostlife/model"
	"ostlife/model/explore"
	"ostlife/spec/ablation/gate"
)

// graph is an outcome with these counts.
func graph(distinct, generated int, edges uint64) *outcome {
	c := explore.Certificate{Distinct: distinct, Generated: generated}
	return &outcome{result: &explore.Result[model.State]{Verdict: explore.Holds, Certificate: c}, edges: edges}
}

func TestDiffers(t *testing.T) {
	clean := graph(1, 2, 4)
	stopped := graph(8, 2, 4)
	stopped.result.Verdict = explore.Undecided
	for _, row := range []struct {
		name string
		of   *outcome
		want string
	}{
		{"nothing", graph(1, 2, 4), ""},
		{"states", graph(2, 2, 4), "2 states, not 1"},
		{"steps", graph(1, 3, 4), "3 steps, not 2"},
		{"where steps lead", graph(1, 2, 5), onlyEdges},
		{"too large", stopped, "more than 8 states, not 1"},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got := differs(clean, row.of); got != row.want {
				t.Errorf("got %q, want %q", got, row.want)
			}
		})
	}
}

func TestLost(t *testing.T) {
	with := func(taken, witness int) *outcome {
		o := graph(1, 2, 4)
		o.result.Taken = []explore.ActionCount{{Action: "Dead"}, {Action: "Loss", Taken: taken}}
		o.result.Witnesses = []explore.WitnessLevel{{Property: "P", Level: witness}}
		return o
	}
	clean := with(7, 2)
	for want, of := range map[string]*outcome{
		"":                    with(1, 9),
		"Loss is never taken": with(0, 0),
		"P has no witness":    with(1, 0),
	} {
		if got := lost(clean, of); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestReason(t *testing.T) {
	if got := reason(fmt.Errorf("a: %w", errors.New("b"))); got != "b" {
		t.Errorf("got %q", got)
	}
	if got := reason(fmt.Errorf("a: %w", &explore.PanicError{Value: "out of range"})); got != "panic: out of range" {
		t.Errorf("got %q", got)
	}
}

// TestAgrees: the explorer has to find what TLC counts, before any mutant is judged.
func TestAgrees(t *testing.T) {
	rung := Rung{Distinct: 1, Generated: 2}
	if err := rung.agrees(graph(1, 2, 0).result); err != nil {
		t.Error(err)
	}
	stopped := graph(1, 2, 0)
	stopped.result.Verdict = explore.Undecided
	if err := (Rung{Room: 1}).agrees(stopped.result); err != nil {
		t.Error(err)
	}
	for _, of := range []*outcome{graph(2, 2, 0), graph(1, 3, 0), stopped} {
		if rung.agrees(of.result) == nil {
			t.Errorf("%v was taken for 1 state and 2 steps", of.result)
		}
	}
}

// TestLadder: what spec/counts.json counts too is the same there, and it has the steps of
// the rungs that say so. The first rung of a mutant is no deep one.
func TestLadder(t *testing.T) {
	text, err := os.ReadFile("../counts.json")
	if err != nil {
		t.Fatal(err)
	}
	var rows []struct {
		Config, EdgeDigest  string
		Distinct, Generated int
	}
	if err := json.Unmarshal(text, &rows); err != nil {
		t.Fatal(err)
	}
	ladder, deep := Ladder(), false
	for _, rung := range ladder {
		counted := false
		for _, row := range rows {
			if row.Config == rung.String() {
				counted = row.EdgeDigest != ""
				if row.Distinct != rung.Distinct || row.Generated != rung.Generated {
					t.Errorf("%s has other counts in spec/counts.json", rung)
				}
			}
		}
		if counted != rung.Edges {
			t.Errorf("%s: steps in spec/counts.json: %v, on the ladder: %v", rung, counted, rung.Edges)
		}
		if deep && !rung.Deep {
			t.Errorf("%s comes after a deep one", rung)
		}
		deep = rung.Deep
	}
}

// TestUnmutated: a property is judged without the mutant that the model is explored with.
func TestUnmutated(t *testing.T) {
	defer gate.Drop(gate.Drop(7))
	asked := 0
	check := func() bool { asked++; return !gate.Dropped(7) }
	p := explore.Property[model.State]{
		State:       func(*model.State) bool { return check() },
		Witness:     func(*model.State) bool { return check() },
		Step:        func(*model.State, int, explore.Site, *model.State) bool { return check() },
		WitnessStep: func(*model.State, int, explore.Site, *model.State) bool { return check() },
	}
	if p.State(nil) {
		t.Fatal("the mutant is off as it is")
	}
	unmutated(&p)
	if !p.State(nil) || !p.Witness(nil) || !p.Step(nil, 0, explore.Site{}, nil) || !p.WitnessStep(nil, 0, explore.Site{}, nil) {
		t.Error("a property was judged with the mutant")
	}
	if !gate.Dropped(7) || asked != 5 {
		t.Error("the mutant is off after the property")
	}
}
