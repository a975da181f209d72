package sequential

import (
	"fmt"
	"math"
	"strings"

	"ostlife/model/lustre"
)

// MaxLater is how many records of one target are remembered that a node has not
// shown yet. An answer that would need one more is undecided ([OutOfRoom]).
const MaxLater = 64

// State is what is known of one node and one target: the target's part of the config
// log, how far the node has followed it, and the OST's export for the node. It is a
// flat value that == compares.
type State struct {
	UUID    UUID            // the index belongs to it; 0 as long as the target was never added
	Shown   Record          // the last record that the node's slot is known to reflect
	Count   uint8           // how many records after it are remembered
	Marked  uint8           // how many of those the node's import has applied at least
	End     lustre.Position // the log reaches at least so far: new records come after it
	Pooled  lustre.Position // a JOIN or LEAVE is there, the last that is known; 0 if there is none
	Hidden  bool            // one more may follow what is known of the log
	Cut     lustre.Position // the last DEACTIVATE or REMOVE of those up to Shown is not after it
	Settled lustre.Position // the highest that settle has answered
	Known   lustre.Instance // the highest instance that anybody has seen
	Active  lustre.Instance // the highest instance that the slot was seen active for
	Export  Export

	// The records after Shown, oldest first, in two arrays without gaps, so that
	// states are compared and copied fast.
	at   [MaxLater]lustre.Position
	kind [MaxLater]uint8 // a [lustre.ConfigKind], and openBit
}

// openBit marks an open record.
const openBit = 0x80

// Record is one record of the target in the config log; the zero value is the log
// before the first one. An open record was written by an operation whose outcome is
// not known: its position is the one given, or a higher one.
type Record struct {
	Position lustre.Position
	Kind     lustre.ConfigKind
	Open     bool
}

// present reports that the target is in the log after this record.
func (r Record) present() bool {
	return r.Kind != lustre.ConfigNone && r.Kind != lustre.ConfigRemove
}

// deactivated reports that it is deactivated after this record.
func (r Record) deactivated() bool { return r.Kind == lustre.ConfigDeactivate }

// connectable reports that a node that has applied the log up to here may connect.
func (r Record) connectable() bool { return r.present() && !r.deactivated() }

// cuts reports that a node which applies this record may end its export.
func (r Record) cuts() bool {
	return r.Kind == lustre.ConfigDeactivate || r.Kind == lustre.ConfigRemove
}

// Export is what is known of the OST's export for the node.
type Export uint8

// What can be known of an export.
const (
	Gone  Export = iota // instance Known was dropped, or none is known; a higher one may be there
	Maybe               // instance Known may still be there, or a higher one
	Sure                // there is an export, of instance Known or a higher one
)

var exportNames = [...]string{"gone", "maybe", "sure"}

// String gives the word: "gone", "maybe" or "sure".
func (e Export) String() string {
	if int(e) < len(exportNames) {
		return exportNames[e]
	}
	return fmt.Sprintf("Export(%d)", uint8(e))
}

// Init is the state before a run: an empty log, and nothing known.
func Init() State { return State{} }

// last is the target's last record.
func (s *State) last() Record { return s.record(int(s.Count) - 1) }

// record is the i-th of the records that are remembered: -1 is Shown.
func (s *State) record(i int) Record {
	if i < 0 {
		return s.Shown
	}
	kind := lustre.ConfigKind(s.kind[i] &^ openBit)
	return Record{Position: s.at[i], Kind: kind, Open: s.kind[i]&openBit != 0}
}

// put makes a record the i-th.
func (s *State) put(i int, r Record) {
	s.at[i], s.kind[i] = r.Position, uint8(r.Kind)
	if r.Open {
		s.kind[i] |= openBit
	}
}

// show makes record i the one that the slot is known to reflect.
func (s *State) show(i int) {
	shown := s.record(i)
	for k := range i + 1 {
		if r := s.record(k); r.cuts() {
			s.Cut = r.Position
			if r.Open {
				s.Cut = shown.Position
			}
		}
	}
	s.Shown = shown
	n := copy(s.at[:], s.at[i+1:s.Count])
	copy(s.kind[:], s.kind[i+1:s.Count])
	clear(s.at[n:s.Count])
	clear(s.kind[n:s.Count])
	s.Count = uint8(n)
	s.Marked -= min(s.Marked, uint8(i+1))
}

// Forget drops the records that nobody will ask for: what a caller does after each
// step where no operation looks at the node, so that [MaxLater] cannot be reached.
func (s *State) Forget() {
	if s.Count > 0 && !s.last().Open {
		s.show(int(s.Count) - 1)
	}
}

// cut is the position of the log's last DEACTIVATE or REMOVE, or one after it.
func (s *State) cut() lustre.Position {
	for i := int(s.Count) - 1; i >= 0; i-- {
		if r := s.record(i); r.cuts() {
			if r.Open {
				return math.MaxUint64
			}
			return r.Position
		}
	}
	return s.Cut
}

// upTo is the last record that is at p or before it for certain, or Shown.
func (s *State) upTo(p lustre.Position) int {
	i := int(s.Count) - 1
	for i >= 0 && (s.record(i).Open || s.at[i] > p) {
		i--
	}
	return i
}

// String gives the state as one line, for example "log ADD@1* DEACTIVATE@4;
// export 2 sure; active 2": the star is at the record that the slot has shown.
func (s State) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "log %s*", s.Shown)
	for i := range int(s.Count) {
		fmt.Fprintf(&b, " %s", s.record(i))
	}
	if s.Known != 0 {
		fmt.Fprintf(&b, "; export %d %s", s.Known, s.Export)
	}
	if s.Active != 0 {
		fmt.Fprintf(&b, "; active %d", s.Active)
	}
	if s.Settled != 0 {
		fmt.Fprintf(&b, "; settled %d", s.Settled)
	}
	return b.String()
}

// String gives kind and position, for example "ADD@1" or, of an open record, "ADD@4+".
func (r Record) String() string {
	if r.Kind == lustre.ConfigNone {
		return "empty"
	}
	open := ""
	if r.Open {
		open = "+"
	}
	return fmt.Sprintf("%s@%d%s", strings.ToUpper(r.Kind.String()), r.Position, open)
}

// tail is the position of the target's last record of any kind, as far as it is known,
// and whether it may be a higher one.
func (s *State) tail() (p lustre.Position, open bool) {
	last := s.last()
	return max(last.Position, s.Pooled), s.Hidden || last.Open && last.Position >= s.Pooled
}

// Hash gives equal states equal numbers, the same ones in every process.
func (s State) Hash() uint64 {
	h := uint64(14695981039346656037)
	mix := func(x uint64) {
		h = (h ^ x) * 0x9E3779B97F4A7C15
		h ^= h >> 29
	}
	mix(uint64(s.UUID)<<32 | uint64(s.Count)<<16 | uint64(s.Marked)<<8 | uint64(s.Export))
	if s.Hidden {
		mix(1)
	}
	mix(uint64(s.Shown.Position)<<4 ^ uint64(s.Shown.Kind))
	for i := range s.Count {
		mix(uint64(s.at[i])<<8 ^ uint64(s.kind[i]))
	}
	for _, x := range [...]uint64{uint64(s.End), uint64(s.Pooled), uint64(s.Cut), uint64(s.Settled), uint64(s.Known), uint64(s.Active)} {
		mix(x)
	}
	return h
}

// Applied is how much of the log the node's import has applied for certain: what
// [Input] wants of a connect that is called in this state, with nothing else open.
func (s State) Applied() lustre.Position {
	return s.record(s.upTo(max(s.Shown.Position, s.record(int(s.Marked)-1).Position))).Position
}
