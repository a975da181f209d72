package honest

import (
	"math/rand/v2"

	"ostlife/model/lustre"
)

// world is the whole system: MGS, OSTs, nodes, the network and the clients.
type world struct {
	plan    Plan
	random  *rand.Rand
	log     []lustre.ConfigRecord
	applied []int   // by node: records of the log
	pairs   []*pair // by node and target
	osts    []*ost
	calls   []*call // every one
	open    []*call // those that have not returned
	late    []*call // given up, and not yet arrived
	idle    []int   // clients
	clients int     // numbers given to clients
	called  int
	unknown int
	stamp   uint64
	point   int
}

// pair is what one node and one target have to do with each other.
type pair struct {
	// At the OST.
	ost           *ost
	recovery      lustre.ExportRecovery
	granted       bool // the lock
	unstable      bool // a write that is not committed
	export, given lustre.Instance
	heard         int // the highest connection count of a connect that was taken

	// The import.
	state             lustre.ImportState
	deactive, invalid bool
	handle            lustre.Instance
	count, generation int

	object
	called lustre.Instance // the OST wants the lock of this connection back

	slot  lustre.Status
	queue []event
	dying []lustre.Position // REMOVEs whose slot is not yet gone
	net   []message
}

// event waits for the worker, with the numbers of its moment.
type event struct {
	kind              lustre.Event
	count, generation int
	instance          lustre.Instance
	position          lustre.Position
	step              int
}

// message is a request or, once answered, its reply.
type message struct {
	kind              messageKind
	reply, ok         bool
	window            bool            // a connect reply: a recovery begins
	instance          lustre.Instance // the handle it carries, or the export that the OST gave
	count, generation int
	of                *call // of a ping
	sent              uint64
	point             int // when the OST answered it
}

type messageKind uint8

const (
	connectMessage messageKind = iota
	disconnectMessage
	pingMessage
)

// call is an operation under way.
type call struct {
	Operation
	decided, sent, waiting bool
	read                   reading
}

func (w *world) pair(node lustre.Node, target lustre.Target) *pair {
	return w.pairs[int(node)*w.plan.Targets+int(target)]
}

func (w *world) tick() uint64 {
	w.stamp++
	return w.stamp
}

func (w *world) now() int {
	w.point++
	return w.point
}

// moves lists everything that can happen next, in a fixed order.
func (w *world) moves() []func() {
	var moves []func()
	if w.called < w.plan.Operations && len(w.idle) > 0 && (w.plan.Overlap || len(w.open) == 0) {
		moves = append(moves, w.call, w.call)
	}
	for _, c := range w.open {
		moves = w.callMoves(moves, c)
	}
	for _, c := range w.late {
		moves = append(moves, func() { w.perform(c) })
	}
	for node := range w.plan.Nodes {
		if w.applied[node] < len(w.log) {
			moves = append(moves, func() { w.configure(lustre.Node(node)) })
		}
	}
	for _, p := range w.pairs {
		moves = w.pairMoves(moves, p)
		if p.called != 0 {
			moves = append(moves, func() { w.giveBack(p) })
		}
	}
	for _, o := range w.osts {
		if w.inWindow(o) {
			moves = append(moves, func() { w.sometimes(func() { w.expire(o) }) })
		}
	}
	return moves
}

// pairMoves lists what node, OST and network can do of themselves.
func (w *world) pairMoves(moves []func(), p *pair) []func() {
	if p.connectable() {
		moves = append(moves, func() { p.connect(w) })
	}
	if p.state == lustre.Connecting {
		moves = append(moves, func() { p.state = lustre.Disconn })
	}
	switch p.state {
	case lustre.Full, lustre.Recover, lustre.Replay, lustre.ReplayLocks, lustre.ReplayWait:
		moves = append(moves, func() { w.sometimes(p.lose) })
	}
	if len(p.queue) > 0 {
		moves = append(moves, func() { p.work(w) })
	}
	if len(p.dying) > 0 {
		moves = append(moves, func() { p.dying = p.dying[1:] })
	}
	for i, m := range p.net {
		switch {
		case m.kind != disconnectMessage || m.reply:
			moves = append(moves, func() { w.deliver(p, i) })
		case w.plan.Defect != LateRequestTaken:
			moves = append(moves, func() { w.sometimes(func() { w.deliver(p, i) }) })
		case m.count < p.heard:
			moves = append(moves, func() { w.sometimes(func() { w.sometimes(func() { w.deliver(p, i) }) }) })
		}
	}
	if len(p.net) > 0 {
		moves = append(moves, func() { w.sometimes(func() { p.take(w.random.IntN(len(p.net))) }) })
	}
	return moves
}

// sometimes keeps faults rarer than everything else.
func (w *world) sometimes(fault func()) {
	if w.random.IntN(4) == 0 {
		fault()
	}
}

func (p *pair) take(i int) message {
	m := p.net[i]
	p.net = append(p.net[:i:i], p.net[i+1:]...)
	return m
}
