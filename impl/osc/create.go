package osc

import (
	"cmp"
	"time"

	"ostlife/impl/env"
	"ostlife/impl/ptlrpc"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// Yield points of a create.
const (
	PointCreate     env.Point = "application: before a create"
	PointCreateWait env.Point = "application: wait for the object creator"
)

// Create makes an object on the target and returns its id. It waits while the object
// creator is RECOVERY (C2.3). When the LOV has heard that the target is not active any
// more the create can go elsewhere: it is refused with ErrNoTarget, ErrDeactivated or
// ErrUnreachable. When until comes it ends with ErrUnreachable if nothing was sent,
// else with ErrUnknown. An object whose creation was not heard of is nobody's.
func (o *OSC) Create(t *env.Task, until time.Duration) (uint64, error) {
	t.Yield(PointCreate)
	var object uint64
	made, sent, refusal := false, false, error(nil)
	done := o.Await(t, PointCreateWait, until, func(h ptlrpc.Held) bool {
		refusal = o.refusal(h)
		switch {
		case made || refusal != nil:
			return true
		case !sent && h.Creates(): // once: a connection that is lost is told to the LOV first
			sent = true
			h.Ask(lustre.ActCreateSend, lustre.AskCreate, wire.Message{Kind: wire.Create}, func(a ptlrpc.Answer) {
				made, object = true, a.Reply.Object
			})
		}
		return false
	})
	switch {
	case !done && sent:
		return 0, lustre.ErrUnknown
	case !done:
		return 0, lustre.ErrUnreachable
	case !made:
		return 0, refusal
	}
	return object, nil
}

// refusal is why a create goes elsewhere. Of all but a removal the LOV must have heard:
// before that it would choose this target again.
func (o *OSC) refusal(h ptlrpc.Held) error {
	refused := h.Refusal()
	if refused == lustre.ErrNoTarget || !o.active {
		return cmp.Or(refused, lustre.ErrUnreachable)
	}
	return nil
}
