package ptlrpc

import (
	"slices"
	"time"

	"ostlife/impl/env"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// Held is an import whose lock is held: what the layers above may see and do then. It
// is given to the functions that they pass down, and is not kept beyond them.
type Held struct{ i *Import }

// Await has look see the import, and again after each change, until it returns true.
// It gives up, and returns false, when until comes or the world stops.
func (i *Import) Await(t *env.Task, p env.Point, until time.Duration, look func(Held) bool) bool {
	i.enter(string(p))
	defer i.leave()
	for !look(Held{i}) {
		if i.changed.Wait(t, p, until) != env.Woken || i.world.Now() >= until {
			return false
		}
	}
	return true
}

// Change has f do something under the import lock that no trace shows.
func (i *Import) Change(what string, f func(Held)) {
	i.enter(what)
	defer i.leave()
	f(Held{i})
}

// Object is what the node has of the target's object.
func (h Held) Object() *Object { return &h.i.object }

// Refusal is why nothing begins on this import any more, or for now: ErrNoTarget for a
// removed one, ErrDeactivated for a deactive one, else nil.
func (h Held) Refusal() error {
	switch {
	case h.i.dying:
		return lustre.ErrNoTarget
	case h.i.deactive:
		return lustre.ErrDeactivated
	}
	return nil
}

// Handle is the instance whose handle is held, 0 for none.
func (h Held) Handle() lustre.Instance { return h.i.handle }

// Numbers are the import's own.
func (h Held) Numbers() lustre.Numbers { return h.i.numbers }

// Current reports that numbers are still the import's.
func (h Held) Current(n lustre.Numbers) bool { return h.i.current(n) }

// Usable reports that the connection is good: FULL and not INVALID.
func (h Held) Usable() bool { return h.i.usable() }

// Invalid reports that an invalidation has begun and not ended.
func (h Held) Invalid() bool { return h.i.invalid }

// Creates reports that the object creator may send: the OSC is prepared for this
// connection, and not RECOVERY (C2.3).
func (h Held) Creates() bool {
	return h.i.usable() && !h.i.deactive && !h.i.recovery && h.i.prepared == h.i.numbers.Count
}

// Asked is what the import waits for.
func (h Held) Asked() lustre.Ask { return h.i.asked }

// MayAsk reports that a layer above may ask for something now: the connection is good,
// nothing else is asked, and what a deactive import sends is not its own (C3.2).
func (h Held) MayAsk() bool {
	return h.i.usable() && !h.i.deactive && !h.i.dying && h.i.asked == lustre.AskNothing
}

// Flying reports that a request of the kind has not ended.
func (h Held) Flying(k wire.Kind) bool {
	return slices.ContainsFunc(h.i.inFlight, func(r inFlight) bool { return r.kind == k })
}

// Connect begins a connect if the import may have one, and returns whether it did.
func (h Held) Connect() bool { return h.i.connect() }

// Hold takes a reference.
func (h Held) Hold() { h.i.references++ }

// Trace writes an action that the caller has just taken.
func (h Held) Trace(a lustre.Action) {
	h.i.trace(a, h.i.numbers, func(r *lustre.TraceRecord) { r.Instance = h.i.handle })
}

// TraceObject is [Held.Trace] of an action on an object, in a transaction of the disk.
func (h Held) TraceObject(a lustre.Action, object, transno uint64) {
	h.i.trace(a, h.i.numbers, func(r *lustre.TraceRecord) { r.Instance, r.Object, r.Transno = h.i.handle, object, transno })
}

func (i *Import) usable() bool { return i.state == lustre.Full && !i.invalid }
