// Package ost is a server of one object: a register of 64 bits, which one client at a
// time may write under an exclusive lock, and object ids, of which none is given twice.
//
// Beside an MDS with its disk an OST has one too, and knows its objects: they are created
// for the MDS, ahead of their use, and destroyed for an unlink record of the MDS's llog,
// which the OST cancels when it has committed that (C2.2.osc).
//
// Each client has one export, numbered by an instance that rises and is never given
// twice. A connect that carries the handle of the export that is there gets it again.
// Any other gets a new one, and the one before it is gone, with its lock; what its
// client wrote is committed then. A request of an older connection than the OST has
// taken is dropped without an answer: it comes from before (C2.4).
//
// A write is unstable until it is committed, and a restart loses it. What is on disk
// survives: committed data, exports, object ids. The restart opens a recovery window,
// in which the clients of before come back and replay what was lost, and nobody else
// gets in (C2.1c). The window ends when the last of them has sent its final ping, or
// expires and drops those that have not.
package ost

import (
	"time"

	"ostlife/impl/env"
	"ostlife/impl/ptlrpc"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// Config is what an OST is told at its start.
type Config struct {
	Window  time.Duration // how long a recovery window stays open for clients that do not come back
	Trace   lustre.Tracer // nil for none
	Defects lustre.Defects
	Disk    Disk // of an OST beside an MDS with its disk
}

// OST is one server.
type OST struct {
	world   *env.World
	network *wire.Network
	address wire.Address
	target  lustre.Target
	config  Config

	lock    *env.Lock
	exports []*export       // by client, rising
	last    lustre.Instance // the newest instance given
	served  *ptlrpc.Served  // the administrator's requests, each carried out once

	committed   register // on disk
	current     register // what a write left and a restart loses
	object      uint64   // the newest object id given
	callbacks   uint64   // the number of the newest message that asked for a lock
	failVersion bool     // the next replayed write fails

	mds mdsSide // nothing without a disk

	number uint64     // of the newest recovery window
	timed  bool       // a task waits for its end
	closed *env.Queue // that task waits here
}

// New makes an OST without a disk and starts its service task, which leaves when the
// world stops. [Open] is for one with a disk.
func New(w *env.World, n *wire.Network, a wire.Address, t lustre.Target, c Config) *OST {
	o := newOST(w, n, a, t, c)
	o.start()
	return o
}

func newOST(w *env.World, n *wire.Network, a wire.Address, t lustre.Target, c Config) *OST {
	lock := w.NewLock("ost " + t.String())
	return &OST{world: w, network: n, address: a, target: t, config: c,
		lock: lock, closed: lock.NewQueue("window"), served: ptlrpc.NewServed()}
}

// start begins to serve requests.
func (o *OST) start() { ptlrpc.Serve(o.world, o.network, o.address, "ost "+o.target.String(), o.serve) }

// FailVersion is a fault: the next write that is replayed fails by its version, as if
// somebody else's had been lost before it (C2.1c).
func (o *OST) FailVersion() {
	o.lock.Lock()
	defer o.lock.Unlock()
	o.failVersion = true
}

// serve carries out a request and what follows from it, in one hold of the lock. It
// returns no reply for what is dropped, or not answered yet.
func (o *OST) serve(t *env.Task, m wire.Message) (wire.Message, bool) {
	o.lock.Lock()
	defer o.lock.Unlock()
	reply, ok := o.take(m)
	o.settle()
	return reply, o.write(t) && ok
}

// take carries out a request. One of a client that is no node is dropped where there is a
// disk, which keeps exports by the names of nodes.
func (o *OST) take(m wire.Message) (wire.Message, bool) {
	if _, ok := lustre.ParseNode(m.Client); !ok && o.config.Disk.Obd != nil && m.Kind == wire.Connect {
		return wire.Message{}, false
	}
	e := o.export(m.Client)
	switch m.Kind {
	case wire.Connect:
		return o.connect(e, m)
	case wire.Disconnect:
		return o.disconnect(e, m)
	case wire.Evict:
		return o.served.Serve(m, o.evict)
	case wire.Restart:
		return o.served.Serve(m, o.restart)
	case wire.ReplayWrite, wire.ReplayLock, wire.FinalPing:
		return o.replay(e, m)
	case wire.LlogConnect:
		return o.llogConnect(e, m)
	}
	if w, ok := works[m.Kind]; ok {
		return o.work(e, m, w)
	}
	return wire.Message{}, false
}

// send sends what is no reply to the request in hand. What cannot be sent is a
// message that was lost.
func (o *OST) send(m wire.Message) { _ = o.network.Send(m) }
