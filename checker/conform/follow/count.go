package follow

import (
	"ostlife/model"
	"ostlife/model/lustre"
)

// count follows the numbers through a step, which the model's states do not show.
func (p *pair) count(r *lustre.TraceRecord, from, to *model.State) {
	n := p.slot
	before, after := &of(from).Slot, &of(to).Slot
	p.requests(r, before)
	switch count, generation := raises(r, before, after); {
	case count || generation:
		n.overtake(count, generation)
		n.fading += p.sent
		if !p.mds {
			p.waiting += p.sent
		}
		p.sent = 0
		if count {
			p.stock = stock{}
		}
	}
	if n.position < r.Position && positions[r.Action] {
		n.position = r.Position
	}
	p.slotNumbers(r)
	p.queueOf(r, after)
	if workerActions[r.Action] && (r.Action == lustre.ActEventStale || done(before, after)) {
		n.head().over = true
	}
	p.sends(r, before, after)
}

// positions are the actions with which a slot reflects a record of the config log.
var positions = map[lustre.Action]bool{lustre.ActLovDeactivate: true, lustre.ActLovActivate: true, lustre.ActConfigRemove: true}

// requests takes out the request that a record ends.
func (p *pair) requests(r *lustre.TraceRecord, before *model.Slot) {
	n := p.slot
	switch r.Action {
	case lustre.ActConnectInterpret, lustre.ActConnectExpire:
		if r.Numbers == n.current {
			n.connect = false
		}
	case lustre.ActDisconnectInterpret, lustre.ActDisconnectExpire:
		n.parts = false
	case lustre.ActAskInterpret, lustre.ActAskExpire, lustre.ActReplayInterpret, lustre.ActOscInterpret:
		n.asked = false
		if p.stutters(r) {
			p.unserved[r.Ask]-- // no server shows an enqueue that must wait
		}
	case lustre.ActPingEnd, lustre.ActPingInterpret:
		n.pinged(r)
	case lustre.ActLoss:
		if r.Taken {
			n.pinged(r)
		}
	case lustre.ActCreateInterpret, lustre.ActCreateExpire:
		p.sent--
		switch {
		case p.mds && !r.Refused && r.Action == lustre.ActCreateInterpret:
			p.stock = p.given(r.Object)
		case !p.mds && (r.Refused || r.Action == lustre.ActCreateExpire):
			p.waiting++
		}
	case lustre.ActCreateTake:
		p.waiting--
		p.stock.next = r.Object + 1
	case lustre.ActCreateMove:
		p.waiting--
	}
}

// raises tells which numbers a step raises (C2.4).
func raises(r *lustre.TraceRecord, before, after *model.Slot) (count, generation bool) {
	lost := before.State != after.State && after.State == lustre.Disconn
	switch r.Action {
	case lustre.ActConnectSend, lustre.ActLoss, lustre.ActPingInterpret, lustre.ActAskExpire, lustre.ActCreateExpire:
		return true, false
	case lustre.ActAskInterpret, lustre.ActReplayInterpret, lustre.ActOscInterpret, lustre.ActCreateInterpret:
		return r.Refused, false
	case lustre.ActConnectInterpret:
		return false, r.Taken && after.State == lustre.Evicted
	case lustre.ActConfigDeactivate, lustre.ActConfigRemove:
		return false, true
	case lustre.ActConfigActivate:
		return lost, true
	}
	return false, false
}

// slotNumbers follows the instance that the import holds and the one that the slot is
// active for.
func (p *pair) slotNumbers(r *lustre.TraceRecord) {
	n := p.slot
	switch r.Action {
	case lustre.ActConnectInterpret:
		if r.Taken && r.Instance != 0 {
			n.handle = r.Instance
		}
	case lustre.ActLovActive:
		n.active, n.activeFor = r.Instance, r.Numbers.Count
	case lustre.ActLovInactive, lustre.ActLovDeactivate:
		n.active, n.activeFor = 0, 0
	}
}

// queueOf follows the queue: the model shows an event that a step has queued only by
// its kind.
func (p *pair) queueOf(r *lustre.TraceRecord, after *model.Slot) {
	n := p.slot
	switch r.Action {
	case lustre.ActConnectInterpret:
		switch {
		case !r.Taken || r.Instance == 0:
		case after.State == lustre.Evicted:
			n.queue(lustre.EventInvalidate, 0, r.Instance)
		default:
			n.queue(lustre.EventConnected, 0, r.Instance)
		}
	case lustre.ActConfigDeactivate:
		n.queue(lustre.EventDeactivate, r.Position, 0)
	case lustre.ActConfigActivate:
		n.queue(lustre.EventActivate, r.Position, 0)
	case lustre.ActLoss, lustre.ActPingInterpret, lustre.ActAskExpire, lustre.ActCreateExpire:
		n.queue(lustre.EventInactive, 0, 0)
	case lustre.ActAskInterpret, lustre.ActReplayInterpret, lustre.ActOscInterpret, lustre.ActCreateInterpret:
		if r.Refused {
			n.queue(lustre.EventInactive, 0, 0)
		}
	}
}

// done reports that a worker's step was the last one of its event: the model's worker
// has taken the next event, or none.
func done(before, after *model.Slot) bool {
	if after.Workers == 0 {
		return true
	}
	return before.Queue != after.Queue
}

// sends counts the request that a record puts on its way.
func (p *pair) sends(r *lustre.TraceRecord, before, after *model.Slot) {
	n := p.slot
	switch r.Action {
	case lustre.ActConnectSend:
		n.connect = true
		n.sent()
		p.connects = n.current.Count
	case lustre.ActPingSend:
		n.pings = append(n.pings, ping{n.current, r.Ask})
	case lustre.ActEnqueueSend, lustre.ActFlushSend, lustre.ActSyncSend, lustre.ActCancelSend,
		lustre.ActMdsConnSend, lustre.ActLlogConnectSend, lustre.ActOrphansSend, lustre.ActDestroySend, lustre.ActRecordDestroySend:
		n.asked = true
		p.unserved[r.Ask]++
		p.asked = asked{n.current.Count, r.Object}
	case lustre.ActReplaySend:
		n.asked = after.Asked != before.Asked
	case lustre.ActDisconnectSend:
		n.parts = true
	case lustre.ActCreateAllocate:
		p.waiting++
	case lustre.ActCreateSend:
		p.sent++
		if !p.mds {
			p.waiting--
		}
	case lustre.ActDeactivateEnd:
		p.stock = stock{}
		if after.Handle == 0 {
			n.handle = 0
		}
	case lustre.ActConfigJoin:
		p.pools = insert(p.pools, r.Pool)
	case lustre.ActConfigLeave:
		p.pools = remove(p.pools, r.Pool)
	case lustre.ActConfigPoolFlush:
		p.pools = nil
	}
}
