package ost

import (
	"cmp"

	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// register is the object: its value, and how many writes made it of those that were
// committed, itself included.
type register struct{ value, version uint64 }

// work is what the OST does for a client whose export is good.
type work struct {
	action lustre.Action // "" for what changes nothing and is not traced
	ask    lustre.Ask
	single bool // a client asks for one of these at a time
	mds    bool // with a disk: the MDS alone asks for it
	do     func(*OST, *export, wire.Message) wire.Message
}

// works are the requests that an export serves outside of recovery.
var works = map[wire.Kind]work{
	wire.Ping:    {do: (*OST).ping},
	wire.Read:    {do: (*OST).read, ask: lustre.AskRead},
	wire.Enqueue: {lustre.ActOstEnqueue, lustre.AskEnqueue, true, false, (*OST).enqueue},
	wire.Write:   {lustre.ActOstWrite, lustre.AskWrite, true, false, (*OST).store},
	wire.Sync:    {lustre.ActOstSync, lustre.AskSync, true, false, (*OST).sync},
	wire.Cancel:  {lustre.ActOstCancel, lustre.AskCancel, true, false, (*OST).cancel},
	wire.Create:  {lustre.ActOstCreate, lustre.AskCreate, false, true, (*OST).create},
	wire.MDSConn: {lustre.ActOstMdsConn, lustre.AskMdsConn, true, false, (*OST).mdsConn},
	wire.Orphans: {lustre.ActOstOrphans, lustre.AskOrphans, true, true, (*OST).orphans},
	wire.Destroy: {lustre.ActOstDestroy, lustre.AskDestroy, true, false, (*OST).destroy},
}

// work serves a request. Of those that a client asks one at a time, the copy of the
// last one gets the same answer, and an older one is dropped: it is a copy, or its
// sender has given it up and asked for something else since. A late write would
// otherwise undo what another client wrote under the lock in between. A copy of a
// create burns an id and does no other harm.
func (o *OST) work(e *export, m wire.Message, w work) (wire.Message, bool) {
	fill := func(taken, refused bool, object uint64) func(*lustre.TraceRecord) {
		object = cmp.Or(object, m.Object)
		return func(r *lustre.TraceRecord) { r.Ask, r.Taken, r.Refused, r.Object = w.ask, taken, refused, object }
	}
	switch {
	case m.Count < e.count, w.single && m.XID < e.answered.XID, o.creates(m) && m.XID < e.created.XID:
		o.trace(w.action, m, e, fill(false, false, 0))
		return wire.Message{}, false
	case !e.is(m.Instance) || e.recovery != lustre.ExportNormal || w.mds && o.stranger(e):
		o.trace(w.action, m, e, fill(true, true, 0))
		return m.Answer(wire.NotConnected), true
	case w.single && m.XID == e.answered.XID:
		return e.answered, true
	case o.creates(m) && m.XID == e.created.XID:
		return e.created, true
	}
	reply := w.do(o, e, m)
	if w.single {
		e.answered = reply
	}
	if reply.Result == wire.OK {
		object := reply.Object
		if m.Kind == wire.Orphans && !m.Lost {
			object = m.Object
		}
		o.trace(w.action, m, e, fill(true, false, object))
	}
	return reply, true
}

// ping tells a client that its export is there.
func (o *OST) ping(e *export, m wire.Message) wire.Message {
	reply := m.Answer(wire.OK)
	reply.Instance = e.instance
	return reply
}

// enqueue grants the lock. If another client has it, that one is asked to give it
// back, each time anew, since the message may be lost.
func (o *OST) enqueue(e *export, m wire.Message) wire.Message {
	reply := m.Answer(wire.OK)
	for _, other := range o.exports {
		if other != e && other.granted {
			o.callBack(other)
			reply.Result = wire.MustWait
		}
	}
	if reply.Result == wire.OK {
		e.granted = true
		reply.Value = o.current.value
	}
	return reply
}

// callBack asks a client for the lock.
func (o *OST) callBack(e *export) {
	o.callbacks++
	o.send(wire.Message{From: o.address, To: e.address, XID: o.callbacks, Kind: wire.Callback,
		Client: e.client, Target: o.target, Count: e.count, Instance: e.instance})
}

// store takes a value, unstable, and tells its version. One that takes the place of an
// unstable value has the version of that: a client keeps and replays its last write
// alone, which then follows what is on disk (VBR).
func (o *OST) store(e *export, m wire.Message) wire.Message {
	o.current = register{m.Value, o.committed.version + 1}
	e.unstable = true
	reply := m.Answer(wire.OK)
	reply.Version = o.current.version
	return reply
}

// sync commits what the client wrote.
func (o *OST) sync(e *export, m wire.Message) wire.Message {
	o.commit(e)
	return m.Answer(wire.OK)
}

// cancel commits what the client wrote and frees the lock.
func (o *OST) cancel(e *export, m wire.Message) wire.Message {
	o.commit(e)
	e.granted = false
	return m.Answer(wire.OK)
}

// read gives the value to the client that has the lock. Any other holds one that is
// gone, and hears the same as if its export were.
func (o *OST) read(e *export, m wire.Message) wire.Message {
	if !e.granted {
		return m.Answer(wire.NotConnected)
	}
	reply := m.Answer(wire.OK)
	reply.Value = o.current.value
	return reply
}

// create gives the id of a new object, or to an MDS with its disk of the last of several.
// Ids are on disk: none is given twice.
func (o *OST) create(e *export, m wire.Message) wire.Message {
	if o.creates(m) {
		return o.precreate(e, m)
	}
	o.object++
	reply := m.Answer(wire.OK)
	reply.Object = o.object
	return reply
}

// commit brings what a client wrote to disk. Only the holder of the lock writes, and
// the lock is freed with a commit, so that what is unstable is one client's.
func (o *OST) commit(e *export) {
	if e.unstable {
		o.committed, e.unstable = o.current, false
		o.keepRegister()
	}
}
