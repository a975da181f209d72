package records

import (
	"strings"
	"testing"
	"time"
)

// TestAround: what mails, pages, tables and tools put around a message loses nothing of it.
func TestAround(t *testing.T) {
	change := "ffff8101a2b3c400 demo-OST0002_UUID: changing import state from FULL to DISCONN\n"
	told := "ffff8101a2b3c400 demo-OST0002_UUID FULL DISCONN"
	mail := strings.NewReplacer("Lustre: ", "Lustre:\n", "(at ", "(at\n", " service will", " service\nwill").Replace(lostText)
	request := "[1.5] Lustre:\n4211:0:(client.c:1187:f()) @@@ Request sent has\ntimed out for slow reply: [sent 17/real 18]\nreq@00000000a1b2c3d4 x1/t0(0)\no400->demo-OST0002-osc-MDT0000@10.9.8.7@tcp:28/4 lens\n224/224 e 0 to 1 dl 7 ref 1 fl\nX/0/f rc 0/-1\n"
	requestTold := "timed-out demo-OST0002-osc-MDT0000 10.9.8.7@tcp why=timed out for slow reply sent=17 real=18"
	check(t, []row{
		{"wrapped behind the tag", "Aug 25 04:26:41 client7 kernel: " + mail + "\n" + entered, []string{"1-4 " + lostTold}, 0},
		{"a request in seven lines", request + entered, []string{"1-7 " + requestTold}, 0},
		{"a request wrapped inside of its device", "[1.5] Lustre: 1:0:(client.c:1:f()) @@@ Request sent has timed out for slow reply: [sent 17/real 18]  req@00000000a1b2c3d4 x1/t0(0) o400->demo-OST0002\n-osc-MDT0000@10.9.8.7@tcp:28/4 dl 7 fl X/0/f rc 0/-1\n" + entered,
			[]string{"1-2 " + requestTold}, 0},
		{"of an MGC", "Lustre: 1:0:(client.c:1:f()) @@@ Request sent has timed out for slow reply: [sent 17/real 18]  req@00000000a1b2c3d4 x1/t0(0) o250->MGC10.9.8.1@tcp@10.9.8.2@tcp:26/25 dl 7 fl X/0/f rc 0/-1\n",
			[]string{"1 timed-out MGC10.9.8.1@tcp 10.9.8.2@tcp why=timed out for slow reply sent=17 real=18"}, 0},
		{"on a page", strings.ReplaceAll("&gt; Lustre: 1:0:(client.c:1:f()) @@@ Request sent has timed out for slow reply: [sent 17/real 18]  req@00000000a1b2c3d4 x1/t0(0) o400->demo-OST0002-osc-MDT0000@10.9.8.7@tcp:28/4 dl 7 fl X/0/f rc 0/-1 job:&#39;&#39;\n", "->", "-&gt;"),
			[]string{"1 " + requestTold}, 0},
		{"with hard blanks", strings.ReplaceAll(lostText, " ", "\u00a0") + "\n", []string{"1 " + lostTold}, 0},
		{"from a word processor", "Lustre: demo-OST0002: haven\u2019t heard from client c7 (at 10.9.8.9@tcp) in 227 seconds. I think\n",
			[]string{"1 server-evicts demo-OST0002 10.9.8.9@tcp client=c7 seconds=227"}, 0},
		{"of the journal's export", "__REALTIME_TIMESTAMP=1787650001000000\nMESSAGE=" + lostText + "\n", []string{"1 gap unread 1", "2 " + lostTold}, 1},
		{"debug log, numbered", "    12\t" + headF + change + "13:" + headF + change + "x.dk:14:" + headF + change,
			[]string{"1 " + told, "2 " + told, "3 " + told}, 0},
		{"a parameter, numbered", "     1\tosc.demo-OST0002-osc-MDT0000.active=0\n", []string{"1 param demo-OST0002-osc-MDT0000 active=0"}, 0},
		{"a lock's namespace", "LustreError: 0:0:(ldlm_lockd.c:305:f()) ### lock callback timer expired after 101s: evicting client at 10.9.8.20@tcp  ns: mdt-demo-MDT0000_UUID lock: 1/2\n",
			[]string{"1 lock-evicts demo-MDT0000 10.9.8.20@tcp seconds=101"}, 0},
		{"a lock without one", "LustreError: 0:0:(ldlm_lockd.c:305:f()) ### lock callback timer expired after 101s: evicting client at 10.9.8.20@tcp\n",
			[]string{"1 lock-evicts 10.9.8.20@tcp seconds=101"}, 0},
		{"prose with a colon", "This is about Lustre:\nit hangs\n", []string{"1-2 gap unread 2"}, 2},
	})
	for _, row := range []struct {
		name, text string
		want       bool
	}{
		{"wording unknown, with a stamp", "[1.5] Lustre: something new\n", true},
		{"wording unknown, with a place", "LustreError: 1:0:(a.c:1:f()) something new\n", true},
		{"wording unknown, with a code", "LustreError: 166-1: something new\n", true},
		{"prose", "a word on Lustre: something new\n", false},
	} {
		if _, sum := readAll(t, row.text); sum.Recognised() != row.want {
			t.Errorf("%s: recognised is %v", row.name, !row.want)
		}
	}
}

// TestGluedStamps: what stands before a message and its stamp without a blank.
func TestGluedStamps(t *testing.T) {
	at := time.Date(2026, 8, 25, 4, 26, 41, 0, time.UTC).UnixNano()
	for _, row := range []struct {
		prefix, node string
		clock        Clock
	}{
		{"/var/log/messages:Aug 25 2026 04:26:41 client7 kernel: ", "client7", Wall},
		{"/var/log/messages:112:2026-08-25 04:26:41 client7 kernel: ", "client7", Wall},
		{"   12\t2026-08-25 04:26:41 client7 kernel: ", "client7", Wall},
		{"12: [Tue Aug 25 04:26:41 2026] ", "", Wall},
		{"25.08.2026 04:26:41 client7 kernel: ", "client7", Wall},
		{"25-Aug-2026 04:26:41 client7 kernel: ", "client7", Wall},
		{`"2026-08-25 04:26:41","client7","kern","warning","`, "", Wall},
		{`2026-08-25T04:26:41Z,client7,"`, "client7", Wall},
		{"2026-08-25 04:26:41 | client7 | kernel | ", "client7", Wall},
		{`{"log":"Aug 25 2026 04:26:41 client7 kernel: `, "client7", Wall},
		{"32.08.2026 04:26:41 ", "", NoClock},
		{"Aug 2026 04:26:41 ", "", NoClock},
	} {
		all, _ := readAll(t, row.prefix+lostText+"\n")
		if len(all) != 1 {
			t.Fatalf("%s: %d records", row.prefix, len(all))
		}
		o := all[0].From()
		if o.Node != row.node || o.Stamp.Clock != row.clock || row.clock == Wall && o.Stamp.Nanos != at {
			t.Errorf("%s: node %q, stamp %v", row.prefix, o.Node, o.Stamp)
		}
	}
}
