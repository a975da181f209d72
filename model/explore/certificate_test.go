package explore

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"testing"
)

func TestWitnesses(t *testing.T) {
	m := twoPhase(3)
	yes := func(*commitState) bool { return true }
	at := func(name string, state func(*commitState) bool, step func(*commitState, int, Site, *commitState) bool) {
		m.Properties = append(m.Properties, Property[commitState]{Name: name, State: yes, Witness: state, WitnessStep: step})
	}
	m.Properties = nil
	at("InitialState", yes, nil)
	at("FirstStep", nil, func(*commitState, int, Site, *commitState) bool { return true })
	at("Committed", func(s *commitState) bool { return s.commit }, nil)
	at("CommitSent", nil, func(_ *commitState, action int, _ Site, _ *commitState) bool {
		return m.Actions[action].Name == "TMCommit"
	})
	at("Either",
		func(s *commitState) bool { return s.commit },
		func(from *commitState, _ int, at Site, _ *commitState) bool { return from.abort && at.Node == 2 })
	at("Never", func(s *commitState) bool { return s.commit && s.abort }, nil)
	at("NeverStep", nil, func(from *commitState, _ int, _ Site, to *commitState) bool { return from.commit && !to.commit })
	want := []WitnessLevel{
		{"InitialState", 1}, {"FirstStep", 2}, {"Committed", 8}, {"CommitSent", 8}, {"Either", 3},
		{"Never", 0}, {"NeverStep", 0},
	}
	r := mustRun(t, m, Options[commitState]{})
	if !slices.Equal(r.Witnesses, want) {
		t.Errorf("got %v, want %v", r.Witnesses, want)
	}
	if got := r.Unwitnessed(); !slices.Equal(got, []string{"Never", "NeverStep"}) {
		t.Errorf("not witnessed: %v", got)
	}
}

func TestNeverTaken(t *testing.T) {
	m := twoPhase(3)
	m.Actions = append(m.Actions, Action[commitState]{
		Name: "RMForget", Next: func(*commitState, Site, *commitState) bool { return false },
	})
	sites := m.Sites
	m.Sites = func(a int) []Site {
		if m.Actions[a].Name == "RMRcvAbortMsg" {
			return nil
		}
		return sites(a)
	}
	r := mustRun(t, m, Options[commitState]{})
	if got := r.NeverTaken(); !slices.Equal(got, []string{"RMRcvAbortMsg", "RMForget"}) {
		t.Errorf("never taken: %v", got)
	}
}

// TestDigest recomputes the digest from its definition, and sees one state, and one budget, that differ.
func TestDigest(t *testing.T) {
	key := func(key []byte, s *link, used []uint8) []byte { return fmt.Appendf(key, "%v %v", *s, used) }
	r := mustRun(t, lossy(), Options[link]{StateKey: key, KeepGraph: true, Workers: 3})
	var want Digest
	for n := r.Graph.Len() - 1; n >= 0; n-- {
		s, used := r.Graph.Node(n)
		h := sha256.Sum256(key(nil, s, used))
		want.Sum += binary.LittleEndian.Uint64(h[:])
		want.Xor ^= binary.LittleEndian.Uint64(h[8:])
	}
	if r.Digest != want {
		t.Errorf("got %v, want %v", r.Digest, want)
	}
	m := lossy()
	m.Init[0].evicted = true
	if other := mustRun(t, m, Options[link]{StateKey: key}); other.Distinct != r.Distinct || other.Digest == r.Digest {
		t.Errorf("%v and %v have digests %v and %v", r, other, r.Digest, other.Digest)
	}
	if none := mustRun(t, lossy(), Options[link]{}); none.Digest != (Digest{}) {
		t.Errorf("digest %v without a key", none.Digest)
	}
}

func TestGraphOfUndecidedRun(t *testing.T) {
	r := mustRun(t, twoPhase(3), Options[commitState]{MaxStates: 100, KeepGraph: true})
	inside, outside := 0, 0
	for e := range r.Graph.Edges {
		if e.To == -1 {
			outside++
			continue
		}
		inside++
		if s, _ := r.Graph.Node(e.To); *s != *e.ToState {
			t.Fatalf("edge %+v leads to %+v", e, *s)
		}
	}
	if inside == 0 || outside == 0 {
		t.Errorf("%d edges inside, %d out", inside, outside)
	}
	n := 0
	for range r.Graph.Edges {
		if n++; n == 3 {
			break
		}
	}
	if n != 3 {
		t.Errorf("%d edges before the break", n)
	}
	if r := mustRun(t, twoPhase(3), Options[commitState]{}); r.Graph != nil {
		t.Error("a graph that nobody asked for")
	}
}
