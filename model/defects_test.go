package model_test

import (
	"cmp"
	"errors"
	"slices"
	"testing"

	"ostlife/model"
	"ostlife/model/explore"
	"ostlife/model/lustre"
)

// explored explores a design in a scope.
func explored(t *testing.T, d model.Design, s model.Scope, o explore.Options[model.State]) (*explore.Machine[model.State], *explore.Result[model.State]) {
	t.Helper()
	m, err := model.Machine(d, s)
	if err != nil {
		t.Fatal(err)
	}
	r, err := explore.Run(m, o)
	if err != nil {
		t.Fatal(err)
	}
	return m, r
}

// TestDefects explores each defect with rising numbers of faults: the first violation
// is of the property that the table names, at the number of faults that it names, and
// the story replays.
func TestDefects(t *testing.T) {
	for _, d := range model.Defects() {
		t.Run(string(d.Name), func(t *testing.T) {
			for faults := range d.Faults + 1 {
				scope := d.Scope()
				scope.Faults = faults
				m, r := explored(t, d.Design, scope, explore.Options[model.State]{Liveness: d.Liveness()})
				if faults < d.Faults {
					if r.Verdict != explore.Holds {
						t.Errorf("found with %d faults already: %v", faults, r)
					}
					continue
				}
				if r.Verdict != explore.Violated {
					t.Fatalf("not found with %d faults: %v", faults, r)
				}
				v := r.Violations[0]
				if v.Property != d.Property {
					t.Errorf("breaks %s, the table says %s", v.Property, d.Property)
				}
				if err := explore.Replay(m, v); err != nil {
					t.Errorf("the story does not replay: %v", err)
				}
			}
		})
	}
}

// TestEveryPropertyHasADefect: a property that nothing breaks may be vacuous in a way
// that its witness does not show. BoundsSuffice is about the model's own arrays; its
// negative control is TestBoundsSuffice.
func TestEveryPropertyHasADefect(t *testing.T) {
	m, _ := model.Machine(model.Design{}, mds(model.Section4(1, 1, false, 1), 0, 0))
	var names []string
	for _, p := range m.Properties {
		names = append(names, p.Name)
	}
	for _, l := range m.Liveness {
		names = append(names, l.Name)
	}
	for _, name := range names {
		found := name == "BoundsSuffice"
		for _, d := range byProperty(name) {
			found = found || breaks(t, d, name)
		}
		if !found {
			t.Errorf("no defect breaks %s", name)
		}
	}
}

// byProperty lists the defects, those that break the property first in front.
func byProperty(name string) []model.Defect {
	list := model.Defects()
	slices.SortStableFunc(list, func(a, b model.Defect) int {
		return cmp.Or(-compare(a.Property == name, b.Property == name), cmp.Compare(a.Faults, b.Faults))
	})
	return list
}

func compare(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// breaks reports that the defect breaks the property when that one alone is judged.
func breaks(t *testing.T, d model.Defect, property string) bool {
	_, r := explored(t, d.Design, d.Scope(), explore.Options[model.State]{Only: []string{property}, Liveness: d.Liveness()})
	return r.Verdict == explore.Violated
}

func TestDefectNamed(t *testing.T) {
	if d, err := model.DefectNamed(lustre.DefectPoolKept); err != nil || d.Name != lustre.DefectPoolKept {
		t.Errorf("got %v, %v", d, err)
	}
	var wrong *model.DefectError
	if _, err := model.DefectNamed("nonsense"); !errors.As(err, &wrong) || wrong.Name != "nonsense" {
		t.Errorf("got %v", err)
	}
}

// TestPlanted: what the implementation knows, the model knows first and in the same
// order.
func TestPlanted(t *testing.T) {
	for i, name := range lustre.Planted() {
		if got := model.Defects()[i].Name; got != name {
			t.Errorf("row %d is %s, want %s", i, got, name)
		}
	}
}
