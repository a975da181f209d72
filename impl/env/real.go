package env

import (
	"runtime"
	"runtime/debug"
	"slices"
	"sync"
	"time"
)

const (
	// LeaveTime is how long a task of a real world has to return after the world
	// stops; then Run gives up on it and reports it in [Report.Stuck].
	LeaveTime = 30 * time.Second
	// yieldEvery is how many yields of a task of a real world lie between two at
	// which it gives up its processor.
	yieldEvery = 16
)

// realTask is what a task of a real world has of its own.
type realTask struct {
	timer  *time.Timer // made at its first timed wait
	yields int
}

// real is the engine of plain goroutines.
type real struct {
	began time.Time
	leave chan struct{} // closed by stop

	mu      sync.Mutex
	begun   bool    // run was called
	live    []*Task // the tasks that have not ended, by number
	panics  []Panic
	allDone chan struct{} // closed when the last task ends
}

func newReal() *real {
	return &real{began: time.Now(), leave: make(chan struct{}), allDone: make(chan struct{})}
}

func (r *real) now() time.Duration { return time.Since(r.began) }

// run starts the tasks that were waiting for it, and main, and waits for them all.
func (r *real) run(main *Task) Report {
	r.mu.Lock()
	r.begun = true
	r.live = append(r.live, main)
	for _, t := range r.live {
		go r.body(t)
	}
	r.mu.Unlock()
	stuck := r.waitForAll()
	r.mu.Lock()
	defer r.mu.Unlock()
	return Report{Clock: r.now(), Panics: r.panics, Stuck: stuck}
}

// waitForAll returns when every task has ended, or LeaveTime after the stop with
// those that have not.
func (r *real) waitForAll() []Parked {
	select {
	case <-r.allDone:
		return nil
	case <-r.leave:
	}
	late := time.NewTimer(LeaveTime)
	defer late.Stop()
	select {
	case <-r.allDone:
		return nil
	case <-late.C:
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	var stuck []Parked
	for _, t := range r.live {
		stuck = append(stuck, Parked{Task: t.name})
	}
	return stuck
}

func (r *real) spawn(t *Task) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.begun && len(r.live) == 0 {
		return // the run is over
	}
	r.live = append(r.live, t)
	if r.begun {
		go r.body(t)
	}
}

func (r *real) body(t *Task) {
	defer r.end(t)
	t.body(t)
}

// end is deferred by every task: a panic stops the world instead of the process.
func (r *real) end(t *Task) {
	if v := recover(); v != nil {
		r.mu.Lock()
		r.panics = append(r.panics, Panic{Task: t.name, Value: v, Stack: string(debug.Stack())})
		r.mu.Unlock()
		r.stop()
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.live = slices.DeleteFunc(r.live, func(other *Task) bool { return other == t })
	if len(r.live) == 0 {
		close(r.allDone)
	}
}

func (r *real) stop() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.stopped() {
		close(r.leave)
	}
}

// stopPart opens the way out of the waits of one part's tasks.
func (r *real) stopPart(w *World) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !w.part.stopped.Swap(true) {
		close(w.part.gate)
	}
}

func (r *real) stopped() bool {
	select {
	case <-r.leave:
		return true
	default:
		return false
	}
}

// yield gives up the processor now and then, so that a machine with few of them
// also mixes the tasks.
func (r *real) yield(t *Task, _ Point) {
	t.yields++
	if t.yields%yieldEvery == 0 {
		runtime.Gosched()
	}
}

func (r *real) lock(l *Lock)   { l.mu.Lock() }
func (r *real) unlock(l *Lock) { l.mu.Unlock() }

// wake hands each waiter its token. The gate has room for it: a task is in one
// queue at most, and takes a token left over before it waits again.
func (r *real) wake(q *Queue) {
	for _, t := range q.waiters {
		t.queue, t.wake = nil, Woken
		t.gate <- struct{}{}
	}
	q.waiters = q.waiters[:0]
}

func (r *real) wait(t *Task, q *Queue, _ Point, until time.Duration) Wake {
	if t.world.Stopped() {
		return Stopped
	}
	t.wake = TimedOut
	if q != nil {
		t.queue = q
		q.waiters = append(q.waiters, t)
		q.lock.mu.Unlock()
	}
	r.block(t, until)
	if q != nil {
		q.lock.mu.Lock()
		q.remove(t)
		t.drainGate()
	}
	if t.world.Stopped() {
		return Stopped
	}
	return t.wake
}

// block returns when one of the three ways out of a wait is open. Which of them it
// saw decides nothing: the caller looks again, in a fixed order.
func (r *real) block(t *Task, until time.Duration) {
	var expired <-chan time.Time
	if until != Forever {
		expired = t.timerIn(until - r.now())
		defer t.timer.Stop()
	}
	select {
	case <-t.gate:
	case <-expired:
	case <-r.leave:
	case <-t.world.part.left():
	}
}

// timerIn sets the task's timer.
func (t *Task) timerIn(d time.Duration) <-chan time.Time {
	if t.timer == nil {
		t.timer = time.NewTimer(d)
	} else {
		t.timer.Reset(d)
	}
	return t.timer.C
}

// drainGate takes the token of a wake-up that came together with another way out.
func (t *Task) drainGate() {
	select {
	case <-t.gate:
	default:
	}
}
