package model

import "ostlife/model/lustre"

// connectSend is the pinger's, or an application's that cannot wait for it. No
// connect is sent while an invalidation runs (C2.4).
func (r rules) connectSend(from *State, at Site, to *State) bool {
	s := &r.pair(from, at).Slot
	if s.State != lustre.New && s.State != lustre.Disconn || s.Invalid || s.Deactive || from.Starting[at.Node] {
		return false
	}
	*to = *from
	p := r.pair(to, at)
	r.raiseCount(p)
	p.Slot.State = lustre.Connecting
	to.send(p, Message{Kind: Connect, Instance: p.Slot.Handle})
	return true
}

func (r rules) pingSend(from *State, at Site, to *State) bool {
	s := &r.pair(from, at).Slot
	if s.State != lustre.Full || s.Ping != NoPing || s.Deactive && r.design.Pinger == PingerSparesDeactive {
		return false
	}
	*to = *from
	r.pair(to, at).Slot.Ping = PingSent
	return true
}

// connectInterpret runs in ptlrpcd: the first checks, then the hand-over (C2.1c).
func (r rules) connectInterpret(from *State, at Site, to *State) bool {
	m := r.pair(from, at).Net[at.Index]
	if m.Kind != Connect || !m.Reply || from.Ptlrpcd[at.Node] != 0 {
		return false
	}
	*to = *from
	p := r.pair(to, at)
	p.arrive(at.Index)
	accepted := m.Current || r.design.Reply == LateAccepted && p.Slot.connectable()
	switch {
	case accepted && m.Instance == 0:
		p.Slot.State = lustre.Disconn
		p.overtakeMessages()
	case accepted:
		r.accept(to, at, m)
	}
	p.renumber()
	return true
}

// connectable reports that an interpreter which does not look at the numbers would
// take a connect reply.
func (s *Slot) connectable() bool { return s.State == lustre.Connecting || s.State == lustre.Disconn }

// accept begins what a connect reply says: a connection, a recovery, or an
// invalidation.
func (r rules) accept(to *State, at Site, m Message) {
	p := r.pair(to, at)
	s := &p.Slot
	held := s.Handle
	s.Handle = m.Instance
	evicted := held != 0 && held != m.Instance
	s.Resumed = s.Resumed && !evicted &&
		(m.Window == lustre.WindowAgain || m.Window == lustre.WindowFresh && r.design.Replay == ReplayResumesAlways)
	s.Unpurged = s.Unpurged || evicted
	switch {
	case evicted && r.design.Eviction != EvictionLeavesData,
		held != 0 && r.design.Eviction == EvictionOnEveryReconnect:
		s.State, s.Invalid = lustre.Evicted, true
		p.raiseGeneration()
		r.enqueue(to, s, lustre.EventInvalidate)
		if r.design.Interpreter == InterpreterWaits {
			to.Ptlrpcd[at.Node] = 1 + at.Target
		}
	default:
		s.State = s.afterConnect(m.Window)
		r.enqueue(to, s, lustre.EventConnected)
	}
}

// afterConnect is the state in which an accepted connection begins: in the OST's
// window at the place where a broken replay resumes.
func (s *Slot) afterConnect(w lustre.Window) lustre.ImportState {
	switch {
	case w == lustre.NoWindow:
		return lustre.Recover
	case s.Resumed:
		return lustre.ReplayLocks
	}
	return lustre.Replay
}

// connectExpire ends a connect whose answer will not come in time. It tells nobody:
// the loss that led to it was told.
func (r rules) connectExpire(from *State, at Site, to *State) bool {
	p := r.pair(from, at)
	if p.Slot.State != lustre.Connecting || p.awaited(Connect.same) || from.Ptlrpcd[at.Node] != 0 {
		return false
	}
	*to = *from
	p = r.pair(to, at)
	p.Slot.State = lustre.Disconn
	p.overtakeMessages()
	return true
}

// pingInterpret learns from a ping that the OST has dropped the export.
func (r rules) pingInterpret(from *State, at Site, to *State) bool {
	if r.pair(from, at).Slot.Ping != PingRefused || from.Ptlrpcd[at.Node] != 0 {
		return false
	}
	*to = *from
	p := r.pair(to, at)
	p.Slot.Ping = NoPing
	r.lose(to, p)
	return true
}

// pingEnd ends a ping that nobody listens to any more: answered, expired or aborted.
func (r rules) pingEnd(from *State, at Site, to *State) bool {
	p := r.pair(from, at)
	waits := p.Slot.Invalid && r.design.Abort == AbortWaits
	if from.Ptlrpcd[at.Node] != 0 || waits || p.Slot.Ping != PingEnding && p.Dying.Ping != PingEnding {
		return false
	}
	*to = *from
	p = r.pair(to, at)
	if p.Slot.Ping == PingEnding {
		p.Slot.Ping = NoPing
	} else {
		p.Dying.Ping = NoPing
	}
	return true
}

func (r rules) disconnectInterpret(from *State, at Site, to *State) bool {
	m := r.pair(from, at).Net[at.Index]
	if m.Kind != Disconnect || !m.Reply || from.Ptlrpcd[at.Node] != 0 {
		return false
	}
	*to = *from
	p := r.pair(to, at)
	p.arrive(at.Index)
	p.Slot.Step = StepAnswered
	return true
}

func (r rules) disconnectExpire(from *State, at Site, to *State) bool {
	p := r.pair(from, at)
	s := &p.Slot
	if r.design.Disconnect == DisconnectWaits || s.Step != StepWait || !s.Hand.Current || p.awaited(Disconnect.same) || from.Ptlrpcd[at.Node] != 0 {
		return false
	}
	*to = *from
	r.pair(to, at).Slot.Step = StepFailed
	return true
}

// lose is a loss of the current connection (C2.5).
func (r rules) lose(to *State, p *Pair) {
	r.raiseCount(p)
	p.Slot.State = lustre.Disconn
	if r.design.Loss != LossTellsNobody {
		r.enqueue(to, &p.Slot, lustre.EventInactive)
	}
}
