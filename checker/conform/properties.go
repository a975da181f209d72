package conform

import "ostlife/model/lustre"

// property is a row of the table.
type property struct {
	name, clause, why string

	mds bool // only a trace of an MDS with its disk puts it to the test

	// What judge is asked about: the records under a lock, of some actions only if
	// some are named. No lock means that the actions alone decide; neither, all records.
	lock lock
	on   actions

	// judge says what is wrong with a record, given what was seen before it; empty
	// where nothing is. A slot that the trace does not know is nil.
	judge func(v view, r *lustre.TraceRecord) string
	// rest is judge at rest, of what a slot shows then.
	rest func(v view, r *lustre.TraceRecord) string
}

// looks reports that the property is about a record.
func (p *property) looks(r *lustre.TraceRecord) bool {
	return (p.lock == noLock || p.lock == guardOf(r)) && (p.on == actions{} || p.on.has(r.Action))
}

// propertyTable lists the properties. Of several that one record breaks, the first
// names it best.
var propertyTable = []property{
	{
		name: "TraceWellFormed", clause: "section 7",
		why:   "a trace that is not what happened proves nothing",
		judge: traceWellFormed,
	},
	{
		name: "RemovedIsUnreferenced", clause: "C3.3",
		why:   "a freed slot that someone still uses is somebody else's memory",
		judge: removedIsUnreferenced,
	},
	{
		name: "LateReplyIgnored", clause: "C2.4",
		why: "a reply to an older connect speaks of a connection that is over",
		on: on(lustre.ActConnectInterpret, lustre.ActConnectExpire,
			lustre.ActPingInterpret, lustre.ActLoss, lustre.ActAskInterpret, lustre.ActAskExpire,
			lustre.ActReplayInterpret, lustre.ActOscInterpret, lustre.ActCreateInterpret, lustre.ActCreateExpire),
		judge: known(lateReplyIgnored),
	},
	{
		name: "LateRequestIgnored", clause: "C2.4",
		why: "an older connect would replace the export that the node uses, an older write what others wrote",
		on: on(lustre.ActOstConnect, lustre.ActOstDisconnect, lustre.ActOstEnqueue, lustre.ActOstWrite, lustre.ActOstSync,
			lustre.ActOstCancel, lustre.ActOstReplay, lustre.ActOstCreate, lustre.ActOstMdsConn, lustre.ActOstLlogConnect,
			lustre.ActOstLlogReplay, lustre.ActOstOrphans, lustre.ActOstDestroy),
		judge: lateRequestIgnored,
	},
	{
		name: "OvertakenStepsNothing", clause: "C2.4",
		why:  "a step for a connection that is over would undo what came after it",
		lock: importLock,
		on: on(lustre.ActConnectFull, lustre.ActOscPrepare, lustre.ActRecoveryFinished, lustre.ActOscWake,
			lustre.ActDisconnectSend, lustre.ActDeactivateEnd, lustre.ActEventStale),
		judge: known(overtakenStepsNothing),
	},
	{
		name: "NumbersRise", clause: "C2.4",
		why:   "numbers that do not tell two connections apart overtake nothing",
		lock:  importLock,
		judge: known(numbersRise),
	},
	{
		name: "ImportTransitions", clause: "C2.4",
		why:   "each action changes the import's state in its own way, or not at all",
		lock:  importLock,
		judge: known(importTransitions),
	},
	{
		name: "OneWorkerPerImport", clause: "C2.1c C2.4",
		why:   "two workers would run the steps of one import side by side",
		judge: known(oneWorkerPerImport),
	},
	{
		name: "AcceptedHasWorker", clause: "C2.4",
		why:   "nobody else moves an import that is in RECOVER or EVICTED, or INVALID",
		lock:  importLock,
		judge: acceptedHasWorker,
	},
	{
		name: "ActiveImpliesReady", clause: "C2.1a C2.2 C2.5",
		why:   "an object would be allocated on a target that cannot be written to",
		on:    on(lustre.ActLovActive),
		judge: known(activeImpliesReady),
	},
	{
		name: "OscBeforeLovBeforeTop", clause: "C2.2 C2.3",
		why:   "a layer that is told first uses a layer that is not prepared",
		on:    on(lustre.ActLovActive, lustre.ActTopActive, lustre.ActRecoveryFinished),
		judge: known(oscBeforeLovBeforeTop),
	},
	{
		name: "PreparedForCurrent", clause: "C2.2.osc C2.4",
		why:   "a slot would be active on a preparation that belongs to another connection",
		lock:  importLock,
		judge: preparedForCurrent,
	},
	{
		name: "RecoveryUntilFinished", clause: "C2.2.osc C2.3",
		why:   "creates would go out before recovery has finished, or wait for ever",
		lock:  importLock,
		judge: known(recoveryUntilFinished),
	},
	{
		name: "EvictionPurgesBeforeFull", clause: "C2.1c",
		why:   "what was cached under the dropped export would be served as good",
		on:    on(lustre.ActConnectFull, lustre.ActInvalidateEnd, lustre.ActConfigRemove),
		judge: known(evictionPurgesBeforeFull),
	},
	{
		name: "InvalidUntilPurged", clause: "C2.4",
		why:   "only INVALID keeps a connection from being made while the old one is purged",
		lock:  importLock,
		judge: known(invalidUntilPurged),
	},
	{
		name: "DrainedBeforeEnd", clause: "C2.1c C3.3",
		why:   "a request of before would come back to an import that is in use again, or gone",
		on:    on(lustre.ActInvalidateEnd, lustre.ActRemoveEnd),
		judge: drainedBeforeEnd,
	},
	{
		name: "NoFalseEviction", clause: "C2.1c",
		why:   "an eviction drops data; only the OST's dropping the export justifies it",
		on:    on(lustre.ActConnectInterpret),
		judge: known(noFalseEviction),
	},
	{
		name: "FullImpliesValid", clause: "C2.1a",
		why:   "FULL is read as usable",
		lock:  importLock,
		judge: fullImpliesValid,
	},
	{
		name: "NoConnectWhileInvalid", clause: "C2.4",
		why:   "a connection made during an invalidation would be purged with the old one",
		on:    on(lustre.ActConnectSend),
		judge: noConnectWhileInvalid,
	},
	{
		name: "DeactiveSendsNothing", clause: "C3.2",
		why:   "the administrator took the target out of use",
		on:    sends,
		judge: known(deactiveSendsNothing),
	},
	{
		name: "HandleFollowsExport", clause: "C3.2",
		why:   "a handle that is kept or lost wrongly hides an eviction, or makes one up",
		lock:  importLock,
		judge: known(handleFollowsExport),
	},
	{
		name: "DeactivatedChangesOnlyByConfig", clause: "C3.2",
		why:   "a disconnect must not undo, nor do, what only the administrator does",
		lock:  lovLock,
		judge: known(deactivatedChangesOnlyByConfig),
	},
	{
		name: "RemoveOnlyDeactivated", clause: "C3.3",
		why:   "a target in use would go, with what its users still have there",
		on:    on(lustre.ActLogRemove, lustre.ActConfigRemove),
		judge: removeOnlyDeactivated,
	},
	{
		name: "PoolsNameOnlyTargets", clause: "C1c C3.3",
		why:   "a pool that names a removed index would be allocated from",
		judge: poolsNameOnlyTargets,
	},
	{
		name: "PoolsFollowLog", clause: "C1c",
		why:   "nodes that read one log must come to one view of a pool",
		lock:  lovLock,
		judge: known(poolsFollowLog),
	},
	{
		name: "DeactivateKeepsData", clause: "C3.2",
		why:   "data that an application wrote would go, and nobody would know",
		lock:  importLock,
		judge: known(deactivateKeepsData),
	},
	{
		name: "DataUnderLock", clause: "C3.2",
		why:   "what is written back without a lock overwrites what others have written since",
		lock:  importLock,
		judge: known(dataUnderLock),
	},
	{
		name: "LockByGrant", clause: "C3.2",
		why:   "a lock that comes from nowhere is another node's",
		lock:  importLock,
		judge: known(lockChanges),
	},
	{
		name: "OneAskPerImport", clause: "C3.2",
		why:   "the OST takes requests in the order in which they arrive, and not as they were sent",
		lock:  importLock,
		judge: known(oneAskPerImport),
	},
	{
		name: "RecoveryInOrder", clause: "C2.1c",
		why:   "a write or a lock that a recovery passes over is gone, and its owner thinks it safe",
		on:    on(lustre.ActConnectInterpret, lustre.ActReplaySend, lustre.ActReplayInterpret),
		judge: known(recoveryInOrder),
	},
	{
		name: "LockExclusive", clause: "C3.2",
		why:   "two clients would write one object",
		lock:  ostLock,
		judge: lockExclusive,
	},
	{
		name: "LocksAgree", clause: "C2.1c C3.2",
		why:  "a node that uses a lock which the OST has not granted reads what is out of date",
		rest: locksAgree,
	},
	{
		name: "ServedOnlyGood", clause: "C2.1c",
		why: "what is done for an export that is gone, or not recovered yet, is done twice or under no lock",
		on: on(lustre.ActOstEnqueue, lustre.ActOstWrite, lustre.ActOstSync, lustre.ActOstCancel, lustre.ActOstReplay,
			lustre.ActOstCreate, lustre.ActOstMdsConn, lustre.ActOstLlogConnect, lustre.ActOstLlogReplay, lustre.ActOstOrphans,
			lustre.ActOstDestroy),
		judge: servedOnlyGood,
	},
	{
		name: "ObjectIDNeverReused", clause: "C1b",
		why:   "two files would share an object",
		on:    on(lustre.ActOstCreate, lustre.ActCreateTake),
		judge: objectIDNeverReused,
	},
	{
		name: "NoCreateWhileRecovering", clause: "C2.2.osc C2.3",
		why:   "before recovery has finished the target may hold objects that nobody knows",
		on:    on(lustre.ActCreateSend, lustre.ActCreateTake),
		judge: noCreateWhileRecovering,
	},
	{
		name: "AllocateOnlyActive", clause: "C2.2.lov",
		why:   "an object would be allocated where it cannot be created, or leave where it can",
		on:    on(lustre.ActCreateAllocate, lustre.ActCreateMove),
		judge: known(allocateOnlyActive),
	},
	{
		name: "PenaltyResetOnActivate", clause: "C2.2.lov",
		why:   "a target that comes back would be passed over for what it did before",
		lock:  lovLock,
		judge: known(penaltyResetOnActivate),
	},
	{
		name: "ConfigPrefix", clause: "C3.2 C3.3",
		why:   "nodes that read one log must come to one view of it",
		judge: configPrefix, rest: configAtRest,
	},
	{
		name: "LlogReadyBeforeReplay", clause: "C1a", mds: true,
		why:   "an unlink without its record leaves an object that nobody destroys, if its client dies",
		on:    on(lustre.ActMdsUnlink),
		judge: llogReadyBeforeReplay,
	},
	{
		name: "LiveObjectNeverDestroyed", clause: "C1b", mds: true,
		why:   "a file that is there, or would be after a crash, would have lost its data",
		on:    on(lustre.ActOstLlogReplay, lustre.ActOstOrphans, lustre.ActOstDestroy),
		judge: liveObjectNeverDestroyed,
	},
	{
		name: "ObjectIDsNeverGoBack", clause: "C1b", mds: true,
		why:   "what is above the last id is an orphan, and what is below it is not",
		on:    on(lustre.ActConfigObjid, lustre.ActOrphansSend),
		judge: objectIDsNeverGoBack,
	},
	{
		name: "EASizeCoversEveryTarget", clause: "C1b", mds: true,
		why:   "the layout of a file on that target would not fit into a reply",
		on:    on(lustre.ActConfigPoolAdd),
		judge: known(eaSizeCoversEveryTarget),
	},
	{
		name: "OneLlogReplayPerTarget", clause: "C2.1c C2.4", mds: true,
		why:   "two replays would cancel records under each other's feet",
		on:    on(lustre.ActOstLlogConnect, lustre.ActOstLlogReplay),
		judge: oneLlogReplayPerTarget,
	},
	{
		name: "CancelOnlyAfterCommit", clause: "C2.2.osc", mds: true,
		why:   "an OST that restarts would bring back an object that nobody remembers",
		on:    on(lustre.ActLlogCancel),
		judge: cancelOnlyAfterCommit,
	},
	{
		name: "QuiescentAgrees", clause: "C2.4",
		why:  "with nothing left to do, a slot that is wrong stays wrong",
		rest: quiescentAgrees,
	},
}

// known is a judge of slots that the trace knows; of others TraceWellFormed and
// RemovedIsUnreferenced speak.
func known(judge func(v view, r *lustre.TraceRecord) string) func(view, *lustre.TraceRecord) string {
	return func(v view, r *lustre.TraceRecord) string {
		if v.slot == nil {
			return ""
		}
		return judge(v, r)
	}
}

// propertyNamed finds a row.
func propertyNamed(name string) *property {
	for i := range propertyTable {
		if propertyTable[i].name == name {
			return &propertyTable[i]
		}
	}
	return nil
}
