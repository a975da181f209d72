package conform

import (
	"cmp"
	"slices"

	"ostlife/model/lustre"
)

// pair is what was seen of one node and one target.
type pair struct {
	node      lustre.Node
	slots     []*slot                // those not freed, by number
	added     uint32                 // the highest number of a slot
	connected lustre.ConnectionCount // of the last connect that was sent
	dropped   bool                   // the slot removed last had data dropped, and no sync has told it
	export    export
}

// export is what an OST was seen to hold for a node.
type export struct {
	instance lustre.Instance        // 0 for none
	count    lustre.ConnectionCount // of the connect that was taken last
	given    lustre.Instance        // by that connect
	recovery lustre.ExportRecovery
	granted  bool                   // the lock of the target's object
	known    bool                   // to be the MDS's
	llog     lustre.ConnectionCount // of the connection whose llog is replayed, 0 for none
}

// served is what was seen of one OST as a whole.
type served struct {
	pairs  []*pair // of its clients, as they came
	object uint64  // the highest id of an object that it gave
}

// slot is what was seen of one slot of a pair. The numbers of an event stand for the
// event: no two events of one kind have the same ones.
type slot struct {
	number uint32

	importSeen bool
	numbers    lustre.Numbers // the import's own
	state      lustre.ImportTrace
	lov        lustre.LOVTrace
	stamps     [2]uint64 // of the last record under the import's lock and under the LOV's

	accepted lustre.Numbers  // of the connection that was accepted last
	instance lustre.Instance // that it was given
	unpurged bool            // its export was another one than the import held: not purged yet
	full     lustre.Numbers  // of the last event that made the import FULL
	prepared lustre.Numbers  // ... the OSC prepared
	active   lustre.Numbers  // ... the LOV active
	top      lustre.Numbers  // ... the layer above told so
	worker   lustre.Numbers  // of the worker's last step
	told     bool            // the layer above was told ACTIVE last
	cleared  lustre.Numbers  // ... the orphans destroyed
	llog     bool            // the llog is ready: it is a slot of an MDS with its disk
	answered lustre.Numbers  // of the disconnect that the OST has answered last
	silent   bool            // its deactivation has ended
}

// node is what was seen of a node as a whole.
type node struct {
	applied lustre.Position
	target  lustre.Target // of the record at applied
}

// entry is a record of the config log.
type entry struct {
	kind   lustre.ConfigKind
	target lustre.Target
	pool   string
}

// view is what a property may ask about a record: all that was seen before it.
type view struct {
	*Watch
	pair *pair // nil at the MGS, and of what an OST does to all its clients
	slot *slot // nil at a server, and of a slot that is not there
}

// allClients are what an OST does to all its clients at once.
var allClients = on(lustre.ActOstRestart, lustre.ActWindowEnds, lustre.ActWindowExpires)

// viewOf finds what a record speaks of. An ADD makes its slot.
func (w *Watch) viewOf(r *lustre.TraceRecord) view {
	if g := guardOf(r); g == mgsLock || g == noLock || g == wholeLock || allClients.has(r.Action) {
		return view{Watch: w}
	}
	at := place{r.Node, r.Target}
	p := w.pairs[at]
	if p == nil {
		p = &pair{node: r.Node}
		w.pairs[at] = p
		ost := w.ost(r.Target)
		ost.pairs = append(ost.pairs, p)
	}
	if r.Action == lustre.ActConfigAdd && r.Slot > p.added {
		p.added = r.Slot
		fresh := lustre.ImportTrace{State: lustre.New, Dropped: p.dropped}
		p.slots = append(p.slots, &slot{number: r.Slot, state: fresh})
	}
	return w.look(r)
}

// ost finds what was seen of a target's OST.
func (w *Watch) ost(t lustre.Target) *served {
	if w.osts[t] == nil {
		w.osts[t] = &served{}
	}
	return w.osts[t]
}

// look finds what was seen of the node, target and slot that a record names.
func (w *Watch) look(r *lustre.TraceRecord) view {
	v := view{Watch: w, pair: w.pairs[place{r.Node, r.Target}]}
	if v.pair != nil {
		if i, found := v.pair.find(r.Slot); found {
			v.slot = v.pair.slots[i]
		}
	}
	return v
}

func (p *pair) find(number uint32) (int, bool) {
	return slices.BinarySearchFunc(p.slots, number, func(s *slot, n uint32) int { return cmp.Compare(s.number, n) })
}

// advance takes a record in, after it was judged.
func (v view) advance(r *lustre.TraceRecord) {
	v.objects.Take(r)
	switch guardOf(r) {
	case wholeLock:
		v.crash(r)
	case mgsLock:
		v.log[r.Position] = entry{logKinds[r.Action], r.Target, r.Pool}
		if r.Action != lustre.ActLogJoin && r.Action != lustre.ActLogLeave {
			v.said[r.Target] = r.Position
		}
	case ostLock:
		v.ost(r.Target).advance(v.pair, r)
	case importLock, lovLock:
		if v.slot != nil {
			v.slot.advance(r)
		}
		if r.Action == lustre.ActConnectSend {
			v.pair.connected = r.Current.Count
		}
		if r.Action == lustre.ActConfigRemove {
			v.pair.dropped = r.Import.Dropped
		}
		if configActions.has(r.Action) {
			v.nodes[r.Node] = node{r.Position, r.Target}
		}
		if r.Action == lustre.ActSlotFree {
			v.pair.free(r.Slot)
		}
	}
}

// crash forgets what a node has had: its slots are those of its next start. Its
// connections go on being counted.
func (w *Watch) crash(r *lustre.TraceRecord) {
	if r.Action != lustre.ActMdsCrash && r.Action != lustre.ActClientCrash {
		return
	}
	delete(w.nodes, r.Node)
	for at, p := range w.pairs { // each for itself
		if at.node == r.Node {
			p.slots, p.added, p.dropped = nil, 0, false
		}
	}
}

func (p *pair) free(number uint32) {
	if i, found := p.find(number); found {
		p.slots = slices.Delete(p.slots, i, i+1)
	}
}

// advance takes in what the OST did to one client, or to all where p is nil.
func (o *served) advance(p *pair, r *lustre.TraceRecord) {
	if p != nil {
		p.export.advance(r)
		o.object = max(o.object, r.Object)
		return
	}
	for _, p := range o.pairs {
		e := &p.export
		switch {
		case e.instance == 0:
		case r.Action == lustre.ActOstRestart:
			e.recovery, e.granted, e.known, e.llog = lustre.ExportAwaiting, false, false, 0
		case r.Action == lustre.ActWindowExpires && e.recovery != lustre.ExportNormal && e.recovery != lustre.ExportDone:
			e.drop()
		default:
			e.recovery = lustre.ExportNormal
		}
	}
}

// drop ends the export.
func (e *export) drop() {
	e.instance, e.recovery, e.granted, e.known, e.llog = 0, lustre.ExportNormal, false, false, 0
}

func (e *export) advance(r *lustre.TraceRecord) {
	if !r.Taken {
		return
	}
	if r.Action == lustre.ActOstConnect {
		e.instance, e.count, e.given = r.Instance, r.Numbers.Count, r.Instance
	}
	e.recovery, e.granted, e.known = r.Export.Recovery, r.Export.Granted, r.Export.Known
	switch {
	case r.Action == lustre.ActOstConnect, r.Action == lustre.ActOstLlogReplay && r.Object == 0:
		e.llog = 0
	case r.Action == lustre.ActOstLlogConnect && !r.Refused:
		e.llog = r.Numbers.Count
	case r.Action == lustre.ActEvict, r.Action == lustre.ActVersionFails,
		r.Action == lustre.ActOstDisconnect && r.Instance == e.instance:
		e.drop()
	}
}

func (s *slot) advance(r *lustre.TraceRecord) {
	if guardOf(r) == lovLock {
		s.lov, s.stamps[1] = r.LOV, r.Stamp
	} else {
		s.learn(r)
	}
	if steps.has(r.Action) {
		s.worker = r.Numbers
	}
	switch r.Action {
	case lustre.ActConfigDeactivate:
		s.silent = false
	case lustre.ActInvalidateEnd:
		s.unpurged = false
	case lustre.ActConnectFull:
		s.full = r.Numbers
	case lustre.ActConfigLlog:
		s.llog = true
	case lustre.ActOscPrepare:
		if !s.llog { // an MDS with its disk is prepared when its llog has been replayed
			s.prepared = r.Numbers
		}
	case lustre.ActOscInterpret:
		switch {
		case r.Ask == lustre.AskLlog && !r.Refused:
			s.prepared = r.Numbers
		case r.Ask == lustre.AskOrphans && !r.Refused:
			s.cleared = r.Numbers
		}
	case lustre.ActLovActive:
		s.active = r.Numbers
	case lustre.ActTopActive:
		s.top, s.told = r.Numbers, true
	case lustre.ActTopInactive:
		s.told = false
	case lustre.ActDisconnectInterpret:
		s.answered = r.Numbers
	case lustre.ActDeactivateEnd:
		s.silent = true
	}
}

// since reports that the import has moved on since a record that shows it was made.
func (s *slot) since(r *lustre.TraceRecord) bool {
	return s.numbers.Count > r.Current.Count || s.numbers.Generation > r.Current.Generation
}

// learn takes in a record that was written under the import's lock.
func (s *slot) learn(r *lustre.TraceRecord) {
	if r.Action == lustre.ActConnectInterpret && r.Taken && r.Instance != 0 {
		s.accepted, s.instance = r.Current, r.Instance
		s.unpurged = s.unpurged || s.state.Handle != 0 && s.state.Handle != r.Instance
	}
	s.importSeen, s.numbers, s.state, s.stamps[0] = true, r.Current, r.Import, r.Stamp
}

// logKinds gives the record that each action of the MGS writes.
var logKinds = map[lustre.Action]lustre.ConfigKind{
	lustre.ActLogAdd:        lustre.ConfigAdd,
	lustre.ActLogDeactivate: lustre.ConfigDeactivate,
	lustre.ActLogActivate:   lustre.ConfigActivate,
	lustre.ActLogRemove:     lustre.ConfigRemove,
	lustre.ActLogJoin:       lustre.ConfigJoin,
	lustre.ActLogLeave:      lustre.ConfigLeave,
}

// configActions are those of a node that applies the log.
var configActions = on(
	lustre.ActConfigAdd, lustre.ActConfigPoolAdd, lustre.ActConfigDeactivate,
	lustre.ActConfigActivate, lustre.ActConfigJoin, lustre.ActConfigLeave,
	lustre.ActConfigPoolFlush, lustre.ActConfigRemove,
)

// steps are the worker's.
var steps = on(
	lustre.ActMdsConnSend, lustre.ActLlogConnectSend, lustre.ActOrphansSend,
	lustre.ActEventStale, lustre.ActReplaySend, lustre.ActInvalidateEnd, lustre.ActConnectFull,
	lustre.ActOscPrepare, lustre.ActLovActive, lustre.ActTopActive, lustre.ActRecoveryFinished, lustre.ActLovInactive,
	lustre.ActTopInactive, lustre.ActLovDeactivate, lustre.ActOscWake, lustre.ActDisconnectSend,
	lustre.ActDeactivateEnd, lustre.ActLovActivate, lustre.ActRemoveTop, lustre.ActRemoveEnd,
)
