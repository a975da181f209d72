// Package pool says what one pool may say of one target, one operation after another, by
// all nodes. A pool has no record of its own: it is there while it names a target. The
// global pool, whose name is empty, names every target that is in the log.
//
//	operation     answer       what it proves                    what becomes known
//	pool-add      position p   the pool had the target not and   the pool has it from p on
//	                           the log reached less than p, or
//	                           it had it, and the target's last
//	                           record, of any kind, is at p
//	pool-remove   position p   the same the other way round      the pool has it no more from p on
//	remove        position p   -                                 the same
//	add           position p   -                                 the global pool has it from p on
//	pool-list     position p   prefix p of the log has the       the node has shown p
//	                           target in the pool just if the
//	                           list has it
//	create        target       a prefix from where the node was  nothing
//	                           at the call has it in the pool
//	others        position p   -                                 a record at p, if the log had less
//
// Whether a record may be written is the matter of [ostlife/model/sequential], and so is
// that the target is there; here only what the records say is kept. A record of unknown
// outcome is open: it is at the position given or at a higher one, and before the next
// that is known. A list that two of them could explain is right, whichever it was.
//
// # A list is about many targets
//
// Each target sees its own member of the list alone: whether it is in it, at the list's
// position. That is sound, since the list is the members. What no part sees is what only
// the whole list shows: a target in it that nobody ever added, and that no operation is
// about. In the same way no-usable, the refusal of a create for want of any fit target,
// projects to nothing: each target may have been unfit at its own moment while the node
// looked, and a node need not be connected. So that it is accepted is sound, and what it
// cannot show is a create refused while every target was active all the time.
package pool

import (
	"cmp"
	"fmt"
	"math"
	"strings"

	"ostlife/model/lustre"
)

// The bounds of a state.
const (
	// MaxChanges is how many changes are remembered. A list or a create that may go by
	// an older one is undecided (out-of-room).
	MaxChanges = 24
	// MaxNodes is how many nodes list the pools of a target (out-of-nodes).
	MaxNodes = 16
)

// State is what is known of one pool and one target. It is a flat value that == compares.
type State struct {
	Named   bool // the pool has a name
	Present bool // the target is in the log
	Last    lustre.Position
	Hidden  bool            // the target's last record may be after Last
	End     lustre.Position // the log reaches at least so far

	first   bool // the pool has the target before the changes that are remembered
	forgot  bool // there were some before
	Count   uint8
	changes [MaxChanges]change
	shown   [MaxNodes]lustre.Position
}

// change is a record that puts the target into the pool, or takes it out.
type change struct {
	at   lustre.Position
	in   bool
	open bool
}

// Init is the state before a run, of a pool with a name or of the global one.
func Init(named bool) State { return State{Named: named} }

// member reports that the pool has the target after the last change.
func (s *State) member() bool {
	if s.Count == 0 {
		return s.first
	}
	return s.changes[s.Count-1].in
}

// change appends a change.
func (s *State) change(in bool, at lustre.Position, open bool) {
	if s.Count == MaxChanges {
		s.first, s.forgot = s.changes[0].in, true
		copy(s.changes[:], s.changes[1:])
		s.Count--
	}
	s.changes[s.Count] = change{at, in, open}
	s.Count++
}

// record takes note of a record at p, if there is one that was not known.
func (s *State) record(p lustre.Position) {
	if p > s.Last {
		s.Last, s.Hidden = p, false
		s.End = max(s.End, p)
	}
}

// after is the next position; the last one has none.
func after(p lustre.Position) lustre.Position { return cmp.Or(p+1, math.MaxUint64) }

// answers tells whether a list at p may, and whether it may not, have the target.
func (s *State) answers(p lustre.Position) (with, without bool) {
	note := func(in bool) { with, without = with || in, without || !in }
	i := int(s.Count) - 1
	for ; i >= 0; i-- {
		c := s.changes[i]
		if c.at > p {
			continue
		}
		note(c.in)
		if !c.open {
			return with, without
		}
	}
	note(s.first)
	return with, without
}

// ever reports that the pool has the target in some prefix from p on.
func (s *State) ever(p lustre.Position) bool {
	with, _ := s.answers(p)
	for i := range int(s.Count) {
		with = with || s.changes[i].in && (s.changes[i].open || s.changes[i].at > p)
	}
	return with
}

// older reports that an answer about p needs a change that is not remembered.
func (s *State) older(p lustre.Position) bool {
	return s.forgot && (s.changes[0].at > p || s.changes[0].open)
}

// String gives the state as one line, for example "out, in @3, out @7".
func (s State) String() string {
	var b strings.Builder
	b.WriteString(word(s.first))
	for i := range int(s.Count) {
		c := s.changes[i]
		fmt.Fprintf(&b, ", %s @%d", word(c.in), c.at)
		if c.open {
			b.WriteString("+")
		}
	}
	fmt.Fprintf(&b, "; last record @%d", s.Last)
	return b.String()
}

func word(in bool) string {
	if in {
		return "in"
	}
	return "out"
}

// Hash gives equal states equal numbers, the same ones in every process.
func (s State) Hash() uint64 {
	h := uint64(14695981039346656037)
	mix := func(x uint64) {
		h = (h ^ x) * 0x9E3779B97F4A7C15
		h ^= h >> 29
	}
	mix(uint64(s.Last))
	mix(uint64(s.End))
	mix(uint64(s.Count))
	for i := range int(s.Count) {
		mix(uint64(s.changes[i].at))
	}
	for _, p := range s.shown {
		mix(uint64(p))
	}
	return h
}
