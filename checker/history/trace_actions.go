package history

import "ostlife/model/lustre"

// traceActions lists the actions that a trace may tell, by context, as spec/actions.md
// does. A test holds it to the constants of package lustre.
var traceActions = []lustre.Action{
	// config
	lustre.ActLogAdd, lustre.ActLogDeactivate, lustre.ActLogActivate, lustre.ActLogRemove,
	lustre.ActLogJoin, lustre.ActLogLeave, lustre.ActConfigAdd, lustre.ActConfigLlog, lustre.ActConfigObjid,
	lustre.ActConfigPoolAdd, lustre.ActConfigDeactivate, lustre.ActConfigActivate, lustre.ActConfigJoin,
	lustre.ActConfigLeave, lustre.ActConfigPoolFlush, lustre.ActConfigRemove, lustre.ActNodeStarted,
	// pinger
	lustre.ActConnectSend, lustre.ActPingSend,
	// application
	lustre.ActEnqueueSend, lustre.ActWrite, lustre.ActFlushSend, lustre.ActSyncSend, lustre.ActCancelSend,
	lustre.ActSyncFails, lustre.ActCreateAllocate, lustre.ActCreateSend, lustre.ActCreateTake,
	lustre.ActCreateMove, lustre.ActUnlinkSend, lustre.ActDestroySend, lustre.ActRecordDestroySend,
	// mds
	lustre.ActMdsUnlink, lustre.ActMdsCommit, lustre.ActLlogCancel,
	// ost
	lustre.ActOstConnect, lustre.ActOstDisconnect, lustre.ActOstPing, lustre.ActOstEnqueue,
	lustre.ActOstWrite, lustre.ActOstSync, lustre.ActOstCancel, lustre.ActOstReplay, lustre.ActOstCreate,
	lustre.ActOstMdsConn, lustre.ActOstLlogConnect, lustre.ActOstLlogReplay, lustre.ActOstOrphans,
	lustre.ActOstDestroy, lustre.ActOstCommit, lustre.ActWindowEnds, lustre.ActWindowExpires,
	// ptlrpcd
	lustre.ActConnectInterpret, lustre.ActConnectExpire, lustre.ActPingInterpret, lustre.ActPingEnd,
	lustre.ActAskInterpret, lustre.ActAskExpire, lustre.ActReplayInterpret, lustre.ActOscInterpret,
	lustre.ActCreateInterpret, lustre.ActCreateExpire, lustre.ActUnlinkInterpret,
	lustre.ActDisconnectInterpret, lustre.ActDisconnectExpire,
	// worker
	lustre.ActEventStale, lustre.ActReplaySend, lustre.ActInvalidateEnd, lustre.ActConnectFull,
	lustre.ActOscPrepare, lustre.ActMdsConnSend, lustre.ActLlogConnectSend, lustre.ActLovActive,
	lustre.ActTopActive, lustre.ActOrphansSend, lustre.ActRecoveryFinished, lustre.ActLovInactive,
	lustre.ActTopInactive, lustre.ActLovDeactivate, lustre.ActOscWake, lustre.ActDisconnectSend,
	lustre.ActDeactivateEnd, lustre.ActLovActivate, lustre.ActRemoveTop, lustre.ActRemoveEnd,
	lustre.ActSlotFree,
	// fault
	lustre.ActLoss, lustre.ActEvict, lustre.ActOstRestart, lustre.ActVersionFails, lustre.ActMessageLost,
	lustre.ActMessageLate, lustre.ActMdsCrash, lustre.ActClientCrash,
}
