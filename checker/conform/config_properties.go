package conform

import (
	"fmt"
	"slices"
	"strings"

	"ostlife/model/lustre"
)

// traceWellFormed: actions are those of spec/actions.md, slots were added before
// anything happens to them, and under each lock of a slot the stamps rise.
func traceWellFormed(v view, r *lustre.TraceRecord) string {
	guard := guardOf(r)
	switch {
	case guard == noLock:
		return fmt.Sprintf("action %q is unknown", r.Action)
	case guard != importLock && guard != lovLock:
		return ""
	case v.slot == nil && r.Slot > v.pair.added:
		return fmt.Sprintf("%s of slot %d, which was never added", r.Action, r.Slot)
	case v.slot == nil:
		return ""
	}
	last := v.slot.stamps[0]
	if guard == lovLock {
		last = v.slot.stamps[1]
	}
	if r.Stamp <= last {
		return fmt.Sprintf("%s has a stamp that is not above the one before it", r.Action)
	}
	return ""
}

// removedIsUnreferenced: a slot that was freed appears no more, and nothing is left of
// one that is being freed.
func removedIsUnreferenced(v view, r *lustre.TraceRecord) string {
	guard := guardOf(r)
	switch {
	case guard != importLock && guard != lovLock:
		return ""
	case v.slot == nil && r.Slot <= v.pair.added:
		return fmt.Sprintf("%s of a slot that was freed", r.Action)
	case r.Action == lustre.ActSlotFree && r.Import.InFlight+r.Import.Workers+r.Import.Queued > 0:
		return "a slot was freed with requests, events or a worker left"
	case r.Action == lustre.ActSlotFree && r.Import.State != lustre.Closed:
		return fmt.Sprintf("a slot was freed in state %s", r.Import.State)
	}
	return ""
}

// lateRequestIgnored: the counts of the connects that an OST takes rise; a second copy
// of one gets the same answer, and no other request is older than them.
func lateRequestIgnored(v view, r *lustre.TraceRecord) string {
	e := v.pair.export
	switch {
	case !r.Taken:
		return ""
	case r.Numbers.Count < e.count:
		return fmt.Sprintf("%s of connection %d was taken after a connect of %d", r.Action, r.Numbers.Count, e.count)
	case r.Action == lustre.ActOstConnect && r.Numbers.Count == e.count && r.Instance != e.given:
		return fmt.Sprintf("a second connect of connection %d was given instance %d, the first %d",
			r.Numbers.Count, r.Instance, e.given)
	}
	return ""
}

func deactivatedChangesOnlyByConfig(v view, r *lustre.TraceRecord) string {
	want := v.slot.lov.Deactivated
	switch r.Action {
	case lustre.ActConfigAdd, lustre.ActLovActivate:
		want = false
	case lustre.ActLovDeactivate:
		want = true
	}
	if r.LOV.Deactivated != want {
		return fmt.Sprintf("%s left the slot's deactivated flag %v, want %v", r.Action, r.LOV.Deactivated, want)
	}
	return ""
}

// removeOnlyDeactivated is for the MGS and for each node alike.
func removeOnlyDeactivated(v view, r *lustre.TraceRecord) string {
	if r.Action == lustre.ActConfigRemove {
		if !r.Import.Deactive {
			return "a node removed a target that is not deactive there"
		}
		return ""
	}
	if last := v.log[v.said[r.Target]].kind; last != lustre.ConfigDeactivate {
		return fmt.Sprintf("the MGS removed a target whose last record was %s", last)
	}
	return ""
}

// poolsNameOnlyTargets: the pools lose the index before the target goes, and gain it
// after it came.
func poolsNameOnlyTargets(v view, r *lustre.TraceRecord) string {
	l := r.LOV
	in := l.Pooled || l.Named != ""
	switch {
	case r.Action == lustre.ActConfigRemove:
		if v.slot != nil && (v.slot.lov.Pooled || v.slot.lov.Named != "") {
			return "the target was removed, and its index is in a pool still"
		}
	case guardOf(r) != lovLock:
	case in && (!l.Present || l.Dying):
		return string(r.Action) + " left a pool with an index whose target is gone"
	case in && r.Action == lustre.ActConfigPoolFlush:
		return "the pools were flushed, and one has the index still"
	case in && r.Action == lustre.ActConfigAdd:
		return "a new target found its index in a pool"
	}
	return ""
}

// poolsFollowLog: a JOIN puts the index into the pool that it names, a LEAVE takes it out
// and a REMOVE out of all; nothing else changes what named pools have.
func poolsFollowLog(v view, r *lustre.TraceRecord) string {
	want := names(v.slot.lov.Named)
	switch at, there := slices.BinarySearch(want, r.Pool); {
	case r.Action == lustre.ActConfigJoin && !there:
		want = slices.Insert(want, at, r.Pool)
	case r.Action == lustre.ActConfigLeave && there:
		want = slices.Delete(want, at, at+1)
	case r.Action == lustre.ActConfigPoolFlush, r.Action == lustre.ActConfigAdd, r.LOV.Dying:
		return "" // PoolsNameOnlyTargets says what is left
	}
	if got := names(r.LOV.Named); !slices.Equal(got, want) {
		return fmt.Sprintf("%s left the index in the pools %q, want %q", r.Action, got, want)
	}
	return ""
}

// names splits a list of pools.
func names(list string) []string {
	if list == "" {
		return nil
	}
	return strings.Split(list, ",")
}

// configPrefix: a node applies the log's records one after the other, each as the MGS
// wrote it; the import's mark changes with them alone, and the slot's flag is what the
// record says that it reflects.
func configPrefix(v view, r *lustre.TraceRecord) string {
	if wrong := v.follows(r); wrong != "" || v.slot == nil {
		return wrong
	}
	if guardOf(r) == importLock {
		want := v.slot.state.Deactive
		switch r.Action {
		case lustre.ActConfigDeactivate:
			want = true
		case lustre.ActConfigActivate:
			want = false
		}
		if r.Import.Deactive != want {
			return fmt.Sprintf("%s left the import's deactive mark %v, want %v", r.Action, r.Import.Deactive, want)
		}
	}
	if guardOf(r) == lovLock {
		return v.reflects(r)
	}
	return ""
}

// appliedKinds gives the record that each action of a node applies.
var appliedKinds = map[lustre.Action]lustre.ConfigKind{
	lustre.ActConfigAdd:        lustre.ConfigAdd,
	lustre.ActConfigLlog:       lustre.ConfigAdd,
	lustre.ActConfigObjid:      lustre.ConfigAdd,
	lustre.ActConfigPoolAdd:    lustre.ConfigAdd,
	lustre.ActConfigDeactivate: lustre.ConfigDeactivate,
	lustre.ActConfigActivate:   lustre.ConfigActivate,
	lustre.ActConfigJoin:       lustre.ConfigJoin,
	lustre.ActConfigLeave:      lustre.ConfigLeave,
	lustre.ActConfigPoolFlush:  lustre.ConfigRemove,
	lustre.ActConfigRemove:     lustre.ConfigRemove,
}

// follows holds an action of the config reader to the log: the next record, or the
// second half of the one before.
func (v view) follows(r *lustre.TraceRecord) string {
	kind, ok := appliedKinds[r.Action]
	if !ok {
		return ""
	}
	n := v.nodes[r.Node]
	half := kind == lustre.ConfigAdd && r.Action != lustre.ActConfigAdd || r.Action == lustre.ActConfigRemove
	next := r.Position == n.applied+1 || half && r.Position == n.applied && r.Target == n.target
	switch written := v.log[r.Position]; {
	case !next:
		return fmt.Sprintf("%s applied record %d after %d", r.Action, r.Position, n.applied)
	case written != entry{kind, r.Target, r.Pool}:
		return fmt.Sprintf("%s applied record %d, which the MGS wrote as %s of %s",
			r.Action, r.Position, written.kind, written.target)
	}
	return ""
}

// reflects holds the slot's flag to the record that the slot says it reflects.
func (v view) reflects(r *lustre.TraceRecord) string {
	written := v.log[r.LOV.Position]
	if written.target != r.Target || written.kind == lustre.ConfigNone {
		return fmt.Sprintf("the slot reflects record %d, which is not of this target", r.LOV.Position)
	}
	if want := written.kind == lustre.ConfigDeactivate; r.LOV.Deactivated != want && !r.LOV.Dying {
		return fmt.Sprintf("the slot's deactivated flag is %v, and record %d is %s", r.LOV.Deactivated, r.LOV.Position, written.kind)
	}
	return ""
}

// configAtRest: the marks are what the records say that the node has applied. A REMOVE
// whose pools were flushed counts as applied, and its slot is still there.
func configAtRest(v view, r *lustre.TraceRecord) string {
	last, applied := v.said[r.Target], v.nodes[r.Node].applied
	kind := v.log[last].kind
	switch removed := kind == lustre.ConfigRemove; {
	case last > applied || !r.LOV.Present || removed && last == applied:
		return ""
	case removed:
		return "at rest the slot is there, and its REMOVE was applied"
	}
	if want := kind == lustre.ConfigDeactivate; r.Import.Deactive != want {
		return fmt.Sprintf("at rest the import's deactive mark is %v, and the last record is %s", r.Import.Deactive, kind)
	}
	return ""
}
