package honest

import (
	"slices"

	"ostlife/model/lustre"
	"ostlife/model/sequential"
)

// mix is how often each operation is called.
var mix = []sequential.Operation{
	sequential.Connect, sequential.Connect, sequential.Connect, sequential.Evict, sequential.Evict,
	sequential.Add, sequential.Deactivate, sequential.Activate, sequential.Remove,
	sequential.Status, sequential.Status, sequential.Status, sequential.Settle,
}

// dataMix and poolMix are called beside it, if the plan says so.
var (
	dataMix = []sequential.Operation{
		sequential.Write, sequential.Write, sequential.Write, sequential.Write, sequential.Read, sequential.Read,
		sequential.Read, sequential.Sync, sequential.Sync, sequential.Restart,
	}
	poolMix = []sequential.Operation{
		sequential.Create, sequential.Create, sequential.PoolAdd, sequential.PoolAdd, sequential.PoolRemove,
		sequential.PoolList, sequential.PoolList,
	}
)

// draw chooses an operation.
func (w *world) draw() sequential.Operation {
	if w.plan.Mix != nil {
		return w.plan.Mix[w.random.IntN(len(w.plan.Mix))]
	}
	all := [][]sequential.Operation{mix}
	if w.plan.Data {
		all = append(all, dataMix, dataMix)
	}
	if w.plan.Pools {
		all = append(all, poolMix)
	}
	if len(all) == 1 {
		return mix[w.random.IntN(len(mix))]
	}
	some := all[w.random.IntN(len(all))]
	return some[w.random.IntN(len(some))]
}

// call lets an idle client begin an operation.
func (w *world) call() {
	i := w.random.IntN(len(w.idle))
	c := &call{Operation: Operation{
		Client: w.idle[i],
		Node:   lustre.Node(w.random.IntN(w.plan.Nodes)),
		Target: lustre.Target(w.random.IntN(w.plan.Targets)),
		Input:  sequential.Input{Operation: w.draw()},
		Call:   w.tick(),
	}}
	w.idle = slices.Delete(w.idle, i, i+1)
	w.called++
	if w.called <= w.plan.Targets { // a run begins by adding its targets
		c.Input.Operation, c.Target = sequential.Add, lustre.Target(w.called-1)
	}
	switch c.Input.Operation {
	case sequential.Add:
		c.Input.UUID = sequential.UUID(c.Target) + 1
		if w.random.IntN(8) == 0 {
			c.Input.UUID += 100
		}
	case sequential.Write:
		c.Input.Value = uint64(w.called)
		if w.random.IntN(8) == 0 {
			c.Input.Value = uint64(w.random.IntN(4))
		}
		c.Input.Applied = lustre.Position(w.applied[c.Node])
	case sequential.Create, sequential.PoolAdd, sequential.PoolRemove, sequential.PoolList:
		c.Pool = poolNames[w.random.IntN(len(poolNames))]
		if c.Pool == "" && c.Input.Operation != sequential.PoolList && c.Input.Operation != sequential.Create {
			c.Pool = poolNames[len(poolNames)-1]
		}
		c.Input.Applied = lustre.Position(w.applied[c.Node])
	case sequential.Connect:
		for _, record := range w.log[:w.applied[c.Node]] {
			if record.Target == c.Target {
				c.Input.Applied = record.Position
			}
		}
	}
	w.calls, w.open = append(w.calls, c), append(w.open, c)
}

// callMoves lists what can happen to an operation that has not returned.
func (w *world) callMoves(moves []func(), c *call) []func() {
	if c.decided {
		moves = append(moves, func() { w.finish(c) })
	} else {
		moves = append(moves, func() { w.perform(c) })
	}
	if w.unknown < w.plan.Unknown && c.Input.Operation != sequential.Write {
		moves = append(moves, func() { w.sometimes(func() { w.giveUp(c) }) })
	}
	return moves
}

func (w *world) finish(c *call) {
	c.Return = w.tick()
	w.idle = append(w.idle, c.Client)
	w.open = slices.DeleteFunc(w.open, func(o *call) bool { return o == c })
}

// giveUp ends an operation whose outcome nobody will know. Its request may still be on
// its way; its client is followed by another one.
func (w *world) giveUp(c *call) {
	w.unknown++
	w.finish(c)
	c.Output = sequential.Output{Outcome: sequential.Unknown}
	w.idle[len(w.idle)-1] = w.clients
	w.clients++
	switch c.Input.Operation {
	case sequential.Connect, sequential.Status, sequential.Settle, sequential.Read, sequential.Create, sequential.PoolList:
		c.Point = 0
		return
	case sequential.Sync:
		return
	}
	if !c.decided {
		w.late = append(w.late, c)
	}
}

// perform is the moment at which an operation takes effect, or of a connect one try.
func (w *world) perform(c *call) {
	w.late = slices.DeleteFunc(w.late, func(o *call) bool { return o == c })
	p := w.pair(c.Node, c.Target)
	var out sequential.Output
	switch c.Input.Operation {
	case sequential.Connect:
		w.try(c, p)
		return
	case sequential.Write:
		w.tryWrite(c, p)
		return
	case sequential.Read:
		w.tryRead(c, p)
		return
	case sequential.Sync:
		w.trySync(c, p)
		return
	case sequential.Create:
		w.tryCreate(c)
		return
	case sequential.PoolList:
		out = w.list(c)
	case sequential.Restart:
		w.restart(p.ost)
	case sequential.Evict:
		out = sequential.Output{Instance: p.export}
		if p.export == 0 {
			out = sequential.Output{Outcome: sequential.Refused, Refusal: lustre.ErrNotConnected}
		}
		w.drop(p)
	case sequential.Status:
		out.Status = p.slot
	case sequential.Settle:
		out.Position = w.settled(c.Node)
	default:
		out = w.decide(c)
	}
	c.decided, c.Point = true, w.now()
	if c.Output.Outcome != sequential.Unknown {
		c.Output = out
	}
}

// waits reports that this is a connect of the pair that has no answer yet.
func (c *call) waits(w *world, p *pair) bool {
	return c.Input.Operation == sequential.Connect && !c.decided && w.pair(c.Node, c.Target) == p
}

// try is a connect's look at the import: refused by its mark, sent on its connection,
// or given up while nothing was sent.
func (w *world) try(c *call, p *pair) {
	refusal := error(nil)
	switch {
	case p.state == lustre.Absent:
		refusal = lustre.ErrNoTarget
	case p.deactive:
		refusal = lustre.ErrDeactivated
	case p.state == lustre.Full && w.plan.Defect == AnsweredFromFull:
		c.connected(message{instance: p.handle, point: w.now()})
	case p.state == lustre.Full && !p.invalid && !c.waiting:
		c.sent, c.waiting = true, true
		p.net = append(p.net, message{kind: pingMessage, instance: p.handle,
			count: p.count, generation: p.generation, of: c})
	case p.connectable():
		c.sent = true
		p.connect(w)
	case !c.sent && w.random.IntN(8) == 0:
		refusal = lustre.ErrUnreachable
	case c.waiting && w.random.IntN(8) == 0: // its ping was lost: try again
		c.waiting = false
	}
	if refusal != nil {
		c.decided, c.Point = true, w.now()
		c.Output = sequential.Output{Outcome: sequential.Refused, Refusal: refusal}
	}
}

// settled is up to where the node has applied the log with nothing left to do for it.
func (w *world) settled(node lustre.Node) lustre.Position {
	q := lustre.Position(w.applied[node])
	for target := range w.plan.Targets {
		p := w.pair(node, lustre.Target(target))
		for _, e := range p.queue {
			if e.position != 0 && w.plan.Defect != SettleEarly {
				q = min(q, e.position-1)
			}
		}
		for _, position := range p.dying {
			q = min(q, position-1)
		}
	}
	return q
}
