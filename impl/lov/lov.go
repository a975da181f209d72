package lov

import (
	"slices"
	"time"

	"ostlife/impl/env"
	"ostlife/impl/ptlrpc"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// Top is the layer above: a client's llite (C2.2.top). It must not wait.
type Top interface {
	Active(lustre.Target, lustre.Instance)
	Inactive(lustre.Target)
}

// Config is what a LOV is made of.
type Config struct {
	Node    lustre.Node
	Request time.Duration // of the imports' requests
	Address func(lustre.Target) wire.Address
	Defects lustre.Defects
	Trace   lustre.Tracer
	Broken  func(lustre.Violation)
	Top     Top
}

// LOV is the logical object volume of one node.
type LOV struct {
	config Config
	world  *env.World
	rpc    *ptlrpc.Ptlrpcd
	pinger *ptlrpc.Pinger

	lock  *env.Lock
	ready *env.Queue
	begun bool // the config log was read to its end once
	table map[lustre.Target]*entry
	used  []lustre.Target // the keys of table, rising
	pool  []lustre.Target // the global pool, rising
	dying []*slot
}

// entry is an index that the config log has named; it outlives its slots.
type entry struct {
	slot     *slot           // nil while the target is absent
	position lustre.Position // of the last record, while it is absent
	slots    uint32          // how many there have been
	count    lustre.ConnectionCount
}

// New makes an empty LOV. Its pinger is started when the config log has been read to
// its end ([LOV.Begin]).
func New(w *env.World, rpc *ptlrpc.Ptlrpcd, p *ptlrpc.Pinger, c Config) *LOV {
	lock := w.NewLock("lov " + c.Node.String())
	return &LOV{config: c, world: w, rpc: rpc, pinger: p, lock: lock, ready: lock.NewQueue("config log"),
		table: map[lustre.Target]*entry{}}
}

// pooled reports that the global pool names the index. The lock is held.
func (l *LOV) pooled(t lustre.Target) bool {
	_, found := slices.BinarySearch(l.pool, t)
	return found
}

// write completes a trace record of this LOV. The lock is held.
func (l *LOV) write(a lustre.Action, target lustre.Target, r lustre.TraceRecord) {
	if l.config.Trace == nil {
		return
	}
	r.Stamp, r.Time = l.world.Stamp(), l.world.Now()
	r.Action, r.Node, r.Target = a, l.config.Node, target
	l.config.Trace(r)
}

// get gives the slot of a target with a reference, nil if there is none.
func (l *LOV) get(t lustre.Target) *slot {
	l.lock.Lock()
	defer l.lock.Unlock()
	e := l.table[t]
	if e == nil || e.slot == nil {
		return nil
	}
	e.slot.osc.Hold()
	return e.slot
}

// Connect is the operation: a round trip to the target on the connection whose
// instance it returns (see [ptlrpc.Import.RoundTrip]).
func (l *LOV) Connect(t *env.Task, target lustre.Target, until time.Duration) (lustre.Instance, error) {
	if !l.await(t, until) {
		return 0, lustre.ErrUnreachable
	}
	s := l.get(target)
	if s == nil {
		return 0, lustre.ErrNoTarget
	}
	defer s.osc.Put()
	return s.osc.RoundTrip(t, until)
}

// PointBegin is where an application waits until the node has read the config log.
const PointBegin env.Point = "application: wait for the config log"

// await waits until the node has read the config log to its end: no target connects
// before that (C3.3).
func (l *LOV) await(t *env.Task, until time.Duration) bool {
	l.lock.Lock()
	defer l.lock.Unlock()
	for !l.begun {
		if l.ready.Wait(t, PointBegin, until) != env.Woken {
			return false
		}
	}
	return true
}

// Status is one read of the slot under its lock; the import's state, which is shown
// and never judged, is read before it.
func (l *LOV) Status(target lustre.Target) lustre.Status {
	state := lustre.Absent
	if s := l.get(target); s != nil {
		state = s.osc.State()
		s.osc.Put()
	}
	l.lock.Lock()
	defer l.lock.Unlock()
	e := l.table[target]
	switch {
	case e == nil:
		return lustre.Status{}
	case e.slot == nil:
		return lustre.Status{Position: e.position}
	}
	return lustre.Status{Position: e.slot.position, Present: true,
		Deactivated: e.slot.deactivated, Active: e.slot.active, State: state}
}

// Settled waits until everything that config records at or before the position ask
// of this node has ended, and returns false if until comes first.
func (l *LOV) Settled(t *env.Task, p lustre.Position, until time.Duration) bool {
	settled := true
	for _, s := range l.all() {
		settled = settled && s.osc.Settled(t, p, until)
		s.osc.Put()
	}
	return settled
}

// all lists every slot with a reference, the dying ones too.
func (l *LOV) all() []*slot {
	l.lock.Lock()
	defer l.lock.Unlock()
	var list []*slot
	for _, t := range l.used {
		if s := l.table[t].slot; s != nil {
			list = append(list, s)
		}
	}
	list = append(list, l.dying...)
	return slices.DeleteFunc(list, func(s *slot) bool { return !s.osc.TryHold() })
}

// Lose takes a target's connection away, as a broken link would.
func (l *LOV) Lose(target lustre.Target) bool {
	s := l.get(target)
	if s == nil {
		return false
	}
	defer s.osc.Put()
	return s.osc.Lose()
}

// Snapshot shows every slot in the table, by target.
func (l *LOV) Snapshot() []lustre.TraceRecord {
	var list []lustre.TraceRecord
	for _, s := range l.all() {
		r := s.osc.Snapshot()
		l.lock.Lock()
		r.LOV = s.state()
		dying := s.dying
		l.lock.Unlock()
		if !dying {
			list = append(list, r)
		}
		s.osc.Put()
	}
	return list
}
