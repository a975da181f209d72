package model

import (
	"ostlife/model/explore"
	"ostlife/model/lustre"
)

// promise is a row of the table of liveness properties: <>[] while => <>[] until, for
// each pair. Without until, while must not hold for ever. The links and the OSTs are
// up once the faults have ended.
type promise struct {
	name, clause, why string

	places       places
	while, until func(r rules, s *State, at Site) bool
}

// promises is the table. What is narrow stands before what is wide: where a row does not
// hold, those after it may not either, by the same story.
var promises = []promise{
	{
		name: "InvalidateDrains", clause: "C2.1c", places: perPair,
		why:   "no connect is sent while an invalidation runs",
		while: func(r rules, s *State, at Site) bool { return r.pair(s, at).Slot.Invalid },
	},
	{
		name: "ReachableTargetBecomesActive", clause: "C2.1a C2.2", places: perPair,
		why:   "a target that everybody can reach would never be used",
		while: rules.wanted,
		until: func(r rules, s *State, at Site) bool {
			slot := &r.pair(s, at).Slot
			return slot.Active == ActiveCurrent && slot.usable() && slot.TopActive
		},
	},
	{
		name: "RecoveryFinishes", clause: "C2.3", places: perPair,
		why:   "creates would wait for ever",
		while: rules.wanted,
		until: func(r rules, s *State, at Site) bool { return !r.pair(s, at).Slot.Recovery },
	},
	{
		name: "WaitingCreateEnds", clause: "C2.2.osc C3.2", places: perPair,
		why:   "its file would wait for ever, with other targets there to take it",
		while: func(r rules, s *State, at Site) bool { return r.pair(s, at).Create != NoCreate },
	},
	{
		name: "UnlinkedObjectIsDestroyed", clause: "C1a C2.2.osc", places: mdsPairs,
		why:   "the space of a file that is gone would be lost",
		while: rules.wanted,
		until: func(r rules, s *State, at Site) bool { return r.objects(s, at).garbage() == 0 },
	},
	{
		name: "DeactivateEnds", clause: "C3.2", places: perPair,
		why: "the administrator would wait, and what comes after it in the queue",
		while: func(r rules, s *State, at Site) bool {
			slot := &r.pair(s, at).Slot
			return slot.pending(lustre.EventDeactivate, slot.Step)
		},
	},
	{
		name: "RemoveEnds", clause: "C3.3", places: perPair,
		why: "a target that is gone would keep what it had at the node",
		while: func(r rules, s *State, at Site) bool {
			p := r.pair(s, at)
			return p.Dying.Step != StepNone || p.Slot.present() && !s.now(at).present
		},
	},
}

// wanted reports that the log says of the target that it is there and in use.
func (r rules) wanted(s *State, at Site) bool {
	is := s.now(at)
	return is.present && !is.deactivated
}

// garbage is the objects that were used and that no file has, in memory or on disk.
func (o *Objects) garbage() IDs {
	return o.Stored &^ (o.Memory.Files | o.Disk.Files | above(o.Memory.Used))
}

// liveness gives the table as the explorer wants it.
func (r rules) liveness() []explore.Liveness[State] {
	var list []explore.Liveness[State]
	for _, p := range promises {
		if p.places >= mdsTargets && !r.scope.MDS {
			continue
		}
		e := explore.Liveness[State]{Name: p.name, Clause: p.clause, Why: p.why, Sites: r.sites(p.places),
			While: func(s *State, at Site) bool { return p.while(r, s, at) }}
		if p.until != nil {
			e.Until = func(s *State, at Site) bool { return p.until(r, s, at) }
		}
		list = append(list, e)
	}
	return list
}

// fair reports that weak fairness is due to an action. It is due to every context but
// those that nobody has to act in: the administrator and the faults, and the
// application where it asks for something new. What has a budget is of that kind.
func (r *row) fair() bool { return r.budget == noBudget && r.name != lustre.ActEnqueueSend }
