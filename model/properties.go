package model

import (
	"ostlife/model/explore"
	"ostlife/model/lustre"
)

// property is a row of the table of properties. A property of a pair is judged for
// each pair; the site says which.
type property struct {
	name, clause, why string

	state       func(r rules, s *State, at Site) bool
	step        func(r rules, from *State, name lustre.Action, at Site, to *State) bool
	witness     func(r rules, s *State, at Site) bool
	witnessStep func(r rules, from *State, name lustre.Action, at Site, to *State) bool
}

// properties is the table, each row with a witness that shows it is not vacuous.
var propertyTable = []property{
	{
		name: "PtlrpcdNeverBlocks", clause: "C2.1b",
		why:   "ptlrpcd interprets the replies that a blocked interpreter would wait for",
		state: func(_ rules, s *State, at Site) bool { return s.Ptlrpcd[at.Node] == 0 },
		witness: func(r rules, s *State, at Site) bool {
			p := r.pair(s, at)
			return p.Slot.Step == StepInvalidate && p.Slot.Ping != NoPing
		},
	},
	{
		name: "PoolsNameOnlyTargets", clause: "C1c C3.3",
		why:     "a pool that names a removed index would be allocated from",
		state:   func(r rules, s *State, at Site) bool { p := r.pair(s, at); return !p.Pooled || p.Slot.present() },
		witness: func(r rules, s *State, at Site) bool { return r.pair(s, at).Dying.Step != StepNone },
	},
	{
		name: "ActiveImpliesReady", clause: "C2.1a C2.2 C2.5",
		why:     "an object would be allocated on a target that cannot be written to",
		state:   rules.activeImpliesReady,
		witness: func(r rules, s *State, at Site) bool { return r.pair(s, at).Slot.Active == ActiveCurrent },
	},
	{
		name: "QuiescentAgrees", clause: "C2.4",
		why:   "with nothing left to do, a slot that is wrong stays wrong",
		state: rules.quiescentAgrees,
		witness: func(r rules, s *State, at Site) bool {
			p := r.pair(s, at)
			return p.Slot.idle() && p.Slot.Active == ActiveCurrent
		},
	},
	{
		name: "AcceptedHasWorker", clause: "C2.4",
		why:   "nobody else moves an import that is in RECOVER or EVICTED, or INVALID",
		state: rules.acceptedHasWorker,
		witness: func(r rules, s *State, at Site) bool {
			p := r.pair(s, at)
			return p.Slot.State == lustre.Recover
		},
	},
	{
		name: "OscBeforeLovBeforeTop", clause: "C2.2",
		why:         "a layer that is told first uses a layer that is not prepared",
		step:        rules.oscBeforeLovBeforeTop,
		witnessStep: taken(lustre.ActTopActive),
	},
	{
		name: "OneWorkerPerImport", clause: "C2.1c C2.4",
		why:     "two workers would run the steps of one import side by side",
		state:   func(r rules, s *State, at Site) bool { return r.pair(s, at).Slot.Workers <= 1 },
		witness: func(r rules, s *State, at Site) bool { return r.pair(s, at).Slot.Queue[1].Kind != lustre.NoEvent },
	},
	{
		name: "LateReplyIgnored", clause: "C2.4",
		why:  "a reply to an older connect speaks of a connection that is over",
		step: rules.lateReplyIgnored,
		witnessStep: func(r rules, from *State, name lustre.Action, at Site, _ *State) bool {
			return r.lateReply(from, name, at)
		},
	},
	{
		name: "LateRequestIgnored", clause: "C2.4",
		why:  "an older connect would replace the export that the node uses",
		step: rules.lateRequestIgnored,
		witnessStep: func(r rules, from *State, name lustre.Action, at Site, _ *State) bool {
			return r.lateRequest(from, name, at)
		},
	},
	{
		name: "EvictionPurgesBeforeFull", clause: "C2.1c",
		why: "what was cached under the dropped export would be served as good",
		state: func(r rules, s *State, at Site) bool {
			p := r.pair(s, at)
			return p.Slot.State != lustre.Full || !p.Slot.Unpurged
		},
		witness: func(r rules, s *State, at Site) bool { return r.pair(s, at).Slot.Unpurged },
	},
	{
		name: "NoFalseEviction", clause: "C2.1c",
		why:  "an eviction drops data; only the OST's dropping the export justifies it",
		step: rules.noFalseEviction,
		witnessStep: func(r rules, from *State, _ lustre.Action, at Site, to *State) bool {
			return r.enters(from, to, at, lustre.Recover) && r.pair(from, at).Slot.Handle != 0
		},
	},
	{
		name: "FullImpliesValid", clause: "C2.1a",
		why: "FULL is read as usable",
		state: func(r rules, s *State, at Site) bool {
			p := r.pair(s, at)
			return p.Slot.State != lustre.Full || !p.Slot.Invalid
		},
		witness: func(r rules, s *State, at Site) bool { return r.pair(s, at).Slot.Invalid },
	},
	{
		name: "DeactiveSendsNothing", clause: "C3.2",
		why: "the administrator took the target out of use",
		step: func(r rules, from *State, name lustre.Action, at Site, _ *State) bool {
			return name != lustre.ActConnectSend && name != lustre.ActPingSend || !r.pair(from, at).Slot.Deactive
		},
		witness: func(r rules, s *State, at Site) bool {
			p := r.pair(s, at)
			return p.Slot.Deactive && p.Slot.State == lustre.Full && p.Slot.Ping == NoPing
		},
	},
	{
		name: "DeactivatedChangesOnlyByConfig", clause: "C3.2",
		why:  "a disconnect must not undo, nor do, what only the administrator does",
		step: rules.deactivatedChangesOnlyByConfig,
		witness: func(r rules, s *State, at Site) bool {
			p := r.pair(s, at)
			return p.Slot.Deactivated && p.Slot.pending(lustre.EventInactive, StepLovInactive)
		},
	},
	{
		name: "RemoveOnlyDeactivated", clause: "C3.3",
		why: "a target in use would go, with what its users still have there",
		step: func(r rules, from *State, name lustre.Action, at Site, _ *State) bool {
			return name != lustre.ActConfigRemove || r.pair(from, at).Slot.Deactive
		},
		witnessStep: taken(lustre.ActConfigRemove),
	},
	{
		name: "RemovedIsUnreferenced", clause: "C3.3",
		why: "a freed slot that someone still uses is somebody else's memory",
		step: func(r rules, from *State, name lustre.Action, at Site, _ *State) bool {
			return name != lustre.ActSlotFree || r.pair(from, at).Dying == Dying{Step: StepClosed}
		},
		witness: func(r rules, s *State, at Site) bool {
			return r.pair(s, at).Dying == Dying{StepRemove, PingEnding}
		},
	},
	{
		name: "ConfigPrefix", clause: "C3.2 C3.3",
		why:   "nodes that read one log must come to one view of it",
		state: rules.configPrefix,
		witness: func(r rules, s *State, at Site) bool {
			return s.Position[at.Node] < s.records() && r.pair(s, at).Slot.Deactive
		},
	},
	{
		name: "BoundsSuffice", clause: "section 11",
		why:     "a bound of the state that is reached would hide what comes after it",
		state:   func(_ rules, s *State, _ Site) bool { return !s.Overflow },
		witness: func(r rules, s *State, at Site) bool { return r.pair(s, at).Net[1].Kind != NoMessage },
	},
}

// taken is a witness of a step property: the action was taken.
func taken(action lustre.Action) func(rules, *State, lustre.Action, Site, *State) bool {
	return func(_ rules, _ *State, name lustre.Action, _ Site, _ *State) bool { return name == action }
}

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
	owned := slot.State == lustre.Recover || slot.State == lustre.Evicted || slot.Invalid
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
	return (f.Export == 0) == (t.Export == 0) && (f.Export == f.Slot.Handle) == (t.Export == t.Slot.Handle)
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
	return !changed || name == lustre.ActLovDeactivate || name == lustre.ActLovActivate || name == lustre.ActConfigRemove
}

// configPrefix: a record that is being applied counts as read or as unread.
func (r rules) configPrefix(s *State, at Site) bool {
	n := s.Position[at.Node]
	return r.follows(s, at.Node, n) || n < s.records() && r.follows(s, at.Node, n+1)
}

// follows reports that the node's marks and slots are what the first n records give,
// and each deactivated flag what one of their prefixes gives.
func (r rules) follows(s *State, node, n uint8) bool {
	for t := range r.scope.Targets {
		slot := &r.pair(s, Site{Node: node, Target: t}).Slot
		present, deactivated := s.byLog(t, n)
		if slot.present() != present || slot.Deactive != deactivated || !s.reflects(t, n, slot) {
			return false
		}
	}
	return true
}

// reflects reports that some prefix of the first n records gives the slot's
// deactivated flag.
func (s *State) reflects(target, n uint8, slot *Slot) bool {
	for q := range n + 1 {
		if _, deactivated := s.byLog(target, q); deactivated == slot.Deactivated {
			return true
		}
	}
	return false
}

// properties gives the table as the explorer wants it: judged for every pair.
func (r rules) properties() []explore.Property[State] {
	pairs := r.sites(perPair)
	var list []explore.Property[State]
	for _, p := range propertyTable {
		e := explore.Property[State]{Name: p.name, Clause: p.clause, Why: p.why}
		if p.state != nil {
			e.State = func(s *State) bool { return all(pairs, func(at Site) bool { return p.state(r, s, at) }) }
		}
		if p.step != nil {
			e.Step = func(from *State, action int, at Site, to *State) bool {
				return p.step(r, from, table[action].name, at, to)
			}
		}
		if p.witness != nil {
			e.Witness = func(s *State) bool { return some(pairs, func(at Site) bool { return p.witness(r, s, at) }) }
		}
		if p.witnessStep != nil {
			e.WitnessStep = func(from *State, action int, at Site, to *State) bool {
				return p.witnessStep(r, from, table[action].name, at, to)
			}
		}
		list = append(list, e)
	}
	return list
}

func all(sites []Site, holds func(Site) bool) bool {
	for _, at := range sites {
		if !holds(at) {
			return false
		}
	}
	return true
}

func some(sites []Site, holds func(Site) bool) bool {
	for _, at := range sites {
		if holds(at) {
			return true
		}
	}
	return false
}
