package sequential

import "ostlife/model/lustre"

// connect is answered by the OST's export, or refused by what the node has applied.
func (r Rules) connect(s *State, in Input, out Output) Reason {
	switch {
	case out.Outcome == Unknown || out.Refusal == lustre.ErrUnreachable:
		return Reason{}
	case out.Outcome == OK:
		return r.connected(s, in.Applied, out.Instance)
	case out.Refusal == lustre.ErrNoTarget:
		return r.refused(s, NoTargetRefused, func(rec Record) bool { return !rec.present() })
	case out.Refusal == lustre.ErrDeactivated:
		return r.refused(s, DeactivatedRefused, Record.deactivated)
	default:
		return r.Broken(RefusalForeign, true, 0, 0)
	}
}

// refused is decided at one moment by the mark on the import, which has applied at
// least what is Marked; the slot may still be behind.
func (r Rules) refused(s *State, rule Rule, why func(Record) bool) Reason {
	from := int(s.Marked) - 1
	i := s.first(from, why)
	if i == int(s.Count) {
		return r.Broken(rule, true, uint64(s.record(from).Position), 0)
	}
	s.Marked = uint8(i + 1)
	return Reason{}
}

// first is the first record from i on that is as wanted, or Count.
func (s *State) first(i int, wanted func(Record) bool) int {
	for i < int(s.Count) && !wanted(s.record(i)) {
		i++
	}
	return i
}

// connected is a round trip on an export of this instance. If the node had applied
// the log's last DEACTIVATE or REMOVE before the call, the connection is younger than
// what those disconnect, so that the export is sure to stay.
func (r Rules) connected(s *State, applied lustre.Position, i lustre.Instance) Reason {
	if reason := r.connectable(s, ConnectOff, applied); reason.Rule != Accepted {
		return reason
	}
	if reason := r.exported(s, i); reason.Rule != Accepted {
		return reason
	}
	s.Known = max(s.Known, i)
	s.Export = max(s.Export, Maybe)
	if applied >= s.cut() {
		s.Export = Sure
	}
	return Reason{}
}

// connectable holds a connection, or a create, against the log from where the node was
// at the call.
// What the node has shown since then may be later: then only a target that was never
// added is certain to be wrong.
func (r Rules) connectable(s *State, rule Rule, applied lustre.Position) Reason {
	if applied < s.Shown.Position {
		return r.Broken(rule, s.UUID == 0, uint64(applied), 0)
	}
	i := s.first(s.upTo(applied), Record.connectable)
	if i == int(s.Count) {
		return r.Broken(rule, true, uint64(applied), 0)
	}
	s.Marked = max(s.Marked, uint8(i+1))
	return Reason{}
}

// exported holds an instance against those that are known.
func (r Rules) exported(s *State, i lustre.Instance) Reason {
	if i < s.Known {
		return r.Broken(InstanceBack, true, uint64(i), uint64(s.Known))
	}
	return r.Broken(InstanceDropped, i == s.Known && s.Export == Gone, uint64(i), 0)
}

// evict is atomic at the OST.
func (r Rules) evict(s *State, _ Input, out Output) Reason {
	switch {
	case out.Outcome == OK:
		if reason := r.exported(s, out.Instance); reason.Rule != Accepted {
			return reason
		}
		if reason := r.Broken(InstanceEarly, s.UUID == 0, uint64(out.Instance), 0); reason.Rule != Accepted {
			return reason
		}
		s.Known = max(s.Known, out.Instance)
	case out.Outcome == Refused && out.Refusal != lustre.ErrNotConnected:
		return r.Broken(RefusalForeign, true, 0, 0)
	case out.Outcome == Refused:
		if reason := r.Broken(ExportLost, s.Export == Sure, uint64(s.Known), 0); reason.Rule != Accepted {
			return reason
		}
	}
	s.Export = Gone
	return Reason{}
}

// restart makes every export one that may go: that of a client which does not come back
// in the recovery window is dropped, and nobody is told.
func (r Rules) restart(s *State, _ Input, out Output) Reason {
	if out.Outcome == Refused {
		return r.Broken(RefusalForeign, true, 0, 0)
	}
	if s.Export == Sure {
		s.Export = Maybe
	}
	return Reason{}
}

// create was done on this target, so the node's import was not deactive when it was sent.
func (r Rules) create(s *State, in Input, out Output) Reason {
	switch out.Outcome {
	case Unknown:
		return Reason{}
	case Refused:
		return r.Broken(RefusalForeign, true, 0, 0)
	}
	return r.connectable(s, CreateOff, in.Applied)
}
