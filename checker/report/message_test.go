package report

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"ostlife/model/lustre"
)

// send, serve and hear are the ends of messages of a connection: of the first node and
// target unless a change says else.
func send(a lustre.Action, count lustre.ConnectionCount) lustre.TraceRecord {
	return lustre.TraceRecord{Action: a, Slot: 1, Current: lustre.Numbers{Count: count}}
}

func serve(a lustre.Action, count lustre.ConnectionCount, taken bool) lustre.TraceRecord {
	return lustre.TraceRecord{Action: a, Numbers: lustre.Numbers{Count: count}, Taken: taken}
}

func hear(a lustre.Action, count lustre.ConnectionCount, taken bool) lustre.TraceRecord {
	r := serve(a, count, taken)
	r.Slot = 1
	return r
}

func asked(r lustre.TraceRecord, ask lustre.Ask) lustre.TraceRecord {
	r.Ask, r.Import.Asked = ask, ask
	return r
}

func elsewhere(r lustre.TraceRecord) lustre.TraceRecord {
	r.Node = 1
	return r
}

func entry(a lustre.Action, p lustre.Position) lustre.TraceRecord {
	return lustre.TraceRecord{Action: a, Position: p}
}

// arrowOf tells a message by its steps, counted from 0: "connect 0>1", a reply with <, one
// that is not seen again to ?.
func arrowOf(m *message) string {
	direction, to := ">", fmt.Sprint(m.To)
	if m.Reply {
		direction = "<"
	}
	if m.To < 0 {
		to = "?"
	}
	text := fmt.Sprintf("%s %d%s%s", m.Kind, m.From, direction, to)
	for _, mark := range []struct {
		on   bool
		name string
	}{{m.Round, " round"}, {m.Ignored, " ignored"}, {m.Refused, " refused"}, {m.Again, " again"}} {
		if mark.on {
			text += mark.name
		}
	}
	return text
}

// TestMessages draws what is sent to where it arrives.
func TestMessages(t *testing.T) {
	refused := asked(serve(lustre.ActOstWrite, 1, true), lustre.AskWrite)
	refused.Refused = true
	for _, row := range []struct {
		name  string
		trace []lustre.TraceRecord
		want  string
	}{
		{"a connect", []lustre.TraceRecord{send(lustre.ActConnectSend, 1), serve(lustre.ActOstConnect, 1, true), hear(lustre.ActConnectInterpret, 1, true)},
			"connect 0>1; connect 1<2"},
		{"lost on the way there", []lustre.TraceRecord{send(lustre.ActConnectSend, 1), hear(lustre.ActConnectExpire, 1, false)},
			"connect 0>?"},
		{"lost on the way back", []lustre.TraceRecord{send(lustre.ActConnectSend, 1), serve(lustre.ActOstConnect, 1, true)},
			"connect 0>1; connect 1<?"},
		{"too late at the node", []lustre.TraceRecord{send(lustre.ActConnectSend, 1), serve(lustre.ActOstConnect, 1, true),
			send(lustre.ActConnectSend, 2), hear(lustre.ActConnectInterpret, 1, false)},
			"connect 0>1; connect 1<3 ignored; connect 2>?"},
		{"too late at the OST", []lustre.TraceRecord{send(lustre.ActConnectSend, 1), send(lustre.ActConnectSend, 2),
			serve(lustre.ActOstConnect, 2, true), serve(lustre.ActOstConnect, 1, false)},
			"connect 0>3 ignored; connect 1>2; connect 2<?"},
		{"doubled", []lustre.TraceRecord{send(lustre.ActConnectSend, 1), serve(lustre.ActOstConnect, 1, true),
			serve(lustre.ActOstConnect, 1, true), hear(lustre.ActConnectInterpret, 1, true)},
			"connect 0>1; connect 1<3; connect 0>2 again; connect 2<?"},
		{"of another node", []lustre.TraceRecord{send(lustre.ActConnectSend, 1), elsewhere(serve(lustre.ActOstConnect, 1, true))},
			"connect 0>?"},
		{"no record at the OST", []lustre.TraceRecord{send(lustre.ActPingSend, 1), hear(lustre.ActPingEnd, 1, false)},
			"ping 0>1 round"},
		{"two at once", []lustre.TraceRecord{send(lustre.ActPingSend, 1), send(lustre.ActPingSend, 1),
			hear(lustre.ActPingEnd, 1, false), hear(lustre.ActPingInterpret, 1, false)},
			"ping 0>2 round; ping 1>3 round"},
		{"a write that is refused", []lustre.TraceRecord{asked(send(lustre.ActFlushSend, 1), lustre.AskWrite), refused,
			asked(hear(lustre.ActAskInterpret, 1, true), lustre.AskSync)},
			"write 0>1 refused; write 1<?"},
		{"a replay with nothing to send", []lustre.TraceRecord{send(lustre.ActReplaySend, 1), serve(lustre.ActOstReplay, 1, true)}, ""},
		{"a replay", []lustre.TraceRecord{asked(send(lustre.ActReplaySend, 1), lustre.AskReplay), serve(lustre.ActOstReplay, 1, true),
			hear(lustre.ActReplayInterpret, 1, true)}, "replay 0>1; replay 1<2"},
		{"a record of the log, once for each node", []lustre.TraceRecord{entry(lustre.ActLogAdd, 1), entry(lustre.ActConfigAdd, 1),
			entry(lustre.ActConfigPoolAdd, 1), elsewhere(entry(lustre.ActConfigAdd, 1)), entry(lustre.ActConfigRemove, 2)},
			"log 0>1; log 0>3"},
		{"an answer to nothing", []lustre.TraceRecord{serve(lustre.ActOstConnect, 1, true), hear(lustre.ActConnectInterpret, 1, true)}, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			p := newPost(func(place) int { return 0 })
			for i := range row.trace {
				p.take(i, &row.trace[i])
			}
			var list []string
			for i := range p.messages {
				list = append(list, arrowOf(&p.messages[i]))
			}
			if got := strings.Join(list, "; "); got != row.want {
				t.Errorf("got %q, want %q", got, row.want)
			}
		})
	}
}

// TestExchangesNameActions: the ends of a request are actions of the right lanes.
func TestExchangesNameActions(t *testing.T) {
	for i := range exchanges {
		x := &exchanges[i]
		if laneOf(x.serve) != laneOST || slices.Contains([]string{laneOST, lanePtlrpcd}, laneOf(x.send)) {
			t.Errorf("%s is sent in %s and served in %s", x.kind, laneOf(x.send), laneOf(x.serve))
		}
		for _, a := range x.interpret {
			if laneOf(a) != lanePtlrpcd {
				t.Errorf("%s is interpreted in %s", x.kind, laneOf(a))
			}
		}
	}
}
