package scenario

import (
	"time"

	"ostlife/impl/wire"
	"ostlife/model"
	"ostlife/model/lustre"
)

// strike is a strike on the model's messages. It keeps the one that it delays or holds in
// mind by its kind and side: of several alike it is the oldest.
type strike struct {
	Strike
	lifted bool
	spent  bool // it has struck as often as it does, what is no message of the model's
	busy   bool // it keeps a message just now
	old    bool // whose sender does not wait for it any more
	until  time.Duration
}

// kinds gives the kind that a message of the model has on the wire.
var kinds = map[model.MessageKind]wire.Kind{
	model.Connect: wire.Connect, model.Disconnect: wire.Disconnect, model.Enqueue: wire.Enqueue, model.Write: wire.Write,
	model.Sync: wire.Sync, model.Cancel: wire.Cancel, model.ReplayWrite: wire.ReplayWrite, model.ReplayLock: wire.ReplayLock,
	model.FinalPing: wire.FinalPing, model.CreateObject: wire.Create, model.MdsConn: wire.MDSConn, model.LlogConnect: wire.LlogConnect,
	model.LlogReplay: wire.LlogRead, model.DestroyOrphans: wire.Orphans, model.Destroy: wire.Destroy,
}

// served gives the action with which the OST takes a request.
var served = map[model.MessageKind]lustre.Action{
	model.Connect: lustre.ActOstConnect, model.Disconnect: lustre.ActOstDisconnect, model.Enqueue: lustre.ActOstEnqueue,
	model.Write: lustre.ActOstWrite, model.Sync: lustre.ActOstSync, model.Cancel: lustre.ActOstCancel,
	model.ReplayWrite: lustre.ActOstReplay, model.ReplayLock: lustre.ActOstReplay, model.FinalPing: lustre.ActOstReplay,
	model.CreateObject: lustre.ActOstCreate, model.MdsConn: lustre.ActOstMdsConn, model.LlogConnect: lustre.ActOstLlogConnect,
	model.LlogReplay: lustre.ActOstLlogReplay, model.DestroyOrphans: lustre.ActOstOrphans, model.Destroy: lustre.ActOstDestroy,
}

// heard gives the action with which the node takes a reply.
var heard = map[model.MessageKind]lustre.Action{
	model.Connect: lustre.ActConnectInterpret, model.Disconnect: lustre.ActDisconnectInterpret, model.Enqueue: lustre.ActAskInterpret,
	model.Write: lustre.ActAskInterpret, model.Sync: lustre.ActAskInterpret, model.Cancel: lustre.ActAskInterpret,
	model.ReplayWrite: lustre.ActReplayInterpret, model.ReplayLock: lustre.ActReplayInterpret,
	model.FinalPing: lustre.ActReplayInterpret, model.CreateObject: lustre.ActCreateInterpret,
	model.MdsConn: lustre.ActOscInterpret, model.LlogReplay: lustre.ActOscInterpret, model.DestroyOrphans: lustre.ActOscInterpret,
	model.Destroy: lustre.ActAskInterpret,
}

// replyKind is the kind of a reply on the wire: what answers a replay of the llog answers
// the request that connected it.
func replyKind(k model.MessageKind) wire.Kind {
	if k == model.LlogReplay {
		return wire.LlogConnect
	}
	return kinds[k]
}

// fate is what becomes of a message at a hop.
type fate int

const (
	arrives fate = iota
	lost
	stays
)

// meets decides what becomes of a message of a kind that would arrive now. Behind one of
// its kind that a strike keeps, the next ones pass.
func (m *modelWorld) meets(n, t int, k wire.Kind, side wire.Side, current bool, keeping map[*strike]bool) fate {
	if m.side(n, t).cut {
		return lost
	}
	for _, s := range m.strikes {
		if s.Node != m.nodes[n] || s.Server.Name != m.targets[t].String() || !s.strikes(k, side) || keeping[s] && s.Times != 0 {
			continue
		}
		if s.busy && s.old && current { // what it kept is gone, and this one is newer
			s.busy = false
		}
		if s.busy {
			s.old = !current
			keeping[s] = true
			if m.world.Now() < s.until {
				return stays
			}
			s.busy = false
			return arrives
		}
		if s.lifted {
			continue
		}
		if s.lifted = s.Times == 1; s.Times > 1 {
			s.Times--
		}
		s.Hit()
		switch s.Fault {
		case wire.Lose:
			return lost
		case wire.Delay, wire.Hold:
			s.busy, s.old, s.until = true, false, m.world.Now()+s.By
			if s.Fault == wire.Hold {
				s.until = forever
			}
			keeping[s] = true
			return stays
		}
	}
	return arrives
}

// strikes reports that messages of the model's are struck: a replay of the llog is one,
// whose reads of the records it begins with.
func (s *strike) strikes(k wire.Kind, side wire.Side) bool {
	return s.Kind == k && s.Side == side || s.Kind == wire.LlogRead && k == wire.LlogConnect && side == wire.Requests
}

// forever is later than any run.
const forever = 1 << 62

// requests has the OST take what a node sent.
func (m *modelWorld) requests(n, t int) {
	keeping := map[*strike]bool{}
	defer m.forget(n, t, wire.Requests, keeping)
	at := m.at(n, t)
	for i := uint8(0); i < model.MaxMessages; i++ {
		at.Index = i
		msg := m.pair(n, t).Net[i]
		if msg.Kind == model.NoMessage {
			return
		}
		if msg.Reply || msg.Kind == model.FinalPing && m.pair(n, t).Recovery == lustre.ExportDone && msg.Instance == m.pair(n, t).Export {
			continue
		}
		before := m.inFlight(n, t)
		switch m.meets(n, t, kinds[msg.Kind], wire.Requests, msg.Current, keeping) {
		case lost:
			m.take(lustre.ActMessageLost, at)
		case arrives:
			m.serve(n, t, at, msg)
		}
		i -= uint8(before - m.inFlight(n, t)) // those that it overtook are gone
	}
}

// forget ends the keeping of a message that is not there any more.
func (m *modelWorld) forget(n, t int, side wire.Side, keeping map[*strike]bool) {
	for _, s := range m.strikes {
		if s.busy && s.Kind != wire.Ping && s.Node == m.nodes[n] && s.Server.Name == m.targets[t].String() && (s.Side == side || s.Kind == wire.LlogRead && side == wire.Requests) && !keeping[s] {
			s.busy = false
		}
	}
}

// inFlight counts the messages of a pair.
func (m *modelWorld) inFlight(n, t int) (count int) {
	for _, msg := range m.pair(n, t).Net {
		if msg.Kind != model.NoMessage {
			count++
		}
	}
	return count
}

// serve has the OST take one request.
func (m *modelWorld) serve(n, t int, at model.Site, msg model.Message) {
	s := &m.servers[t]
	if msg.Kind == model.ReplayWrite && s.failVersion && m.take(lustre.ActVersionFails, at) {
		s.failVersion = false
		return
	}
	blocked := msg.Kind == model.Enqueue
	m.take(served[msg.Kind], at)
	for other := range m.nodes {
		if blocked && other != n && m.pair(other, t).Granted && !m.pair(n, t).Granted {
			m.callBack(other, t)
		}
	}
}

// callBack asks a node for the lock, if the message gets there.
func (m *modelWorld) callBack(n, t int) {
	if m.meets(n, t, wire.Callback, wire.Requests, true, map[*strike]bool{}) == arrives {
		m.side(n, t).callback = true
	}
}

// replies has a node hear what the OST answered.
func (m *modelWorld) replies(n, t int) {
	keeping := map[*strike]bool{}
	at := m.at(n, t)
	for i := uint8(0); i < model.MaxMessages; i++ {
		at.Index = i
		msg := m.pair(n, t).Net[i]
		if msg.Kind == model.NoMessage {
			break
		}
		if !msg.Reply {
			continue
		}
		before := m.inFlight(n, t)
		switch m.meets(n, t, replyKind(msg.Kind), wire.Replies, msg.Current, keeping) {
		case lost:
			m.take(lustre.ActMessageLost, at)
		case arrives:
			m.take(heard[msg.Kind], at)
		}
		if before > m.inFlight(n, t) {
			i-- // what was behind it moved up
		}
	}
	m.forget(n, t, wire.Replies, keeping)
	m.pong(n, t)
}

// pong ends a ping, unless it is lost or kept.
func (m *modelWorld) pong(n, t int) {
	if m.pair(n, t).Slot.Ping != model.PingSent {
		return
	}
	at := m.at(n, t)
	keeping := map[*strike]bool{}
	out, back := m.meets(n, t, wire.Ping, wire.Requests, true, keeping), arrives
	if out == arrives {
		back = m.meets(n, t, wire.Ping, wire.Replies, true, keeping)
	}
	if out == arrives && back == arrives && m.side(n, t).sent["lost ping"] == 0 {
		m.take(lustre.ActOstPing, at)
		m.take(lustre.ActPingInterpret, at)
	} else if out == lost || back == lost {
		m.side(n, t).sent["lost ping"] = m.world.Now()
	}
}

// ping is the pinger of a pair: it pings what is FULL, and connects what is not.
func (m *modelWorld) ping(n, t int) {
	is, slot := m.side(n, t), &m.pair(n, t).Slot
	if slot.State == lustre.Absent || m.world.Now() < is.pinger {
		return
	}
	is.pinger = m.world.Now() + m.c.Ping
	if m.take(lustre.ActPingSend, m.at(n, t)) {
		is.sent["lost ping"] = 0
	}
	m.take(lustre.ActConnectSend, m.at(n, t))
}

// expire ends what a node has waited for long enough.
func (m *modelWorld) expire(n, t int) {
	is, slot, at := m.side(n, t), &m.pair(n, t).Slot, m.at(n, t)
	over := func(limit time.Duration, sent ...lustre.Action) bool {
		last := time.Duration(0)
		for _, name := range sent {
			last = max(last, is.sent[name])
		}
		return m.world.Now() >= last+limit
	}
	asked := m.c.Request
	if slot.State == lustre.ReplayWait {
		asked += m.c.Window
	}
	if slot.State == lustre.Connecting && over(m.c.Request, lustre.ActConnectSend) {
		m.late(n, t, func(k model.MessageKind) bool { return k == model.Connect })
		m.take(lustre.ActConnectExpire, at)
	}
	if slot := m.pair(n, t).Slot; slot.Asked != lustre.AskNothing &&
		over(asked, lustre.ActEnqueueSend, lustre.ActFlushSend, lustre.ActSyncSend, lustre.ActCancelSend, lustre.ActReplaySend,
			lustre.ActMdsConnSend, lustre.ActLlogConnectSend, lustre.ActOrphansSend, lustre.ActDestroySend, lustre.ActRecordDestroySend) {
		m.late(n, t, func(k model.MessageKind) bool {
			return heard[k] == lustre.ActAskInterpret || heard[k] == lustre.ActReplayInterpret
		})
		m.take(lustre.ActAskExpire, at)
	}
	if m.pair(n, t).Create == model.CreateSent && over(m.c.Request, lustre.ActCreateSend) {
		m.late(n, t, func(k model.MessageKind) bool { return k == model.CreateObject })
		m.take(lustre.ActCreateExpire, at)
	}
	if m.pair(n, t).Slot.Step == model.StepWait && over(m.c.Request, lustre.ActDisconnectSend) {
		m.late(n, t, func(k model.MessageKind) bool { return k == model.Disconnect })
		m.take(lustre.ActDisconnectExpire, at)
	}
	if m.pair(n, t).Slot.Ping == model.PingSent && over(m.c.Request, lustre.ActPingSend) {
		m.take(lustre.ActLoss, at) // a ping that is lost is a loss: nobody can tell the two apart
		m.take(lustre.ActPingEnd, at)
	}
}

// late marks what has not arrived in time.
func (m *modelWorld) late(n, t int, is func(model.MessageKind) bool) {
	at := m.at(n, t)
	for i := range uint8(model.MaxMessages) {
		at.Index = i
		if is(m.pair(n, t).Net[i].Kind) {
			m.take(lustre.ActMessageLate, at)
		}
	}
}

// window ends a target's recovery window when all have come, or its time is over.
func (m *modelWorld) window(t int) {
	at := m.at(0, t)
	if !m.take(lustre.ActWindowEnds, at) && m.world.Now() >= m.servers[t].window+m.c.Window {
		m.take(lustre.ActWindowExpires, at)
	}
}
