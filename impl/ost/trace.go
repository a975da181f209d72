package ost

import (
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// trace writes what the OST did with a request of a node's, after it changed the
// export. A client that is no node is not traced, nor is what is no action.
func (o *OST) trace(a lustre.Action, m wire.Message, e *export, fill func(*lustre.TraceRecord)) {
	node, ok := lustre.ParseNode(m.Client)
	if o.config.Trace == nil || !ok || a == "" {
		return
	}
	r := lustre.TraceRecord{Stamp: o.world.Stamp(), Time: o.world.Now(), Action: a, Node: node, Target: o.target,
		Numbers: lustre.Numbers{Count: m.Count}, Instance: m.Instance,
		Export: lustre.ExportTrace{Instance: e.instance, Recovery: e.recovery, Granted: e.granted, Unstable: e.unstable, Known: e.known}}
	fill(&r)
	o.tell(r)
}

// traceReplay writes what became of a request of a recovery.
func (o *OST) traceReplay(m wire.Message, e *export, taken, refused bool) {
	o.trace(lustre.ActOstReplay, m, e, func(r *lustre.TraceRecord) {
		r.Ask, r.Taken, r.Refused = lustre.AskReplay, taken, refused
	})
}

// traceTarget writes what happened to all clients at once.
func (o *OST) traceTarget(a lustre.Action) {
	if o.config.Trace != nil {
		r := lustre.TraceRecord{Stamp: o.world.Stamp(), Time: o.world.Now(), Action: a, Target: o.target, Taken: true}
		if o.config.Disk.Obd != nil && a == lustre.ActOstRestart {
			r.Transno = o.mds.survived
		}
		o.tell(r)
	}
}

// tell writes a record. That of an OST with a disk waits until the disk has taken what
// the step changed: a crash in the midst of that takes both back.
func (o *OST) tell(r lustre.TraceRecord) {
	if o.config.Disk.Obd != nil {
		o.mds.traced = append(o.mds.traced, r)
		return
	}
	o.config.Trace(r)
}
