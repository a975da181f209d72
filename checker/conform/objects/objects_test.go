package objects_test

import (
	"fmt"
	"testing"

	"ostlife/checker/conform/objects"
	"ostlife/model/lustre"
)

// Example: an unlink that was not committed is undone by a crash of the MDS, one that was
// is not.
func Example() {
	for _, kept := range []uint64{3, 2} {
		a := objects.New()
		tell(a, lustre.ActCreateTake, 7, 2)
		tell(a, lustre.ActMdsUnlink, 7, 3)
		tell(a, lustre.ActMdsCrash, 0, 0)
		tell(a, lustre.ActMdsCommit, 0, kept+1) // of the mount
		t := a.Target(0)
		fmt.Println("a file:", t.File(7), "a record:", t.Recorded(7), "used:", t.Used)
	}
	// Output:
	// a file: false a record: true used: 7
	// a file: true a record: false used: 7
}

// tell takes in a record of target 0.
func tell(a *objects.Account, action lustre.Action, object, transno uint64) {
	a.Take(&lustre.TraceRecord{Action: action, Taken: true, Object: object, Transno: transno})
}

// TestDestroyIsStoredUntilCommitted: an object is on the OST's disk until its destroy is
// known to be there, and is back when a restart has lost that.
func TestDestroyIsStoredUntilCommitted(t *testing.T) {
	for _, row := range []struct {
		name          string
		action        lustre.Action
		transno       uint64
		there, stored bool
	}{
		{"nothing more", lustre.ActOstPing, 0, false, true},
		{"a commit before it", lustre.ActOstCommit, 5, false, true},
		{"its commit", lustre.ActOstCommit, 6, false, false},
		{"a restart that kept it", lustre.ActOstRestart, 6, false, true},
		{"a restart that lost it", lustre.ActOstRestart, 5, true, true},
	} {
		t.Run(row.name, func(t *testing.T) {
			a := objects.New()
			tell(a, lustre.ActOstCreate, 3, 5)
			tell(a, lustre.ActOstDestroy, 2, 6)
			tell(a, row.action, 0, row.transno)
			of := a.Target(0)
			if of.There(2) != row.there || of.Stored(2) != row.stored || !of.There(3) || of.Lied {
				t.Errorf("there %v, stored %v, 3 there %v, lied %v", of.There(2), of.Stored(2), of.There(3), of.Lied)
			}
		})
	}
}

// TestLyingDisk: one that has lost what was called durable has lied.
func TestLyingDisk(t *testing.T) {
	a := objects.New()
	tell(a, lustre.ActOstCreate, 3, 5)
	tell(a, lustre.ActOstRestart, 0, 4)
	if !a.Target(0).Lied {
		t.Error("objects that were created are lost, and nobody has lied")
	}
}

// TestDiskBeforeCommit: what an MDS's disk has of a file and its record is what it had
// before the first change that is not committed.
func TestDiskBeforeCommit(t *testing.T) {
	a := objects.New()
	of := a.Target(0)
	want := func(when string, file, record bool, used uint64) {
		t.Helper()
		if of.DiskFile(7) != file || of.DiskRecorded(7) != record || of.DiskUsed() != used {
			t.Errorf("%s: file %v, record %v, used %d", when, of.DiskFile(7), of.DiskRecorded(7), of.DiskUsed())
		}
	}
	tell(a, lustre.ActCreateTake, 7, 2)
	want("taken", false, false, 0)
	tell(a, lustre.ActMdsCommit, 0, 2)
	want("committed", true, false, 7)
	tell(a, lustre.ActMdsUnlink, 7, 3)
	want("unlinked", true, false, 7)
	tell(a, lustre.ActMdsCommit, 0, 3)
	want("that committed", false, true, 7)
	tell(a, lustre.ActLlogCancel, 7, 4)
	want("cancelled", false, true, 7)
}
