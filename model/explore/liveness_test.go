package explore

import (
	"errors"
	"testing"
)

// lamp is a state of two lamps; each can be lit once it has been wired, and wiring can be undone.
type lamp struct{ Wired, Lit, Fused bool }

// lamps is a machine in which a lamp is wired and unwired, lit when it is wired, and a fault fuses it for good.
func lamps(wire, light bool, faults uint8) *Machine[lamp] {
	act := func(do func(from *lamp, to *lamp) bool) func(from *lamp, _ Site, to *lamp) bool {
		return func(from *lamp, _ Site, to *lamp) bool { *to = *from; return do(from, to) }
	}
	return &Machine[lamp]{
		Name: "lamp", Init: []lamp{{}}, Sites: func(int) []Site { return []Site{{}} },
		Budgets: []Budget{{Name: "faults", Limit: faults}},
		Actions: []Action[lamp]{
			{Name: "Wire", Fair: wire, Next: act(func(from, to *lamp) bool { to.Wired = true; return !from.Wired && !from.Lit })},
			{Name: "Unwire", Next: act(func(from, to *lamp) bool { to.Wired = false; return from.Wired && !from.Lit })},
			{Name: "Light", Fair: light, Next: act(func(from, to *lamp) bool { to.Lit = true; return from.Wired && !from.Lit && !from.Fused })},
			{Name: "Fuse", Budget: 1, Next: act(func(from, to *lamp) bool { to.Fused, to.Lit = true, false; return true })},
		},
		Properties: []Property[lamp]{{
			Name: "LitIsWired", Why: "w", State: func(s *lamp) bool { return !s.Lit || s.Wired }, Witness: func(s *lamp) bool { return s.Lit },
		}},
		Liveness: []Liveness[lamp]{
			{Name: "IsLit", Clause: "x", Sites: []Site{{}}, While: func(s *lamp, _ Site) bool { return !s.Fused },
				Until: func(s *lamp, _ Site) bool { return s.Lit }},
			{Name: "WiringEnds", Clause: "x", Sites: []Site{{}}, While: func(s *lamp, _ Site) bool { return s.Wired && !s.Lit && !s.Fused }},
		},
	}
}

// TestLiveness: what holds depends on what fairness is due, in the way that is known of these small machines: who wires
// and unwires for ever never gives a weakly fair Light its turn.
func TestLiveness(t *testing.T) {
	for _, row := range []struct {
		name        string
		wire, light bool
		unwire      bool
		faults      uint8
		broken      string
		trace, loop int
	}{
		{"nothing is due: it stays dark", false, false, true, 0, "IsLit", 0, 0},
		{"wired, and nobody lights it", true, false, false, 0, "IsLit", 1, 0},
		{"all due", true, true, false, 0, "", 0, 0},
		{"wired and unwired for ever", true, true, true, 0, "IsLit", 0, 2},
		{"fused: nothing is asked of it", true, true, false, 1, "", 0, 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			m := lamps(row.wire, row.light, row.faults)
			if !row.unwire {
				m.Actions[1].Next = func(*lamp, Site, *lamp) bool { return false }
			}
			r := mustRun(t, m, Options[lamp]{Liveness: true})
			if row.broken == "" {
				if r.Verdict != Holds || len(r.Liveness) != 2 || r.Liveness[0].Nodes == 0 || r.Liveness[0].Components == 0 {
					t.Fatalf("%v, %v", r, r.Liveness)
				}
				return
			}
			if r.Verdict != Violated {
				t.Fatal(r)
			}
			v := r.Violations[0]
			if v.Property != row.broken || !v.Lasso || len(v.Trace)-1 != row.trace || len(v.Loop) != row.loop {
				t.Errorf("%s by %v and %v", v.Property, v.Trace, v.Loop)
			}
			if err := Replay(m, v); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestLivenessOnly: a liveness property can be asked for alone, and is judged only where it is asked for.
func TestLivenessOnly(t *testing.T) {
	m := lamps(true, false, 0)
	m.Actions[1].Next = func(*lamp, Site, *lamp) bool { return false }
	if r := mustRun(t, m, Options[lamp]{}); r.Verdict != Holds || r.Liveness != nil {
		t.Errorf("without: %v", r)
	}
	r := mustRun(t, m, Options[lamp]{Liveness: true, Only: []string{"WiringEnds"}})
	if r.Verdict != Violated || r.Violations[0].Property != "WiringEnds" || len(r.Witnesses) != 0 {
		t.Errorf("alone: %v", r)
	}
	if _, err := Run(m, Options[lamp]{Liveness: true, Only: []string{"Nothing"}}); !errors.Is(err, ErrUnknownProperty) {
		t.Errorf("unknown: %v", err)
	}
	if r := mustRun(t, m, Options[lamp]{Liveness: true, MaxBytes: 1 << 20}); r.Verdict == Holds {
		t.Errorf("bounded: %v", r)
	}
}

// TestReplayLasso: a lasso that is none is told from one.
func TestReplayLasso(t *testing.T) {
	m := lamps(true, true, 0)
	good := mustRun(t, m, Options[lamp]{Liveness: true}).Violations[0]
	lit := Step[lamp]{Action: "Light", State: lamp{Wired: true, Lit: true}}
	for _, row := range []struct {
		name   string
		change func(v *Violation[lamp])
		want   error
	}{
		{"as it was", func(*Violation[lamp]) {}, nil},
		{"another property", func(v *Violation[lamp]) { v.Property = "LitIsWired" }, ErrUnknownProperty},
		{"no trace", func(v *Violation[lamp]) { v.Trace = nil }, ErrEmptyTrace},
		{"does not come back", func(v *Violation[lamp]) { v.Loop = v.Loop[:1] }, ErrNoLoop},
		{"stays where something is due", func(v *Violation[lamp]) { v.Loop = nil }, ErrUnfair},
		{"no such step", func(v *Violation[lamp]) {
			v.Loop = append([]Step[lamp]{{Action: "Light", State: v.Loop[0].State}}, v.Loop...)
		}, ErrNotEnabled},
		{"holds", func(v *Violation[lamp]) { v.Trace, v.Loop = append(v.Trace, v.Loop[0], lit), nil }, ErrNoViolation},
	} {
		t.Run(row.name, func(t *testing.T) {
			v := good
			v.Trace, v.Loop = append([]Step[lamp]{}, good.Trace...), append([]Step[lamp]{}, good.Loop...)
			row.change(&v)
			if err := Replay(m, v); !errors.Is(err, row.want) {
				t.Errorf("got %v, want %v", err, row.want)
			}
		})
	}
}
