package ost

import (
	"cmp"
	"slices"

	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// export is what the OST knows of a client. It outlives an eviction, so that an older
// request is still known for what it is; instance and count are on disk.
type export struct {
	client   string
	address  wire.Address // from where it connected
	instance lustre.Instance
	count    lustre.ConnectionCount // of the newest connect taken
	recovery lustre.ExportRecovery
	granted  bool // the lock
	unstable bool // a write of the client's is not committed

	known    bool          // it is the MDS's, which has said so on this connection
	llog     uint64        // the request that connected the MDS's llog last
	created  wire.Message  // the last reply to a create of the MDS's
	answered wire.Message  // the last reply to what a client asks one at a time
	final    *wire.Message // a final ping that waits for the window's end
}

// export finds a client's export. One that never connected gets one that is kept
// nowhere.
func (o *OST) export(client string) *export {
	if i, found := o.find(client); found {
		return o.exports[i]
	}
	return &export{client: client}
}

func (o *OST) find(client string) (int, bool) {
	return slices.BinarySearchFunc(o.exports, client, func(e *export, c string) int { return cmp.Compare(e.client, c) })
}

// keep puts an export among the others, if it is not there.
func (o *OST) keep(e *export) {
	if i, found := o.find(e.client); !found {
		o.exports = slices.Insert(o.exports, i, e)
	}
}

// is tells whether the export is there and the one that an instance names.
func (e *export) is(i lustre.Instance) bool { return i != 0 && i == e.instance }

// drop ends an export. What its client wrote, and the OST took, stays (C2.1c).
func (o *OST) drop(e *export) {
	o.commit(e)
	if e.instance != 0 {
		e.instance = 0
		o.keepExport(e)
	}
	e.recovery, e.granted, e.known = lustre.ExportNormal, false, false
}

// connect gives an export, or none while a recovery window keeps new clients out. A
// second copy of the connect that made the export gets the same answer, and is not
// traced: it changes nothing; one that
// comes after the export was dropped, or the OST restarted, is as late as an older one.
func (o *OST) connect(e *export, m wire.Message) (wire.Message, bool) {
	again := m.Count == e.count
	if m.Count < e.count || again && (e.instance == 0 || e.recovery == lustre.ExportAwaiting) {
		o.trace(lustre.ActOstConnect, m, e, func(r *lustre.TraceRecord) { r.Instance = e.instance })
		return wire.Message{}, false
	}
	if !again {
		o.keep(e)
		e.address, e.count = m.From, m.Count
		o.admit(e, m.Instance)
		e.known = m.MDS && e.instance != 0
		o.keepExport(e)
	}
	reply := m.Answer(wire.OK)
	if e.instance == 0 {
		reply.Result = wire.InWindow
	}
	reply.Instance, reply.Window = e.instance, e.window()
	if !again {
		o.trace(lustre.ActOstConnect, m, e, func(r *lustre.TraceRecord) {
			r.Taken, r.Instance, r.Window = true, reply.Instance, reply.Window
		})
	}
	return reply, true
}

// admit lets a client that still holds an instance in.
func (o *OST) admit(e *export, held lustre.Instance) {
	if e.is(held) {
		e.rejoin()
		return
	}
	o.drop(e)
	if !o.inWindow() {
		o.last++
		e.instance = o.last
		o.keepServer()
	}
}

// rejoin takes note in a window that a client of before the restart has come, or has
// come again with some of its replay done.
func (e *export) rejoin() {
	switch e.recovery {
	case lustre.ExportAwaiting:
		e.recovery = lustre.ExportJoined
	case lustre.ExportDone:
		e.recovery = lustre.ExportReplaying
	}
}

// window is what a client that connects is told of the recovery window.
func (e *export) window() lustre.Window {
	switch e.recovery {
	case lustre.ExportNormal:
		return lustre.NoWindow
	case lustre.ExportJoined:
		return lustre.WindowFresh
	}
	return lustre.WindowAgain
}

// disconnect drops the export that the client still holds (C3.2).
func (o *OST) disconnect(e *export, m wire.Message) (wire.Message, bool) {
	taken := m.Count >= e.count
	if taken && e.is(m.Instance) {
		o.drop(e)
	}
	o.trace(lustre.ActOstDisconnect, m, e, func(r *lustre.TraceRecord) { r.Taken = taken })
	return m.Answer(wire.OK), taken
}

// evict drops a client's export for the administrator.
func (o *OST) evict(m wire.Message) wire.Message {
	e := o.export(m.Client)
	reply := m.Answer(wire.OK)
	reply.Instance = e.instance
	if e.instance == 0 {
		reply.Result = wire.NotConnected
	}
	o.drop(e)
	o.keepServed(m)
	o.trace(lustre.ActEvict, m, e, func(r *lustre.TraceRecord) {
		r.Instance, r.Taken = reply.Instance, reply.Instance != 0
	})
	return reply
}

// Newest is the highest connection count of a client's that the OST has taken.
func (o *OST) Newest() lustre.ConnectionCount {
	o.lock.Lock()
	defer o.lock.Unlock()
	var newest lustre.ConnectionCount
	for _, e := range o.exports {
		newest = max(newest, e.count)
	}
	return newest
}
