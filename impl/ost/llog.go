package ost

import (
	"fmt"
	"slices"

	"ostlife/impl/disk"
	"ostlife/impl/env"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// Yield points of the llog's reader.
const (
	PointLlogRead    env.Point = "ost: before the llog is read"
	PointLlogDestroy env.Point = "ost: before the object of an llog record is destroyed"
)

// MaxStock is how many objects are created at a time; an MDS that asks for more gets as
// many.
const MaxStock = 1024

// objectPrefix is where the disk has an object, by id.
const objectPrefix = "object/"

func objectName(id uint64) string { return fmt.Sprintf("%s%016x", objectPrefix, id) }

func parseObject(name string) (id uint64, ok bool) {
	n, err := fmt.Sscanf(name, objectPrefix+"%x", &id)
	return id, err == nil && n == 1
}

// creates reports that a request is a create of the MDS's.
func (o *OST) creates(m wire.Message) bool { return m.Kind == wire.Create && o.config.Disk.Obd != nil }

// stranger reports that an export is not known to be the MDS's (C2.2.osc).
func (o *OST) stranger(e *export) bool { return o.config.Disk.Obd != nil && !e.known }

// mdsConn learns that an export is the MDS's: KEY_MDS_CONN (C2.2.osc).
func (o *OST) mdsConn(e *export, m wire.Message) wire.Message {
	e.known = true
	return m.Answer(wire.OK)
}

// precreate creates objects ahead of their use, and tells the last one's id. They are on
// the disk before that, so that no id is given twice.
func (o *OST) precreate(e *export, m wire.Message) wire.Message {
	stock := min(max(m.Stock, 1), MaxStock)
	for range stock {
		o.object++
		o.make(o.object)
	}
	o.keepServer()
	reply := m.Answer(wire.OK)
	reply.Object, reply.Stock = o.object, stock
	e.created = reply
	return reply
}

func (o *OST) make(id uint64) {
	o.mds.objects[id] = true
	o.change(disk.Put(objectName(id), nil), true)
}

// orphans destroys what is above the last id that the MDS has used, and tells the last id
// that was ever given: ids are not given again (C2.3). An MDS that has lost its lov-objid
// has nothing destroyed. What a damaged disk has lost up to that id is made again.
func (o *OST) orphans(_ *export, m wire.Message) wire.Message {
	for id := m.Object + 1; id <= o.object && !m.Lost; id++ {
		o.unmake(id, true)
	}
	o.reach(m.Object)
	o.keepServer()
	reply := m.Answer(wire.OK)
	reply.Object = o.object
	return reply
}

// MaxRecreate is how many objects are made again that a damaged disk has forgotten. Where
// there are more, none is; their ids are not given again all the same.
const MaxRecreate = 1 << 12

// reach makes what a damaged disk has forgotten: objects up to one that is known to have
// been given.
func (o *OST) reach(id uint64) {
	if id <= o.object {
		return
	}
	for again := o.object + 1; again <= id && id-o.object <= MaxRecreate; again++ {
		o.make(again)
	}
	o.object = id
	o.keepServer()
}

func (o *OST) unmake(id uint64, durable bool) {
	o.reach(id)
	if o.mds.objects[id] {
		delete(o.mds.objects, id)
		o.change(disk.Delete(objectName(id)), durable)
	}
}

// destroy destroys an object for an unlink record, which is cancelled when that is
// committed. One that is not there was destroyed before (C1a).
func (o *OST) destroy(_ *export, m wire.Message) wire.Message {
	if o.config.Disk.Obd == nil {
		return m.Answer(wire.NoTarget)
	}
	o.unmake(m.Object, false)
	o.mds.destroyed = append(o.mds.destroyed, m.Unlinks...)
	return m.Answer(wire.OK)
}

// llogConnect begins to replay the MDS's llog, and is answered when that has ended
// (C2.2.osc). One that is older than what the MDS has asked for since is dropped, and so
// is a copy.
func (o *OST) llogConnect(e *export, m wire.Message) (wire.Message, bool) {
	fill := func(taken, refused bool) func(*lustre.TraceRecord) {
		return func(r *lustre.TraceRecord) { r.Ask, r.Taken, r.Refused = lustre.AskLlog, taken, refused }
	}
	switch {
	case m.Count < e.count || m.XID <= max(e.answered.XID, e.llog):
		o.trace(lustre.ActOstLlogConnect, m, e, fill(false, false))
		return wire.Message{}, false
	case !e.is(m.Instance) || e.recovery != lustre.ExportNormal || !e.known:
		o.trace(lustre.ActOstLlogConnect, m, e, fill(true, true))
		return m.Answer(wire.NotConnected), true
	}
	e.llog = m.XID
	o.trace(lustre.ActOstLlogConnect, m, e, fill(true, false))
	o.world.Go("ost "+o.target.String()+" llog", func(t *env.Task) { o.replayLlog(t, e, m) })
	return wire.Message{}, false
}

// replayLlog destroys the objects of the MDS's committed records, one after another, and
// answers the request that asked for it. A newer connection ends it without an answer.
func (o *OST) replayLlog(t *env.Task, e *export, m wire.Message) {
	last := []wire.Unlink(nil)
	for {
		t.Yield(PointLlogRead)
		list, ok := o.readLlog(t, last)
		switch {
		case !o.replays(e, m) || o.world.Stopped():
			return
		case !ok:
			continue
		case len(list) == 0:
			o.endLlog(t, e, m)
			return
		}
		for _, r := range list {
			t.Yield(PointLlogDestroy)
			if !o.replayRecord(t, e, m, r) {
				return
			}
		}
		last = list[len(list)-1:]
	}
}

// readLlog asks the MDS for the records behind one.
func (o *OST) readLlog(t *env.Task, last []wire.Unlink) ([]wire.Unlink, bool) {
	d := o.config.Disk
	reply, err := o.mds.reader.Call(t, wire.Message{Kind: wire.LlogRead, To: d.MDT, Target: o.target, Unlinks: last}, d.Request)
	return reply.Unlinks, err == nil && reply.Result == wire.OK
}

// replays reports that the llog that a request connected is still to be replayed.
func (o *OST) replays(e *export, m wire.Message) bool {
	o.lock.Lock()
	defer o.lock.Unlock()
	return o.replaysLocked(e, m)
}

func (o *OST) replaysLocked(e *export, m wire.Message) bool {
	return e.llog == m.XID && e.count == m.Count && e.is(m.Instance) && e.known && e.recovery == lustre.ExportNormal
}

// replayRecord destroys the object of one record, if the connection is still the one.
func (o *OST) replayRecord(t *env.Task, e *export, m wire.Message, r wire.Unlink) bool {
	o.lock.Lock()
	defer o.lock.Unlock()
	if !o.replaysLocked(e, m) {
		return false
	}
	there := o.mds.objects[r.Object]
	o.unmake(r.Object, false)
	o.mds.destroyed = append(o.mds.destroyed, r)
	if there {
		o.trace(lustre.ActOstLlogReplay, m, e, func(t *lustre.TraceRecord) {
			t.Ask, t.Taken, t.Object = lustre.AskLlog, true, r.Object
		})
	}
	return o.write(t)
}

// endLlog answers the request.
func (o *OST) endLlog(t *env.Task, e *export, m wire.Message) {
	o.lock.Lock()
	defer o.lock.Unlock()
	if !o.replaysLocked(e, m) {
		return
	}
	o.trace(lustre.ActOstLlogReplay, m, e, func(r *lustre.TraceRecord) { r.Ask, r.Taken = lustre.AskLlog, true })
	if o.write(t) {
		o.send(m.Answer(wire.OK))
	}
}

// Objects lists the objects that are there, rising. The one that clients write to is none
// of them.
func (o *OST) Objects() []uint64 {
	o.lock.Lock()
	defer o.lock.Unlock()
	list := make([]uint64, 0, len(o.mds.objects))
	for id := range o.mds.objects {
		list = append(list, id)
	}
	slices.Sort(list)
	return list
}
