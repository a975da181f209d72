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
	Faults   uint8  // the fewest faults with which it does, one node and one target from new
	Source   string // the clause it departs from, and where Lustre has been there
	Story    string // what is different, in one sentence
}

// Defects lists every defect of the model, those that the implementation knows too
// first.
func Defects() []Defect {
	return []Defect{
		{lustre.DefectLateReply, Design{Reply: LateAccepted}, "LateReplyIgnored", 0,
			"C2.4; the connection count that Lustre checks in import disconnects and connects",
			"the interpreter takes a connect reply whose connection is over"},
		{lustre.DefectLossDeactivated, Design{Loss: LossClearsDeactivated}, "DeactivatedChangesOnlyByConfig", 1,
			"C3.2: a disconnect does not touch the flag",
			"INACTIVE clears the deactivated flag as well"},
		{lustre.DefectRemoveUnchecked, Design{Remove: RemoveUnchecked}, "RemoveOnlyDeactivated", 0,
			"C3.3; no Lustre release has had the check",
			"REMOVE is accepted for a target that is not deactivated"},
		{lustre.DefectActiveFirst, Design{Chain: ChainActiveBeforeFull}, "ActiveImpliesReady", 0,
			"C2.1a; Lustre's ACTIVE at the adding of a target comes before any connection",
			"the LOV hears ACTIVE before the import is FULL"},
		{lustre.DefectLossUntold, Design{Loss: LossTellsNobody}, "ActiveImpliesReady", 1,
			"C2.5; Lustre tells the LOV nothing when a replayable import loses its connection",
			"a loss queues no INACTIVE"},
		{lustre.DefectLovFirst, Design{Chain: ChainLovBeforeOsc}, "ActiveImpliesReady", 0,
			"C2.2: OSC, then LOV; the order of 2009 was the other one",
			"the LOV is told before the OSC is prepared"},
		{lustre.DefectInterpreterWaits, Design{Interpreter: InterpreterWaits}, "PtlrpcdNeverBlocks", 0,
			"C2.1b; the reason for the invalidate thread in Lustre",
			"the interpreter waits until the invalidation has ended"},
		{lustre.DefectEvictionLeavesData, Design{Eviction: EvictionLeavesData}, "EvictionPurgesBeforeFull", 0,
			"C2.1c",
			"a connect that shows an eviction is treated as a reconnect"},
		{lustre.DefectFalseEviction, Design{Eviction: EvictionOnEveryReconnect}, "NoFalseEviction", 0,
			"C2.1c; a re-activation in Lustre evicts the node itself",
			"every reconnect is treated as an eviction"},
		{lustre.DefectStaysInvalid, Design{Eviction: EvictionStaysInvalid}, "FullImpliesValid", 0,
			"C2.1a; a deactivation and an activation that race in Lustre leave FULL with INVALID",
			"the end of an invalidation leaves INVALID set"},
		{lustre.DefectSecondWorker, Design{Worker: WorkerPerEvent}, "OneWorkerPerImport", 0,
			"C2.1c, C2.4; two synchronising threads for one target in Lustre (bug 16839)",
			"an event starts a worker though one runs"},
		{lustre.DefectWorkerForgotten, Design{Worker: WorkerForgotten}, "AcceptedHasWorker", 0,
			"C2.4",
			"an accepted reply is queued and no worker is started"},
		{lustre.DefectLateRequest, Design{Request: LateAccepted}, "LateRequestIgnored", 0,
			"C2.4; the connection count that an OST compares",
			"the OST takes a connect of an older connection"},
		{lustre.DefectPingDeactive, Design{Pinger: PingerPingsDeactive}, "DeactiveSendsNothing", 0,
			"C3.2",
			"the pinger pings a deactive import"},
		{lustre.DefectMarkOnlyFull, Design{Mark: MarkOnlyFull}, "ConfigPrefix", 0,
			"C3.2",
			"DEACTIVATE marks the import only if it is FULL"},
		{lustre.DefectPoolKept, Design{Pool: PoolKept}, "PoolsNameOnlyTargets", 0,
			"C3.3; pools in Lustre keep the index of a deleted target",
			"REMOVE does not flush the index from the pool"},
		{lustre.DefectWorkerWithoutReference, Design{Reference: ReferenceDropped}, "RemovedIsUnreferenced", 0,
			"C2.4, C3.3; the reference of Lustre's invalidate thread (bug 17802)",
			"the worker holds no reference on its slot"},
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
