package scenario

import (
	"slices"

	"ostlife/model"
	"ostlife/model/lustre"
)

// follow moves what is kept beside the state, and shows the action.
func (m *modelWorld) follow(name lustre.Action, at model.Site, from *model.State) {
	n, t := int(at.Node), int(at.Target)
	now, is := m.pair(n, t), m.side(n, t)
	was := &from.Pairs[n]
	for node := range m.nodes {
		m.disk(node, t, &from.Pairs[node])
	}
	is.sent[name] = m.world.Now()
	m.data(name, at, was)
	m.instances(name, n, t, was)
	if m.written(t) > len(m.logged[t]) {
		m.records++
		m.logged[t] = append(m.logged[t], m.records)
	}
	if applied := m.states[t].Position[n]; applied > from.Position[n] {
		is.last = m.logged[t][applied-1]
	} else if applied == 0 { // at the start of a node
		is.last = 0
	}
	a := action{at: m.world.Now(), name: name, node: m.nodes[n], target: m.targets[t], state: now.Slot.State,
		object: is.making, taken: name != lustre.ActOstCreate || m.servers[t].object == is.making && is.making > 0}
	if m.machine.Actions[m.actions[name]].Context == "ost" {
		a.state = lustre.Absent
	}
	if name == lustre.ActUnlinkInterpret && len(m.nodes) > 1 { // the client's, of which the model has one
		a.node = m.nodes[1]
	}
	m.seen.take(a)
}

// disk keeps what an export's end and a commit bring to the target's disk.
func (m *modelWorld) disk(n, t int, was *model.Pair) {
	s := &m.servers[t]
	if was.Taken == model.Unstable && m.pair(n, t).Taken == model.Committed {
		s.committed = s.current
	}
}

// data moves values and ids.
func (m *modelWorld) data(name lustre.Action, at model.Site, was *model.Pair) {
	now, is, s := m.pair(int(at.Node), int(at.Target)), m.side(int(at.Node), int(at.Target)), &m.servers[at.Target]
	is.making = 0
	switch name {
	case lustre.ActFlushSend:
		is.sending = is.value
	case lustre.ActAskInterpret:
		if was.Slot.Dirty && !now.Slot.Dirty {
			is.taken = is.sending
		}
	case lustre.ActOstWrite:
		if answered(now, model.Write) {
			s.current = is.sending
		}
	case lustre.ActOstReplay:
		if was.Taken != model.Unstable && now.Taken == model.Unstable {
			s.current = is.taken
		}
	case lustre.ActOstRestart:
		s.current, s.window = s.committed, m.world.Now()
		m.behind[at.Target] = false
	case lustre.ActLlogConnectSend:
		m.unheard[at.Target] = 0
	case lustre.ActCreateTake:
		is.object = m.real(int(at.Target), m.states[at.Target].Objects[0].Memory.Used)
	case lustre.ActOstCreate:
		if answered(now, model.CreateObject) {
			s.object++
			is.making = s.object
			if !m.hasMDS {
				is.object = s.object
			}
		}
	}
}

// answered reports that a good answer to a request of that kind is on its way.
func answered(p *model.Pair, kind model.MessageKind) bool {
	return slices.ContainsFunc(p.Net[:], func(m model.Message) bool { return m.Kind == kind && m.Reply && !m.Refused })
}

// instances keeps the numbers of exports, which the model only compares.
func (m *modelWorld) instances(name lustre.Action, n, t int, was *model.Pair) {
	now, is, s := m.pair(n, t), m.side(n, t), &m.servers[t]
	switch name {
	case lustre.ActOstConnect:
		if now.Export != 0 && (was.Export == 0 || !rejoins(was, now)) {
			s.last++
			is.export = s.last
		}
	case lustre.ActConnectInterpret:
		is.instance = is.export
	}
	if now.Export == 0 {
		is.export = 0
	}
}

// rejoins reports that the connect that was taken last got the export that was there: its
// reply has the instance that the node holds.
func rejoins(_, now *model.Pair) bool {
	for _, m := range now.Net {
		if m.Kind == model.Connect && m.Reply && m.Instance == now.Export {
			return now.Export == now.Slot.Handle
		}
	}
	return true
}
