package ptlrpc

import (
	"slices"
	"time"

	"ostlife/impl/env"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// Where applications wait.
const (
	PointRoundTrip env.Point = "application: wait for the connection"
	PointSettle    env.Point = "application: wait for config events to end"
)

// RoundTrip ends with a ping that was sent after the call and answered on the
// connection whose instance it returns; it connects where it must. It is refused
// with ErrNoTarget or ErrDeactivated, decided here; when until comes, with
// ErrUnreachable if nothing was sent, else its outcome is ErrUnknown.
func (i *Import) RoundTrip(t *env.Task, until time.Duration) (lustre.Instance, error) {
	i.enter("a round trip")
	defer i.leave()
	for sent := false; ; {
		switch {
		case i.dying:
			return 0, lustre.ErrNoTarget
		case i.deactive:
			return 0, lustre.ErrDeactivated
		case i.connect():
			sent = true
		case i.usable():
			sent = true
			if handle, ok := i.trip(t, until); ok {
				return handle, nil
			}
		case i.changed.Wait(t, PointRoundTrip, until) != env.Woken:
			if sent {
				return 0, lustre.ErrUnknown
			}
			return 0, lustre.ErrUnreachable
		}
		if sent && (i.world.Now() >= until || i.world.Stopped()) {
			return 0, lustre.ErrUnknown
		}
	}
}

// trip pings on the current connection and waits for the answer. The lock is held,
// but not while it waits.
func (i *Import) trip(t *env.Task, until time.Duration) (lustre.Instance, bool) {
	handle := i.handle
	var answer *Answer
	i.ping(func(a Answer) { answer = &a })
	for answer == nil {
		if i.changed.Wait(t, PointRoundTrip, until) != env.Woken {
			return 0, false
		}
	}
	return handle, answer.Err == nil && answer.Reply.Result == wire.OK
}

// Settled waits until no event of a config record at or before the position is left,
// and returns false if until comes first.
func (i *Import) Settled(t *env.Task, p lustre.Position, until time.Duration) bool {
	i.enter("a settle")
	defer i.leave()
	left := func(e Event) bool { return e.Position > 0 && e.Position <= p }
	for slices.ContainsFunc(i.queue, left) {
		if i.changed.Wait(t, PointSettle, until) != env.Woken {
			return false
		}
	}
	return true
}
