package model

import "ostlife/model/lustre"

// isAsk reports that such a request is asked one at a time.
func (k MessageKind) isAsk() bool {
	a := k.asks()
	return a != lustre.AskNothing && a != lustre.AskCreate
}

// request gives the message at the site if it is a request of this kind.
func (r rules) request(from *State, at Site, kind MessageKind) (Message, bool) {
	m := r.pair(from, at).Net[at.Index]
	return m, m.Kind == kind && !m.Reply
}

// answer puts the reply into the request's place. One that nobody waits for would
// change nothing, and is left out.
func (p *Pair) answer(i uint8, reply Message) {
	m := &p.Net[i]
	if !m.Current {
		p.arrive(i)
		return
	}
	reply.Kind, reply.Reply, reply.Current, reply.Late = m.Kind, true, true, m.Late
	*m = reply
}

// dropExport is what an eviction, a disconnect and a closed window leave of an
// export. What the OST had taken it commits with it.
func (p *Pair) dropExport() {
	p.Export, p.Recovery, p.Granted, p.Taken, p.Known = 0, lustre.ExportNormal, false, Committed, false
}

// old reports that the OST takes no notice of a request, since it has taken a newer
// connect (C2.4).
func (r rules) old(m Message) bool { return m.Stale && r.design.Request == LateIgnored }

// serve takes a request. do is what it asks for; it is left undone for an export that
// is not there, or that has not recovered.
func (r rules) serve(from *State, at Site, to *State, kind MessageKind, do func(*Pair)) bool {
	if _, ok := r.request(from, at, kind); !ok {
		return false
	}
	*to = *from
	p, i, good := r.admit(to, at)
	if good {
		do(p)
	}
	p.answer(i, Message{Refused: !good})
	p.renumber()
	return true
}

// admit takes a request in its turn: its place then, and whether the export is there
// and has recovered.
func (r rules) admit(to *State, at Site) (p *Pair, i uint8, good bool) {
	p, i = r.pair(to, at), at.Index
	if p.Net[i].Kind.isAsk() {
		i = r.overtakeAsks(p, i)
	}
	return p, i, p.Net[i].Instance == p.Export && p.Recovery == lustre.ExportNormal
}

// serveMDS takes a request that only the MDS may make. do reports that it has ended
// and is to be answered; an object that it leaves in the message is in the reply.
func (r rules) serveMDS(from *State, at Site, to *State, kind MessageKind, do func(o *Objects, m *Message) bool) bool {
	if _, ok := r.request(from, at, kind); !ok {
		return false
	}
	*to = *from
	p, i, good := r.admit(to, at)
	switch {
	case !good || !p.Known:
		p.answer(i, Message{Refused: true})
	case do(r.objects(to, at), &p.Net[i]):
		p.answer(i, Message{Object: p.Net[i].Object})
	}
	p.renumber()
	return true
}

// overtakeAsks takes the asks before message i out of the network, and gives the place
// that the message has then. A node asks for one thing at a time, so it has given them
// up; a write among them that was taken now would undo what came after it.
func (r rules) overtakeAsks(p *Pair, i uint8) uint8 {
	if r.design.Asks == AsksInAnyOrder {
		return i
	}
	return p.overtakeRequests(i, func(k MessageKind) bool { return k.isAsk() && !r.stays(k) })
}

// stays reports that a request is not given up when a newer one is taken.
func (r rules) stays(k MessageKind) bool {
	return k == LlogReplay && r.design.LlogReplay == LlogReplayGoesOn ||
		k == DestroyOrphans && r.design.Orphans == OrphansLate
}

// overtakeRequests takes those requests of such kinds that are before message i out of
// the network, and gives the place that the message has then.
func (p *Pair) overtakeRequests(i uint8, of func(MessageKind) bool) uint8 {
	for j := int(i) - 1; j >= 0; j-- {
		if m := p.Net[j]; !m.Reply && of(m.Kind) {
			p.arrive(uint8(j))
			i--
		}
	}
	return i
}

// ostConnect takes a connect request. The handle of the export that it has is a
// reconnect, into the recovery window if that is open; anything else gives a new
// instance, and the export before it is gone. While others are still awaited it
// gives none yet.
func (r rules) ostConnect(from *State, at Site, to *State) bool {
	m, ok := r.request(from, at, Connect)
	if !ok {
		return false
	}
	*to = *from
	p := r.pair(to, at)
	if r.old(m) {
		p.arrive(at.Index)
		p.renumber()
		return true
	}
	i := p.overtakeRequests(at.Index, func(k MessageKind) bool { return k.asks() != lustre.AskNothing && !r.stays(k) })
	for j := range p.Net[:i] {
		p.Net[j].Stale = p.Net[j].Stale || !p.Net[j].Reply
	}
	window := lustre.NoWindow
	if m.Instance != 0 && m.Instance == p.Export {
		window = p.join(r.design.Window)
	} else {
		next := p.newest() + 1
		p.dropExport()
		if !r.window(to, at) {
			p.Export = next
		}
	}
	p.Known = r.design.MdsConn == MdsConnFlag && p.Export != 0 && r.mds(at.Node)
	p.Net[i] = Message{Kind: Connect, Reply: true, Instance: p.Export, Window: window, Current: m.Current, Late: m.Late}
	p.renumber()
	return true
}

// join brings a client of before the restart back. It hears "again" only when the OST
// has seen some of its replay since: else it may remember one from an earlier restart.
func (p *Pair) join(d WindowDecision) lustre.Window {
	switch {
	case p.Recovery == lustre.ExportNormal:
		return lustre.NoWindow
	case p.Recovery == lustre.ExportAwaiting, p.Recovery == lustre.ExportJoined && d == WindowFreshUntilReplay:
		p.Recovery = lustre.ExportJoined
		return lustre.WindowFresh
	}
	p.Recovery = lustre.ExportReplaying
	return lustre.WindowAgain
}

func (r rules) ostDisconnect(from *State, at Site, to *State) bool {
	m, ok := r.request(from, at, Disconnect)
	if !ok {
		return false
	}
	*to = *from
	p := r.pair(to, at)
	if r.old(m) {
		p.arrive(at.Index)
		p.renumber()
		return true
	}
	if m.Instance == p.Export {
		p.dropExport()
	}
	p.answer(at.Index, Message{})
	p.renumber()
	return true
}

// ostPing answers a ping. That the export is there changes nothing at the node, so
// that answer is not followed further.
func (r rules) ostPing(from *State, at Site, to *State) bool {
	s := &r.pair(from, at).Slot
	if s.Ping != PingSent {
		return false
	}
	*to = *from
	p := r.pair(to, at)
	p.Slot.Ping = NoPing
	if p.Export == 0 || p.Export != p.Slot.Handle || p.Recovery != lustre.ExportNormal {
		p.Slot.Ping = PingRefused
	}
	return true
}

// ostEnqueue grants the lock of the target's object to one client at a time. The
// answer that another has it only makes the node ask again, and is not followed.
func (r rules) ostEnqueue(from *State, at Site, to *State) bool {
	m, ok := r.request(from, at, Enqueue)
	p := r.pair(from, at)
	fit := ok && m.Instance == p.Export && p.Recovery == lustre.ExportNormal
	if !fit || !r.taken(from, at) || r.design.Grant == GrantShared {
		return r.serve(from, at, to, Enqueue, func(p *Pair) { p.Granted = true })
	}
	*to = *from
	p = r.pair(to, at)
	if m.Current {
		p.Slot.Asked = lustre.AskNothing
	}
	p.arrive(r.overtakeAsks(p, at.Index))
	p.renumber()
	return true
}

// taken reports that another client has the lock of the site's target.
func (r rules) taken(s *State, at Site) bool {
	for n := range r.scope.Nodes {
		if n != at.Node && r.pair(s, Site{Node: n, Target: at.Target}).Granted {
			return true
		}
	}
	return false
}

func (r rules) ostWrite(from *State, at Site, to *State) bool {
	return r.serve(from, at, to, Write, func(p *Pair) { p.Taken = Unstable })
}

func (r rules) ostSync(from *State, at Site, to *State) bool {
	return r.serve(from, at, to, Sync, func(p *Pair) { p.Taken = Committed })
}

func (r rules) ostCancel(from *State, at Site, to *State) bool {
	return r.serve(from, at, to, Cancel, func(p *Pair) { p.Granted, p.Taken = false, Committed })
}

func (r rules) ostCreate(from *State, at Site, to *State) bool {
	if !r.scope.MDS {
		return r.serve(from, at, to, CreateObject, func(*Pair) {})
	}
	return r.serveMDS(from, at, to, CreateObject, func(o *Objects, m *Message) bool {
		if o.Last == maxObject {
			to.Overflow = true
			return true
		}
		o.Last++
		o.There |= one(o.Last)
		o.Stored, m.Object = o.There, o.Last
		return true
	})
}
