package env

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"
	"time"
)

// controlledTask is what a task of a controlled world has of its own.
type controlledTask struct {
	id      int
	started bool          // it has a goroutine
	waiting bool          // it cannot run before a wake-up or its time
	until   time.Duration // when its wait ends by itself
	point   Point         // where it is parked, or last went on from
	held    []*Lock
}

// controlled is the engine with one baton. All of it belongs to the goroutine that
// holds the baton; opening a gate passes it on.
type controlled struct {
	control Control
	report  Report
	clock   time.Duration
	nextID  int
	live    []*Task // the tasks that have not ended, by number
	running *Task   // the holder of the baton; outside of the run a stand-in
	choices []Choice
	ready   []*Task // the tasks behind choices
	timer   time.Duration

	stopping bool
	leaveBy  int  // the step at which those still there are ended
	ending   bool // they are being ended: a parked task that goes on leaves at once
	done     chan struct{}
}

func newControlled(o Control) *controlled {
	if o.Picker == nil {
		o.Picker = NewReplay(nil)
	}
	if o.MaxSteps <= 0 {
		o.MaxSteps = DefaultMaxSteps
	}
	return &controlled{
		control: o,
		report:  Report{Hash: hashOffset},
		running: &Task{name: "outside the run"},
		done:    make(chan struct{}),
	}
}

func (c *controlled) now() time.Duration { return c.clock }
func (c *controlled) stopped() bool      { return c.stopping }

// run lets the first task go and waits until the last has ended.
func (c *controlled) run(main *Task) Report {
	outside := c.running
	c.spawn(main)
	c.open(c.next())
	<-c.done
	c.running = outside
	c.report.Clock = c.clock
	return c.report
}

func (c *controlled) spawn(t *Task) {
	select {
	case <-c.done:
		return // the run is over
	default:
	}
	if len(c.live) >= MaxTasks {
		c.report.Limited = true
		c.stop()
		return
	}
	t.id, t.point = c.nextID, PointStart
	c.nextID++
	c.live = append(c.live, t)
}

// open passes the baton to t.
func (c *controlled) open(t *Task) {
	if t.started {
		t.gate <- struct{}{}
		return
	}
	t.started = true
	go c.body(t)
}

func (c *controlled) body(t *Task) {
	defer c.end(t)
	if !c.ending {
		t.body(t)
	}
}

// end is deferred by every task: it tells of a panic and passes the baton on.
func (c *controlled) end(t *Task) {
	if v := recover(); v != nil {
		c.report.Panics = append(c.report.Panics, Panic{t.name, t.point, v, string(debug.Stack())})
		c.release(t)
		c.stop()
	}
	c.faultHeld(t, nil, "held at the end of the task")
	c.live = slices.DeleteFunc(c.live, func(other *Task) bool { return other == t })
	if next := c.next(); next != nil {
		c.open(next)
		return
	}
	close(c.done)
}

// park passes the baton on and returns when it comes back.
func (c *controlled) park(t *Task) {
	if next := c.next(); next != t {
		c.open(next)
		<-t.gate
	}
	if c.ending {
		runtime.Goexit()
	}
}

func (c *controlled) yield(t *Task, p Point) {
	t = c.own(t, p)
	t.point = p
	c.faultHeld(t, nil, "held over a yield")
	c.park(t)
}

func (c *controlled) wait(t *Task, q *Queue, p Point, until time.Duration) Wake {
	t = c.own(t, p)
	t.point = p
	if q != nil {
		c.waitIn(t, q)
	} else {
		c.faultHeld(t, nil, "held over a wait")
	}
	t.until, t.waiting = until, true
	switch {
	case t.world.Stopped():
		c.endWait(t, Stopped)
	case until <= c.clock:
		c.endWait(t, TimedOut)
	}
	c.park(t)
	if q != nil {
		c.lock(q.lock)
	}
	return t.wake
}

// waitIn puts t into the queue and frees the queue's lock.
func (c *controlled) waitIn(t *Task, q *Queue) {
	c.faultHeld(t, q.lock, "held over a wait")
	if q.lock.holder != t {
		c.fault(t, q.lock, fmt.Sprintf("not held at a wait in its queue %q", q.name))
	} else {
		c.unlock(q.lock)
	}
	t.queue = q
	q.waiters = append(q.waiters, t)
}

// endWait ends the wait of t.
func (c *controlled) endWait(t *Task, w Wake) {
	if t.queue != nil {
		t.queue.remove(t)
	}
	t.waiting, t.wake = false, w
}

func (c *controlled) wake(q *Queue) {
	if q.lock.holder != c.running {
		c.fault(c.running, q.lock, fmt.Sprintf("not held at a wake-up of its queue %q", q.name))
	}
	for len(q.waiters) > 0 {
		c.endWait(q.waiters[0], Woken)
	}
}

// stop ends every wait. From here on the picker is not asked any more.
func (c *controlled) stop() {
	if c.stopping {
		return
	}
	c.stopping = true
	c.leaveBy = c.report.Steps + LeaveSteps*(1+len(c.live))
	for _, t := range c.live {
		if t.waiting {
			c.endWait(t, Stopped)
		}
	}
}

// stopPart ends the waits of one part's tasks.
func (c *controlled) stopPart(w *World) {
	w.part.stopped.Store(true)
	for _, t := range c.live {
		if t.world == w && t.waiting {
			c.endWait(t, Stopped)
		}
	}
}
