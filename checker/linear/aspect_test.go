package linear_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"ostlife/checker/history"
	"ostlife/checker/linear"
	"ostlife/model/sequential"
)

// dataCorpus has histories of data, objects and pools, their verdict, and where they are
// violated the rule and the first operation that cannot be placed.
var dataCorpus = []struct {
	name, text string
	want       linear.Result
	rule       sequential.Rule
	first      uint64
}{
	{"a read beside a write", `
		c0 1-4 write client0 OST0 7 = under 1
		c1 2-3 read client1 OST0 = 0 under 1
		c1 5-6 read client1 OST0 = 7 under 1`, linear.Holds, 0, 0},
	{"a stale read", `
		c0 1-2 write client0 OST0 7 = under 1
		c1 3-4 read client1 OST0 = 0 under 1`, linear.Violated, sequential.ReadStale, 2},
	{"a value that is written later", `
		c0 1-2 read client0 OST0 = 7 under 1
		c0 3-4 write client0 OST0 7 = under 1`, linear.Violated, sequential.ReadUnwritten, 1},
	{"two nodes that do not see each other after an eviction", `
		c0 1-2 write client0 OST0 7 = under 1
		c9 3-4 evict client0 OST0 = 1
		c1 5-6 write client1 OST0 8 = under 1
		c0 7-8 write client0 OST0 9 = under 2
		c1 9-10 read client1 OST0 = 8 under 1`, linear.Violated, sequential.ReadStale, 5},
	{"void: acknowledged under what was evicted, and reported", `
		c0 1-2 read client0 OST0 = 0 under 1
		c9 3-4 evict client0 OST0 = 1
		c0 5-6 write client0 OST0 7 = under 1
		c1 7-8 read client1 OST0 = 0 under 1
		c0 9-10 sync client0 OST0 = dropped
		c0 11-12 sync client0 OST0 = ok`, linear.Holds, 0, 0},
	{"void, and not reported", `
		c0 1-2 read client0 OST0 = 0 under 1
		c9 3-4 evict client0 OST0 = 1
		c0 5-6 write client0 OST0 7 = under 1
		c0 7-8 sync client0 OST0 = ok`, linear.Violated, sequential.DropUntold, 4},
	{"evicted, and not reported: nothing else could have committed it", `
		c0 1-2 write client0 OST0 7 = under 1
		c9 3-4 evict client0 OST0 = 1
		c0 5-6 sync client0 OST0 = ok`, linear.Violated, sequential.DropUntold, 3},
	{"another node has called the lock back, perhaps in time", `
		c1 1-2 read client1 OST0 = unreachable
		c0 3-4 write client0 OST0 7 = under 1
		c9 5-6 evict client0 OST0 = 1
		c0 7-8 sync client0 OST0 = ok`, linear.Holds, 0, 0},
	{"it asked another export, which is gone", `
		c1 1-2 read client1 OST0 = 0 under 1
		c9 3-4 evict client0 OST0 = 1
		c0 5-6 write client0 OST0 7 = under 2
		c9 7-8 evict client0 OST0 = 2
		c0 9-10 sync client0 OST0 = ok`, linear.Violated, sequential.DropUntold, 5},
	{"a sync was under way", `
		c2 1-8 sync client0 OST0 = ok
		c0 2-3 write client0 OST0 7 = under 1
		c9 4-5 evict client0 OST0 = 1
		c0 9-10 sync client0 OST0 = ok`, linear.Holds, 0, 0},
	{"a deactivation may have committed it", `
		c9 1-2 add OST0 A = @1
		c0 3-4 write client0 OST0 7 = under 1
		c9 5-6 deactivate OST0 = @2
		c9 7-8 evict client0 OST0 = 1
		c0 9-10 sync client0 OST0 = ok`, linear.Holds, 0, 0},
	{"a drop that had no reason", `
		c0 1-2 write client0 OST0 7 = under 1
		c0 3-4 sync client0 OST0 = dropped`, linear.Violated, sequential.DropUnfounded, 2},
	{"a restart that may have come", `
		c0 1-2 write client0 OST0 7 = under 1
		c9 3- restart OST0 = ?
		c0 5-6 sync client0 OST0 = dropped
		c1 7-8 read client1 OST0 = 0 under 1`, linear.Holds, 0, 0},
	{"the value is gone over a restart, and its writer is not", `
		c0 1-2 write client0 OST0 7 = under 1
		c9 3-4 restart OST0 = ok
		c0 5-6 connect client0 OST0 = 1
		c1 7-8 read client1 OST0 = 0 under 1`, linear.Violated, sequential.ReadStale, 4},
	{"an eviction that may have come explains one thing", `
		c0 1-2 write client0 OST0 7 = under 1
		c9 3- evict client0 OST0 = ?
		c1 5-6 read client1 OST0 = 0 under 1
		c0 7-8 read client0 OST0 = 0 under 1`, linear.Violated, sequential.ReadDropped, 4},
	{"a run that was cut off: the write may be there", `
		c0 1- write client0 OST0 7 = ?
		c1 2-3 read client1 OST0 = 7 under 1
		c1 4-5 read client1 OST0 = 7 under 1`, linear.Holds, 0, 0},
	{"removed with what was pinned", `
		c9 1-2 add OST0 A = @1
		c0 3-4 write client0 OST0 7 = under 1
		c9 5-6 deactivate OST0 = @2
		c9 7-8 remove OST0 = @3
		c9 9-10 add OST0 A = @4
		c0 11-12 sync client0 OST0 = dropped
		c0 13-14 read client0 OST0 = 0 under 2`, linear.Holds, 0, 0},
	{"written by a node that had applied the removal", `
		c9 1-2 add OST0 A = @1
		c9 5-6 deactivate OST0 = @2
		c9 7-8 remove OST0 = @3
		c9 9-10 add OST0 A = @4
		c9 11-12 settle client0 = @4
		c0 13-14 write client0 OST0 7 = under 2
		c0 15-16 sync client0 OST0 = dropped`, linear.Violated, sequential.DropUnfounded, 7},
	{"object ids", `
		c9 1-2 add OST0 A = @1
		c0 3-6 create mds = 2 on OST0
		c1 4-5 create mds = 1 on OST0
		c0 7-8 create mds = no-usable
		c1 9-10 create mds = 3 on OST0`, linear.Holds, 0, 0},
	{"an object id twice", `
		c9 1-2 add OST0 A = @1
		c0 3-4 create mds = 2 on OST0
		c1 5-6 create mds = 2 on OST0`, linear.Violated, sequential.ObjectTwice, 3},
	{"an object id that is lower", `
		c9 1-2 add OST0 A = @1
		c0 3-4 create mds = 2 on OST0
		c1 5-6 create mds = 1 on OST0`, linear.Violated, sequential.ObjectBack, 3},
	{"created where it is deactivated", `
		c9 1-2 add OST0 A = @1
		c9 3-4 deactivate OST0 = @2
		c9 5-6 settle mds = @2
		c0 7-8 create mds = 1 on OST0`, linear.Violated, sequential.CreateOff, 4},
	{"created outside of the pool", `
		c9 1-2 add OST0 A = @1
		c9 3-4 pool-add OST0 fast = @2
		c9 5-6 pool-remove OST0 fast = @3
		c9 7-8 pool-list mds fast = @3
		c0 9-10 create mds fast = 1 on OST0`, linear.Violated, sequential.CreateOutside, 5},
	{"a pool keeps what is removed", `
		c9 1-2 add OST0 A = @1
		c9 3-4 pool-add OST0 fast = @2
		c9 5-6 deactivate OST0 = @3
		c9 7-8 remove OST0 = @4
		c0 9-10 pool-list client0 fast = @4 OST0`, linear.Violated, sequential.ListBroken, 5},
	{"a list while the target joins", `
		c9 1-2 add OST0 A = @1
		c9 3-6 pool-add OST0 fast = @2
		c0 4-5 pool-list client0 fast = @2 OST0
		c0 7-8 pool-list client1 fast = @1`, linear.Holds, 0, 0},
	{"the global pool", `
		c9 1-2 add OST0 A = @1
		c0 3-4 pool-list client0 = @1`, linear.Violated, sequential.ListBroken, 2},
	{"the last record is a pool's", `
		c9 1-2 add OST0 A = @1
		c9 3-4 pool-add OST0 fast = @2
		c9 5-6 pool-add OST0 slow = @3
		c9 7-8 activate OST0 = @3
		c9 9-10 pool-add OST0 fast = @3
		c0 11-12 status client0 OST0 = @1`, linear.Holds, 0, 0},
}

// added is a history that begins with the target in the log, if it does not say so itself.
func added(t *testing.T, text string) *history.History {
	h := parse(t, text)
	if strings.Contains(text, "add OST0 A") {
		return h
	}
	for i := range h.Operations {
		op := &h.Operations[i]
		op.Call += 2
		if op.Return != 0 {
			op.Return += 2
		}
	}
	h.Operations = append(h.Operations, history.Operation{ID: 100, Client: 99, Kind: history.Add, UUID: "A",
		Call: 1, Return: 2, Outcome: history.OK, Result: history.Result{Position: 1}})
	return h
}

func TestDataCorpus(t *testing.T) {
	for _, c := range slices.Concat(dataCorpus, objectCorpus) {
		t.Run(c.name, func(t *testing.T) {
			v := linear.Check(added(t, c.text), linear.Options{})
			if v.Result != c.want {
				t.Fatalf("%s, want %s: %s", v.Result, c.want, told(v))
			}
			if c.want != linear.Violated {
				return
			}
			first := v.Violations[0]
			if first.Rule != c.rule || !first.Sole || first.First.ID != c.first {
				t.Errorf("rule %s (sole: %t) at operation %d, want %s at %d\n%s",
					first.Rule, first.Sole, first.First.ID, c.rule, c.first, told(v))
			}
			without := linear.Options{Rules: sequential.All.Without(c.rule)}
			if v := linear.Check(added(t, c.text), without); v.Result != linear.Holds {
				t.Errorf("without the rule: %s", told(v))
			}
		})
	}
}

// TestPartitions lists what a history is cut into.
func TestPartitions(t *testing.T) {
	v := linear.Check(parse(t, `
		c9 1-2 add OST0 A = @1
		c9 3-4 pool-add OST0 fast = @2
		c0 5-6 write client0 OST0 7 = under 1
		c0 7-8 create mds fast = 1 on OST0
		c0 9-10 pool-list client0 = @2 OST0
		c0 11-12 connect client0 OST0 = 1`), linear.Options{})
	var got []string
	for _, j := range v.Judgements {
		got = append(got, fmt.Sprint(j.Partition, " ", j.Partition.Aspect, " ", j.Operations))
	}
	want := []string{"OST0000 at client0 exports 3", "OST0000 at mds0 exports 3", "OST0000's object register 2",
		"OST0000's object ids objects 1", "OST0000 in the global pool pool 3", "OST0000 in pool fast pool 3"}
	if v.Result != linear.Holds || !slices.Equal(got, want) {
		t.Errorf("%s\n%s\nwant\n%s", v.Result, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if got := linear.Aspect(9).String(); got != "Aspect(9)" {
		t.Error(got)
	}
}

// TestDataStory pins what a violation of a register has to tell.
func TestDataStory(t *testing.T) {
	const want = `violated []
OST0000's object: violated , 6 operations, width 1, 5 configurations
OST0000's object: read-stale true, first 6: client 1, 11-12, read = 7 under 1, last good 5: client 0, 9-10, sync = ok
   1: client 0, 1-2, write 7 = under 1
   3: client 0, 5-6, write 8 = under 1
   6: client 1, 11-12, read = 7 under 1
  order 1 3 gives value 8 by node 0 under 1, else 0 or 7; node 0: 1
    6: client 1, 11-12, read = 7 under 1: read-stale: value 7, although 8 is what the object has
`
	h := parse(t, `
		c0 1-2 write client0 OST0 7 = under 1
		c0 3-4 sync client0 OST0 = ok
		c0 5-6 write client0 OST0 8 = under 1
		c0 7-8 read client0 OST0 = 8 under 1
		c0 9-10 sync client0 OST0 = ok
		c1 11-12 read client1 OST0 = 7 under 1`)
	if got := told(linear.Check(h, linear.Options{})); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

// TestRegisterFaults leaves out the rules of data that a fault which may end an export
// can break.
func TestRegisterFaults(t *testing.T) {
	for _, row := range []struct {
		fault string
		want  linear.Result
	}{{"version", linear.Violated}, {"crash", linear.Holds}} {
		h := parse(t, `
			c0 1-2 write client0 OST0 7 = under 1
			c0 3-4 sync client0 OST0 = dropped`)
		h.Faults = []history.Fault{{Stamp: 2, Name: row.fault}}
		if v := linear.Check(h, linear.Options{}); v.Result != row.want {
			t.Errorf("fault %s: %s, want %s", row.fault, v.Result, row.want)
		}
	}
}
