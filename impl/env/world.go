package env

import (
	"math"
	"sync/atomic"
	"time"
)

// Point names a yield point. The layers declare theirs as constants, in the form
// "worker: before LOV ACTIVE"; schedules and deadlocks are told in these names.
type Point string

// The points that belong to the world itself.
const (
	PointStart   Point = "start"   // a task that has not run yet
	PointAdvance Point = "advance" // the clock moves to the next timer
)

// Forever is the time that never comes: a wait until then ends only by a wake-up or
// by [World.Stop].
const Forever time.Duration = math.MaxInt64

// Wake says how a wait ended.
type Wake int

// The ways a wait ends.
const (
	Woken    Wake = iota // by [Queue.Wake]
	TimedOut             // its time came
	Stopped              // the world is stopping: the task returns as soon as it can
)

// String gives the outcome in lower case.
func (w Wake) String() string {
	switch w {
	case Woken:
		return "woken"
	case TimedOut:
		return "timed out"
	default:
		return "stopped"
	}
}

// World is the tasks, locks, waits and time of one run.
type World struct {
	engine engine
	stamps *atomic.Uint64
	part   *part // what makes it a part of another world; nil of a whole one
}

// engine is what the two kinds of world do differently.
type engine interface {
	run(main *Task) Report
	spawn(t *Task)
	stop()
	stopPart(w *World)
	stopped() bool
	now() time.Duration
	yield(t *Task, p Point)
	wait(t *Task, q *Queue, p Point, until time.Duration) Wake // q is nil for a sleep
	lock(l *Lock)
	unlock(l *Lock)
	wake(q *Queue)
}

// NewReal makes a world of plain goroutines, mutexes and the machine's clock.
func NewReal() *World { return &World{engine: newReal(), stamps: new(atomic.Uint64)} }

// NewControlled makes a world whose tasks hand one baton among themselves, on a
// virtual clock that starts at 0.
func NewControlled(o Control) *World {
	return &World{engine: newControlled(o), stamps: new(atomic.Uint64)}
}

// Run runs main as a task beside those that [World.Go] has started already, and
// returns when every task has ended. The end of main stops nobody: it calls
// [World.Stop] when it wants the others to leave. A world runs once.
func (w *World) Run(name string, main func(*Task)) Report {
	return w.engine.run(w.newTask(name, main))
}

// Go starts a task. It never blocks and is allowed everywhere, in an interpreter
// too. Before [World.Run] the task waits for it; when the run is over, Go does
// nothing.
func (w *World) Go(name string, f func(*Task)) {
	if w.part == nil {
		w.engine.spawn(w.newTask(name, f))
	} else if w.part.enter() {
		w.engine.spawn(w.newTask(name, func(t *Task) { defer w.part.leave(); f(t) }))
	}
}

// Stop ends the world, or the part of one (see [World.Part]). It makes every wait, present and later, end with [Stopped]; the tasks are
// expected to return. A controlled world asks its picker no more from here on: the
// order in which tasks leave is not explored.
func (w *World) Stop() {
	if w.part == nil {
		w.engine.stop()
	} else {
		w.engine.stopPart(w)
	}
}

// Stopped tells whether the world is stopping.
func (w *World) Stopped() bool {
	return w.engine.stopped() || w.part != nil && w.part.stopped.Load()
}

// Now is the time since the world began: virtual, or the machine's monotonic clock.
func (w *World) Now() time.Duration { return w.engine.now() }

// Stamp gives the next number of the world's one sequence counter: 1, 2, 3 and so
// on. Histories and traces are ordered by it, since a virtual clock stands still
// while code runs.
func (w *World) Stamp() uint64 { return w.stamps.Add(1) }
