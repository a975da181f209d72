package follow

import (
	"fmt"
	"slices"

	"ostlife/model"
	"ostlife/model/lustre"
)

// environment gives the state with what the environment must have done for the record
// to be possible: the record of the config log that is next, the message that has just
// arrived, the ping that has ended. It says what is wrong where no environment could
// have done that.
func (p *pair) environment(r *lustre.TraceRecord) (model.State, string) {
	s := p.state
	s.Starting[0] = p.starting
	if kind, _ := configKind(r.Action); kind != lustre.ConfigNone {
		s.Log[0] = model.Record{Kind: kind}
		of(&s).Named = p.named(r)
		return s, ""
	}
	switch r.Action {
	case lustre.ActConnectInterpret:
		if wrong := p.slot.hears(r); wrong != "" {
			return s, wrong
		}
		return s, reply(&s, model.Message{Kind: model.Connect, Instance: p.rank(r.Instance), Window: r.Window,
			Current: p.slot.connect && r.Numbers == p.slot.current})
	case lustre.ActConnectExpire:
		return s, unless(r.Numbers.Count == p.slot.current.Count, "no connect of these numbers is under way")
	case lustre.ActDisconnectInterpret:
		s.Pairs[0].Net[0] = model.Message{Kind: model.Disconnect, Reply: true, Current: true}
		return s, unless(p.slot.parts && (!r.Taken || of(&s).Slot.Step == model.StepWait), "no disconnect is under way")
	case lustre.ActDisconnectExpire:
		return s, unless(p.slot.parts, "no disconnect is under way")
	case lustre.ActAskInterpret, lustre.ActAskExpire, lustre.ActReplayInterpret, lustre.ActOscInterpret:
		return s, p.answer(&s, r)
	case lustre.ActPingInterpret, lustre.ActPingEnd:
		return s, p.pingEnds(&s, r)
	case lustre.ActLoss:
		return s, unless(r.Numbers == p.slot.current && (!r.Taken && r.Ask == lustre.AskNothing || slices.Contains(p.slot.pings, ping{r.Numbers, r.Ask})),
			"no such ping is under way on this connection")
	case lustre.ActCancelSend:
		of(&s).Granted = true
	case lustre.ActCreateAllocate, lustre.ActCreateSend, lustre.ActCreateMove, lustre.ActCreateInterpret, lustre.ActCreateExpire,
		lustre.ActCreateTake:
		return s, p.create(&s, r)
	case lustre.ActLlogConnectSend:
		p.flags(&s)
	case lustre.ActOrphansSend:
		return s, unless(r.Object == p.objects.Used, fmt.Sprintf("the last object used is %d", p.objects.Used))
	case lustre.ActDestroySend, lustre.ActRecordDestroySend:
		return s, p.destroys(&s, r)
	}
	return s, ""
}

// unless says what is wrong unless it is right.
func unless(right bool, wrong string) string {
	if right {
		return ""
	}
	return wrong
}

// named reports that a named pool holds the index: the one that the record names, or
// any at all for a flush.
func (p *pair) named(r *lustre.TraceRecord) bool {
	if r.Action == lustre.ActConfigPoolFlush || r.Action == lustre.ActConfigRemove {
		return len(p.pools) > 0
	}
	return slices.Contains(p.pools, r.Pool)
}

// rank gives an instance the model's number for it: 1 for the one that is held, or for
// the only one, else 2.
func (p *pair) rank(i lustre.Instance) uint8 {
	switch {
	case i == 0:
		return 0
	case p.slot.handle == 0 || i == p.slot.handle:
		return 1
	}
	return 2
}

// reply puts a reply on its way.
func reply(s *model.State, m model.Message) string {
	m.Reply = true
	of(s).Net[0] = m
	return ""
}

// asks gives the kind of message that asks for something; of a replay it is told by the
// import's state.
func asks(what lustre.Ask, state lustre.ImportState) model.MessageKind {
	switch {
	case what == lustre.AskEnqueue:
		return model.Enqueue
	case what == lustre.AskWrite:
		return model.Write
	case what == lustre.AskSync:
		return model.Sync
	case what == lustre.AskCancel:
		return model.Cancel
	case what == lustre.AskMdsConn:
		return model.MdsConn
	case what == lustre.AskLlog:
		return model.LlogReplay
	case what == lustre.AskOrphans:
		return model.DestroyOrphans
	case what == lustre.AskDestroy:
		return model.Destroy
	case state == lustre.Replay:
		return model.ReplayWrite
	case state == lustre.ReplayLocks:
		return model.ReplayLock
	}
	return model.FinalPing
}

// answer is the end of what the import asked.
func (p *pair) answer(s *model.State, r *lustre.TraceRecord) string {
	slot := &of(s).Slot
	if r.Numbers != p.slot.current || !p.slot.asked || slot.Asked != r.Ask {
		return fmt.Sprintf("the import waits for %s, under %s", slot.Asked, told(p.slot.current))
	}
	if about := p.about(r); about != r.Object {
		return fmt.Sprintf("it is about object %d", about)
	}
	if r.Action == lustre.ActAskExpire {
		return ""
	}
	if p.stutters(r) {
		slot.Asked = lustre.AskNothing // the answer that it must wait
	}
	return reply(s, model.Message{Kind: asks(r.Ask, slot.State), Refused: r.Refused, Current: true})
}

// pingEnds is the end of one of the pings on their way: there may be several.
func (p *pair) pingEnds(s *model.State, r *lustre.TraceRecord) string {
	if !slices.Contains(p.slot.pings, ping{r.Numbers, r.Ask}) {
		return fmt.Sprintf("no ping of %s is under way", told(r.Numbers))
	}
	of(s).Slot.Ping = model.PingEnding
	if r.Action == lustre.ActPingInterpret {
		of(s).Slot.Ping = model.PingRefused
		return unless(r.Numbers == p.slot.current, "the ping is of another connection")
	}
	return ""
}

// create is a step of one of the creates: there may be several. Those of an MDS with its
// disk wait together until its stock is filled, by one request at a time.
func (p *pair) create(s *model.State, r *lustre.TraceRecord) string {
	c := &of(s).Create
	switch r.Action {
	case lustre.ActCreateSend, lustre.ActCreateMove, lustre.ActCreateTake:
		*c = model.CreateWaiting
		switch {
		case p.waiting == 0:
			return "no create waits"
		case r.Action == lustre.ActCreateTake:
			return p.takes(s, r)
		case r.Action == lustre.ActCreateSend && p.mds && (p.sent > 0 || !p.stock.empty()):
			return "the stock is not empty, or is filled already"
		}
	case lustre.ActCreateInterpret, lustre.ActCreateExpire:
		*c = model.CreateSent
		if r.Action == lustre.ActCreateInterpret {
			reply(s, model.Message{Kind: model.CreateObject, Refused: r.Refused, Current: true, Object: 1})
		}
		return unless(p.sent > 0 && r.Numbers == p.slot.current, "no create of this connection is under way")
	}
	return ""
}
