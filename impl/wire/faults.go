package wire

import (
	"time"

	"ostlife/impl/env"
)

// Faults is what the network does to messages at random. The rates are in permille
// of the messages sent: 0 is never, 1000 always.
type Faults struct {
	MinLatency, MaxLatency time.Duration // of every message, both included

	Loss      int           // it never arrives
	Late      int           // it arrives LateBy later than it should
	LateBy    time.Duration // far beyond any time-out; 0: DefaultLateBy
	Duplicate int           // it arrives twice, each copy with its own latency
	Reorder   int           // later ones of the same link overtake it
}

// DefaultLateBy is how late a late message is when [Faults] does not say.
const DefaultLateBy = time.Minute

// reorderBy is how long a reordered message is held back, beyond the longest
// latency, so that one sent just after it overtakes it.
const reorderBy = time.Millisecond

// Fault is what happens to a single message.
type Fault uint8

// The faults that [Network.Arm] and [Network.Strike] know.
const (
	Lose Fault = iota + 1
	Delay
	Repeat
	Hold // it is kept until the strike is lifted
)

// Side tells requests and replies apart in a [Match].
type Side uint8

// The sides of a conversation.
const (
	Both Side = iota
	Requests
	Replies
)

// Match describes messages. A zero field matches all.
type Match struct {
	From, To Address
	Kind     Kind
	Side     Side
}

// matches tells whether m is one of them.
func (w Match) matches(m *Message) bool {
	return (w.From == "" || w.From == m.From) &&
		(w.To == "" || w.To == m.To) &&
		(w.Kind == 0 || w.Kind == m.Kind) &&
		(w.Side == Both || (w.Side == Replies) == m.Reply)
}

// fate is what becomes of one message.
type fate struct {
	lost, late, repeated, reordered bool

	latency, second time.Duration // of the message, and of its copy
	by              time.Duration // how much later it arrives if it is late
	kept            *armed        // what holds it, nil for nothing
}

// draw decides at random. Every message takes the same number of draws, so that
// changing one rate leaves the other decisions of a seed as they were.
func (f *Faults) draw(r *env.Rand) fate {
	return fate{
		lost:      r.Permille(f.Loss),
		late:      r.Permille(f.Late),
		repeated:  r.Permille(f.Duplicate),
		reordered: r.Permille(f.Reorder),
		latency:   r.Between(f.MinLatency, f.MaxLatency),
		second:    r.Between(f.MinLatency, f.MaxLatency),
		by:        f.LateBy,
	}
}
