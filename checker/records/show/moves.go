package show

import (
	"ostlife/checker/records"
	"ostlife/model/lustre"
)

// connect tells a connect that is sent.
func (p *pair) connect(n *narrator) {
	p.count++
	p.state = records.Connecting
	r := p.record(lustre.ActConnectSend)
	r.Instance, r.Import.InFlight = p.handle, 1
	n.tell(r)
}

// expire tells a connect that failed.
func (p *pair) expire(n *narrator) {
	p.state = records.Disconn
	n.tell(p.record(lustre.ActConnectExpire))
}

// taken tells that the OST takes the connect: with the export that the import has, or with
// a new one.
func (p *pair) taken(n *narrator) {
	if p.handle == 0 {
		p.given++
		p.handle = p.given
	}
	n.tell(p.ost(lustre.ActOstConnect))
}

// accepted tells a reply that makes the import RECOVER.
func (p *pair) accepted(n *narrator) {
	p.taken(n)
	p.resumed = false
	p.enter(n, lustre.ActConnectInterpret, records.Recover, p.answer)
}

// answer is what a connect reply says.
func (p *pair) answer(r *lustre.TraceRecord) { r.Instance, r.Taken = p.handle, true }

// atOnce tells a reply that made the import FULL in one step of Lustre's.
func (p *pair) atOnce(n *narrator) {
	p.accepted(n)
	p.full(n)
}

// evicted tells an OST that has dropped the export, and the reply that shows it. An import
// that has none gets one first: what it was before is not known.
func (p *pair) evicted(n *narrator) {
	if p.handle == 0 {
		p.given++
		p.depart(n, records.Evicted)
		return
	}
	drop := p.ost(lustre.ActEvict)
	drop.Numbers, drop.Export = lustre.Numbers{}, lustre.ExportTrace{}
	n.tell(drop)
	p.handle = 0
	p.taken(n)
	before := lustre.Numbers{Count: p.count, Generation: p.gen}
	p.gen++
	p.resumed = false
	p.enter(n, lustre.ActConnectInterpret, records.Evicted, func(r *lustre.TraceRecord) {
		p.answer(r)
		r.Numbers, r.Import.Invalid = before, true
	})
}

// invalidated tells the end of the invalidation.
func (p *pair) invalidated(n *narrator) { p.enter(n, lustre.ActInvalidateEnd, records.Recover, nil) }

// replay tells an OST that has restarted, and the reply that shows it.
func (p *pair) replay(n *narrator) {
	if p.handle == 0 {
		p.depart(n, records.Replay)
		return
	}
	n.tell(lustre.TraceRecord{Action: lustre.ActOstRestart, Target: p.target, Taken: true})
	r := p.ost(lustre.ActOstConnect)
	r.Window, r.Export.Recovery = lustre.WindowFresh, lustre.ExportJoined
	n.tell(r)
	p.resumed = false
	p.enter(n, lustre.ActConnectInterpret, records.Replay, func(r *lustre.TraceRecord) {
		p.answer(r)
		r.Window = lustre.WindowFresh
	})
}

// joined tells a reply that has the import go on with the locks: that of an OST that has
// restarted, and the end of the requests' replay.
func (p *pair) joined(n *narrator) {
	if p.handle == 0 {
		p.depart(n, records.ReplayLocks)
		return
	}
	p.replay(n)
	p.replayed(n)
}

// replayed tells the end of the requests' replay, and locked that of the locks': records do
// not show what was replayed, so nothing is.
func (p *pair) replayed(n *narrator) {
	p.resumed = true
	p.enter(n, lustre.ActReplaySend, records.ReplayLocks, nil)
}

func (p *pair) locked(n *narrator) { p.enter(n, lustre.ActReplaySend, records.ReplayWait, nil) }

// waited tells the final ping, the end of the window, and the ping's answer.
func (p *pair) waited(n *narrator) {
	p.enter(n, lustre.ActReplaySend, records.ReplayWait, func(r *lustre.TraceRecord) {
		r.Instance, r.Ask, r.Import.InFlight, r.Import.Asked = p.handle, lustre.AskReplay, 1, lustre.AskReplay
	})
	r := p.ost(lustre.ActOstReplay)
	r.Ask, r.Export.Recovery = lustre.AskReplay, lustre.ExportDone
	n.tell(r)
	n.tell(lustre.TraceRecord{Action: lustre.ActWindowEnds, Target: p.target, Taken: true})
	r.Export.Recovery = lustre.ExportNormal
	n.tell(r)
	p.resumed = false
	p.enter(n, lustre.ActReplayInterpret, records.Recover, func(r *lustre.TraceRecord) {
		r.Ask, r.Taken = lustre.AskReplay, true
	})
}

// full tells what the worker does from there on, up to the end of the recovery.
func (p *pair) full(n *narrator) {
	instance := func(r *lustre.TraceRecord) { r.Instance = p.handle }
	p.enter(n, lustre.ActConnectFull, records.Full, instance)
	p.enter(n, lustre.ActOscPrepare, records.Full, func(r *lustre.TraceRecord) {
		instance(r)
		r.Import.Recovery, r.Import.Prepared = true, p.count
	})
	slot := lustre.LOVTrace{Position: p.position, Present: true, Pooled: true, Active: p.handle, ActiveFor: p.count}
	p.lov(n, lustre.ActLovActive, p.handle, slot)
	p.lov(n, lustre.ActTopActive, p.handle, slot)
	p.enter(n, lustre.ActRecoveryFinished, records.Full, func(r *lustre.TraceRecord) {
		instance(r)
		r.Import.Prepared = p.count
	})
}

// lov tells what the LOV's lock guards.
func (p *pair) lov(n *narrator, a lustre.Action, instance lustre.Instance, slot lustre.LOVTrace) {
	r := p.record(a)
	r.Current, r.Import, r.Instance, r.LOV = lustre.Numbers{}, lustre.ImportTrace{}, instance, slot
	n.tell(r)
}

// loss tells a connection that was lost, and that the layers hear of it. Where the worker was
// at the connection still, that event is overtaken.
func (p *pair) loss(n *narrator) {
	before := lustre.Numbers{Count: p.count, Generation: p.gen}
	busy := p.state != records.Full
	p.count++
	overtaken := func(r *lustre.TraceRecord) {
		r.Numbers = before
		if busy {
			r.Import.Queued = 2
		}
	}
	p.enter(n, lustre.ActLoss, records.Disconn, overtaken)
	if busy {
		p.enter(n, lustre.ActEventStale, records.Disconn, overtaken)
	}
	slot := lustre.LOVTrace{Position: p.position, Present: true, Pooled: true}
	p.lov(n, lustre.ActLovInactive, 0, slot)
	p.lov(n, lustre.ActTopInactive, 0, slot)
}
