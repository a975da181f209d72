package ptlrpc

import (
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// connect begins a connect if the import may have one, and returns whether it did. No
// connect is sent while an invalidation runs, nor for a deactive import (C2.4), and
// none but the pinger's where the OST's window kept us out. The lock is held.
func (i *Import) connect() bool {
	if i.state != lustre.New && i.state != lustre.Disconn || i.invalid || i.deactive || i.dying || i.barred {
		return false
	}
	i.raiseCount()
	i.setState(lustre.Connecting)
	numbers := i.numbers
	i.send(wire.Message{Kind: wire.Connect, Instance: i.handle, MDS: i.config.MDS}, func(a Answer) {
		i.interpretConnect(numbers, a)
	})
	i.trace(lustre.ActConnectSend, numbers, func(r *lustre.TraceRecord) { r.Instance = i.handle })
	return true
}

// interpretConnect makes the first checks of a connect reply and hands over to the
// worker (C2.1c). The lock is held.
func (i *Import) interpretConnect(numbers lustre.Numbers, a Answer) {
	r := a.Reply
	given := r.Result == wire.OK && r.Instance != 0
	switch {
	case a.Err != nil:
		i.expireConnect(numbers)
	case given && (i.awaits(numbers) || i.fooled()):
		i.accept(numbers, r)
	case r.Result == wire.InWindow && i.awaits(numbers):
		i.keepOut(numbers)
	case given, r.Result == wire.InWindow:
		i.trace(lustre.ActConnectInterpret, numbers, func(t *lustre.TraceRecord) { t.Instance = r.Instance })
	default:
		i.expireConnect(numbers) // an answer that no OST of ours gives
	}
}

// awaits reports that the import waits for the reply to the connect of the numbers.
func (i *Import) awaits(numbers lustre.Numbers) bool {
	return i.state == lustre.Connecting && i.current(numbers)
}

// fooled reports the planted defect that takes a late reply for a good one.
func (i *Import) fooled() bool {
	return i.config.Defects.Has(lustre.DefectLateReply) &&
		(i.state == lustre.Connecting || i.state == lustre.Disconn) && !i.deactive && !i.dying && !i.invalid
}

// accept takes what the OST gave. Another instance than the one we held means that
// the OST has dropped our export: an eviction, and its invalidation begins.
func (i *Import) accept(numbers lustre.Numbers, reply wire.Message) {
	evicted := i.handle != 0 && i.handle != reply.Instance
	i.handle = reply.Instance
	kind := lustre.EventConnected
	if evicted {
		kind = lustre.EventInvalidate
		i.setState(lustre.Evicted)
		i.invalid, i.resumed = true, false
		i.raiseGeneration()
	} else {
		i.enterRecovery(reply.Window)
	}
	i.enqueue(Event{Kind: kind, Instance: reply.Instance})
	i.trace(lustre.ActConnectInterpret, numbers, func(r *lustre.TraceRecord) {
		r.Instance, r.Window, r.Taken = reply.Instance, reply.Window, true
	})
}

// keepOut takes the answer that the OST awaits clients of before its restart, and we
// are none. We come again with the pinger's next round: an application would do
// nothing else until the window ends.
func (i *Import) keepOut(numbers lustre.Numbers) {
	i.barred = true
	i.setState(lustre.Disconn)
	i.trace(lustre.ActConnectInterpret, numbers, func(r *lustre.TraceRecord) { r.Taken = true })
}

// expireConnect ends a connect that got no answer. It tells nobody: the loss that led
// to it was told.
func (i *Import) expireConnect(numbers lustre.Numbers) {
	if i.state != lustre.Connecting || i.numbers.Count != numbers.Count {
		return
	}
	i.setState(lustre.Disconn)
	i.trace(lustre.ActConnectExpire, numbers, nil)
}

// ping sends a ping on the current connection. heard is called with the answer after
// the import has drawn its own conclusions. The lock is held.
func (i *Import) ping(heard Interpreter) { i.probe(wire.Ping, lustre.AskNothing, heard) }

// Read asks for the object's value, beside whatever the import asks for. It says of the
// connection what a ping says.
func (h Held) Read(heard Interpreter) { h.i.probe(wire.Read, lustre.AskRead, heard) }

func (i *Import) probe(k wire.Kind, what lustre.Ask, heard Interpreter) {
	numbers := i.numbers
	i.send(wire.Message{Kind: k, Instance: i.handle}, func(a Answer) {
		i.interpretPing(numbers, what, a)
		heard(a)
	})
	i.trace(lustre.ActPingSend, numbers, func(r *lustre.TraceRecord) { r.Instance, r.Ask = i.handle, what })
}

// interpretPing learns that the connection is gone: the OST has no such export, or
// does not answer. Only a ping of this connection can say so.
func (i *Import) interpretPing(numbers lustre.Numbers, what lustre.Ask, a Answer) {
	alive := a.Err == nil && a.Reply.Result == wire.OK
	asked := func(r *lustre.TraceRecord) { r.Ask = what }
	switch {
	case alive || !i.current(numbers) || i.state != lustre.Full:
		i.trace(lustre.ActPingEnd, numbers, asked)
	case a.Err != nil:
		i.lose(lustre.ActLoss, numbers, func(r *lustre.TraceRecord) { r.Ask, r.Taken = what, true })
	default:
		i.lose(lustre.ActPingInterpret, numbers, func(r *lustre.TraceRecord) { r.Ask, r.Refused = what, true })
	}
}

// disconnected is how a disconnect request ended.
type disconnected struct{ heard, ok bool }

// sendDisconnect sends OST_DISCONNECT for a deactivation (C3.2). The lock is held.
func (i *Import) sendDisconnect(numbers lustre.Numbers) *disconnected {
	answer := &disconnected{}
	i.send(wire.Message{Kind: wire.Disconnect, Instance: i.handle}, func(a Answer) {
		answer.heard = true
		action := lustre.ActDisconnectExpire
		if a.Err == nil {
			answer.ok = a.Reply.Result == wire.OK
			action = lustre.ActDisconnectInterpret
		}
		i.trace(action, numbers, func(r *lustre.TraceRecord) { r.Taken = i.current(numbers) })
	})
	i.trace(lustre.ActDisconnectSend, numbers, func(r *lustre.TraceRecord) { r.Instance = i.handle })
	return answer
}

// Lose takes the current connection away, as a broken link would. It returns false
// where there is none to lose.
func (i *Import) Lose() bool {
	i.enter("a loss")
	defer i.leave()
	switch i.state {
	case lustre.Replay, lustre.ReplayLocks, lustre.ReplayWait, lustre.Recover, lustre.Full, lustre.Evicted:
		if !i.dying {
			i.lose(lustre.ActLoss, i.numbers, nil)
			return true
		}
	}
	return false
}

// lose is a loss of the current connection (C2.5). The lock is held.
func (i *Import) lose(action lustre.Action, numbers lustre.Numbers, fill func(*lustre.TraceRecord)) {
	i.raiseCount()
	i.setState(lustre.Disconn)
	i.enqueue(Event{Kind: lustre.EventInactive})
	i.trace(action, numbers, fill)
}
