package model

import (
	"fmt"

	"ostlife/model/lustre"
)

// Defect is one departure from the design and what must catch it.
type Defect struct {
	Name     lustre.Defect
	Design   Design
	Property string // the property that it breaks first
	Faults   uint8  // the fewest faults with which it does, in its scope
	Source   string // the clause it departs from, and where Lustre has been there
	Story    string // what is different, in one sentence

	// What its scope has beyond one node and one target from new.
	Nodes, Writes, Creates uint8
}

// Scope is the smallest scope in which the defect breaks its property.
func (d Defect) Scope() Scope {
	s := Section4(max(d.Nodes, 1), 1, d.Nodes > 1, d.Faults)
	s.Writes, s.Creates = d.Writes, d.Creates
	return s
}

// Defects lists every defect of the model, those that the implementation knows too
// first.
func Defects() []Defect {
	return []Defect{
		{Name: lustre.DefectLateReply, Design: Design{Reply: LateAccepted}, Property: "LateReplyIgnored",
			Source: "C2.4; the connection count that Lustre checks in import disconnects and connects",
			Story:  "the interpreter takes a connect reply whose connection is over"},
		{Name: lustre.DefectLossDeactivated, Design: Design{Loss: LossClearsDeactivated}, Property: "DeactivatedChangesOnlyByConfig", Faults: 1,
			Source: "C3.2: a disconnect does not touch the flag",
			Story:  "INACTIVE clears the deactivated flag as well"},
		{Name: lustre.DefectRemoveUnchecked, Design: Design{Remove: RemoveUnchecked}, Property: "RemoveOnlyDeactivated",
			Source: "C3.3; no Lustre release has had the check",
			Story:  "REMOVE is accepted for a target that is not deactivated"},
		{Name: lustre.DefectActiveFirst, Design: Design{Chain: ChainActiveBeforeFull}, Property: "ActiveImpliesReady",
			Source: "C2.1a; Lustre's ACTIVE at the adding of a target comes before any connection",
			Story:  "the LOV hears ACTIVE before the import is FULL"},
		{Name: lustre.DefectPoolKept, Design: Design{Pool: PoolKept}, Property: "PoolsNameOnlyTargets",
			Source: "C3.3; pools in Lustre keep the index of a deleted target",
			Story:  "REMOVE does not flush the index from the pool"},
		{Name: lustre.DefectWorkerWithoutReference, Design: Design{Reference: ReferenceDropped}, Property: "RemovedIsUnreferenced",
			Source: "C2.4, C3.3; the reference of Lustre's invalidate thread (bug 17802)",
			Story:  "the worker holds no reference on its slot"},
		{Name: lustre.DefectEvictionLeavesLocks, Design: Design{Purge: PurgeLeavesLocks}, Property: "LocksAgree", Faults: 1, Writes: 1,
			Source: "C2.1c", Story: "the end of an invalidation leaves the lock and the data under it"},
		{Name: lustre.DefectPingDeactive, Design: Design{Pinger: PingerPingsDeactive}, Property: "DeactiveSendsNothing",
			Source: "C3.2",
			Story:  "the pinger pings a deactive import"},
		{Name: lustre.DefectLossUntold, Design: Design{Loss: LossTellsNobody}, Property: "ActiveImpliesReady", Faults: 1,
			Source: "C2.5; Lustre tells the LOV nothing when a replayable import loses its connection",
			Story:  "a loss queues no INACTIVE"},
		{Name: lustre.DefectLovFirst, Design: Design{Chain: ChainLovBeforeOsc}, Property: "ActiveImpliesReady",
			Source: "C2.2: OSC, then LOV; the order of 2009 was the other one",
			Story:  "the LOV is told before the OSC is prepared"},
		{Name: lustre.DefectInterpreterWaits, Design: Design{Interpreter: InterpreterWaits}, Property: "PtlrpcdNeverBlocks",
			Source: "C2.1b; the reason for the invalidate thread in Lustre",
			Story:  "the interpreter waits until the invalidation has ended"},
		{Name: lustre.DefectEvictionLeavesData, Design: Design{Eviction: EvictionLeavesData}, Property: "EvictionPurgesBeforeFull",
			Source: "C2.1c",
			Story:  "a connect that shows an eviction is treated as a reconnect"},
		{Name: lustre.DefectFalseEviction, Design: Design{Eviction: EvictionOnEveryReconnect}, Property: "NoFalseEviction",
			Source: "C2.1c; a re-activation in Lustre evicts the node itself",
			Story:  "every reconnect is treated as an eviction"},
		{Name: lustre.DefectStaysInvalid, Design: Design{Eviction: EvictionStaysInvalid}, Property: "FullImpliesValid",
			Source: "C2.1a; a deactivation and an activation that race in Lustre leave FULL with INVALID",
			Story:  "the end of an invalidation leaves INVALID set"},
		{Name: lustre.DefectSecondWorker, Design: Design{Worker: WorkerPerEvent}, Property: "OneWorkerPerImport",
			Source: "C2.1c, C2.4; two synchronising threads for one target in Lustre (bug 16839)",
			Story:  "an event starts a worker though one runs"},
		{Name: lustre.DefectWorkerForgotten, Design: Design{Worker: WorkerForgotten}, Property: "AcceptedHasWorker",
			Source: "C2.4",
			Story:  "an accepted reply is queued and no worker is started"},
		{Name: lustre.DefectLateRequest, Design: Design{Request: LateAccepted}, Property: "LateRequestIgnored",
			Source: "C2.4; the connection count that an OST compares",
			Story:  "the OST takes a connect of an older connection"},
		{Name: lustre.DefectMarkOnlyFull, Design: Design{Mark: MarkOnlyFull}, Property: "ConfigPrefix",
			Source: "C3.2",
			Story:  "DEACTIVATE marks the import only if it is FULL"},
		{Name: lustre.DefectDropUntold, Design: Design{Purge: PurgeIsSilent}, Property: "DeactivateKeepsData", Faults: 1, Writes: 1,
			Source: "C3.2", Story: "an invalidation drops dirty data, and the next sync says that all is well"},
		{Name: lustre.DefectDeactivationDiscards, Design: Design{Deactivation: DeactivationDiscards},
			Property: "DeactivateKeepsData", Writes: 1,
			Source: "C3.2: without discarding data; lctl deactivate in Lustre invalidates",
			Story:  "a deactivation drops lock and data as an invalidation does"},
		{Name: lustre.DefectLocalCancel, Design: Design{Deactivation: DeactivationCancelsLocally},
			Property: "DataUnderLock", Writes: 1,
			Source: "C3.2, the other reading of the mail's LDLM_FL_LOCAL",
			Story:  "a deactivation drops the lock at the node alone and keeps the data, with no lock over it"},
		{Name: lustre.DefectReplaySkipsRequests, Design: Design{Replay: ReplaySkipsRequests},
			Property: "RecoveryRestoresWrites", Faults: 1, Writes: 1,
			Source: "C2.1c", Story: "a recovery begins with the locks"},
		{Name: lustre.DefectReplaySkipsLocks, Design: Design{Replay: ReplaySkipsLocks},
			Property: "LocksAgree", Faults: 1, Writes: 1,
			Source: "C2.1c", Story: "a recovery leaves the locks out"},
		{Name: lustre.DefectReplayResumesAlways, Design: Design{Replay: ReplayResumesAlways},
			Property: "RecoveryRestoresWrites", Faults: 2, Writes: 1,
			Source: "C2.1c; the replay state that Lustre keeps since LU-5651",
			Story:  "a broken replay resumes at the locks though the OST has restarted since"},
		{Name: lustre.DefectAgainTooSoon, Design: Design{Window: WindowFreshOnce},
			Property: "RecoveryRestoresWrites", Faults: 2, Writes: 1,
			Source: "C2.1c, ours",
			Story:  "the OST says that it has seen some of a replay when all it has seen is a connect"},
		{Name: lustre.DefectLateWrite, Design: Design{Asks: AsksInAnyOrder},
			Property: "RecoveryRestoresWrites", Faults: 1, Writes: 1,
			Source: "C2.4, ours; the one request at a time that a Lustre server keeps by slot",
			Story:  "the OST takes a write that was given up at a deactivation, after the one that replaced it"},
		{Name: lustre.DefectSharedLock, Design: Design{Grant: GrantShared}, Property: "LockExclusive", Nodes: 2, Writes: 1,
			Source: "C3.2", Story: "the OST grants the lock to a second client"},
		{Name: lustre.DefectCreateInRecovery, Design: Design{Create: CreateIgnoresRecovery},
			Property: "NoCreateWhileRecovering", Creates: 1,
			Source: "C2.2.osc", Story: "a create is sent while the object creator is RECOVERY"},
		{Name: lustre.DefectCreateFails, Design: Design{Create: CreateFailsInRecovery},
			Property: "NoCreateWhileRecovering", Creates: 1,
			Source: "C2.2.osc: creates wait, they do not fail", Story: "a create fails for RECOVERY alone"},
		{Name: lustre.DefectAllocateAny, Design: Design{Allocate: AllocateAny}, Property: "AllocateOnlyActive", Creates: 1,
			Source: "C2.2.lov", Story: "objects are allocated on targets that are not active"},
		{Name: lustre.DefectPenaltyKept, Design: Design{Penalty: PenaltyKept},
			Property: "PenaltyResetOnActivate", Faults: 1, Creates: 1,
			Source: "C2.2.lov; Lustre has not had the reset since its allocator moved to the MDS",
			Story:  "a target that becomes active keeps its QoS penalty"},
	}
}

// DefectError says that no defect has that name.
type DefectError struct{ Name lustre.Defect }

// Error names the defect.
func (e *DefectError) Error() string { return fmt.Sprintf("there is no defect %q", e.Name) }

// DefectNamed gives a defect by its name, or fails with a [DefectError].
func DefectNamed(name lustre.Defect) (Defect, error) {
	for _, d := range Defects() {
		if d.Name == name {
			return d, nil
		}
	}
	return Defect{}, &DefectError{name}
}
