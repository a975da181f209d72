package linear_test

import (
	"testing"

	"ostlife/checker/linear"
	"ostlife/model/sequential"
)

// objectCorpus is as dataCorpus: files, queries, and nodes that crash.
var objectCorpus = []struct {
	name  string
	text  string
	want  linear.Result
	rule  sequential.Rule
	first uint64
}{
	{"a file comes and goes", `
		c0 3-4 create client0 = 2 on OST0
		c1 5-6 last-id client1 OST0 = 2
		c1 7-8 unlink client1 OST0 2 = ok
		c0 9-10 unlink client0 OST0 2 = no-object
		c0 11-12 last-id mds OST0 = 2
		c0 13-14 create client0 = 3 on OST0`, linear.Holds, 0, 0},
	{"unlinked twice", `
		c0 3-4 create client0 = 2 on OST0
		c0 5-6 unlink client0 OST0 2 = ok
		c1 7-8 unlink client1 OST0 2 = ok`, linear.Violated, sequential.FileUnlinkedTwice, 3},
	{"unlinked twice, and a crash of the MDS between", `
		c0 3-4 create client0 = 2 on OST0
		c0 5-6 unlink client0 OST0 2 = ok
		c2 7-10 crash mds = ok
		c1 8-11 unlink client1 OST0 2 = ok`, linear.Holds, 0, 0},
	{"unlinked twice, and a crash that may have been", `
		c2 1- crash mds = ?
		c0 3-4 create client0 = 2 on OST0
		c0 5-6 unlink client0 OST0 2 = ok
		c1 7-8 unlink client1 OST0 2 = ok`, linear.Holds, 0, 0},
	{"a crash of a client makes no difference", `
		c0 3-4 create client0 = 2 on OST0
		c0 5-6 unlink client0 OST0 2 = ok
		c2 7-8 crash client0 = ok
		c1 9-10 unlink client1 OST0 2 = ok`, linear.Violated, sequential.FileUnlinkedTwice, 4},
	{"a file that is lost", `
		c0 3-4 create client0 = 2 on OST0
		c2 5-6 crash mds = ok
		c1 7-8 unlink client1 OST0 2 = no-object`, linear.Violated, sequential.FileLost, 3},
	{"a file that another one may have unlinked", `
		c0 3-4 create client0 = 2 on OST0
		c2 5- unlink client2 OST0 2 = ?
		c1 7-8 unlink client1 OST0 2 = no-object`, linear.Holds, 0, 0},
	{"a file that nobody made", `
		c0 3-4 create client0 = 2 on OST0
		c1 5-6 unlink client1 OST0 1 = ok`, linear.Violated, sequential.FileNeverMade, 2},
	{"a file that a create without an answer may have made", `
		c0 3- create client0 = ?
		c2 4-5 create client0 = 2 on OST0
		c1 6-7 unlink client1 OST0 1 = ok`, linear.Holds, 0, 0},
	{"a create without an answer that was called too late", `
		c2 3-4 create client0 = 2 on OST0
		c1 5-6 unlink client1 OST0 1 = ok
		c0 7- create client0 = ?`, linear.Violated, sequential.FileNeverMade, 2},
	{"a last id that is behind", `
		c0 3-4 create client0 = 2 on OST0
		c1 5-6 last-id client1 OST0 = 1`, linear.Violated, sequential.ObjectBack, 2},
	{"a last id behind a create that is under way", `
		c0 3-6 create client0 = 2 on OST0
		c1 4-5 last-id client1 OST0 = 1`, linear.Holds, 0, 0},
	{"given below what was answered", `
		c1 3-4 last-id client1 OST0 = 4
		c2 5-6 crash mds = ok
		c0 7-8 create client0 = 3 on OST0`, linear.Violated, sequential.ObjectBack, 3},
	{"an EA size with room", `
		c9 1-2 add OST0 A = @1
		c9 3-4 add OST1 B = @2
		c0 5-6 connect client0 OST1 = 1
		c0 7-8 ea-size client0 = 96`, linear.Holds, 0, 0},
	{"an EA size that is too small", `
		c9 1-2 add OST0 A = @1
		c9 3-4 add OST1 B = @2
		c0 5-6 status client0 OST1 = @2 active 1
		c0 7-8 ea-size client0 = 72`, linear.Violated, sequential.SizeLow, 4},
	{"an EA size that falls", `
		c0 3-4 ea-size mds = 96
		c0 5-6 ea-size mds = 72`, linear.Violated, sequential.SizeLow, 2},
	{"an EA size that falls with a crash", `
		c0 3-4 ea-size mds = 96
		c0 5-6 crash mds = ok
		c0 7-8 ea-size mds = 72`, linear.Holds, 0, 0},
	{"an EA size of one life or the other", `
		c0 3-4 ea-size mds = 96
		c0 5-8 crash mds = ok
		c1 6-7 ea-size mds = 72
		c1 9-10 ea-size mds = 48`, linear.Holds, 0, 0},
	{"a node that starts anew reads the log anew", `
		c0 3-4 deactivate OST0 = @2
		c0 5-6 settle client0 = @2
		c0 7-8 crash client0 = ok
		c0 9-10 status client0 OST0 = @1
		c0 11-12 connect client0 OST0 = 1
		c0 13-14 status client0 OST0 = @2 deactivated`, linear.Holds, 0, 0},
	{"a node that goes back", `
		c0 3-4 deactivate OST0 = @2
		c0 5-6 settle client0 = @2
		c0 7-8 crash client1 = ok
		c0 9-10 status client0 OST0 = @1`, linear.Violated, sequential.PositionBack, 4},
	{"a node that goes back in its second life", `
		c0 3-4 deactivate OST0 = @2
		c0 5-6 crash client0 = ok
		c0 7-8 status client0 OST0 = @2 deactivated
		c0 9-10 status client0 OST0 = @1`, linear.Violated, sequential.PositionBack, 4},
	{"an eviction beside a crash", `
		c0 3-4 connect client0 OST0 = 1
		c1 5-8 crash client0 = ok
		c2 6-9 evict client0 OST0 = 1
		c0 10-11 evict client0 OST0 = not-connected`, linear.Holds, 0, 0},
	{"an eviction that comes in the next life", `
		c2 3- evict client0 OST0 = ?
		c1 5-6 crash client0 = ok
		c0 7-8 connect client0 OST0 = 2
		c0 9-10 evict client0 OST0 = not-connected`, linear.Holds, 0, 0},
	{"an export that is lost in the second life", `
		c1 3-4 crash client0 = ok
		c0 5-6 connect client0 OST0 = 2
		c0 7-8 evict client0 OST0 = not-connected`, linear.Violated, sequential.ExportLost, 3},
	{"what a client wrote goes with it", `
		c0 3-4 write client0 OST0 7 = under 1
		c0 5-6 crash client0 = ok
		c0 7-8 read client0 OST0 = 0 under 2`, linear.Holds, 0, 0},
}

// TestLivesAreNamed: a report says which life of a node it speaks of.
func TestLivesAreNamed(t *testing.T) {
	v := linear.Check(added(t, `
		c0 3-4 crash client0 = ok
		c0 5-6 crash client0 = ok
		c0 7-8 ea-size client0 = 1`), linear.Options{})
	if v.Result != linear.Violated || v.Violations[0].Partition.String() != "client0 after crash 2's EA size" {
		t.Errorf("%s", told(v))
	}
	v = linear.Check(added(t, `
		c0 3-4 create client0 = 2 on OST0
		c0 5-6 unlink client0 OST0 3 = ok`), linear.Options{})
	if v.Result != linear.Violated || v.Violations[0].Partition.String() != "the file of OST0000's object 3" {
		t.Errorf("%s", told(v))
	}
}
