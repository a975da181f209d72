package mdc

import (
	"slices"

	"ostlife/impl/env"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// drop takes a request out of the queue. The lock is held.
func (m *MDC) drop(r *request) {
	m.queue = slices.DeleteFunc(m.queue, func(other *request) bool { return other == r })
}

// run is the task that asks the MDS: what was queued, in its order, and when there is
// nothing, what is committed. A start of the MDS that it did not know has every unlink
// replayed that may not be committed, before anything else.
func (m *MDC) run(t *env.Task) {
	for !m.world.Stopped() {
		t.Yield(PointSend)
		if u := m.toReplay(); u != nil {
			m.replay(t, u)
		} else if r := m.next(t); r != nil {
			m.send(t, r)
		} else {
			m.call(t, wire.Message{Kind: wire.MDSPing, Number: m.started()})
		}
	}
}

// started is a number of this start, for what changes nothing.
func (m *MDC) started() uint64 {
	m.lock.Lock()
	defer m.lock.Unlock()
	return max(m.number, 1)
}

// next waits for a request, nil if it is time to ask what is committed.
func (m *MDC) next(t *env.Task) *request {
	m.lock.Lock()
	defer m.lock.Unlock()
	until := m.world.Now() + m.config.Ping
	for m.boot != 0 && len(m.queue) == 0 {
		if m.changed.Wait(t, PointWork, until) != env.Woken {
			return nil
		}
	}
	if m.boot == 0 {
		return nil
	}
	r := m.queue[0]
	if !r.sent {
		r.sent = true
		m.trace(lustre.ActUnlinkSend, r.message, false)
	}
	return r
}

// trace writes an action on an unlink. The lock is held.
func (m *MDC) trace(a lustre.Action, message wire.Message, refused bool) {
	if m.config.Trace != nil && message.Kind == wire.MDSUnlink {
		m.config.Trace(lustre.TraceRecord{Stamp: m.world.Stamp(), Time: m.world.Now(), Action: a, Node: m.config.Node,
			Target: message.Target, Object: message.Object, Taken: true, Refused: refused})
	}
}

// call sends a message to the MDS's start that is known, and learns from the answer which
// that is and what is committed. It returns false where there is no answer of the start
// asked; the next call waits a little then.
func (m *MDC) call(t *env.Task, message wire.Message) (wire.Message, bool) {
	m.lock.Lock()
	message.To, message.Client, message.Boot = m.config.MDT, m.config.Node.String(), m.boot
	m.lock.Unlock()
	reply, err := m.caller.Call(t, message, m.config.Request)
	if err != nil || reply.Boot == 0 {
		return reply, false
	}
	m.lock.Lock()
	defer m.lock.Unlock()
	if reply.Boot < m.boot {
		return reply, false
	}
	m.boot = reply.Boot
	for _, u := range m.unlinks {
		u.committed = u.committed || u.boot == reply.Boot && u.transno <= reply.Committed
	}
	m.changed.Wake()
	return reply, reply.Result != wire.NotConnected
}

// pause waits before a request is sent again.
func (m *MDC) pause(t *env.Task) { t.Sleep(PointPause, m.config.Request/8) }

// send sends a queued request, and takes its answer.
func (m *MDC) send(t *env.Task, r *request) {
	reply, ok := m.call(t, r.message)
	if !ok || reply.Result == wire.Later {
		m.pause(t)
		return
	}
	m.lock.Lock()
	defer m.lock.Unlock()
	m.drop(r)
	r.answer = &reply
	if r.message.Kind == wire.MDSUnlink && reply.Result == wire.OK && len(reply.Unlinks) == 1 {
		m.keep(&unlink{message: r.message, boot: reply.Boot, transno: reply.Transno, record: reply.Unlinks[0],
			committed: reply.Transno <= reply.Committed})
	}
	m.trace(lustre.ActUnlinkInterpret, r.message, reply.Result != wire.OK)
	m.changed.Wake()
}

// keep keeps an unlink that was answered. The lock is held.
func (m *MDC) keep(u *unlink) {
	m.unlinks = append(m.unlinks, u)
	if len(m.unlinks) > MaxUnlinks {
		m.unlinks = m.unlinks[1:]
	}
}

// toReplay is the first unlink that an earlier start of the MDS executed and may not have
// committed.
func (m *MDC) toReplay() *unlink {
	m.lock.Lock()
	defer m.lock.Unlock()
	for _, u := range m.unlinks {
		if !u.committed && u.boot != m.boot {
			return u
		}
	}
	return nil
}

// replay sends an unlink again. If nothing is left of it, it was committed. One that
// is refused is the file's again: its target has been removed.
func (m *MDC) replay(t *env.Task, u *unlink) {
	message := u.message
	message.Again = true
	reply, ok := m.call(t, message)
	if !ok {
		m.pause(t)
		return
	}
	m.lock.Lock()
	defer m.lock.Unlock()
	switch {
	case reply.Result != wire.OK:
		m.forget(u)
	case len(reply.Unlinks) == 0:
		u.committed = true
	default:
		u.boot, u.transno, u.record = reply.Boot, reply.Transno, reply.Unlinks[0]
		u.committed = u.transno <= reply.Committed
	}
	m.changed.Wake()
}

// forget drops an unlink. The lock is held.
func (m *MDC) forget(u *unlink) {
	m.unlinks = slices.DeleteFunc(m.unlinks, func(other *unlink) bool { return other == u })
}

// destroys is the task that has the objects of committed unlinks destroyed, the oldest
// first.
func (m *MDC) destroys(t *env.Task) {
	for {
		u, ok := m.committed(t)
		if !ok {
			return
		}
		if m.config.Destroy(t, u.message.Target, u.record, m.world.Now()+m.config.Ping) != nil {
			m.later(u)
			if t.Sleep(PointPause, m.config.Ping) == env.Stopped {
				return
			}
			continue
		}
		m.lock.Lock()
		m.forget(u)
		m.changed.Wake()
		m.lock.Unlock()
	}
}

// later puts an unlink behind the others: its target may be away for long.
func (m *MDC) later(u *unlink) {
	m.lock.Lock()
	defer m.lock.Unlock()
	m.forget(u)
	m.keep(u)
}

// committed waits for an unlink that is committed.
func (m *MDC) committed(t *env.Task) (*unlink, bool) {
	m.lock.Lock()
	defer m.lock.Unlock()
	for {
		for _, u := range m.unlinks {
			if u.committed || m.config.Defects.Has(lustre.DefectDestroyAtOnce) {
				return u, true
			}
		}
		if m.changed.Wait(t, PointDestroy, env.Forever) == env.Stopped {
			return nil, false
		}
	}
}
