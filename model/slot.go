package model

import "ostlife/model/lustre"

// present reports that the slot exists: its import has a state.
func (s *Slot) present() bool { return s.State != lustre.Absent }

// usable is FULL and valid: what an OST_DISCONNECT can be sent on.
func (s *Slot) usable() bool { return s.State == lustre.Full && !s.Invalid }

// idle reports that no worker runs and no event waits.
func (s *Slot) idle() bool { return s.Workers == 0 && s.Queue[0].Kind == lustre.NoEvent }

// pending reports that an event of this kind waits, or is in the worker's hand at
// this step.
func (s *Slot) pending(kind lustre.Event, at Step) bool {
	if s.Hand.Kind == kind && s.Step == at {
		return true
	}
	for i := range s.Queue {
		if s.Queue[i].Kind == kind {
			return true
		}
	}
	return false
}

// overtake makes every event that was queued so far one of older numbers, and the
// ping one that nobody listens to. A CONNECTED that no worker has taken yet would
// change nothing any more, and is left out.
func (s *Slot) overtake() {
	s.Hand.Current = false
	n := 0
	for _, e := range s.Queue {
		if e.Kind != lustre.EventConnected {
			s.Queue[n] = Event{Kind: e.Kind}
			n++
		}
	}
	clear(s.Queue[n:])
	if s.Ping != NoPing {
		s.Ping = PingEnding
	}
}

// overtakeMessages makes every message in flight one whose sender no longer waits.
// Of the replies that nobody waits for only a connect's could change anything; the
// others are left out.
func (p *Pair) overtakeMessages() {
	for i := MaxMessages - 1; i >= 0; i-- {
		m := &p.Net[i]
		m.Current, m.Late = false, false
		if m.Reply && m.Kind != Connect {
			p.arrive(uint8(i))
		}
	}
	p.Slot.Asked = lustre.AskNothing
	if p.Create == CreateSent {
		p.Create = CreateWaiting
	}
}

// raiseGeneration is what activation, deactivation, removal and the beginning of an
// invalidation do to the import (C2.4).
func (p *Pair) raiseGeneration() {
	p.Slot.overtake()
	p.overtakeMessages()
}

// raiseCount is what a connect and a loss do to the import (C2.4).
func (r rules) raiseCount(p *Pair) {
	p.Slot.overtake()
	p.overtakeMessages()
	p.Slot.Prepared = false
	if r.design.Stock == StockOfConnection {
		p.Slot.Stock = 0
	}
	if p.Slot.Active == ActiveCurrent {
		p.Slot.Active = ActiveOvertaken
	}
}

// send puts a request in flight.
func (s *State) send(p *Pair, m Message) {
	m.Current = true
	for i := range p.Net {
		if p.Net[i].Kind == NoMessage {
			p.Net[i] = m
			return
		}
	}
	s.Overflow = true
}

// arrive takes message i out of the network.
func (p *Pair) arrive(i uint8) {
	copy(p.Net[i:], p.Net[i+1:])
	p.Net[MaxMessages-1] = Message{}
}

// awaited reports that an answer to a request of this kind can still come in time: a
// request or reply is in flight that its sender waits for and that is not late.
func (p *Pair) awaited(is func(MessageKind) bool) bool {
	for i := range p.Net {
		m := &p.Net[i]
		if m.Current && !m.Late && is(m.Kind) {
			return true
		}
	}
	return false
}

// mayAsk reports that the import may send a request of its own: a deactive one only
// what its deactivation asks for (C3.2).
func (s *Slot) mayAsk() bool {
	return s.usable() && s.Asked == lustre.AskNothing && (!s.Deactive || s.current(StepDisconnect))
}

// ask sends what the import then waits for.
func (r rules) ask(to *State, p *Pair, kind MessageKind) {
	to.send(p, Message{Kind: kind, Instance: p.Slot.Handle})
	p.Slot.Asked = kind.asks()
}

// data reports that the node keeps something that the OST may not have.
func (s *Slot) data() bool { return s.Dirty || s.Uncommitted }

// renumber gives the pair's live instances the numbers 1, 2, 3 ... in their order.
func (p *Pair) renumber() {
	live := uint16(1)<<p.Export | 1<<p.Slot.Handle
	for i := range p.Net {
		live |= 1 << p.Net[i].Instance
	}
	live |= 1
	if live&(live+1) == 0 {
		return
	}
	dense := func(n uint8) uint8 {
		var rank uint8
		for i := uint8(1); i <= n; i++ {
			rank += uint8(live >> i & 1)
		}
		return rank
	}
	p.Export, p.Slot.Handle = dense(p.Export), dense(p.Slot.Handle)
	for i := range p.Net {
		p.Net[i].Instance = dense(p.Net[i].Instance)
	}
}

// newest is the highest live instance of the pair.
func (p *Pair) newest() uint8 {
	n := max(p.Export, p.Slot.Handle)
	for i := range p.Net {
		n = max(n, p.Net[i].Instance)
	}
	return n
}
