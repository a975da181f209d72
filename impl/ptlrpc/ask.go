package ptlrpc

import (
	"cmp"

	"ostlife/impl/env"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// Ask sends a request that changes what node and OST have of an object, and traces
// that as the action sent. An import asks for one thing at a time, creates aside, and
// Asked names it until it has ended. take hears the reply, OK or of an enqueue MustWait,
// if the numbers are still those of now; a refusal, or silence, is a loss (C2.5).
func (h Held) Ask(sent lustre.Action, what lustre.Ask, m wire.Message, take Interpreter) {
	h.i.ask(sent, what, m, take)
}

// ask is [Held.Ask].
func (i *Import) ask(sent lustre.Action, what lustre.Ask, m wire.Message, take Interpreter) {
	if what != lustre.AskCreate {
		i.asked = what
	}
	numbers := i.numbers
	m.Instance = i.handle
	i.send(m, func(a Answer) {
		a.Reply.Object = cmp.Or(a.Reply.Object, m.Object)
		i.interpretAsk(numbers, what, a, take)
	})
	i.trace(sent, numbers, func(r *lustre.TraceRecord) { r.Instance, r.Ask, r.Object = i.handle, what, m.Object })
}

// PointAskWait is where the worker waits for the end of what it has asked.
const PointAskWait env.Point = "worker: wait for the OST"

// Request is [Held.Ask] of the worker, for an event: it asks when nothing else is asked,
// and waits for the end. It returns false if the event was overtaken, as it is by a
// refusal and by silence.
func (i *Import) Request(t *env.Task, e Event, p env.Point, sent lustre.Action, what lustre.Ask, m wire.Message, take Interpreter) bool {
	t.Yield(p)
	i.enter(string(sent))
	defer i.leave()
	asked, taken := false, false // outside of the loop, which would copy them
	for !taken {
		switch {
		case !i.current(e.Numbers):
			i.trace(lustre.ActEventStale, e.Numbers, nil)
			return false
		case !asked && i.asked == lustre.AskNothing:
			asked = true
			i.ask(sent, what, m, func(a Answer) { taken = true; take(a) })
		}
		if i.changed.Wait(t, PointAskWait, env.Forever) == env.Stopped {
			return false
		}
	}
	return true
}

// interpretAsk takes the end of a request. What the numbers have overtaken changes
// nothing: whoever asked has gone on. The lock is held.
func (i *Import) interpretAsk(numbers lustre.Numbers, what lustre.Ask, a Answer, take Interpreter) {
	if !i.current(numbers) {
		return
	}
	if what != lustre.AskCreate {
		i.asked = lustre.AskNothing
	}
	heard, expired := ends(what)
	blocked := what == lustre.AskEnqueue && a.Reply.Result == wire.MustWait
	refused := a.Err == nil && a.Reply.Result != wire.OK && !blocked
	fill := func(r *lustre.TraceRecord) {
		r.Ask, r.Refused, r.Object = what, refused, a.Reply.Object
		r.Taken = a.Err == nil && !blocked
	}
	switch {
	case a.Err != nil:
		i.lose(expired, numbers, fill)
	case refused:
		i.lose(heard, numbers, fill)
	default:
		take(a)
		i.trace(heard, numbers, fill)
	}
}

// ends names the actions that end a request, with an answer and without.
func ends(what lustre.Ask) (heard, expired lustre.Action) {
	switch what {
	case lustre.AskCreate:
		return lustre.ActCreateInterpret, lustre.ActCreateExpire
	case lustre.AskMdsConn, lustre.AskLlog, lustre.AskOrphans:
		return lustre.ActOscInterpret, lustre.ActAskExpire
	case lustre.AskReplay:
		return lustre.ActReplayInterpret, lustre.ActAskExpire
	}
	return lustre.ActAskInterpret, lustre.ActAskExpire
}

// overtake ends requests of the numbers before: the import asks for nothing now.
func (i *Import) overtake(which func(wire.Kind) bool) {
	i.asked = lustre.AskNothing
	for _, r := range i.inFlight {
		if which(r.kind) {
			i.rpc.Abort(r.xid)
		}
	}
}

// ofConnection reports the requests that end with the connection. The others outlive
// it: a connect begins one, and of a ping or a disconnect the time-out is harmless.
func ofConnection(k wire.Kind) bool {
	return k != wire.Connect && k != wire.Disconnect && k != wire.Ping
}
