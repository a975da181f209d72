// Package objects keeps the account of objects that a trace gives: what the OST of each
// target has, in memory and on its disk, and what the MDS has of them, the same. What
// judges a trace asks it before it takes the next record in.
//
// Each record of a change names the transaction that the change is in, each record of a
// commit how far the disk has come, and the first record of a server that starts again
// how far its disk had come before. So what a crash took back is known, and what it did
// not. The memory is that of the objects that are there and of the changes not committed.
//
// A disk that has lost what it had called durable has lied. No design covers that: of
// such an OST nothing is known any more ([Target.Lied]).
package objects

import (
	"slices"

	"ostlife/model/lustre"
)

// Account is what a trace says of objects.
type Account struct {
	targets map[lustre.Target]*Target
	down    bool // the MDS has crashed, and has not mounted its disk again

	// Committed is the last transaction that the MDS's disk is known to have.
	Committed uint64
}

// New makes the account of a trace that begins.
func New() *Account { return &Account{targets: map[lustre.Target]*Target{}} }

// Target gives the account of one target.
func (a *Account) Target(t lustre.Target) *Target {
	if a.targets[t] == nil {
		a.targets[t] = &Target{there: map[uint64]bool{}, gone: map[uint64]uint64{}, files: map[uint64]bool{}, records: map[uint64]bool{}}
	}
	return a.targets[t]
}

// Target is what OST and MDS have of one target's objects.
type Target struct {
	// Of the OST.
	Served  bool   // the trace shows what the OST does
	Lied    bool   // its disk has lost what it had called durable, or kept what no record told of
	Last    uint64 // the last id that it has given to an object
	Durable uint64 // the last transaction that it has called durable
	there   map[uint64]bool
	newest  uint64            // of the transactions that records told of
	gone    map[uint64]uint64 // destroyed, by the transaction, which is not known to be committed

	// Of the MDS.
	Used    uint64 // lov-objid: the last id that was used
	Given   uint64 // the highest id that a file ever had
	lost    bool   // the disk had lost lov-objid: the OST knows the id
	files   map[uint64]bool
	records map[uint64]bool
	pending []change // not known to be committed, in the order of the transactions
}

// kind is what a transaction of the MDS's does with an object.
type kind uint8

const (
	takes   kind = iota // a file takes it, and lov-objid has its id
	unlinks             // its file goes, and its record comes
	cancels             // its record goes
)

// change is one object in a transaction of the MDS's.
type change struct {
	transno, object uint64
	kind            kind
	used            uint64 // before it
}

// There reports that the OST has an object.
func (t *Target) There(object uint64) bool { return t.there[object] }

// Stored reports that the OST's disk may have an object: it is there, or its destroy is
// not known to be committed.
func (t *Target) Stored(object uint64) bool {
	_, gone := t.gone[object]
	return gone || t.there[object]
}

// File reports that an object has a file.
func (t *Target) File(object uint64) bool { return t.files[object] }

// Recorded reports that the llog has a record of an object.
func (t *Target) Recorded(object uint64) bool { return t.records[object] }

// Records is how many records the llog has.
func (t *Target) Records() int { return len(t.records) }

// DiskFile reports that an object may have a file after a crash of the MDS now.
func (t *Target) DiskFile(object uint64) bool {
	return t.onDisk(object, t.files[object], takes, unlinks)
}

// DiskRecorded reports that the llog may have a record of an object after a crash of the
// MDS now.
func (t *Target) DiskRecorded(object uint64) bool {
	return t.onDisk(object, t.records[object], unlinks, cancels)
}

// onDisk is what the disk has of something that a kind of change makes and another takes
// away: as it was before the first change that is not committed.
func (t *Target) onDisk(object uint64, now bool, makes, ends kind) bool {
	for _, c := range t.pending {
		if c.object == object && (c.kind == makes || c.kind == ends) {
			return c.kind == ends
		}
	}
	return now
}

// DiskUsed is what lov-objid says on the disk.
func (t *Target) DiskUsed() uint64 {
	for _, c := range t.pending {
		if c.kind == takes {
			return c.used
		}
	}
	return t.Used
}

// Endangered gives the highest file, in memory or on the MDS's disk, above an id, and
// whether there is one.
func (t *Target) Endangered(above uint64) (object uint64, is bool) {
	for id := range t.files {
		if id > above {
			object, is = max(object, id), true
		}
	}
	for _, c := range t.pending {
		if c.kind == unlinks && c.object > above {
			object, is = max(object, c.object), true
		}
	}
	return object, is
}

// Take takes the next record in.
func (a *Account) Take(r *lustre.TraceRecord) {
	t := a.Target(r.Target)
	switch r.Action {
	case lustre.ActMdsCrash:
		a.down = true
	case lustre.ActConfigObjid:
		if t.lost = !r.Taken; t.lost {
			t.Used = 0
		}
	case lustre.ActMdsCommit:
		if a.down {
			a.starts(r.Transno - 1)
		}
		a.commits(r.Transno)
	case lustre.ActCreateTake:
		a.changes(t, takes, r)
	case lustre.ActMdsUnlink:
		if r.Transno != 0 {
			a.changes(t, unlinks, r)
		}
	case lustre.ActLlogCancel:
		a.changes(t, cancels, r)
	case lustre.ActOscInterpret:
		if r.Ask == lustre.AskOrphans && r.Taken && !r.Refused && t.lost {
			t.Used, t.lost = r.Object, false
		}
	default:
		t.serves(r)
	}
}

// changes takes in a transaction of the MDS's. On a machine whose tasks run side by side
// its record may come behind the one of its commit.
func (a *Account) changes(t *Target, k kind, r *lustre.TraceRecord) {
	c := change{r.Transno, r.Object, k, t.Used}
	t.does(c)
	if c.transno > a.Committed {
		at, _ := slices.BinarySearchFunc(t.pending, c, func(p, c change) int {
			if p.transno <= c.transno {
				return -1
			}
			return 1
		})
		t.pending = slices.Insert(t.pending, at, c)
	}
}

func (t *Target) does(c change) {
	switch c.kind {
	case takes:
		t.files[c.object], t.Used, t.Given = true, max(t.Used, c.object), max(t.Given, c.object)
	case unlinks:
		delete(t.files, c.object)
		t.records[c.object] = true
	case cancels:
		delete(t.records, c.object)
	}
}

func (t *Target) undoes(c change) {
	switch c.kind {
	case takes:
		delete(t.files, c.object)
		t.Used = c.used
	case unlinks:
		delete(t.records, c.object)
		t.files[c.object] = true
	case cancels:
		t.records[c.object] = true
	}
}

// commits has the MDS's disk come that far.
func (a *Account) commits(transno uint64) {
	a.Committed = max(a.Committed, transno)
	for _, t := range a.targets { // each for itself: the order is nobody's
		t.pending = slices.DeleteFunc(t.pending, func(c change) bool { return c.transno <= transno })
	}
}

// starts is the first that is heard of an MDS after a crash, the commit of its mount, and so
// what its disk has kept. The rest did not happen.
func (a *Account) starts(kept uint64) {
	a.down = false
	a.commits(kept)
	for _, t := range a.targets { // each for itself
		for _, c := range slices.Backward(t.pending) {
			t.undoes(c)
		}
		t.pending = nil
	}
}
