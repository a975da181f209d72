package ost_test

import (
	"testing"
	"time"

	"ostlife/impl/env"
	"ostlife/impl/ost"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// exportScripts are what can happen to an export.
var exportScripts = []script{
	{"connect and ping", []asked{
		{kind: wire.Ping, count: 1, instance: 1, want: "NOT_CONNECTED 0"},
		{kind: wire.Connect, count: 1, want: "OK 1"},
		{kind: wire.Ping, count: 1, instance: 1, want: "OK 1"},
		{kind: wire.Ping, count: 1, instance: 2, want: "NOT_CONNECTED 0"},
		{kind: wire.Ping, count: 1, want: "NOT_CONNECTED 0"},
	}},
	{"reconnect", []asked{
		{kind: wire.Connect, count: 1, want: "OK 1"},
		{kind: wire.Connect, count: 3, instance: 1, want: "OK 1"},
		{kind: wire.Connect, count: 4, want: "OK 2"},
		{kind: wire.Connect, count: 5, instance: 1, want: "OK 3"},
		{kind: wire.Ping, count: 5, instance: 3, want: "OK 3"},
	}},
	{"a copy of the connect that made the export", []asked{
		{kind: wire.Connect, count: 1, xid: 7, want: "OK 1"},
		{kind: wire.Connect, count: 1, xid: 7, want: "OK 1"},
		{kind: wire.Connect, count: 2, xid: 8, want: "OK 2"},
		{kind: wire.Connect, count: 2, xid: 8, want: "OK 2"},
	}},
	{"a copy after the export was dropped", []asked{
		{kind: wire.Connect, count: 1, xid: 7, want: "OK 1"},
		{kind: wire.Evict, want: "OK 1"},
		{kind: wire.Connect, count: 1, xid: 7, want: "dropped"},
		{kind: wire.Evict, want: "NOT_CONNECTED 0"},
	}},
	{"an older connect", []asked{
		{kind: wire.Connect, count: 4, want: "OK 1"},
		{kind: wire.Connect, count: 3, instance: 1, want: "dropped"},
		{kind: wire.Connect, count: 3, want: "dropped"},
		{kind: wire.Ping, count: 4, instance: 1, want: "OK 1"},
		{kind: wire.Evict, want: "OK 1"},
		{kind: wire.Connect, count: 3, want: "dropped"},
		{kind: wire.Connect, count: 5, instance: 1, want: "OK 2"},
	}},
	{"disconnect", []asked{
		{kind: wire.Connect, count: 1, want: "OK 1"},
		{kind: wire.Disconnect, count: 1, instance: 1, xid: 7, want: "OK 0"},
		{kind: wire.Disconnect, count: 1, instance: 1, xid: 7, want: "OK 0"},
		{kind: wire.Evict, want: "NOT_CONNECTED 0"},
		{kind: wire.Connect, count: 2, want: "OK 2"},
	}},
	{"an older disconnect", []asked{
		{kind: wire.Connect, count: 1, want: "OK 1"},
		{kind: wire.Connect, count: 2, instance: 1, want: "OK 1"},
		{kind: wire.Disconnect, count: 1, instance: 1, want: "dropped"},
		{kind: wire.Ping, count: 2, instance: 1, want: "OK 1"},
	}},
	{"a disconnect of another instance", []asked{
		{kind: wire.Connect, count: 1, want: "OK 1"},
		{kind: wire.Evict, want: "OK 1"},
		{kind: wire.Connect, count: 2, want: "OK 2"},
		{kind: wire.Disconnect, count: 2, instance: 1, want: "OK 0"},
		{kind: wire.Ping, count: 2, instance: 2, want: "OK 2"},
	}},
	{"evict, once for each request", []asked{
		{kind: wire.Connect, count: 1, want: "OK 1"},
		{kind: wire.Evict, xid: 7, want: "OK 1"},
		{kind: wire.Connect, count: 2, want: "OK 2"},
		{kind: wire.Evict, xid: 7, want: "OK 1"},
		{kind: wire.Ping, count: 2, instance: 2, want: "OK 2"},
		{kind: wire.Evict, xid: 8, want: "OK 2"},
	}},
	{"two clients", []asked{
		{kind: wire.Connect, count: 1, want: "OK 1"},
		{kind: wire.Connect, count: 1, client: "client1", want: "OK 2"},
		{kind: wire.Connect, count: 1, client: "client1", instance: 1, want: "OK 2"}, // a copy
		{kind: wire.Connect, count: 2, client: "client1", instance: 1, want: "OK 3"}, // not its export
		{kind: wire.Evict, client: "client1", want: "OK 3"},
		{kind: wire.Ping, count: 1, instance: 1, want: "OK 1"},
	}},
	{"what nobody asks an OST", []asked{
		{kind: wire.LogRead, want: "dropped"},
		{kind: wire.LogAdd, want: "dropped"},
		{kind: wire.Connect, count: 1, reply: true, want: "dropped"},
	}},
}

// givenTwice tells whether an OST gave an instance for two connects of which the second
// did not carry it.
func givenTwice(records []lustre.TraceRecord) bool {
	highest := lustre.Instance(0)
	owner := map[lustre.Instance]lustre.Node{}
	for _, r := range records {
		if r.Action != lustre.ActOstConnect || !r.Taken {
			continue
		}
		if of, ok := owner[r.Instance]; ok && of != r.Node || !ok && r.Instance <= highest {
			return true
		}
		owner[r.Instance] = r.Node
		highest = max(highest, r.Instance)
	}
	return false
}

// TestInstancesRise connects, evicts and disconnects many clients at random, and sees
// that no instance is given to two of them, nor again after it was dropped.
func TestInstancesRise(t *testing.T) {
	const clients, steps = 4, 2000
	random := env.NewControlled(env.Control{}).NewRand(1)
	var counts [clients]lustre.ConnectionCount
	var records []lustre.TraceRecord
	w := env.NewControlled(env.Control{})
	network := wire.New(w, wire.Faults{}, 1)
	ost.New(w, network, "OST0000", 0, ost.Config{Trace: func(r lustre.TraceRecord) { records = append(records, r) }})
	var instance lustre.Instance
	network.Listen("peer", func(m wire.Message) { instance = m.Instance })
	var held [clients]lustre.Instance
	report := w.Run("test", func(task *env.Task) {
		defer w.Stop()
		for n := range steps {
			c := random.IntN(clients)
			m := wire.Message{From: "peer", To: "OST0000", XID: uint64(n + 1), Client: lustre.Node(c).String(),
				Kind: []wire.Kind{wire.Connect, wire.Connect, wire.Disconnect, wire.Evict}[random.IntN(4)], Instance: held[c]}
			if m.Kind == wire.Connect {
				counts[c]++
			}
			m.Count = counts[c]
			if random.IntN(8) == 0 {
				m.Instance = 0
			}
			if err := network.Send(m); err != nil {
				t.Error(err)
			}
			task.Sleep("test: until it is served", time.Millisecond)
			if m.Kind == wire.Connect {
				if held[c] != instance && instance <= held[c] {
					t.Errorf("step %d: instance %d after %d", n, instance, held[c])
				}
				held[c] = instance
			}
		}
	})
	if err := report.Err(); err != nil {
		t.Error(err)
	}
	if givenTwice(records) {
		t.Error("an instance was given twice")
	}
	t.Run("control", func(t *testing.T) {
		for n, r := range records {
			if r.Action == lustre.ActOstConnect && r.Instance > 1 && r.Node > 0 {
				records[n].Instance = 1
				break
			}
		}
		if !givenTwice(records) {
			t.Error("an instance of two clients went unseen")
		}
	})
}
