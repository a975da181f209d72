package explore

import (
	"context"
	"reflect"
	"testing"
)

// walked walks and fails the test on an error.
func walked[S comparable](t *testing.T, m *Machine[S], o WalkOptions) *Walked[S] {
	t.Helper()
	w, err := Walk(m, o)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// TestWalk: walks through a small machine come by nearly all of it, and what they count is so.
func TestWalk(t *testing.T) {
	m := twoPhase(3)
	w := walked(t, m, WalkOptions{Seed: 1, Walks: 2000})
	whole := mustRun(t, m, Options[commitState]{})
	if w.States < whole.Distinct*9/10 || w.States > whole.Distinct || w.More || w.NeverTaken() != nil || w.Unwitnessed() != nil || w.Violation != nil {
		t.Errorf("%d states of %d, never taken %v, not witnessed %v, %v", w.States, whole.Distinct, w.NeverTaken(), w.Unwitnessed(), w.Violation)
	}
	taken := 0
	for _, a := range w.Taken {
		taken += a.Taken
	}
	if taken != w.Steps || w.Longest > DefaultWalkSteps || w.Walks != 2000 {
		t.Errorf("%+v", w)
	}
}

// TestWalkSeed: one seed is one set of walks, and another is another.
func TestWalkSeed(t *testing.T) {
	m := twoPhase(6)
	one := walked(t, m, WalkOptions{Seed: 1, Walks: 20, Steps: 30})
	again := walked(t, m, WalkOptions{Seed: 1, Walks: 20, Steps: 30})
	other := walked(t, m, WalkOptions{Seed: 2, Walks: 20, Steps: 30})
	if !reflect.DeepEqual(one, again) || reflect.DeepEqual(one.Taken, other.Taken) {
		t.Errorf("%+v, again %+v, another %+v", one, again, other)
	}
}

// TestWalkViolation: a walk that breaks a property is told, and can be replayed.
func TestWalkViolation(t *testing.T) {
	m := hasty()
	w := walked(t, m, WalkOptions{Seed: 1, Walks: 2000})
	if w.Violation == nil {
		t.Fatal("not found")
	}
	if err := Replay(m, *w.Violation); err != nil {
		t.Error(err)
	}
	if w := walked(t, m, WalkOptions{Seed: 1, Walks: 2000, Only: []string{"DecisionIsFinal"}}); w.Violation == nil ||
		w.Violation.Property != "DecisionIsFinal" || len(w.Witnesses) != 1 {
		t.Errorf("alone: %+v", w)
	}
}

// TestWalkStops: at the end of its context, before any walk.
func TestWalkStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if w := walked(t, twoPhase(3), WalkOptions{Walks: 10, Context: ctx}); !w.Cancelled || w.Walks != 0 {
		t.Errorf("%+v", w)
	}
}
