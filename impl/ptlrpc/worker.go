package ptlrpc

import (
	"ostlife/impl/env"
	"ostlife/model/lustre"
)

// Yield points of the worker, each before the step that it names (C2.2, C2.4).
const (
	PointTake           env.Point = "worker: before taking an event"
	PointInvalidate     env.Point = "worker: before the invalidation waits"
	PointDrain          env.Point = "worker: wait until requests have ended"
	PointInvalidateEnd  env.Point = "worker: before INVALID is cleared"
	PointFull           env.Point = "worker: before FULL"
	PointDisconnect     env.Point = "worker: before OST_DISCONNECT"
	PointDisconnectWait env.Point = "worker: wait for the disconnect's reply"
	PointDeactivateEnd  env.Point = "worker: before the deactivation ends"
	PointRemove         env.Point = "worker: before the removal waits"
	PointRemoveEnd      env.Point = "worker: before CLOSED"
)

// work is the import's one worker: the queued events in their order, then it ends.
func (i *Import) work(t *env.Task) {
	for {
		t.Yield(PointTake)
		e, ok := i.head()
		if !ok {
			return
		}
		i.perform(t, e)
		if i.world.Stopped() {
			return // what the stop cut short has not ended
		}
		i.done()
	}
}

// head gives the event to work at, or ends the worker, with its reference.
func (i *Import) head() (Event, bool) {
	i.enter("a worker")
	if len(i.queue) > 0 {
		defer i.lock.Unlock()
		return i.queue[0], true
	}
	i.working = false
	i.changed.Wake()
	i.give(i.ofWorker())
	return Event{}, false
}

// done drops the event in hand, and its reference.
func (i *Import) done() {
	i.enter("the end of an event")
	i.queue = i.queue[1:]
	i.changed.Wake()
	i.release()
}

// perform runs one event to its end, or to where it has been overtaken.
func (i *Import) perform(t *env.Task, e Event) {
	switch e.Kind {
	case lustre.EventConnected:
		i.connected(t, e)
	case lustre.EventInvalidate:
		if i.invalidate(t, e) {
			i.connected(t, e)
		}
	case lustre.EventInactive:
		i.upper.Inactive(t, e)
	case lustre.EventDeactivate:
		i.deactivated(t, e)
	case lustre.EventActivate:
		i.upper.Activate(t, e)
	case lustre.EventRemove:
		i.removed(t, e)
	}
}

// Step is one step of the worker that changes what the import lock guards: change
// runs only if the event's numbers are still current. It returns whether it ran.
func (i *Import) Step(t *env.Task, e Event, p env.Point, a lustre.Action, change func()) bool {
	t.Yield(p)
	i.enter(string(a))
	defer i.leave()
	if !i.current(e.Numbers) {
		i.trace(lustre.ActEventStale, e.Numbers, nil)
		return false
	}
	change()
	i.trace(a, e.Numbers, func(r *lustre.TraceRecord) { r.Instance, r.Position = e.Instance, e.Position })
	return true
}

// SetRecovery is the object creator's flag, and SetPrepared for which connection the
// OSC is prepared. Both are the OSC's, kept under the import lock so that a step can
// change them together with its look at the numbers.
func (i *Import) SetRecovery(on bool) { i.recovery = on }

// SetPrepared is described at [Import.SetRecovery].
func (i *Import) SetPrepared(c lustre.ConnectionCount) { i.prepared = c }

// connected is the rest of the connect FSM: the recovery if there is one, FULL, then the
// chain of C2.2, then the second event (C2.3).
func (i *Import) connected(t *env.Task, e Event) {
	if !i.replay(t, e) {
		return
	}
	full := func() bool {
		return i.Step(t, e, PointFull, lustre.ActConnectFull, func() { i.setState(lustre.Full) })
	}
	active := func() bool { return i.upper.Active(t, e) }
	first, second := full, active
	if i.config.Defects.Has(lustre.DefectActiveFirst) {
		first, second = active, full
	}
	if first() && second() {
		i.upper.RecoveryFinished(t, e)
	}
}

// invalidate waits until every request has ended, drops the lock and the data under it,
// and clears INVALID: once begun it is always finished. It returns whether the connection that showed the eviction is
// still the current one.
func (i *Import) invalidate(t *env.Task, e Event) bool {
	t.Yield(PointInvalidate)
	if !i.drain(t) {
		return false
	}
	t.Yield(PointInvalidateEnd)
	i.enter("the end of an invalidation")
	defer i.leave()
	i.invalid = false
	if !i.config.Defects.Has(lustre.DefectEvictionLeavesLocks) {
		i.object.purge()
	}
	current := i.current(e.Numbers) && i.state == lustre.Evicted
	if current {
		i.setState(lustre.Recover)
	}
	i.trace(lustre.ActInvalidateEnd, e.Numbers, nil)
	return current
}

// drain waits until no request is in flight. Requests always end, so it does; it
// returns false only if the world stops before.
func (i *Import) drain(t *env.Task) bool {
	i.enter("a drain")
	defer i.lock.Unlock()
	for len(i.inFlight) > 0 {
		if i.changed.Wait(t, PointDrain, env.Forever) == env.Stopped {
			return false
		}
	}
	return true
}

// deactivated is the worker's part of a deactivation (C3.2): upward first, where data
// and lock are given to the OST, then OST_DISCONNECT if the connection is good, then
// DISCONN. The handle goes when the OST answered; else it stays, pinned, with all that
// hangs on it.
func (i *Import) deactivated(t *env.Task, e Event) {
	if !i.upper.Deactivate(t, e) {
		return
	}
	t.Yield(PointDisconnect)
	answered, ok := i.disconnect(t, e)
	if !ok {
		return
	}
	i.Step(t, e, PointDeactivateEnd, lustre.ActDeactivateEnd, func() {
		if answered {
			i.handle, i.object.Unsure = 0, false
		}
		i.setState(lustre.Disconn)
		i.prepared = 0
	})
}

// disconnect sends OST_DISCONNECT on a good connection and waits for its end: a
// reply, a time-out, or numbers that were raised meanwhile. ok is false if the event
// was overtaken before anything was sent.
func (i *Import) disconnect(t *env.Task, e Event) (answered, ok bool) {
	i.enter("a disconnect")
	defer i.leave()
	if !i.current(e.Numbers) {
		i.trace(lustre.ActEventStale, e.Numbers, nil)
		return false, false
	}
	if !i.usable() {
		return false, true
	}
	answer := i.sendDisconnect(e.Numbers)
	for !answer.heard && i.current(e.Numbers) {
		if i.changed.Wait(t, PointDisconnectWait, env.Forever) == env.Stopped {
			return false, false
		}
	}
	return answer.ok, true
}

// removed is the worker's part of a removal (C3.3): the layer above forgets the slot,
// the requests end, the import is closed.
func (i *Import) removed(t *env.Task, e Event) {
	i.upper.Removed(t, e)
	t.Yield(PointRemove)
	if !i.drain(t) {
		return
	}
	t.Yield(PointRemoveEnd)
	i.enter("the end of a removal")
	defer i.leave()
	i.setState(lustre.Closed)
	i.trace(lustre.ActRemoveEnd, e.Numbers, func(r *lustre.TraceRecord) { r.Position = e.Position })
}
