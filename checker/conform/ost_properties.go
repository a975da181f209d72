package conform

import (
	"fmt"
	"slices"

	"ostlife/model/lustre"
)

// lockExclusive: the OST grants the lock of a target's object to one client at a time.
func lockExclusive(v view, r *lustre.TraceRecord) string {
	if v.pair == nil || !r.Taken || !r.Export.Granted {
		return ""
	}
	for _, other := range v.ost(r.Target).pairs {
		if other != v.pair && other.export.granted {
			return fmt.Sprintf("%s granted the lock, which %s has", r.Action, other.node)
		}
	}
	return ""
}

// locksAgree: a node that holds a lock on a good connection has been granted it. What the
// OST says is asked at rest: the two are under two locks.
func locksAgree(v view, r *lustre.TraceRecord) string {
	i, e := r.Import, v.pair.export
	if i.State != lustre.Full || i.Invalid || i.Handle != e.instance || e.recovery != lustre.ExportNormal {
		return ""
	}
	if i.Locked && !e.granted {
		return "at rest the node holds a lock that the OST has not granted"
	}
	return ""
}

// forMDS are what an OST with a disk does for an export alone that it knows to be the MDS's.
var forMDS = on(lustre.ActOstCreate, lustre.ActOstLlogConnect, lustre.ActOstLlogReplay, lustre.ActOstOrphans)

// servedOnlyGood: a request is served for the export that it names, and outside of a
// recovery; one that asks for a replay inside of it.
func servedOnlyGood(v view, r *lustre.TraceRecord) string {
	e := v.pair.export
	normal := e.recovery == lustre.ExportNormal
	good := r.Instance != 0 && r.Instance == e.instance && !(v.side && forMDS.has(r.Action) && !e.known)
	switch {
	case !r.Taken:
		return ""
	case r.Action == lustre.ActOstReplay && !r.Refused && (!good || e.recovery == lustre.ExportAwaiting):
		return fmt.Sprintf("a replay of instance %d was taken, and the export is instance %d, %s", r.Instance, e.instance, e.recovery)
	case r.Action != lustre.ActOstReplay && r.Refused == (good && normal):
		return fmt.Sprintf("%s of instance %d was refused %v, and the export is instance %d, %s",
			r.Action, r.Instance, r.Refused, e.instance, e.recovery)
	}
	return ""
}

// objectIDNeverReused: the ids of a target's objects rise, and so do those that files get.
func objectIDNeverReused(v view, r *lustre.TraceRecord) string {
	if r.Action == lustre.ActCreateTake {
		t := v.objects.Target(r.Target)
		given := t.Given
		if t.Lied { // and has forgotten what it gave: only what the MDS knows to be used is not given again
			given = t.Used
		}
		if r.Object <= given {
			return fmt.Sprintf("a file got object %d, although one had object %d", r.Object, given)
		}
		return ""
	}
	if last := v.ost(r.Target).object; r.Taken && !r.Refused && r.Object <= last {
		return fmt.Sprintf("object %d was made after object %d", r.Object, last)
	}
	return ""
}

// fit reports that a slot may be given objects.
func fit(l lustre.LOVTrace) bool {
	return l.Present && !l.Dying && l.Active != 0 && !l.Deactivated && l.Pooled
}

// allocateOnlyActive: an object is allocated on a target that is fit, in the pool that was
// asked for, and leaves one only when it is not fit any more.
func allocateOnlyActive(v view, r *lustre.TraceRecord) string {
	l := r.LOV
	switch {
	case r.Action == lustre.ActCreateMove && fit(l):
		return "a create left a target that is fit"
	case r.Action == lustre.ActCreateAllocate && !fit(l):
		return fmt.Sprintf("an object was allocated on a target that is active for %d, deactivated %v, pooled %v",
			l.Active, l.Deactivated, l.Pooled)
	case r.Action == lustre.ActCreateAllocate && r.Pool != "" && !slices.Contains(names(l.Named), r.Pool):
		return fmt.Sprintf("an object of pool %q was allocated on a target that is in %q", r.Pool, l.Named)
	}
	return ""
}

// penaltyResetOnActivate: an allocation sets the QoS penalty, ACTIVE takes it away, and
// nothing else changes it.
func penaltyResetOnActivate(v view, r *lustre.TraceRecord) string {
	want := v.slot.lov.Penalized
	switch r.Action {
	case lustre.ActCreateAllocate:
		want = true
	case lustre.ActLovActive, lustre.ActConfigAdd:
		want = false
	}
	if r.LOV.Penalized != want {
		return fmt.Sprintf("%s left the penalty %v, want %v", r.Action, r.LOV.Penalized, want)
	}
	return ""
}
