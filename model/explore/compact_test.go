package explore

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// TestFingerprintsAgree explores machines with fingerprints and without. So few states do not collide.
func TestFingerprintsAgree(t *testing.T) {
	t.Run("two-phase commit", func(t *testing.T) { agree(t, twoPhase(6), 0) })
	t.Run("wide", func(t *testing.T) { agree(t, wide(8), 40<<20) })
	t.Run("budgets", func(t *testing.T) { agree(t, lossy(), 0) })
}

func agree[S comparable](t *testing.T, m *Machine[S], bytes int64) {
	key := func(key []byte, s *S, used []uint8) []byte { return fmt.Append(key, *s, used) }
	exact := mustRun(t, m, Options[S]{StateKey: key})
	for _, workers := range []int{1, 3} {
		r := mustRun(t, m, Options[S]{StateKey: key, Fingerprints: true, Workers: workers, MaxBytes: bytes})
		if fmt.Sprint(r.Certificate) != fmt.Sprint(exact.Certificate) || r.Verdict != Holds || r.Stop != Complete {
			t.Errorf("%d workers:\n%+v\nexactly:\n%+v", workers, r, exact)
		}
		if exact.Odds != 0 || r.Odds <= 0 || r.Odds > 1e-6 {
			t.Errorf("odds %g, exactly %g", r.Odds, exact.Odds)
		}
	}
}

// TestFingerprintsSaveMemory: only the states at the frontier are held, and the bound is for what is held.
func TestFingerprintsSaveMemory(t *testing.T) {
	m := wide(8)
	exact := mustRun(t, m, Options[wideState]{MaxBytes: 64 << 20})
	before := heap()
	s, err := newSearch(m, Options[wideState]{MaxBytes: 30 << 20, Fingerprints: true})
	if err != nil {
		t.Fatal(err)
	}
	stop, err := s.explore()
	r := s.result(stop)
	if err != nil || r.Verdict != Holds || r.Distinct != exact.Distinct || r.Bytes > exact.Bytes/2 {
		t.Fatalf("%v in %d bytes, %v; exactly %v in %d", r, r.Bytes, err, exact, exact.Bytes)
	}
	if s.set.made*chunkNodes > exact.Distinct/3 {
		t.Errorf("room for %d states of %d", s.set.made*chunkNodes, exact.Distinct)
	}
	if held := heap() - before; held > r.Bytes || held < r.Bytes/2 {
		t.Errorf("the heap holds %d bytes, the run counts %d", held, r.Bytes)
	}
	runtime.KeepAlive(s)
	for _, bytes := range []int64{1, 8 << 20, 12 << 20} {
		r := mustRun(t, m, Options[wideState]{MaxBytes: bytes, Fingerprints: true})
		if r.Verdict != Undecided || r.Stop != MemoryLimit || r.Distinct > 0 && r.Bytes > bytes {
			t.Errorf("%v in %d bytes of %d", r, r.Bytes, bytes)
		}
	}
}

// TestFingerprintsCanHideStates makes all but a few bits of the fingerprints the same: states are missed, which is what
// the odds speak of, and a run that holds says so in words.
func TestFingerprintsCanHideStates(t *testing.T) {
	s, err := newSearch(twoPhase(6), Options[commitState]{Fingerprints: true})
	if err != nil {
		t.Fatal(err)
	}
	good := s.set.hash
	s.set.hash = func(c *commitState, used uint32) uint64 { return good(c, used) &^ (1<<48 - 1) }
	stop, err := s.explore()
	r := s.result(stop)
	if err != nil || r.Distinct >= 50816 || r.Distinct < 1000 {
		t.Fatalf("%v, %v", r, err)
	}
	if !strings.Contains(r.String(), "unless fingerprints hid a state (odds at most ") {
		t.Errorf("%q has no word of fingerprints", r)
	}
	if exact := mustRun(t, twoPhase(3), Options[commitState]{}); strings.Contains(exact.String(), "odds") {
		t.Errorf("%q doubts an exact set", exact)
	}
}

// TestFingerprintsTellTheSameStory: the states of the story are forgotten, and told all the same.
func TestFingerprintsTellTheSameStory(t *testing.T) {
	t.Run("small", func(t *testing.T) { sameStory(t, hasty()) })
	deep := wide(8)
	deep.Properties[0].State = func(s *wideState) bool { return s.at[0]+s.at[25]+s.at[50] < 18 }
	t.Run("deep", func(t *testing.T) { sameStory(t, deep) })
}

func sameStory[S comparable](t *testing.T, m *Machine[S]) {
	exact := mustRun(t, m, Options[S]{KeepGoing: true})
	r := mustRun(t, m, Options[S]{KeepGoing: true, Fingerprints: true})
	if len(exact.Violations) == 0 || len(r.Violations) != len(exact.Violations) {
		t.Fatalf("%d violations, exactly %d", len(r.Violations), len(exact.Violations))
	}
	for i, v := range r.Violations {
		if !slices.Equal(v.Trace, exact.Violations[i].Trace) {
			t.Errorf("%s: %v, exactly %v", v.Property, v.Trace, exact.Violations[i].Trace)
		}
		if err := Replay(m, v); err != nil {
			t.Error(err)
		}
	}
}

// alike gives two-phase commit its symmetry: resource managers are alike.
func alike(m *Machine[commitState]) *Machine[commitState] {
	m.Canonical = func(s *commitState) {
		n := len(m.Sites(len(m.Actions) - 1))
		type manager struct{ state, heard, prepared uint8 }
		var all []manager
		for i := range n {
			all = append(all, manager{s.rm[i], s.heard >> i & 1, s.prepared >> i & 1})
		}
		slices.SortFunc(all, func(a, b manager) int {
			return int(a.state)<<2 + int(a.heard)<<1 + int(a.prepared) - int(b.state)<<2 - int(b.heard)<<1 - int(b.prepared)
		})
		s.heard, s.prepared = 0, 0
		for i, manager := range all {
			s.rm[i] = manager.state
			s.heard |= manager.heard << i
			s.prepared |= manager.prepared << i
		}
	}
	return m
}

// TestSymmetryCountsOrbits: as many classes as TLC finds with its symmetry, and as there are among all states.
func TestSymmetryCountsOrbits(t *testing.T) {
	for _, c := range []struct{ n, orbits int }{{3, 80}, {5, 314}, {6, 553}, {7, 920}} {
		m := alike(twoPhase(c.n))
		all := mustRun(t, m, Options[commitState]{KeepGraph: true})
		classes := map[commitState]bool{}
		for n := range all.Graph.Len() {
			s, _ := all.Graph.Node(n)
			class := *s
			m.Canonical(&class)
			classes[class] = true
		}
		for _, fingerprints := range []bool{false, true} {
			r := mustRun(t, m, Options[commitState]{Symmetry: true, Fingerprints: fingerprints})
			if r.Verdict != Holds || r.Distinct != c.orbits || r.Distinct != len(classes) || r.Depth != all.Depth {
				t.Errorf("%d: %v, want %d orbits; %d classes, depth %d", c.n, r, c.orbits, len(classes), all.Depth)
			}
		}
	}
}

// TestSymmetryTellsRealStories: the steps are the machine's own, and as few as without symmetry.
func TestSymmetryTellsRealStories(t *testing.T) {
	m := alike(hasty())
	exact := mustRun(t, m, Options[commitState]{KeepGoing: true})
	r := mustRun(t, m, Options[commitState]{KeepGoing: true, Symmetry: true})
	if len(r.Violations) != len(exact.Violations) || len(r.Violations) != 2 {
		t.Fatalf("%v, exactly %v", r, exact)
	}
	for i, v := range r.Violations {
		if len(v.Trace) != len(exact.Violations[i].Trace) {
			t.Errorf("%s in %d steps, exactly %d", v.Property, len(v.Trace), len(exact.Violations[i].Trace))
		}
		if err := Replay(m, v); err != nil {
			t.Errorf("%v in %v", err, v.Trace)
		}
	}
}

// TestFalseSymmetryIsSeen: a canonical form that makes unlike things alike gives stories that Replay refuses.
func TestFalseSymmetryIsSeen(t *testing.T) {
	m := hasty()
	m.Canonical = func(s *commitState) { s.heard = 7 } // as if everybody had been heard
	r := mustRun(t, m, Options[commitState]{Symmetry: true})
	if r.Verdict != Violated {
		t.Fatalf("%v", r)
	}
	if err := Replay(m, r.Violations[0]); err == nil {
		t.Errorf("a story that cannot be: %v", r.Violations[0].Trace)
	}
}

func TestCompactionIsRefused(t *testing.T) {
	for _, c := range []struct {
		name string
		o    Options[commitState]
		want error
	}{
		{"fingerprints, liveness", Options[commitState]{Fingerprints: true, Liveness: true}, ErrNeedsGraph},
		{"fingerprints, graph", Options[commitState]{Fingerprints: true, KeepGraph: true}, ErrNeedsGraph},
		{"symmetry, liveness", Options[commitState]{Symmetry: true, Liveness: true}, ErrNeedsGraph},
		{"symmetry of nothing", Options[commitState]{Symmetry: true}, ErrNoCanonical},
	} {
		t.Run(c.name, func(t *testing.T) {
			if r, err := Run(twoPhase(3), c.o); !errors.Is(err, c.want) || r != nil {
				t.Errorf("%v, %v, want %v", r, err, c.want)
			}
		})
	}
}
