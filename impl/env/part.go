package env

import "sync/atomic"

// PointGone is where somebody waits until the tasks of a part have ended.
const PointGone Point = "env: wait until a part's tasks have ended"

// part is what a part of a world has of its own.
type part struct {
	stopped atomic.Bool
	gate    chan struct{} // real worlds: closed by the stop

	lock  *Lock
	gone  *Queue
	tasks int // that have not ended
}

// Part makes a part of the world: it has the same tasks, locks and time, and can be
// stopped alone, as a node that crashes. [World.Stop] of the part ends the waits of the
// tasks that were started through it, and starts no more; the rest of the world goes on.
// The part of a part is one of the whole world.
func (w *World) Part(name string) *World {
	lock := w.NewLock("part " + name)
	return &World{engine: w.engine, stamps: w.stamps,
		part: &part{gate: make(chan struct{}), lock: lock, gone: lock.NewQueue("tasks")}}
}

// Gone waits until every task of a part has ended; that of a whole world returns at
// once. The part was stopped before, and the task is none of its own. It returns false
// if the world of the task stops first.
func (w *World) Gone(t *Task) bool {
	if w.part == nil {
		return true
	}
	w.part.lock.Lock()
	defer w.part.lock.Unlock()
	for w.part.tasks > 0 {
		if w.part.gone.Wait(t, PointGone, Forever) == Stopped {
			return false
		}
	}
	return true
}

// enter counts a task that begins; none begins in a part that was stopped.
func (p *part) enter() bool {
	p.lock.Lock()
	defer p.lock.Unlock()
	if p.stopped.Load() {
		return false
	}
	p.tasks++
	return true
}

func (p *part) leave() {
	p.lock.Lock()
	defer p.lock.Unlock()
	p.tasks--
	p.gone.Wake()
}

// left is closed when the part stops; a whole world has none.
func (p *part) left() <-chan struct{} {
	if p == nil {
		return nil
	}
	return p.gate
}
