package lov

import (
	"cmp"
	"time"

	"ostlife/impl/env"
	"ostlife/model/lustre"
)

// Yield points of a create.
const (
	PointAllocate env.Point = "application: before a target is chosen for an object"
	PointMove     env.Point = "application: wait for what becomes of a create's target"
)

// Allocation is a target chosen for one new object. It holds a reference on the target's
// slot until [Allocation.Put].
type Allocation struct {
	Target lustre.Target

	slot  *slot
	pool  string
	steps uint64 // the slot's, when it was chosen or last looked at
}

// Allocate chooses a target of a pool for a new object (C2.2.lov): of those that are fit
// the one with the least penalty, the lowest index of several. Its penalty becomes
// higher than any other's until the target becomes active anew, so that the others have
// their turn first. It is refused with ErrNoUsable if none is fit, and with
// ErrUnreachable if the config log is not read by then.
func (l *LOV) Allocate(t *env.Task, pool string, until time.Duration) (*Allocation, error) {
	if !l.await(t, until) {
		return nil, lustre.ErrUnreachable
	}
	t.Yield(PointAllocate)
	l.lock.Lock()
	defer l.lock.Unlock()
	var best *slot
	for _, target := range l.pools.members[pool] {
		if s := l.table[target].slot; l.fit(s) && (best == nil || s.penalty < best.penalty) {
			best = s
		}
	}
	if best == nil {
		return nil, lustre.ErrNoUsable
	}
	l.allocated++
	best.penalty = l.allocated
	best.osc.Hold()
	l.write(lustre.ActCreateAllocate, best.target, lustre.TraceRecord{Slot: best.number, Pool: pool, LOV: best.state()})
	return &Allocation{Target: best.target, slot: best, pool: pool, steps: best.steps}, nil
}

// fit reports that objects may be allocated on a slot, nil for one that is not there.
// The lock is held.
func (l *LOV) fit(s *slot) bool {
	return s != nil && s.active != 0 && !s.deactivated && l.pools.has("", s.target)
}

// Create makes the object on the target chosen (see [osc.OSC.Create]). After a refusal
// ask [Allocation.Moves].
func (a *Allocation) Create(t *env.Task, until time.Duration) (object uint64, err error) {
	return a.slot.osc.Create(t, until)
}

// CreateFile is Create on an MDS with its disk (see [osc.OSC.CreateFile]).
func (a *Allocation) CreateFile(t *env.Task, until time.Duration, use func(object uint64) (uint64, error)) (uint64, error) {
	return a.slot.osc.CreateFile(t, until, use)
}

// Moves tells, of a create that its target did not take, whether it goes elsewhere: that
// is decided by the target not being fit any more (C3.2). While what came between has
// not reached the LOV it waits; it returns false when the target has changed and is fit,
// or until has come.
func (a *Allocation) Moves(t *env.Task, until time.Duration) bool {
	old, moves := a.look(t, until)
	if old != nil {
		old.osc.Put()
	}
	return moves
}

// look is Moves but for a reference: where the target has another slot by now, which is
// fit, the allocation goes over to it, and the slot that it leaves is returned.
func (a *Allocation) look(t *env.Task, until time.Duration) (left *slot, moves bool) {
	l := a.slot.lov
	l.lock.Lock()
	defer l.lock.Unlock()
	for {
		now := l.table[a.Target].slot
		switch {
		case !l.fit(now):
			shown := cmp.Or(now, a.slot)
			l.write(lustre.ActCreateMove, a.Target, lustre.TraceRecord{Slot: shown.number, Pool: a.pool, LOV: shown.state()})
			return nil, true
		case now != a.slot:
			left, a.slot, a.steps = a.slot, now, now.steps
			now.osc.Hold()
			return left, false
		case now.steps != a.steps:
			a.steps = now.steps
			return nil, false
		case l.stepped.Wait(t, PointMove, until) != env.Woken:
			return nil, false
		}
	}
}

// Put gives the allocation's reference back.
func (a *Allocation) Put() { a.slot.osc.Put() }
