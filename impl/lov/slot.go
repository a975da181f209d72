package lov

import (
	"slices"

	"ostlife/impl/env"
	"ostlife/impl/llog"
	"ostlife/impl/osc"
	"ostlife/model/lustre"
)

// Yield points before the LOV's steps.
const (
	PointActive      env.Point = "lov: before ACTIVE"
	PointTopActive   env.Point = "lov: before the layer above is told ACTIVE"
	PointInactive    env.Point = "lov: before INACTIVE"
	PointTopInactive env.Point = "lov: before the layer above is told INACTIVE"
	PointDeactivate  env.Point = "lov: before DEACTIVATE"
	PointActivate    env.Point = "lov: before ACTIVATE"
)

// slot is a target in the LOV, from its ADD record to its last reference.
type slot struct {
	lov    *LOV
	target lustre.Target
	number uint32 // which slot of the node's for this target, from 1
	osc    *osc.OSC
	llog   *llog.Catalog // of an MDS with its disk: nil until the llog is ready (C1a)
	known  bool          // of such an MDS, under the LOV's lock: the OSC was told the last object id (C1b)

	// Under the LOV's lock.
	position    lustre.Position // of the last record that this slot reflects
	deactivated bool
	active      lustre.Instance
	activeFor   lustre.ConnectionCount
	heard       lustre.Numbers // those of the last event that reached it
	told        bool           // the layer above was told ACTIVE last
	penalty     uint64         // which allocation of the LOV's came here last, 0 for none since it became active
	steps       uint64         // how often it has changed
	dying       bool
	freed       bool
}

// step is one step of the worker that changes the slot: change runs only if the
// event is not older than what the slot has heard.
func (s *slot) step(t *env.Task, e osc.Event, p env.Point, a lustre.Action, change func()) bool {
	t.Yield(p)
	s.enter(string(a))
	defer s.lov.lock.Unlock()
	older := e.Numbers.Count < s.heard.Count || e.Numbers.Generation < s.heard.Generation
	if s.dying || older {
		s.trace(lustre.ActEventStale, e)
		return false
	}
	s.heard = e.Numbers
	change()
	s.stepped()
	s.trace(a, e)
	return true
}

// stepped tells the creates that wait for what becomes of this target. The lock is held.
func (s *slot) stepped() {
	s.steps++
	s.lov.stepped.Wake()
}

// enter takes the LOV's lock for a use of the slot; a freed one is poisoned.
func (s *slot) enter(what string) {
	s.lov.lock.Lock()
	if s.freed && s.lov.config.Broken != nil {
		s.lov.config.Broken(lustre.Violation{Stamp: s.lov.world.Stamp(), Node: s.lov.config.Node,
			Target: s.target, What: what + " on a freed slot"})
	}
}

// Active is C2.2.lov: the target is marked active and its QoS penalty reset, then the
// layer above hears of it.
func (s *slot) Active(t *env.Task, e osc.Event) bool {
	return s.step(t, e, PointActive, lustre.ActLovActive, func() {
		s.penalty = 0
		s.active, s.activeFor = e.Instance, e.Numbers.Count
	}) && s.step(t, e, PointTopActive, lustre.ActTopActive, func() {
		s.told = true
		s.lov.config.Top.Active(s.target, e.Instance)
	})
}

// Inactive is C2.5: inactive, never deactivated.
func (s *slot) Inactive(t *env.Task, e osc.Event) bool {
	return s.step(t, e, PointInactive, lustre.ActLovInactive, func() {
		s.active, s.activeFor = 0, 0
		if s.lov.config.Defects.Has(lustre.DefectLossDeactivated) {
			s.deactivated = false
		}
	}) && s.topInactive(t, e, lustre.ActTopInactive)
}

// Deactivate is C3.2 at the LOV.
func (s *slot) Deactivate(t *env.Task, e osc.Event) bool {
	return s.step(t, e, PointDeactivate, lustre.ActLovDeactivate, func() {
		s.active, s.activeFor = 0, 0
		s.deactivated = true
		s.position = e.Position
	}) && s.topInactive(t, e, lustre.ActTopInactive)
}

// Activate takes the administrator's flag away; a connection will make it active.
func (s *slot) Activate(t *env.Task, e osc.Event) bool {
	return s.step(t, e, PointActivate, lustre.ActLovActivate, func() {
		s.deactivated = false
		s.position = e.Position
	})
}

// topInactive tells the layer above.
func (s *slot) topInactive(t *env.Task, e osc.Event, a lustre.Action) bool {
	return s.step(t, e, PointTopInactive, a, func() {
		s.told = false
		s.lov.config.Top.Inactive(s.target)
	})
}

// Removed tells the layer above that the target is gone. The slot is dying, so this
// is the one thing that its numbers do not forbid. Where the layer above has heard
// since that the next slot of the target is active, that stays so.
func (s *slot) Removed(t *env.Task, e osc.Event) bool {
	t.Yield(PointTopInactive)
	s.enter("the end of a slot")
	defer s.lov.lock.Unlock()
	if next := s.lov.table[s.target].slot; next == nil || !next.told {
		s.lov.config.Top.Inactive(s.target)
	}
	s.trace(lustre.ActRemoveTop, e)
	return true
}

// Freed is the last reference going.
func (s *slot) Freed() {
	s.enter("a second end")
	defer s.lov.lock.Unlock()
	s.freed = true
	s.lov.dying = slices.DeleteFunc(s.lov.dying, func(other *slot) bool { return other == s })
}

// state is what the LOV's lock guards of the slot, for a trace. Of the pools a dying slot
// shows nothing: what they name is the index, not it.
func (s *slot) state() lustre.LOVTrace {
	t := lustre.LOVTrace{
		Position: s.position, Present: !s.dying, Deactivated: s.deactivated,
		Active: s.active, ActiveFor: s.activeFor, Penalized: s.penalty > 0, Dying: s.dying,
	}
	if !s.dying {
		t.Pooled, t.Named = s.lov.pools.has("", s.target), s.lov.pools.named(s.target)
	}
	return t
}

// trace writes a step of the worker.
func (s *slot) trace(a lustre.Action, e osc.Event) {
	s.lov.write(a, s.target, lustre.TraceRecord{
		Slot: s.number, Numbers: e.Numbers, Instance: e.Instance, Position: e.Position, LOV: s.state(),
	})
}
