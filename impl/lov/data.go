package lov

import (
	"time"

	"ostlife/impl/env"
	"ostlife/impl/llog"
	"ostlife/impl/osc"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// Where applications wait until their target may connect.
const (
	PointBegin env.Point = "application: wait for the config log"
	PointKnown env.Point = "application: wait for the last object id of a target"
)

// await waits until the node has read the config log to its end: no target connects
// before that (C3.3).
func (l *LOV) await(t *env.Task, until time.Duration) bool {
	l.lock.Lock()
	defer l.lock.Unlock()
	for !l.begun {
		if l.ready.Wait(t, PointBegin, until) != env.Woken {
			return false
		}
	}
	return true
}

// awaitKnown waits until an MDS with its disk has read what it has of the target. A
// connection that came sooner would have orphans destroyed above an id that is not the
// last one used, and an llog replayed that is not read yet (C1a, C1b).
func (s *slot) awaitKnown(t *env.Task, until time.Duration) bool {
	s.lov.lock.Lock()
	defer s.lov.lock.Unlock()
	for s.lov.config.Storage != nil && !s.known {
		if s.lov.stepped.Wait(t, PointKnown, until) != env.Woken {
			return false
		}
	}
	return true
}

// on has an operation done on a target's OSC. It is refused with ErrUnreachable if the
// config log is not read by then, or the target not added to its end, and with
// ErrNoTarget if there is no such target.
func (l *LOV) on(t *env.Task, target lustre.Target, until time.Duration, do func(*osc.OSC) error) error {
	if !l.await(t, until) {
		return lustre.ErrUnreachable
	}
	s := l.get(target)
	if s == nil {
		return lustre.ErrNoTarget
	}
	defer s.osc.Put()
	if !s.awaitKnown(t, until) {
		return lustre.ErrUnreachable
	}
	return do(s.osc)
}

// Connect is the operation: a round trip to the target on the connection whose
// instance it returns (see [ptlrpc.Import.RoundTrip]).
func (l *LOV) Connect(t *env.Task, target lustre.Target, until time.Duration) (at lustre.Instance, err error) {
	err = l.on(t, target, until, func(o *osc.OSC) error {
		at, err = o.RoundTrip(t, until)
		return err
	})
	return at, err
}

// Write is the operation: the target's object has the value, in this node's cache, under
// a lock that the node got on the connection whose instance it returns (see
// [osc.OSC.Write]).
func (l *LOV) Write(t *env.Task, target lustre.Target, value uint64, until time.Duration) (at lustre.Instance, err error) {
	err = l.on(t, target, until, func(o *osc.OSC) error {
		at, err = o.Write(t, value, until)
		return err
	})
	return at, err
}

// Read is the operation: the value of the target's object and the connection it was read
// on (see [osc.OSC.Read]).
func (l *LOV) Read(t *env.Task, target lustre.Target, until time.Duration) (value uint64, at lustre.Instance, err error) {
	err = l.on(t, target, until, func(o *osc.OSC) error {
		value, at, err = o.Read(t, until)
		return err
	})
	return value, at, err
}

// Destroy has a target's OST destroy an object for an unlink record (see
// [osc.OSC.Destroy]).
func (l *LOV) Destroy(t *env.Task, target lustre.Target, a lustre.Action, r llog.Record, until time.Duration) error {
	m := wire.Message{Kind: wire.Destroy, Object: r.Object, Unlinks: []wire.Unlink{wire.Unlink(r)}}
	return l.on(t, target, until, func(o *osc.OSC) error { return o.Destroy(t, a, m, until) })
}

// Sync is the operation: what the node wrote to the target is committed, or it was
// dropped, which one sync tells with ErrDropped (see [osc.OSC.Sync]).
func (l *LOV) Sync(t *env.Task, target lustre.Target, until time.Duration) error {
	return l.on(t, target, until, func(o *osc.OSC) error { return o.Sync(t, until) })
}
