package ptlrpc

import (
	"time"

	"ostlife/impl/env"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// PointCall is where a caller waits for its reply.
const PointCall env.Point = "application: wait for a reply"

// Caller makes requests and waits for them, for whoever has no import: the
// administrator, and a node that reads the config log.
type Caller struct {
	rpc  *Ptlrpcd
	lock *env.Lock
	done *env.Queue
}

// NewCaller makes a caller over a ptlrpcd.
func NewCaller(w *env.World, rpc *Ptlrpcd, name string) *Caller {
	lock := w.NewLock("caller " + name)
	return &Caller{rpc: rpc, lock: lock, done: lock.NewQueue("calls")}
}

// Call sends a request and waits for the reply. Without one in the time given, and
// when the world stops, the error is ErrUnknown: it may have been carried out.
func (c *Caller) Call(t *env.Task, m wire.Message, within time.Duration) (wire.Message, error) {
	c.lock.Lock()
	defer c.lock.Unlock()
	var answer *Answer
	c.rpc.Send(m, within, func(a Answer) {
		c.lock.Lock()
		defer c.lock.Unlock()
		if answer == nil {
			answer = &a
			c.done.Wake()
		}
	})
	for answer == nil {
		if c.done.Wait(t, PointCall, env.Forever) == env.Stopped {
			return wire.Message{}, lustre.ErrUnknown
		}
	}
	if answer.Err != nil {
		return wire.Message{}, lustre.ErrUnknown
	}
	return answer.Reply, nil
}
