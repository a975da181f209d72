package sequential

import (
	"math"
	"math/bits"

	"ostlife/model/lustre"
)

// status is one read of the slot under its lock.
func (r Rules) status(s *State, _ Input, out Output) Reason {
	if out.Outcome == Unknown {
		return Reason{}
	}
	if out.Outcome == Refused {
		return r.Broken(RefusalForeign, true, 0, 0)
	}
	st := out.Status
	if reason := r.reflect(s, st); reason.Rule != Accepted {
		return reason
	}
	off := st.Active != 0 && (!st.Present || st.Deactivated)
	if reason := r.Broken(ActiveOff, off, uint64(st.Active), 0); reason.Rule != Accepted {
		return reason
	}
	back := st.Active != 0 && st.Active < s.Active
	if reason := r.Broken(ActiveBack, back, uint64(st.Active), uint64(s.Active)); reason.Rule != Accepted {
		return reason
	}
	s.Active = max(s.Active, st.Active)
	if st.Active > s.Known {
		s.Known = st.Active
		s.Export = max(s.Export, Maybe)
	}
	return Reason{}
}

// reflect holds the slot against the record that it says it reflects.
func (r Rules) reflect(s *State, st lustre.Status) Reason {
	p := st.Position
	if p < s.Shown.Position {
		return r.Broken(PositionBack, true, uint64(p), uint64(s.Shown.Position))
	}
	if p == s.Shown.Position {
		return r.Broken(PrefixBroken, !s.Shown.gives(st), uint64(p), 0)
	}
	at := s.standing(p)
	if at == 0 {
		return r.Broken(PositionForeign, true, uint64(p), 0)
	}
	fitting := at
	for i := range int(s.Count) {
		if !s.record(i).gives(st) {
			fitting &^= 1 << i
		}
	}
	if fitting == 0 {
		return r.Broken(PrefixBroken, true, uint64(p), 0)
	}
	if bits.OnesCount64(fitting) > 1 {
		return Reason{Rule: Ambiguous, Got: uint64(p)}
	}
	i := bits.TrailingZeros64(fitting)
	if s.record(i).Open {
		s.pin(i, p)
	}
	s.show(i)
	return Reason{}
}

// gives reports that a slot which reflects this record is present and deactivated as
// the status has it.
func (r Record) gives(st lustre.Status) bool {
	return st.Present == r.present() && st.Deactivated == r.deactivated()
}

// standing gives the records after Shown that can be at p, as a bit set: the one that
// is, or each open one with room there.
func (s *State) standing(p lustre.Position) uint64 {
	var open uint64
	highest := lustre.Position(math.MaxUint64)
	for i := int(s.Count) - 1; i >= 0; i-- {
		switch rec := s.record(i); {
		case rec.Open && rec.Position <= p && p <= highest:
			open |= 1 << i
		case !rec.Open && rec.Position == p:
			return 1 << i
		case !rec.Open:
			highest = rec.Position
		}
		highest--
	}
	return open
}

// settle says how far the node has applied the log and finished what it asks. How
// far the log reaches beyond this target's records is not known here.
func (r Rules) settle(s *State, _ Input, out Output) Reason {
	if out.Outcome == Unknown {
		return Reason{}
	}
	if out.Outcome == Refused {
		return r.Broken(RefusalForeign, true, 0, 0)
	}
	q := out.Position
	if reason := r.Broken(SettleBack, q < s.Settled, uint64(q), uint64(s.Settled)); reason.Rule != Accepted {
		return reason
	}
	s.Settled = max(s.Settled, q)
	s.End = max(s.End, q)
	if i := s.upTo(q); i >= 0 {
		s.show(i)
	}
	return Reason{}
}
