package scenario

import (
	"time"

	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// What goes between clients and MDS, between the MDS and the llog's reader, and between
// nodes and MGS is no message of the model's: its world takes the step that the message
// would bring. So that it can be struck, such a step is a passage, which is open at once,
// or when what strikes the message lets it go, or when it was sent again.

// passage is what keeps one step.
type passage struct {
	strike *strike
	until  time.Duration
}

// way is whose message of which kind it is.
type way struct {
	node   lustre.Node
	server string
	kind   wire.Kind
	side   wire.Side
	target int // that it is about
}

// passes reports that a step may be taken now that a message brings. It is asked at every
// hop as long as the step can be taken.
func (m *modelWorld) passes(w way) bool {
	if p, kept := m.passages[w]; kept {
		switch {
		case m.world.Now() < p.until && !p.strike.lifted, m.world.Now() < p.until && p.strike.Fault == wire.Lose:
			return false
		case p.strike.Fault != wire.Lose:
			delete(m.passages, w)
			return true
		}
		delete(m.passages, w) // it is sent again, and may be lost again
	}
	if m.noMDT[w.node] && w.server == m.nodes[0].String() {
		return false
	}
	s := m.struck(w.node, w.server, w.kind, w.side)
	if s == nil {
		return true
	}
	p := passage{strike: s, until: m.world.Now() + s.By}
	switch s.Fault {
	case wire.Lose:
		p.until = m.world.Now() + m.c.Request
	case wire.Hold:
		p.until = forever
	}
	m.passages[w] = p
	return false
}

// struck takes the strike that a message meets, nil for none.
func (m *modelWorld) struck(n lustre.Node, server string, k wire.Kind, side wire.Side) *strike {
	for _, s := range m.strikes {
		if s.Node != n || s.Server.Name != server || s.Kind != k || s.Side != side || s.lifted || s.spent {
			continue
		}
		if s.Times == 1 {
			s.spent = true
		} else if s.Times > 1 {
			s.Times--
		}
		s.Hit()
		return s
	}
	return nil
}

// asks is a passage of a request of a client to the MDS, and hears that of its answer.
func (m *modelWorld) asks(n, t int, k wire.Kind) bool {
	return m.passes(way{m.nodes[n], m.nodes[0].String(), k, wire.Requests, t})
}

func (m *modelWorld) hears(n, t int, k wire.Kind) bool {
	return m.passes(way{m.nodes[n], m.nodes[0].String(), k, wire.Replies, t})
}
