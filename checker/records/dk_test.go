package records

import (
	"strings"
	"testing"
	"time"
)

const (
	head16  = "00000100:00080000:1:1244178332.104511:0:4211:0:(import.c:154:ptlrpc_set_import_discon()) "
	head2   = "00000100:00080000:3.0:1787650001.104511:0:4211:0:(import.c:64:import_set_state_nolock()) "
	headF   = "00000100:00080000:13.1F:1787650001.104511:1872:4211:4210:(import.c:64:import_set_state_nolock()) "
	change  = "00000000a1b2c3d4 demo-OST0002_UUID: changing import state from DISCONN to CONNECTING"
	changed = "00000000a1b2c3d4 demo-OST0002_UUID DISCONN CONNECTING"
	entered = "00000020:00000001:0.0:1787650001.104512:0:4211:0:(genops.c:911:class_conn2export()) Process entered\n"
)

func TestDebugLog(t *testing.T) {
	check(t, []row{
		{"of 1.6", head16 + "ffff8101a2b3c400 demo-OST0002_UUID: changing import state from FULL to DISCONN\n",
			[]string{"1 ffff8101a2b3c400 demo-OST0002_UUID FULL DISCONN"}, 0},
		{"of 2.x", head2 + change + "\n", []string{"1 " + changed}, 0},
		{"first of a page", headF + change + "\n", []string{"1 " + changed}, 0},
		{"no newline at the end", head2 + change, []string{"1 " + changed}, 0},
		{"carriage return", head2 + change + "\r\n", []string{"1 " + changed}, 0},
		{"quoted", "> " + head2 + change + "\n>> > " + head2 + change + "\n", []string{"1 " + changed, "2 " + changed}, 0},
		{"indented", "    " + head2 + change + "\n", []string{"1 " + changed}, 0},
		{"with its node", "oss1: " + head2 + change + "\n", []string{"1 " + changed}, 0},
		{"reverse import", head2 + "0000000059a80778 8 changing import state from RECOVER to FULL\n" +
			head2 + "0000000059a80778 : changing import state from RECOVER to FULL\n" +
			head2 + "(____ptrval____) a b\x01\xff: changing import state from RECOVER to FULL\n",
			[]string{"1 0000000059a80778 8 RECOVER FULL", "2 0000000059a80778  RECOVER FULL",
				"3 (____ptrval____) a b\x01\xff RECOVER FULL"}, 0},
		{"all states", head2 + "00000000a1b2c3d4 T: changing import state from REPLAY_LOCKS to REPLAY_WAIT\n" +
			head2 + "00000000a1b2c3d4 T: changing import state from NEW to CLOSED\n" +
			head2 + "00000000a1b2c3d4 T: changing import state from IDLE to EVICTED\n" +
			head2 + "00000000a1b2c3d4 T: changing import state from CONNECTING to REPLAY\n" + entered,
			[]string{"1 00000000a1b2c3d4 T REPLAY_LOCKS REPLAY_WAIT", "2 00000000a1b2c3d4 T NEW CLOSED",
				"3 00000000a1b2c3d4 T IDLE EVICTED", "4 00000000a1b2c3d4 T CONNECTING REPLAY"}, 0},
		{"totals", entered + "Debug log: 9 lines, 9 kept, 0 dropped, 0 bad.\nDebug log: 9 lines, 5 kept, 3 dropped, 1 bad.\n",
			[]string{"3 gap dropped 4"}, 0},
		{"rate limited", "00000100:00020000:3.0:1787650001.104511:0:4211:0:(import.c:64:f()) Skipped 1 previous similar message\n",
			[]string{"1 gap skipped 1"}, 0},
	})
}

// TestDebugLogDamaged shows that nothing is read that is not there, and that it is said.
func TestDebugLogDamaged(t *testing.T) {
	gap := []string{"1 gap unread 1 import"}
	check(t, []row{
		{"no such state", head2 + strings.Replace(change, "DISCONN", "DISCON", 1) + "\n", gap, 1},
		{"cut state", head2 + change[:len(change)-3] + "\n" + entered, gap, 1},
		{"cut before to", head2 + change[:len(change)-12] + "\n" + entered, gap, 1},
		{"cut at the end of the file", head2 + change[:len(change)-3], []string{"1 gap unwritten 1 import"}, 1},
		{"REPLAY at the end of the file", head2 + "00000000a1b2c3d4 T: changing import state from CONNECTING to REPLAY",
			[]string{"1 00000000a1b2c3d4 T CONNECTING REPLAY cut"}, 0},
		{"no head", change + "\n" + entered, gap, 1},
		{"half a head", head2[40:] + change + "\n" + entered, gap, 1},
		{"wrong head", strings.Replace(head2, "1787650001.", "17876x0001.", 1) + change + "\n", gap, 1},
		{"no address", head2 + "zzzz" + change + "\n", gap, 1},
		{"prose", "I saw it changing import state from FULL to DISCONN, twice\n", gap, 1},
		{"another line inside", head2[:70] + head2 + change + "\n" + entered, []string{gap[0], "1 " + changed}, 0},
		{"inside of a line that says nothing", entered[:len(entered)-3] + head2 + change + "\n", []string{"1 " + changed}, 0},
		{"inside of a change of state", head2 + change[:30] + head2 + change + "\n", []string{gap[0], "1 " + changed}, 0},
		{"over a change of state", head2 + change[:30] + entered, gap, 1},
		{"over a head", head2[:40] + entered, gap, 1},
		{"an address alone", head2 + change[:16] + "\n" + entered, gap, 1},
		{"one letter wrong", head2 + change[:45] + "?" + change[46:] + "\n" + entered, gap, 1},
		{"another message of an address", head2 + "00000000a1b2c3d4 is freed now\n", nil, 0},
		{"behind a change of state", head2 + change[:len(change)-3] + head2 + "Process entered\n", gap, 1},
	})
}

func TestDebugLogWrapped(t *testing.T) {
	check(t, []row{
		{"at a blank", head2[:len(head2)-1] + "\n" + change + "\n", []string{"1-2 " + changed}, 0},
		{"twice", head2[:len(head2)-1] + "\n" + change[:62] + "\n" + change[63:] + "\n" + entered, []string{"1-3 " + changed}, 0},
		{"three times", head2[:50] + "\n" + head2[50:len(head2)-1] + "\n" + change[:16] + "\n" + change[17:] + "\n",
			[]string{"1-4 " + changed}, 0},
		{"inside of words", (head2 + change)[:80] + "\n" + (head2 + change)[80:160] + "\n" + (head2 + change)[160:] + "\n",
			[]string{"1-3 " + changed}, 0},
		{"in a mail", "> " + head2[:len(head2)-1] + "\n> " + change + "\n", []string{"1-2 " + changed}, 0},
		{"inside of REPLAY_LOCKS", head2 + "00000000a1b2c3d4 T: changing import state from CONNECTING to REPLAY\n_LOCKS\n",
			[]string{"1-2 00000000a1b2c3d4 T CONNECTING REPLAY_LOCKS"}, 0},
		{"not wrapped", head2 + "00000000a1b2c3d4 T: changing import state from CONNECTING to REPLAY\nprose\n",
			[]string{"1 00000000a1b2c3d4 T CONNECTING REPLAY", "2 gap unread 1"}, 1},
		{"text behind", entered + "some prose\nand more\n", []string{"2-3 gap unread 2"}, 2},
	})
}

func TestDebugHead(t *testing.T) {
	all, _ := readAll(t, headF+change+"\n"+head16+"setting import demo-OST0002_UUID INVALID\n")
	stamp := Stamp{Clock: Epoch, Nanos: 1787650001104511000, Step: time.Microsecond}
	spot := Spot{Subsystem: 0x100, Mask: 0x80000, CPU: 13, Context: 1, PID: 4211, Host: 4210, File: "import.c", Line: 64,
		Function: "import_set_state_nolock"}
	if got := all[0].From(); got.Stamp != stamp || got.Spot != spot || got.Kind != KindDebug {
		t.Errorf("got %+v", got)
	}
	old := Spot{Subsystem: 0x100, Mask: 0x80000, CPU: 1, Context: -1, PID: 4211, File: "import.c", Line: 154,
		Function: "ptlrpc_set_import_discon"}
	if got := all[1].From().Spot; got != old {
		t.Errorf("got %+v", got)
	}
}

// TestNode takes the node from what a tool put before each line, wrapped lines included.
func TestNode(t *testing.T) {
	all, _ := readAll(t, "oss1: "+head2+change+"\noss2: "+head2[:len(head2)-1]+"\n"+change+"\n"+head2+change+"\nmds1: current_state: FULL\n")
	want := []string{"oss1", "oss2", "", "mds1"}
	if len(all) != len(want) {
		t.Fatalf("%d records", len(all))
	}
	for i, r := range all {
		if r.From().Node != want[i] {
			t.Errorf("%s: %q, want %q", tell(r), r.From().Node, want[i])
		}
	}
}

func TestLongLine(t *testing.T) {
	long := strings.Repeat("x", 3*readBuffer)
	_, sum := readAll(t, entered+long+"\n"+entered+head2+strings.Repeat("y", MaxLine)+"\n"+entered+long)
	if sum.Lines != 6 || sum.Long != 3 || sum.Kinds[KindNone].Unread != 3 || sum.Kinds[KindDebug].Silent != 3 {
		t.Errorf("got %+v", sum)
	}
}
