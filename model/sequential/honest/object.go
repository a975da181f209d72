package honest

import (
	"ostlife/model/lustre"
	"ostlife/model/sequential"
)

// object is what a node has of a target's object, under its import's lock.
type object struct {
	locked, dirty, uncommitted, dropped bool
	value, taken                        uint64
	clean                               int  // the last moment before it became dirty
	tells                               bool // the defect that invents drops
}

// reading is a read on its way.
type reading struct {
	sent              bool
	count, generation int
	own               bool
	value             uint64
	point             int
}

// purge drops lock and data; the next sync tells of the data.
func (p *pair) purge() {
	p.object = object{dropped: p.dropped || p.dirty || p.uncommitted, tells: p.tells}
}

// invalidated is the end of an invalidation.
func (w *world) invalidated(p *pair) {
	switch before := p.dropped; w.plan.Defect {
	case LockKept:
	case DropSilent:
		p.purge()
		p.dropped = before
	default:
		p.purge()
	}
}

func (p *pair) usable() bool { return p.state == lustre.Full && !p.invalid }

// answer decides an operation now.
func (c *call) answer(w *world, out sequential.Output) {
	c.decided, c.Point = true, w.now()
	if c.Output.Outcome != sequential.Unknown {
		c.Output = out
	}
}

func (c *call) refuse(w *world, refusal error) {
	c.answer(w, sequential.Output{Outcome: sequential.Refused, Refusal: refusal})
}

// refusal is what the import's marks say to an operation.
func (p *pair) refusal() error {
	switch {
	case p.state == lustre.Absent:
		return lustre.ErrNoTarget
	case p.deactive:
		return lustre.ErrDeactivated
	}
	return nil
}

// ask has the OST do something for a good export, which the node hears of, or not: then
// it loses the connection, as it does if it is refused.
func (w *world) ask(p *pair, serve, hear func()) {
	lost := w.random.IntN(12)
	if lost == 0 || !p.good(p.handle) {
		p.lose()
		return
	}
	serve()
	if lost == 1 {
		p.lose()
		return
	}
	hear()
}

// writeOut asks for the next part of what brings the node's data to disk and the lock
// back. It returns false if there is nothing left.
func (w *world) writeOut(p *pair) bool {
	switch {
	case w.plan.Defect == DeactivationDiscards && p.deactive && (p.dirty || p.uncommitted):
		p.dirty, p.uncommitted = false, false
	case p.dirty:
		w.flush(p)
	case p.uncommitted:
		w.ask(p, func() { w.commit(p) }, func() { p.uncommitted = false })
	case p.locked || p.called != 0:
		p.locked = false
		w.ask(p, func() { w.commit(p); p.granted = false }, func() { p.called = 0 })
	default:
		return false
	}
	return true
}

// flush brings what is dirty to the OST.
func (w *world) flush(p *pair) {
	v := p.value
	w.ask(p, func() { p.ost.current, p.unstable = v, true }, func() {
		p.dirty, p.uncommitted, p.taken = false, true, v
	})
}

// giveBack is a callback that comes, or comes to nothing.
func (w *world) giveBack(p *pair) {
	switch {
	case p.called != p.handle || p.state == lustre.Absent:
		p.called = 0
	case p.usable() && !p.deactive:
		if !w.writeOut(p) {
			p.called = 0
		}
	}
}

// enqueue asks for the lock, or has the OST ask its holder to give it back.
func (w *world) enqueue(p *pair) {
	for _, other := range w.pairs {
		if other.ost == p.ost && other != p && other.granted && w.plan.Defect != LockShared {
			w.ask(p, func() { other.called = other.export }, func() {})
			return
		}
	}
	w.ask(p, func() { p.granted = true }, func() {
		p.locked = true
		if w.plan.Defect == ReadInvented && w.random.IntN(8) == 0 {
			p.ost.current += 1 << 20
		}
	})
}

// reach brings an operation that needs the lock nearer to it, and ends it if there is no
// way. It returns true when the node has it.
func (w *world) reach(c *call, p *pair) bool {
	refusal := p.refusal()
	switch {
	case refusal != nil:
		c.refuse(w, refusal)
	case p.locked && !p.invalid:
		return true
	case w.random.IntN(24) == 0:
		c.refuse(w, lustre.ErrUnreachable)
	case p.usable():
		w.enqueue(p)
	case p.connectable():
		p.connect(w)
	}
	return false
}

func (w *world) tryWrite(c *call, p *pair) {
	if w.reach(c, p) {
		if !p.dirty {
			p.clean = w.now()
		}
		p.dirty, p.value = true, c.Input.Value
		c.answer(w, sequential.Output{Instance: p.handle})
	}
}

// tryRead sends a read, or hears what has become of it.
func (w *world) tryRead(c *call, p *pair) {
	r := &c.read
	switch {
	case r.sent && p.current(r.count, r.generation):
		r.sent = false
		w.confirm(c, p)
		return
	case r.sent:
		r.sent = false
		return
	}
	if w.random.IntN(32) == 0 {
		c.refuse(w, lustre.ErrUnreachable)
	}
	if c.decided || !w.reach(c, p) {
		return
	}
	own := p.dirty || p.uncommitted
	*r = reading{sent: true, count: p.count, generation: p.generation, own: own, value: p.taken, point: w.now()}
	if p.dirty {
		r.value = p.value
	}
	if w.plan.Defect == ReadLocal && own {
		c.answer(w, sequential.Output{Value: r.value, Instance: p.handle})
		return
	}
	if !p.usable() {
		r.sent = false
		if p.connectable() {
			p.connect(w)
		}
	}
}

// confirm is the OST's word on a read.
func (w *world) confirm(c *call, p *pair) {
	if !p.good(p.handle) || !p.granted || w.random.IntN(16) == 0 {
		p.lose()
		return
	}
	out := sequential.Output{Value: p.ost.current, Instance: p.handle}
	if c.read.own {
		out.Value = c.read.value
	}
	c.answer(w, out)
	switch { // it may be of before what the node wrote while the read was on its way
	case c.read.own:
		c.Point = c.read.point
	case p.dirty:
		c.Point = p.clean
	}
}

func (w *world) trySync(c *call, p *pair) {
	refusal := p.refusal()
	switch {
	case refusal == lustre.ErrNoTarget:
		c.refuse(w, refusal)
	case p.dropped:
		p.dropped = false
		c.refuse(w, lustre.ErrDropped)
	case !p.dirty && (!p.uncommitted || w.plan.Defect == SyncEarly):
		c.answer(w, sequential.Output{})
	case refusal != nil:
		c.refuse(w, refusal)
	case p.usable():
		c.sent = true
		w.writeOut(p)
	case p.connectable():
		p.connect(w)
	case !c.sent && w.random.IntN(12) == 0:
		c.refuse(w, lustre.ErrUnreachable)
	}
}
