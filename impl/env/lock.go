package env

import (
	"slices"
	"sync"
	"time"
)

// Lock guards a short critical section. It is never held over a yield, nor over a
// wait on anything but its own queues. In a controlled world nobody ever contends
// for it: what breaks the rule is reported in [Report.LockFaults].
type Lock struct {
	world  *World
	name   string
	mu     sync.Mutex // real worlds
	holder *Task      // controlled worlds; nil while free
}

// NewLock makes a free lock. The name appears in reports.
func (w *World) NewLock(name string) *Lock { return &Lock{world: w, name: name} }

// Lock takes the lock.
func (l *Lock) Lock() { l.world.engine.lock(l) }

// Unlock frees the lock.
func (l *Lock) Unlock() { l.world.engine.unlock(l) }

// Queue holds the tasks that wait for something that its lock guards.
type Queue struct {
	lock    *Lock
	name    string
	waiters []*Task
}

// NewQueue makes an empty queue tied to the lock. The name appears in reports.
func (l *Lock) NewQueue(name string) *Queue { return &Queue{lock: l, name: name} }

// Wait waits until [Queue.Wake], until the world's time reaches until ([Forever]:
// no such time), or until the world stops. The queue's lock, and no other, is held
// on entry and on return, and free in between: the caller looks again at what it
// waits for, in a loop.
func (q *Queue) Wait(t *Task, p Point, until time.Duration) Wake {
	return t.world.engine.wait(t, q, p, until)
}

// Wake wakes every task in the queue. It needs no [Task] and never blocks; the
// queue's lock is held.
func (q *Queue) Wake() { q.lock.world.engine.wake(q) }

// remove takes t out of the queue, if it is there, and keeps the order of the rest.
func (q *Queue) remove(t *Task) {
	if i := slices.Index(q.waiters, t); i >= 0 {
		q.waiters = slices.Delete(q.waiters, i, i+1)
	}
	t.queue = nil
}
