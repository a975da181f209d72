package conform

import (
	"fmt"

	"ostlife/model/lustre"
)

// deactivateKeepsData: what is dirty goes with a write that the OST took, what is
// uncommitted with a sync, and either with an invalidation or a removal that leaves word
// for the next sync, which alone takes the word away. A deactivation gives the OST all of
// it before it disconnects.
func deactivateKeepsData(v view, r *lustre.TraceRecord) string {
	was, is := v.slot.state, r.Import
	want := lustre.ImportTrace{Dirty: was.Dirty, Uncommitted: was.Uncommitted, Dropped: was.Dropped}
	switch heard := r.Taken && !r.Refused; {
	case r.Action == lustre.ActWrite:
		want.Dirty = true
	case r.Action == lustre.ActAskInterpret && r.Ask == lustre.AskWrite && heard:
		want.Dirty, want.Uncommitted = false, true
	case r.Action == lustre.ActAskInterpret && r.Ask == lustre.AskSync && heard:
		want.Uncommitted = false
	case r.Action == lustre.ActSyncFails:
		want.Dropped = false
	case r.Action == lustre.ActInvalidateEnd, r.Action == lustre.ActConfigRemove:
		want = lustre.ImportTrace{Dirty: is.Dirty, Uncommitted: is.Uncommitted} // EvictionPurgesBeforeFull says whether they went
		want.Dropped = was.Dropped || was.Dirty && !is.Dirty || was.Uncommitted && !is.Uncommitted
	case r.Action == lustre.ActDisconnectSend && (is.Locked || is.Dirty || is.Uncommitted):
		return "a deactivation disconnects, and the node has its lock or data still"
	}
	if got := (lustre.ImportTrace{Dirty: is.Dirty, Uncommitted: is.Uncommitted, Dropped: is.Dropped}); got != want {
		return fmt.Sprintf("%s left dirty %v, uncommitted %v, dropped %v, want %v, %v, %v",
			r.Action, got.Dirty, got.Uncommitted, got.Dropped, want.Dirty, want.Uncommitted, want.Dropped)
	}
	return ""
}

// dataUnderLock: a write is made under the lock, by a node that may, and what it wrote
// stays under it.
func dataUnderLock(v view, r *lustre.TraceRecord) string {
	switch i := r.Import; {
	case (i.Dirty || i.Uncommitted) && !i.Locked:
		return fmt.Sprintf("%s left data without the lock", r.Action)
	case r.Action == lustre.ActWrite && (i.Deactive || i.Invalid || v.slot.state.Asked == lustre.AskWrite):
		return fmt.Sprintf("a write was taken: deactive %v, INVALID %v, and what is asked is %s",
			i.Deactive, i.Invalid, v.slot.state.Asked)
	}
	return ""
}

// lockChanges: the lock comes with the OST's grant, and goes when it is given back or
// when what it belonged to is purged.
func lockChanges(v view, r *lustre.TraceRecord) string {
	want := v.slot.state.Locked
	switch {
	case r.Action == lustre.ActAskInterpret && r.Ask == lustre.AskEnqueue && r.Taken && !r.Refused:
		want = true
	case r.Action == lustre.ActCancelSend:
		want = false
	case r.Action == lustre.ActInvalidateEnd, r.Action == lustre.ActConfigRemove:
		return "" // EvictionPurgesBeforeFull says whether it went
	}
	if r.Import.Locked != want {
		return fmt.Sprintf("%s left the lock held %v, want %v", r.Action, r.Import.Locked, want)
	}
	return ""
}

// oneAskPerImport: an import asks for one thing at a time, creates and reads aside, and
// what it asks for is over when its end is heard or its numbers are overtaken.
func oneAskPerImport(v view, r *lustre.TraceRecord) string {
	was, is := v.slot.state.Asked, r.Import.Asked
	sent := single.has(r.Action) && r.Ask != lustre.AskNothing
	switch {
	case sent && was != lustre.AskNothing:
		return fmt.Sprintf("%s while the import waits for a %s", r.Action, was)
	case sent && is != r.Ask:
		return fmt.Sprintf("%s of a %s left %s asked", r.Action, r.Ask, is)
	case !sent && is != was && is != lustre.AskNothing:
		return fmt.Sprintf("%s left %s asked, and nothing was sent", r.Action, is)
	}
	return ""
}

// single are the actions that send what an import asks for one at a time.
var single = on(lustre.ActEnqueueSend, lustre.ActFlushSend, lustre.ActSyncSend, lustre.ActCancelSend, lustre.ActReplaySend,
	lustre.ActMdsConnSend, lustre.ActLlogConnectSend, lustre.ActOrphansSend, lustre.ActDestroySend, lustre.ActRecordDestroySend)

// recoveryInOrder: what the OST says of its window decides where a recovery begins, and
// each part is over, or has nothing to send, before the next one begins.
func recoveryInOrder(v view, r *lustre.TraceRecord) string {
	was, is := v.slot.state, r.Import
	want := was.State
	switch {
	case r.Action == lustre.ActConnectInterpret:
		return beginning(was, r)
	case r.Action == lustre.ActReplaySend && r.Ask == lustre.AskNothing && was.State == lustre.Replay && was.Uncommitted:
		return "the replay of a write that is not committed was passed over"
	case r.Action == lustre.ActReplaySend && r.Ask == lustre.AskNothing && was.State == lustre.ReplayLocks && was.Locked:
		return "the replay of a lock was passed over"
	case r.Action == lustre.ActReplaySend && r.Ask == lustre.AskNothing, r.Action == lustre.ActReplayInterpret && !r.Refused:
		want = nextPart[was.State]
	case r.Action == lustre.ActReplayInterpret:
		want = lustre.Disconn
	}
	if is.State != want {
		return fmt.Sprintf("%s took a recovery from %s to %s, want %s", r.Action, was.State, is.State, want)
	}
	return ""
}

// nextPart is the order of a recovery.
var nextPart = map[lustre.ImportState]lustre.ImportState{
	lustre.Replay: lustre.ReplayLocks, lustre.ReplayLocks: lustre.ReplayWait, lustre.ReplayWait: lustre.Recover,
}

// beginning holds the state after a connect reply to what the reply says.
func beginning(was lustre.ImportTrace, r *lustre.TraceRecord) string {
	want := lustre.Recover
	switch {
	case !r.Taken, r.Import.State == lustre.Evicted:
		return ""
	case r.Instance == 0:
		want = lustre.Disconn
	case r.Window == lustre.WindowAgain && was.Resumed:
		want = lustre.ReplayLocks
	case r.Window != lustre.NoWindow:
		want = lustre.Replay
	}
	if r.Import.State != want {
		return fmt.Sprintf("a connect reply with window %s left the import %s, want %s", r.Window, r.Import.State, want)
	}
	return ""
}

// noCreateWhileRecovering: a create is sent on a connection whose recovery has finished.
func noCreateWhileRecovering(_ view, r *lustre.TraceRecord) string {
	i := r.Import
	if i.State != lustre.Full || i.Invalid || i.Deactive || i.Recovery || i.Prepared != r.Current.Count {
		return fmt.Sprintf("a create was sent in state %s, INVALID %v, deactive %v, RECOVERY %v, prepared for %d at %s",
			i.State, i.Invalid, i.Deactive, i.Recovery, i.Prepared, told(r.Current))
	}
	return ""
}
