package harness

import (
	"time"

	"ostlife/checker/history"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// movesOnDisks lists what a plan is made of where servers have disks: files come and go,
// and everything crashes. Nobody writes data there.
var movesOnDisks = []move{
	{4, (*writer).look},
	{3, (*writer).connect},
	{3, (*writer).evict},
	{3, (*writer).duel},
	{5, (*writer).configure},
	{2, (*writer).settle},
	{2, (*writer).lose},
	{4, (*writer).strikeMDS},
	{2, (*writer).cut},
	{3, (*writer).create},
	{9, (*writer).file},
	{9, (*writer).unlink},
	{5, (*writer).ask},
	{5, (*writer).crashMDS},
	{3, (*writer).crashClient},
	{4, (*writer).crashBoth},
	{4, (*writer).crashOST},
	{3, (*writer).removal},
}

// files is how many creates a step of unlink chooses from: its number is one of the last.
const files = 6

// made is a create by the MDS or for a client.
func (w *writer) made(d Draws, at pair) Step {
	s := Step{Do: Do(history.Create), Node: at.node}
	if one(d, "on the MDS", 3) {
		s.Node = lustre.FirstMDS
	}
	return s
}

// file has a file or two made.
func (w *writer) file(d Draws, at pair) {
	c := w.client(d)
	for i := range d.Int("files", 1, 3) {
		w.add(c+i, 0, w.made(d, at))
	}
}

// unlink has a client unlink a file, and now and then another one the same.
func (w *writer) unlink(d Draws, at pair) {
	c := w.client(d)
	s := at.operation(history.Unlink)
	s.Target, s.File = 0, d.Int("file", 1, files)
	w.add(c, 0, w.made(d, at))
	w.add(c, time.Duration(d.Int("unlink after", 0, 10))*5*time.Millisecond, s)
	if one(d, "another", 3) {
		s.Node = lustre.Node(d.Int("other", 0, w.plan.Nodes-1))
		w.add(c+1, time.Duration(d.Int("again after", 0, 10))*5*time.Millisecond, s)
	}
}

// ask has nodes and the MDS asked for last ids and EA sizes.
func (w *writer) ask(d Draws, at pair) {
	c := w.client(d)
	if one(d, "of the MDS", 2) {
		at.node = lustre.FirstMDS
	}
	w.add(c, 0, at.operation(history.LastID))
	w.add(c+1, 0, Step{Do: Do(history.EASize), Node: at.node})
}

// strikeMDS arms a fault for a message between the MDS and the others.
func (w *writer) strikeMDS(d Draws, at pair) {
	kinds := []wire.Kind{wire.Connect, wire.Create, wire.Destroy, wire.MDSConn, wire.LlogConnect, wire.LlogRead, wire.LlogCancel,
		wire.Orphans, wire.MDSCreate, wire.MDSUnlink, wire.MDSPing, wire.MDSGet, wire.LogRead, wire.Ping}
	s := at.step([]Do{Lose, Late, Repeat}[d.Int("fault", 0, 2)])
	kind := kinds[d.Int("message", 0, len(kinds)-1)]
	if one(d, "of the MDS", 2) {
		s.Node = lustre.FirstMDS
	}
	s.Message, s.Reply = kind.String(), one(d, "reply", 2) && kind != wire.LlogCancel // which has none
	w.add(w.client(d), 0, s)
}

// crashes is a crash of a node that is down for a while.
func (w *writer) crashes(d Draws, node lustre.Node) Step {
	return Step{Do: Do(history.Crash), Node: node, DownUS: w.down(d), Keep: d.Int("keep", -1, 40)}
}

// down draws how long a machine is down: not at all, or up to a bit more than a request may
// take.
func (w *writer) down(d Draws) int64 {
	return (time.Duration(d.Int("down", 0, 12)) * 5 * time.Millisecond).Microseconds()
}

// crashMDS crashes the MDS beside an unlink and a create.
func (w *writer) crashMDS(d Draws, at pair) {
	w.unlink(d, at)
	w.add(w.client(d), time.Duration(d.Int("crash after", 0, 30))*2*time.Millisecond, w.crashes(d, lustre.FirstMDS))
	w.add(w.client(d), time.Duration(d.Int("make after", 0, 30))*4*time.Millisecond, w.made(d, at))
}

// crashClient crashes a client beside an unlink of its own.
func (w *writer) crashClient(d Draws, at pair) {
	w.unlink(d, at)
	w.add(w.client(d), time.Duration(d.Int("crash after", 0, 30))*2*time.Millisecond, w.crashes(d, at.node))
}

// crashBoth is the dual failure (C1a): the client of an unlink, and the MDS.
func (w *writer) crashBoth(d Draws, at pair) {
	w.unlink(d, at)
	after := time.Duration(d.Int("crash after", 0, 30)) * 2 * time.Millisecond
	c := w.client(d)
	w.add(c, after, w.crashes(d, at.node))
	w.add(c+1, after+time.Duration(d.Int("between", 0, 4))*time.Millisecond, w.crashes(d, lustre.FirstMDS))
	w.add(c+2, after+100*time.Millisecond, w.made(d, at))
}

// crashOST crashes a target's server while objects are made and destroyed.
func (w *writer) crashOST(d Draws, at pair) {
	w.unlink(d, at)
	s := at.operation(history.Restart)
	s.Node, s.DownUS, s.Keep = 0, w.down(d), d.Int("keep", -1, 40)
	w.add(w.client(d), time.Duration(d.Int("crash after", 0, 30))*2*time.Millisecond, s)
	w.add(w.client(d), time.Duration(d.Int("make after", 0, 30))*4*time.Millisecond, w.made(d, at))
}
