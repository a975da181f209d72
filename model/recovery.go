package model

import "ostlife/model/lustre"

// window reports that the site's target is in its recovery window.
func (r rules) window(s *State, at Site) bool {
	for n := range r.scope.Nodes {
		if r.pair(s, Site{Node: n, Target: at.Target}).Recovery != lustre.ExportNormal {
			return true
		}
	}
	return false
}

// replaySend goes through a recovery: the requests that are not committed, the lock,
// the final ping. What there is nothing of is passed over.
func (r rules) replaySend(from *State, at Site, to *State) bool {
	s := &r.pair(from, at).Slot
	if !s.current(StepReplay) || s.Asked != lustre.AskNothing {
		return false
	}
	*to = *from
	p := r.pair(to, at)
	s = &p.Slot
	switch {
	case s.State == lustre.Replay && s.Uncommitted && r.design.Replay != ReplaySkipsRequests:
		r.ask(to, p, ReplayWrite)
	case s.State == lustre.Replay:
		s.State, s.Resumed = lustre.ReplayLocks, true
	case s.State == lustre.ReplayLocks && s.Locked && r.design.Replay != ReplaySkipsLocks:
		r.ask(to, p, ReplayLock)
	case s.State == lustre.ReplayLocks:
		s.State = lustre.ReplayWait
	default:
		r.ask(to, p, FinalPing)
	}
	return true
}

// replays reports that a message belongs to a replay.
func (k MessageKind) replays() bool { return k.asks() == lustre.AskReplay }

// ostReplay takes what a client of before the restart still had. The final ping stays
// until the window has ended, and is answered then.
func (r rules) ostReplay(from *State, at Site, to *State) bool {
	p := r.pair(from, at)
	m := p.Net[at.Index]
	good := m.Instance == p.Export
	waits := m.Kind == FinalPing && good && p.Recovery == lustre.ExportDone
	if m.Reply || !m.Kind.replays() || waits {
		return false
	}
	*to = *from
	p = r.pair(to, at)
	i := r.overtakeAsks(p, at.Index)
	replaying := p.Recovery == lustre.ExportJoined || p.Recovery == lustre.ExportReplaying
	switch {
	case good && m.Kind == FinalPing && replaying:
		p.Recovery = lustre.ExportDone
	case good && m.Kind == FinalPing && p.Recovery == lustre.ExportNormal:
		p.answer(i, Message{})
	case good && replaying:
		p.replayed(m.Kind)
		p.answer(i, Message{})
	default:
		p.answer(i, Message{Refused: true})
	}
	p.renumber()
	return true
}

// replayed restores what the restart lost.
func (p *Pair) replayed(kind MessageKind) {
	p.Recovery = lustre.ExportReplaying
	if kind == ReplayWrite {
		p.Taken = Unstable
	} else {
		p.Granted = true
	}
}

// replayInterpret goes on to the next part of the recovery.
func (r rules) replayInterpret(from *State, at Site, to *State) bool {
	m := r.pair(from, at).Net[at.Index]
	if !m.Reply || !m.Kind.replays() || from.Ptlrpcd[at.Node] != 0 {
		return false
	}
	*to = *from
	p := r.pair(to, at)
	p.arrive(at.Index)
	s := &p.Slot
	s.Asked = lustre.AskNothing
	switch {
	case m.Refused:
		r.lose(to, p)
	case s.State == lustre.Replay:
		s.State, s.Resumed = lustre.ReplayLocks, true
	case s.State == lustre.ReplayLocks:
		s.State = lustre.ReplayWait
	default:
		s.State, s.Resumed, s.Step = lustre.Recover, false, r.chain(StepNone, false)
	}
	return true
}

// windowEnds when every client of before the restart has come back, or is gone.
func (r rules) windowEnds(from *State, at Site, to *State) bool {
	for n := range r.scope.Nodes {
		p := r.pair(from, Site{Node: n, Target: at.Target})
		if p.Recovery != lustre.ExportNormal && p.Recovery != lustre.ExportDone {
			return false
		}
	}
	return r.window(from, at) && r.closeWindow(from, at, to)
}

// windowExpires drops those who have not come back in time.
func (r rules) windowExpires(from *State, at Site, to *State) bool {
	for n := range r.scope.Nodes {
		p := r.pair(from, Site{Node: n, Target: at.Target})
		if p.Recovery != lustre.ExportNormal && p.Recovery != lustre.ExportDone {
			return r.closeWindow(from, at, to)
		}
	}
	return false
}

// closeWindow drops every export that is not done and lets the others go on.
func (r rules) closeWindow(from *State, at Site, to *State) bool {
	*to = *from
	for n := range r.scope.Nodes {
		p := r.pair(to, Site{Node: n, Target: at.Target})
		if p.Recovery != lustre.ExportNormal && p.Recovery != lustre.ExportDone {
			p.dropExport()
			p.renumber()
		}
		p.Recovery = lustre.ExportNormal
	}
	return true
}

// ostRestart forgets what is not on disk: locks, and writes that were not committed.
func (r rules) ostRestart(from *State, at Site, to *State) bool {
	*to = *from
	known := false
	for n := range r.scope.Nodes {
		p := r.pair(to, Site{Node: n, Target: at.Target})
		if p.Export == 0 {
			continue
		}
		known = true
		p.Recovery, p.Granted, p.Known = lustre.ExportAwaiting, false, false
		if p.Taken == Unstable {
			p.Taken = Lost
		}
	}
	o := r.objects(to, at)
	o.There = o.Stored
	return known
}

// versionFails is a replayed write that no longer fits what the OST has: the client
// is evicted (C2.1c).
func (r rules) versionFails(from *State, at Site, to *State) bool {
	m, ok := r.request(from, at, ReplayWrite)
	p := r.pair(from, at)
	replaying := p.Recovery == lustre.ExportJoined || p.Recovery == lustre.ExportReplaying
	if !ok || m.Instance != p.Export || !replaying {
		return false
	}
	*to = *from
	p = r.pair(to, at)
	i := r.overtakeAsks(p, at.Index)
	p.dropExport()
	p.answer(i, Message{Refused: true})
	p.renumber()
	return true
}
