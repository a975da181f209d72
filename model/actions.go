package model

import (
	"ostlife/model/explore"
	"ostlife/model/lustre"
)

// Site says where an action is tried: node, target, and which message in flight.
type Site = explore.Site

// rules is a design in a scope: what the actions are methods of.
type rules struct {
	design Design
	scope  Scope
}

// pair gives the pair of the site's node and target.
func (r rules) pair(s *State, at Site) *Pair {
	return &s.Pairs[at.Node*r.scope.Targets+at.Target]
}

// places says over what an action's sites range.
type places uint8

const (
	perTarget   places = iota // the MGS: once a target
	perPair                   // once a node and target
	perMessage                // once a message in flight
	perCreator                // once a pair that creates objects: of the MDS's, if there is one
	perLocker                 // once a pair that locks data: not of the MDS's
	mdsTargets                // the rest is tried only where there is an MDS: once a target
	mdsOnce                   // once in all
	mdsNodes                  // once a node
	mdsClients                // once a client
	mdsPairs                  // once a pair of the MDS's
	clientPairs               // once a pair of a client's
	mdsMessages               // once a message of a pair of the MDS's
	allMessages               // once a message
)

// row is one action of the table: what spec/actions.md says of it in words.
type row struct {
	name    lustre.Action
	context string
	clause  string
	places  places
	budget  budget
	next    func(r rules, from *State, at Site, to *State) bool
}

// table lists every action once, in the order of spec/actions.md.
var table = []row{
	{lustre.ActLogAdd, "config", "C3.3", perTarget, budgetAdd, rules.logAdd},
	{lustre.ActLogDeactivate, "config", "C3.2", perTarget, budgetDeactivate, rules.logDeactivate},
	{lustre.ActLogActivate, "config", "C3.2", perTarget, budgetActivate, rules.logActivate},
	{lustre.ActLogRemove, "config", "C3.3", perTarget, budgetRemove, rules.logRemove},
	{lustre.ActLogJoin, "config", "C1c", perTarget, budgetJoin, rules.logJoin},
	{lustre.ActLogLeave, "config", "C1c", perTarget, budgetLeave, rules.logLeave},
	{lustre.ActConfigAdd, "config", "C3.3", perPair, noBudget, rules.configAdd},
	{lustre.ActConfigLlog, "config", "C1a", mdsPairs, noBudget, rules.configLlog},
	{lustre.ActConfigObjid, "config", "C1b", mdsPairs, noBudget, rules.configObjid},
	{lustre.ActConfigPoolAdd, "config", "C1c", perPair, noBudget, rules.configPoolAdd},
	{lustre.ActConfigDeactivate, "config", "C3.2", perPair, noBudget, rules.configDeactivate},
	{lustre.ActConfigActivate, "config", "C3.2", perPair, noBudget, rules.configActivate},
	{lustre.ActConfigJoin, "config", "C1c", perPair, noBudget, rules.configJoin},
	{lustre.ActConfigLeave, "config", "C1c", perPair, noBudget, rules.configLeave},
	{lustre.ActConfigPoolFlush, "config", "C3.3", perPair, noBudget, rules.configPoolFlush},
	{lustre.ActConfigRemove, "config", "C3.3", perPair, noBudget, rules.configRemove},
	{lustre.ActNodeStarted, "config", "C3.3", mdsNodes, noBudget, rules.nodeStarted},
	{lustre.ActConnectSend, "pinger", "C2.4", perPair, noBudget, rules.connectSend},
	{lustre.ActPingSend, "pinger", "C3.2", perPair, noBudget, rules.pingSend},
	{lustre.ActEnqueueSend, "application", "C3.2", perLocker, noBudget, rules.enqueueSend},
	{lustre.ActWrite, "application", "C3.2", perPair, budgetWrite, rules.write},
	{lustre.ActFlushSend, "application", "C3.2", perPair, noBudget, rules.flushSend},
	{lustre.ActSyncSend, "application", "C3.2", perPair, noBudget, rules.syncSend},
	{lustre.ActCancelSend, "application", "C3.2", perPair, noBudget, rules.cancelSend},
	{lustre.ActSyncFails, "application", "C3.2", perPair, noBudget, rules.syncFails},
	{lustre.ActCreateAllocate, "application", "C2.2.lov", perCreator, budgetCreate, rules.createAllocate},
	{lustre.ActCreateSend, "application", "C2.3", perPair, noBudget, rules.createSend},
	{lustre.ActCreateTake, "application", "C1b", mdsPairs, noBudget, rules.createTake},
	{lustre.ActCreateMove, "application", "C3.2", perPair, noBudget, rules.createMove},
	{lustre.ActUnlinkSend, "application", "C1a", mdsTargets, budgetUnlink, rules.unlinkSend},
	{lustre.ActDestroySend, "application", "C1a", clientPairs, noBudget, rules.destroySend},
	{lustre.ActRecordDestroySend, "application", "C1a", mdsPairs, noBudget, rules.recordDestroySend},
	{lustre.ActMdsUnlink, "mds", "C1a", mdsTargets, noBudget, rules.mdsUnlink},
	{lustre.ActMdsCommit, "mds", "C1b", mdsOnce, noBudget, rules.mdsCommit},
	{lustre.ActLlogCancel, "mds", "C2.2.osc", mdsPairs, noBudget, rules.llogCancel},
	{lustre.ActOstConnect, "ost", "C2.4", perMessage, noBudget, rules.ostConnect},
	{lustre.ActOstDisconnect, "ost", "C3.2", perMessage, noBudget, rules.ostDisconnect},
	{lustre.ActOstPing, "ost", "C2.5", perPair, noBudget, rules.ostPing},
	{lustre.ActOstEnqueue, "ost", "C3.2", perMessage, noBudget, rules.ostEnqueue},
	{lustre.ActOstWrite, "ost", "C3.2", perMessage, noBudget, rules.ostWrite},
	{lustre.ActOstSync, "ost", "C3.2", perMessage, noBudget, rules.ostSync},
	{lustre.ActOstCancel, "ost", "C3.2", perMessage, noBudget, rules.ostCancel},
	{lustre.ActOstReplay, "ost", "C2.1c", perMessage, noBudget, rules.ostReplay},
	{lustre.ActOstCreate, "ost", "C2.3", perMessage, noBudget, rules.ostCreate},
	{lustre.ActOstMdsConn, "ost", "C2.2.osc", mdsMessages, noBudget, rules.ostMdsConn},
	{lustre.ActOstLlogConnect, "ost", "C2.2.osc", mdsMessages, noBudget, rules.ostLlogConnect},
	{lustre.ActOstLlogReplay, "ost", "C2.2.osc", mdsMessages, noBudget, rules.ostLlogReplay},
	{lustre.ActOstOrphans, "ost", "C2.2.osc", mdsMessages, noBudget, rules.ostOrphans},
	{lustre.ActOstDestroy, "ost", "C1a", allMessages, noBudget, rules.ostDestroy},
	{lustre.ActOstCommit, "ost", "C2.2.osc", mdsTargets, noBudget, rules.ostCommit},
	{lustre.ActWindowEnds, "ost", "C2.1c", perTarget, noBudget, rules.windowEnds},
	{lustre.ActWindowExpires, "ost", "C2.1c", perTarget, noBudget, rules.windowExpires},
	{lustre.ActConnectInterpret, "ptlrpcd", "C2.1b", perMessage, noBudget, rules.connectInterpret},
	{lustre.ActConnectExpire, "ptlrpcd", "C2.4", perPair, noBudget, rules.connectExpire},
	{lustre.ActPingInterpret, "ptlrpcd", "C2.5", perPair, noBudget, rules.pingInterpret},
	{lustre.ActPingEnd, "ptlrpcd", "C2.4", perPair, noBudget, rules.pingEnd},
	{lustre.ActAskInterpret, "ptlrpcd", "C3.2", perMessage, noBudget, rules.askInterpret},
	{lustre.ActAskExpire, "ptlrpcd", "C2.5", perPair, noBudget, rules.askExpire},
	{lustre.ActReplayInterpret, "ptlrpcd", "C2.1c", perMessage, noBudget, rules.replayInterpret},
	{lustre.ActOscInterpret, "ptlrpcd", "C2.2.osc", mdsMessages, noBudget, rules.oscInterpret},
	{lustre.ActCreateInterpret, "ptlrpcd", "C2.3", perMessage, noBudget, rules.createInterpret},
	{lustre.ActCreateExpire, "ptlrpcd", "C2.5", perPair, noBudget, rules.createExpire},
	{lustre.ActUnlinkInterpret, "ptlrpcd", "C1a", mdsTargets, noBudget, rules.unlinkInterpret},
	{lustre.ActDisconnectInterpret, "ptlrpcd", "C3.2", perMessage, noBudget, rules.disconnectInterpret},
	{lustre.ActDisconnectExpire, "ptlrpcd", "C3.2", perPair, noBudget, rules.disconnectExpire},
	{lustre.ActEventStale, "worker", "C2.4", perPair, noBudget, rules.eventStale},
	{lustre.ActReplaySend, "worker", "C2.1c", perPair, noBudget, rules.replaySend},
	{lustre.ActInvalidateEnd, "worker", "C2.1c", perPair, noBudget, rules.invalidateEnd},
	{lustre.ActConnectFull, "worker", "C2.1a", perPair, noBudget, rules.connectFull},
	{lustre.ActOscPrepare, "worker", "C2.2.osc", perPair, noBudget, rules.oscPrepare},
	{lustre.ActMdsConnSend, "worker", "C2.2.osc", mdsPairs, noBudget, rules.mdsConnSend},
	{lustre.ActLlogConnectSend, "worker", "C2.2.osc", mdsPairs, noBudget, rules.llogConnectSend},
	{lustre.ActLovActive, "worker", "C2.2.lov", perPair, noBudget, rules.lovActive},
	{lustre.ActTopActive, "worker", "C2.2.top", perPair, noBudget, rules.topActive},
	{lustre.ActOrphansSend, "worker", "C2.2.osc", mdsPairs, noBudget, rules.orphansSend},
	{lustre.ActRecoveryFinished, "worker", "C2.3", perPair, noBudget, rules.recoveryFinished},
	{lustre.ActLovInactive, "worker", "C2.5", perPair, noBudget, rules.lovInactive},
	{lustre.ActTopInactive, "worker", "C2.5", perPair, noBudget, rules.topInactive},
	{lustre.ActLovDeactivate, "worker", "C3.2", perPair, noBudget, rules.lovDeactivate},
	{lustre.ActOscWake, "worker", "C3.2", perPair, noBudget, rules.oscWake},
	{lustre.ActDisconnectSend, "worker", "C3.2", perPair, noBudget, rules.disconnectSend},
	{lustre.ActDeactivateEnd, "worker", "C3.2", perPair, noBudget, rules.deactivateEnd},
	{lustre.ActLovActivate, "worker", "C3.2", perPair, noBudget, rules.lovActivate},
	{lustre.ActRemoveTop, "worker", "C3.3", perPair, noBudget, rules.removeTop},
	{lustre.ActRemoveEnd, "worker", "C3.3", perPair, noBudget, rules.removeEnd},
	{lustre.ActSlotFree, "worker", "C3.3", perPair, noBudget, rules.slotFree},
	{lustre.ActLoss, "fault", "C2.5", perPair, budgetFault, rules.loss},
	{lustre.ActEvict, "fault", "C2.1c", perPair, budgetFault, rules.evict},
	{lustre.ActOstRestart, "fault", "C2.1c", perTarget, budgetFault, rules.ostRestart},
	{lustre.ActVersionFails, "fault", "C2.1c", perMessage, budgetFault, rules.versionFails},
	{lustre.ActMessageLost, "fault", "C2.4", perMessage, budgetFault, rules.messageLost},
	{lustre.ActMessageLate, "fault", "C2.4", perMessage, budgetFault, rules.messageLate},
	{lustre.ActMdsCrash, "fault", "C1a", mdsOnce, budgetFault, rules.mdsCrash},
	{lustre.ActClientCrash, "fault", "C1a", mdsClients, budgetFault, rules.clientCrash},
}

// ActionInfo is what the table says of an action.
type ActionInfo struct {
	Name    lustre.Action
	Context string // config, pinger, application, mds, ost, ptlrpcd, worker, fault
	Clause  string
}

// Actions lists every action once, in the order of spec/actions.md.
func Actions() []ActionInfo {
	list := make([]ActionInfo, len(table))
	for i, row := range table {
		list[i] = ActionInfo{row.name, row.context, row.clause}
	}
	return list
}
