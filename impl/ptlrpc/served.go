package ptlrpc

import "ostlife/impl/wire"

// ServedRequests is how many of a sender's requests a server remembers. A request that
// is older than those is dropped, since it may have been carried out: its sender takes
// it for one that was lost.
const ServedRequests = 4096

// Served remembers what a server answered, so that a request which the network
// delivers twice is carried out once. The caller guards it by a lock.
type Served struct {
	senders map[wire.Address]*served // never ranged over
}

// served is the memory of one sender's requests.
type served struct {
	replies   map[uint64]wire.Message
	order     []uint64 // the keys of replies, the one served first in front
	forgotten uint64   // the highest number that was in replies once
}

// NewServed makes an empty memory.
func NewServed() *Served { return &Served{senders: map[wire.Address]*served{}} }

// Serve gives the answer to a request: the one that was given before, else that of
// carryOut. It returns false, and carries out nothing, where it cannot tell.
func (s *Served) Serve(m wire.Message, carryOut func(wire.Message) wire.Message) (wire.Message, bool) {
	of := s.senders[m.From]
	if of == nil {
		of = &served{replies: map[uint64]wire.Message{}}
		s.senders[m.From] = of
	}
	if reply, ok := of.replies[m.XID]; ok {
		return reply, true
	}
	if m.XID <= of.forgotten {
		return wire.Message{}, false
	}
	reply := carryOut(m)
	of.keep(m.XID, reply)
	return reply, true
}

// Forget has requests up to a number forgotten: those that a server before this one may
// have carried out.
func (s *Served) Forget(sender wire.Address, xid uint64) {
	s.senders[sender] = &served{replies: map[uint64]wire.Message{}, forgotten: xid}
}

// keep remembers an answer, and forgets the oldest when there are too many.
func (s *served) keep(xid uint64, reply wire.Message) {
	s.replies[xid] = reply
	s.order = append(s.order, xid)
	if len(s.order) > ServedRequests {
		s.forgotten = max(s.forgotten, s.order[0])
		delete(s.replies, s.order[0])
		s.order = s.order[1:]
	}
}
