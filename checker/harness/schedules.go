package harness

import (
	"fmt"
	"slices"
	"strings"

	"ostlife/checker/history"
	"ostlife/checker/linear"
	"ostlife/impl/env"
)

// ScheduleBound says which schedules of a small program there are.
type ScheduleBound struct {
	// Preemptions is how often a schedule leaves a task that could go on.
	Preemptions int
	// Switches is how often it goes on, where a task waits, with another than the first
	// of those that can. Negative: as often as it likes.
	Switches int
	// Max ends the enumeration, incomplete. 0: DefaultMaxSchedules.
	Max int
}

// DefaultMaxSchedules is the bound of an enumeration that names none: some minutes.
const DefaultMaxSchedules = 500_000

// Schedules is what the schedules of a small program are and show.
type Schedules struct {
	Schedules int  // how many there are
	Histories int  // how many histories that differ in an answer, or in which return came before which call
	Complete  bool // these are all of them
	Undecided int  // how many could not be judged
	Violated  int  // how many show a violation
	First     *Shown
}

// Shown is the first schedule that shows a violation: a plan that runs it again, and
// what was found.
type Shown struct {
	Plan     Plan
	Findings []Finding
}

// EnumerateSchedules runs a small program under every schedule within the bound and
// judges each, until stop is closed; nil: never.
//
// What is enumerated is the moment at which the clients call: there is no latency, so
// that all that an operation and its consequences do happens at that one moment, in any
// order that tasks can have. Times-out are no part of it. The program's preparation and
// the end, where the nodes settle and are looked at, run in one order. An error says
// that a schedule could not be run or recorded.
func EnumerateSchedules(p Program, b ScheduleBound, stop <-chan struct{}) (Schedules, error) {
	plan, opens, err := p.Plan()
	if err != nil {
		return Schedules{}, err
	}
	if b.Max <= 0 {
		b.Max = DefaultMaxSchedules
	}
	s := &scheduler{plan: plan, seen: map[string]Result{}}
	options := env.EnumerateOptions{Preemptions: b.Preemptions, MaxSchedules: b.Max}
	s.count.Schedules, s.count.Complete = env.Enumerate(options, func(picker env.Picker) bool {
		err = s.one(newWindow(picker, opens, b.Switches))
		return err == nil && !closed(stop)
	})
	s.count.Histories = len(s.seen)
	return s.count, err
}

func closed(stop <-chan struct{}) bool {
	select {
	case <-stop:
		return true
	default:
		return false
	}
}

// scheduler runs one small program again and again. A history that says what an earlier
// one said is not searched again.
type scheduler struct {
	plan  Plan
	count Schedules
	seen  map[string]Result // by what a history says
}

// one runs and judges one schedule.
func (s *scheduler) one(w *window) error {
	out, err := Run(s.plan, Options{Picker: w})
	if err != nil {
		return err
	}
	said := telling(out.History)
	held, known := s.seen[said]
	v := Judge(&out, JudgeOptions{Properties: true, Linear: !known || held != linear.Holds})
	if v.Linear != nil {
		s.seen[said] = v.Linear.Result
	}
	switch v.Result {
	case linear.Undecided:
		s.count.Undecided++
	case linear.Violated:
		s.violated(&out, v.Findings)
	}
	return nil
}

// violated keeps the first violation as a plan that runs it again.
func (s *scheduler) violated(o *Outcome, findings []Finding) {
	if s.count.Violated++; s.count.First != nil {
		return
	}
	picks := o.Report.Picks
	for len(picks) > 0 && picks[len(picks)-1] == 0 {
		picks = picks[:len(picks)-1] // where a list ends the first choice is taken
	}
	plan := s.plan
	plan.Picker = Picker{Kind: PickList, Picks: picks}
	s.count.First = &Shown{plan, findings}
}

// telling writes down what a history is judged by: for every operation what it answered,
// and which had returned before it was called.
func telling(h *history.History) string {
	names, calls := make([]string, len(h.Operations)), map[uint32]int{}
	for i := range h.Operations {
		o := &h.Operations[i]
		names[i] = fmt.Sprintf("%d.%d", o.Client, calls[o.Client])
		calls[o.Client]++
	}
	var lines []string
	for i := range h.Operations {
		o := &h.Operations[i]
		var after []string
		for k := range h.Operations {
			if r := h.Operations[k].Return; r > 0 && r < o.Call {
				after = append(after, names[k])
			}
		}
		slices.Sort(after)
		lines = append(lines, fmt.Sprintf("%s %s %s %+v after %v", names[i], o.Kind, o.Outcome, o.Result, after))
	}
	for _, f := range h.Faults {
		lines = append(lines, f.Name)
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}
