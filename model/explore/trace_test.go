package explore

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestShortestStory pins the whole story of the planted defect: by the tie rule it is the first of the shortest in the
// order of the action table, then of sites.
func TestShortestStory(t *testing.T) {
	r := mustRun(t, hasty(), Options[commitState]{})
	if r.Verdict != Violated || r.Stop != FirstViolation || len(r.Violations) != 2 {
		t.Fatalf("%v", r)
	}
	for i, want := range []struct{ property, story string }{
		{"Consistent", "initial state RMPrepare(0,0,0) TMRcvPrepared(0,0,0) " +
			"RMPrepare(1,0,0) TMRcvPrepared(1,0,0) RMPrepare(2,0,0) TMRcvPrepared(2,0,0) TMCommit(0,0,0) " +
			"RMChooseToAbort(0,0,0) RMRcvCommitMsg(1,0,0)"},
		{"DecisionIsFinal", "initial state RMPrepare(0,0,0) TMRcvPrepared(0,0,0) " +
			"RMPrepare(1,0,0) TMRcvPrepared(1,0,0) RMPrepare(2,0,0) TMRcvPrepared(2,0,0) TMCommit(0,0,0) " +
			"RMChooseToAbort(0,0,0) RMRcvCommitMsg(0,0,0)"},
	} {
		v := r.Violations[i]
		var story []string
		for _, step := range v.Trace {
			story = append(story, step.String())
		}
		if got := strings.Join(story, " "); v.Property != want.property || got != want.story {
			t.Errorf("%s: %s\nwant %s: %s", v.Property, got, want.property, want.story)
		}
		if v.Clause != "atomic commit" || v.Why == "" {
			t.Errorf("the table's words are lost: %+v", v)
		}
	}
	if r.Depth != 10 {
		t.Errorf("explored %d levels, want to stop after the violation's, 10", r.Depth)
	}
}

// TestShallowestBeforeTableOrder has the later row of the table broken at the lesser depth.
func TestShallowestBeforeTableOrder(t *testing.T) {
	never := func(limit uint8) Property[wideState] {
		return Property[wideState]{
			Name:    fmt.Sprintf("Below%d", limit),
			State:   func(s *wideState) bool { return s.at[0] < limit },
			Witness: func(*wideState) bool { return true },
		}
	}
	m := wide(4)
	m.Properties = []Property[wideState]{never(3), never(2), never(1), never(9)}
	for _, c := range []struct {
		keepGoing bool
		want      []string
	}{
		{false, []string{"Below1 2"}},
		{true, []string{"Below1 2", "Below2 3", "Below3 4"}},
	} {
		r := mustRun(t, m, Options[wideState]{KeepGoing: c.keepGoing})
		var got []string
		for _, v := range r.Violations {
			got = append(got, fmt.Sprintf("%s %d", v.Property, len(v.Trace)))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("going on %v: %v, want %v", c.keepGoing, got, c.want)
		}
		if whole := r.Stop == Complete; whole != c.keepGoing {
			t.Errorf("going on %v: stopped by %v", c.keepGoing, r.Stop)
		}
	}
}

func TestViolatedInInitialState(t *testing.T) {
	m := lossy()
	m.Init = []link{{}, {full: true, evicted: true}, {}}
	r := mustRun(t, m, Options[link]{})
	if len(r.Violations) != 1 || len(r.Violations[0].Trace) != 1 || r.Distinct != 2 || r.Generated != 3 {
		t.Fatalf("%v", r)
	}
	if err := Replay(m, r.Violations[0]); err != nil {
		t.Error(err)
	}
	if want := "violated: FullIsNotEvicted () after 0 steps; 2 distinct"; !strings.HasPrefix(r.String(), want) {
		t.Errorf("%q does not start with %q", r, want)
	}
}

func TestReplayRefuses(t *testing.T) {
	type (
		machine   = Machine[commitState]
		violation = Violation[commitState]
	)
	find := func(i int) violation {
		v := mustRun(t, hasty(), Options[commitState]{}).Violations[i]
		if err := Replay(hasty(), v); err != nil {
			t.Fatalf("the trace that the rows spoil is itself refused: %v", err)
		}
		return v
	}
	for _, c := range []struct {
		name  string
		which int
		spoil func(m *machine, v *violation)
		want  error
		step  int
	}{
		{"empty", 0, func(_ *machine, v *violation) { v.Trace = nil }, ErrEmptyTrace, 0},
		{"another start", 0, func(_ *machine, v *violation) { v.Trace = v.Trace[1:] }, ErrNotInitial, 0},
		{"start of another state", 0, func(_ *machine, v *violation) { v.Trace[0].State.tm = 1 }, ErrNotInitial, 0},
		{"unknown action", 0, func(_ *machine, v *violation) { v.Trace[2].Action = "RMPrepair" }, ErrUnknownAction, 2},
		{"unknown site", 0, func(_ *machine, v *violation) { v.Trace[2].Site.Node = 3 }, ErrUnknownSite, 2},
		{"step left out", 0, func(_ *machine, v *violation) { v.Trace = slices.Delete(v.Trace, 6, 7) }, ErrNotEnabled, 6},
		{"other state", 0, func(_ *machine, v *violation) { v.Trace[4].State.abort = true }, ErrOtherState, 4},
		{"cut short", 0, func(_ *machine, v *violation) { v.Trace = v.Trace[:9] }, ErrNoViolation, 8},
		{"cut short, steps", 1, func(_ *machine, v *violation) { v.Trace = v.Trace[:9] }, ErrNoViolation, 8},
		{"goes on too long", 0, func(m *machine, v *violation) {
			v.Trace = append(v.Trace, v.Trace[9])
		}, ErrEarlier, 9},
		{"defect mended", 0, func(m *machine, _ *violation) { *m = *twoPhase(3) }, ErrNotEnabled, 8},
		{"no budget", 0, func(m *machine, _ *violation) {
			m.Budgets = []Budget{{"prepares", 2}}
			m.Actions[3].Budget = 1
		}, ErrBudgetSpent, 5},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, v := hasty(), find(c.which)
			c.spoil(m, &v)
			err := Replay(m, v)
			var replay *ReplayError
			if !errors.Is(err, c.want) || !errors.As(err, &replay) || replay.Step != c.step {
				t.Errorf("got %v, want %v at step %d", err, c.want, c.step)
			}
		})
	}
	t.Run("unknown property", func(t *testing.T) {
		v := find(0)
		v.Property = "Consistant"
		if err := Replay(hasty(), v); !errors.Is(err, ErrUnknownProperty) {
			t.Errorf("%v", err)
		}
	})
}
