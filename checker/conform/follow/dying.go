package follow

import (
	"fmt"
	"slices"

	"ostlife/model"
	"ostlife/model/lustre"
)

// takeDying follows a record of a slot that is removed. Its worker goes through the
// events that were queued before the REMOVE, which change nothing any more, and then
// through the REMOVE, which alone the model shows.
func (p *pair) takeDying(n *numbers, r *lustre.TraceRecord) string {
	switch r.Action {
	case lustre.ActPingEnd:
		if !n.pinged(r) {
			return fmt.Sprintf("no ping of %s is under way", told(r.Numbers))
		}
	case lustre.ActCreateMove:
		if p.waiting == 0 {
			return "no create waits"
		}
		p.waiting--
	case lustre.ActConnectExpire: // it was under way, and changes nothing any more
	case lustre.ActConnectInterpret:
		if r.Taken {
			return "a removed import takes no reply"
		}
		if wrong := n.hears(r); wrong != "" {
			return wrong
		}
	case lustre.ActDisconnectInterpret, lustre.ActDisconnectExpire:
		if !n.parts {
			return "no disconnect is under way"
		}
		n.parts = false
	case lustre.ActEventStale, lustre.ActInvalidateEnd:
		return p.passesOver(n, r)
	case lustre.ActRemoveTop, lustre.ActRemoveEnd, lustre.ActSlotFree:
		return p.dies(n, r)
	default:
		return "the slot is dying"
	}
	return p.showsDying(r, n)
}

// passesOver is the worker at an event from before the REMOVE.
func (p *pair) passesOver(n *numbers, r *lustre.TraceRecord) string {
	n.begun()
	e := n.head()
	invalidation := e != nil && e.kind == lustre.EventInvalidate
	if e == nil || e.kind == lustre.EventRemove || r.Numbers != e.numbers || r.Action == lustre.ActInvalidateEnd && !invalidation {
		return "the worker is not at such an event"
	}
	e.over = true
	if r.Action == lustre.ActEventStale {
		return ""
	}
	return p.showsDying(r, n)
}

// dies is a step of the removal itself, as the model has it.
func (p *pair) dies(n *numbers, r *lustre.TraceRecord) string {
	if r.Action != lustre.ActSlotFree {
		n.begun()
		if e := n.head(); e == nil || e.kind != lustre.EventRemove || r.Numbers != e.numbers {
			return "the worker is not at the REMOVE"
		}
	}
	var from model.State
	of(&from).Dying = n.dying
	to, ok := clientMachine.step(r.Action, &from)
	if !ok {
		return "the model cannot do it here"
	}
	n.dying = of(&to).Dying
	switch r.Action {
	case lustre.ActRemoveEnd:
		n.head().over = true
	case lustre.ActSlotFree:
		p.dying = slices.DeleteFunc(slices.Clone(p.dying), func(other *numbers) bool { return other == n })
	}
	return p.showsDying(r, n)
}

// showsDying compares what a record shows of a slot that is dying.
func (p *pair) showsDying(r *lustre.TraceRecord, n *numbers) string {
	if lovActions[r.Action] {
		return p.showsSlot(r, n)
	}
	var d differences
	differ(&d, "the connection", r.Current.Count, n.current.Count)
	differ(&d, "the generation", r.Current.Generation, n.current.Generation)
	differ(&d, "the handle", r.Import.Handle, lustre.Instance(0))
	n.showsQueue(&d, r)
	p.inFlight(&d, r, n)
	return d.String()
}
