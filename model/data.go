package model

import "ostlife/model/lustre"

// enqueueSend asks for the lock of the target's object. Where nothing is ever written
// there is no use for it.
func (r rules) enqueueSend(from *State, at Site, to *State) bool {
	s := &r.pair(from, at).Slot
	if !s.mayAsk() || s.Deactive || s.Locked || r.scope.Writes == 0 {
		return false
	}
	*to = *from
	r.ask(to, r.pair(to, at), Enqueue)
	return true
}

// write is acknowledged in the cache. The lock is all it needs: there may be no
// connection just now.
func (r rules) write(from *State, at Site, to *State) bool {
	s := &r.pair(from, at).Slot
	if !s.Locked || s.Dirty || s.Asked == lustre.AskWrite || s.Invalid || s.Deactive {
		return false
	}
	*to = *from
	r.pair(to, at).Slot.Dirty = true
	return true
}

// flushSend, syncSend and cancelSend are what a sync, a callback of the lock and a
// deactivation ask for, in this order.
func (r rules) flushSend(from *State, at Site, to *State) bool {
	s := &r.pair(from, at).Slot
	return s.mayAsk() && r.writesOut(s) && s.Dirty && r.askAlone(from, at, to, Write)
}

func (r rules) syncSend(from *State, at Site, to *State) bool {
	s := &r.pair(from, at).Slot
	return s.mayAsk() && r.writesOut(s) && !s.Dirty && s.Uncommitted && r.askAlone(from, at, to, Sync)
}

// writesOut is the reading of C3.2 that this design takes: a deactivation writes out
// what is dirty, before it gives the lock back.
func (r rules) writesOut(s *Slot) bool {
	return !s.Deactive || r.design.Deactivation == DeactivationCancelsWithOST
}

// cancelSend also answers the callback of a lock that the node does not have: the OST
// may have granted it to a request that had ended here.
func (r rules) cancelSend(from *State, at Site, to *State) bool {
	p := r.pair(from, at)
	if !p.Slot.mayAsk() || p.Slot.data() || !p.Slot.Locked && !p.Granted {
		return false
	}
	r.askAlone(from, at, to, Cancel)
	r.pair(to, at).Slot.Locked = false
	return true
}

// askAlone is a step that does nothing but ask.
func (r rules) askAlone(from *State, at Site, to *State, kind MessageKind) bool {
	*to = *from
	r.ask(to, r.pair(to, at), kind)
	return true
}

// syncFails tells the application, once, that data of this node was dropped.
func (r rules) syncFails(from *State, at Site, to *State) bool {
	if !r.pair(from, at).Dropped {
		return false
	}
	*to = *from
	r.pair(to, at).Dropped = false
	return true
}

// askInterpret takes the answer to what the import asked.
func (r rules) askInterpret(from *State, at Site, to *State) bool {
	m := r.pair(from, at).Net[at.Index]
	switch m.Kind {
	case Enqueue, Write, Sync, Cancel, Destroy:
	default:
		return false
	}
	if !m.Reply || from.Ptlrpcd[at.Node] != 0 {
		return false
	}
	*to = *from
	p := r.pair(to, at)
	p.arrive(at.Index)
	s := &p.Slot
	s.Asked = lustre.AskNothing
	switch {
	case m.Refused:
		r.lose(to, p)
	case m.Kind == Enqueue:
		s.Locked = true
	case m.Kind == Write:
		s.Dirty, s.Uncommitted = false, true
	case m.Kind == Sync:
		s.Uncommitted = false
	case m.Kind == Destroy && !r.mds(at.Node):
		o := r.objects(to, at)
		o.Unlink, o.Unlinked = NoUnlink, 0
	}
	return true
}

// askExpire takes the silence of the OST for the end of the connection.
func (r rules) askExpire(from *State, at Site, to *State) bool {
	p := r.pair(from, at)
	asked := p.Slot.Asked
	if asked == lustre.AskNothing || from.Ptlrpcd[at.Node] != 0 ||
		p.awaited(func(k MessageKind) bool { return k.asks() == asked }) {
		return false
	}
	*to = *from
	r.lose(to, r.pair(to, at))
	return true
}

// purge is what an invalidation does to a lock and the data under it: both go, and
// the next sync tells.
func (r rules) purge(p *Pair) {
	s := &p.Slot
	if r.design.Purge == PurgeLeavesLocks {
		return
	}
	if s.data() && r.design.Purge == PurgeTells {
		p.Dropped = true
	}
	s.Locked, s.Dirty, s.Uncommitted = false, false, false
}
