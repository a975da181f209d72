package lov

import (
	"ostlife/impl/disk"
	"ostlife/impl/env"
	"ostlife/impl/llog"
	"ostlife/model/lustre"
)

// objidName is lov-objid on the disk: of each index 0 if it was never seen, else one more
// than the last object id that was used.
const objidName = "lov_objid"

// Storage is what the LOV of an MDS is attached with (C0): its disk, the llog's catalogs
// and lov-objid. It is the MDS's and outlives slots.
type Storage struct {
	disk     *disk.Obd
	catalogs *llog.Catalogs

	lock *env.Lock
	ids  []uint64
	at   uint64 // the transaction that changed ids last
}

// Attach reads the catalogs and lov-objid of an MDS's disk. The error is that of a record
// that is damaged.
func Attach(w *env.World, d *disk.Obd) (*Storage, error) {
	catalogs, err := llog.NewCatalogs(w, d)
	if err != nil {
		return nil, err
	}
	ids, err := d.Numbers(objidName, 0)
	if err != nil {
		return nil, err
	}
	return &Storage{disk: d, catalogs: catalogs, lock: w.NewLock("lov-objid"), ids: ids}, nil
}

// Catalogs are the MDS's unlink logs.
func (s *Storage) Catalogs() *llog.Catalogs { return s.catalogs }

// see reads the last id used of a target that is added (C1b). known says that the target
// has a catalog from before: then a last id that is not there is lost.
func (s *Storage) see(t lustre.Target, known bool) (last uint64, lost bool, err error) {
	s.lock.Lock()
	defer s.lock.Unlock()
	if id := s.id(t); id > 0 {
		return id - 1, false, nil
	}
	if known {
		return 0, true, nil
	}
	s.set(t, 0)
	_, err = s.disk.Write(s.change())
	return 0, false, err
}

// Use writes that an object of a target was used, in one transaction with other changes,
// and returns its number. Ids never go back.
func (s *Storage) Use(t lustre.Target, object uint64, others ...disk.Change) (uint64, error) {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.set(t, object)
	number, err := s.disk.Write(append(others, s.change())...)
	s.at = max(s.at, number)
	return number, err
}

// Committed reports that the ids are on the disk as they are.
func (s *Storage) Committed() bool {
	s.lock.Lock()
	defer s.lock.Unlock()
	return s.disk.Committed() >= s.at
}

// Last is the last id used of a target, and whether the target was ever seen.
func (s *Storage) Last(t lustre.Target) (uint64, bool) {
	s.lock.Lock()
	defer s.lock.Unlock()
	id := s.id(t)
	return max(id, 1) - 1, id > 0
}

func (s *Storage) id(t lustre.Target) uint64 {
	if int(t) < len(s.ids) {
		return s.ids[t]
	}
	return 0
}

func (s *Storage) set(t lustre.Target, last uint64) {
	if more := int(t) + 1 - len(s.ids); more > 0 {
		s.ids = append(s.ids, make([]uint64, more)...)
	}
	s.ids[t] = max(s.ids[t], last+1)
}

func (s *Storage) change() disk.Change { return disk.Put(objidName, disk.Numbers(s.ids...)) }

// The layout of a LOV EA: a head, and a part for each stripe.
const (
	eaHead    = 48
	eaStripe  = 24
	maxStripe = 160
)

// EASize is the most bytes that the LOV EA of a file can have: of one with a stripe on
// each target that the node has seen since it started (C1b). It never shrinks.
func (l *LOV) EASize() uint32 {
	l.lock.Lock()
	defer l.lock.Unlock()
	return eaHead + eaStripe*min(l.size, maxStripe)
}

// LastID is the last object id of a target that an MDS has used (C1b). It is refused with
// ErrNoTarget where none was ever seen, and on any other node.
func (l *LOV) LastID(t lustre.Target) (uint64, error) {
	if l.config.Storage == nil {
		return 0, lustre.ErrNoTarget
	}
	last, seen := l.config.Storage.Last(t)
	if !seen {
		return 0, lustre.ErrNoTarget
	}
	return last, nil
}

// Llog is the unlink log of a target whose llog is ready (C1a), nil of any other.
func (l *LOV) Llog(t lustre.Target) *llog.Catalog {
	l.lock.Lock()
	defer l.lock.Unlock()
	if e := l.table[t]; e != nil && e.slot != nil {
		return e.slot.llog
	}
	return nil
}

// Targets lists the targets that are there, rising.
func (l *LOV) Targets() []lustre.Target {
	l.lock.Lock()
	defer l.lock.Unlock()
	var list []lustre.Target
	for _, t := range l.used {
		if l.table[t].slot != nil {
			list = append(list, t)
		}
	}
	return list
}

// Started reports that the config log was read to its end once.
func (l *LOV) Started() bool {
	l.lock.Lock()
	defer l.lock.Unlock()
	return l.begun
}

// cover raises the EA size to a target's. The lock is held.
func (l *LOV) cover(t lustre.Target) { l.size = max(l.size, uint32(t)+1) }

// prepare makes the llog of a target ready and tells its OSC the last known object id, on
// an MDS with its disk, before the target may connect or enters a pool (C1a, C1b).
func (l *LOV) prepare(t *env.Task, s *slot, r lustre.ConfigRecord) error {
	storage := l.config.Storage
	t.Yield(PointLlog)
	known := storage.catalogs.Known(r.Target)
	catalog, err := storage.catalogs.Attach(r.Target)
	if err != nil {
		return err
	}
	l.lock.Lock()
	s.llog = catalog
	l.write(lustre.ActConfigLlog, r.Target, lustre.TraceRecord{Slot: s.number, Position: r.Position, LOV: s.state()})
	l.lock.Unlock()
	t.Yield(PointObjid)
	last, lost, err := storage.see(r.Target, known)
	if err != nil {
		return err
	}
	s.osc.Tell(last, lost)
	l.lock.Lock()
	l.cover(r.Target)
	s.known = true
	l.stepped.Wake()
	l.write(lustre.ActConfigObjid, r.Target, lustre.TraceRecord{Slot: s.number, Position: r.Position, Taken: !lost, Object: last,
		Size: l.size, LOV: s.state()})
	l.lock.Unlock()
	l.pinger.Add(s.osc.Import)
	return nil
}
