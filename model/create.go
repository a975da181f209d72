package model

// fit reports that an object may be allocated on the site's target.
func (r rules) fit(s *State, at Site) bool {
	p := r.pair(s, at)
	if r.design.Allocate == AllocateAny {
		return p.Slot.present() && p.Pooled
	}
	return p.Slot.present() && p.Slot.Active != Inactive && !p.Slot.Deactivated && p.Pooled
}

// createAllocate chooses a target for a new object: one without a penalty, if there
// is one.
func (r rules) createAllocate(from *State, at Site, to *State) bool {
	p := r.pair(from, at)
	if p.Create != NoCreate || !r.fit(from, at) || p.Slot.Penalized && r.better(from, at) {
		return false
	}
	*to = *from
	p = r.pair(to, at)
	p.Create, p.Slot.Penalized = CreateWaiting, true
	return true
}

// better reports that the node has another target that is fit and has no penalty.
func (r rules) better(s *State, at Site) bool {
	for t := range r.scope.Targets {
		other := Site{Node: at.Node, Target: t}
		if t != at.Target && r.fit(s, other) && !r.pair(s, other).Slot.Penalized {
			return true
		}
	}
	return false
}

// createSend waits for RECOVERY to end (C2.3).
func (r rules) createSend(from *State, at Site, to *State) bool {
	p := r.pair(from, at)
	s := &p.Slot
	waits := s.Recovery && r.design.Create != CreateIgnoresRecovery
	if p.Create != CreateWaiting || !s.usable() || s.Deactive || !s.Prepared || waits || s.Stock != 0 {
		return false
	}
	*to = *from
	p = r.pair(to, at)
	p.Create = CreateSent
	to.send(p, Message{Kind: CreateObject, Instance: p.Slot.Handle})
	return true
}

// createTake gives the object that is in stock to the file that waits for one: one
// transaction with lov-objid (C1b).
func (r rules) createTake(from *State, at Site, to *State) bool {
	p := r.pair(from, at)
	s := &p.Slot
	waits := s.Recovery && r.design.Create != CreateIgnoresRecovery
	if p.Create != CreateWaiting || !s.usable() || s.Deactive || !s.Prepared || waits || s.Stock == 0 {
		return false
	}
	*to = *from
	p, o := r.pair(to, at), r.objects(to, at)
	id := p.Slot.Stock
	p.Create, p.Slot.Stock = NoCreate, 0
	o.Memory.Used, o.Memory.Files, o.Given = id, o.Memory.Files|one(id), max(o.Given, id)
	return true
}

// createMove leaves a target that is not fit any more: the object is created on
// another one, or nowhere. RECOVERY alone is no reason (C3.2).
func (r rules) createMove(from *State, at Site, to *State) bool {
	p := r.pair(from, at)
	impatient := p.Slot.Recovery && r.design.Create == CreateFailsInRecovery
	if p.Create != CreateWaiting || r.fit(from, at) && !impatient || r.design.Create == CreateStays {
		return false
	}
	*to = *from
	r.pair(to, at).Create = NoCreate
	return true
}

func (r rules) createInterpret(from *State, at Site, to *State) bool {
	m := r.pair(from, at).Net[at.Index]
	if m.Kind != CreateObject || !m.Reply || from.Ptlrpcd[at.Node] != 0 {
		return false
	}
	*to = *from
	p := r.pair(to, at)
	p.arrive(at.Index)
	switch {
	case m.Refused:
		r.lose(to, p)
	case r.scope.MDS:
		p.Slot.Stock, p.Create = m.Object, CreateWaiting
	default:
		p.Create = NoCreate
	}
	return true
}

// createExpire takes the silence of the OST for the end of the connection.
func (r rules) createExpire(from *State, at Site, to *State) bool {
	p := r.pair(from, at)
	if p.Create != CreateSent || p.awaited(CreateObject.same) || from.Ptlrpcd[at.Node] != 0 {
		return false
	}
	*to = *from
	r.lose(to, r.pair(to, at))
	return true
}
