package model_test

import (
	"encoding/json"
	"errors"
	"os"
	"slices"
	"testing"

	"ostlife/model"
	"ostlife/model/explore"
	"ostlife/model/lustre"
)

// certified is a row of the manifest of exhaustive explorations (spec/exhaustive.json).
// The rows with --deep are too long for a test.
type certified struct {
	Scope                      string
	Distinct, Generated, Depth int
	Command                    string // that gives the counts
	TLC                        bool   // TLC has given the same
}

// scopes are the exhaustive runs whose counts are pinned.
var scopes = []model.Scope{
	model.Section4(1, 1, false, 3),
	model.Section4(1, 2, true, 1),
	model.Section4(2, 1, true, 1),
}

// TestExhaustive explores the design: every property holds, every action is taken,
// every witness is reached, and the counts are those of the manifest.
func TestExhaustive(t *testing.T) {
	pinned := manifest(t)
	for _, s := range scopes {
		t.Run(s.String(), func(t *testing.T) {
			_, r := explored(t, model.Design{}, s, explore.Options[model.State]{})
			if r.Verdict != explore.Holds {
				t.Fatal(r)
			}
			if never := r.NeverTaken(); len(never) > 0 {
				t.Errorf("never taken: %v", never)
			}
			if vacuous := r.Unwitnessed(); len(vacuous) > 0 {
				t.Errorf("witness not reached: %v", vacuous)
			}
			i := slices.IndexFunc(pinned, func(c certified) bool { return c.Scope == s.String() })
			if i < 0 {
				t.Fatal("not in spec/exhaustive.json")
			}
			want := pinned[i]
			if r.Distinct != want.Distinct || r.Generated != want.Generated || r.Depth != want.Depth {
				t.Errorf("%v, pinned are %+v", r, want)
			}
		})
	}
}

func manifest(t *testing.T) []certified {
	t.Helper()
	text, err := os.ReadFile("../spec/exhaustive.json")
	if err != nil {
		t.Fatal(err)
	}
	var rows []certified
	if err := json.Unmarshal(text, &rows); err != nil {
		t.Fatal(err)
	}
	return rows
}

// TestTables: names are unique, and a row says whose clause it is.
func TestTables(t *testing.T) {
	seen := map[string]bool{}
	for _, a := range model.Actions() {
		if seen[string(a.Name)] || a.Clause == "" || a.Context == "" {
			t.Errorf("action %+v", a)
		}
		seen[string(a.Name)] = true
	}
	m, err := model.Machine(model.Design{}, scopes[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Validate(); err != nil {
		t.Error(err)
	}
}

func TestScopeRefused(t *testing.T) {
	for _, s := range []model.Scope{
		{},
		model.Section4(0, 1, false, 0),
		model.Section4(1, 0, false, 0),
		model.Section4(2, 2, false, 0),
		{Nodes: 1, Targets: 1, Adds: 3, Deactivates: 3, Activates: 3},
	} {
		_, err := model.Machine(model.Design{}, s)
		var refused *model.ScopeError
		if !errors.As(err, &refused) || refused.Scope != s {
			t.Errorf("scope %+v: %v", s, err)
		}
	}
}

// TestBoundsSuffice is the negative control of the property: with more records than a
// state holds, a step that needs another sets Overflow.
func TestBoundsSuffice(t *testing.T) {
	m, err := model.Machine(model.Design{}, model.Section4(1, 1, false, 0))
	if err != nil {
		t.Fatal(err)
	}
	s := m.Init[0]
	for i := range s.Log {
		kind := lustre.ConfigActivate
		if i%2 == 1 {
			kind = lustre.ConfigDeactivate
		}
		if i > 0 {
			s.Log[i] = model.Record{Kind: kind}
		}
	}
	var to model.State
	for i, a := range m.Actions {
		if a.Name == string(lustre.ActLogActivate) && a.Next(&s, m.Sites(i)[0], &to) && !to.Overflow {
			t.Error("a record beyond the last place went unseen")
		}
	}
	for _, p := range m.Properties {
		if p.Name == "BoundsSuffice" && p.State(&to) {
			t.Error("BoundsSuffice holds in a state that overflowed")
		}
	}
}
