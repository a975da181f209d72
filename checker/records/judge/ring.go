package judge

import (
	"fmt"
	"time"

	"ostlife/checker/records"
	"ostlife/checker/records/era"
)

// stateFile judges a ring, neighbour by neighbour. What was before its first entry nobody
// knows: the ring forgets, and a file may have lost its beginning.
func (j *Judge) stateFile(f *records.StateFile) {
	l := j.subject(&f.Subject, &f.Origin, "")
	eras := j.evidence(&f.Origin, ringEras(f))
	c := chain{file: f.First.File}
	l.chain, c = c, l.chain // a debug log of the same import goes on with its own
	var before *records.StateEntry
	for i := range f.History {
		e := &f.History[i]
		j.ringEntry(l, f, before, e, eras)
		before = e
	}
	l.chain = c
	s := Snapshot{Kind: f.Kind, Place: f.First, State: f.Current, Ring: len(f.History)}
	if before != nil {
		s.Last, s.Since = before.State, before.Time
	}
	l.snapshot(s)
}

// ringEntry judges an entry of a ring against the one before it.
func (j *Judge) ringEntry(l *lane, f *records.StateFile, before, e *records.StateEntry, eras era.Set) {
	at := records.Place{File: f.First.File, Line: e.Line}
	stamp := records.Stamp{Clock: records.Epoch, Nanos: e.Time * int64(time.Second), Step: time.Second}
	left := records.StateUnknown
	if before != nil {
		seen := sighting{first: records.Place{File: at.File, Line: before.Line}, last: at, stamp: stamp, ring: true}
		switch {
		case e.Line != before.Line+1:
			l.changes.miss(Missing{Lines: seen.places(), Text: fmt.Sprintf(
				"between %s and %s of the ring a line is missing", before.State, e.State)})
			l.chain.begin(at.File)
		case e.Time < before.Time:
			l.changes.miss(Missing{Lines: seen.places(), Text: fmt.Sprintf(
				"the ring's clock goes back between %s and %s: it was set back, or the ring changed while it was read",
				before.State, e.State)})
			l.chain.begin(at.File)
		case era.Skips(before.State, e.State, eras):
			l.changes.legal++
			l.changes.count(before.State, records.New)
			l.chain.enter(before.State, records.New, at)
			left = records.New
		default:
			left = before.State
			l.judged(before.State, e.State, eras, no, seen)
		}
	}
	if left == records.StateUnknown {
		l.chain.failed = unknown
	}
	l.chain.enter(left, e.State, at)
	if left == records.StateUnknown {
		l.chain.failed = unknown
	}
	event := Event{Stamp: stamp, Place: at, Left: left, Now: e.State, Seen: left != records.StateUnknown, Ring: true, Weight: Step}
	j.put(l, event, &f.Origin)
}

// ringEras is what a ring says of its era.
func ringEras(f *records.StateFile) era.Set {
	for _, e := range f.History {
		if e.State == records.Idle {
			return era.Of(era.Middle, era.Now)
		}
	}
	return era.All
}

// subject gives the lane of a parameter file: that of the device it names, or a lane of its
// own.
func (j *Judge) subject(s *records.Subject, o *records.Origin, name string) *lane {
	if name == "" {
		name = s.Device
	}
	if n := ParseName(name); n.Role != RoleNone && n.Role != RoleLOV {
		return j.device(name, o)
	}
	l := j.lane("file "+o.First.String(), o)
	if l.name.Target == "" {
		l.name.Target = o.First.String()
		if s.Param != "" {
			l.name.Target = s.Param
		}
	}
	return l
}
