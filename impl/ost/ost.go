// Package ost is a server of objects, as far as connections go: one export for each
// client, numbered by an instance that rises and is never given twice.
//
// A connect that carries the handle of the export that is there gets it again. Any
// other gets a new one, and the one before it is gone. A connect or disconnect of an
// older connection than the OST has taken is dropped without an answer: it comes from
// before (C2.4).
package ost

import (
	"ostlife/impl/env"
	"ostlife/impl/ptlrpc"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// OST is one server.
type OST struct {
	world  *env.World
	target lustre.Target
	trace  lustre.Tracer

	lock    *env.Lock
	exports map[string]export // by client, never ranged over
	last    lustre.Instance   // the newest instance given
	served  *ptlrpc.Served    // the administrator's requests, each carried out once
}

// export is what the OST knows of a client. It outlives an eviction, so that an
// older connect is still known for what it is.
type export struct {
	instance lustre.Instance // 0 for none
	count    lustre.ConnectionCount
}

// New makes an OST and starts its service task, which leaves when the world stops.
func New(w *env.World, n *wire.Network, a wire.Address, t lustre.Target, trace lustre.Tracer) *OST {
	o := &OST{world: w, target: t, trace: trace, lock: w.NewLock("ost " + t.String()),
		exports: map[string]export{}, served: ptlrpc.NewServed()}
	ptlrpc.Serve(w, n, a, "ost "+t.String(), o.serve)
	return o
}

// serve carries out a request, in one hold of the lock. It returns no reply for what
// is dropped.
func (o *OST) serve(m wire.Message) (wire.Message, bool) {
	o.lock.Lock()
	defer o.lock.Unlock()
	switch m.Kind {
	case wire.Connect:
		return o.connect(m)
	case wire.Disconnect:
		return o.disconnect(m)
	case wire.Ping:
		return o.ping(m), true
	case wire.Evict:
		return o.served.Serve(m, o.evict)
	}
	return wire.Message{}, false
}

// connect gives an export. A second copy of the connect that made the export gets the
// same answer; one that comes after the export was dropped is as late as an older one.
func (o *OST) connect(m wire.Message) (wire.Message, bool) {
	e := o.exports[m.Client]
	again := m.Count == e.count
	if m.Count < e.count || again && e.instance == 0 {
		o.write(lustre.ActOstConnect, m, e.instance, false)
		return wire.Message{}, false
	}
	if !again && (m.Instance == 0 || m.Instance != e.instance) {
		o.last++
		e.instance = o.last
	}
	e.count = m.Count
	o.exports[m.Client] = e
	o.write(lustre.ActOstConnect, m, e.instance, true)
	reply := m.Answer(wire.OK)
	reply.Instance = e.instance
	return reply, true
}

// disconnect drops the export that the client still holds.
func (o *OST) disconnect(m wire.Message) (wire.Message, bool) {
	e := o.exports[m.Client]
	taken := m.Count >= e.count
	if taken && m.Instance == e.instance {
		e.instance = 0
		o.exports[m.Client] = e
	}
	o.write(lustre.ActOstDisconnect, m, m.Instance, taken)
	return m.Answer(wire.OK), taken
}

// ping tells whether the export is the one that the client means.
func (o *OST) ping(m wire.Message) wire.Message {
	e := o.exports[m.Client]
	if e.instance == 0 || e.instance != m.Instance {
		return m.Answer(wire.NotConnected)
	}
	reply := m.Answer(wire.OK)
	reply.Instance = e.instance
	return reply
}

// evict drops a client's export for the administrator.
func (o *OST) evict(m wire.Message) wire.Message {
	e := o.exports[m.Client]
	reply := m.Answer(wire.OK)
	reply.Instance = e.instance
	if e.instance == 0 {
		reply = m.Answer(wire.NotConnected)
	}
	e.instance = 0
	o.exports[m.Client] = e
	o.write(lustre.ActEvict, m, reply.Instance, reply.Instance != 0)
	return reply
}

// write traces what the OST did with a request of a node's.
func (o *OST) write(a lustre.Action, m wire.Message, instance lustre.Instance, taken bool) {
	if o.trace == nil {
		return
	}
	node, ok := lustre.ParseNode(m.Client)
	if !ok {
		return
	}
	o.trace(lustre.TraceRecord{Stamp: o.world.Stamp(), Time: o.world.Now(), Action: a,
		Node: node, Target: o.target, Numbers: lustre.Numbers{Count: m.Count}, Instance: instance, Taken: taken})
}
