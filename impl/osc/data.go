package osc

import (
	"time"

	"ostlife/impl/env"
	"ostlife/impl/ptlrpc"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// Yield points of the operations on data.
const (
	PointReadWait env.Point = "application: wait for a value"
	PointSync     env.Point = "application: before a sync"
	PointSyncWait env.Point = "application: wait for a sync"
)

// Write has the target's object have the value, in this node's cache and under the
// object's lock, and returns the instance whose handle the node held then: there may be
// no connection just now (C3.2). It gets the lock where the node has it not. It is
// refused with ErrNoTarget or ErrDeactivated, and when until comes with ErrUnreachable;
// nothing was written then.
func (o *OSC) Write(t *env.Task, value uint64, until time.Duration) (at lustre.Instance, err error) {
	err = o.locks.Under(t, until, func(h ptlrpc.Held) bool {
		if h.Asked() == lustre.AskWrite {
			return false // which value that was must be clear when its end is heard
		}
		data := h.Object()
		again := data.Dirty
		data.Dirty, data.Value = true, value
		at = h.Handle()
		if !again {
			h.Trace(lustre.ActWrite)
		}
		return true
	})
	return at, err
}

// value is a read on its way.
type value struct {
	answer *ptlrpc.Answer
	own    *uint64 // what the node had written, if the OST need not have it
	at     lustre.Instance
}

// Read gives the value of the target's object, and the instance of the connection on
// which the OST confirmed that the lock is this node's. The value is what the node has
// in its cache, else the OST's. Errors are those of [OSC.Write].
func (o *OSC) Read(t *env.Task, until time.Duration) (uint64, lustre.Instance, error) {
	for {
		var v *value
		err := o.locks.Under(t, until, func(h ptlrpc.Held) bool {
			if !h.Usable() {
				h.Connect()
				return false
			}
			v = ask(h)
			return true
		})
		if err != nil {
			return 0, 0, err
		}
		if !o.Await(t, PointReadWait, until, func(ptlrpc.Held) bool { return v.answer != nil }) {
			return 0, 0, lustre.ErrUnreachable
		}
		switch {
		case v.answer.Err != nil || v.answer.Reply.Result != wire.OK: // the connection is lost
		case v.own != nil:
			return *v.own, v.at, nil
		default:
			return v.answer.Reply.Value, v.at, nil
		}
	}
}

// ask sends a read.
func ask(h ptlrpc.Held) *value {
	v := &value{at: h.Handle()}
	switch data := *h.Object(); {
	case data.Dirty:
		v.own = &data.Value
	case data.Uncommitted:
		v.own = &data.Taken
	}
	h.Read(func(a ptlrpc.Answer) { v.answer = &a })
	return v
}

// Sync ends when the OST has committed what this node wrote before. It fails with
// ErrDropped, once, if data of this node's was dropped since the last sync (C3.2). It
// is refused with ErrNoTarget or ErrDeactivated, and when until comes with
// ErrUnreachable if nothing was sent; else its outcome is ErrUnknown.
func (o *OSC) Sync(t *env.Task, until time.Duration) error {
	t.Yield(PointSync)
	sent, result := false, error(nil)
	done := o.Await(t, PointSyncWait, until, func(h ptlrpc.Held) bool {
		data, refusal := h.Object(), h.Refusal()
		switch {
		case refusal == lustre.ErrNoTarget:
			result = refusal // what was dropped is told by the target's next slot
		case data.Dropped:
			data.Dropped = false
			h.Trace(lustre.ActSyncFails)
			result = lustre.ErrDropped
		case data.Clean():
		case refusal != nil:
			result = refusal
		case h.MayAsk():
			sent = writeOut(h)
			return false
		default:
			h.Connect()
			return false
		}
		return true
	})
	switch {
	case done:
		return result
	case sent:
		return lustre.ErrUnknown
	}
	return lustre.ErrUnreachable
}

// writeOut asks the OST to take what is dirty, else to commit what it has taken. It
// returns false if there is neither.
func writeOut(h ptlrpc.Held) bool {
	data := h.Object()
	switch {
	case data.Dirty:
		m := wire.Message{Kind: wire.Write, Value: data.Value}
		h.Ask(lustre.ActFlushSend, lustre.AskWrite, m, func(a ptlrpc.Answer) {
			data.Dirty = false
			data.Uncommitted, data.Taken, data.Version = true, m.Value, a.Reply.Version
		})
	case data.Uncommitted:
		h.Ask(lustre.ActSyncSend, lustre.AskSync, wire.Message{Kind: wire.Sync}, func(ptlrpc.Answer) {
			data.Uncommitted = false
		})
	default:
		return false
	}
	return true
}
