// Package sample is a small model with one of everything that is instrumented.
package sample

// Design has one decision of its own, and one of a part.
type Design struct {
	Loss Decision
	Part
}

// Part has a decision.
type Part struct{ Close Closing }

// Closing is of the part.
type Closing uint8

// The alternatives.
const (
	Counted Closing = iota
	Uncounted
)

// Decision is of the design; the zero value is the design's.
type Decision uint8

// The alternatives.
const (
	Told Decision = iota
	Untold
)

// Kind is of a message.
type Kind uint8

// The kinds.
const (
	None Kind = iota
	Ask
	Answer
)

// State is what there is.
type State struct {
	Up, Full, Told bool
	Count          uint8
	Net            [2]Message
}

// Message is a part of the state.
type Message struct {
	Kind Kind
	Late bool
}

type rules struct{ design Design }

var table = []func(rules, *State, *State) bool{rules.send, rules.lose, rules.end}

func (r rules) send(from *State, to *State) bool {
	if !from.Up || from.Full && from.Count == 3 {
		return false
	}
	*to = *from
	m := &to.Net[0]
	*m = Message{Kind: Ask, Late: from.Net[1] == Message{Kind: Answer}}
	to.Full, to.Count = true, 0
	return true
}

func (r rules) lose(from *State, to *State) bool {
	untold := r.design.Loss == Untold
	switch from.Net[0].Kind {
	case Ask, Answer:
	default:
		return false
	}
	*to = *from
	n := 0
	for n < 2 && to.Net[n].Kind != None {
		to.raise(func(c uint8) uint8 { return c + 1 })
		n++
	}
	switch {
	case untold && from.Up:
		to.Told = false
	case r.design.Loss == Told && from.Full:
		to.Told = true
	}
	if r.design.Loss == Untold {
		to.unreached()
	}
	return true
}

func (r rules) end(from *State, to *State) bool {
	return (from.Up || r.design.Loss == Untold) && r.told(from) && r.close(from, to)
}

// told is always so in the design.
func (r rules) told(s *State) bool { return r.design.Loss == Told || s.Told }

func (r rules) close(from, to *State) bool {
	*to = *from
	if to.Full {
		to.Count--
	}
	if r.design.Close == Uncounted {
		to.unreached()
	}
	if to.Up = from.Full; to.Up {
		to.Told = false
	}
	return true
}

func (s *State) raise(by func(uint8) uint8) { s.Count = by(s.Count) }

// unreached is called by a departure alone.
func (s *State) unreached() { s.Count = 0 }

// judged is called by nobody in the table.
func judged(s *State) bool { return s.Up && s.Full }

var _ = judged
