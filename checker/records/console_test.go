package records

import (
	"strings"
	"testing"
	"time"
)

const (
	lostText = "Lustre: demo-OST0002-osc-ffff9a0011223344: Connection to demo-OST0002 (at 10.9.8.7@tcp) was lost; in progress operations using this service will wait for recovery to complete"
	lostTold = "lost demo-OST0002-osc-ffff9a0011223344 demo-OST0002 10.9.8.7@tcp fate=wait"
)

func TestConsole(t *testing.T) {
	check(t, []row{
		{"dmesg", "[87885.624991] " + lostText + "\n", []string{"1 " + lostTold}, 0},
		{"bare", lostText + "\n", []string{"1 " + lostTold}, 0},
		{"quoted, with a carriage return", "> > " + lostText + "\r\n", []string{"1 " + lostTold}, 0},
		{"with a code", "LustreError: 166-1: demo-MDT0000-mdc-ffff9a0011223344: Connection to demo-MDT0000 (at 10.9.8.6@tcp) was lost; in progress operations using this service will fail\n",
			[]string{"1 lost demo-MDT0000-mdc-ffff9a0011223344 demo-MDT0000 10.9.8.6@tcp fate=fail"}, 0},
		{"with its place", "LustreError: 4211:0:(client.c:1187:ptlrpc_import_delay_req()) @@@ IMP_INVALID  req@ffff9a0011224455 x1788000000000064/t0(0) o101->demo-OST0002-osc-ffff9a0011223344@10.9.8.7@tcp:28/4 lens 328/400 e 0 to 0 dl 0 ref 2 fl Rpc:/0/ffffffff rc 0/-1\n",
			[]string{"1 send-refused demo-OST0002-osc-ffff9a0011223344 10.9.8.7@tcp why=invalid"}, 0},
		{"rate limited", "[1.5] Lustre: Skipped 12 previous similar messages\nLustreError: Skipped 1 previous similar message\n",
			[]string{"1 gap skipped 12", "2 gap skipped 1"}, 0},
		{"repeated", "Aug 25 04:26:41 client7 last message repeated 3 times\nAug 25 04:26:41 client7 rsyslogd: message repeated 2 times: [ x]\n",
			[]string{"1 gap repeated 3", "2 gap repeated 2"}, 0},
		{"lost by the journal", "Aug 25 04:26:41 client7 systemd-journald[411]: Suppressed 77 messages from kernel\nAug 25 04:26:41 client7 systemd-journald[411]: Missed 5 kernel messages\n",
			[]string{"1 gap dropped 77", "2 gap dropped 5"}, 0},
		{"of 1.8, in two lines", "Lustre: 1:0:(client.c:1463:f()) @@@ Request x140 sent from demo-OST0002-osc to NID 10.9.8.7@tcp 7s ago has timed out (7s prior to deadline).\n  req@ffff8101a2b3c400 x140/t0 o400->demo-OST0002_UUID@10.9.8.7@tcp:28/4 lens 192/384 e 0 to 1 dl 7 ref 1 fl Rpc:N/0/0 rc 0/0\n",
			[]string{"1 timed-out demo-OST0002-osc 10.9.8.7@tcp xid=140 seconds=7 why=timed out"}, 0},
		{"not Lustre's", "Aug 25 04:26:41 client7 sshd[99]: Accepted publickey for root\n[12.25] LNet: Added LNI 10.9.8.9@tcp\n", nil, 0},
		{"wording unknown", "Lustre: demo-OST0002: something new happened\n", []string{"1 gap unread 1"}, 1},
		{"change of state", "[1.5] Lustre: 4211:0:(import.c:64:import_set_state_nolock()) 00000000a1b2c3d4 demo-OST0002_UUID: changing import state from FULL to DISCONN\n",
			[]string{"1 00000000a1b2c3d4 demo-OST0002_UUID FULL DISCONN"}, 0},
		{"of a test", "Lustre: DEBUG MARKER: == recovery-small test 10: finish request\n", []string{"1 test-marker text=== recovery-small test 10: finish request"}, 0},
		{"restored, with the target", "Lustre: demo-OST0002-osc-MDT0000: Connection restored to demo-OST0002 (at 10.9.8.7@tcp)\n",
			[]string{"1 restored demo-OST0002-osc-MDT0000 demo-OST0002 10.9.8.7@tcp"}, 0},
		{"restored, with nothing", "Lustre: demo-OST0002-osc-MDT0000: Connection restored to  (at 10.9.8.7@tcp)\n",
			[]string{"1 restored demo-OST0002-osc-MDT0000 10.9.8.7@tcp"}, 0},
		{"restored, a server's", "Lustre: MGS: Connection restored to c7547940-8b66-9e67-9f49-79141907f91f (at 10.9.8.9@tcp)\n",
			[]string{"1 restored MGS 10.9.8.9@tcp connection=c7547940-8b66-9e67-9f49-79141907f91f"}, 0},
		{"restored, with the connection", "Lustre: demo-OST0002-osc-MDT0000: Connection restored to 10.9.8.8@tcp (at 10.9.8.7@tcp)\n",
			[]string{"1 restored demo-OST0002-osc-MDT0000 10.9.8.7@tcp connection=10.9.8.8@tcp"}, 0},
	})
}

// TestConsoleDamaged has messages that were wrapped, cut or written into one another.
func TestConsoleDamaged(t *testing.T) {
	cutTold := "lost demo-OST0002-osc-ffff9a0011223344 demo-OST0002 10.9.8.7@tcp"
	check(t, []row{
		{"wrapped at blanks", strings.Replace(strings.Replace(lostText, " was ", "\nwas ", 1), " will ", "\nwill ", 1) + "\n" + entered,
			[]string{"1-3 " + lostTold}, 0},
		{"wrapped inside of words", lostText[:60] + "\n" + lostText[60:120] + "\n" + lostText[120:] + "\n", []string{"1-3 " + lostTold}, 0},
		{"wrapped in any text", "Lustre: 1:0:(client.c:1:f()) @@@ Request sent has timed\nout for slow reply: [sent 17/real 18]\nreq@00000000a1b2c3d4 x1/t0(0) o400->demo-OST0002-osc@10.9.8.7@tcp:28/4 dl 7 fl X/0/f rc 0/-1 job:''\n",
			[]string{"1-3 timed-out demo-OST0002-osc 10.9.8.7@tcp why=timed out for slow reply sent=17 real=18"}, 0},
		{"its request cut", "Lustre: 1:0:(client.c:1:f()) @@@ Request sent has timed out for slow reply: [sent 17/real 18]  req@00000000a1b2c3d4 x1/t0(0) o400->demo-OST0002-osc@10.9.8.7@tcp:28/4 ref>\n",
			[]string{"1 timed-out demo-OST0002-osc 10.9.8.7@tcp why=timed out for slow reply sent=17 real=18 cut"}, 0},
		{"cut in its prose", lostText[:len(lostText)-30] + "\nAug 25 04:26:41 client7 sshd[99]: x\n", []string{"1 " + cutTold + " cut"}, 0},
		{"cut in a name", lostText[:50] + "\n[1.5] " + lostText + "\n", []string{"1 gap unread 1 import", "2 " + lostTold}, 1},
		{"cut in its place", "Lustre: 4211:0:(client.c:1187:ptlrpc_imp\n" + entered, []string{"1 gap unread 1 import"}, 1},
		{"cut by the end of the file", lostText[:50], []string{"1 gap unwritten 1 import"}, 1},
		{"two in one line", "[1.5] " + lostText[:50] + "[1.75] " + lostText + "\n", []string{"1 gap unread 1 import", "1 " + lostTold}, 1},
		{"two in one line, both whole", "[1.5] " + lostText + "[1.75] " + lostText + "\n", []string{"1 " + lostTold, "1 " + lostTold}, 0},
		{"prose behind", lostText + "\nwhat does it mean?\n", []string{"1 " + lostTold, "2 gap unread 1"}, 1},
	})
}

func TestStamps(t *testing.T) {
	wall := time.Date(2026, 8, 25, 4, 26, 41, 0, time.UTC)
	leap := time.Date(1972, 8, 25, 4, 26, 41, 0, time.UTC).UnixNano() - time.Date(1972, 1, 1, 0, 0, 0, 0, time.UTC).UnixNano()
	const second, micro = time.Second, time.Microsecond
	for _, row := range []struct {
		prefix, node string
		want         Stamp
	}{
		{"", "", Stamp{}},
		{"[87885.624991] ", "", Stamp{Uptime, 87885624991000, micro, false}},
		{"[    5.000100][ T4211] ", "", Stamp{Uptime, 5000100000, micro, false}},
		{"[    5.000100 <    0.000003>] ", "", Stamp{Uptime, 5000100000, micro, false}},
		{"<4>[    5.000100] ", "", Stamp{Uptime, 5000100000, micro, false}},
		{"kern  :warn  : [    5.000100] ", "", Stamp{Uptime, 5000100000, micro, false}},
		{"[Tue Aug 25 04:26:41 2026] ", "", Stamp{Wall, wall.UnixNano(), second, false}},
		{"[2026-08-25T04:26:41] ", "", Stamp{Wall, wall.UnixNano(), second, false}},
		{"2026-08-25T04:26:41,000007+02:00 ", "", Stamp{Wall, wall.Add(-2*time.Hour).UnixNano() + 7000, micro, true}},
		{"Aug 25 04:26:41 client7 kernel: ", "client7", Stamp{YearLess, leap, second, false}},
		{"Aug 25 04:26:41 client7 kernel: [  123.456789] ", "client7", Stamp{YearLess, leap, second, false}},
		{"Aug 25 04:26:41.000007 client7 kernel: ", "client7", Stamp{YearLess, leap + 7000, micro, false}},
		{"2026 Aug 25 04:26:41 client7 kernel: ", "client7", Stamp{Wall, wall.UnixNano(), second, false}},
		{"Aug 25 04:26:41 2026 client7 kernel: ", "client7", Stamp{Wall, wall.UnixNano(), second, false}},
		{"2026-08-25T04:26:41.000007-01:30 client7 kernel: ", "client7", Stamp{Wall, wall.Add(90*time.Minute).UnixNano() + 7000, micro, true}},
		{"2026-08-25T04:26:41+0000 client7.demo kernel[0]: ", "client7.demo", Stamp{Wall, wall.UnixNano(), second, true}},
		{"2026-08-25T04:26:41Z client7 kernel: ", "client7", Stamp{Wall, wall.UnixNano(), second, true}},
		{"2026-08-25 04:26:41 client7 kernel: ", "client7", Stamp{Wall, wall.UnixNano(), second, false}},
		{"Tue 2026-08-25 04:26:41 CEST client7 kernel: ", "client7", Stamp{Wall, wall.UnixNano(), second, false}},
		{"1787632001.000007 client7 kernel: ", "client7", Stamp{Epoch, 1787632001000007000, micro, false}},
		{"[    5.000100] client7 kernel: ", "client7", Stamp{Uptime, 5000100000, micro, false}},
		{"client7: [    5.000100] ", "client7", Stamp{Uptime, 5000100000, micro, false}},
		{"Feb 29 00:00:00 client7 kernel: ", "client7", Stamp{YearLess, int64(59 * 24 * time.Hour), second, false}},
		{"2026-08-25T04:26:41Z c0-0c0s0n1 ", "c0-0c0s0n1", Stamp{Wall, wall.UnixNano(), second, true}},
		{"<4>1 2026-08-25T04:26:41Z client7 kernel - - - ", "client7", Stamp{Wall, wall.UnixNano(), second, true}},
		{"\x00\x00[    5.000100] ", "", Stamp{Uptime, 5000100000, micro, false}},
		{"\x1b[32m[    5.000100] \x1b[0m\x1b[1;31m", "", Stamp{Uptime, 5000100000, micro, false}},
		// What is no time is none: the message is read all the same.
		{"Feb 30 04:26:41 client7 kernel: ", "client7", Stamp{}},
		{"Aug 25 24:26:41 client7 kernel: ", "client7", Stamp{}},
		{"2026-13-25T04:26:41 client7 kernel: ", "client7", Stamp{}},
		{"[123456] ", "", Stamp{}},
		{"who? ", "", Stamp{}},
	} {
		t.Run(row.prefix, func(t *testing.T) {
			all, _ := readAll(t, row.prefix+lostText+"\n")
			if len(all) != 1 {
				t.Fatalf("%d records", len(all))
			}
			if o := all[0].From(); o.Stamp != row.want || o.Node != row.node {
				t.Errorf("got %+v at %q, want %+v at %q", o.Stamp, o.Node, row.want, row.node)
			}
		})
	}
}

func TestJournal(t *testing.T) {
	check(t, []row{
		{"entries", `{"__REALTIME_TIMESTAMP":"1787632001000007","_HOSTNAME":"client7","MESSAGE":"` + lostText + `"}` + "\n" +
			`{"MESSAGE":"Started session 4"}` + "\n" + `{"MESSAGE":[72,105]}` + "\n",
			[]string{"1 " + lostTold, "3 gap unread 1"}, 1},
		{"unknown, and cut", `{"MESSAGE":"Lustre: who knows"}` + "\n" + `{"MESSAGE":"` + lostText[:60] + `"}` + "\n" + `{"MESSAGE":"Lus` + "\n",
			[]string{"1 gap unread 1", "2 gap unread 1 import", "3 gap unread 1"}, 3},
	})
	all, _ := readAll(t, `{"__REALTIME_TIMESTAMP":"1787632001000007","_HOSTNAME":"client7","MESSAGE":"`+lostText+`"}`)
	if o := all[0].From(); o.Node != "client7" || o.Stamp != (Stamp{Epoch, 1787632001000007000, time.Microsecond, false}) {
		t.Errorf("got %+v", o)
	}
}

func TestStampSub(t *testing.T) {
	epoch := Stamp{Epoch, 5e9, time.Microsecond, false}
	zoned := Stamp{Wall, 7e9, time.Second, true}
	local := Stamp{Wall, 7e9, time.Second, false}
	up := Stamp{Uptime, 7e9, time.Second, false}
	for _, row := range []struct {
		name string
		a, b Stamp
		want time.Duration
		ok   bool
	}{
		{"one clock", epoch, epoch, 0, true},
		{"two that are absolute", zoned, epoch, 2 * time.Second, true},
		{"the node's own zone", local, epoch, 0, false},
		{"zoned and not", local, zoned, 0, false},
		{"uptime", up, epoch, 0, false},
		{"none", Stamp{}, Stamp{}, 0, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got, ok := row.a.Sub(row.b); got != row.want || ok != row.ok {
				t.Errorf("got %v %v", got, ok)
			}
		})
	}
}

func TestRequest(t *testing.T) {
	all, _ := readAll(t, "[87904.056939] Lustre: 3389:0:(client.c:2295:ptlrpc_expire_one_request()) @@@ Request sent has timed out for slow reply: [sent 1787650001/real 1787650002]  req@0000000044314f25 x1788000000000064/t12(34) o400->demo-OST0002-osc-ffff9a0011223344@10.9.8.7@tcp:28/4 lens 224/224 e 0 to 1 dl 1787650007 ref 1 fl Rpc:XNQr/0/ffffffff rc -5/-1 job:'dd'\n")
	m := all[0].(*Message)
	want := Request{Pointer: "0000000044314f25", XID: 1788000000000064, Transno: 12, Opcode: 400, Device: "demo-OST0002-osc-ffff9a0011223344",
		NID: "10.9.8.7@tcp", Deadline: 1787650007, Flags: "Rpc:XNQr/0/ffffffff", Status: -5, Sent: 1787650001}
	if m.What != WhatTimedOut || *m.Request != want || m.Spot.Function != "ptlrpc_expire_one_request" || m.Spot.PID != 3389 {
		t.Errorf("got %+v %+v", m, m.Request)
	}
	if sent, ok := m.Fields.Int("sent"); !ok || sent != 1787650001 {
		t.Errorf("sent %d %v", sent, ok)
	}
}
