// Package osc is the layer between an import and the LOV: it is prepared before the
// LOV hears that a connection is there (C2.2.osc), and it holds the object creator,
// whose RECOVERY flag makes creates wait until recovery has finished (C2.3).
package osc

import (
	"ostlife/impl/env"
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
}

// New makes an OSC with its import, which one reference holds.
func New(w *env.World, rpc *ptlrpc.Ptlrpcd, c ptlrpc.Config, observer Observer) *OSC {
	o := &OSC{observer: observer}
	o.Import = ptlrpc.NewImport(w, rpc, c, upward{o})
	return o
}

// upward is the OSC as its import sees it.
type upward struct{ *OSC }

// Active prepares the OSC, then tells the LOV (C2.2.osc).
func (o upward) Active(t *env.Task, e Event) bool {
	return o.Step(t, e, PointPrepare, lustre.ActOscPrepare, func() {
		o.SetRecovery(true)
		o.SetPrepared(e.Numbers.Count)
	}) && o.observer.Active(t, e)
}

// RecoveryFinished lets creates go (C2.3).
func (o upward) RecoveryFinished(t *env.Task, e Event) bool {
	return o.Step(t, e, PointFinished, lustre.ActRecoveryFinished, func() { o.SetRecovery(false) })
}

// Inactive tells the LOV.
func (o upward) Inactive(t *env.Task, e Event) bool { return o.observer.Inactive(t, e) }

// Deactivate tells the LOV, then wakes the creates that wait for RECOVERY (C3.2).
func (o upward) Deactivate(t *env.Task, e Event) bool {
	return o.observer.Deactivate(t, e) &&
		o.Step(t, e, PointWake, lustre.ActOscWake, func() { o.SetRecovery(false) })
}

// Activate tells the LOV.
func (o upward) Activate(t *env.Task, e Event) bool { return o.observer.Activate(t, e) }

// Removed tells the LOV.
func (o upward) Removed(t *env.Task, e Event) bool { return o.observer.Removed(t, e) }

// Freed tells the LOV.
func (o upward) Freed() { o.observer.Freed() }
