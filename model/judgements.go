package model

import "ostlife/model/lustre"

// activeImpliesReady holds while an event waits that will say otherwise.
func (r rules) activeImpliesReady(s *State, at Site) bool {
	slot := &r.pair(s, at).Slot
	if slot.Active == Inactive ||
		slot.pending(lustre.EventInactive, StepLovInactive) ||
		slot.pending(lustre.EventDeactivate, StepLovDeactivate) {
		return true
	}
	return slot.Active == ActiveCurrent && slot.Prepared && slot.usable()
}

func (r rules) quiescentAgrees(s *State, at Site) bool {
	slot := &r.pair(s, at).Slot
	if !slot.present() || !slot.idle() {
		return true
	}
	ready := slot.usable() && slot.Prepared && !slot.Deactive
	return (slot.Active != Inactive) == ready && slot.TopActive == ready && slot.Deactivated == slot.Deactive
}

func (r rules) acceptedHasWorker(s *State, at Site) bool {
	slot := &r.pair(s, at).Slot
	owned := slot.State == lustre.Recover || slot.State == lustre.Evicted || slot.Invalid || slot.replaying()
	return !owned || slot.Workers > 0
}

func (r rules) oscBeforeLovBeforeTop(from *State, name lustre.Action, at Site, _ *State) bool {
	slot := &r.pair(from, at).Slot
	switch {
	case !slot.Hand.Current:
		return true
	case name == lustre.ActLovActive:
		return slot.Prepared
	case name == lustre.ActTopActive:
		return slot.Active == ActiveCurrent
	}
	return true
}

// lateReply is an interpreter that is given a reply nobody waits for.
func (r rules) lateReply(from *State, name lustre.Action, at Site) bool {
	return name == lustre.ActConnectInterpret && !r.pair(from, at).Net[at.Index].Current
}

func (r rules) lateReplyIgnored(from *State, name lustre.Action, at Site, to *State) bool {
	return !r.lateReply(from, name, at) || sameSlot(r.pair(from, at).Slot, r.pair(to, at).Slot)
}

// sameSlot compares two slots but for the number of the instance that they hold.
func sameSlot(a, b Slot) bool {
	a.Handle, b.Handle = min(a.Handle, 1), min(b.Handle, 1)
	return a == b
}

func (r rules) lateRequest(from *State, name lustre.Action, at Site) bool {
	return (name == lustre.ActOstConnect || name == lustre.ActOstDisconnect) && r.pair(from, at).Net[at.Index].Stale
}

func (r rules) lateRequestIgnored(from *State, name lustre.Action, at Site, to *State) bool {
	if !r.lateRequest(from, name, at) {
		return true
	}
	f, t := r.pair(from, at), r.pair(to, at)
	return (f.Export == 0) == (t.Export == 0) && (f.Export == f.Slot.Handle) == (t.Export == t.Slot.Handle) &&
		f.Recovery == t.Recovery && f.Granted == t.Granted && f.Taken == t.Taken
}

// enters reports that the step takes the slot's import into a state.
func (r rules) enters(from, to *State, at Site, state lustre.ImportState) bool {
	return r.pair(from, at).Slot.State != state && r.pair(to, at).Slot.State == state
}

func (r rules) noFalseEviction(from *State, _ lustre.Action, at Site, to *State) bool {
	p := r.pair(from, at)
	return !r.enters(from, to, at, lustre.Evicted) || p.Slot.Handle != 0 && p.Export != p.Slot.Handle
}

func (r rules) deactivatedChangesOnlyByConfig(from *State, name lustre.Action, at Site, to *State) bool {
	changed := r.pair(from, at).Slot.Deactivated != r.pair(to, at).Slot.Deactivated
	return !changed || name == lustre.ActLovDeactivate || name == lustre.ActLovActivate || name == lustre.ActConfigRemove || crashes(name)
}

// crashes reports that the action takes a node with all that is in its memory.
func crashes(name lustre.Action) bool {
	return name == lustre.ActMdsCrash || name == lustre.ActClientCrash
}

// configPrefix: a record that is being applied counts as read or as unread.
func (r rules) configPrefix(s *State, at Site) bool {
	n := s.Position[at.Node]
	return r.follows(s, at.Node, n) || n < s.records() && r.follows(s, at.Node, n+1)
}

// follows reports that the node's marks, slots and pools are what the first n records
// give, and each deactivated flag what one of their prefixes gives. A REMOVE flushes
// the pools before the slot goes.
func (r rules) follows(s *State, node, n uint8) bool {
	for t := range r.scope.Targets {
		slot := &r.pair(s, Site{Node: node, Target: t}).Slot
		is := s.byLog(t, n)
		named := r.pair(s, Site{Node: node, Target: t}).Named
		if slot.present() != is.present || slot.Deactive != is.deactivated || !s.reflects(t, n, slot) {
			return false
		}
		flushed := !named && s.next(Site{Node: node, Target: t}, lustre.ConfigRemove)
		if is.present && named != is.named && !flushed {
			return false
		}
	}
	return true
}

// reflects reports that some prefix of the first n records gives the slot's
// deactivated flag.
func (s *State) reflects(target, n uint8, slot *Slot) bool {
	for q := range n + 1 {
		if s.byLog(target, q).deactivated == slot.Deactivated {
			return true
		}
	}
	return false
}

// deactiveSendsNothing: but what the deactivation itself asks for.
func (r rules) deactiveSendsNothing(from *State, name lustre.Action, at Site, _ *State) bool {
	slot := &r.pair(from, at).Slot
	switch name {
	case lustre.ActConnectSend, lustre.ActPingSend, lustre.ActEnqueueSend, lustre.ActCreateSend,
		lustre.ActDestroySend, lustre.ActRecordDestroySend, lustre.ActMdsConnSend, lustre.ActLlogConnectSend, lustre.ActOrphansSend:
		return !slot.Deactive
	case lustre.ActFlushSend, lustre.ActSyncSend, lustre.ActCancelSend:
		return !slot.Deactive || slot.current(StepDisconnect)
	}
	return true
}

// deactivateKeepsData: data leaves a node when the OST has committed it, or by a drop
// that the next sync tells. A node that crashes takes its applications with it.
func (r rules) deactivateKeepsData(from *State, name lustre.Action, at Site, to *State) bool {
	if crashes(name) || name == lustre.ActAskInterpret && r.pair(from, at).Net[at.Index].Kind == Sync {
		return true
	}
	return !r.pair(from, at).Slot.data() || r.pair(to, at).Slot.data() || r.pair(to, at).Dropped
}

// locksAgree: where the node may use its lock, the OST has granted it.
func (r rules) locksAgree(s *State, at Site) bool {
	p := r.pair(s, at)
	uses := p.Slot.Locked && p.Slot.usable() && p.Slot.Handle == p.Export && p.Recovery == lustre.ExportNormal
	return !uses || p.Granted
}

// noCreateWhileRecovering: a create waits, and goes elsewhere only when the target is
// not fit any more.
func (r rules) noCreateWhileRecovering(from *State, name lustre.Action, at Site, _ *State) bool {
	switch name {
	case lustre.ActCreateSend, lustre.ActCreateTake:
		return !r.pair(from, at).Slot.Recovery
	case lustre.ActCreateMove:
		return !r.fit(from, at)
	}
	return true
}

// recoveryRestoresWrites: a client that says it has replayed everything has left
// nothing lost, but what is in its cache still.
func (r rules) recoveryRestoresWrites(from *State, name lustre.Action, at Site, to *State) bool {
	m := r.pair(from, at).Net[at.Index]
	if name != lustre.ActOstReplay || m.Kind != FinalPing || !m.Current {
		return true
	}
	p := r.pair(to, at)
	return p.Recovery != lustre.ExportDone || p.Taken != Lost || p.Slot.Dirty
}
