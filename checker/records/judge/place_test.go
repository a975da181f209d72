package judge_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"ostlife/checker/records"
	"ostlife/checker/records/judge"
)

func Example() {
	j := judge.New(judge.Options{})
	at := records.Stamp{Clock: records.Epoch}
	for i, c := range [][2]records.State{{records.Full, records.Disconn}, {records.Disconn, records.Full}} {
		j.Take(&records.Transition{Origin: records.Origin{Kind: records.KindDebug, First: records.Place{File: "dk", Line: i + 1}, Stamp: at},
			Import: "00000000a1b2c3d4", Target: "demo-OST0002_UUID", Left: c[0], Now: c[1]})
	}
	story := j.Story()
	fmt.Println(story.Verdict)
	fmt.Println(story.Lanes[0].Violation[0].Demand)
	// Output:
	// violates
	// in Lustre any era no import comes from DISCONN to FULL; to FULL it comes from CONNECTING or RECOVER
}

func TestNames(t *testing.T) {
	for _, row := range []struct {
		name string
		want judge.Name
	}{
		{"demo-OST0002-osc-ffff9a0011223344", judge.Name{FS: "demo", Target: "OST0002", Role: judge.RoleOSC, Owner: "ffff9a0011223344"}},
		{"demo-OST0002-osc-MDT0000", judge.Name{FS: "demo", Target: "OST0002", Role: judge.RoleOSP, Owner: "MDT0000"}},
		{"demo-OST0002-osc", judge.Name{FS: "demo", Target: "OST0002", Role: judge.RoleOSC}},
		{"demo-MDT0001-osp-MDT0000", judge.Name{FS: "demo", Target: "MDT0001", Role: judge.RoleOSP, Owner: "MDT0000"}},
		{"demo-MDT0000-lwp-OST0001", judge.Name{FS: "demo", Target: "MDT0000", Role: judge.RoleLWP, Owner: "OST0001"}},
		{"my-fs-OST00ff_UUID", judge.Name{FS: "my-fs", Target: "OST00ff", Role: judge.RoleTarget}},
		{"demo-clilov-ffff9a0011223344", judge.Name{FS: "demo", Role: judge.RoleLOV, Owner: "ffff9a0011223344"}},
		{"demo-MDT0000-mdtlov", judge.Name{FS: "demo", Role: judge.RoleLOV, Owner: "MDT0000"}},
		{"MGC10.9.8.7@tcp", judge.Name{Target: "MGS", Role: judge.RoleMGC, Owner: "10.9.8.7@tcp"}},
		{"demo-OST2", judge.Name{}},
		{"demo-OSTzzzz-osc", judge.Name{}},
		{"8", judge.Name{}},
		{"", judge.Name{}},
	} {
		if got := judge.ParseName(row.name); got != row.want {
			t.Errorf("%q is %+v, want %+v", row.name, got, row.want)
		}
	}
}

const (
	console = "Lustre: demo-OST0002-osc-%s: Connection to demo-OST0002 (at 10.9.8.7@tcp) was lost; in progress operations using this service will wait for recovery to complete\n"
	timeout = "Lustre: 4211:0:(client.c:2295:ptlrpc_expire_one_request()) @@@ Request sent has timed out for slow reply: [sent 1787650001/real 1787650001]  req@00000000a1b2c3d4 x1766202290688064/t0(0) o400->demo-OST0002-osc-ffff9a0011223344@10.9.8.7@tcp:28/4 lens 224/224 e 0 to 1 dl 1787650008 ref 1 fl Rpc:XNQr/0/ffffffff rc 0/-1 job:''\n"
)

func lost(head, owner string) string { return head + fmt.Sprintf(console, owner) }

// TestClocks: what can be put on one axis is, in the right place, and what cannot is told
// apart.
func TestClocks(t *testing.T) {
	absolute := lost("[Tue Aug 25 09:26:46 2026] ", "MDT0000")
	for _, row := range []struct {
		name  string
		files []string
		axes  int
		times string // of the losses, in order
		note  string
	}{
		{"seconds since boot beside a request's time", []string{absolute + "[ 5012.000000] " + timeout + lost("[ 5013.000000] ", "ffff9a0011223344")}, 1, "09:26:46 09:26:49", "since boot"},
		{"seconds since boot alone", []string{absolute + lost("[ 5013.000000] ", "ffff9a0011223344")}, 2, "09:26:46 5013.000000 s after boot", "told for itself"},
		{"a log without a year beside one with", []string{absolute + lost("Aug 25 09:26:50 node7 kernel: ", "ffff9a0011223344")}, 1, "09:26:46 09:26:50", "2026 is nearest"},
		{"only logs without a year", []string{lost("Aug 25 09:26:50 node7 kernel: ", "ffff9a0011223344") + lost("Aug 25 09:26:55 node8 kernel: ", "ffff9a0011223355")}, 1, "09:26:50 09:26:55", ""},
		{"the end of February", []string{lost("[Sun Mar  1 00:00:05 2026] ", "MDT0000") + lost("Mar  1 00:00:07 node7 kernel: ", "ffff9a0011223344")}, 1, "00:00:05 00:00:07", "2026 is nearest"},
		{"a request shows the zone", []string{lost("[Tue Aug 25 11:26:48 2026] ", "MDT0000") + "[Tue Aug 25 11:26:48 2026] " + timeout}, 1, "09:26:48", "requests whose absolute time"},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := told(t, row.files...)
			var moments []judge.Moment
			for _, l := range s.Lanes {
				for _, m := range l.Moments {
					if m.What == records.WhatLost {
						moments = append(moments, m)
					}
				}
			}
			slices.SortFunc(moments, func(a, b judge.Moment) int { return cmp.Or(cmp.Compare(a.Group, b.Group), cmp.Compare(a.At, b.At)) })
			var times []string
			for i := range moments {
				times = append(times, s.When(&moments[i]))
			}
			if got := strings.Join(times, " "); got != row.times || len(s.Axes) != row.axes {
				t.Errorf("%s on %d axes, want %s on %d", got, len(s.Axes), row.times, row.axes)
			}
			if row.note != "" && !slices.ContainsFunc(s.Clocks, func(n judge.ClockNote) bool { return strings.Contains(n.Text, row.note) }) {
				t.Errorf("it does not say %q: %+v", row.note, s.Clocks)
			}
		})
	}
}

// TestJoins: what is one import becomes one lane, and what may be two does not.
func TestJoins(t *testing.T) {
	const joins = "00000100:00080000:3.0:100.000000:0:4211:0:(import.c:1:f()) " + device + ": import 00000000a1b2c3d4 using connection 10.9.8.7@tcp/10.9.8.7@tcp\n"
	state := param + "state=\ncurrent_state: FULL\nstate_history:\n - [ 90, CONNECTING ]\n - [ 90, FULL ]\n"
	other := strings.ReplaceAll(state, "ffff9a0011223344", "ffff9a0055667788")
	other0 := strings.ReplaceAll(other, "[ 90,", "[ 80,")
	change := log("100 FULL DISCONN")
	for _, row := range []struct {
		name  string
		files []string
		lanes int
	}{
		{"a line names both", []string{change + joins, state}, 1},
		{"only one of each in a file", []string{change + state}, 1},
		{"a ring that tells the same", []string{log("90 DISCONN CONNECTING", "90 CONNECTING FULL"), state, other0}, 2},
		{"a ring that tells something else", []string{log("80 DISCONN CONNECTING", "80 CONNECTING FULL", "95 FULL DISCONN"), state}, 2},
		{"two devices of one target", []string{change + state + other}, 3},
		{"two hosts", []string{lost("Aug 25 09:26:50 node7 kernel: ", "MDT0000") + lost("Aug 25 09:26:50 node8 kernel: ", "MDT0000")}, 2},
		{"a host and a file without one", []string{lost("Aug 25 09:26:50 node7 kernel: ", "ffff9a0011223344"), state}, 1},
		{"a target alone", []string{clock("46", "Lustre: setting import demo-OST0002_UUID INACTIVE by administrator request") + state}, 1},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := told(t, row.files...)
			var names []string
			for _, l := range s.Lanes {
				names = append(names, l.Title())
			}
			if len(names) != row.lanes {
				t.Errorf("%d lanes, want %d: %s", len(names), row.lanes, strings.Join(names, "; "))
			}
		})
	}
}

// TestMissing: lines that are missing are named, and make nothing wrong.
func TestMissing(t *testing.T) {
	for _, row := range []struct {
		name, text, says string
	}{
		{"a line of the log", log("100 FULL DISCONN", "101 CONNECTING RECOVER"), "it was DISCONN, and leaves CONNECTING"},
		{"a line of the ring", strings.Replace(param+"state=\ncurrent_state: FULL\nstate_history:\n - [ 90, CONNECTING ]\n\n - [ 91, REPLAY_WAIT ]\n", "\n\n", "\nxx\n", 1), ""},
		{"the clock goes back", param + "state=\ncurrent_state: FULL\nstate_history:\n - [ 95, DISCONN ]\n - [ 90, FULL ]\n", "clock goes back"},
		{"the situation", log("100 DISCONN EVICTED"), "depends on what was before"},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := told(t, row.text)
			text := s.Why
			for _, l := range s.Lanes {
				for _, m := range l.Missing {
					text += " " + m.Text
				}
			}
			if s.Verdict != judge.CannotTell || !strings.Contains(text, row.says) {
				t.Errorf("%s: %s", s.Verdict, text)
			}
		})
	}
}

// TestLimits: what is beyond a limit is counted, and never called right.
func TestLimits(t *testing.T) {
	j := judge.New(judge.Options{Lanes: 1})
	for i := range 5000 {
		for _, target := range []string{"demo-OST0001_UUID", "demo-OST0002_UUID"} {
			c := []records.State{records.Connecting, records.Disconn}
			j.Take(&records.Transition{Origin: records.Origin{First: records.Place{File: "dk", Line: i + 1}},
				Import: "a", Target: target, Left: c[i%2], Now: c[1-i%2]})
		}
	}
	s := j.Story()
	if s.Verdict != judge.CannotTell || s.LanesOver != 5000 || len(s.Lanes) != 1 || s.Legal != 5000 {
		t.Errorf("%s: %s; %d over, %d lanes, %d legal", s.Verdict, s.Why, s.LanesOver, len(s.Lanes), s.Legal)
	}
	if l := s.Lanes[0]; l.Dropped == 0 || int64(len(l.Moments))+l.Dropped != 5000 || l.Moments[0].Place.Line != 1 ||
		l.Moments[len(l.Moments)-1].Place.Line != 5000 {
		t.Errorf("%d kept, %d dropped", len(l.Moments), l.Dropped)
	}
}
