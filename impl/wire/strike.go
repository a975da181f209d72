package wire

import (
	"slices"
	"time"
)

// Strike is what happens to messages of somebody's choice, in place of what the network
// would have drawn for them.
type Strike struct {
	Fault Fault
	Match Match
	Times int           // how many messages it hits; 0: all, until it is lifted
	By    time.Duration // of [Delay]: how much later they arrive; 0: Faults.LateBy
	Hit   func()        // hears of each message that it hits, under the network's lock; nil: nobody
}

// armed is a strike that waits for its messages.
type armed struct {
	Strike
	kept []flight // the messages that it holds
}

// Arm has f happen once, to the next message sent that matches. Of several faults
// that match, the one armed first goes first.
func (n *Network) Arm(f Fault, m Match) { n.Strike(Strike{Fault: f, Match: m, Times: 1}) }

// Strike begins a strike, behind those that were begun before. The function that it
// returns lifts it: it hits nothing any more, and what it holds goes on its way, in the
// order of sending.
func (n *Network) Strike(s Strike) (lift func()) {
	n.lock.Lock()
	defer n.lock.Unlock()
	a := &armed{Strike: s}
	n.armed = append(n.armed, a)
	return func() { n.lift(a) }
}

// lift ends a strike.
func (n *Network) lift(a *armed) {
	n.lock.Lock()
	defer n.lock.Unlock()
	n.armed = slices.DeleteFunc(n.armed, func(other *armed) bool { return other == a })
	for _, f := range a.kept {
		if n.severed(f.from, f.to) {
			n.counters.Lost++
			continue
		}
		n.post(f.from, f.to, f.bytes, n.world.Now()+n.faults.MinLatency)
	}
	a.kept = nil
	n.due.Wake()
}

// strike takes the first armed strike that m matches, in place of what was drawn.
func (n *Network) strike(m *Message, drawn fate) fate {
	i := slices.IndexFunc(n.armed, func(a *armed) bool { return a.Match.matches(m) })
	if i < 0 {
		return drawn
	}
	a := n.armed[i]
	if a.Times == 1 {
		n.armed = slices.Delete(n.armed, i, i+1)
	}
	a.Times = max(a.Times-1, 0)
	if a.Hit != nil {
		a.Hit()
	}
	f := fate{
		lost:     a.Fault == Lose,
		late:     a.Fault == Delay,
		repeated: a.Fault == Repeat,
		latency:  drawn.latency,
		second:   drawn.second,
		by:       drawn.by,
	}
	if a.By > 0 {
		f.by = a.By
	}
	if a.Fault == Hold {
		f.kept = a
	}
	return f
}
