package model_test

import (
	"testing"

	"ostlife/model"
	"ostlife/model/explore"
)

// unending are the scopes in which liveness is judged, with one fault.
var unending = []model.Scope{
	model.Section4(1, 1, false, 1),
	with(model.Section4(1, 1, true, 1), 0, 1, 0),
	with(model.Section4(1, 1, true, 1), 1, 0, 0),
	mds(model.Section4(1, 1, true, 1), 1, 1).Quieted(),
	mds(model.Section4(1, 1, true, 1), 1, 0),
	mds(model.Section4(2, 1, true, 1), 0, 1).Quieted(),
	mds(model.Section4(2, 1, true, 1), 1, 1).Quieted(),
}

// TestLiveness: everything that must come about does, in every scope, and over all
// scopes each property has had something to wait for.
func TestLiveness(t *testing.T) {
	waited := map[string]int{}
	for _, s := range unending {
		t.Run(s.String(), func(t *testing.T) {
			_, r := explored(t, model.Design{}, s, explore.Options[model.State]{Liveness: true})
			if r.Verdict != explore.Holds {
				t.Fatal(r)
			}
			for _, h := range r.Liveness {
				waited[h.Property] += h.Nodes
			}
		})
	}
	m, err := model.Machine(model.Design{}, unending[len(unending)-1])
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range m.Liveness {
		if waited[l.Name] == 0 {
			t.Errorf("%s never waited for anything", l.Name)
		}
	}
}

// TestFairness: nobody has to act where there is a budget, and the administrator, the
// faults and those who ask for something new are all bounded so, or no context's duty.
func TestFairness(t *testing.T) {
	m, err := model.Machine(model.Design{}, mds(model.Section4(2, 1, true, 1), 1, 1))
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range m.Actions {
		unbound := a.Context == "fault" || a.Name == "EnqueueSend" || a.Budget != 0
		if a.Fair == unbound {
			t.Errorf("%s (%s): fair %v", a.Name, a.Context, a.Fair)
		}
	}
}
