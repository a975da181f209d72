package ptlrpc

import (
	"errors"
	"slices"
	"time"

	"ostlife/impl/env"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// Yield points of ptlrpcd.
const (
	PointReplies   env.Point = "ptlrpcd: wait for replies"
	PointInterpret env.Point = "ptlrpcd: before an interpreter"
)

// Linger is how many requests that have ended without a reply ptlrpcd remembers. A
// reply that comes after all is still interpreted: ptlrpcd knows nothing of
// connections, so it is the interpreter that must see that it is late (C2.4).
const Linger = 1024

// The ways a request ends without a reply.
var (
	ErrTimeout = errors.New("no reply in time")
	ErrAborted = errors.New("aborted: the generation was raised")
)

// Answer is what an interpreter is given: the reply, or why there is none.
type Answer struct {
	Reply wire.Message
	Err   error // nil, ErrTimeout or ErrAborted
}

// Interpreter takes a request's answer. It runs in ptlrpcd and must not wait, so it
// is given no task and must not capture one. After an answer with an error it may be
// called once more, with a reply that came late.
type Interpreter func(Answer)

// request is one that ptlrpcd knows of.
type request struct {
	xid       uint64
	deadline  time.Duration
	interpret Interpreter
	ended     bool // answered with an error; it lingers
}

// Ptlrpcd sends a node's requests and interprets the replies, in one task.
type Ptlrpcd struct {
	world   *env.World
	network *wire.Network
	address wire.Address

	lock    *env.Lock
	work    *env.Queue
	xid     uint64
	pending []*request // in the order of their deadlines
	late    []*request // ended without a reply, oldest first
	index   map[uint64]*request
	aborted []*request
	arrived []wire.Message
	imports map[lustre.Target]*Import // those that the OSTs can call
}

// NewPtlrpcd makes the ptlrpcd of an address and starts its task, which leaves when
// the world stops.
func NewPtlrpcd(w *env.World, n *wire.Network, a wire.Address) *Ptlrpcd {
	lock := w.NewLock("ptlrpcd " + string(a))
	p := &Ptlrpcd{
		world: w, network: n, address: a, lock: lock, work: lock.NewQueue("replies"),
		index: map[uint64]*request{}, imports: map[lustre.Target]*Import{},
	}
	n.Listen(a, p.deliver)
	w.Go("ptlrpcd "+string(a), p.run)
	return p
}

// BootShift is where the number of a node's start stands in its request numbers: above
// all that one start can send.
const BootShift = 32

// After has requests numbered above xid. A node that starts again numbers above all that
// it sent before, as replies to that may still come.
func (p *Ptlrpcd) After(xid uint64) {
	p.lock.Lock()
	defer p.lock.Unlock()
	p.xid = max(p.xid, xid)
}

// Send sends a request and returns its number at once. The interpreter hears the
// reply, or after the given time that there was none. A message that cannot be
// encoded is answered like one that nobody heard.
func (p *Ptlrpcd) Send(m wire.Message, within time.Duration, interpret Interpreter) uint64 {
	p.lock.Lock()
	defer p.lock.Unlock()
	p.xid++
	m.From, m.XID = p.address, p.xid
	if err := p.network.Send(m); err != nil {
		within = 0
	}
	r := &request{xid: p.xid, deadline: p.world.Now() + within, interpret: interpret}
	p.index[r.xid] = r
	at := len(p.pending)
	for at > 0 && p.pending[at-1].deadline > r.deadline {
		at--
	}
	p.pending = slices.Insert(p.pending, at, r)
	p.work.Wake()
	return r.xid
}

// Abort ends a request as if by a time-out, with [ErrAborted]. Its interpreter is
// called by ptlrpcd, not from here.
func (p *Ptlrpcd) Abort(xid uint64) {
	p.lock.Lock()
	defer p.lock.Unlock()
	if r := p.index[xid]; r != nil && !r.ended {
		p.end(r)
		p.aborted = append(p.aborted, r)
		p.work.Wake()
	}
}

// deliver takes a message from the network.
func (p *Ptlrpcd) deliver(m wire.Message) {
	if !m.Reply && m.Kind != wire.Callback {
		return // nobody asks a node anything else
	}
	p.lock.Lock()
	defer p.lock.Unlock()
	p.arrived = append(p.arrived, m)
	p.work.Wake()
}

// run is the task: one interpreter at a time, until the world stops.
func (p *Ptlrpcd) run(t *env.Task) {
	p.lock.Lock()
	for {
		interpret, answer := p.next()
		if interpret != nil {
			p.lock.Unlock()
			t.Yield(PointInterpret)
			interpret(answer)
			p.lock.Lock()
			continue
		}
		if p.work.Wait(t, PointReplies, p.deadline()) == env.Stopped {
			p.lock.Unlock()
			return
		}
	}
}

// next takes out what is to be interpreted next: a reply or a callback, an abort, a
// time-out.
func (p *Ptlrpcd) next() (Interpreter, Answer) {
	for len(p.arrived) > 0 {
		m := p.arrived[0]
		p.arrived = p.arrived[1:]
		if i := p.imports[m.Target]; !m.Reply && i != nil {
			return i.called, Answer{Reply: m}
		}
		if r := p.index[m.XID]; m.Reply && r != nil {
			p.forget(r)
			return r.interpret, Answer{Reply: m}
		}
	}
	if len(p.aborted) > 0 {
		r := p.aborted[0]
		p.aborted = p.aborted[1:]
		return r.interpret, Answer{Err: ErrAborted}
	}
	if len(p.pending) > 0 && p.pending[0].deadline <= p.world.Now() {
		r := p.pending[0]
		p.end(r)
		return r.interpret, Answer{Err: ErrTimeout}
	}
	return nil, Answer{}
}

// deadline is when the next request expires.
func (p *Ptlrpcd) deadline() time.Duration {
	if len(p.pending) == 0 {
		return env.Forever
	}
	return p.pending[0].deadline
}

// end makes a pending request one that lingers.
func (p *Ptlrpcd) end(r *request) {
	r.ended = true
	p.pending = without(p.pending, r)
	p.late = append(p.late, r)
	if len(p.late) > Linger {
		delete(p.index, p.late[0].xid)
		p.late = p.late[1:]
	}
}

// forget takes a request out for good: its reply has come. An abort of it that was
// not interpreted yet has come too late.
func (p *Ptlrpcd) forget(r *request) {
	delete(p.index, r.xid)
	p.aborted = without(p.aborted, r)
	if r.ended {
		p.late = without(p.late, r)
	} else {
		p.pending = without(p.pending, r)
	}
}

// without takes r out of a list.
func without(list []*request, r *request) []*request {
	if at := slices.Index(list, r); at >= 0 {
		return slices.Delete(list, at, at+1)
	}
	return list
}
