package explore

import (
	"fmt"
	"slices"
	"testing"
)

// commitState is two-phase commit as a set of messages that only grows: the transaction manager's, the resource
// managers', and which of the messages Prepared, Commit and Abort were ever sent.
type commitState struct {
	rm            [8]uint8
	tm            uint8
	heard         uint8 // resource managers that the transaction manager knows prepared
	prepared      uint8 // Prepared messages, one bit a sender
	commit, abort bool
}

const (
	rmWorking uint8 = iota
	rmPrepared
	rmCommitted
	rmAborted
)

const (
	tmInit uint8 = iota
	tmCommitted
	tmAborted
)

// twoPhase is two-phase commit with n resource managers. Its counts are known from TLC.
func twoPhase(n int) *Machine[commitState] {
	all := uint8(1)<<n - 1
	var each []Site
	for i := range n {
		each = append(each, Site{Node: uint8(i)})
	}
	m := &Machine[commitState]{Name: fmt.Sprintf("two-phase commit of %d", n), Init: []commitState{{}}}
	m.Sites = func(a int) []Site {
		if a < 2 {
			return []Site{{}}
		}
		return each
	}
	m.Actions = []Action[commitState]{
		{Name: "TMCommit", Context: "tm", Next: func(from *commitState, _ Site, to *commitState) bool {
			*to = *from
			to.tm, to.commit = tmCommitted, true
			return from.tm == tmInit && from.heard == all
		}},
		{Name: "TMAbort", Context: "tm", Next: func(from *commitState, _ Site, to *commitState) bool {
			*to = *from
			to.tm, to.abort = tmAborted, true
			return from.tm == tmInit
		}},
		{Name: "TMRcvPrepared", Context: "tm", Next: func(from *commitState, at Site, to *commitState) bool {
			*to = *from
			to.heard |= 1 << at.Node
			return from.tm == tmInit && from.prepared>>at.Node&1 == 1
		}},
		{Name: "RMPrepare", Context: "rm", Next: func(from *commitState, at Site, to *commitState) bool {
			*to = *from
			to.rm[at.Node], to.prepared = rmPrepared, from.prepared|1<<at.Node
			return from.rm[at.Node] == rmWorking
		}},
		{Name: "RMChooseToAbort", Context: "rm", Next: func(from *commitState, at Site, to *commitState) bool {
			*to = *from
			to.rm[at.Node] = rmAborted
			return from.rm[at.Node] == rmWorking
		}},
		{Name: "RMRcvCommitMsg", Context: "rm", Next: func(from *commitState, at Site, to *commitState) bool {
			*to = *from
			to.rm[at.Node] = rmCommitted
			return from.commit
		}},
		{Name: "RMRcvAbortMsg", Context: "rm", Next: func(from *commitState, at Site, to *commitState) bool {
			*to = *from
			to.rm[at.Node] = rmAborted
			return from.abort
		}},
	}
	m.Properties = twoPhaseProperties()
	return m
}

func twoPhaseProperties() []Property[commitState] {
	return []Property[commitState]{
		{
			Name: "Consistent", Clause: "atomic commit", Why: "no two resource managers decide differently",
			State: func(s *commitState) bool {
				return !slices.Contains(s.rm[:], rmCommitted) || !slices.Contains(s.rm[:], rmAborted)
			},
			Witness: func(s *commitState) bool { return slices.Contains(s.rm[:], rmCommitted) },
		},
		{
			Name: "DecisionIsFinal", Clause: "atomic commit", Why: "a decision is never taken back",
			Step: func(from *commitState, _ int, _ Site, to *commitState) bool {
				for i, was := range from.rm {
					if was >= rmCommitted && to.rm[i] != was {
						return false
					}
				}
				return true
			},
			WitnessStep: func(from *commitState, _ int, _ Site, _ *commitState) bool {
				return slices.Contains(from.rm[:], rmAborted)
			},
		},
	}
}

// mustRun explores without bounds of the caller's and fails the test on an error.
func mustRun[S comparable](t testing.TB, m *Machine[S], o Options[S]) *Result[S] {
	t.Helper()
	r, err := Run(m, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestTwoPhaseCountsAreTLCs pins what TLC reports for the same protocol, action by action.
func TestTwoPhaseCountsAreTLCs(t *testing.T) {
	for _, want := range []struct {
		n, distinct, generated, depth int
		taken                         []int
	}{
		{3, 288, 1146, 11, []int{1, 64, 96, 156, 156, 24, 648}},
		{6, 50816, 402306, 20, []int{1, 4096, 12288, 52800, 52800, 384, 279936}},
	} {
		t.Run(fmt.Sprint(want.n), func(t *testing.T) {
			r := mustRun(t, twoPhase(want.n), Options[commitState]{})
			if r.Verdict != Holds || r.Stop != Complete {
				t.Fatalf("%v", r)
			}
			if r.Distinct != want.distinct || r.Generated != want.generated || r.Depth != want.depth {
				t.Errorf("got %v, want %+v", r, want)
			}
			for i, a := range r.Taken {
				if a.Taken != want.taken[i] {
					t.Errorf("%s taken %d times, want %d", a.Action, a.Taken, want.taken[i])
				}
			}
			if r.LevelsComplete != r.Depth || r.Frontier != 0 || r.Unwitnessed() != nil || r.NeverTaken() != nil {
				t.Errorf("not whole: %+v", r.Certificate)
			}
		})
	}
}

// hasty is two-phase commit with a planted defect: a resource manager may abort when it has already prepared. It breaks
// both properties in nine steps: three prepare, three are heard, one commit is sent, and one resource manager aborts
// that should have committed, or did.
func hasty() *Machine[commitState] {
	m := twoPhase(3)
	abort := slices.IndexFunc(m.Actions, func(a Action[commitState]) bool { return a.Name == "RMChooseToAbort" })
	m.Actions[abort].Next = func(from *commitState, at Site, to *commitState) bool {
		*to = *from
		to.rm[at.Node] = rmAborted
		return from.rm[at.Node] <= rmPrepared
	}
	return m
}
