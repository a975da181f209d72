package sequential

import (
	"math"

	"ostlife/model/lustre"
)

// add appends ADD if the index is free: absent, and never another UUID's (C3.3).
func (r Rules) add(s *State, in Input, out Output) Reason {
	free := !s.last().present() && (s.UUID == 0 || s.UUID == in.UUID)
	switch out.Outcome {
	case Refused:
		if out.Refusal != lustre.ErrExists {
			return r.Broken(RefusalForeign, true, 0, 0)
		}
		return r.Broken(AddFree, free, 0, 0)
	case Unknown:
		if !free {
			return Reason{}
		}
	}
	if reason := r.Broken(AddTaken, !free, uint64(out.Position), 0); reason.Rule != Accepted {
		return reason
	}
	if s.UUID == 0 {
		s.UUID = in.UUID
	}
	return r.write(s, lustre.ConfigAdd, out)
}

// deactivate and activate append their record, or answer with the one that says so
// already.
func (r Rules) deactivate(s *State, _ Input, out Output) Reason {
	return r.toggle(s, lustre.ConfigDeactivate, s.last().deactivated(), out)
}

func (r Rules) activate(s *State, _ Input, out Output) Reason {
	return r.toggle(s, lustre.ConfigActivate, s.last().connectable(), out)
}

func (r Rules) toggle(s *State, kind lustre.ConfigKind, already bool, out Output) Reason {
	present := s.last().present()
	switch {
	case out.Outcome == Refused && out.Refusal != lustre.ErrNoTarget:
		return r.Broken(RefusalForeign, true, 0, 0)
	case out.Outcome == Refused:
		return r.Broken(RecordPresent, present, 0, 0)
	case out.Outcome == Unknown && (!present || already):
		return Reason{}
	case already:
		return r.repeat(s, out.Position)
	}
	if reason := r.Broken(RecordAbsent, !present, uint64(out.Position), 0); reason.Rule != Accepted {
		return reason
	}
	return r.write(s, kind, out)
}

// remove appends REMOVE if the target is deactivated (C3.3).
func (r Rules) remove(s *State, _ Input, out Output) Reason {
	present, deactivated := s.last().present(), s.last().deactivated()
	switch {
	case out.Outcome == Refused && out.Refusal == lustre.ErrBusy:
		return r.Broken(RemoveIdle, !present || deactivated, 0, 0)
	case out.Outcome == Refused && out.Refusal == lustre.ErrNoTarget:
		return r.Broken(RecordPresent, present, 0, 0)
	case out.Outcome == Refused:
		return r.Broken(RefusalForeign, true, 0, 0)
	case out.Outcome == Unknown && !deactivated:
		return Reason{}
	}
	if reason := r.Broken(RecordAbsent, !present, uint64(out.Position), 0); reason.Rule != Accepted {
		return reason
	}
	if reason := r.Broken(RemoveActive, present && !deactivated, uint64(out.Position), 0); reason.Rule != Accepted {
		return reason
	}
	return r.write(s, lustre.ConfigRemove, out)
}

// pool is a request of one pool: it wrote a JOIN or LEAVE record, or it changed nothing
// and answers with the target's last record. Which of them is known where pools are.
func (r Rules) pool(s *State, _ Input, out Output) Reason {
	present := s.last().present()
	switch {
	case out.Outcome == Refused && out.Refusal != lustre.ErrNoTarget:
		return r.Broken(RefusalForeign, true, 0, 0)
	case out.Outcome == Refused:
		return r.Broken(RecordPresent, present, 0, 0)
	case out.Outcome == Unknown:
		s.Hidden = s.Hidden || present
		return Reason{}
	}
	if reason := r.Broken(RecordAbsent, !present, uint64(out.Position), 0); reason.Rule != Accepted {
		return reason
	}
	if out.Position <= s.End {
		return r.repeat(s, out.Position)
	}
	s.Pooled, s.Hidden, s.End = out.Position, false, out.Position
	return Reason{}
}

// repeat is an operation that found its work done: the last record's position is
// the answer, whatever its kind, and if that was open it is known now.
func (r Rules) repeat(s *State, p lustre.Position) Reason {
	tail, open := s.tail()
	if reason := r.Broken(LogRepeat, p != tail && !(open && p > tail), uint64(p), uint64(tail)); reason.Rule != Accepted {
		return reason
	}
	switch last := s.last(); {
	case s.Hidden && p > s.Pooled:
		s.Pooled, s.Hidden = p, false
		s.End = max(s.End, p)
	case s.Hidden:
		s.Hidden = false
	case last.Open && last.Position >= s.Pooled:
		s.pin(int(s.Count)-1, p)
	}
	return Reason{}
}

// write appends a record: at the position answered, or open if none was.
func (r Rules) write(s *State, kind lustre.ConfigKind, out Output) Reason {
	record := Record{Position: out.Position, Kind: kind}
	if out.Outcome == Unknown {
		record = Record{Position: after(s.End), Kind: kind, Open: true}
	} else if reason := r.Broken(LogRise, out.Position <= s.End, uint64(out.Position), uint64(s.End)); reason.Rule != Accepted {
		return reason
	}
	if s.Count == MaxLater {
		return Reason{Rule: OutOfRoom, Got: MaxLater}
	}
	s.put(int(s.Count), record)
	s.Count++
	s.Hidden = false
	s.End = max(s.End, record.Position)
	if record.cuts() && s.Export == Sure {
		s.Export = Maybe
	}
	return Reason{}
}

// pin settles the position of an open record, and with it how low the open ones after
// it can be.
func (s *State) pin(i int, p lustre.Position) {
	s.put(i, Record{Position: p, Kind: s.record(i).Kind})
	for k := i + 1; k < int(s.Count) && s.record(k).Open; k++ {
		s.at[k] = max(s.at[k], after(s.at[k-1]))
	}
	s.End = max(s.End, s.last().Position)
}

// after is the next position; the last one has none.
func after(p lustre.Position) lustre.Position {
	if p == math.MaxUint64 {
		return p
	}
	return p + 1
}
