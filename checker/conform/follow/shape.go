package follow

import (
	"fmt"

	"ostlife/model/lustre"
)

// field is a part of a record that only some actions show.
type field uint16

const (
	fPosition field = 1 << iota
	fInstance
	fTaken
	fAsk
	fRefused
	fWindow
	fPool
	fObject
	fTransno
	fSize
)

// shapes lists what the records of each action show beside what their lock guards.
var shapes = map[lustre.Action]field{
	lustre.ActLogAdd: fPosition | fTaken, lustre.ActLogDeactivate: fPosition | fTaken,
	lustre.ActLogActivate: fPosition | fTaken, lustre.ActLogRemove: fPosition | fTaken,
	lustre.ActLogJoin: fPosition | fTaken | fPool, lustre.ActLogLeave: fPosition | fTaken | fPool,
	lustre.ActConfigLlog: fPosition, lustre.ActConfigObjid: fPosition | fTaken | fObject | fSize,
	lustre.ActConfigAdd: fPosition, lustre.ActConfigPoolAdd: fPosition | fSize, lustre.ActNodeStarted: fPosition,
	lustre.ActConfigDeactivate: fPosition,
	lustre.ActConfigActivate:   fPosition, lustre.ActConfigPoolFlush: fPosition, lustre.ActConfigRemove: fPosition,
	lustre.ActConfigJoin: fPosition | fPool, lustre.ActConfigLeave: fPosition | fPool,

	lustre.ActConnectSend: fInstance, lustre.ActPingSend: fInstance | fAsk,
	lustre.ActEnqueueSend: fInstance | fAsk, lustre.ActFlushSend: fInstance | fAsk, lustre.ActSyncSend: fInstance | fAsk,
	lustre.ActCancelSend: fInstance | fAsk, lustre.ActReplaySend: fInstance | fAsk, lustre.ActCreateSend: fInstance | fAsk,
	lustre.ActDisconnectSend: fInstance, lustre.ActWrite: fInstance, lustre.ActSyncFails: fInstance,
	lustre.ActMdsConnSend: fInstance | fAsk, lustre.ActLlogConnectSend: fInstance | fAsk,
	lustre.ActOrphansSend: fInstance | fAsk | fObject, lustre.ActDestroySend: fInstance | fAsk | fObject,
	lustre.ActRecordDestroySend: fInstance | fAsk | fObject, lustre.ActCreateTake: fInstance | fObject | fTransno,
	lustre.ActUnlinkSend: fTaken | fObject, lustre.ActUnlinkInterpret: fTaken | fRefused | fObject,
	lustre.ActMdsUnlink: fTaken | fRefused | fObject | fTransno, lustre.ActMdsCommit: fTaken | fTransno | fSize,
	lustre.ActLlogCancel: fTaken | fObject | fTransno | fSize, lustre.ActMdsCrash: fTaken, lustre.ActClientCrash: fTaken,
	lustre.ActCreateAllocate: fPool, lustre.ActCreateMove: fPool,

	lustre.ActOstConnect: fInstance | fTaken | fWindow, lustre.ActOstDisconnect: fInstance | fTaken,
	lustre.ActOstEnqueue: fInstance | fTaken | fAsk | fRefused, lustre.ActOstWrite: fInstance | fTaken | fAsk | fRefused,
	lustre.ActOstSync: fInstance | fTaken | fAsk | fRefused, lustre.ActOstCancel: fInstance | fTaken | fAsk | fRefused,
	lustre.ActOstReplay: fInstance | fTaken | fAsk | fRefused, lustre.ActVersionFails: fInstance | fTaken | fAsk | fRefused,
	lustre.ActOstCreate: fInstance | fTaken | fAsk | fRefused | fObject, lustre.ActEvict: fInstance | fTaken,
	lustre.ActOstMdsConn: fInstance | fTaken | fAsk | fRefused, lustre.ActOstLlogConnect: fInstance | fTaken | fAsk | fRefused,
	lustre.ActOstLlogReplay: fInstance | fTaken | fAsk | fObject, lustre.ActOstOrphans: fInstance | fTaken | fAsk | fRefused | fObject,
	lustre.ActOstDestroy: fInstance | fTaken | fAsk | fRefused | fObject, lustre.ActOstCommit: fTaken | fSize,
	lustre.ActOstRestart: fTaken, lustre.ActWindowEnds: fTaken, lustre.ActWindowExpires: fTaken,

	lustre.ActConnectInterpret: fInstance | fTaken | fWindow, lustre.ActAskInterpret: fTaken | fAsk | fRefused | fObject,
	lustre.ActOscInterpret:    fTaken | fAsk | fRefused | fObject,
	lustre.ActReplayInterpret: fTaken | fAsk | fRefused, lustre.ActCreateInterpret: fTaken | fAsk | fRefused | fObject,
	lustre.ActAskExpire: fAsk | fObject, lustre.ActCreateExpire: fAsk,
	lustre.ActPingInterpret: fAsk | fRefused, lustre.ActPingEnd: fAsk, lustre.ActLoss: fTaken | fAsk,
	lustre.ActDisconnectInterpret: fTaken, lustre.ActDisconnectExpire: fTaken,

	lustre.ActConnectFull: fInstance, lustre.ActOscPrepare: fInstance, lustre.ActLovActive: fInstance,
	lustre.ActTopActive: fInstance, lustre.ActRecoveryFinished: fInstance,
	lustre.ActTopInactive: fPosition, lustre.ActLovDeactivate: fPosition, lustre.ActLovActivate: fPosition,
	lustre.ActOscWake: fPosition, lustre.ActDeactivateEnd: fPosition,
	lustre.ActRemoveTop: fPosition, lustre.ActRemoveEnd: fPosition,
	lustre.ActEventStale: fPosition | fInstance,
}

// wants lists the actions that ask for one thing, and what.
var wants = map[lustre.Action]lustre.Ask{
	lustre.ActEnqueueSend: lustre.AskEnqueue, lustre.ActFlushSend: lustre.AskWrite, lustre.ActSyncSend: lustre.AskSync,
	lustre.ActCancelSend: lustre.AskCancel, lustre.ActCreateSend: lustre.AskCreate,
	lustre.ActOstEnqueue: lustre.AskEnqueue, lustre.ActOstWrite: lustre.AskWrite, lustre.ActOstSync: lustre.AskSync,
	lustre.ActOstCancel: lustre.AskCancel, lustre.ActOstReplay: lustre.AskReplay, lustre.ActVersionFails: lustre.AskReplay,
	lustre.ActOstCreate: lustre.AskCreate, lustre.ActReplayInterpret: lustre.AskReplay,
	lustre.ActCreateInterpret: lustre.AskCreate, lustre.ActCreateExpire: lustre.AskCreate,
	lustre.ActMdsConnSend: lustre.AskMdsConn, lustre.ActLlogConnectSend: lustre.AskLlog, lustre.ActOrphansSend: lustre.AskOrphans,
	lustre.ActDestroySend: lustre.AskDestroy, lustre.ActRecordDestroySend: lustre.AskDestroy,
	lustre.ActOstMdsConn: lustre.AskMdsConn, lustre.ActOstLlogConnect: lustre.AskLlog, lustre.ActOstLlogReplay: lustre.AskLlog,
	lustre.ActOstOrphans: lustre.AskOrphans, lustre.ActOstDestroy: lustre.AskDestroy,
}

// malformed says what a record shows that its action does not have: what another lock
// guards, or a field of another action.
func malformed(r *lustre.TraceRecord) string {
	rest := *r
	for _, f := range []struct {
		is    field
		clear func()
	}{
		{fPosition, func() { rest.Position = 0 }}, {fInstance, func() { rest.Instance = 0 }},
		{fTaken, func() { rest.Taken = false }}, {fAsk, func() { rest.Ask = 0 }},
		{fRefused, func() { rest.Refused = false }}, {fWindow, func() { rest.Window = 0 }},
		{fPool, func() { rest.Pool = "" }}, {fObject, func() { rest.Object = 0 }},
		{fTransno, func() { rest.Transno = 0 }}, {fSize, func() { rest.Size = 0 }},
	} {
		if shapes[r.Action]&f.is != 0 {
			f.clear()
		}
	}
	lov := lovActions[r.Action] || r.Action == lustre.ActEventStale && r.Import == (lustre.ImportTrace{})
	switch s := sideOf[r.Action]; {
	case s == sideOST:
		rest.Export, rest.Numbers.Count, rest.Transno = lustre.ExportTrace{}, 0, 0
	case s == sideNode && lov:
		rest.LOV, rest.Slot = lustre.LOVTrace{}, 0
		if workerActions[r.Action] {
			rest.Numbers = lustre.Numbers{}
		}
	case s == sideNode:
		rest.Import, rest.Current, rest.Numbers, rest.Slot = lustre.ImportTrace{}, lustre.Numbers{}, lustre.Numbers{}, 0
		if r.Action == lustre.ActConfigRemove {
			rest.LOV = lustre.LOVTrace{}
		}
	}
	if rest != (lustre.TraceRecord{Stamp: r.Stamp, Time: r.Time, Action: r.Action, Node: r.Node, Target: r.Target}) {
		return "it shows what such a record does not have"
	}
	if ask, one := wants[r.Action]; one && r.Ask != ask {
		return fmt.Sprintf("it asks for %s", r.Ask)
	}
	return ""
}
