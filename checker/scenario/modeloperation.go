package scenario

import (
	"fmt"
	"slices"
	"time"

	"ostlife/impl/env"
	"ostlife/impl/wire"
	"ostlife/model"
	"ostlife/model/lustre"
)

const pointTry env.Point = "model: an operation tries again"

// tries calls try at every hop until it is done or the operation's time is over.
func (m *modelWorld) tries(t *env.Task, try func() (bool, error)) error {
	for until := m.world.Now() + m.c.Operation; ; {
		if done, err := try(); done {
			return err
		}
		if m.world.Now() >= until || t.Sleep(pointTry, hop) == env.Stopped {
			return lustre.ErrUnreachable
		}
	}
}

// refusal is why nothing can be asked of a target at a node.
func (m *modelWorld) refusal(n, t int) error {
	switch slot := &m.pair(n, t).Slot; {
	case slot.State == lustre.Absent:
		return lustre.ErrNoTarget
	case slot.Deactive:
		return lustre.ErrDeactivated
	}
	return nil
}

// usable reports that a connection is there, and begins one if it can.
func (m *modelWorld) usable(n, t int) bool {
	m.take(lustre.ActConnectSend, m.at(n, t))
	slot := &m.pair(n, t).Slot
	return slot.State == lustre.Full && !slot.Invalid
}

// Nodes are those that a line names.
func (m *modelWorld) Nodes() []lustre.Node { return m.nodes }

// Connect is a ping on the connection whose instance it gives.
func (m *modelWorld) Connect(t *env.Task, node lustre.Node, target lustre.Target) (lustre.Instance, error) {
	n, at, ok := m.site(node, target)
	if !ok {
		return 0, lustre.ErrNoTarget
	}
	is, sent := m.side(n, at), false
	var begun time.Duration
	err := m.tries(t, func() (bool, error) {
		slot := &m.pair(n, at).Slot
		switch {
		case m.refusal(n, at) != nil:
			return true, m.refusal(n, at)
		case !m.usable(n, at):
			sent = sent || slot.State == lustre.Connecting
			begun = 0
		case begun == 0 && slot.Ping == model.NoPing && m.take(lustre.ActPingSend, m.at(n, at)):
			is.sent["lost ping"] = 0
			sent, begun = true, m.world.Now()
		case begun > 0 && slot.Ping == model.NoPing && is.sent["lost ping"] == 0 && is.sent[lustre.ActPingSend] >= begun:
			return true, nil
		}
		return false, nil
	})
	if err == lustre.ErrUnreachable && sent {
		err = lustre.ErrUnknown
	}
	return is.instance, err
}

// locked brings a node to hold the lock of a target's object.
func (m *modelWorld) locked(n, t int) (bool, error) {
	if err := m.refusal(n, t); err != nil {
		return true, err
	}
	if m.pair(n, t).Slot.Locked && !m.pair(n, t).Slot.Invalid {
		return true, nil
	}
	if m.usable(n, t) {
		m.take(lustre.ActEnqueueSend, m.at(n, t))
	}
	return false, nil
}

// Write writes into the node's cache, under the lock.
func (m *modelWorld) Write(t *env.Task, node lustre.Node, target lustre.Target, value uint64) error {
	n, at, ok := m.site(node, target)
	if !ok {
		return lustre.ErrNoTarget
	}
	return m.tries(t, func() (bool, error) {
		held, err := m.locked(n, at)
		slot := &m.pair(n, at).Slot
		if !held || err != nil || slot.Asked == lustre.AskWrite || m.side(n, at).callback {
			return err != nil, err
		}
		if !slot.Dirty && !m.take(lustre.ActWrite, m.at(n, at)) {
			return false, nil
		}
		m.side(n, at).value = value
		return true, nil
	})
}

// Read gives what the node has written and the OST may not have, else what the OST has.
func (m *modelWorld) Read(t *env.Task, node lustre.Node, target lustre.Target) (value uint64, err error) {
	n, at, ok := m.site(node, target)
	if !ok {
		return 0, lustre.ErrNoTarget
	}
	for {
		err = m.tries(t, func() (bool, error) { return m.locked(n, at) })
		if err != nil {
			return 0, err
		}
		if _, err = m.Connect(t, node, target); err != nil {
			return 0, lustre.ErrUnreachable
		}
		slot, is := &m.pair(n, at).Slot, m.side(n, at)
		switch {
		case !slot.Locked:
			continue
		case slot.Dirty:
			return is.value, nil
		case slot.Uncommitted:
			return is.taken, nil
		}
		return m.servers[at].current, nil
	}
}

// Sync brings what the node wrote to the target's disk, or tells that it was dropped.
func (m *modelWorld) Sync(t *env.Task, node lustre.Node, target lustre.Target) error {
	n, at, ok := m.site(node, target)
	if !ok {
		return lustre.ErrNoTarget
	}
	sent := false
	err := m.tries(t, func() (bool, error) {
		p := m.pair(n, at)
		refusal := m.refusal(n, at)
		switch {
		case refusal == lustre.ErrNoTarget:
			return true, refusal
		case m.take(lustre.ActSyncFails, m.at(n, at)):
			return true, lustre.ErrDropped
		case !p.Slot.Dirty && !p.Slot.Uncommitted:
			return true, nil
		case refusal != nil:
			return true, refusal
		case m.usable(n, at):
			sent = m.take(lustre.ActFlushSend, m.at(n, at)) || m.take(lustre.ActSyncSend, m.at(n, at)) || sent
		}
		return false, nil
	})
	if err == lustre.ErrUnreachable && sent {
		return lustre.ErrUnknown
	}
	return err
}

// Create makes an object on a target that is fit, and goes to another one as long as its
// own is not fit any more. With the MDS's side it is a file, and committed when it is told.
func (m *modelWorld) Create(t *env.Task, node lustre.Node, pool string) (lustre.Target, uint64, error) {
	n := slices.Index(m.nodes, node)
	if m.hasMDS {
		n = 0 // a client has the MDS make it
	}
	on, sent, object := -1, false, uint64(0)
	client := slices.Index(m.nodes, node)
	m.creates++
	number, again := m.creates, time.Duration(0)
	err := m.tries(t, func() (bool, error) {
		if m.isDown(n) {
			on, object, again = -1, 0, m.world.Now()+m.c.Request // a client asks again then
			return !node.MDS() && m.isDown(slices.Index(m.nodes, node)) || node.MDS(), lustre.ErrUnreachable
		}
		if m.world.Now() < again {
			return false, nil
		}
		if object > 0 {
			return m.kept(on, object) && (n == client || m.hears(client, number, wire.MDSCreate)), nil
		}
		if on < 0 && n != client && !m.asks(client, number, wire.MDSCreate) {
			return false, nil
		}
		if on < 0 {
			busy := false
			if on, busy = m.allocate(n, pool); on < 0 {
				return !busy && !m.states[0].Starting[n], lustre.ErrNoUsable
			}
		}
		is := m.side(n, on)
		switch create := m.pair(n, on).Create; {
		case create == model.NoCreate && is.object > 0:
			object = is.object
			return m.kept(on, object) && (n == client || m.hears(client, number, wire.MDSCreate)), nil
		case create == model.NoCreate:
			on = -1
		case m.take(lustre.ActCreateTake, m.at(n, on)):
		case m.take(lustre.ActCreateSend, m.at(n, on)):
			is.object, sent = 0, true
		default:
			m.take(lustre.ActCreateMove, m.at(n, on))
		}
		return false, nil
	})
	switch {
	case err == lustre.ErrUnreachable && sent:
		return 0, 0, lustre.ErrUnknown
	case err != nil:
		return 0, 0, err
	}
	return m.targets[on], object, nil
}

// allocate chooses a target for a new object, -1 for none: of those that are fit the one
// with the least penalty, the lowest index of several. One at which the node is making
// another object is busy.
func (m *modelWorld) allocate(n int, pool string) (best int, busy bool) {
	best, least := -1, uint64(0)
	for t := range m.targets {
		p := m.pair(n, t)
		fit := p.Slot.State != lustre.Absent && p.Slot.Active != model.Inactive &&
			!p.Slot.Deactivated && p.Pooled && m.inPool(n, t, pool)
		penalty := m.side(n, t).penalty
		if !p.Slot.Penalized {
			penalty = 0
		}
		if fit && p.Create != model.NoCreate {
			busy = true
		} else if fit && (best < 0 || penalty < least) {
			best, least = t, penalty
		}
	}
	if best >= 0 && m.take(lustre.ActCreateAllocate, m.at(n, best)) {
		m.chosen++
		m.side(n, best).penalty, m.side(n, best).object = m.chosen, 0
	}
	return best, busy
}

// Evict has a target drop the node's export.
func (m *modelWorld) Evict(_ *env.Task, node lustre.Node, target lustre.Target) (lustre.Instance, error) {
	n, at, ok := m.site(node, target)
	if !ok {
		return 0, lustre.ErrNotConnected
	}
	instance := m.side(n, at).export
	if !m.take(lustre.ActEvict, m.at(n, at)) {
		return 0, lustre.ErrNotConnected
	}
	return instance, nil
}

// Halt has nothing to do: the links are cut.
func (m *modelWorld) Halt(*env.Task, lustre.Target) error { return nil }

// Restart starts a target.
func (m *modelWorld) Restart(t *env.Task, target lustre.Target, abort bool) error {
	at := slices.Index(m.targets, target)
	if at < 0 {
		return nil
	}
	m.take(lustre.ActOstRestart, model.Site{Target: uint8(at)})
	if abort {
		m.take(lustre.ActWindowExpires, model.Site{Target: uint8(at)})
	}
	return nil
}

// Settle waits until nothing is left to do of what a node has applied.
func (m *modelWorld) Settle(t *env.Task, node lustre.Node) (lustre.Position, error) {
	n := slices.Index(m.nodes, node)
	if n < 0 {
		return m.records, nil
	}
	p := m.records
	for t := range m.targets {
		if next := m.states[t].Position[n]; int(next) < m.written(t) {
			p = min(p, m.logged[t][next]-1)
		}
	}
	if next := m.unread(n); next > 0 {
		p = min(p, next-1)
	}
	err := m.tries(t, func() (bool, error) { return m.busy(n) == "", nil })
	return p, err
}

// busy names what a node has to do.
func (m *modelWorld) busy(n int) string {
	for t := range m.targets {
		p := m.pair(n, t)
		if p.Slot.Workers > 0 || p.Dying.Step != model.StepNone {
			return fmt.Sprintf("%s %s: %d workers", m.nodes[n], m.targets[t], p.Slot.Workers)
		}
	}
	return ""
}

// Busy names something that is under way at a node.
func (m *modelWorld) Busy() string {
	for n := range m.nodes {
		if busy := m.busy(n); busy != "" {
			return busy
		}
	}
	return ""
}

// Status is one read of a slot. Of nodes and targets that no line names it says that all
// is as it was in the beginning.
func (m *modelWorld) Status(node lustre.Node, target lustre.Target) lustre.Status {
	n, t, ok := m.site(node, target)
	switch {
	case !ok && int(target) < m.c.Added:
		return lustre.Status{Present: true, Active: 1, State: lustre.Full}
	case !ok:
		return lustre.Status{}
	}
	p, is := m.pair(n, t), m.side(n, t)
	s := lustre.Status{Position: is.last, Present: p.Slot.State != lustre.Absent, Deactivated: p.Slot.Deactivated, State: p.Slot.State}
	if p.Slot.Active != model.Inactive {
		s.Active = max(is.instance, 1)
	}
	return s
}

// Pool lists what a node's pool names.
func (m *modelWorld) Pool(node lustre.Node, pool string) (list []lustre.Target) {
	n := slices.Index(m.nodes, node)
	for t := range m.targets {
		if m.inPool(max(n, 0), t, pool) {
			list = append(list, m.targets[t])
		}
	}
	return list
}

// Cache is what a slot has of its target's object.
func (m *modelWorld) Cache(node lustre.Node, target lustre.Target) (locked, dirty, unstable bool) {
	n, t, ok := m.site(node, target)
	if !ok {
		return false, false, false
	}
	slot := &m.pair(n, t).Slot
	return slot.Locked, slot.Dirty, slot.Uncommitted
}

// Disconnect has a node lose its connection.
func (m *modelWorld) Disconnect(node lustre.Node, target lustre.Target) bool {
	n, t, ok := m.site(node, target)
	return ok && m.take(lustre.ActLoss, m.at(n, t))
}

// Cut cuts a link or joins it.
func (m *modelWorld) Cut(node lustre.Node, target lustre.Target, cut bool) {
	if n, t, ok := m.site(node, target); ok {
		m.side(n, t).cut = cut
	}
}

// CutMGS keeps the config log from a node.
func (m *modelWorld) CutMGS(node lustre.Node, cut bool) { m.noMGS[node] = cut }

// FailVersion has the next write that is replayed fail.
func (m *modelWorld) FailVersion(target lustre.Target) {
	if t := slices.Index(m.targets, target); t >= 0 {
		m.servers[t].failVersion = true
	}
}

// Strike begins a strike.
func (m *modelWorld) Strike(s Strike) (lift func()) {
	x := &strike{Strike: s}
	m.strikes = append(m.strikes, x)
	return func() { x.lifted, x.until = true, 0 }
}

// Found gives the properties that were broken.
func (m *modelWorld) Found() []string { return m.broken }
