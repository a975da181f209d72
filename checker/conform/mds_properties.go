package conform

import (
	"fmt"

	"ostlife/model/lustre"
)

// llogReadyBeforeReplay: an unlink that is executed has its llog ready, and the record in
// its transaction.
func llogReadyBeforeReplay(v view, r *lustre.TraceRecord) string {
	if r.Transno == 0 {
		return "" // nothing was done
	}
	if p := v.pairs[place{r.Node, r.Target}]; p != nil {
		for _, s := range p.slots {
			if s.llog && s.lov.Present {
				return ""
			}
		}
	}
	return fmt.Sprintf("the file of object %d was unlinked, and the target has no ready llog", r.Object)
}

// liveObjectNeverDestroyed: what is destroyed has no file, and would have none after a
// crash of the MDS.
func liveObjectNeverDestroyed(v view, r *lustre.TraceRecord) string {
	t := v.objects.Target(r.Target)
	switch {
	case !r.Taken || r.Refused:
	case r.Action == lustre.ActOstOrphans:
		if object, is := t.Endangered(r.Object); is {
			return fmt.Sprintf("what is above object %d was destroyed, and object %d has a file", r.Object, object)
		}
	case r.Object != 0 && (t.File(r.Object) || t.DiskFile(r.Object)):
		return fmt.Sprintf("object %d was destroyed, and has a file in memory %v, on the MDS's disk %v", r.Object,
			t.File(r.Object), t.DiskFile(r.Object))
	}
	return ""
}

// objectIDsNeverGoBack: what the MDS reads as the last id, and what it tells the OST, is
// what was used last. A lov-objid that a disk has lost says nothing.
func objectIDsNeverGoBack(v view, r *lustre.TraceRecord) string {
	used := v.objects.Target(r.Target).Used
	if lost := r.Action == lustre.ActConfigObjid && !r.Taken; r.Object < used && !lost {
		return fmt.Sprintf("%s says that object %d was used last, and it was object %d", r.Action, r.Object, used)
	}
	return ""
}

// eaSizeCoversEveryTarget: a target enters the pool of an MDS when its EA size has room for it.
func eaSizeCoversEveryTarget(v view, r *lustre.TraceRecord) string {
	if v.slot.llog && r.Size <= uint32(r.Target) {
		return fmt.Sprintf("index %d entered the pool, and the EA size covers %d", r.Target, r.Size)
	}
	return ""
}

// oneLlogReplayPerTarget: a connection has its llog replayed once, and a newer connect, or
// a restart, ends the replay before it.
func oneLlogReplayPerTarget(v view, r *lustre.TraceRecord) string {
	running := v.pair.export.llog
	switch {
	case !r.Taken || r.Refused:
	case r.Action == lustre.ActOstLlogConnect && running != 0:
		return fmt.Sprintf("a replay begins beside the one of connection %d", running)
	case r.Action == lustre.ActOstLlogReplay && running != r.Numbers.Count:
		return fmt.Sprintf("a replay of connection %d goes on beside the one of connection %d", r.Numbers.Count, running)
	}
	return ""
}

// cancelOnlyAfterCommit: the record of an object goes when the object is not on the OST's
// disk any more.
func cancelOnlyAfterCommit(v view, r *lustre.TraceRecord) string {
	t := v.objects.Target(r.Target)
	if t.Served && !t.Lied && t.Stored(r.Object) {
		return fmt.Sprintf("the record of object %d went, and the OST has not committed its destroy", r.Object)
	}
	return ""
}
