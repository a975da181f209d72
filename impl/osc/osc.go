// Package osc is the layer between an import and the LOV: it is prepared before the
// LOV hears that a connection is there (C2.2.osc), and it holds the object creator,
// whose RECOVERY flag makes creates wait until recovery has finished (C2.3).
//
// It also holds a node's data of the target's object, under the lock that package ldlm
// gets: a write is acknowledged in the cache, goes to the OST later, and is durable at a
// sync. What a deactivation finds goes to the OST first (C3.2); what an eviction or a
// removal drops is told by the next sync.
package osc

import (
	"fmt"

	"ostlife/impl/env"
	"ostlife/impl/ldlm"
	"ostlife/impl/ptlrpc"
	"ostlife/model/lustre"
)

// Yield points before the OSC's steps.
const (
	PointPrepare  env.Point = "osc: before the object creator is RECOVERY"
	PointFinished env.Point = "osc: before RECOVERY is cleared"
	PointWake     env.Point = "osc: before waiting creates are woken"
)

// Event is what the worker tells.
type Event = ptlrpc.Event

// Observer is the layer above, told by the worker in the OSC's order. Each call may
// wait, and returns false if it found the event overtaken.
type Observer interface {
	Active(*env.Task, Event) bool
	Inactive(*env.Task, Event) bool
	Deactivate(*env.Task, Event) bool
	Activate(*env.Task, Event) bool
	Removed(*env.Task, Event) bool
	Freed()
}

// OSC is the client of one OST's objects.
type OSC struct {
	*ptlrpc.Import // down: the import

	observer Observer
	locks    *ldlm.Namespace
	creator  *creator // of an MDS that has its disk; nil for none
	active   bool     // the LOV may take the target for active; under the import lock
}

// LockPauses is how often a lock that another node has is asked for within the time
// that a request may take.
const LockPauses = 8

// New makes an OSC with its import, which one reference holds.
func New(w *env.World, rpc *ptlrpc.Ptlrpcd, c ptlrpc.Config, observer Observer) *OSC {
	o := &OSC{observer: observer}
	o.Import = ptlrpc.NewImport(w, rpc, c, upward{o})
	o.locks = ldlm.New(w, fmt.Sprintf("%s %s", c.Node, c.Target), o.Import, c.Request/LockPauses, writeOut)
	return o
}

// upward is the OSC as its import sees it.
type upward struct{ *OSC }

// Active prepares the OSC, then tells the LOV (C2.2.osc). On an MDS with its disk it is
// prepared when the OST has replayed the llog.
func (o upward) Active(t *env.Task, e Event) bool {
	return o.Step(t, e, PointPrepare, lustre.ActOscPrepare, func() {
		o.active = true
		o.SetRecovery(true)
		if o.creator == nil {
			o.SetPrepared(e.Numbers.Count)
		}
	}) && o.connectLlog(t, e) && o.observer.Active(t, e)
}

// RecoveryFinished lets creates go (C2.3), on an MDS with its disk when what was created
// and not used is destroyed.
func (o upward) RecoveryFinished(t *env.Task, e Event) bool {
	return o.destroyOrphans(t, e) && o.Step(t, e, PointFinished, lustre.ActRecoveryFinished, func() { o.SetRecovery(false) })
}

// Inactive tells the LOV; creates go elsewhere then.
func (o upward) Inactive(t *env.Task, e Event) bool {
	told := o.observer.Inactive(t, e)
	o.inactive()
	return told
}

// Deactivate tells the LOV, then wakes the creates that wait for RECOVERY, and gives
// data and lock to the OST (C3.2).
func (o upward) Deactivate(t *env.Task, e Event) bool {
	told := o.observer.Deactivate(t, e)
	o.inactive()
	if !told || !o.Step(t, e, PointWake, lustre.ActOscWake, func() { o.SetRecovery(false) }) {
		return false
	}
	return o.locks.Drain(t, e.Numbers)
}

// inactive wakes the creates: the LOV has heard that the target is not active.
func (o upward) inactive() {
	o.Change("the end of the target's activity", func(ptlrpc.Held) { o.active = false })
}

// Activate tells the LOV.
func (o upward) Activate(t *env.Task, e Event) bool { return o.observer.Activate(t, e) }

// Removed tells the LOV.
func (o upward) Removed(t *env.Task, e Event) bool { return o.observer.Removed(t, e) }

// Freed tells the LOV.
func (o upward) Freed() { o.observer.Freed() }
