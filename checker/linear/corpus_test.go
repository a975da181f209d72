package linear_test

import (
	"strings"
	"testing"

	"ostlife/checker/linear"
	"ostlife/model/sequential"
)

// corpus has small histories whose verdict is known. Of one that is violated, it has
// the rule, and the first operation that cannot be placed.
var corpus = []struct {
	name  string
	text  string
	want  linear.Result
	rule  sequential.Rule
	first uint64
}{
	{"one life", `
		c0 1-2 add OST0 A = @1
		c0 3-4 connect client0 OST0 = 1
		c0 5-6 status client0 OST0 = @1 active 1
		c0 7-8 deactivate OST0 = @2
		c0 9-10 settle client0 = @2
		c0 11-12 status client0 OST0 = @2 deactivated
		c0 13-14 evict client0 OST0 = not-connected
		c0 15-16 remove OST0 = @3
		c0 17-18 settle client0 = @3
		c0 19-20 connect client0 OST0 = no-target`, linear.Holds, 0, 0},
	{"a late connect reply: the instance was evicted before the call", `
		c0 1-2 add OST0 A = @1
		c0 3-4 connect client0 OST0 = 1
		c1 5-6 evict client0 OST0 = 1
		c0 7-8 connect client0 OST0 = 1`, linear.Violated, sequential.InstanceDropped, 4},
	{"the same while the eviction is under way", `
		c0 1-2 add OST0 A = @1
		c0 3-4 connect client0 OST0 = 1
		c1 5-8 evict client0 OST0 = 1
		c0 6-9 connect client0 OST0 = 1`, linear.Holds, 0, 0},
	{"a late connect reply: lower than what the slot has shown", `
		c0 1-2 add OST0 A = @1
		c0 3-4 status client0 OST0 = @1 active 2
		c0 5-6 connect client0 OST0 = 1`, linear.Violated, sequential.InstanceBack, 3},
	{"the slot goes back to an older connection", `
		c0 1-2 add OST0 A = @1
		c0 3-4 status client0 OST0 = @1 active 2
		c0 5-6 status client0 OST0 = @1 active 1`, linear.Violated, sequential.ActiveBack, 3},
	{"an eviction that may have come", `
		c0 1-2 add OST0 A = @1
		c0 3-4 connect client0 OST0 = 1
		c1 5- evict client0 OST0 = ?
		c0 7-8 evict client0 OST0 = not-connected`, linear.Holds, 0, 0},
	{"or may not have", `
		c0 1-2 add OST0 A = @1
		c0 3-4 connect client0 OST0 = 1
		c1 5- evict client0 OST0 = ?
		c0 7-8 evict client0 OST0 = 1`, linear.Holds, 0, 0},
	{"but it comes once", `
		c0 1-2 add OST0 A = @1
		c0 3-4 connect client0 OST0 = 1
		c1 5- evict client0 OST0 = ?
		c0 7-8 connect client0 OST0 = 2
		c0 9-10 evict client0 OST0 = not-connected
		c0 11-12 connect client0 OST0 = 3
		c0 13-14 evict client0 OST0 = not-connected`, linear.Violated, sequential.ExportLost, 7},
	{"an unknown connect proves nothing", `
		c0 1-2 add OST0 A = @1
		c1 3-4 connect client0 OST0 = ?
		c0 5-6 evict client0 OST0 = not-connected`, linear.Holds, 0, 0},
	{"deactivated by nobody", `
		c0 1-2 add OST0 A = @1
		c0 3-4 connect client0 OST0 = deactivated`, linear.Violated, sequential.DeactivatedRefused, 2},
	{"deactivated by somebody, perhaps", `
		c0 1-2 add OST0 A = @1
		c1 3- deactivate OST0 = ?
		c0 4-5 connect client0 OST0 = deactivated
		c0 6-7 status client0 OST0 = @4 deactivated
		c0 8-9 deactivate OST0 = @4`, linear.Holds, 0, 0},
	{"a node that refuses, and connects with no record between", `
		c0 1-2 add OST0 A = @1
		c0 3-4 deactivate OST0 = @2
		c0 5-6 connect client0 OST0 = deactivated
		c0 7-8 connect client0 OST0 = 1`, linear.Violated, sequential.ConnectOff, 4},
	{"a round trip that began before the node was deactivated", `
		c0 1-2 add OST0 A = @1
		c0 3-4 settle client0 = @1
		c1 5-12 connect client0 OST0 = 1
		c0 6-7 deactivate OST0 = @2
		c0 8-9 status client0 OST0 = @2 deactivated
		c0 10-11 evict client0 OST0 = not-connected
		c0 13-14 status client0 OST0 = @2 deactivated`, linear.Holds, 0, 0},
	{"settled, and not shown", `
		c0 1-2 add OST0 A = @1
		c0 3-4 deactivate OST0 = @2
		c0 5-6 settle client0 = @2
		c0 7-8 status client0 OST0 = @1`, linear.Violated, sequential.PositionBack, 4},
	{"settle is held against each target", `
		c0 1-2 add OST0 A = @1
		c0 3-4 add OST1 B = @2
		c0 5-6 settle client0 = @2
		c0 7-8 status client0 OST1 = @0 absent`, linear.Violated, sequential.PositionBack, 4},
	{"and not against another node", `
		c0 1-2 add OST0 A = @1
		c0 3-4 settle client0 = @1
		c0 5-6 status client1 OST0 = @0 absent`, linear.Holds, 0, 0},
	{"settle alone", `
		c0 1-2 settle client0 = @0
		c0 3-4 settle client0 = @0`, linear.Holds, 0, 0},
	{"settle alone goes back", `
		c0 1-2 settle client0 = @4
		c0 3-4 settle client0 = @3`, linear.Violated, sequential.SettleBack, 2},
	{"the config log without a node", `
		c0 1-4 add OST0 A = @1
		c1 2-3 add OST0 A = exists
		c0 5-6 remove OST0 = busy`, linear.Holds, 0, 0},
	{"two targets added at once", `
		c0 1-4 add OST0 A = @1
		c1 2-3 add OST0 A = @2`, linear.Violated, sequential.AddTaken, 1},
	{"another UUID", `
		c0 1-2 add OST0 A = @1
		c0 3-4 deactivate OST0 = @2
		c0 5-6 remove OST0 = @3
		c0 7-8 add OST0 B = @4`, linear.Violated, sequential.AddTaken, 4},
	{"removed while active", `
		c0 1-2 add OST0 A = @1
		c0 3-4 remove OST0 = @2`, linear.Violated, sequential.RemoveActive, 2},
	{"a slot shows a record that nobody wrote", `
		c0 1-2 add OST0 A = @1
		c0 3-4 status client0 OST0 = @2 deactivated
		c0 5-6 deactivate OST0 = @2`, linear.Violated, sequential.PositionForeign, 2},
	{"two records could be meant", `
		c0 1-2 add OST0 A = @1
		c1 3- deactivate OST0 = ?
		c2 4- activate OST0 = ?
		c3 5- deactivate OST0 = ?
		c0 6-7 connect client0 OST0 = deactivated
		c0 8-9 remove OST0 = busy
		c0 10-11 remove OST0 = @8
		c0 12-13 status client0 OST0 = @5 deactivated
		c0 14-15 status client0 OST0 = @6`, linear.Undecided, 0, 0},
}

func TestCorpus(t *testing.T) {
	for _, c := range corpus {
		t.Run(c.name, func(t *testing.T) {
			v := linear.Check(parse(t, c.text), linear.Options{})
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
			if !strings.Contains(told(v), c.rule.String()) {
				t.Errorf("no way fails by %s:\n%s", c.rule, told(v))
			}
		})
	}
}
