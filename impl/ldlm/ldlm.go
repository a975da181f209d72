// Package ldlm is the lock layer of a node: the one exclusive lock of a target's
// object, which covers the data that the node has of it.
//
// A node keeps the lock when its work is done, so that the next write needs no request.
// It gives the lock back when the OST calls for it, because another node wants it, and
// in a deactivation (C3.2); each time what the lock covers goes to the OST first. Until
// the lock called for is back, nothing more is done under it here: else the other node
// might wait for ever.
package ldlm

import (
	"time"

	"ostlife/impl/env"
	"ostlife/impl/ptlrpc"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// Yield points of the lock layer.
const (
	PointLock      env.Point = "ldlm: before the lock is used"
	PointLockWait  env.Point = "ldlm: wait for the lock"
	PointPause     env.Point = "ldlm: wait before a blocked lock is asked for again"
	PointSurrender env.Point = "ldlm: before the lock is given back"
	PointGiveWait  env.Point = "ldlm: wait until the lock is given back"
)

// Namespace is the locks of one target: one, of its one object.
type Namespace struct {
	world *env.World
	name  string
	i     *ptlrpc.Import
	pause time.Duration // before a blocked lock is asked for again

	// cover asks the OST for the next of what must be done before the lock can go, and
	// returns false if nothing is left.
	cover func(ptlrpc.Held) bool

	called bool // the OST has called for the lock; under the import lock
}

// New makes the namespace of an import. cover is called under the import lock when the
// import may ask: it sends the next request that must end before the lock can be given
// back, or returns false if there is none.
func New(w *env.World, name string, i *ptlrpc.Import, pause time.Duration, cover func(ptlrpc.Held) bool) *Namespace {
	n := &Namespace{world: w, name: name, i: i, pause: pause, cover: cover}
	i.OnCallback(n.call)
	return n
}

// Under runs act under the import lock while the node has the object's lock, again
// after each change until act returns true. It asks for the lock, and connects for it,
// where it must. It is refused with ErrNoTarget or ErrDeactivated, and when until comes
// with ErrUnreachable; act has not returned true then.
func (n *Namespace) Under(t *env.Task, until time.Duration, act func(ptlrpc.Held) bool) error {
	t.Yield(PointLock)
	for {
		blocked, refusal := false, error(nil)
		done := n.i.Await(t, PointLockWait, until, func(h ptlrpc.Held) bool {
			refusal = h.Refusal()
			return refusal != nil || blocked || n.look(h, act, &blocked)
		})
		switch {
		case !done:
			return lustre.ErrUnreachable
		case refusal != nil || !blocked:
			return refusal
		}
		if t.Sleep(PointPause, min(n.pause, until-n.world.Now())) == env.Stopped {
			return lustre.ErrUnreachable
		}
	}
}

// look does what comes next on the way to act.
func (n *Namespace) look(h ptlrpc.Held, act func(ptlrpc.Held) bool, blocked *bool) bool {
	switch {
	case n.called || h.Invalid():
	case h.Object().Locked:
		return act(h)
	case h.MayAsk():
		n.enqueue(h, blocked)
	default:
		h.Connect()
	}
	return false
}

// enqueue asks for the lock, and sets blocked if another node has it.
func (n *Namespace) enqueue(h ptlrpc.Held, blocked *bool) {
	o := h.Object()
	o.Unsure = true
	h.Ask(lustre.ActEnqueueSend, lustre.AskEnqueue, wire.Message{Kind: wire.Enqueue}, func(a ptlrpc.Answer) {
		o.Unsure = false
		o.Locked = a.Reply.Result == wire.OK
		*blocked = !o.Locked
	})
}

// cancel gives the lock back.
func (n *Namespace) cancel(h ptlrpc.Held) {
	o := h.Object()
	o.Locked, o.Unsure = false, true
	h.Ask(lustre.ActCancelSend, lustre.AskCancel, wire.Message{Kind: wire.Cancel}, func(ptlrpc.Answer) {
		o.Unsure = false
	})
}

// call is the OST's callback. It starts the task that gives the lock back, unless one
// runs. It finds nothing to give where this is the copy of an older call. The OST calls
// again for as long as another node asks.
func (n *Namespace) call(h ptlrpc.Held) {
	if n.called || h.Refusal() != nil {
		return
	}
	n.called = true
	h.Hold()
	under := h.Numbers()
	n.world.Go("callback "+n.name, func(t *env.Task) {
		n.surrender(t, under, true)
		n.i.Change("the end of a callback", func(ptlrpc.Held) { n.called = false })
		n.i.Put()
	})
}

// Drain gives the lock back in a deactivation, whose event has the numbers: first what
// it covers goes to the OST. It ends early when the connection does, and returns false
// only if the world stops before.
func (n *Namespace) Drain(t *env.Task, under lustre.Numbers) bool {
	covered := false
	n.i.Change("a drain", func(h ptlrpc.Held) { covered = h.Object().Locked || !h.Object().Clean() })
	return !covered || n.surrender(t, under, false)
}

// surrender gives the lock back while the connection of the numbers is good, also a
// lock that the OST alone may know of if it is unsure. It returns false only if the
// world stops before.
func (n *Namespace) surrender(t *env.Task, under lustre.Numbers, unsure bool) bool {
	t.Yield(PointSurrender)
	return n.i.Await(t, PointGiveWait, env.Forever, func(h ptlrpc.Held) bool {
		o := h.Object()
		switch {
		case !h.Current(under) || !h.Usable():
			return true
		case h.Asked() != lustre.AskNothing || n.cover(h):
			return false
		case !o.Locked && !(unsure && o.Unsure):
			return true
		case !h.Flying(wire.Read): // one that came behind the cancel would be refused
			n.cancel(h)
		}
		return false
	})
}
