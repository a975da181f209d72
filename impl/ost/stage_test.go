package ost_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"ostlife/impl/env"
	"ostlife/impl/ost"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// window is how long the OSTs of these tests wait for those that do not come back.
const window = time.Second

// nc is what a client hears whose export is not good.
const nc = "NOT_CONNECTED 0"

// asked is a request and what is heard then; nothing is "dropped". Without a kind
// nothing is sent.
type asked struct {
	kind     wire.Kind
	count    lustre.ConnectionCount
	instance lustre.Instance
	xid      uint64 // 0: a new one
	client   string // "": client0
	value    uint64
	version  uint64
	reply    bool // it is none, but the reply to one

	fails bool          // the next replayed write fails by its version
	wait  time.Duration // before it is looked what was heard
	want  string
}

// script is a list of requests with its name.
type script struct {
	name   string
	script []asked
}

// message is the request that a row of a script sends.
func (a asked) message(n int) wire.Message {
	m := wire.Message{To: "OST0000", XID: uint64(100 + n), Reply: a.reply, Kind: a.kind, Client: a.client,
		Count: a.count, Instance: a.instance, Value: a.value, Version: a.version}
	if a.xid != 0 {
		m.XID = a.xid
	}
	if m.Client == "" {
		m.Client = "client0"
	}
	m.From = wire.Address(m.Client)
	if m.Kind == wire.Evict || m.Kind == wire.Restart {
		m.From = "admin"
	}
	return m
}

// told tells what a message says, and who hears it if that is not the sender of the
// request in hand.
func told(m wire.Message, sender wire.Address) string {
	text := fmt.Sprintf("%s %d", m.Result, m.Instance)
	if !m.Reply || m.To != sender {
		text = fmt.Sprintf("%s: %s %s", m.To, m.Kind, text)
	}
	for _, part := range []struct {
		name  string
		value uint64
	}{{"value", m.Value}, {"version", m.Version}, {"object", m.Object}} {
		if part.value != 0 {
			text += fmt.Sprintf(" %s %d", part.name, part.value)
		}
	}
	if m.Window != lustre.NoWindow {
		text += " " + m.Window.String()
	}
	return text
}

// play plays requests one after the other over an OST. It gives the trace, and a line
// for each row after which something else was heard.
func play(t *testing.T, rows []asked) (records []lustre.TraceRecord, wrong []string) {
	t.Helper()
	w := env.NewControlled(env.Control{})
	network := wire.New(w, wire.Faults{}, 1)
	o := ost.New(w, network, "OST0000", 0, ost.Config{Window: window,
		Trace: func(r lustre.TraceRecord) { records = append(records, r) }})
	var heard []string
	var sender wire.Address
	for _, a := range []wire.Address{"client0", "client1", "client2", "client3", "somebody", "admin"} {
		network.Listen(a, func(m wire.Message) { heard = append(heard, told(m, sender)) })
	}
	report := w.Run("test", func(task *env.Task) {
		defer w.Stop()
		for n, a := range rows {
			heard, sender = nil, ""
			if a.fails {
				o.FailVersion()
			}
			if a.kind != 0 {
				sender = a.message(n).From
				if err := network.Send(a.message(n)); err != nil {
					t.Error(err)
				}
			}
			task.Sleep("test: until it is served", time.Millisecond+a.wait)
			if heard == nil {
				heard = []string{"dropped"}
			}
			if got := strings.Join(heard, ", "); got != a.want {
				wrong = append(wrong, fmt.Sprintf("row %d, %v: %s, want %s", n, a.message(n), got, a.want))
			}
		}
	})
	if err := report.Err(); err != nil {
		t.Error(err)
	}
	return records, wrong
}

// serve plays a script that must go as it says.
func serve(t *testing.T, rows []asked) []lustre.TraceRecord {
	t.Helper()
	records, wrong := play(t, rows)
	for _, line := range wrong {
		t.Error(line)
	}
	return records
}

// TestServe plays each script, and once more with another word in its last row: that
// must be seen.
func TestServe(t *testing.T) {
	for _, of := range [][]script{exportScripts, objectScripts, windowScripts, replayScripts} {
		for _, test := range of {
			t.Run(test.name, func(t *testing.T) {
				serve(t, test.script)
				rows := slices.Clone(test.script)
				rows[len(rows)-1].want += "?"
				if _, wrong := play(t, rows); len(wrong) != 1 {
					t.Errorf("another answer than wanted was told as %q", wrong)
				}
			})
		}
	}
}
