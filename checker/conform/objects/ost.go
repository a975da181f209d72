package objects

import "ostlife/model/lustre"

// serves takes in what an OST does.
func (t *Target) serves(r *lustre.TraceRecord) {
	if r.Action != lustre.ActOstRestart {
		t.newest = max(t.newest, r.Transno)
	}
	switch r.Action {
	case lustre.ActOstCreate, lustre.ActOstOrphans, lustre.ActOstDestroy, lustre.ActOstLlogReplay:
		if !r.Taken || r.Refused {
			return
		}
	case lustre.ActOstCommit, lustre.ActOstRestart:
	case lustre.ActOstConnect, lustre.ActOstDisconnect, lustre.ActEvict, lustre.ActWindowExpires:
		t.Durable = max(t.Durable, r.Transno)
		return
	default:
		return
	}
	switch r.Action {
	case lustre.ActOstCreate:
		t.creates(r)
	case lustre.ActOstOrphans:
		t.orphans(r)
	case lustre.ActOstDestroy, lustre.ActOstLlogReplay:
		if r.Object != 0 && t.there[r.Object] {
			delete(t.there, r.Object)
			t.gone[r.Object] = r.Transno
		}
	case lustre.ActOstCommit:
		t.committed(r.Transno)
	case lustre.ActOstRestart:
		t.restarts(r.Transno)
	}
}

// creates takes in objects that were created ahead: those above the last one. A trace
// without transactions has no disk, and no account of objects.
func (t *Target) creates(r *lustre.TraceRecord) {
	if r.Transno == 0 {
		return
	}
	t.Served = true
	for id := t.Last + 1; id <= r.Object && id-t.Last <= MaxCreated; id++ {
		t.there[id] = true
	}
	t.Last = max(t.Last, r.Object)
	t.durable(r.Transno)
}

// MaxCreated is how many objects one create makes at most. Of a record that says more the
// others are left out: no OST creates so many.
const MaxCreated = 1 << 12

func (t *Target) orphans(r *lustre.TraceRecord) {
	for id := range t.there { // each for itself
		if id > r.Object {
			delete(t.there, id)
		}
	}
	t.durable(r.Transno)
}

// durable has everything up to a transaction on the disk.
func (t *Target) durable(transno uint64) {
	t.Durable = max(t.Durable, transno)
	t.committed(transno)
}

func (t *Target) committed(transno uint64) {
	for id, at := range t.gone { // each for itself
		if at <= transno {
			delete(t.gone, id)
		}
	}
}

// restarts brings back what was destroyed in a transaction that the disk has not kept. One
// that has kept what no record told of failed in between: what that was nobody knows.
func (t *Target) restarts(kept uint64) {
	t.Lied = t.Lied || kept < t.Durable || t.newest != 0 && kept > t.newest
	for id, at := range t.gone { // each for itself
		if at > kept {
			delete(t.gone, id)
			t.there[id] = true
		}
	}
}
