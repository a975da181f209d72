// Package llite is the top of a client: it is told which targets are active and has
// nothing to do about it (C2.2.top).
package llite

import (
	"ostlife/impl/env"
	"ostlife/model/lustre"
)

// Llite is the top of one node.
type Llite struct {
	lock *env.Lock
	told map[lustre.Target]lustre.Instance
}

// New makes a top that has been told nothing.
func New(w *env.World, name string) *Llite {
	return &Llite{lock: w.NewLock("llite " + name), told: map[lustre.Target]lustre.Instance{}}
}

// Active tells that a target is active for an instance.
func (l *Llite) Active(t lustre.Target, i lustre.Instance) {
	l.lock.Lock()
	defer l.lock.Unlock()
	l.told[t] = i
}

// Inactive tells that a target is not active any more.
func (l *Llite) Inactive(t lustre.Target) {
	l.lock.Lock()
	defer l.lock.Unlock()
	delete(l.told, t)
}

// Told is the instance that the target was last told active for, 0 for none.
func (l *Llite) Told(t lustre.Target) lustre.Instance {
	l.lock.Lock()
	defer l.lock.Unlock()
	return l.told[t]
}
