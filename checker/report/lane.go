package report

import (
	"cmp"
	"slices"
	"strings"

	"ostlife/model/lustre"
)

// The lanes of a picture: who takes an action. Those between laneConfig and lanePtlrpcd
// are a node's own.
const (
	laneOperations  = "operations" // a client of the cluster: one who calls
	laneMGS         = "MGS"
	laneConfig      = "config"
	laneApplication = "application"
	laneTop         = "top"
	laneLOV         = "LOV"
	laneMDS         = "MDS"
	laneWorker      = "worker"
	lanePinger      = "pinger"
	lanePtlrpcd     = "ptlrpcd"
	laneOST         = "OST"
	laneFault       = "fault"
)

// laneOrder lists the lanes from left to right; the lanes of one node stay together. What
// sends messages to an OST stands beside it.
var laneOrder = []string{laneOperations, laneMGS, laneConfig, laneApplication, laneMDS, laneTop, laneLOV,
	laneWorker, lanePinger, lanePtlrpcd, laneOST, laneFault}

// laneTable says in which lane each action is drawn.
var laneTable = []struct {
	lane    string
	actions []lustre.Action
}{
	{laneMGS, []lustre.Action{lustre.ActLogAdd, lustre.ActLogDeactivate, lustre.ActLogActivate, lustre.ActLogRemove,
		lustre.ActLogJoin, lustre.ActLogLeave}},
	{laneConfig, []lustre.Action{lustre.ActConfigAdd, lustre.ActConfigPoolAdd, lustre.ActConfigDeactivate,
		lustre.ActConfigActivate, lustre.ActConfigJoin, lustre.ActConfigLeave, lustre.ActConfigPoolFlush, lustre.ActConfigRemove,
		lustre.ActConfigLlog, lustre.ActConfigObjid, lustre.ActNodeStarted}},
	{lanePinger, []lustre.Action{lustre.ActConnectSend, lustre.ActPingSend}},
	{laneApplication, []lustre.Action{lustre.ActEnqueueSend, lustre.ActWrite, lustre.ActFlushSend, lustre.ActSyncSend,
		lustre.ActCancelSend, lustre.ActSyncFails, lustre.ActCreateAllocate, lustre.ActCreateSend, lustre.ActCreateMove, lustre.ActCreateTake,
		lustre.ActUnlinkSend, lustre.ActDestroySend, lustre.ActRecordDestroySend}},
	{laneMDS, []lustre.Action{lustre.ActMdsUnlink, lustre.ActMdsCommit, lustre.ActLlogCancel}},
	{laneOST, []lustre.Action{lustre.ActOstConnect, lustre.ActOstDisconnect, lustre.ActOstPing, lustre.ActOstEnqueue,
		lustre.ActOstWrite, lustre.ActOstSync, lustre.ActOstCancel, lustre.ActOstReplay, lustre.ActOstCreate,
		lustre.ActOstMdsConn, lustre.ActOstLlogConnect, lustre.ActOstLlogReplay, lustre.ActOstOrphans, lustre.ActOstDestroy,
		lustre.ActOstCommit, lustre.ActWindowEnds, lustre.ActWindowExpires}},
	{lanePtlrpcd, []lustre.Action{lustre.ActConnectInterpret, lustre.ActConnectExpire, lustre.ActPingInterpret,
		lustre.ActPingEnd, lustre.ActAskInterpret, lustre.ActAskExpire, lustre.ActReplayInterpret,
		lustre.ActCreateInterpret, lustre.ActCreateExpire, lustre.ActDisconnectInterpret, lustre.ActDisconnectExpire,
		lustre.ActOscInterpret, lustre.ActUnlinkInterpret}},
	{laneWorker, []lustre.Action{lustre.ActEventStale, lustre.ActReplaySend, lustre.ActInvalidateEnd, lustre.ActConnectFull,
		lustre.ActOscPrepare, lustre.ActRecoveryFinished, lustre.ActOscWake, lustre.ActDisconnectSend,
		lustre.ActDeactivateEnd, lustre.ActRemoveEnd, lustre.ActSlotFree,
		lustre.ActMdsConnSend, lustre.ActLlogConnectSend, lustre.ActOrphansSend}},
	{laneLOV, []lustre.Action{lustre.ActLovActive, lustre.ActLovInactive, lustre.ActLovDeactivate, lustre.ActLovActivate}},
	{laneTop, []lustre.Action{lustre.ActTopActive, lustre.ActTopInactive, lustre.ActRemoveTop}},
	{laneFault, []lustre.Action{lustre.ActLoss, lustre.ActEvict, lustre.ActOstRestart, lustre.ActVersionFails,
		lustre.ActMessageLost, lustre.ActMessageLate, lustre.ActMdsCrash, lustre.ActClientCrash}},
}

// lanePrefixes and laneSuffixes place an action that the table does not have, by the way
// in which actions are named; what they do not place is the worker's, as most steps are.
var (
	lanePrefixes = []struct{ begin, lane string }{{"Ost", laneOST}, {"Config", laneConfig}, {"Log", laneMGS},
		{"Lov", laneLOV}, {"Top", laneTop}, {"Mds", laneMDS}, {"Message", laneFault}}
	laneSuffixes = []struct{ end, lane string }{{"Interpret", lanePtlrpcd}, {"Expire", lanePtlrpcd},
		{"Send", laneApplication}}
)

// laneNamed gives the table's lane of an action.
func laneNamed(a lustre.Action) (string, bool) {
	for _, row := range laneTable {
		if slices.Contains(row.actions, a) {
			return row.lane, true
		}
	}
	return "", false
}

// laneOf gives the lane of any action.
func laneOf(a lustre.Action) string {
	if lane, ok := laneNamed(a); ok {
		return lane
	}
	for _, row := range lanePrefixes {
		if strings.HasPrefix(string(a), row.begin) {
			return row.lane
		}
	}
	for _, row := range laneSuffixes {
		if strings.HasSuffix(string(a), row.end) {
			return row.lane
		}
	}
	return laneWorker
}

// place is where something happens, as far as its lane says it: which of the fields count
// depends on the lane.
type place struct {
	lane   string
	client uint32
	node   lustre.Node
	target lustre.Target
}

// placeOf gives the column of a record: one for each node, for each OST, for each
// node's worker of a target, and one for all faults.
func placeOf(r *lustre.TraceRecord) place { return at(laneOf(r.Action), r.Node, r.Target) }

func at(lane string, n lustre.Node, t lustre.Target) place {
	switch lane {
	case laneMGS, laneFault:
		return place{lane: lane}
	case laneOST:
		return place{lane: lane, target: t}
	case laneWorker:
		return place{lane: lane, node: n, target: t}
	default:
		return place{lane: lane, node: n}
	}
}

// ofNode reports that a lane is a node's.
func ofNode(lane string) bool {
	i := slices.Index(laneOrder, lane)
	return i >= slices.Index(laneOrder, laneConfig) && i <= slices.Index(laneOrder, lanePtlrpcd)
}

// compare orders columns from left to right.
func (p place) compare(q place) int {
	group := func(p place) int {
		if ofNode(p.lane) {
			return slices.Index(laneOrder, laneConfig)
		}
		return slices.Index(laneOrder, p.lane)
	}
	return cmp.Or(cmp.Compare(group(p), group(q)), cmp.Compare(p.client, q.client), cmp.Compare(p.node, q.node),
		cmp.Compare(slices.Index(laneOrder, p.lane), slices.Index(laneOrder, q.lane)), cmp.Compare(p.target, q.target))
}
