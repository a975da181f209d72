package ptlrpc

import (
	"ostlife/impl/env"
	"ostlife/impl/wire"
)

// Yield points of a server's service task.
const (
	PointRequests env.Point = "service: wait for a request"
	PointServe    env.Point = "service: before a request is served"
)

// service takes a server's requests from the network and serves them in one task, one
// after another.
type service struct {
	network *wire.Network
	serve   func(*env.Task, wire.Message) (wire.Message, bool)

	lock    *env.Lock
	work    *env.Queue
	arrived []wire.Message
}

// Serve listens at an address and starts a service task of that name, which leaves when
// the world stops. serve carries out a request and gives the reply, or false for a
// request that is dropped. Replies are dropped: a server asks nobody anything.
func Serve(w *env.World, n *wire.Network, a wire.Address, name string, serve func(*env.Task, wire.Message) (wire.Message, bool)) {
	lock := w.NewLock("service " + name)
	s := &service{network: n, serve: serve, lock: lock, work: lock.NewQueue("requests")}
	n.Listen(a, s.deliver)
	w.Go(name, s.run)
}

func (s *service) deliver(m wire.Message) {
	if m.Reply {
		return
	}
	s.lock.Lock()
	defer s.lock.Unlock()
	s.arrived = append(s.arrived, m)
	s.work.Wake()
}

func (s *service) run(t *env.Task) {
	for {
		m, ok := s.next(t)
		if !ok {
			return
		}
		t.Yield(PointServe)
		if reply, ok := s.serve(t, m); ok {
			_ = s.network.Send(reply) // a reply that cannot be sent is one that is lost
		}
	}
}

func (s *service) next(t *env.Task) (wire.Message, bool) {
	s.lock.Lock()
	defer s.lock.Unlock()
	for len(s.arrived) == 0 {
		if s.work.Wait(t, PointRequests, env.Forever) == env.Stopped {
			return wire.Message{}, false
		}
	}
	m := s.arrived[0]
	s.arrived = s.arrived[1:]
	return m, true
}
