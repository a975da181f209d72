package ptlrpc

import "ostlife/impl/wire"

// ServedRequests is how many of a sender's requests a server remembers.
const ServedRequests = 4096

// Served remembers what a server answered, so that a request which the network
// delivers twice is carried out once. The caller guards it by a lock.
type Served struct {
	replies map[served]wire.Message
	order   map[wire.Address][]uint64
}

type served struct {
	from wire.Address
	xid  uint64
}

// NewServed makes an empty memory.
func NewServed() *Served {
	return &Served{replies: map[served]wire.Message{}, order: map[wire.Address][]uint64{}}
}

// Reply gives the answer to a request that was carried out before.
func (s *Served) Reply(m wire.Message) (wire.Message, bool) {
	r, ok := s.replies[served{m.From, m.XID}]
	return r, ok
}

// Keep remembers the answer to a request, and forgets the sender's oldest when there
// are too many.
func (s *Served) Keep(request, reply wire.Message) {
	s.replies[served{request.From, request.XID}] = reply
	order := append(s.order[request.From], request.XID)
	if len(order) > ServedRequests {
		delete(s.replies, served{request.From, order[0]})
		order = order[1:]
	}
	s.order[request.From] = order
}
