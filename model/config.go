package model

import "ostlife/model/lustre"

// said is what records of the log say of a target.
type said struct{ present, deactivated, named bool }

// byLog gives what the first n records of the log say of a target.
func (s *State) byLog(target uint8, n uint8) said {
	var is said
	for _, r := range s.Log[:n] {
		if r.Target != target {
			continue
		}
		switch r.Kind {
		case lustre.ConfigAdd:
			is = said{present: true}
		case lustre.ConfigDeactivate:
			is.deactivated = true
		case lustre.ConfigActivate:
			is.deactivated = false
		case lustre.ConfigRemove:
			is = said{}
		case lustre.ConfigJoin:
			is.named = true
		case lustre.ConfigLeave:
			is.named = false
		}
	}
	return is
}

// now gives what the whole log says of the site's target.
func (s *State) now(at Site) said { return s.byLog(at.Target, s.records()) }

// records is the length of the log.
func (s *State) records() uint8 {
	var n uint8
	for n < MaxRecords && s.Log[n].Kind != lustre.ConfigNone {
		n++
	}
	return n
}

// appendRecord is the MGS's one way to change anything: what it decided, it writes.
func appendRecord(from, to *State, kind lustre.ConfigKind, target uint8) bool {
	*to = *from
	n := from.records()
	if n == MaxRecords {
		to.Overflow = true
		return true
	}
	to.Log[n] = Record{kind, target}
	return true
}

func (r rules) logAdd(from *State, at Site, to *State) bool {
	return !from.now(at).present && appendRecord(from, to, lustre.ConfigAdd, at.Target)
}

func (r rules) logDeactivate(from *State, at Site, to *State) bool {
	is := from.now(at)
	return is.present && !is.deactivated && appendRecord(from, to, lustre.ConfigDeactivate, at.Target)
}

func (r rules) logActivate(from *State, at Site, to *State) bool {
	is := from.now(at)
	return is.present && is.deactivated && appendRecord(from, to, lustre.ConfigActivate, at.Target)
}

func (r rules) logRemove(from *State, at Site, to *State) bool {
	is := from.now(at)
	return is.present && (is.deactivated || r.design.Remove == RemoveUnchecked) &&
		appendRecord(from, to, lustre.ConfigRemove, at.Target)
}

func (r rules) logJoin(from *State, at Site, to *State) bool {
	is := from.now(at)
	return is.present && !is.named && appendRecord(from, to, lustre.ConfigJoin, at.Target)
}

func (r rules) logLeave(from *State, at Site, to *State) bool {
	return from.now(at).named && appendRecord(from, to, lustre.ConfigLeave, at.Target)
}

// next reports that the record after those that the node has applied is of this
// kind and names the target.
func (s *State) next(at Site, kind lustre.ConfigKind) bool {
	n := s.Position[at.Node]
	return n < MaxRecords && s.Log[n] == Record{kind, at.Target}
}

// configAdd makes the slot. A slot before it that is still dying does not matter:
// this one is another generation for the same UUID (C3.3).
func (r rules) configAdd(from *State, at Site, to *State) bool {
	if !from.next(at, lustre.ConfigAdd) || r.pair(from, at).Slot.present() {
		return false
	}
	*to = *from
	r.pair(to, at).Slot.State = lustre.New
	if r.scope.MDS && !r.mds(at.Node) {
		to.cover(at)
	}
	return true
}

// configPoolAdd is C1c: only a target that is ready enters the global pool.
func (r rules) configPoolAdd(from *State, at Site, to *State) bool {
	s := &r.pair(from, at).Slot
	if !from.next(at, lustre.ConfigAdd) || !s.present() || r.mds(at.Node) && !s.Told {
		return false
	}
	*to = *from
	r.pair(to, at).Pooled = true
	to.Position[at.Node]++
	return true
}

func (r rules) configDeactivate(from *State, at Site, to *State) bool {
	if !from.next(at, lustre.ConfigDeactivate) {
		return false
	}
	*to = *from
	to.Position[at.Node]++
	p := r.pair(to, at)
	p.Slot.Deactive = r.design.Mark == MarkAlways || p.Slot.State == lustre.Full
	p.raiseGeneration()
	r.enqueue(to, &p.Slot, lustre.EventDeactivate)
	return true
}

// configActivate takes the mark away. An import whose deactivation has not ended is
// made DISCONN here, as by a loss: the worker will find its numbers overtaken and
// change nothing, and nobody else would ever connect it again.
func (r rules) configActivate(from *State, at Site, to *State) bool {
	if !from.next(at, lustre.ConfigActivate) {
		return false
	}
	*to = *from
	to.Position[at.Node]++
	p := r.pair(to, at)
	p.Slot.Deactive = false
	p.raiseGeneration()
	if p.Slot.State != lustre.New && p.Slot.State != lustre.Disconn {
		r.raiseCount(p)
		p.Slot.State = lustre.Disconn
	}
	r.enqueue(to, &p.Slot, lustre.EventActivate)
	return true
}

func (r rules) configJoin(from *State, at Site, to *State) bool {
	return r.inPool(from, at, to, lustre.ConfigJoin, true)
}

func (r rules) configLeave(from *State, at Site, to *State) bool {
	return r.inPool(from, at, to, lustre.ConfigLeave, false)
}

// inPool puts the index into the named pool or takes it out, as the next record says.
func (r rules) inPool(from *State, at Site, to *State, kind lustre.ConfigKind, in bool) bool {
	if !from.next(at, kind) {
		return false
	}
	*to = *from
	to.Position[at.Node]++
	r.pair(to, at).Named = in
	return true
}

// pools reports that a pool of the node's names the index.
func (p *Pair) pools() bool { return p.Pooled || p.Named }

func (r rules) configPoolFlush(from *State, at Site, to *State) bool {
	if !from.next(at, lustre.ConfigRemove) || !r.pair(from, at).pools() || r.design.Pool == PoolKept {
		return false
	}
	*to = *from
	p := r.pair(to, at)
	p.Pooled, p.Named = false, false
	return true
}

// configRemove marks the slot dying. Nothing of it is awaited any more; what its
// requests still do at the OST, they do. What it kept is dropped, for the next sync
// to tell (C3.3).
func (r rules) configRemove(from *State, at Site, to *State) bool {
	p := r.pair(from, at)
	if !from.next(at, lustre.ConfigRemove) || p.pools() && r.design.Pool == PoolFlushed || p.Dying.Step != StepNone {
		return false
	}
	*to = *from
	to.Position[at.Node]++
	p = r.pair(to, at)
	p.raiseGeneration()
	p.Dropped = p.Dropped || p.Slot.data()
	p.Dying, p.Slot = Dying{StepTopInactive, p.Slot.Ping}, Slot{}
	p.renumber()
	return true
}
