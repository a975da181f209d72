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

// scopes are the exhaustive runs whose counts are pinned and that take seconds, large
// those that take longer, and much longer under the race detector.
var (
	scopes = []model.Scope{
		model.Section4(1, 1, false, 2),
		model.Section4(1, 2, true, 1),
		model.Section4(2, 1, true, 0),
		with(model.Section4(1, 1, true, 1), 1, 0, 0),
		with(model.Section4(1, 1, true, 1), 0, 1, 0),
		with(model.Section4(1, 2, true, 0), 0, 2, 0),
		with(model.Section4(1, 1, false, 1), 0, 0, 1),
		mds(model.Section4(1, 1, true, 0), 1, 1),
		mds(model.Section4(1, 1, true, 2), 1, 1).Quieted(),
		mds(model.Section4(1, 1, true, 1), 2, 1).Quieted(),
		mds(model.Section4(2, 1, true, 1), 0, 1).Quieted(),
	}
	large = []model.Scope{
		model.Section4(1, 1, false, 3),
		with(model.Section4(1, 1, true, 2), 1, 0, 0),
		mds(model.Section4(1, 1, false, 2), 0, 0),
		mds(model.Section4(2, 1, true, 1), 1, 1).Quieted(),
	}
)

// with adds writes, creates, and changes of the named pool each way.
func with(s model.Scope, writes, creates, pools uint8) model.Scope {
	s.Writes, s.Creates, s.Joins, s.Leaves = writes, creates, pools, pools
	return s
}

// mds makes the first node the MDS, and adds creates and unlinks.
func mds(s model.Scope, creates, unlinks uint8) model.Scope {
	s.MDS, s.Creates, s.Unlinks = true, creates, unlinks
	return s
}

// TestExhaustive explores the design: every property holds, and the counts are those of
// the manifest.
func TestExhaustive(t *testing.T) {
	for _, s := range scopes {
		t.Run(s.String(), func(t *testing.T) { exhausts(t, s) })
	}
}

// TestExhaustiveLarge does the same where it takes longer. Over all the scopes every
// action is taken, and every witness reached.
func TestExhaustiveLarge(t *testing.T) {
	taken, witnessed := map[string]int{}, map[string]int{}
	for _, s := range slices.Concat(large, scopes) {
		t.Run(s.String(), func(t *testing.T) {
			r := exhausts(t, s)
			for _, a := range r.Taken {
				taken[a.Action] += a.Taken
			}
			for _, w := range r.Witnesses {
				witnessed[w.Property] += w.Level
			}
		})
	}
	for _, a := range model.Actions() {
		if taken[string(a.Name)] == 0 {
			t.Errorf("never taken: %s", a.Name)
		}
	}
	for name, level := range witnessed {
		if level == 0 {
			t.Errorf("witness not reached: %s", name)
		}
	}
}

// exhausts explores one scope.
func exhausts(t *testing.T, s model.Scope) *explore.Result[model.State] {
	t.Helper()
	pinned := manifest(t)
	_, r := explored(t, model.Design{}, s, explore.Options[model.State]{})
	if r.Verdict != explore.Holds {
		t.Fatal(r)
	}
	i := slices.IndexFunc(pinned, func(c certified) bool { return c.Scope == s.String() })
	if i < 0 {
		t.Errorf("not in spec/exhaustive.json: %d distinct, %d generated, depth %d", r.Distinct, r.Generated, r.Depth)
		return r
	}
	want := pinned[i]
	if r.Distinct != want.Distinct || r.Generated != want.Generated || r.Depth != want.Depth {
		t.Errorf("%v, pinned are %+v", r, want)
	}
	return r
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
		{Nodes: 1, Targets: 1, Unlinks: 1},
		{Nodes: 1, Targets: 1, Adds: 1, Deactivates: 1, Activates: 1, Removes: 1, Joins: 2, Leaves: 2},
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
