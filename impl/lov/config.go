package lov

import (
	"fmt"
	"slices"

	"ostlife/impl/env"
	"ostlife/impl/osc"
	"ostlife/impl/ptlrpc"
	"ostlife/model/lustre"
)

// Yield points of the config reader.
const (
	PointConfig    env.Point = "config: before a record"
	PointPoolAdd   env.Point = "config: before the pool is joined"
	PointPoolFlush env.Point = "config: before the pools are flushed"
	PointLlog      env.Point = "config: before a target's llog is made ready"
	PointObjid     env.Point = "config: before a target's last object id is read"
)

// RecordError says that a config record does not fit the records before it. The MGS
// writes none such, so it is told and the record is left out.
type RecordError struct {
	Node   lustre.Node
	Record lustre.ConfigRecord
	Reason string
}

// Error names the node, the position and the target.
func (e *RecordError) Error() string {
	return fmt.Sprintf("%s: config record %d (%s %s): %s", e.Node, e.Record.Position, e.Record.Kind, e.Record.Target, e.Reason)
}

// Apply is the config reader's: it applies one record and returns, never waiting for
// what the record asks of a worker (C2.4).
func (l *LOV) Apply(t *env.Task, r lustre.ConfigRecord) error {
	t.Yield(PointConfig)
	switch r.Kind {
	case lustre.ConfigAdd:
		return l.add(t, r)
	case lustre.ConfigDeactivate, lustre.ConfigActivate:
		return l.mark(r)
	case lustre.ConfigRemove:
		return l.remove(t, r)
	case lustre.ConfigJoin, lustre.ConfigLeave:
		return l.change(r)
	}
	return l.refuse(r, "of unknown kind")
}

func (l *LOV) refuse(r lustre.ConfigRecord, reason string) error {
	return &RecordError{l.config.Node, r, reason}
}

// Begin is the config reader's, once, when it has read the log to its end: targets
// connect from here on (C3.3).
func (l *LOV) Begin() {
	l.lock.Lock()
	l.begun = true
	if l.config.Again {
		l.write(lustre.ActNodeStarted, 0, lustre.TraceRecord{Position: l.pooledAt})
	}
	l.ready.Wake()
	l.lock.Unlock()
	l.pinger.Start(l.world, l.config.Node.String())
}

// add makes the slot, then lets the index into the global pool (C1c).
func (l *LOV) add(t *env.Task, r lustre.ConfigRecord) error {
	s, err := l.make(r)
	if err != nil {
		return err
	}
	if l.config.Storage != nil {
		if err := l.prepare(t, s, r); err != nil {
			return l.refuse(r, err.Error())
		}
	}
	t.Yield(PointPoolAdd)
	l.lock.Lock()
	defer l.lock.Unlock()
	l.pooledAt = r.Position
	l.pools.join("", r.Target)
	shown := lustre.TraceRecord{Slot: s.number, Position: r.Position, LOV: s.state()}
	if l.config.Storage != nil {
		shown.Size = l.size
	}
	l.write(lustre.ActConfigPoolAdd, r.Target, shown)
	return nil
}

// make puts a new slot into the table. A slot before it may still be dying: this is
// another one for the same UUID.
func (l *LOV) make(r lustre.ConfigRecord) (*slot, error) {
	l.lock.Lock()
	defer l.lock.Unlock()
	e := l.table[r.Target]
	if e == nil {
		e = &entry{count: l.config.Count}
		l.table[r.Target] = e
		at, _ := slices.BinarySearch(l.used, r.Target)
		l.used = slices.Insert(l.used, at, r.Target)
	}
	if e.slot != nil {
		return nil, l.refuse(r, "the target is there already")
	}
	e.slots++
	s := &slot{lov: l, target: r.Target, number: e.slots, position: r.Position}
	s.osc = l.newOSC(s, ptlrpc.Config{
		Node: l.config.Node, Target: r.Target, Slot: s.number, OST: l.config.Address(r.Target),
		Request: l.config.Request, Window: l.config.Window, Defects: l.config.Defects, Trace: l.config.Trace,
		Broken: l.config.Broken, Count: e.count, Dropped: e.dropped,
	})
	e.slot = s
	l.write(lustre.ActConfigAdd, r.Target, lustre.TraceRecord{Slot: s.number, Position: r.Position, LOV: s.state()})
	if l.config.Storage == nil {
		l.cover(r.Target)
		l.pinger.Add(s.osc.Import) // from here on it may connect
	}
	return s, nil
}

// newOSC makes the OSC of a slot, of an MDS with its disk one that creates ahead.
func (l *LOV) newOSC(s *slot, c ptlrpc.Config) *osc.OSC {
	if l.config.Storage == nil {
		return osc.New(l.world, l.rpc, c, s)
	}
	creator := l.config.Creator
	creator.Found = func(last uint64) {
		_, _ = l.config.Storage.Use(s.target, last) // a disk that fails is told of where it is used
	}
	return osc.NewMDS(l.world, l.rpc, c, s, creator)
}

// mark has the import deactivated or activated. It leaves the pools as they are.
func (l *LOV) mark(r lustre.ConfigRecord) error {
	s := l.get(r.Target)
	if s == nil {
		return l.refuse(r, "there is no such target")
	}
	defer s.osc.Put()
	if r.Kind == lustre.ConfigDeactivate {
		s.osc.Deactivate(r.Position)
	} else {
		s.osc.Activate(r.Position)
	}
	l.lock.Lock()
	defer l.lock.Unlock()
	l.pooledAt = r.Position
	return nil
}

// remove flushes the index from all pools, then takes the slot out of the table: it
// is dying, and goes with its last reference (C3.3).
func (l *LOV) remove(t *env.Task, r lustre.ConfigRecord) error {
	s := l.get(r.Target)
	if s == nil {
		return l.refuse(r, "there is no such target")
	}
	defer s.osc.Put()
	if !l.config.Defects.Has(lustre.DefectPoolKept) {
		t.Yield(PointPoolFlush)
		l.flush(s, r)
	}
	t.Yield(PointConfig)
	l.kill(s, r)
	if l.pinger.Del(s.osc.Import) {
		s.osc.Put()
	}
	return nil
}

// kill marks the slot dying and ends its requests, in one hold of both locks, so that
// nobody sees one without the other.
func (l *LOV) kill(s *slot, r lustre.ConfigRecord) {
	l.lock.Lock()
	defer l.lock.Unlock()
	s.dying = true
	s.position = r.Position
	s.active, s.activeFor = 0, 0
	s.stepped()
	l.pooledAt = r.Position
	e := l.table[r.Target]
	s.heard, e.dropped = s.osc.Remove(r.Position, s.state())
	e.slot, e.position, e.count = nil, r.Position, s.heard.Count
	l.dying = append(l.dying, s)
}
