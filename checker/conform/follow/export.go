package follow

import (
	"cmp"
	"fmt"

	"ostlife/model"
	"ostlife/model/lustre"
)

// export is a server's export of one node, as the model has it, with the numbers that
// the model leaves out, and what the server was seen to answer.
type export struct {
	state    model.State // of the pair what is the OST's: the rest is empty
	instance lustre.Instance
	newest   lustre.Instance
	count    lustre.ConnectionCount // of the connect taken last
	given    lustre.Instance        // by that connect
	object   uint64                 // the last one that this node was given
	answers  [kinds]int             // by what was asked
	lost     bool

	mds  bool                   // it is, or was, known to be the MDS's
	flag bool                   // by a flag of the connect
	llog lustre.ConnectionCount // of the connection whose llog is replayed
}

// step takes an action at the export. A destroy is an action of the model with an MDS, and
// is the same for whoever asks.
func (e *export) step(a lustre.Action, from *model.State) (model.State, bool) {
	switch {
	case e.flag:
		return mdsFlagMachine.step(a, from)
	case e.mds || a == lustre.ActOstDestroy:
		return mdsMachine.step(a, from)
	}
	return clientMachine.step(a, from)
}

// The kinds of answers that are counted: the asks, and a disconnect.
const (
	disconnects = int(lustre.AskDestroy) + 1
	kinds       = disconnects + 1
)

// server follows what a server did.
func (f *Follower) server(r *lustre.TraceRecord) *Deviation {
	if wrong := f.ofTarget(r); wrong != "" {
		return f.deviates(r, nil, wrong)
	}
	if f.objects.Target(r.Target).Lied || r.Action == lustre.ActOstCommit {
		return nil
	}
	if r.Action == lustre.ActOstRestart || r.Action == lustre.ActWindowEnds || r.Action == lustre.ActWindowExpires {
		return f.everyExport(r)
	}
	at := place{r.Node, r.Target}
	e := f.exports[at]
	if e == nil {
		e = &export{}
		f.exports[at] = e
		f.targets[r.Target] = append(f.targets[r.Target], e)
	}
	if e.lost || !r.Taken {
		return nil // a server may drop what it likes: the node asks again
	}
	if wrong := cmp.Or(f.asked(r), f.object(r), e.take(r)); wrong != "" {
		e.lost = true
		return f.deviates(r, nil, wrong)
	}
	return nil
}

// asked checks that a node was seen to send what a server takes. Copies of connects and
// asks are not traced; those of disconnects, replays and creates are, and may come
// without end. A trace without the node's records shows nothing of it.
func (f *Follower) asked(r *lustre.TraceRecord) string {
	p := f.pairs[place{r.Node, r.Target}]
	if p == nil || p.lost {
		return ""
	}
	if r.Refused {
		return "" // also a copy is refused
	}
	switch r.Ask {
	case lustre.AskEnqueue, lustre.AskWrite, lustre.AskSync, lustre.AskCancel, lustre.AskMdsConn, lustre.AskLlog,
		lustre.AskOrphans, lustre.AskDestroy:
		if r.Action == lustre.ActOstLlogReplay {
			return ""
		}
		if p.unserved[r.Ask] == 0 {
			return "the node has sent no such request"
		}
		p.unserved[r.Ask]--
	case lustre.AskNothing:
		if r.Action == lustre.ActOstConnect && r.Numbers.Count > p.connects {
			return "the node has sent no such connect"
		}
	}
	return ""
}

// requests gives the kind of request that an action of a server takes.
var requests = map[lustre.Action][]model.MessageKind{
	lustre.ActOstConnect: {model.Connect}, lustre.ActOstDisconnect: {model.Disconnect},
	lustre.ActOstEnqueue: {model.Enqueue}, lustre.ActOstWrite: {model.Write}, lustre.ActOstSync: {model.Sync},
	lustre.ActOstCancel: {model.Cancel}, lustre.ActOstCreate: {model.CreateObject},
	lustre.ActOstReplay:    {model.ReplayWrite, model.ReplayLock, model.FinalPing},
	lustre.ActVersionFails: {model.ReplayWrite},
	lustre.ActEvict:        {model.NoMessage}, lustre.ActOstPing: {},
	lustre.ActOstMdsConn: {model.MdsConn}, lustre.ActOstLlogConnect: {model.LlogConnect}, lustre.ActOstLlogReplay: {model.LlogReplay},
	lustre.ActOstOrphans: {model.DestroyOrphans}, lustre.ActOstDestroy: {model.Destroy},
}

// take follows one record. A record of a replay does not say what was replayed: one of
// the three must fit.
func (e *export) take(r *lustre.TraceRecord) string {
	wrong := "a server has no such action"
	for _, kind := range requests[r.Action] {
		to, why := e.after(r, kind)
		if why == "" {
			why = e.shown(r, &to)
		}
		if why == "" {
			e.settle(r, to)
			return ""
		}
		wrong = why
	}
	return wrong
}

// after is the model's state after the record, taken as a request of the kind.
func (e *export) after(r *lustre.TraceRecord, kind model.MessageKind) (model.State, string) {
	from := e.state
	connect := r.Action == lustre.ActOstConnect
	switch {
	case r.Action == lustre.ActEvict:
	case r.Action == lustre.ActOstLlogReplay && (e.llog == 0 || e.llog != r.Numbers.Count):
		return from, "no llog is replayed on this connection"
	case connect && r.Numbers.Count == e.count:
		return from, "this connect was taken already"
	case r.Action == lustre.ActOstCreate && r.Object != 0 && r.Object <= e.object:
		return from, fmt.Sprintf("object %d, although %d was given", r.Object, e.object)
	case r.Numbers.Count < e.count:
		return from, fmt.Sprintf("a request of connection %d, although a connect of %d was taken", r.Numbers.Count, e.count)
	case connect && r.Instance == 0: // kept out: others are awaited
		to, _ := e.step(lustre.ActEvict, &from)
		if of(&from).Export == 0 {
			to = from
		}
		return to, ""
	case connect && r.Instance != e.instance && r.Instance <= e.newest:
		return from, fmt.Sprintf("instance %d is given, although %d was", r.Instance, e.newest)
	}
	of(&from).Net[0] = model.Message{Kind: kind, Instance: e.rank(r), Current: true}
	if kind == model.LlogReplay && r.Object != 0 {
		from.Objects[0] = model.Objects{There: 1 << 1, Disk: model.Account{Records: 1 << 1}}
	}
	to, ok := e.step(r.Action, &from)
	if !ok {
		return from, "the server cannot do it here"
	}
	if reply := of(&to).Net[0]; reply.Reply && (reply.Refused != r.Refused || reply.Window != r.Window) {
		return from, fmt.Sprintf("the answer is refused %t, window %s, and should be refused %t, window %s",
			r.Refused, r.Window, reply.Refused, reply.Window)
	}
	return to, ""
}

// rank gives the instance that the request carries the model's number: 1 for the
// export's. Of a connect the record shows what was given: the export's own instance is
// given to the one who had it.
func (e *export) rank(r *lustre.TraceRecord) uint8 {
	switch {
	case r.Instance != 0 && r.Instance == e.instance:
		return 1
	case r.Action == lustre.ActOstConnect || r.Instance == 0:
		return 0
	}
	return 2
}

// shown compares the export that the record shows with the model's.
func (e *export) shown(r *lustre.TraceRecord, to *model.State) string {
	var d differences
	p := of(to)
	differ(&d, "there is an export", r.Export.Instance != 0, p.Export != 0)
	differ(&d, "its recovery", r.Export.Recovery, p.Recovery)
	differ(&d, "granted", r.Export.Granted, p.Granted)
	differ(&d, "unstable", r.Export.Unstable, p.Taken == model.Unstable)
	differ(&d, "known", r.Export.Known, p.Known)
	if r.Action != lustre.ActOstConnect && p.Export != 0 {
		differ(&d, "its instance", r.Export.Instance, e.instance)
	}
	return d.String()
}

// settle goes on from the record.
func (e *export) settle(r *lustre.TraceRecord, to model.State) {
	p := of(&to)
	p.Net = [model.MaxMessages]model.Message{}
	p.Export = min(p.Export, 1)
	p.Slot = model.Slot{}
	to.Objects = [model.MaxTargets]model.Objects{}
	e.state = to
	e.instance = r.Export.Instance
	e.newest = max(e.newest, e.instance)
	switch r.Action {
	case lustre.ActOstConnect:
		e.count, e.given = r.Numbers.Count, r.Instance
	case lustre.ActOstDisconnect:
		e.answers[disconnects]++
	case lustre.ActEvict:
	case lustre.ActOstLlogConnect, lustre.ActOstLlogReplay:
		e.llog = 0
		if !r.Refused && (r.Action == lustre.ActOstLlogConnect || r.Object != 0) {
			e.llog = r.Numbers.Count // it is answered when it has ended
			return
		}
		e.answers[r.Ask]++
	case lustre.ActOstDestroy, lustre.ActOstOrphans:
		e.answers[r.Ask]++
	default:
		e.object = max(e.object, r.Object)
		e.answers[r.Ask]++
	}
}

// everyExport is what happens to all the exports of a target at once.
func (f *Follower) everyExport(r *lustre.TraceRecord) *Deviation {
	for _, e := range f.targets[r.Target] {
		from := e.state
		p := of(&from)
		replaying := p.Recovery != lustre.ExportNormal && p.Recovery != lustre.ExportDone
		switch {
		case r.Action == lustre.ActOstRestart && p.Export == 0, p.Recovery == lustre.ExportNormal && r.Action != lustre.ActOstRestart:
			continue
		case r.Action == lustre.ActWindowExpires && !replaying:
			p.Recovery = lustre.ExportNormal
			e.state = from
			continue
		}
		e.llog = 0
		to, ok := e.step(r.Action, &from)
		if !ok {
			return f.deviates(r, nil, fmt.Sprintf("instance %d has come no further than %s", e.instance, p.Recovery))
		}
		e.state = to
		if of(&to).Export == 0 {
			e.instance = 0
		}
	}
	return nil
}

// answered checks that a reply which a node took is one that the server was seen to
// give. A trace without the server's records shows nothing of it.
func (f *Follower) answered(r *lustre.TraceRecord) string {
	e := f.exports[place{r.Node, r.Target}]
	if e == nil || e.lost || f.objects.Target(r.Target).Lied {
		return ""
	}
	kind := int(r.Ask)
	switch r.Action {
	case lustre.ActConnectInterpret:
		if r.Taken && r.Numbers.Count == e.count && r.Instance != e.given {
			return fmt.Sprintf("instance %d, although the server gave %d", r.Instance, e.given)
		}
		if r.Taken && r.Numbers.Count > e.count {
			return "the server has taken no such connect"
		}
		return ""
	case lustre.ActDisconnectInterpret:
		kind = disconnects
	case lustre.ActAskInterpret, lustre.ActReplayInterpret, lustre.ActOscInterpret, lustre.ActCreateInterpret:
		if !r.Taken && !r.Refused {
			return "" // it must wait: no server shows that
		}
	default:
		return ""
	}
	if e.answers[kind] == 0 {
		return "the server has answered no such request"
	}
	e.answers[kind]--
	return ""
}
