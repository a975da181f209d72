package model

import "ostlife/model/lustre"

// mdsConnSend, llogConnectSend and orphansSend are what the MDS's worker asks of the
// OST on the way to recovery finished (C2.2.osc, C2.3).
func (r rules) mdsConnSend(from *State, at Site, to *State) bool {
	return r.prepares(from, at, to, StepMdsConn, Message{Kind: MdsConn})
}

func (r rules) llogConnectSend(from *State, at Site, to *State) bool {
	return r.prepares(from, at, to, StepLlog, Message{Kind: LlogConnect})
}

func (r rules) orphansSend(from *State, at Site, to *State) bool {
	used := r.objects(from, at).Memory.Used
	return r.prepares(from, at, to, StepOrphans, Message{Kind: DestroyOrphans, Object: used})
}

func (r rules) prepares(from *State, at Site, to *State, step Step, m Message) bool {
	s := &r.pair(from, at).Slot
	if !s.current(step) || s.Asked != lustre.AskNothing {
		return false
	}
	*to = *from
	p := r.pair(to, at)
	m.Instance = p.Slot.Handle
	to.send(p, m)
	p.Slot.Asked = m.Kind.asks()
	p.Slot.Llog = p.Slot.Llog || step == StepLlog && r.design.Llog == LlogAtConnect
	return true
}

// oscInterpret takes the worker to its next step. A refusal drops the connection, and
// the next one tries again; it never deactivates (C2.4).
func (r rules) oscInterpret(from *State, at Site, to *State) bool {
	m := r.pair(from, at).Net[at.Index]
	if !m.Reply || !m.Kind.prepares() || from.Ptlrpcd[at.Node] != 0 {
		return false
	}
	*to = *from
	p := r.pair(to, at)
	p.arrive(at.Index)
	p.Slot.Asked = lustre.AskNothing
	if m.Refused {
		r.lose(to, p)
		return true
	}
	if m.Kind == LlogReplay {
		p.Slot.Prepared = true
	}
	p.Slot.Step = r.chain(p.Slot.Step, true)
	return true
}

// prepares reports that the MDS's worker asks such a thing.
func (k MessageKind) prepares() bool {
	switch k {
	case MdsConn, LlogConnect, LlogReplay, DestroyOrphans:
		return true
	}
	return false
}

func (r rules) ostMdsConn(from *State, at Site, to *State) bool {
	return r.serve(from, at, to, MdsConn, func(p *Pair) { p.Known = true })
}

// ostLlogConnect begins a replay, which is answered when it has ended.
func (r rules) ostLlogConnect(from *State, at Site, to *State) bool {
	return r.serveMDS(from, at, to, LlogConnect, func(_ *Objects, m *Message) bool {
		m.Kind = LlogReplay
		return false
	})
}

// ostLlogReplay destroys what a committed record names, one object at a time. The OST
// reads the records from the MDS.
func (r rules) ostLlogReplay(from *State, at Site, to *State) bool {
	if from.Starting[0] {
		return false
	}
	return r.serveMDS(from, at, to, LlogReplay, func(o *Objects, _ *Message) bool {
		named := o.Disk.Records
		if r.design.Records == RecordsAny {
			named = o.Memory.Records
		}
		named &= o.There
		if named != 0 {
			o.There &^= one(named.lowest())
		}
		return named == 0
	})
}

// ostOrphans destroys what nobody has used, and commits that before it answers. The
// last id stays, so that none is given twice.
func (r rules) ostOrphans(from *State, at Site, to *State) bool {
	return r.serveMDS(from, at, to, DestroyOrphans, func(o *Objects, m *Message) bool {
		if r.design.Orphans != OrphansSpared {
			o.There &^= above(m.Object)
		}
		o.Stored = o.There
		if r.design.Orphans == OrphansLowerLast {
			o.Last = m.Object
		}
		m.Object = 0
		return true
	})
}

// ostCommit writes what was destroyed.
func (r rules) ostCommit(from *State, at Site, to *State) bool {
	if o := r.objects(from, at); o.Stored == o.There {
		return false
	}
	*to = *from
	o := r.objects(to, at)
	o.Stored = o.There
	return true
}

// llogCancel removes the record of an object that the OST has destroyed and committed:
// it tells the MDS so, over the connection that it knows to be the MDS's.
func (r rules) llogCancel(from *State, at Site, to *State) bool {
	p, o := r.pair(from, at), r.objects(from, at)
	gone := o.Memory.Records &^ o.Stored
	if r.design.Cancel == CancelAtDestroy {
		gone = o.Memory.Records &^ o.There
	}
	if gone == 0 || from.Starting[at.Node] || !p.Slot.Llog || p.Export == 0 || !p.Known || p.Recovery != lustre.ExportNormal {
		return false
	}
	*to = *from
	r.objects(to, at).Memory.Records &^= one(gone.lowest())
	return true
}
