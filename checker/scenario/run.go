package scenario

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"ostlife/impl/env"
	"ostlife/model/lustre"
)

// Bounds of a run.
const (
	// Patience is how long a scenario waits at most where it does not say for how long.
	Patience = 120 * time.Second
	// Poll is how often a condition is looked at while it is waited for.
	Poll = 100 * time.Millisecond
	// Down is how long a server that fails stays away.
	Down = time.Second
)

// Yield points of a scenario.
const (
	pointStep  env.Point = "scenario: before a step"
	pointWait  env.Point = "scenario: let time pass"
	pointUntil env.Point = "scenario: wait until a condition holds"
	pointJoin  env.Point = "scenario: wait for what runs beside"
)

// clock turns the scenario's time into the world's and back.
type clock struct{ pace time.Duration } // how many of the scenario's seconds are one of the world's

func (c clock) real(d time.Duration) time.Duration { return d / c.pace }
func (c clock) told(d time.Duration) time.Duration { return d * c.pace }

// told writes a time of the scenario.
func told(d time.Duration) string { return d.Round(time.Millisecond).String() }

// result is what an operation ended as, or that it has not.
type result struct {
	step   *Step
	began  time.Duration
	ends   time.Duration
	over   bool
	looked bool // it has a name: expectations look at how it ended
	answer Answer
	err    error
}

func (res *result) done() bool { return res != nil && res.over }
func (res *result) good() bool { return res.done() && res.err == nil }

// seen tells what an operation ended as.
func (res *result) seen() string {
	switch {
	case !res.done():
		return "still running"
	case res.err == lustre.ErrUnknown:
		return "unknown"
	case res.err != nil:
		return "refused " + res.err.Error()
	}
	text := "ok"
	for _, o := range res.answer.Objects {
		text += fmt.Sprintf(", object %d of %s", o.ID, o.Target)
	}
	if len(res.answer.Targets) > 0 {
		text += ", " + names(res.answer.Targets)
	}
	if res.answer.Number > 0 || text == "ok" && res.step != nil && res.step.Verb.Name == "read" {
		text += fmt.Sprintf(", %d", res.answer.Number)
	}
	return text
}

// runner runs one scenario on one world.
type runner struct {
	scenario *Scenario
	world    *env.World
	site     World
	clock    clock
	seen     *observer
	links    *links

	lock    *env.Lock
	changed *env.Queue
	running int // operations and blocks in the background
	results map[string]*result
	blocks  map[string]bool // that have ended
	marks   map[string]time.Duration
	lifts   map[string]func()
	hits    map[string]*atomic.Int64 // of what strikes messages, by its name
	armed   []*armed
	started map[string]time.Duration // machines, by name
	pools   map[string]bool          // that the administrator's tool has made
	steps   int
	fault   *Failure
	refused *Error
}

func newRunner(s *Scenario, w *env.World, c clock, seen *observer) *runner {
	r := &runner{scenario: s, world: w, clock: c, seen: seen, lock: w.NewLock("scenario"),
		results: map[string]*result{}, blocks: map[string]bool{}, marks: map[string]time.Duration{},
		lifts: map[string]func(){}, hits: map[string]*atomic.Int64{}, started: map[string]time.Duration{}, pools: map[string]bool{}}
	r.changed = r.lock.NewQueue("scenario")
	seen.hears = r.hear
	return r
}

// main is the task of the scenario.
func (r *runner) main(t *env.Task) {
	defer r.world.Stop()
	if r.begin(t) && r.sequence(t, r.scenario.Steps) {
		r.await(t, &Step{Place: Place{len(r.scenario.lines), 1}, Text: "the end"}, func() bool { return r.running == 0 })
	}
}

// begin adds the targets that the cluster line says, and waits until they are connected.
func (r *runner) begin(t *env.Task) bool {
	c := &r.scenario.Cluster
	step := &Step{Place: Place{1, 1}, Text: "the beginning"}
	for target := range lustre.Target(c.Added) {
		_, err := r.site.Change(t, lustre.ConfigRecord{Kind: lustre.ConfigAdd, Target: target, UUID: target.UUID()})
		if err != nil {
			return r.failed(step, "every target added", fmt.Sprintf("%s: %v", target, err))
		}
	}
	ready := func() (bool, string) { return r.full(c.Added) }
	return r.poll(t, step, "every node FULL", r.clock.real(Patience), ready)
}

// full reports that every node has connected to the targets that were added.
func (r *runner) full(added int) (bool, string) {
	for _, n := range r.site.Nodes() {
		for target := range lustre.Target(added) {
			if s := r.site.Status(n, target); s.State != lustre.Full || s.Active == 0 {
				return false, fmt.Sprintf("%s %s %s", n, target, s.State)
			}
		}
	}
	return true, ""
}

// sequence does steps one after the other; false if the scenario is over.
func (r *runner) sequence(t *env.Task, steps []Step) bool {
	for i := range steps {
		t.Yield(pointStep)
		if r.over() || !r.step(t, &steps[i]) {
			return false
		}
	}
	return true
}

// over reports that the scenario has ended, one way or another.
func (r *runner) over() bool {
	r.lock.Lock()
	defer r.lock.Unlock()
	return r.fault != nil || r.refused != nil || r.world.Stopped()
}

// step does one step, or begins it.
func (r *runner) step(t *env.Task, s *Step) bool {
	r.lock.Lock()
	r.steps++
	res := &result{step: s, began: r.world.Now(), looked: s.Label != ""}
	if s.Label != "" {
		r.results[s.Label] = res
	}
	if s.Background {
		r.running++
	}
	r.lock.Unlock()
	if !s.Background {
		return r.perform(t, s, res)
	}
	r.world.Go("scenario "+s.Verb.Name, func(own *env.Task) {
		r.perform(own, s, res)
		r.leave()
	})
	return true
}

// leave counts one that ran in the background out.
func (r *runner) leave() {
	r.lock.Lock()
	defer r.lock.Unlock()
	r.running--
	r.changed.Wake()
}

// perform does a step and keeps what it ended as. A step that nobody looks at has to end
// well.
func (r *runner) perform(t *env.Task, s *Step, res *result) bool {
	answer, err := s.Verb.do(r, t, s)
	if missing, ok := err.(*Error); ok {
		return r.refuse(s, missing)
	}
	r.lock.Lock()
	res.answer, res.err, res.over, res.ends = answer, err, true, r.world.Now()
	r.changed.Wake()
	r.lock.Unlock()
	if err != nil && !res.looked && !r.over() {
		return r.failed(s, s.Verb.Name+" ok", res.seen())
	}
	return !r.over()
}

// failed ends the scenario with its first failure.
func (r *runner) failed(s *Step, expected, seen string) bool {
	r.lock.Lock()
	defer r.lock.Unlock()
	if r.fault == nil && r.refused == nil && !r.world.Stopped() {
		r.fault = &Failure{Place: s.Place, Line: s.Text, Expected: expected, Seen: seen,
			At: r.clock.told(r.world.Now()), Tail: r.seen.tail(r.clock)}
		r.world.Stop()
	}
	return false
}

// refuse ends the scenario: the world has not what it asks for.
func (r *runner) refuse(s *Step, missing *Error) bool {
	r.lock.Lock()
	defer r.lock.Unlock()
	if r.fault == nil && r.refused == nil {
		missing.File, missing.Place = r.scenario.File, s.Place
		r.refused = missing
		r.world.Stop()
	}
	return false
}

// await waits, with the time of the longest operation and more, until something of the
// scenario's own holds; the lock is held while it is asked.
func (r *runner) await(t *env.Task, s *Step, holds func() bool) bool {
	until := r.world.Now() + r.clock.real(r.scenario.Cluster.Operation+Patience)
	r.lock.Lock()
	for !holds() {
		if r.changed.Wait(t, pointJoin, until) != env.Woken {
			r.lock.Unlock()
			return r.failed(s, "everything in the background has ended", "something is still running")
		}
	}
	r.lock.Unlock()
	return !r.over()
}

// poll looks at a condition until it holds, and fails the scenario if it does not in time.
func (r *runner) poll(t *env.Task, s *Step, expected string, limit time.Duration, ask func() (bool, string)) bool {
	ok, seen := r.until(t, limit, ask)
	if !ok && !r.over() {
		return r.failed(s, expected, seen)
	}
	return ok
}

// until looks at a condition until it holds or the time is over.
func (r *runner) until(t *env.Task, limit time.Duration, ask func() (bool, string)) (bool, string) {
	for until := r.world.Now() + limit; ; {
		ok, seen := ask()
		left := until - r.world.Now()
		if ok || left <= 0 || t.Sleep(pointUntil, min(left, r.clock.real(Poll))) == env.Stopped {
			return ok, seen
		}
	}
}

// result finds a result by its name, nil before its line.
func (r *runner) result(name string) *result {
	r.lock.Lock()
	defer r.lock.Unlock()
	if res := r.results[name]; res != nil {
		copied := *res
		return &copied
	}
	return &result{}
}

// marked is the moment of a mark.
func (r *runner) marked(name string) time.Duration {
	r.lock.Lock()
	defer r.lock.Unlock()
	return r.marks[name]
}

// Failure is why a scenario fails.
type Failure struct {
	Place    Place
	Line     string // of the file
	Expected string
	Seen     string
	At       time.Duration // in the time of the scenario
	Tail     []string      // the last of the trace
}

// Error tells the line, what was expected and what was seen.
func (f *Failure) Error() string {
	return fmt.Sprintf("line %d: %s: expected %s, seen %s", f.Place.Line, f.Line, f.Expected, f.Seen)
}

// blocksEnded reports that all of these blocks and results have ended. The lock is held.
func (r *runner) blocksEnded(list []Arg) bool {
	return !slices.ContainsFunc(list, func(a Arg) bool {
		if res := r.results[a.Text]; res != nil {
			return !res.over
		}
		return !r.blocks[a.Text]
	})
}

// conditionText tells what is expected.
func (s *Step) conditionText() string {
	_, text, _ := strings.Cut(s.Text, s.Verb.Name+" ")
	return text
}
