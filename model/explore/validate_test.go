package explore

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestValidate(t *testing.T) {
	if err := lossy().Validate(); err != nil {
		t.Fatalf("the machine that the rows spoil is itself refused: %v", err)
	}
	for _, c := range []struct {
		name  string
		spoil func(m *Machine[link])
		want  error
		part  string
	}{
		{"no init", func(m *Machine[link]) { m.Init = nil }, ErrNoInit, "lossy"},
		{"no sites", func(m *Machine[link]) { m.Sites = nil }, ErrNoSites, "lossy"},
		{"action without name", func(m *Machine[link]) { m.Actions[2].Name = "" }, ErrNoName, "action 2"},
		{"two actions of a name", func(m *Machine[link]) { m.Actions[2].Name = "Lose" }, ErrDuplicateName, `action "Lose"`},
		{"no next", func(m *Machine[link]) { m.Actions[0].Next = nil }, ErrNoNext, `action "Connect"`},
		{"budget too high", func(m *Machine[link]) { m.Actions[0].Budget = 4 }, ErrBudgetRange, `action "Connect": `},
		{"budget negative", func(m *Machine[link]) { m.Actions[0].Budget = -1 }, ErrBudgetRange, `action "Connect": `},
		{"two budgets of a name", func(m *Machine[link]) {
			m.Budgets[1].Name = "losses"
		}, ErrDuplicateName, `budget "losses"`},
		{"budgets too wide", func(m *Machine[link]) {
			m.Budgets = append(m.Budgets, Budget{"x", 255}, Budget{"y", 255}, Budget{"z", 255}, Budget{"w", 63})
		}, ErrBudgetBits, "33 bits"},
		{"two properties of a name", func(m *Machine[link]) {
			m.Properties = append(m.Properties, m.Properties[0])
		}, ErrDuplicateName, `property "FullIsNotEvicted"`},
		{"neither state nor step", func(m *Machine[link]) { m.Properties[0].State = nil }, ErrPropertyKind, "FullIsNot"},
		{"both state and step", func(m *Machine[link]) {
			m.Properties[0].Step = func(*link, int, Site, *link) bool { return true }
		}, ErrPropertyKind, "FullIsNot"},
		{"no witness", func(m *Machine[link]) { m.Properties[0].Witness = nil }, ErrNoWitness, "FullIsNot"},
		{"too many moves", func(m *Machine[link]) {
			m.Sites = func(int) []Site { return make([]Site, MaxMoves/4+1) }
		}, ErrTooManyMoves, "65540 moves"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := lossy()
			c.spoil(m)
			_, err := Run(m, Options[link]{})
			var machine *MachineError
			if !errors.Is(err, c.want) || !errors.As(err, &machine) || !strings.Contains(err.Error(), c.part) {
				t.Errorf("got %v, want %v naming %s", err, c.want, c.part)
			}
		})
	}
}

func TestStateMustBeFlat(t *testing.T) {
	type named struct {
		On   bool
		Deep [2]struct{ Name string }
	}
	for _, c := range []struct {
		name  string
		err   error
		where string
	}{
		{"array of structs of integers", (&Machine[[3]link]{}).Validate(), ""},
		{"signed integers", (&Machine[struct {
			a int8
			b int64
		}]{}).Validate(), ""},
		{"pointer", (&Machine[*link]{}).Validate(), "*explore.link"},
		{"float", (&Machine[float64]{}).Validate(), "float64"},
		{"interface", (&Machine[any]{}).Validate(), "interface"},
		{"string deep inside", (&Machine[named]{}).Validate(), "Deep Name string"},
	} {
		t.Run(c.name, func(t *testing.T) {
			refused := errors.Is(c.err, ErrNotFlat)
			if refused != (c.where != "") || !strings.Contains(c.err.Error(), c.where) {
				t.Errorf("got %v, want one naming %q", c.err, c.where)
			}
			if !refused && !errors.Is(c.err, ErrNoInit) {
				t.Errorf("a flat state: %v, want only that there is none", c.err)
			}
		})
	}
}

func TestOnly(t *testing.T) {
	t.Run("unknown", func(t *testing.T) {
		_, err := Run(hasty(), Options[commitState]{Only: []string{"Consistent", "Consistant"}})
		if !errors.Is(err, ErrUnknownProperty) || !strings.Contains(err.Error(), "Consistant") {
			t.Errorf("%v", err)
		}
	})
	t.Run("known", func(t *testing.T) {
		for _, name := range []string{"DecisionIsFinal", "Consistent"} {
			r := mustRun(t, hasty(), Options[commitState]{Only: []string{name}})
			if len(r.Violations) != 1 || r.Violations[0].Property != name || len(r.Witnesses) != 1 {
				t.Errorf("%v: %v", name, r)
			}
		}
	})
	t.Run("one that holds", func(t *testing.T) {
		m := hasty()
		m.Properties = append(m.Properties, Property[commitState]{
			Name:    "CommitNeedsAll",
			State:   func(s *commitState) bool { return !s.commit || s.heard == 7 },
			Witness: func(s *commitState) bool { return s.commit },
		})
		r := mustRun(t, m, Options[commitState]{Only: []string{"CommitNeedsAll"}})
		if r.Verdict != Holds || !slices.Equal(r.Witnesses, []WitnessLevel{{"CommitNeedsAll", 8}}) {
			t.Errorf("%v %v", r, r.Witnesses)
		}
	})
}
