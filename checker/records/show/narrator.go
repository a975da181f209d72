package show

import (
	"time"

	"ostlife/checker/history"
	"ostlife/checker/records"
	"ostlife/checker/records/judge"
	"ostlife/model/lustre"
)

// narrator writes the records of a trace.
type narrator struct {
	out   *history.TraceWriter
	stamp uint64
	at    time.Duration
	pairs []*pair
	err   error // the first one
}

// pair is one import as the design has it.
type pair struct {
	node     lustre.Node
	target   lustre.Target
	position lustre.Position
	count    lustre.ConnectionCount
	gen      lustre.Generation
	state    records.State
	handle   lustre.Instance
	given    lustre.Instance // the highest instance so far
	resumed  bool            // in this recovery the requests have been replayed
	over     bool            // it has left the design
	older    bool            // it has a past that is not known: it has been connected, most likely
}

// config tells the config log: it adds each target, and each node applies it.
func (n *narrator) config(lanes []*judge.Lane, nodes map[string]lustre.Node) {
	for i := range lanes {
		target := targetOf(lanes, i)
		position := lustre.Position(i + 1)
		n.pairs = append(n.pairs, &pair{node: nodes[lanes[i].Group], target: target, position: position, gen: 1, state: records.New,
			older: lanes[i].Overflowed()})
		n.tell(lustre.TraceRecord{Action: lustre.ActLogAdd, Target: target, Position: position, Taken: true})
	}
	told := map[lustre.Node]bool{}
	for _, l := range lanes {
		node := nodes[l.Group]
		if told[node] {
			continue
		}
		told[node] = true
		for _, p := range n.pairs {
			r := lustre.TraceRecord{Action: lustre.ActConfigAdd, Node: node, Target: p.target, Slot: 1, Position: p.position,
				LOV: lustre.LOVTrace{Position: p.position, Present: true}}
			n.tell(r)
			r.Action, r.LOV.Pooled = lustre.ActConfigPoolAdd, true
			n.tell(r)
		}
	}
}

// tell writes a record, with the next stamp.
func (n *narrator) tell(r lustre.TraceRecord) {
	if n.err != nil {
		return
	}
	n.stamp++
	r.Stamp, r.Time = n.stamp, n.at
	n.err = n.out.Record(&r)
}

// moves are the changes that the design has, each with what tells it.
var moves = map[[2]records.State]func(*pair, *narrator){
	{records.New, records.Connecting}:         (*pair).connect,
	{records.Disconn, records.Connecting}:     (*pair).connect,
	{records.Connecting, records.Disconn}:     (*pair).expire,
	{records.Connecting, records.Recover}:     (*pair).accepted,
	{records.Connecting, records.Full}:        (*pair).atOnce,
	{records.Connecting, records.Evicted}:     (*pair).evicted,
	{records.Connecting, records.Replay}:      (*pair).replay,
	{records.Connecting, records.ReplayLocks}: (*pair).joined,
	{records.Replay, records.ReplayLocks}:     (*pair).replayed,
	{records.ReplayLocks, records.ReplayWait}: (*pair).locked,
	{records.ReplayWait, records.Recover}:     (*pair).waited,
	{records.Evicted, records.Recover}:        (*pair).invalidated,
	{records.Recover, records.Full}:           (*pair).full,
	{records.Full, records.Disconn}:           (*pair).loss,
	{records.Recover, records.Disconn}:        (*pair).loss,
	{records.Replay, records.Disconn}:         (*pair).loss,
	{records.ReplayLocks, records.Disconn}:    (*pair).loss,
	{records.ReplayWait, records.Disconn}:     (*pair).loss,
}

// change tells a change that was seen, and first how the import may have come to where it
// was.
func (p *pair) change(n *narrator, left, now records.State) {
	if p.over {
		return
	}
	if p.count == 0 && p.older {
		p.reach(n, records.Full)
	}
	if left == records.StateUnknown {
		left = p.state
		if _, ok := moves[[2]records.State{left, now}]; !ok {
			p.reach(n, now)
			return
		}
	}
	if p.count == 0 && left != p.state {
		p.reach(n, records.Full) // what was before is not known: it has been connected, most likely
	}
	if !p.reach(n, left) {
		p.over = true
		return
	}
	if move := moves[[2]records.State{left, now}]; move != nil {
		move(p, n)
		return
	}
	p.depart(n, now)
}

// reach takes the import on the shortest way to a state; false if there is none.
func (p *pair) reach(n *narrator, to records.State) bool {
	way := map[records.State][]records.State{p.state: {}}
	queue := []records.State{p.state}
	for len(queue) > 0 && way[to] == nil {
		from := queue[0]
		queue = queue[1:]
		for next := records.Closed; next <= records.Idle; next++ {
			if _, seen := way[next]; !seen && moves[[2]records.State{from, next}] != nil {
				way[next] = append(append([]records.State{}, way[from]...), next)
				queue = append(queue, next)
			}
		}
	}
	steps, ok := way[to]
	for _, next := range steps {
		if moves[[2]records.State{p.state, next}](p, n); p.over {
			return false
		}
	}
	return ok
}

// nearest is the action that leads to a state, in the design.
var nearest = map[records.State]lustre.Action{
	records.Connecting: lustre.ActConnectSend, records.Replay: lustre.ActConnectInterpret, records.ReplayLocks: lustre.ActReplaySend,
	records.ReplayWait: lustre.ActReplaySend, records.Recover: lustre.ActConnectInterpret, records.Full: lustre.ActConnectFull,
	records.Evicted: lustre.ActConnectInterpret,
}

// depart tells a change that the design has not, as the action that leads to where it went.
// A device that is cleaned up, an import that rests and one that is disconnected twice are
// none of the design's, and no departure: of those nothing more is told.
func (p *pair) depart(n *narrator, now records.State) {
	a, ok := nearest[now]
	if now == p.state && now == records.Disconn {
		return
	}
	p.over = true
	if !ok || now == p.state {
		return
	}
	if a == lustre.ActConnectSend {
		p.count++
	}
	p.state = now
	r := p.record(a)
	r.Taken = a == lustre.ActConnectInterpret
	n.tell(r)
}

// designState gives a state its number in the design.
var designState = map[records.State]lustre.ImportState{
	records.Closed: lustre.Closed, records.New: lustre.New, records.Disconn: lustre.Disconn, records.Connecting: lustre.Connecting,
	records.Replay: lustre.Replay, records.ReplayLocks: lustre.ReplayLocks, records.ReplayWait: lustre.ReplayWait,
	records.Recover: lustre.Recover, records.Full: lustre.Full, records.Evicted: lustre.Evicted,
}

// record begins one of the import's.
func (p *pair) record(a lustre.Action) lustre.TraceRecord {
	numbers := lustre.Numbers{Count: p.count, Generation: p.gen}
	return lustre.TraceRecord{Action: a, Node: p.node, Target: p.target, Slot: 1, Numbers: numbers, Current: numbers,
		Import: lustre.ImportTrace{State: designState[p.state], Handle: p.handle, Resumed: p.resumed}}
}

// enter tells an action that leads to a state with a worker at work.
func (p *pair) enter(n *narrator, a lustre.Action, to records.State, more func(*lustre.TraceRecord)) {
	p.state = to
	r := p.record(a)
	r.Import.Workers, r.Import.Queued = 1, 1
	if more != nil {
		more(&r)
	}
	n.tell(r)
}

// ost begins a record of the OST's.
func (p *pair) ost(a lustre.Action) lustre.TraceRecord {
	return lustre.TraceRecord{Action: a, Node: p.node, Target: p.target, Instance: p.handle, Taken: true,
		Numbers: lustre.Numbers{Count: p.count}, Export: lustre.ExportTrace{Instance: p.handle}}
}
