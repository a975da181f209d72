package linear

import (
	"time"

	"github.com/anishathalye/porcupine"

	"ostlife/model/sequential"
)

// search is one run of porcupine over the items of one partition. It is bounded from
// within its steps: once a bound is reached every step is refused, porcupine comes to
// its end at once, and nothing that it started is left running.
type search struct {
	rules    sequential.Rules
	deadline time.Time // none if zero
	most     int       // configurations

	watched uint64           // the operation whose reasons are kept
	reasons sequential.Rules // the rules that stood against it

	scratch               sequential.State
	steps, configurations int
	stopped               string          // the bound that ended it
	doubt                 sequential.Rule // a bound of the specification that a branch met
}

// The bounds that a search names.
const (
	outOfTime   = "the time is over"
	outOfMemory = "the search needs more memory than it may have"
)

// run searches for an order, and says why if neither is certain.
func (s *search) run(items []item) (Result, string) {
	s.look()
	if s.stopped != "" {
		return Undecided, s.stopped
	}
	ok := porcupine.CheckOperations(s.model(), operations(items))
	return s.result(ok)
}

func (s *search) result(ok bool) (Result, string) {
	switch {
	case ok:
		return Holds, ""
	case s.stopped != "":
		return Undecided, s.stopped
	case s.doubt != sequential.Accepted:
		return Undecided, s.doubt.Sentence()
	default:
		return Violated, ""
	}
}

// limit gives a search over n items its memory: each configuration holds a set of them.
func limit(n int) int { return MaxSearchBytes / (configurationBytes + n/8) }

// model is the specification in porcupine's form.
func (s *search) model() porcupine.Model {
	return porcupine.Model{
		Init:  func() any { return start() },
		Step:  s.step,
		Equal: func(a, b any) bool { return a.(*place).equal(b.(*place)) },
		Hash:  func(at any) uint64 { return at.(*place).hash() },
	}
}

func (s *search) step(at, input, _ any) (bool, any) {
	s.steps++
	if s.steps%clockSteps == 0 {
		s.look()
	}
	if s.stopped != "" {
		return false, at
	}
	here, it := at.(*place), input.(*item)
	if here.closed {
		return false, at
	}
	next, reason := here.take(s.rules, it, &s.scratch)
	if next == nil {
		if reason.Rule.Bound() {
			s.doubt = reason.Rule
		}
		if it.op.ID == s.watched {
			s.reasons |= 1 << reason.Rule
		}
		return false, at
	}
	s.configurations++
	here.closed = next != here && next.state == here.state && it.calm()
	return true, next
}

// look ends the search if a bound is reached.
func (s *search) look() {
	switch {
	case s.configurations > s.most:
		s.stopped = outOfMemory
	case !s.deadline.IsZero() && !time.Now().Before(s.deadline):
		s.stopped = outOfTime
	}
}

// operations gives the items to porcupine: what it needs to know of one is in its input.
func operations(items []item) []porcupine.Operation {
	ops := make([]porcupine.Operation, len(items))
	for i := range items {
		ops[i] = porcupine.Operation{Input: &items[i], Call: items[i].call, Return: items[i].ret}
	}
	return ops
}
