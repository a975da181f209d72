package honest

import "ostlife/model/lustre"

// deliver brings message i to where it goes.
func (w *world) deliver(p *pair, i int) {
	m := p.take(i)
	switch {
	case !m.reply:
		w.serve(p, m)
	case m.kind == connectMessage:
		w.connectReply(p, m)
	case m.kind == disconnectMessage:
		if len(p.queue) > 0 && p.queue[0].kind == lustre.EventDeactivate && p.current(m.count, m.generation) {
			p.queue[0].step = 3
		}
	default:
		w.pingReply(p, m)
	}
}

// serve is the OST's part. It drops what is older than a connect that it has taken.
func (w *world) serve(p *pair, m message) {
	stale := m.count < p.heard
	switch m.kind {
	case connectMessage:
		if stale {
			return
		}
		p.heard = m.count
		m.instance = w.admit(p, m.instance)
		m.window = p.recovery != lustre.ExportNormal
	case disconnectMessage:
		if stale && w.plan.Defect != LateRequestTaken {
			return
		}
		if m.instance == p.export || w.plan.Defect == LateRequestTaken {
			w.drop(p)
		}
	case pingMessage:
		m.ok = p.good(m.instance)
	}
	m.reply, m.point = true, w.now()
	p.net = append(p.net, m)
}

// connectReply is the interpreter: it takes the reply of the current connection alone.
// Who waits for a connection that was begun after the call may be answered at once, but
// not in a recovery: an export is good when that has ended.
func (w *world) connectReply(p *pair, m message) {
	current := p.state == lustre.Connecting && p.current(m.count, m.generation)
	late := w.plan.Defect == LateReplyAccepted && (p.state == lustre.Connecting || p.state == lustre.Disconn)
	if !current && !late {
		return
	}
	if m.instance == 0 { // a window is open for others
		p.state = lustre.Disconn
		return
	}
	p.accept(m)
	for _, c := range w.open {
		if c.waits(w, p) && !m.window && (c.Call <= m.sent || late) && w.random.IntN(2) == 0 {
			c.connected(m)
		}
	}
}

func (w *world) pingReply(p *pair, m message) {
	current := p.state == lustre.Full && p.current(m.count, m.generation)
	if !m.ok {
		if current {
			p.lose()
		}
	} else if (current || w.plan.Loose) && !m.of.decided && m.of.Return == 0 {
		m.of.connected(m)
	}
	m.of.waiting = false
}

// connected answers a connect with a round trip.
func (c *call) connected(m message) {
	c.decided, c.Point = true, m.point
	c.Output.Instance = m.instance
}
