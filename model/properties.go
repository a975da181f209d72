package model

import (
	"slices"

	"ostlife/model/explore"
	"ostlife/model/lustre"
)

// property is a row of the table of properties. A property of a pair is judged for
// each pair; the site says which.
type property struct {
	name, clause, why string
	mds               bool // of the MDS's side: judged for its pairs, and only where there is an MDS

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
		state:   func(r rules, s *State, at Site) bool { p := r.pair(s, at); return !p.pools() || p.Slot.present() },
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
		why:  "the administrator took the target out of use",
		step: rules.deactiveSendsNothing,
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
		name: "DeactivateKeepsData", clause: "C3.2",
		why:  "data that an application wrote would go, and nobody would know",
		step: rules.deactivateKeepsData,
		witness: func(r rules, s *State, at Site) bool {
			p := r.pair(s, at)
			return p.Slot.Deactive && p.Slot.State == lustre.Disconn && p.Slot.data()
		},
	},
	{
		name: "DataUnderLock", clause: "C3.2",
		why: "what is written back without a lock overwrites what others have written since",
		state: func(r rules, s *State, at Site) bool {
			p := r.pair(s, at)
			return !p.Slot.data() || p.Slot.Locked
		},
		witness: func(r rules, s *State, at Site) bool { return r.pair(s, at).Slot.Uncommitted },
	},
	{
		name: "LocksAgree", clause: "C2.1c C3.2",
		why:   "a node that uses a lock which the OST has not granted reads what is out of date",
		state: rules.locksAgree,
		witness: func(r rules, s *State, at Site) bool {
			p := r.pair(s, at)
			return p.Slot.Locked && p.Granted && p.Slot.usable()
		},
	},
	{
		name: "LockExclusive", clause: "C3.2",
		why:     "two clients would write one object",
		state:   func(r rules, s *State, at Site) bool { return !r.pair(s, at).Granted || !r.taken(s, at) },
		witness: func(r rules, s *State, at Site) bool { return r.pair(s, at).Granted },
	},
	{
		name: "RecoveryRestoresWrites", clause: "C2.1c",
		why:     "a write that the OST had taken would be gone, and its writer would think it safe",
		step:    rules.recoveryRestoresWrites,
		witness: func(r rules, s *State, at Site) bool { return r.pair(s, at).Taken == Lost },
	},
	{
		name: "AllocateOnlyActive", clause: "C2.2.lov",
		why: "an object would be allocated where it cannot be created",
		step: func(r rules, from *State, name lustre.Action, at Site, _ *State) bool {
			return name != lustre.ActCreateAllocate || r.pair(from, at).Slot.Active != Inactive
		},
		witnessStep: taken(lustre.ActCreateAllocate),
	},
	{
		name: "NoCreateWhileRecovering", clause: "C2.2.osc C2.3",
		why:  "before recovery has finished the target may hold objects that nobody knows; but it soon will",
		step: rules.noCreateWhileRecovering,
		witness: func(r rules, s *State, at Site) bool {
			p := r.pair(s, at)
			return p.Create == CreateWaiting && p.Slot.Recovery && p.Slot.usable()
		},
	},
	{
		name: "PenaltyResetOnActivate", clause: "C2.2.lov",
		why: "a target that comes back would be passed over for what it did before",
		step: func(r rules, _ *State, name lustre.Action, at Site, to *State) bool {
			return name != lustre.ActLovActive || !r.pair(to, at).Slot.Penalized
		},
		witnessStep: func(r rules, from *State, name lustre.Action, at Site, _ *State) bool {
			return name == lustre.ActLovActive && r.pair(from, at).Slot.Penalized
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

// properties gives the tables as the explorer wants them: judged for every pair. Those of
// the MDS's side are left out where there is none.
func (r rules) properties(rows []row) []explore.Property[State] {
	var list []explore.Property[State]
	for _, p := range slices.Concat(propertyTable, mdsPropertyTable) {
		if p.mds && !r.scope.MDS {
			continue
		}
		pairs := r.sites(perPair)
		if p.mds {
			pairs = r.sites(mdsPairs)
		}
		e := explore.Property[State]{Name: p.name, Clause: p.clause, Why: p.why}
		if p.state != nil {
			e.State = func(s *State) bool { return all(pairs, func(at Site) bool { return p.state(r, s, at) }) }
		}
		if p.step != nil {
			e.Step = func(from *State, action int, at Site, to *State) bool {
				return p.step(r, from, rows[action].name, at, to)
			}
		}
		if p.witness != nil {
			e.Witness = func(s *State) bool { return some(pairs, func(at Site) bool { return p.witness(r, s, at) }) }
		}
		if p.witnessStep != nil {
			e.WitnessStep = func(from *State, action int, at Site, to *State) bool {
				return p.witnessStep(r, from, rows[action].name, at, to)
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
