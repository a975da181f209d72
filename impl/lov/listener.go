package lov

import (
	"ostlife/impl/env"
	"ostlife/model/lustre"
)

// Listener is a layer above that does nothing on what it hears but remember it (C2.2.top).
type Listener struct {
	lock   *env.Lock
	active map[lustre.Target]lustre.Instance // never ranged over
}

// NewListener makes a layer that has been told nothing. Its name appears in reports.
func NewListener(w *env.World, name string) *Listener {
	return &Listener{lock: w.NewLock(name), active: map[lustre.Target]lustre.Instance{}}
}

// Active tells that a target is active for an instance.
func (o *Listener) Active(t lustre.Target, i lustre.Instance) {
	o.lock.Lock()
	defer o.lock.Unlock()
	o.active[t] = i
}

// Inactive tells that a target is not active any more.
func (o *Listener) Inactive(t lustre.Target) {
	o.lock.Lock()
	defer o.lock.Unlock()
	delete(o.active, t)
}

// Told is the instance that the target was last told active for, 0 for none.
func (o *Listener) Told(t lustre.Target) lustre.Instance {
	o.lock.Lock()
	defer o.lock.Unlock()
	return o.active[t]
}
