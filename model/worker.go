package model

import "ostlife/model/lustre"

// enqueue puts an event into the worker's queue with the numbers of this moment and
// starts a worker if none runs (C2.4).
func (r rules) enqueue(to *State, s *Slot, kind lustre.Event) {
	i := 0
	for i < MaxQueue && s.Queue[i].Kind != lustre.NoEvent {
		i++
	}
	if i == MaxQueue {
		to.Overflow = true
		return
	}
	s.Queue[i] = Event{kind, true}
	switch {
	case r.design.Worker == WorkerForgotten && kind == lustre.EventConnected:
	case s.Workers == 0:
		s.Workers = 1
		r.take(s)
	case r.design.Worker == WorkerPerEvent:
		s.Workers++
	}
}

// take gives the worker its next event, or ends it. Nothing can tell a worker that
// is about to take an event from one that has it, so it is no action of its own.
func (r rules) take(s *Slot) {
	if s.Queue[0].Kind == lustre.NoEvent {
		s.Hand, s.Step, s.Workers = Event{}, StepNone, 0
		return
	}
	s.Hand, s.Step = s.Queue[0], r.first(s, s.Queue[0].Kind)
	copy(s.Queue[:], s.Queue[1:])
	s.Queue[MaxQueue-1] = Event{}
}

// replaying reports that the import is in one of the replay states.
func (s *Slot) replaying() bool {
	return s.State == lustre.Replay || s.State == lustre.ReplayLocks || s.State == lustre.ReplayWait
}

// first is the step with which an event begins.
func (r rules) first(s *Slot, kind lustre.Event) Step {
	switch kind {
	case lustre.EventConnected:
		if s.replaying() {
			return StepReplay
		}
		return r.chain(StepNone, false)
	case lustre.EventInvalidate:
		return StepInvalidate
	case lustre.EventInactive:
		return StepLovInactive
	case lustre.EventDeactivate:
		return StepLovDeactivate
	case lustre.EventActivate:
		return StepLovActivate
	default:
		return StepNone
	}
}

// chain is the order of C2.2 behind an accepted connect; the MDS has steps of its own.
func (r rules) chain(after Step, mds bool) Step {
	order := [...]Step{StepNone, StepFull, StepPrepare, StepMdsConn, StepLlog, StepLovActive, StepTopActive, StepOrphans, StepFinish, StepNone}
	switch r.design.Chain {
	case ChainLovBeforeOsc:
		order = [...]Step{StepNone, StepFull, StepLovActive, StepPrepare, StepMdsConn, StepLlog, StepTopActive, StepOrphans, StepFinish, StepNone}
	case ChainActiveBeforeFull:
		order = [...]Step{StepNone, StepPrepare, StepMdsConn, StepLlog, StepLovActive, StepFull, StepTopActive, StepOrphans, StepFinish, StepNone}
	}
	if after == StepTopActive && r.design.Chain == ChainNeverFinishes {
		return StepNone
	}
	i := 0
	for order[i] != after {
		i++
	}
	for i++; r.skips(order[i], mds); i++ {
	}
	return order[i]
}

// skips reports that a step of the MDS's is left out.
func (r rules) skips(step Step, mds bool) bool {
	switch step {
	case StepMdsConn:
		return !mds || r.design.MdsConn != MdsConnRequest
	case StepLlog, StepOrphans:
		return !mds
	}
	return false
}

// eventStale ends an event whose numbers have been overtaken, before a step that
// would change the import.
func (r rules) eventStale(from *State, at Site, to *State) bool {
	s := &r.pair(from, at).Slot
	switch s.Step {
	case StepReplay, StepFull, StepPrepare, StepMdsConn, StepLlog, StepOrphans, StepFinish, StepWake, StepDisconnect, StepWait, StepAnswered, StepFailed:
	default:
		return false
	}
	if s.Hand.Current {
		return false
	}
	*to = *from
	r.take(&r.pair(to, at).Slot)
	return true
}

// current reports that the worker of the slot stands at a step that the import lock
// guards, with numbers that are current.
func (s *Slot) current(step Step) bool { return s.Step == step && s.Hand.Current }

func (r rules) invalidateEnd(from *State, at Site, to *State) bool {
	s := &r.pair(from, at).Slot
	if s.Step != StepInvalidate || s.Ping != NoPing && r.design.Interpreter == InterpreterHandsOver {
		return false
	}
	*to = *from
	r.purge(r.pair(to, at))
	s = &r.pair(to, at).Slot
	s.Unpurged = false
	s.Invalid = r.design.Eviction == EvictionStaysInvalid
	if to.Ptlrpcd[at.Node] == 1+at.Target {
		to.Ptlrpcd[at.Node] = 0
	}
	if s.Hand.Current && s.State == lustre.Evicted {
		s.State = lustre.Recover
		s.Step = r.chain(StepNone, false)
		return true
	}
	r.take(s)
	return true
}

func (r rules) connectFull(from *State, at Site, to *State) bool {
	if !r.pair(from, at).Slot.current(StepFull) {
		return false
	}
	*to = *from
	s := &r.pair(to, at).Slot
	s.State = lustre.Full
	s.Step = r.chain(StepFull, r.mds(at.Node))
	return true
}

func (r rules) oscPrepare(from *State, at Site, to *State) bool {
	if !r.pair(from, at).Slot.current(StepPrepare) {
		return false
	}
	*to = *from
	s := &r.pair(to, at).Slot
	s.Prepared, s.Recovery = !r.mds(at.Node), true
	if r.design.Objid == ObjidSetBack {
		o := r.objects(to, at)
		o.Memory.Used = o.Disk.Used
	}
	s.Step = r.chain(StepPrepare, r.mds(at.Node))
	return true
}

func (r rules) lovActive(from *State, at Site, to *State) bool {
	if r.pair(from, at).Slot.Step != StepLovActive {
		return false
	}
	*to = *from
	s := &r.pair(to, at).Slot
	s.Penalized = s.Penalized && r.design.Penalty == PenaltyKept
	s.Active = ActiveOvertaken
	if s.Hand.Current {
		s.Active = ActiveCurrent
	}
	s.Step = r.chain(StepLovActive, r.mds(at.Node))
	if r.design.Size == SizeAtActive {
		to.cover(at)
	}
	return true
}

func (r rules) topActive(from *State, at Site, to *State) bool {
	if r.pair(from, at).Slot.Step != StepTopActive {
		return false
	}
	*to = *from
	s := &r.pair(to, at).Slot
	s.TopActive = true
	if s.Step = r.chain(StepTopActive, r.mds(at.Node)); s.Step == StepNone {
		r.take(s)
	}
	return true
}

// recoveryFinished is C2.3, the second event to the OSC.
func (r rules) recoveryFinished(from *State, at Site, to *State) bool {
	if !r.pair(from, at).Slot.current(StepFinish) {
		return false
	}
	*to = *from
	s := &r.pair(to, at).Slot
	s.Recovery = false
	r.take(s)
	return true
}

func (r rules) lovInactive(from *State, at Site, to *State) bool {
	if r.pair(from, at).Slot.Step != StepLovInactive {
		return false
	}
	*to = *from
	s := &r.pair(to, at).Slot
	s.Active = Inactive
	if r.design.Loss == LossClearsDeactivated {
		s.Deactivated = false
	}
	s.Step = StepTopInactive
	return true
}

// topInactive tells the layer above, for a loss and for a deactivation.
func (r rules) topInactive(from *State, at Site, to *State) bool {
	if r.pair(from, at).Slot.Step != StepTopInactive {
		return false
	}
	*to = *from
	s := &r.pair(to, at).Slot
	s.TopActive = false
	if s.Hand.Kind == lustre.EventDeactivate {
		s.Step = StepWake
		return true
	}
	r.take(s)
	return true
}

func (r rules) lovDeactivate(from *State, at Site, to *State) bool {
	if r.pair(from, at).Slot.Step != StepLovDeactivate {
		return false
	}
	*to = *from
	s := &r.pair(to, at).Slot
	s.Active, s.Deactivated = Inactive, true
	s.Step = StepTopInactive
	return true
}

// oscWake ends RECOVERY: creates that waited go elsewhere or fail (C3.2).
func (r rules) oscWake(from *State, at Site, to *State) bool {
	if !r.pair(from, at).Slot.current(StepWake) {
		return false
	}
	*to = *from
	s := &r.pair(to, at).Slot
	s.Recovery = false
	s.Step = StepDisconnect
	switch r.design.Deactivation {
	case DeactivationCancelsLocally:
		s.Locked = false
	case DeactivationDiscards:
		s.Locked, s.Dirty, s.Uncommitted = false, false, false
	}
	return true
}

// disconnectSend is the last of the deactivation's own requests: what was dirty is
// with the OST, and the lock as well (C3.2).
func (r rules) disconnectSend(from *State, at Site, to *State) bool {
	s := &r.pair(from, at).Slot
	if !s.current(StepDisconnect) || !s.mayAsk() || s.Locked || s.data() {
		return false
	}
	*to = *from
	s = &r.pair(to, at).Slot
	s.Step = StepWait
	to.send(r.pair(to, at), Message{Kind: Disconnect, Instance: s.Handle})
	return true
}

// deactivateEnd leaves the import DISCONN: with nothing on either side when the OST
// answered, with the handle pinned when it did not or was never asked (C3.2).
func (r rules) deactivateEnd(from *State, at Site, to *State) bool {
	s := &r.pair(from, at).Slot
	keeps := r.design.Deactivation == DeactivationCancelsLocally && s.data()
	unasked := s.current(StepDisconnect) && (!s.usable() || keeps)
	if !unasked && !s.current(StepAnswered) && !s.current(StepFailed) {
		return false
	}
	*to = *from
	s = &r.pair(to, at).Slot
	if s.Step == StepAnswered {
		s.Handle = 0
	}
	s.State, s.Prepared, s.Stock = lustre.Disconn, false, 0
	r.take(s)
	r.pair(to, at).overtakeMessages()
	r.pair(to, at).renumber()
	return true
}

func (r rules) lovActivate(from *State, at Site, to *State) bool {
	if r.pair(from, at).Slot.Step != StepLovActivate {
		return false
	}
	*to = *from
	s := &r.pair(to, at).Slot
	s.Deactivated = false
	r.take(s)
	return true
}

// removeTop tells the layer above that a dying slot is gone.
func (r rules) removeTop(from *State, at Site, to *State) bool {
	return r.dying(from, at, to, StepTopInactive, StepRemove)
}

// removeEnd closes a removed import once its requests have ended.
func (r rules) removeEnd(from *State, at Site, to *State) bool {
	return r.pair(from, at).Dying.Ping == NoPing && r.dying(from, at, to, StepRemove, StepClosed)
}

// dying takes the worker of a dying slot from one step to the next.
func (r rules) dying(from *State, at Site, to *State, step, next Step) bool {
	if r.pair(from, at).Dying.Step != step {
		return false
	}
	*to = *from
	r.pair(to, at).Dying.Step = next
	return true
}

// slotFree is the last reference going (C3.3).
func (r rules) slotFree(from *State, at Site, to *State) bool {
	d := r.pair(from, at).Dying
	free := d.Step == StepClosed || d.Step == StepRemove && r.design.Reference == ReferenceDropped
	if !free || d.Ping != NoPing || r.design.Reference == ReferenceKept {
		return false
	}
	*to = *from
	r.pair(to, at).Dying = Dying{}
	return true
}
