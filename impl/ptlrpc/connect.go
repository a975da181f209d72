package ptlrpc

import (
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// connect begins a connect if the import may have one, and returns whether it did. No
// connect is sent while an invalidation runs, nor for a deactive import (C2.4). The
// lock is held.
func (i *Import) connect() bool {
	if i.state != lustre.New && i.state != lustre.Disconn || i.invalid || i.deactive || i.dying {
		return false
	}
	i.raiseCount()
	i.setState(lustre.Connecting)
	numbers := i.numbers
	i.send(wire.Message{Kind: wire.Connect, Instance: i.handle}, func(a Answer) {
		i.interpretConnect(numbers, a)
	})
	i.trace(lustre.ActConnectSend, numbers, func(r *lustre.TraceRecord) { r.Instance = i.handle })
	return true
}

// interpretConnect makes the first checks of a connect reply and hands over to the
// worker (C2.1c). The lock is held.
func (i *Import) interpretConnect(numbers lustre.Numbers, a Answer) {
	switch {
	case a.Err != nil:
		i.expireConnect(numbers)
	case a.Reply.Result != wire.OK || a.Reply.Instance == 0:
		i.expireConnect(numbers) // an answer that no OST of ours gives
	case i.state == lustre.Connecting && i.current(numbers), i.fooled():
		i.accept(numbers, a.Reply.Instance)
	default:
		i.trace(lustre.ActConnectInterpret, numbers, func(r *lustre.TraceRecord) { r.Instance = a.Reply.Instance })
	}
}

// fooled reports the planted defect that takes a late reply for a good one.
func (i *Import) fooled() bool {
	return i.config.Defects.Has(lustre.DefectLateReply) &&
		(i.state == lustre.Connecting || i.state == lustre.Disconn) && !i.deactive && !i.dying && !i.invalid
}

// accept takes what the OST gave. Another instance than the one we held means that
// the OST has dropped our export: an eviction, and its invalidation begins.
func (i *Import) accept(numbers lustre.Numbers, given lustre.Instance) {
	evicted := i.handle != 0 && i.handle != given
	i.handle = given
	kind := lustre.EventConnected
	i.setState(lustre.Recover)
	if evicted {
		kind = lustre.EventInvalidate
		i.setState(lustre.Evicted)
		i.invalid = true
		i.raiseGeneration()
	}
	i.enqueue(Event{Kind: kind, Instance: given})
	i.trace(lustre.ActConnectInterpret, numbers, func(r *lustre.TraceRecord) {
		r.Instance, r.Taken = given, true
	})
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
func (i *Import) ping(heard Interpreter) {
	numbers := i.numbers
	i.send(wire.Message{Kind: wire.Ping, Instance: i.handle}, func(a Answer) {
		i.interpretPing(numbers, a)
		heard(a)
	})
	i.trace(lustre.ActPingSend, numbers, func(r *lustre.TraceRecord) { r.Instance = i.handle })
}

// interpretPing learns that the connection is gone: the OST has no such export, or
// does not answer. Only a ping of this connection can say so.
func (i *Import) interpretPing(numbers lustre.Numbers, a Answer) {
	alive := a.Err == nil && a.Reply.Result == wire.OK
	if alive || !i.current(numbers) || i.state != lustre.Full {
		i.trace(lustre.ActPingEnd, numbers, nil)
		return
	}
	action := lustre.ActPingInterpret
	if a.Err != nil {
		action = lustre.ActLoss
	}
	i.lose(action, numbers)
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
	case lustre.Recover, lustre.Full, lustre.Evicted:
		if !i.dying {
			i.lose(lustre.ActLoss, i.numbers)
			return true
		}
	}
	return false
}

// lose is a loss of the current connection (C2.5). The lock is held.
func (i *Import) lose(action lustre.Action, numbers lustre.Numbers) {
	i.raiseCount()
	i.setState(lustre.Disconn)
	i.enqueue(Event{Kind: lustre.EventInactive})
	i.trace(action, numbers, nil)
}
