package ost_test

import (
	"fmt"
	"time"

	"ostlife/impl/env"
	"ostlife/impl/ost"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// peer is a client that keeps to the protocol.
type peer struct {
	count    lustre.ConnectionCount
	instance lustre.Instance
	locked   bool
	version  uint64 // of the write that is kept for replay, 0 for none
	value    uint64
}

// yard is an OST with its peers.
type yard struct {
	network *wire.Network
	ost     *ost.OST
	peers   [clients]peer
	xid     uint64
	reply   map[uint64]wire.Message
}

// ask makes a request of a client's and gives the reply; no reply is one that refuses.
func (y *yard) ask(t *env.Task, c int, kind wire.Kind, value, version uint64) wire.Message {
	y.xid++
	p := &y.peers[c]
	m := wire.Message{From: wire.Address(lustre.Node(c).String()), To: "OST0000", XID: y.xid, Kind: kind,
		Client: lustre.Node(c).String(), Count: p.count, Instance: p.instance, Value: value, Version: version}
	if err := y.network.Send(m); err != nil {
		return m.Answer(wire.NotConnected)
	}
	t.Sleep("test: until it is served", time.Millisecond)
	if r, ok := y.reply[y.xid]; ok {
		return r
	}
	return m.Answer(wire.NotConnected)
}

// connect connects a client, which forgets what it has when it was evicted.
func (y *yard) connect(t *env.Task, c int) {
	p := &y.peers[c]
	p.count++
	if r := y.ask(t, c, wire.Connect, 0, 0); r.Instance != p.instance {
		*p = peer{count: p.count, instance: r.Instance}
	}
}

// read tells what a client sees of the object.
func (y *yard) read(t *env.Task, c int) string {
	r := y.ask(t, c, wire.Read, 0, 0)
	if r.Result != wire.OK {
		return refused
	}
	return fmt.Sprint(r.Value)
}

// take carries out a step and tells what was answered.
func (y *yard) take(t *env.Task, s step) string {
	p := &y.peers[s.who]
	switch s.what {
	case "connect":
		y.connect(t, s.who)
	case "evict":
		y.ask(t, s.who, wire.Evict, 0, 0)
	case "lock":
		r := y.ask(t, s.who, wire.Enqueue, 0, 0)
		if r.Result != wire.OK {
			return refused
		}
		p.locked = true
		return fmt.Sprint(r.Value)
	case "write":
		if y.read(t, s.who) == refused {
			return refused
		}
		p.version, p.value = y.ask(t, s.who, wire.Write, s.value, 0).Version, s.value
	case "sync":
		y.ask(t, s.who, wire.Sync, 0, 0)
		p.version = 0
	case "cancel":
		y.ask(t, s.who, wire.Cancel, 0, 0)
		p.version, p.locked = 0, false
	case "create":
		r := y.ask(t, s.who, wire.Create, 0, 0)
		if r.Result != wire.OK {
			return refused
		}
		return fmt.Sprint(r.Object)
	case "restart":
		y.restart(t, s)
	}
	return ""
}

// restart has the clients that come replay what they have, and waits for the window.
func (y *yard) restart(t *env.Task, s step) {
	for c := range y.peers {
		s.come[c] = s.come[c] && y.ask(t, c, wire.Ping, 0, 0).Result == wire.OK
	}
	y.ask(t, s.who, wire.Restart, 0, 0)
	for c := range y.peers {
		p := &y.peers[c]
		if !s.come[c] {
			continue
		}
		y.connect(t, c)
		if p.version != 0 {
			if s.fails {
				y.ost.FailVersion()
			}
			y.ask(t, c, wire.ReplayWrite, p.value, p.version)
		}
		if p.locked {
			y.ask(t, c, wire.ReplayLock, 0, 0)
		}
		y.ask(t, c, wire.FinalPing, 0, 0)
	}
	t.Sleep("test: until the window is over", 2*window)
}
