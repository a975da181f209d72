package mds

import (
	"time"

	"ostlife/impl/disk"
	"ostlife/impl/env"
	"ostlife/impl/llog"
	"ostlife/impl/ptlrpc"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// PointRecords is where the MDS waits before it looks for records that a dead client left.
const PointRecords env.Point = "mds: wait before records are looked at"

// RecordsAtOnce is how many records of a target are read, or destroyed by the MDS itself,
// at a time.
const RecordsAtOnce = 64

// cookie names an unlink record.
type cookie struct{ log, index uint64 }

// owner is whose unlink wrote a record: it is the one to destroy the object.
type owner struct {
	client string
	start  uint64 // the number of the client's start
}

// unlink takes a file away and writes the record of its object in one transaction (C1a),
// and answers with the record's cookie. A target whose llog is not ready is refused. A
// request that is replayed finds either the file as it was, or that it has been done, and
// perhaps not committed.
func (s *server) unlink(m wire.Message, c *client) (wire.Message, bool) {
	taken := func(result wire.Result, transno uint64) wire.Message {
		s.trace(lustre.TraceRecord{Action: lustre.ActMdsUnlink, Target: m.Target, Object: m.Object,
			Taken: true, Refused: result != wire.OK, Transno: transno})
		reply := s.answer(m, result)
		if result != wire.OK && m.Number > c.number { // a copy of it gets the same answer
			c.number, c.answer = m.Number, reply
		}
		return reply
	}
	file := fileName(m.Target, m.Object)
	if _, there := s.Disk.Get(file); !there {
		if m.Again {
			return s.done(m, taken(wire.OK, 0)), true
		}
		return taken(wire.NoObject, 0), true
	}
	log := s.lov.Llog(m.Target)
	if log == nil {
		return taken(wire.NoTarget, 0), true
	}
	reply := m.Answer(wire.OK)
	r, number, err := log.Add(m.Object, func(r llog.Record) []disk.Change {
		reply.Object, reply.Unlinks = m.Object, []wire.Unlink{wire.Unlink(r)}
		changes := []disk.Change{disk.Delete(file)}
		if m.Number >= c.number { // a replay may be of an older one
			changes = append(changes, c.change(m.Client, m.Number, reply))
		}
		return changes
	})
	if err != nil {
		return wire.Message{}, false // the disk has failed
	}
	reply.Transno = number
	if m.Number >= c.number {
		c.number, c.answer = m.Number, reply
	}
	s.owners[cookie{r.Log, r.Index}] = owner{m.Client, m.Number >> ptlrpc.BootShift}
	whole := taken(wire.OK, number)
	whole.Object, whole.Unlinks, whole.Transno = reply.Object, reply.Unlinks, number
	return whole, true
}

// done makes the answer to a replay that finds no file. As long as there is a record of the
// object it is that one's: a replay whose answer was lost is not committed by being done,
// and its object must not be destroyed before.
func (s *server) done(m wire.Message, reply wire.Message) wire.Message {
	if log := s.Storage.Catalogs().Catalog(m.Target); log != nil {
		if r, number, there := log.Find(m.Object); there {
			reply.Object, reply.Unlinks, reply.Transno = m.Object, []wire.Unlink{wire.Unlink(r)}, number
		}
	}
	return reply
}

// readLlog gives an OST the committed records of its target behind one (C2.2.osc).
func (s *server) readLlog(m wire.Message) wire.Message {
	reply := s.answer(m, wire.OK)
	log := s.Storage.Catalogs().Catalog(m.Target)
	if log == nil {
		return reply
	}
	var last llog.Record
	if len(m.Unlinks) > 0 {
		last = llog.Record(m.Unlinks[0])
	}
	for _, r := range log.Records(last, RecordsAtOnce) {
		reply.Unlinks = append(reply.Unlinks, wire.Unlink(r))
	}
	return reply
}

// cancel deletes the records whose destroys an OST has committed.
func (s *server) cancel(m wire.Message) {
	log := s.lov.Llog(m.Target)
	if log == nil {
		return // it can be done when the target is there again
	}
	var records []llog.Record
	for _, r := range m.Unlinks {
		records = append(records, llog.Record(r))
	}
	gone, number, err := log.Cancel(records)
	if err != nil {
		return // the disk has failed
	}
	left := log.Len() + len(gone)
	for _, r := range gone {
		left--
		delete(s.owners, cookie{r.Log, r.Index})
		s.trace(lustre.TraceRecord{Action: lustre.ActLlogCancel, Target: m.Target, Object: r.Object, Taken: true, Transno: number, Size: uint32(left)})
	}
}

// destroyRecords is a task: it has the objects destroyed of records that nobody else will
// see to while the connection to their OST holds, as their client has died.
func (s *server) destroyRecords(t *env.Task) {
	for t.Sleep(PointRecords, s.Silence) != env.Stopped {
		if !s.lov.Started() || s.Defects.Has(lustre.DefectLlogOnlyAtConnect) {
			continue
		}
		for _, target := range s.lov.Targets() {
			s.destroyOf(t, target)
		}
	}
}

// destroyOf has the objects of one target's records destroyed.
func (s *server) destroyOf(t *env.Task, target lustre.Target) {
	log := s.lov.Llog(target)
	if log == nil || s.lov.Status(target).Active == 0 {
		return // a new connection replays the llog
	}
	for _, r := range log.Records(llog.Record{}, RecordsAtOnce) {
		if s.left(r) && s.lov.Destroy(t, target, lustre.ActRecordDestroySend, r, s.world.Now()+s.Silence) != nil {
			return
		}
	}
}

// left reports that a record's client has died, or started again, or that nobody knows
// whose it was.
func (s *server) left(r llog.Record) bool {
	s.lock.Lock()
	defer s.lock.Unlock()
	own, known := s.owners[cookie{r.Log, r.Index}]
	if !known {
		return s.silent(s.began)
	}
	c := s.clients[own.client]
	return c.start > own.start || s.silent(c.heard)
}

func (s *server) silent(since time.Duration) bool { return s.world.Now()-since >= s.Silence }
