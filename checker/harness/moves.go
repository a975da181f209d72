package harness

import (
	"time"

	"ostlife/checker/history"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// writer writes the steps of a plan, one move after the other. It keeps what the
// config log would say if every operation had returned by now: enough to prefer those
// that do something.
type writer struct {
	plan *Plan
	hot  pair // where most things happen
	now  time.Duration
	sure []said // by target
	last uint64 // the value that was written last: none is written twice
}

type pair struct {
	node   lustre.Node
	target lustre.Target
}

// said is what the log would say of a target.
type said struct{ present, deactivated bool }

// move is a few steps that belong together, and how often it is drawn.
type move struct {
	weight int
	write  func(w *writer, d Draws, at pair)
}

// moves lists what a plan is made of, with how often each is drawn. The first ones are
// the simplest.
var moves = []move{
	{5, (*writer).look},
	{5, (*writer).connect},
	{3, (*writer).evict},
	{6, (*writer).duel},
	{7, (*writer).configure},
	{2, (*writer).settle},
	{3, (*writer).lose},
	{4, (*writer).strike},
	{2, (*writer).cut},
	{4, (*writer).race},
	{5, (*writer).lateReply},
	{4, (*writer).lossAtDeactivation},
	{2, (*writer).removal},
	{5, (*writer).write},
	{3, (*writer).sync},
	{4, (*writer).contend},
	{4, (*writer).evictedWriter},
	{4, (*writer).deactivatedWriter},
	{3, (*writer).restart},
	{6, (*writer).create},
	{3, (*writer).pool},
}

// move draws one move: where, when, what.
func (w *writer) move(d Draws) {
	total, moves := 0, moves
	if w.plan.Disks {
		moves = movesOnDisks
	}
	for _, m := range moves {
		total += m.weight
	}
	draw := d.Int("move", 0, total-1)
	at := w.hot
	if one(d, "elsewhere", 4) {
		at = pair{lustre.Node(d.Int("node", 0, w.plan.Nodes-1)), lustre.Target(d.Int("target", 0, w.plan.Targets-1))}
	}
	for _, m := range moves {
		if draw < m.weight {
			m.write(w, d, at)
			break
		}
		draw -= m.weight
	}
	w.pause(d)
}

// pause moves on: often not at all, so that moves meet, and rarely so long that a
// request expires.
func (w *writer) pause(d Draws) {
	switch d.Int("pause", 0, 5) {
	case 2, 3:
		w.now += time.Duration(d.Int("short", 0, 8)) * 500 * time.Microsecond
	case 4:
		w.now += time.Duration(d.Int("medium", 1, 30)) * time.Millisecond
	case 5:
		w.now += time.Duration(d.Int("long", 3, 12)) * 10 * time.Millisecond
	}
}

// add gives a step to a client, at a time after now.
func (w *writer) add(client int, after time.Duration, s Step) {
	s.AtUS = (w.now + after).Microseconds()
	client %= len(w.plan.Clients)
	w.plan.Clients[client] = append(w.plan.Clients[client], s)
}

func (w *writer) client(d Draws) int { return d.Int("client", 0, len(w.plan.Clients)-1) }

func (at pair) step(do Do) Step { return Step{Do: do, Node: at.node, Target: at.target} }

func (at pair) operation(k history.Kind) Step { return at.step(Do(k)) }

func (w *writer) look(d Draws, at pair) { w.add(w.client(d), 0, at.operation(history.Status)) }

func (w *writer) connect(d Draws, at pair) { w.add(w.client(d), 0, at.operation(history.Connect)) }

func (w *writer) evict(d Draws, at pair) { w.add(w.client(d), 0, at.operation(history.Evict)) }

func (w *writer) settle(d Draws, at pair) { w.add(w.client(d), 0, at.operation(history.Settle)) }

func (w *writer) lose(d Draws, at pair) { w.add(w.client(d), 0, at.step(Disconnect)) }

// duel has two clients connect and evict at one time, and a third one look.
func (w *writer) duel(d Draws, at pair) {
	c := w.client(d)
	w.add(c, 0, at.operation(history.Connect))
	w.add(c+1, time.Duration(d.Int("between", 0, 4))*300*time.Microsecond, at.operation(history.Evict))
	if one(d, "and look", 2) {
		w.add(c+2, 0, at.operation(history.Status))
	}
	if one(d, "and connect", 2) {
		w.add(c+1, 0, at.operation(history.Connect))
	}
}

// configure draws an operation on the config log, mostly one that is enabled.
func (w *writer) configure(d Draws, at pair) {
	s := &w.sure[at.target]
	var enabled []history.Kind
	switch {
	case !s.present:
		enabled = []history.Kind{history.Add}
	case s.deactivated:
		enabled = []history.Kind{history.Activate, history.Activate, history.Remove}
	default:
		enabled = []history.Kind{history.Deactivate}
	}
	all := []history.Kind{history.Deactivate, history.Activate, history.Remove, history.Add}
	kind := enabled[d.Int("enabled", 0, len(enabled)-1)]
	if one(d, "any", 5) {
		kind = all[d.Int("kind", 0, len(all)-1)]
	}
	w.change(w.client(d), 0, at, kind, one(d, "another uuid", 8))
}

// change gives a client an operation on the log, and follows what it would do.
func (w *writer) change(client int, after time.Duration, at pair, k history.Kind, foreign bool) {
	step := at.operation(k)
	s := &w.sure[at.target]
	switch {
	case k == history.Add:
		step.UUID = at.target.UUID()
		if foreign {
			step.UUID = "other_UUID"
		}
		if !s.present && !foreign {
			*s = said{present: true}
		}
	case k == history.Remove && s.deactivated:
		*s = said{}
	case k == history.Deactivate:
		s.deactivated = s.present
	case k == history.Activate:
		s.deactivated = false
	}
	w.add(client, after, step)
}

// struck lists the messages that a single fault strikes.
var struck = []wire.Kind{wire.Connect, wire.Ping, wire.Disconnect, wire.Evict, wire.LogRead, wire.LogDeactivate,
	wire.Enqueue, wire.Write, wire.Sync, wire.Cancel, wire.Read, wire.Callback, wire.ReplayWrite, wire.ReplayLock,
	wire.FinalPing, wire.Create}

// strike arms a fault for a single message.
func (w *writer) strike(d Draws, at pair) {
	s := at.step([]Do{Lose, Late, Repeat}[d.Int("fault", 0, 2)])
	s.Message = struck[d.Int("message", 0, len(struck)-1)].String()
	s.Reply = one(d, "reply", 2) && s.Message != wire.Callback.String() // which has none
	w.add(w.client(d), 0, s)
}

// cut keeps node and target apart for a while.
func (w *writer) cut(d Draws, at pair) {
	s := at.step([]Do{Partition, IsolateTarget, IsolateNode}[d.Int("cut", 0, 2)])
	c := w.client(d)
	w.add(c, 0, s)
	s.Off = true
	w.add(c, time.Duration(d.Int("for", 1, 20))*5*time.Millisecond, s)
}

// hop is how long a message takes on a network without jitter. A step some hops after a
// connect then meets what the connect does at that very moment.
const hop = 200 * time.Microsecond

// race has a connect, which may find the export gone, meet losses, evictions and the
// administrator while its reply is interpreted and its worker runs.
func (w *writer) race(d Draws, at pair) {
	c := w.client(d)
	if one(d, "evicted", 2) {
		w.add(c, 0, at.operation(history.Evict))
	}
	const after = 2 * time.Millisecond
	w.add(c, after, at.step(Disconnect))
	w.add(c, after, at.operation(history.Connect))
	for i := range d.Int("meets", 1, 3) {
		meets := []Do{Disconnect, Disconnect, Do(history.Evict), Do(history.Connect)}[d.Int("what", 0, 3)]
		w.add(c+1+i, after+time.Duration(d.Int("hops", 2, 6))*hop, at.step(meets))
	}
	if one(d, "and deactivate", 4) {
		w.change(c+1, after, at, history.Deactivate, false)
	}
}

// lateReply makes the reply of a connect come when its export has been replaced by
// another: while the import is without a connection again, or while it is not.
func (w *writer) lateReply(d Draws, at pair) {
	c := w.client(d)
	arrives := microseconds(w.plan.Network.LateUS)
	late := at.step(Late)
	late.Message, late.Reply = wire.Connect.String(), true
	w.add(c, 0, late)
	w.add(c, 0, at.step(Disconnect))
	w.add(c, 0, at.operation(history.Connect)) // the operation connects again when the first one expires
	w.add(c+1, time.Duration(d.Int("evict after", 1, 7))*5*time.Millisecond, at.operation(history.Evict))
	w.add(c+2, arrives-10*time.Millisecond, at.operation(history.Status))
	if !one(d, "keep", 4) {
		w.add(c+1, arrives-time.Duration(d.Int("lose before", 0, 8))*time.Millisecond, at.step(Disconnect))
	}
	w.add(c+2, arrives+time.Duration(d.Int("look after", 1, 8))*4*time.Millisecond, at.operation(history.Status))
	if one(d, "and connect", 2) {
		w.add(c+2, arrives+time.Duration(d.Int("connect after", 0, 6))*4*time.Millisecond, at.operation(history.Connect))
	}
}

// lossAtDeactivation takes the connection away while the worker deactivates: it waits
// for a disconnect that does not come through.
func (w *writer) lossAtDeactivation(d Draws, at pair) {
	c := w.client(d)
	lost := at.step(Lose)
	lost.Message, lost.Reply = wire.Disconnect.String(), one(d, "reply", 2)
	w.add(c, 0, at.operation(history.Connect))
	w.add(c, 0, lost)
	w.change(c, 0, at, history.Deactivate, false)
	w.add(c+1, time.Duration(d.Int("lose after", 4, 14))*5*time.Millisecond, at.step(Disconnect))
	w.add(c+2, time.Duration(d.Int("look after", 4, 20))*5*time.Millisecond, at.operation(history.Status))
	if !one(d, "for good", 3) {
		w.change(c, 100*time.Millisecond, at, history.Activate, false)
	}
}

// removal takes a target out of the log and brings it back, while others use it.
func (w *writer) removal(d Draws, at pair) {
	c := w.client(d)
	w.change(c, 0, at, history.Deactivate, false)
	w.change(c, time.Duration(d.Int("remove after", 0, 10))*5*time.Millisecond, at, history.Remove, false)
	w.add(c+1, time.Duration(d.Int("meanwhile", 0, 10))*5*time.Millisecond, at.operation(history.Connect))
	if !one(d, "for good", 3) {
		w.change(c, time.Duration(d.Int("add after", 0, 20))*5*time.Millisecond, at, history.Add, false)
		w.add(c+2, 60*time.Millisecond, at.operation(history.Connect))
	}
}
