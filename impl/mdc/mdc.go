// Package mdc is the client of an MDS with its disk: creates, unlinks and queries are
// requests to it, one after another.
//
// A request that is not answered is sent again, under the same number, until it is: the
// MDS executes it once. An unlink is answered before it is committed. Until it is, the
// client keeps it, and replays it when it hears that the MDS has started again; then the
// client's own OST client destroys the object, with the cookie of the MDS's record (C1a).
// A client that crashes leaves that record behind, and its object is destroyed for it.
package mdc

import (
	"time"

	"ostlife/impl/env"
	"ostlife/impl/ptlrpc"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// Yield points of the MDC.
const (
	PointWork    env.Point = "mdc: wait for something to do"
	PointSend    env.Point = "mdc: before a request"
	PointPause   env.Point = "mdc: wait before a request is sent again"
	PointAnswer  env.Point = "application: wait for the MDS"
	PointDestroy env.Point = "mdc: wait for a committed unlink"
)

// The bounds of what an MDC holds.
const (
	// MaxQueued is how many requests wait for their turn; one more is refused with
	// ErrUnreachable.
	MaxQueued = 256
	// MaxUnlinks is how many unlinks are kept, for replay or for their destroy. The oldest
	// are forgotten beyond it: the MDS has their records.
	MaxUnlinks = 4096
)

// Config is what an MDC is made of.
type Config struct {
	Node    lustre.Node
	MDT     wire.Address
	Start   uint64 // the number of the node's start
	Request time.Duration
	Ping    time.Duration // how often the MDS is asked what is committed
	Defects lustre.Defects
	Trace   lustre.Tracer

	// Destroy has the node's OST client destroy the object of an unlink. It is tried again
	// later if it fails.
	Destroy func(t *env.Task, target lustre.Target, record wire.Unlink, until time.Duration) error
}

// MDC is the client of one MDS.
type MDC struct {
	config Config
	world  *env.World
	caller *ptlrpc.Caller

	lock    *env.Lock
	changed *env.Queue
	number  uint64     // of the newest request
	queue   []*request // the one that is sent first
	boot    uint64     // the start of the MDS that is known
	unlinks []*unlink  // that were answered, oldest first, until their destroy
}

// request is one of an application's.
type request struct {
	message wire.Message
	sent    bool
	answer  *wire.Message
}

// unlink is one that was answered.
type unlink struct {
	message   wire.Message // the request, for a replay
	boot      uint64       // the start of the MDS that executed it last
	transno   uint64
	record    wire.Unlink
	committed bool
}

// New makes an MDC and starts its tasks, which leave when the world stops.
func New(w *env.World, rpc *ptlrpc.Ptlrpcd, c Config) *MDC {
	name := c.Node.String()
	lock := w.NewLock("mdc " + name)
	m := &MDC{config: c, world: w, caller: ptlrpc.NewCaller(w, rpc, "mdc "+name), lock: lock,
		changed: lock.NewQueue("mdc"), number: c.Start << ptlrpc.BootShift}
	w.Go("mdc "+name, m.run)
	w.Go("mdc "+name+" destroys", m.destroys)
	return m
}

// Create has the MDS create a file on a target of a pool, and returns target and object.
// It is refused with ErrNoUsable, and with ErrUnreachable if nothing was sent when until
// comes; else it is ErrUnknown then.
func (m *MDC) Create(t *env.Task, pool string, until time.Duration) (lustre.Target, uint64, error) {
	reply, err := m.ask(t, wire.Message{Kind: wire.MDSCreate, Pool: pool}, until)
	return reply.Target, reply.Object, err
}

// Unlink has the MDS unlink the file that has an object. It is refused with ErrNoObject
// where no file has it, with ErrNoTarget where the target is not there, and else as
// [MDC.Create].
func (m *MDC) Unlink(t *env.Task, target lustre.Target, object uint64, until time.Duration) error {
	_, err := m.ask(t, wire.Message{Kind: wire.MDSUnlink, Target: target, Object: object}, until)
	return err
}

// LastID asks the MDS for the last object id that was used of a target (C1b). It is
// refused with ErrNoTarget, and ends with ErrUnreachable when until comes.
func (m *MDC) LastID(t *env.Task, target lustre.Target, until time.Duration) (uint64, error) {
	reply, err := m.ask(t, wire.Message{Kind: wire.MDSGet, Target: target}, until)
	return reply.Object, err
}

// EASize asks the MDS for its EA size in bytes (C1b), as [MDC.LastID].
func (m *MDC) EASize(t *env.Task, until time.Duration) (uint32, error) {
	reply, err := m.ask(t, wire.Message{Kind: wire.MDSGet}, until)
	if err == lustre.ErrNoTarget { // of the target that was not asked for
		err = nil
	}
	return reply.Size, err
}

// ask queues a request and waits for its answer. A request whose caller gave up is
// carried out all the same.
func (m *MDC) ask(t *env.Task, message wire.Message, until time.Duration) (wire.Message, error) {
	m.lock.Lock()
	defer m.lock.Unlock()
	if len(m.queue) >= MaxQueued {
		return wire.Message{}, lustre.ErrUnreachable
	}
	m.number++
	message.Number = m.number
	r := &request{message: message}
	m.queue = append(m.queue, r)
	m.changed.Wake()
	for r.answer == nil {
		if m.changed.Wait(t, PointAnswer, until) == env.Woken {
			continue
		}
		if r.answer != nil {
			break
		}
		if r.sent && message.Kind != wire.MDSGet {
			return wire.Message{}, lustre.ErrUnknown
		}
		m.drop(r)
		return wire.Message{}, lustre.ErrUnreachable
	}
	return *r.answer, r.answer.Result.Err()
}

// Unlinks is how many unlinks have been answered whose destroy has not.
func (m *MDC) Unlinks() int {
	m.lock.Lock()
	defer m.lock.Unlock()
	return len(m.unlinks)
}
