package honest

import "ostlife/model/lustre"

// configure applies the node's next record: the import and the presence of the slot at
// once, the rest by the worker.
func (w *world) configure(node lustre.Node) {
	record := w.log[w.applied[node]]
	w.applied[node]++
	if record.Kind == lustre.ConfigJoin || record.Kind == lustre.ConfigLeave {
		return
	}
	p := w.pair(node, record.Target)
	p.generation++
	switch record.Kind {
	case lustre.ConfigAdd:
		p.state, p.handle, p.deactive, p.invalid = lustre.New, 0, false, false
		p.slot = lustre.Status{Position: record.Position, Present: true}
	case lustre.ConfigDeactivate:
		p.deactive = true
		p.enqueue(event{kind: lustre.EventDeactivate, position: record.Position})
	case lustre.ConfigActivate:
		p.deactive = false
		if p.state != lustre.New && p.state != lustre.Disconn {
			p.count++
			p.state = lustre.Disconn
		}
		p.enqueue(event{kind: lustre.EventActivate, position: record.Position})
	case lustre.ConfigRemove:
		p.state = lustre.Absent
		p.purge()
		p.slot = lustre.Status{Position: record.Position}
		if len(p.queue) > 0 {
			p.dying = append(p.dying, record.Position)
		}
		p.queue = nil
	}
}

func (p *pair) enqueue(e event) {
	e.count, e.generation = p.count, p.generation
	p.queue = append(p.queue, e)
}

func (p *pair) current(count, generation int) bool {
	return count == p.count && generation == p.generation
}

// connectable reports that a connect may be sent.
func (p *pair) connectable() bool {
	return (p.state == lustre.New || p.state == lustre.Disconn) && !p.deactive && !p.invalid
}

func (p *pair) connect(w *world) {
	p.count++
	p.state = lustre.Connecting
	p.net = append(p.net, message{kind: connectMessage, instance: p.handle,
		count: p.count, generation: p.generation, sent: w.stamp})
}

// lose is a loss of the current connection (C2.5).
func (p *pair) lose() {
	p.count++
	p.state = lustre.Disconn
	p.enqueue(event{kind: lustre.EventInactive})
	p.dropped = p.dropped || p.tells
}

// accept takes a connect reply: a connection, or an invalidation or a recovery first.
func (p *pair) accept(m message) {
	instance := m.instance
	evicted := p.handle != 0 && p.handle != instance
	p.handle = instance
	if evicted {
		p.state, p.invalid = lustre.Evicted, true
		p.generation++
		p.enqueue(event{kind: lustre.EventInvalidate, instance: instance})
		return
	}
	p.state = lustre.Recover
	if m.window {
		p.state = lustre.Replay
	}
	p.enqueue(event{kind: lustre.EventConnected, instance: instance})
}

// work is the worker's next step, on the event at the head of the queue.
func (p *pair) work(w *world) {
	e := &p.queue[0]
	current := p.current(e.count, e.generation)
	switch e.kind {
	case lustre.EventConnected:
		if e.step == 0 && current && p.state != lustre.Recover {
			w.replay(p)
			return
		}
		if e.step == 0 && current {
			p.state = lustre.Full
			e.step++
			return
		}
		if e.step > 0 {
			p.slot.Active = e.instance
		}
	case lustre.EventInactive:
		p.slot.Active = 0
		if w.plan.Defect == LossClearsDeactivated {
			p.slot.Deactivated = false
		}
	case lustre.EventInvalidate:
		if e.step == 0 {
			p.slot.Active = 0
			e.step++
			return
		}
		p.invalid = false
		w.invalidated(p)
		if current {
			p.state = lustre.Recover
			e.kind, e.step = lustre.EventConnected, 0
			return
		}
	case lustre.EventActivate:
		p.slot.Deactivated, p.slot.Position = false, e.position
	case lustre.EventDeactivate:
		if !p.deactivate(w, e, current) {
			return
		}
	}
	p.queue = p.queue[1:]
}

// deactivate is one step of a deactivation (C3.2), and reports that it was the last.
func (p *pair) deactivate(w *world, e *event, current bool) bool {
	const flag, disconnect, wait, answered = 0, 1, 2, 3
	switch {
	case e.step == flag:
		p.slot.Active, p.slot.Deactivated, p.slot.Position = 0, true, e.position
		e.step = disconnect
		return false
	case !current:
		return true
	case e.step == disconnect && p.usable() && w.writeOut(p):
		return false
	case e.step == disconnect && p.usable():
		p.net = append(p.net, message{kind: disconnectMessage, instance: p.handle,
			count: p.count, generation: p.generation})
		e.step = wait
		return false
	case e.step == answered:
		p.handle = 0
	}
	p.state = lustre.Disconn
	return true
}
