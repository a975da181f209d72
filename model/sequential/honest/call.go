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

// call lets an idle client begin an operation.
func (w *world) call() {
	i := w.random.IntN(len(w.idle))
	c := &call{Operation: Operation{
		Client: w.idle[i],
		Node:   lustre.Node(w.random.IntN(w.plan.Nodes)),
		Target: lustre.Target(w.random.IntN(w.plan.Targets)),
		Input:  sequential.Input{Operation: mix[w.random.IntN(len(mix))]},
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
	if w.unknown < w.plan.Unknown {
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
	reads := c.Input.Operation == sequential.Connect || c.Input.Operation == sequential.Status ||
		c.Input.Operation == sequential.Settle
	switch {
	case reads:
		c.Point = 0
	case !c.decided:
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
	case sequential.Evict:
		out = sequential.Output{Instance: p.export}
		if p.export == 0 {
			out = sequential.Output{Outcome: sequential.Refused, Refusal: lustre.ErrNotConnected}
		}
		p.export = 0
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

// decide is the MGS's part: from the log alone.
func (w *world) decide(c *call) sequential.Output {
	var last lustre.ConfigRecord
	var first string
	for _, record := range w.log {
		if record.Target == c.Target {
			last = record
			if first == "" {
				first = record.UUID
			}
		}
	}
	absent := last.Kind == lustre.ConfigNone || last.Kind == lustre.ConfigRemove
	deactivated := last.Kind == lustre.ConfigDeactivate
	record := lustre.ConfigRecord{Target: c.Target, UUID: string(rune(c.Input.UUID))}
	var refusal error
	switch c.Input.Operation {
	case sequential.Add:
		record.Kind = lustre.ConfigAdd
		if !absent || first != "" && first != record.UUID {
			refusal = lustre.ErrExists
		}
	case sequential.Deactivate:
		record.Kind = lustre.ConfigDeactivate
	case sequential.Activate:
		record.Kind = lustre.ConfigActivate
	case sequential.Remove:
		record.Kind = lustre.ConfigRemove
		if !deactivated && w.plan.Defect != RemoveUnchecked {
			refusal = lustre.ErrBusy
		}
	}
	if absent && record.Kind != lustre.ConfigAdd {
		refusal = lustre.ErrNoTarget
	}
	already := record.Kind == lustre.ConfigDeactivate && deactivated ||
		record.Kind == lustre.ConfigActivate && !deactivated
	switch {
	case refusal != nil:
		return sequential.Output{Outcome: sequential.Refused, Refusal: refusal}
	case already:
		return sequential.Output{Position: last.Position}
	}
	record.Position = lustre.Position(len(w.log) + 1)
	w.log = append(w.log, record)
	return sequential.Output{Position: record.Position}
}
