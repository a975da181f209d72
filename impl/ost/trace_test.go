package ost_test

import (
	"fmt"
	"testing"

	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// line tells what a trace record says, without what every record has.
func line(r lustre.TraceRecord) string {
	text := fmt.Sprintf("%s %s c%d i%d", r.Action, r.Node, r.Numbers.Count, r.Instance)
	for _, part := range []struct {
		on   bool
		text string
	}{
		{r.Ask != lustre.AskNothing, r.Ask.String()}, {r.Taken, "taken"}, {r.Refused, "refused"},
		{r.Window != lustre.NoWindow, r.Window.String()}, {r.Object != 0, fmt.Sprint("object ", r.Object)},
		{true, fmt.Sprintf("-> %d %s", r.Export.Instance, r.Export.Recovery)},
		{r.Export.Granted, "granted"}, {r.Export.Unstable, "unstable"},
	} {
		if part.on {
			text += " " + part.text
		}
	}
	return text
}

// traced are what the OST writes down of each of its actions.
var traced = []struct {
	name   string
	script []asked
	want   []string
}{
	{"connections", []asked{
		{kind: wire.Connect, count: 2, client: "client3", want: "OK 1"},
		{kind: wire.Connect, count: 1, client: "client3", want: "dropped"},
		{kind: wire.Ping, count: 2, instance: 1, client: "client3", want: "OK 1"}, // not traced
		{kind: wire.Disconnect, count: 2, instance: 1, client: "client3", want: "OK 0"},
		{kind: wire.Evict, client: "client3", want: nc},
		{kind: wire.Evict, client: "somebody", want: nc}, // no node: not traced
	}, []string{
		"OstConnect client3 c2 i1 taken -> 1 no",
		"OstConnect client3 c1 i1 -> 1 no",
		"OstDisconnect client3 c2 i1 taken -> 0 no",
		"Evict client3 c0 i0 -> 0 no",
	}},
	{"the object", []asked{
		{kind: wire.Write, count: 1, instance: 1, want: nc},
		{kind: wire.Connect, count: 1, want: "OK 1"},
		{kind: wire.Enqueue, count: 1, instance: 1, want: "OK 0"},
		{kind: wire.Write, count: 1, instance: 1, xid: 200, value: 5, want: "OK 0 version 1"},
		{kind: wire.Write, count: 1, instance: 1, xid: 200, value: 5, want: "OK 0 version 1"}, // a copy: not traced
		{kind: wire.Write, count: 1, instance: 1, xid: 199, value: 5, want: "dropped"},
		{kind: wire.Read, count: 1, instance: 1, want: "OK 0 value 5"}, // not traced
		{kind: wire.Connect, count: 1, client: "client1", want: "OK 2"},
		{kind: wire.Enqueue, count: 1, client: "client1", instance: 2, want: "client0: CALLBACK OK 1, MUST_WAIT 0"}, // not traced
		{kind: wire.Sync, count: 1, instance: 1, xid: 201, want: "OK 0"},
		{kind: wire.Cancel, count: 1, instance: 1, xid: 202, want: "OK 0"},
		{kind: wire.Create, count: 1, instance: 1, want: "OK 0 object 1"},
		{kind: wire.Sync, count: 0, instance: 1, xid: 203, want: "dropped"},
	}, []string{
		"OstWrite client0 c1 i1 write taken refused -> 0 no",
		"OstConnect client0 c1 i1 taken -> 1 no",
		"OstEnqueue client0 c1 i1 enqueue taken -> 1 no granted",
		"OstWrite client0 c1 i1 write taken -> 1 no granted unstable",
		"OstWrite client0 c1 i1 write -> 1 no granted unstable",
		"OstConnect client1 c1 i2 taken -> 2 no",
		"OstSync client0 c1 i1 sync taken -> 1 no granted",
		"OstCancel client0 c1 i1 cancel taken -> 1 no",
		"OstCreate client0 c1 i1 create taken object 1 -> 1 no",
		"OstSync client0 c0 i1 sync -> 1 no",
	}},
	{"a window that ends", []asked{
		{kind: wire.Connect, count: 1, want: "OK 1"},
		{kind: wire.Connect, count: 1, client: "client1", want: "OK 2"},
		{kind: wire.Enqueue, count: 1, instance: 1, want: "OK 0"},
		{kind: wire.Write, count: 1, instance: 1, value: 5, want: "OK 0 version 1"},
		{kind: wire.Restart, want: "OK 0"},
		{kind: wire.Connect, count: 1, client: "client2", want: "IN_WINDOW 0"},
		{kind: wire.Connect, count: 2, client: "client1", instance: 2, want: "OK 2 fresh"},
		{kind: wire.FinalPing, count: 2, client: "client1", instance: 2, want: "dropped"},
		{kind: wire.Connect, count: 2, instance: 1, want: "OK 1 fresh"},
		{kind: wire.ReplayWrite, count: 2, instance: 1, value: 5, version: 1, want: "OK 0"},
		{kind: wire.Connect, count: 3, instance: 1, want: "OK 1 again"},
		{kind: wire.ReplayLock, count: 2, instance: 1, want: "dropped"},
		{kind: wire.ReplayLock, count: 3, instance: 1, want: "OK 0"},
		{kind: wire.FinalPing, count: 3, instance: 1, want: "OK 0, client1: FINAL_PING OK 0"},
	}, []string{
		"OstConnect client0 c1 i1 taken -> 1 no",
		"OstConnect client1 c1 i2 taken -> 2 no",
		"OstEnqueue client0 c1 i1 enqueue taken -> 1 no granted",
		"OstWrite client0 c1 i1 write taken -> 1 no granted unstable",
		"OstRestart client0 c0 i0 taken -> 0 no", // of the target: no node
		"OstConnect client2 c1 i0 taken -> 0 no",
		"OstConnect client1 c2 i2 taken fresh -> 2 joined",
		"OstReplay client1 c2 i2 replay taken -> 2 done",
		"OstConnect client0 c2 i1 taken fresh -> 1 joined",
		"OstReplay client0 c2 i1 replay taken -> 1 replaying unstable",
		"OstConnect client0 c3 i1 taken again -> 1 replaying unstable",
		"OstReplay client0 c2 i1 replay -> 1 replaying unstable",
		"OstReplay client0 c3 i1 replay taken -> 1 replaying granted unstable",
		"OstReplay client0 c3 i1 replay taken -> 1 done granted unstable",
		"WindowEnds client0 c0 i0 taken -> 0 no",
		"OstReplay client0 c3 i1 replay taken -> 1 no granted unstable", // the answers
		"OstReplay client1 c2 i2 replay taken -> 2 no",
	}},
	{"windows that expire and fail", pair([]asked{
		{kind: wire.Connect, count: 2, instance: 1, want: "OK 1 fresh"},
		{kind: wire.FinalPing, count: 2, instance: 1, want: "dropped"},
		{kind: wire.Restart, want: "client0: FINAL_PING NOT_CONNECTED 0, OK 0"},
		{kind: wire.Connect, count: 3, instance: 1, want: "OK 1 fresh"},
		{kind: wire.FinalPing, count: 3, instance: 1, want: "dropped"},
		{kind: wire.Connect, count: 4, instance: 1, want: "OK 1 again"},
		{kind: wire.ReplayWrite, count: 4, instance: 1, version: 7, want: nc},
		{wait: window, want: "dropped"},
	}...), []string{
		"OstConnect client0 c1 i1 taken -> 1 no",
		"OstConnect client1 c1 i2 taken -> 2 no",
		"OstRestart client0 c0 i0 taken -> 0 no",
		"OstConnect client0 c2 i1 taken fresh -> 1 joined",
		"OstReplay client0 c2 i1 replay taken -> 1 done",
		"OstRestart client0 c0 i0 taken -> 0 no",
		"OstReplay client0 c2 i1 replay taken refused -> 1 awaiting",
		"OstConnect client0 c3 i1 taken fresh -> 1 joined",
		"OstReplay client0 c3 i1 replay taken -> 1 done",
		"OstConnect client0 c4 i1 taken again -> 1 replaying",
		"OstReplay client0 c3 i1 replay -> 1 replaying", // the ping of before
		"VersionFails client0 c4 i1 replay taken refused -> 0 no",
		"WindowExpires client0 c0 i0 taken -> 0 no",
	}},
	{"nobody to await", []asked{{kind: wire.Restart, want: "OK 0"}}, nil},
}

// differ lists the lines of a trace that are not as wanted.
func differ(records []lustre.TraceRecord, want []string) (wrong []string) {
	for n := range max(len(records), len(want)) {
		var got, wanted string
		if n < len(records) {
			got = line(records[n])
		}
		if n < len(want) {
			wanted = want[n]
		}
		if got != wanted {
			wrong = append(wrong, fmt.Sprintf("record %d: %q, want %q", n, got, wanted))
		}
	}
	return wrong
}

// TestTrace looks at what the OST writes down.
func TestTrace(t *testing.T) {
	for _, test := range traced {
		t.Run(test.name, func(t *testing.T) {
			records := serve(t, test.script)
			for _, w := range differ(records, test.want) {
				t.Error(w)
			}
			for n := 1; n < len(records); n++ {
				if records[n].Stamp <= records[n-1].Stamp {
					t.Errorf("record %d has stamp %d, the one before it %d", n, records[n].Stamp, records[n-1].Stamp)
				}
			}
			t.Run("control", func(t *testing.T) {
				if len(differ(append(records, lustre.TraceRecord{}), test.want)) != 1 {
					t.Error("a record too many went unseen")
				}
				for n := range records {
					records[n].Export.Recovery++
					if len(differ(records, test.want)) != 1 {
						t.Errorf("another export in record %d went unseen", n)
					}
					records[n].Export.Recovery--
				}
			})
		})
	}
}
