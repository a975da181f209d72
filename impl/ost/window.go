package ost

import (
	"time"

	"ostlife/impl/env"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// PointWindow is where a task waits for the end of a recovery window.
const PointWindow env.Point = "ost: wait for the window's end"

// restart is the administrator's fault: the OST fails and starts again. Locks and
// unstable data are gone, and every client that has an export is awaited. Without one
// nothing that anybody could see is lost.
func (o *OST) restart(m wire.Message) wire.Message {
	o.current = o.committed
	if o.config.Disk.Obd != nil {
		o.mds.survived, o.mds.shown = o.config.Disk.Obd.Newest(), 0 // nothing that was written is lost
	}
	o.await()
	return m.Answer(wire.OK)
}

// await opens a recovery window for the clients that have an export.
func (o *OST) await() {
	awaited := false
	for _, e := range o.exports {
		if e.instance != 0 {
			e.recovery, e.granted, e.unstable = lustre.ExportAwaiting, false, false
			awaited = true
		}
	}
	if awaited || o.mds.survived > 0 {
		o.traceTarget(lustre.ActOstRestart)
	}
	if awaited {
		o.openWindow()
	}
}

// openWindow starts the task that ends a window in which somebody does not come back.
// That of an earlier window leaves.
func (o *OST) openWindow() {
	o.number++
	o.timed = true
	o.closed.Wake()
	number, now := o.number, o.world.Now()
	until := now + min(o.config.Window, env.Forever-now)
	o.world.Go("ost "+o.target.String()+" window", func(t *env.Task) { o.expire(t, number, until) })
}

// expire waits for a window's end. If it has not come in time, the clients that have
// not replayed everything are dropped, and the others go on.
func (o *OST) expire(t *env.Task, number uint64, until time.Duration) {
	o.lock.Lock()
	defer o.lock.Unlock()
	for o.timed && o.number == number {
		if o.world.Now() >= until {
			o.close(lustre.ActWindowExpires)
			o.settle()
			o.write(t)
		} else if o.closed.Wait(t, PointWindow, until) == env.Stopped {
			return
		}
	}
}

// inWindow tells whether a recovery window keeps new clients out.
func (o *OST) inWindow() bool {
	for _, e := range o.exports {
		if e.recovery != lustre.ExportNormal {
			return true
		}
	}
	return false
}

// complete tells whether nobody is awaited who has not replayed everything.
func (o *OST) complete() bool {
	for _, e := range o.exports {
		if e.recovery != lustre.ExportNormal && e.recovery != lustre.ExportDone {
			return false
		}
	}
	return true
}

// close ends the window, and drops those that have not replayed everything.
func (o *OST) close(a lustre.Action) {
	for _, e := range o.exports {
		if e.recovery != lustre.ExportNormal && e.recovery != lustre.ExportDone {
			o.drop(e)
		}
		e.recovery = lustre.ExportNormal
	}
	o.traceTarget(a)
}

// settle does what a change has made possible: the window ends, its task leaves, and
// final pings that have waited are answered, unless they still have to wait.
func (o *OST) settle() {
	if o.inWindow() && o.complete() {
		o.close(lustre.ActWindowEnds)
	}
	if o.timed && !o.inWindow() {
		o.timed = false
		o.closed.Wake()
	}
	for _, e := range o.exports {
		if e.final != nil {
			m := *e.final
			e.final = nil
			if reply, ok := o.replay(e, m); ok {
				o.send(reply)
			}
		}
	}
}

// replay takes what a client sends in its recovery. A copy finds done what it asks
// for, or the window closed.
func (o *OST) replay(e *export, m wire.Message) (wire.Message, bool) {
	known := e.is(m.Instance)
	replaying := e.recovery == lustre.ExportJoined || e.recovery == lustre.ExportReplaying
	switch {
	case m.Count < e.count:
		o.traceReplay(m, e, false, false)
		return wire.Message{}, false
	case known && m.Kind == wire.FinalPing && e.recovery != lustre.ExportAwaiting:
		return o.finalPing(e, m)
	case !known || !replaying:
		o.traceReplay(m, e, true, true)
		return m.Answer(wire.NotConnected), true
	case m.Kind == wire.ReplayLock:
		e.granted = true
	case !o.restore(e, m):
		return m.Answer(wire.NotConnected), true
	}
	e.recovery = lustre.ExportReplaying
	o.traceReplay(m, e, true, false)
	return m.Answer(wire.OK), true
}

// finalPing is answered when the window has ended, and kept until then.
func (o *OST) finalPing(e *export, m wire.Message) (wire.Message, bool) {
	switch e.recovery {
	case lustre.ExportNormal:
		o.traceReplay(m, e, true, false)
		return m.Answer(wire.OK), true
	case lustre.ExportJoined, lustre.ExportReplaying:
		e.recovery = lustre.ExportDone
		o.traceReplay(m, e, true, false)
	}
	e.final = &m
	return wire.Message{}, false
}

// restore takes a write that the restart lost, or finds that it did not lose it. A
// version that does not follow the object's says that another write was lost in
// between: then the export is dropped (C2.1c, VBR).
func (o *OST) restore(e *export, m wire.Message) bool {
	fails := o.failVersion
	o.failVersion = false
	switch {
	case !fails && m.Version == o.current.version+1:
		o.current = register{m.Value, m.Version}
	case fails || m.Version != o.current.version:
		o.drop(e)
		o.trace(lustre.ActVersionFails, m, e, func(r *lustre.TraceRecord) {
			r.Ask, r.Taken, r.Refused = lustre.AskReplay, true, true
		})
		return false
	}
	e.unstable = true
	return true
}

// Abort ends a recovery window at once: clients that have not replayed everything are
// dropped. It returns false if there is none.
func (o *OST) Abort(t *env.Task) bool {
	o.lock.Lock()
	defer o.lock.Unlock()
	open := o.inWindow()
	if open {
		o.close(lustre.ActWindowExpires)
		o.settle()
		o.write(t)
	}
	return open
}
