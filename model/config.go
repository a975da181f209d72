package model

import "ostlife/model/lustre"

// byLog gives what the first n records of the log say of a target.
func (s *State) byLog(target uint8, n uint8) (present, deactivated bool) {
	for _, r := range s.Log[:n] {
		if r.Target != target {
			continue
		}
		switch r.Kind {
		case lustre.ConfigAdd:
			present, deactivated = true, false
		case lustre.ConfigDeactivate:
			deactivated = true
		case lustre.ConfigActivate:
			deactivated = false
		case lustre.ConfigRemove:
			present, deactivated = false, false
		}
	}
	return present, deactivated
}

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
	present, _ := from.byLog(at.Target, from.records())
	return !present && appendRecord(from, to, lustre.ConfigAdd, at.Target)
}

func (r rules) logDeactivate(from *State, at Site, to *State) bool {
	present, deactivated := from.byLog(at.Target, from.records())
	return present && !deactivated && appendRecord(from, to, lustre.ConfigDeactivate, at.Target)
}

func (r rules) logActivate(from *State, at Site, to *State) bool {
	present, deactivated := from.byLog(at.Target, from.records())
	return present && deactivated && appendRecord(from, to, lustre.ConfigActivate, at.Target)
}

func (r rules) logRemove(from *State, at Site, to *State) bool {
	present, deactivated := from.byLog(at.Target, from.records())
	return present && (deactivated || r.design.Remove == RemoveUnchecked) &&
		appendRecord(from, to, lustre.ConfigRemove, at.Target)
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
	return true
}

// configPoolAdd is C1c: only a target that is ready enters the global pool.
func (r rules) configPoolAdd(from *State, at Site, to *State) bool {
	if !from.next(at, lustre.ConfigAdd) || !r.pair(from, at).Slot.present() {
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
		p.raiseCount()
		p.Slot.State = lustre.Disconn
	}
	r.enqueue(to, &p.Slot, lustre.EventActivate)
	return true
}

func (r rules) configPoolFlush(from *State, at Site, to *State) bool {
	p := r.pair(from, at)
	if !from.next(at, lustre.ConfigRemove) || !p.Pooled || r.design.Pool == PoolKept {
		return false
	}
	*to = *from
	r.pair(to, at).Pooled = false
	return true
}

// configRemove marks the slot dying. Nothing of it is awaited any more; what its
// requests still do at the OST, they do.
func (r rules) configRemove(from *State, at Site, to *State) bool {
	p := r.pair(from, at)
	if !from.next(at, lustre.ConfigRemove) || p.Pooled && r.design.Pool == PoolFlushed || p.Dying.Step != StepNone {
		return false
	}
	*to = *from
	to.Position[at.Node]++
	p = r.pair(to, at)
	p.raiseGeneration()
	p.Dying, p.Slot = Dying{StepTopInactive, p.Slot.Ping}, Slot{}
	p.renumber()
	return true
}
