package register

import (
	"fmt"
	"slices"
	"strings"

	"ostlife/model/lustre"
	"ostlife/model/sequential"
)

// The bounds of a state. What exceeds one is undecided ([sequential.OutOfValues],
// [sequential.OutOfNodes]), and only where it matters.
const (
	// MaxValues is how many values are remembered that the object may go back to.
	MaxValues = 16
	// MaxNodes is how many nodes use a target.
	MaxNodes = 16
)

// maxDrops is as high as drops are counted: more than anybody waits for.
const maxDrops = 100

// State is what is known of one target's object and of the nodes that use it. It is a
// flat value that == compares.
type State struct {
	// The values that may be at the OST, rising; more of them than are remembered if
	// More. Without a holder the object has one of them.
	values [MaxValues]uint64
	Count  uint8
	More   bool

	// Holder is 1 + the node that wrote last and is not known to have committed that, 0 if
	// there is none. The object then has the value Now, unless the holder's data was
	// dropped; it was written under the instance At.
	Holder  uint8
	Now     uint64
	At      lustre.Instance
	Alone   uint64          // until this stamp nothing can have committed it
	Applied lustre.Position // how much of the log the holder had applied at least

	Removed lustre.Position // the target's last REMOVE in the log is not after it
	nodes   [MaxNodes]node
}

// node is what is known of one node.
type node struct {
	known   lustre.Instance // the highest instance seen
	gone    bool            // the OST has dropped it
	shaky   bool            // it may have dropped it since a restart
	loose   bool            // it may have data that is not committed, and is not the holder
	owed    bool            // a drop is there for certain that no sync has told
	drops   uint8           // at most so many reports may come
	counted lustre.Instance // drops up to the end of this instance are among them
}

// Init is the state before a run: the object has its first value, 0.
func Init() State { return State{Count: 1} }

// Values lists the values that may be at the OST.
func (s *State) Values() []uint64 { return s.values[:s.Count] }

// may reports that a value may be at the OST.
func (s *State) may(v uint64) bool {
	_, found := slices.BinarySearch(s.Values(), v)
	return found
}

// put adds a value that may be at the OST.
func (s *State) put(v uint64) {
	at, found := slices.BinarySearch(s.Values(), v)
	switch {
	case found:
	case s.Count == MaxValues:
		s.More = true
	default:
		copy(s.values[at+1:], s.values[at:s.Count])
		s.values[at] = v
		s.Count++
	}
}

// only makes a value the only one.
func (s *State) only(v uint64) {
	s.values = [MaxValues]uint64{v}
	s.Count, s.More = 1, false
}

// holds reports that a node is the holder.
func (s *State) holds(n sequential.Index) bool { return s.Holder == uint8(n)+1 }

// peril reports that the holder's data may have been dropped: its export after a restart,
// or what was pinned with the target.
func (s *State) peril() bool {
	return s.nodes[s.Holder-1].shaky || s.Removed > s.Applied
}

// release ends the holder's time as one: nothing of it is dirty any more.
func (s *State) release() {
	s.Holder, s.Now, s.At, s.Alone, s.Applied = 0, 0, 0, 0, 0
}

// committed is a release with the holder's value at the OST.
func (s *State) committed() {
	s.only(s.Now)
	s.release()
}

// dropped is a release after which the OST may have any of the values that the holder
// wrote, or the one before.
func (s *State) dropped() {
	s.put(s.Now)
	s.release()
}

// lost is a drop that there may have been: if there was none, the holder still has data.
func (s *State) lost() {
	n := &s.nodes[s.Holder-1]
	n.drop(s.At, false)
	n.loose = true
	s.dropped()
}

// settled takes note that the lock has come to a node: no other has anything dirty.
func (s *State) settled(n sequential.Index) {
	for i := range s.nodes {
		s.nodes[i].loose = s.nodes[i].loose && i == int(n)
	}
}

// left is the holder's time at its end, by its own doing or, if there was a peril, by a
// drop of which nobody else was told.
func (s *State) left() {
	if !s.peril() {
		s.committed()
		return
	}
	s.nodes[s.Holder-1].drop(s.At, false)
	s.dropped()
}

// drop takes note that data under an instance was dropped, or may have been: a report of
// it may come, one for all that was under it, and if it is certain one must.
func (n *node) drop(at lustre.Instance, certain bool) {
	if n.counted < at {
		n.counted = at
		n.drops = min(n.drops+1, maxDrops)
	}
	if certain {
		n.owed = true
		n.drops = max(n.drops, 1)
	}
}

// seen takes note of an instance that an answer shows; those before it are gone.
func (n *node) seen(i lustre.Instance) {
	if i > n.known {
		n.known, n.gone, n.loose = i, false, false
	}
}

// void reports that the OST has dropped an instance.
func (n *node) void(i lustre.Instance) bool { return i < n.known || i == n.known && n.gone }

// String gives the state as one line, for example "value 7 by node 0 under 2, else 0 5".
func (s State) String() string {
	var b strings.Builder
	if s.Holder != 0 {
		fmt.Fprintf(&b, "value %d by node %d under %d, else", s.Now, s.Holder-1, s.At)
	} else {
		b.WriteString("value")
	}
	for i, v := range s.Values() {
		if i > 0 {
			b.WriteString(" or")
		}
		fmt.Fprintf(&b, " %d", v)
	}
	if s.More {
		b.WriteString(" or more")
	}
	for i := range s.nodes {
		if n := &s.nodes[i]; n.known != 0 || n.drops != 0 {
			fmt.Fprintf(&b, "; node %d: %s", i, n)
		}
	}
	return b.String()
}

// String gives what is known of a node, for example "2 gone, drop to be told".
func (n *node) String() string {
	words := []string{fmt.Sprint(n.known)}
	if n.gone {
		words = append(words, "gone")
	}
	if n.shaky {
		words = append(words, "restarted")
	}
	text := strings.Join(words, " ")
	switch {
	case n.owed:
		text += ", a drop to be told"
	case n.drops > 0:
		text += ", a drop perhaps to be told"
	}
	return text
}

// Hash gives equal states equal numbers, the same ones in every process.
func (s State) Hash() uint64 {
	h := uint64(14695981039346656037)
	mix := func(x uint64) {
		h = (h ^ x) * 0x9E3779B97F4A7C15
		h ^= h >> 29
	}
	for _, v := range s.Values() {
		mix(v)
	}
	for _, x := range [...]uint64{uint64(s.Holder), s.Now, uint64(s.At), s.Alone, uint64(s.Applied), uint64(s.Removed)} {
		mix(x)
	}
	for i := range s.nodes {
		n := &s.nodes[i]
		mix(uint64(n.known))
		mix(uint64(n.counted)<<16 ^ uint64(n.drops)<<4 ^ bit(n.loose)<<3 ^ bit(n.gone)<<2 ^ bit(n.shaky)<<1 ^ bit(n.owed))
	}
	return h
}

func bit(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}
