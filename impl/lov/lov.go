package lov

import (
	"slices"
	"time"

	"ostlife/impl/env"
	"ostlife/impl/osc"
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
	Window  time.Duration // how long an OST's recovery window may stay open
	Address func(lustre.Target) wire.Address
	Defects lustre.Defects
	Trace   lustre.Tracer
	Broken  func(lustre.Violation)
	Top     Top

	Storage *Storage               // of an MDS with its disk (C0); nil for none
	Creator osc.Creator            // of the OSCs of such an MDS
	Count   lustre.ConnectionCount // where imports begin to count: above all that the node counted before it started
	Again   bool                   // the node has started before: the trace tells when it has read the config log
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
	dying []*slot

	pools     pools
	pooledAt  lustre.Position // of the last record that they reflect
	allocated uint64          // how many targets were chosen for objects
	stepped   *env.Queue      // a slot has changed
	size      uint32          // the EA size, in targets (C1b)
}

// entry is an index that the config log has named; it outlives its slots.
type entry struct {
	slot     *slot           // nil while the target is absent
	position lustre.Position // of the last record, while it is absent
	slots    uint32          // how many there have been
	count    lustre.ConnectionCount
	dropped  bool // data was dropped with the slot before, and no sync has told it (C3.3)
}

// New makes an empty LOV. Its pinger is started when the config log has been read to
// its end ([LOV.Begin]).
func New(w *env.World, rpc *ptlrpc.Ptlrpcd, p *ptlrpc.Pinger, c Config) *LOV {
	lock := w.NewLock("lov " + c.Node.String())
	return &LOV{config: c, world: w, rpc: rpc, pinger: p, lock: lock, ready: lock.NewQueue("config log"),
		stepped: lock.NewQueue("slots"), table: map[lustre.Target]*entry{}, pools: newPools()}
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

// Status is one read of the slot under its lock.
func (l *LOV) Status(target lustre.Target) lustre.Status {
	l.lock.Lock()
	defer l.lock.Unlock()
	e := l.table[target]
	switch {
	case e == nil:
		return lustre.Status{}
	case e.slot == nil:
		return lustre.Status{Position: e.position}
	}
	return lustre.Status{Position: e.slot.position, Present: true, Deactivated: e.slot.deactivated,
		Active: e.slot.active, State: e.slot.osc.State()}
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

// Snapshot shows every slot in the table, by target, all at one moment of the LOV and each
// with its import at that moment.
func (l *LOV) Snapshot() []lustre.TraceRecord {
	l.lock.Lock()
	defer l.lock.Unlock()
	var list []lustre.TraceRecord
	for _, t := range l.used {
		if s := l.table[t].slot; s != nil {
			r := s.osc.Snapshot()
			r.LOV = s.state()
			list = append(list, r)
		}
	}
	return list
}
