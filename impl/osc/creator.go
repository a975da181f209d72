package osc

import (
	"cmp"
	"time"

	"ostlife/impl/env"
	"ostlife/impl/ptlrpc"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// Yield points of an MDS's OSC.
const (
	PointMDSConn env.Point = "osc: before the OST is told that this is the MDS"
	PointLlog    env.Point = "osc: before the llog is connected"
	PointOrphans env.Point = "osc: before orphans are destroyed"
)

// Creator is what the OSC of an MDS with its disk is made of besides.
type Creator struct {
	// Flag says that each connect tells the OST that this is the MDS's; without it a
	// request of its own does, KEY_MDS_CONN (C2.2.osc).
	Flag bool
	// Stock is how many objects are created at a time, from 1.
	Stock uint32
	// Found hears the OST's last id where lov-objid had lost it. It is called under the
	// import lock and must not wait.
	Found func(last uint64)
}

// creator is the object creator of an MDS. The import lock guards it.
type creator struct {
	Creator
	defects lustre.Defects
	last    uint64 // the last id that was used (C1b)
	lost    bool   // it is not known: the OST knows it

	asked lustre.Numbers // of the connection that a create was sent on last
	stock lustre.Numbers // of the connection that what follows was created on
	next  uint64         // the first object of the stock, up to end; above it there is none
	end   uint64
}

// NewMDS makes the OSC of an MDS with its disk. It creates nothing before it was told the
// last id used, with [OSC.Tell].
func NewMDS(w *env.World, rpc *ptlrpc.Ptlrpcd, c ptlrpc.Config, observer Observer, m Creator) *OSC {
	c.MDS = m.Flag
	o := New(w, rpc, c, observer)
	o.creator = &creator{Creator: m, defects: c.Defects}
	return o
}

// Tell tells the last object id that was used, as lov-objid has it (C1b), or that it is
// lost. An id below one that was used since changes nothing: ids never go back.
func (o *OSC) Tell(last uint64, lost bool) {
	o.Change("the last known object id", func(ptlrpc.Held) {
		o.creator.last, o.creator.lost = max(o.creator.last, last), lost
	})
}

// connectLlog tells the OST that this is the MDS, unless the connect did, then has it
// replay the llog (C2.2.osc). From then on the OSC is prepared.
func (o *OSC) connectLlog(t *env.Task, e Event) bool {
	if o.creator == nil {
		return true
	}
	if !o.creator.Flag && !o.Request(t, e, PointMDSConn, lustre.ActMdsConnSend, lustre.AskMdsConn,
		wire.Message{Kind: wire.MDSConn}, func(ptlrpc.Answer) {}) {
		return false
	}
	return o.Request(t, e, PointLlog, lustre.ActLlogConnectSend, lustre.AskLlog,
		wire.Message{Kind: wire.LlogConnect}, func(ptlrpc.Answer) { o.SetPrepared(e.Numbers.Count) })
}

// destroyOrphans has the OST destroy what is above the last id used: nobody has heard of
// it, or nobody remembers.
func (o *OSC) destroyOrphans(t *env.Task, e Event) bool {
	c := o.creator
	if c == nil || c.defects.Has(lustre.DefectOrphansSpared) {
		return true
	}
	m := wire.Message{Kind: wire.Orphans}
	o.Change("the last object id used", func(ptlrpc.Held) { m.Object, m.Lost = c.last, c.lost })
	return o.Request(t, e, PointOrphans, lustre.ActOrphansSend, lustre.AskOrphans, m, func(a ptlrpc.Answer) {
		if c.lost {
			c.last, c.lost = a.Reply.Object, false
			c.Found(c.last)
		}
	})
}

// CreateFile makes an object for a file: it takes one from the stock, which it fills
// where it is empty, and use, under the import lock, writes the file and the id used in
// one transaction, whose number it gives (C1b). An error of use ends it. Otherwise it is as
// [OSC.Create].
func (o *OSC) CreateFile(t *env.Task, until time.Duration, use func(object uint64) (uint64, error)) (uint64, error) {
	t.Yield(PointCreate)
	var object, transno uint64
	var refusal error
	done := o.Await(t, PointCreateWait, until, func(h ptlrpc.Held) bool {
		refusal = o.refusal(h)
		if refusal != nil || !h.Creates() {
			return refusal != nil
		}
		if object = o.creator.take(h.Numbers()); object == 0 {
			o.fill(h)
			return false
		}
		if transno, refusal = use(object); refusal == nil {
			h.TraceObject(lustre.ActCreateTake, object, transno)
		}
		return true
	})
	if !done {
		refusal = lustre.ErrUnreachable
	}
	return object, refusal
}

// take takes an object from the stock of a connection, 0 if there is none.
func (c *creator) take(now lustre.Numbers) uint64 {
	if c.stock != now && !c.defects.Has(lustre.DefectStockKept) || c.next > c.end {
		return 0
	}
	c.last, c.next = c.next, c.next+1
	return c.last
}

// fill asks for objects, once at a time on a connection.
func (o *OSC) fill(h ptlrpc.Held) {
	c, now := o.creator, h.Numbers()
	if c.asked == now {
		return
	}
	c.asked = now
	h.Ask(lustre.ActCreateSend, lustre.AskCreate, wire.Message{Kind: wire.Create, Stock: c.Stock}, func(a ptlrpc.Answer) {
		c.asked, c.stock = lustre.Numbers{}, now
		c.end = a.Reply.Object
		c.next = c.end - uint64(min(a.Reply.Stock, c.Stock)) + 1
	})
}

// Destroy has the OST destroy an object, for an llog record that it cancels later. It is
// refused with ErrNoTarget, ErrDeactivated and ErrUnreachable, and its outcome is
// ErrUnknown where no answer came; it may be done again.
func (o *OSC) Destroy(t *env.Task, a lustre.Action, m wire.Message, until time.Duration) error {
	sent, ended, refusal := false, false, error(nil)
	var under lustre.Numbers
	o.Await(t, PointDestroyWait, until, func(h ptlrpc.Held) bool {
		switch {
		case ended:
			return true
		case sent:
			return !h.Current(under) // it was lost
		case h.Refusal() != nil:
			refusal = h.Refusal()
			return true
		case h.MayAsk() && (o.creator == nil || h.Creates()):
			sent, under = true, h.Numbers()
			h.Ask(a, lustre.AskDestroy, m, func(ptlrpc.Answer) { ended = true })
		}
		return false
	})
	switch {
	case ended:
		return nil
	case sent:
		return lustre.ErrUnknown
	}
	return cmp.Or(refusal, lustre.ErrUnreachable)
}

// PointDestroyWait is where a destroy waits for its turn and its answer.
const PointDestroyWait env.Point = "osc: wait for a destroy"
