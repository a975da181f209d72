package conform

import (
	"fmt"
	"slices"

	"ostlife/model/lustre"
)

// told names numbers, for example "connection 3, generation 1".
func told(n lustre.Numbers) string {
	return fmt.Sprintf("connection %d, generation %d", n.Count, n.Generation)
}

// asks are the ends of requests, heard only under the numbers that they were sent with.
var asks = on(lustre.ActAskInterpret, lustre.ActAskExpire, lustre.ActReplayInterpret, lustre.ActOscInterpret,
	lustre.ActCreateInterpret, lustre.ActCreateExpire)

// lateReplyIgnored: a reply changes the import only if it answers what the import is
// waiting for, and one that was ignored has changed nothing.
func lateReplyIgnored(v view, r *lustre.TraceRecord) string {
	s := v.slot
	if !s.importSeen {
		return ""
	}
	switch {
	case asks.has(r.Action) && r.Numbers != s.numbers:
		return fmt.Sprintf("%s for %s changed the import at %s", r.Action, told(r.Numbers), told(s.numbers))
	case r.Action != lustre.ActConnectInterpret:
		if r.Numbers.Count != s.numbers.Count {
			return fmt.Sprintf("%s for connection %d, and the import is at %d", r.Action, r.Numbers.Count, s.numbers.Count)
		}
	case r.Taken && r.Numbers != s.numbers:
		return fmt.Sprintf("a connect reply of %s was taken at %s", told(r.Numbers), told(s.numbers))
	case r.Taken && s.state.State != lustre.Connecting:
		return fmt.Sprintf("a connect reply was taken in state %s, after its request had expired", s.state.State)
	case !r.Taken && (r.Current != s.numbers || lasting(r.Import) != lasting(s.state)):
		return "a connect reply that was ignored has changed the import"
	}
	return ""
}

// lasting leaves out what changes without an action of its own: requests that end and
// a worker that goes on.
func lasting(i lustre.ImportTrace) lustre.ImportTrace {
	i.InFlight, i.Queued, i.Workers = 0, 0, 0
	return i
}

// overtakenStepsNothing: the import's numbers are the event's, at each step that
// changes it, and are not where an event is dropped.
func overtakenStepsNothing(v view, r *lustre.TraceRecord) string {
	if !v.slot.importSeen {
		return ""
	}
	switch current := r.Numbers == v.slot.numbers; {
	case r.Action == lustre.ActEventStale && current:
		return "an event of the current " + told(r.Numbers) + " was dropped"
	case r.Action != lustre.ActEventStale && !current:
		return fmt.Sprintf("%s for %s at %s", r.Action, told(r.Numbers), told(v.slot.numbers))
	}
	return ""
}

// numbersRise: the connections of a node to a target have rising counts, over all slots
// that there are for it, since the OST compares them. In each slot a connect, a loss,
// an activation of an import with a connection raise the count; what the administrator
// does and an eviction raise the generation; nothing else raises either.
func numbersRise(v view, r *lustre.TraceRecord) string {
	s := v.slot
	if r.Action == lustre.ActConnectSend && r.Current.Count <= v.pair.connected {
		return fmt.Sprintf("connection %d, although the node has sent a connect of %d", r.Current.Count, v.pair.connected)
	}
	if !s.importSeen {
		return ""
	}
	want := s.numbers
	switch r.Action {
	case lustre.ActConnectSend, lustre.ActPingInterpret, lustre.ActLoss, lustre.ActAskExpire, lustre.ActCreateExpire:
		want.Count++
	case lustre.ActAskInterpret, lustre.ActReplayInterpret, lustre.ActOscInterpret, lustre.ActCreateInterpret:
		if r.Refused {
			want.Count++
		}
	case lustre.ActConfigActivate:
		want.Generation++
		if s.state.State != lustre.New && s.state.State != lustre.Disconn {
			want.Count++
		}
	case lustre.ActConfigDeactivate, lustre.ActConfigRemove:
		want.Generation++
	case lustre.ActConnectInterpret:
		if r.Import.State == lustre.Evicted && r.Taken {
			want.Generation++
		}
	}
	if r.Current != want {
		return fmt.Sprintf("%s left %s, want %s", r.Action, told(r.Current), told(want))
	}
	return ""
}

// oneWorkerPerImport: as one worker takes the events in their order, the numbers of
// its steps never go back.
func oneWorkerPerImport(v view, r *lustre.TraceRecord) string {
	last := v.slot.worker
	switch {
	case r.Import.Workers > 1:
		return fmt.Sprintf("%d workers run", r.Import.Workers)
	case steps.has(r.Action) && (r.Numbers.Count < last.Count || r.Numbers.Generation < last.Generation):
		return fmt.Sprintf("%s for %s after a step for %s", r.Action, told(r.Numbers), told(last))
	}
	return ""
}

func acceptedHasWorker(_ view, r *lustre.TraceRecord) string {
	i := r.Import
	owned := i.State == lustre.Recover || i.State == lustre.Evicted || i.Invalid || slices.Contains(replaying, i.State)
	if owned && i.Workers == 0 {
		return fmt.Sprintf("%s left the import %s, INVALID %v, and no worker", r.Action, i.State, i.Invalid)
	}
	return ""
}

// activeImpliesReady: the event that makes the slot active has made the import FULL,
// and it is the export of that connection that the slot is active for.
func activeImpliesReady(v view, r *lustre.TraceRecord) string {
	s := v.slot
	switch {
	case s.full != r.Numbers:
		return "the LOV was told ACTIVE for " + told(r.Numbers) + ", on which the import has not been FULL"
	case r.LOV.ActiveFor != r.Numbers.Count:
		return fmt.Sprintf("the slot is active for connection %d, told of %d", r.LOV.ActiveFor, r.Numbers.Count)
	case s.accepted == r.Numbers && r.LOV.Active != s.instance:
		return fmt.Sprintf("the slot is active for instance %d, and the connection has %d", r.LOV.Active, s.instance)
	}
	return ""
}

func oscBeforeLovBeforeTop(v view, r *lustre.TraceRecord) string {
	s := v.slot
	before, who := s.prepared, "the OSC was prepared"
	switch r.Action {
	case lustre.ActTopActive:
		before, who = s.active, "the LOV heard of it"
	case lustre.ActRecoveryFinished:
		before, who = s.top, "the layer above heard of it"
		if s.llog && s.top == r.Numbers {
			before, who = s.cleared, "the orphans were destroyed"
		}
	}
	if before != r.Numbers {
		return fmt.Sprintf("%s for %s before %s", r.Action, told(r.Numbers), who)
	}
	return ""
}

// recoveryUntilFinished: RECOVERY begins with the OSC's preparation and ends with the
// second event, or with a deactivation, which wakes the waiters.
func recoveryUntilFinished(v view, r *lustre.TraceRecord) string {
	want := v.slot.state.Recovery
	switch r.Action {
	case lustre.ActOscPrepare:
		want = true
	case lustre.ActRecoveryFinished, lustre.ActOscWake:
		want = false
	}
	switch {
	case r.Import.Recovery != want:
		return fmt.Sprintf("%s left RECOVERY %v, want %v", r.Action, r.Import.Recovery, want)
	case r.Action == lustre.ActDeactivateEnd && r.Import.Recovery:
		return "a deactivation has ended and left RECOVERY, and nobody wakes the waiters"
	}
	return ""
}

// evictionPurgesBeforeFull goes by the instances, not by INVALID. What ends an
// invalidation, and a removal, leaves nothing of the lock and of what was under it.
func evictionPurgesBeforeFull(v view, r *lustre.TraceRecord) string {
	i := r.Import
	if r.Action != lustre.ActConnectFull {
		if i.Locked || i.Dirty || i.Uncommitted {
			return fmt.Sprintf("%s left locked %v, dirty %v, uncommitted %v", r.Action, i.Locked, i.Dirty, i.Uncommitted)
		}
		return ""
	}
	if v.slot.unpurged {
		return "FULL although another export than the one held was accepted, and no invalidation has ended since"
	}
	return ""
}

// invalidUntilPurged: INVALID begins with an eviction and ends with the end of its
// invalidation, whatever becomes of the connection meanwhile. Of an import that is FULL
// FullImpliesValid speaks.
func invalidUntilPurged(v view, r *lustre.TraceRecord) string {
	want := v.slot.state.Invalid
	switch {
	case r.Action == lustre.ActInvalidateEnd:
		want = false
	case r.Action == lustre.ActConnectInterpret && r.Taken:
		want = want || r.Import.State == lustre.Evicted
	}
	if v.slot.importSeen && r.Import.Invalid != want && r.Import.State != lustre.Full {
		return fmt.Sprintf("%s left INVALID %v, want %v", r.Action, r.Import.Invalid, want)
	}
	return ""
}

// preparedForCurrent: a connection that is over takes the OSC's preparation with it.
func preparedForCurrent(_ view, r *lustre.TraceRecord) string {
	if p := r.Import.Prepared; p != 0 && p != r.Current.Count {
		return fmt.Sprintf("%s left the OSC prepared for connection %d at connection %d", r.Action, p, r.Current.Count)
	}
	return ""
}

// drainedBeforeEnd: no request of before is left, and none has begun.
func drainedBeforeEnd(_ view, r *lustre.TraceRecord) string {
	if r.Import.InFlight > 0 {
		return fmt.Sprintf("%s with requests in flight", r.Action)
	}
	return ""
}

// noFalseEviction: instances are never given twice, so an export that the OST has is
// one that it never dropped.
func noFalseEviction(v view, r *lustre.TraceRecord) string {
	held := v.slot.state.Handle
	switch {
	case r.Import.State != lustre.Evicted || !r.Taken:
		return ""
	case held == 0:
		return "EVICTED, and no handle was held"
	case v.pair.export.instance == held:
		return fmt.Sprintf("EVICTED, and the OST has not dropped instance %d", held)
	}
	return ""
}

// handleFollowsExport: the handle is that of the connection that was accepted last. A
// deactivation gives it up if the OST has answered its disconnect, and else keeps it,
// with all that hangs on it; a removal gives it up.
func handleFollowsExport(v view, r *lustre.TraceRecord) string {
	want := v.slot.state.Handle
	switch answered := v.slot.answered == r.Numbers; {
	case r.Action == lustre.ActConnectInterpret && r.Taken && r.Instance != 0:
		want = r.Instance
	case r.Action == lustre.ActDeactivateEnd && answered, r.Action == lustre.ActConfigRemove:
		want = 0
	}
	if v.slot.importSeen && r.Import.Handle != want {
		return fmt.Sprintf("%s left the handle of instance %d, want %d", r.Action, r.Import.Handle, want)
	}
	return ""
}

func fullImpliesValid(_ view, r *lustre.TraceRecord) string {
	if r.Import.State == lustre.Full && r.Import.Invalid {
		return string(r.Action) + " left the import FULL and INVALID"
	}
	return ""
}

func noConnectWhileInvalid(_ view, r *lustre.TraceRecord) string {
	if r.Import.Invalid {
		return "a connect was sent while an invalidation runs"
	}
	return ""
}

// sends are the actions that send something, a replay that passes over its part aside.
var sends = on(lustre.ActConnectSend, lustre.ActPingSend, lustre.ActEnqueueSend, lustre.ActFlushSend,
	lustre.ActDestroySend, lustre.ActRecordDestroySend, lustre.ActMdsConnSend, lustre.ActLlogConnectSend, lustre.ActOrphansSend,
	lustre.ActSyncSend, lustre.ActCancelSend, lustre.ActCreateSend, lustre.ActReplaySend, lustre.ActDisconnectSend)

// owns are those that a deactivation needs: what is dirty goes to the OST, then the lock.
var owns = on(lustre.ActFlushSend, lustre.ActSyncSend, lustre.ActCancelSend)

// deactiveSendsNothing: but for what a deactivation itself sends before it has ended, its
// disconnect last.
func deactiveSendsNothing(v view, r *lustre.TraceRecord) string {
	switch {
	case owns.has(r.Action):
		if r.Import.Deactive && v.slot.silent {
			return fmt.Sprintf("%s after the deactivation has ended", r.Action)
		}
	case r.Action != lustre.ActDisconnectSend && r.Import.Deactive:
		return fmt.Sprintf("%s of a deactive import", r.Action)
	case r.Action == lustre.ActDisconnectSend && (!r.Import.Deactive || v.slot.silent):
		return "a disconnect was sent, and no deactivation is under way"
	}
	return ""
}

// quiescentAgrees: with no event queued and no worker running, the slot is active if
// and only if its connection is ready, and every layer agrees.
func quiescentAgrees(v view, r *lustre.TraceRecord) string {
	i, l := r.Import, r.LOV
	if i.Queued > 0 || i.Workers > 0 || !l.Present {
		return ""
	}
	ready := i.State == lustre.Full && !i.Invalid && !i.Deactive &&
		i.Prepared == r.Current.Count && i.Prepared != 0
	active := l.Active != 0
	switch {
	case active != ready:
		return fmt.Sprintf("at rest the slot's being active is %v, and the import's being ready %v", active, ready)
	case active && (l.ActiveFor != r.Current.Count || l.Active != i.Handle):
		return fmt.Sprintf("at rest the slot is active for connection %d, instance %d, and the import has %d, %d",
			l.ActiveFor, l.Active, r.Current.Count, i.Handle)
	case v.slot.told != active:
		return fmt.Sprintf("at rest the slot's being active is %v, and the layer above was told %v", active, v.slot.told)
	case l.Deactivated != i.Deactive:
		return fmt.Sprintf("at rest the slot's being deactivated is %v, and the import's mark %v", l.Deactivated, i.Deactive)
	}
	return ""
}
