package conform

import "ostlife/model/lustre"

// actions is a set of actions, a bit for each.
type actions [2]uint64

// lock is what guards the change that an action makes.
type lock uint8

const (
	noLock lock = iota // no such action
	importLock
	lovLock
	ostLock
	mgsLock
	networkLock
	wholeLock // of what is no pair's: the MDS's server and disk, a client's requests to it, a node as a whole
)

// guards lists the actions of spec/actions.md with the lock that each is recorded
// under.
var guards = []struct {
	action lustre.Action
	lock   lock
}{
	{lustre.ActLogAdd, mgsLock}, {lustre.ActLogDeactivate, mgsLock},
	{lustre.ActLogActivate, mgsLock}, {lustre.ActLogRemove, mgsLock},
	{lustre.ActLogJoin, mgsLock}, {lustre.ActLogLeave, mgsLock},
	{lustre.ActConfigAdd, lovLock}, {lustre.ActConfigPoolAdd, lovLock},
	{lustre.ActConfigDeactivate, importLock}, {lustre.ActConfigActivate, importLock},
	{lustre.ActConfigPoolFlush, lovLock}, {lustre.ActConfigRemove, importLock},
	{lustre.ActConfigJoin, lovLock}, {lustre.ActConfigLeave, lovLock},
	{lustre.ActConnectSend, importLock}, {lustre.ActPingSend, importLock},
	{lustre.ActEnqueueSend, importLock}, {lustre.ActWrite, importLock}, {lustre.ActFlushSend, importLock},
	{lustre.ActSyncSend, importLock}, {lustre.ActCancelSend, importLock}, {lustre.ActSyncFails, importLock},
	{lustre.ActCreateAllocate, lovLock}, {lustre.ActCreateSend, importLock}, {lustre.ActCreateMove, lovLock},
	{lustre.ActOstConnect, ostLock}, {lustre.ActOstDisconnect, ostLock}, {lustre.ActOstPing, ostLock},
	{lustre.ActOstEnqueue, ostLock}, {lustre.ActOstWrite, ostLock}, {lustre.ActOstSync, ostLock},
	{lustre.ActOstCancel, ostLock}, {lustre.ActOstReplay, ostLock}, {lustre.ActOstCreate, ostLock},
	{lustre.ActWindowEnds, ostLock}, {lustre.ActWindowExpires, ostLock},
	{lustre.ActConnectInterpret, importLock}, {lustre.ActConnectExpire, importLock},
	{lustre.ActPingInterpret, importLock}, {lustre.ActPingEnd, importLock},
	{lustre.ActAskInterpret, importLock}, {lustre.ActAskExpire, importLock},
	{lustre.ActReplayInterpret, importLock},
	{lustre.ActCreateInterpret, importLock}, {lustre.ActCreateExpire, importLock},
	{lustre.ActDisconnectInterpret, importLock}, {lustre.ActDisconnectExpire, importLock},
	{lustre.ActEventStale, importLock}, {lustre.ActReplaySend, importLock}, {lustre.ActInvalidateEnd, importLock},
	{lustre.ActConnectFull, importLock}, {lustre.ActOscPrepare, importLock},
	{lustre.ActLovActive, lovLock}, {lustre.ActTopActive, lovLock},
	{lustre.ActRecoveryFinished, importLock},
	{lustre.ActLovInactive, lovLock}, {lustre.ActTopInactive, lovLock},
	{lustre.ActLovDeactivate, lovLock}, {lustre.ActOscWake, importLock},
	{lustre.ActDisconnectSend, importLock}, {lustre.ActDeactivateEnd, importLock},
	{lustre.ActLovActivate, lovLock}, {lustre.ActRemoveTop, lovLock},
	{lustre.ActRemoveEnd, importLock}, {lustre.ActSlotFree, importLock},
	{lustre.ActLoss, importLock}, {lustre.ActEvict, ostLock},
	{lustre.ActOstRestart, ostLock}, {lustre.ActVersionFails, ostLock},
	{lustre.ActConfigLlog, lovLock}, {lustre.ActConfigObjid, lovLock}, {lustre.ActNodeStarted, wholeLock},
	{lustre.ActCreateTake, importLock}, {lustre.ActUnlinkSend, wholeLock}, {lustre.ActUnlinkInterpret, wholeLock},
	{lustre.ActDestroySend, importLock}, {lustre.ActRecordDestroySend, importLock},
	{lustre.ActMdsUnlink, wholeLock}, {lustre.ActMdsCommit, wholeLock}, {lustre.ActLlogCancel, wholeLock},
	{lustre.ActOstMdsConn, ostLock}, {lustre.ActOstLlogConnect, ostLock}, {lustre.ActOstLlogReplay, ostLock},
	{lustre.ActOstOrphans, ostLock}, {lustre.ActOstDestroy, ostLock}, {lustre.ActOstCommit, wholeLock},
	{lustre.ActOscInterpret, importLock}, {lustre.ActMdsConnSend, importLock}, {lustre.ActLlogConnectSend, importLock},
	{lustre.ActOrphansSend, importLock}, {lustre.ActMdsCrash, wholeLock}, {lustre.ActClientCrash, wholeLock},
	{lustre.ActMessageLost, networkLock}, {lustre.ActMessageLate, networkLock},
}

// places finds an action's place in guards.
var places = func() map[lustre.Action]int {
	m := make(map[lustre.Action]int, len(guards))
	for i, row := range guards {
		m[row.action] = i
	}
	return m
}()

// guardOf gives the lock that a record was written under. An event that was dropped
// was found overtaken under either lock; only one of them shows an import.
func guardOf(r *lustre.TraceRecord) lock {
	i, ok := places[r.Action]
	switch {
	case !ok:
		return noLock
	case r.Action == lustre.ActEventStale && r.Import.State == lustre.Absent:
		return lovLock
	}
	return guards[i].lock
}

// on is the set of the actions listed.
func on(list ...lustre.Action) (set actions) {
	for _, a := range list {
		at := places[a]
		set[at/64] |= 1 << (at % 64)
	}
	return set
}

// has reports that the set holds an action.
func (s actions) has(a lustre.Action) bool {
	i, ok := places[a]
	return ok && s[i/64]>>(i%64)&1 != 0
}
