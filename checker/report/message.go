package report

import (
	"slices"

	"ostlife/model/lustre"
)

// message is one message on its way, from step to step. To is -1 where it is not seen
// again: it was lost, or comes after the end of the trace. Lane is the column it goes to;
// a Round is a request with its reply, which goes there and comes back, as the OST
// wrote no record of it.
type message struct {
	Kind    string `json:"kind"`
	From    int    `json:"from"`
	To      int    `json:"to"`
	Lane    int    `json:"lane"`
	Reply   bool   `json:"reply,omitempty"`
	Round   bool   `json:"round,omitempty"`
	Ignored bool   `json:"ignored,omitempty"`
	Refused bool   `json:"refused,omitempty"`
	Again   bool   `json:"again,omitempty"` // the network doubled it
}

// exchange is a kind of request, by the actions at its ends. Where one interpreter serves
// several kinds, ask is what was asked.
type exchange struct {
	kind        string
	send, serve lustre.Action
	interpret   []lustre.Action
	ask         lustre.Ask
}

var askInterpret = []lustre.Action{lustre.ActAskInterpret}

var exchanges = []exchange{
	{"connect", lustre.ActConnectSend, lustre.ActOstConnect, []lustre.Action{lustre.ActConnectInterpret}, 0},
	{"disconnect", lustre.ActDisconnectSend, lustre.ActOstDisconnect, []lustre.Action{lustre.ActDisconnectInterpret}, 0},
	{"ping", lustre.ActPingSend, lustre.ActOstPing, []lustre.Action{lustre.ActPingInterpret, lustre.ActPingEnd}, 0},
	{"enqueue", lustre.ActEnqueueSend, lustre.ActOstEnqueue, askInterpret, lustre.AskEnqueue},
	{"write", lustre.ActFlushSend, lustre.ActOstWrite, askInterpret, lustre.AskWrite},
	{"sync", lustre.ActSyncSend, lustre.ActOstSync, askInterpret, lustre.AskSync},
	{"cancel", lustre.ActCancelSend, lustre.ActOstCancel, askInterpret, lustre.AskCancel},
	{"replay", lustre.ActReplaySend, lustre.ActOstReplay, []lustre.Action{lustre.ActReplayInterpret}, 0},
	{"create", lustre.ActCreateSend, lustre.ActOstCreate, []lustre.Action{lustre.ActCreateInterpret}, 0},
}

// ignorable lists the actions that say by Taken whether the message was ignored. What any
// other interpreter heard was taken.
var ignorable = []lustre.Action{lustre.ActConnectInterpret, lustre.ActDisconnectInterpret,
	lustre.ActOstConnect, lustre.ActOstDisconnect, lustre.ActOstEnqueue, lustre.ActOstWrite, lustre.ActOstSync,
	lustre.ActOstCancel, lustre.ActOstReplay, lustre.ActOstCreate}

func ignored(r *lustre.TraceRecord) bool { return !r.Taken && slices.Contains(ignorable, r.Action) }

// ends of an exchange.
type end uint8

const (
	noEnd end = iota
	atSend
	atServe
	atInterpret
)

// endOf finds which end of which kind of request a record is.
func endOf(r *lustre.TraceRecord) (*exchange, end) {
	for i := range exchanges {
		x := &exchanges[i]
		switch {
		case r.Action == x.send && (r.Action != lustre.ActReplaySend || r.Import.Asked != lustre.AskNothing):
			return x, atSend
		case r.Action == x.serve:
			return x, atServe
		case slices.Contains(x.interpret, r.Action) && (x.ask == lustre.AskNothing || x.ask == r.Ask):
			return x, atInterpret
		}
	}
	return nil, noEnd
}

// request tells requests apart, as far as records do: those of one kind and one connection
// are taken to arrive in their order.
type request struct {
	kind   string
	node   lustre.Node
	target lustre.Target
	count  lustre.ConnectionCount
}

// post matches what is sent with what arrives.
type post struct {
	column   func(place) int // the number of a column
	messages []message
	sent     map[request][]int // messages that have not arrived; the last one stays
	replies  map[request][]int // those that are on their way back
	log      map[lustre.Position]int
	applied  map[applied]bool
}

// applied is a record of the config log at a node.
type applied struct {
	node     lustre.Node
	position lustre.Position
}

func newPost(column func(place) int) *post {
	return &post{column: column, sent: map[request][]int{}, replies: map[request][]int{},
		log: map[lustre.Position]int{}, applied: map[applied]bool{}}
}

// take takes in the record of a step.
func (p *post) take(step int, r *lustre.TraceRecord) {
	switch laneOf(r.Action) {
	case laneMGS:
		p.log[r.Position] = step
		return
	case laneConfig:
		p.config(step, r)
		return
	}
	x, which := endOf(r)
	if x == nil {
		return
	}
	q := request{x.kind, r.Node, r.Target, r.Numbers.Count}
	switch which {
	case atSend:
		q.count = r.Current.Count
		p.sent[q] = append(p.sent[q], p.send(message{Kind: x.kind, From: step, Lane: p.column(at(laneOST, 0, r.Target))}))
	case atServe:
		p.serve(q, step, r)
	case atInterpret:
		p.interpret(q, step, r)
	}
}

// send puts a message on its way.
func (p *post) send(m message) int {
	m.To = -1
	p.messages = append(p.messages, m)
	return len(p.messages) - 1
}

// config is a record of the log that reaches a node, which may take several steps to
// apply it.
func (p *post) config(step int, r *lustre.TraceRecord) {
	written, ok := p.log[r.Position]
	here := applied{r.Node, r.Position}
	if !ok || p.applied[here] {
		return
	}
	p.applied[here] = true
	p.messages = append(p.messages, message{Kind: "log", From: written, To: step, Lane: p.column(placeOf(r))})
}

// next gives the first message of a request that has not arrived, or else its last one.
func (p *post) next(q request) (*message, int) {
	waiting := p.sent[q]
	if len(waiting) == 0 {
		return nil, 0
	}
	i := waiting[0]
	if len(waiting) > 1 && p.messages[i].To >= 0 {
		i, p.sent[q] = waiting[1], waiting[1:]
	}
	return &p.messages[i], i
}

// serve is a request that arrives at an OST, which answers it unless it is too old.
func (p *post) serve(q request, step int, r *lustre.TraceRecord) {
	m, i := p.next(q)
	if m == nil {
		return
	}
	if m.To >= 0 {
		again := *m
		again.Again = true
		i = p.send(again)
	}
	m = &p.messages[i]
	m.To, m.Ignored, m.Refused = step, ignored(r), r.Refused
	if !m.Ignored {
		reply := p.send(message{Kind: q.kind, From: step, Reply: true, Lane: p.column(at(lanePtlrpcd, r.Node, 0))})
		p.replies[q] = append(p.replies[q], reply)
	}
}

// interpret is a reply that arrives: of those under way the first. A request that no OST
// wrote a record of has come and gone.
func (p *post) interpret(q request, step int, r *lustre.TraceRecord) {
	m, _ := p.next(q)
	if waiting := p.replies[q]; len(waiting) > 0 {
		m, p.replies[q] = &p.messages[waiting[0]], waiting[1:]
	}
	if m == nil || m.To >= 0 {
		return // the reply to a request that is not in the trace, or a doubled one
	}
	m.To, m.Round, m.Ignored, m.Refused = step, !m.Reply, ignored(r), r.Refused
}
