package env

import "time"

// Task is the right to wait. A function that may block takes one as a parameter; it
// is never stored, nor captured by what ptlrpcd runs (C2.1b), and only the task it
// was given to may use it.
type Task struct {
	world *World
	name  string
	body  func(*Task)

	gate  chan struct{} // holds the one token that lets a parked task go on
	queue *Queue        // where it waits; nil for a sleep and when it does not wait
	wake  Wake          // how its last wait ended

	controlledTask
	realTask
}

// newTask makes a task that has not started.
func (w *World) newTask(name string, body func(*Task)) *Task {
	return &Task{world: w, name: name, body: body, gate: make(chan struct{}, 1)}
}

// Name is the name that the task was started under. It need not be unique.
func (t *Task) Name() string { return t.name }

// World is the world that the task runs in.
func (t *Task) World() *World { return t.world }

// Yield is a place where a controlled world may let another task run first. No lock
// may be held. In a real world it does next to nothing.
func (t *Task) Yield(p Point) { t.world.engine.yield(t, p) }

// Sleep waits for d and returns [TimedOut], or [Stopped] as soon as the world stops.
// No lock may be held. A d of 0 or less is a yield.
func (t *Task) Sleep(p Point, d time.Duration) Wake {
	return t.world.engine.wait(t, nil, p, after(t.world.Now(), d))
}

// after is the time d after now; what cannot be counted any more is Forever.
func after(now, d time.Duration) time.Duration {
	if d > Forever-now {
		return Forever
	}
	return now + max(d, 0)
}
