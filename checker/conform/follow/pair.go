package follow

import (
	"fmt"
	"slices"

	"ostlife/checker/conform/objects"
	"ostlife/model"
	"ostlife/model/lustre"
)

// pair is one node and one target: the model's state, and the numbers of the slot in
// use and of those that are dying.
type pair struct {
	state model.State
	slots uint32                 // how many there have been
	last  lustre.ConnectionCount // where the slot before went: the next one goes on from there (C3.3)
	slot  *numbers
	dying []*numbers
	pools []string // the named pools that hold the index

	waiting, sent int                    // creates
	connects      lustre.ConnectionCount // of the last connect that was sent
	unserved      [kinds]int             // that were sent and that no server was seen to take, by what they ask
	lost          bool

	mds      bool            // of an MDS with its disk
	flag     bool            // whose connect says so
	starting bool            // the node has not read the config log since its crash
	fresh    bool            // it was not seen yet from where its connections are counted
	stock    stock           // what is precreated and not used
	made     stock           // by the OST, at the last create that it has taken
	objects  *objects.Target // the account of the target's objects
	asked    asked           // about which object the last request was
}

// asked is the object of a request.
type asked struct {
	count  lustre.ConnectionCount
	object uint64
}

// stock is objects from next to end; next is 0 where the trace does not show it.
type stock struct{ next, end uint64 }

func (s stock) empty() bool { return s.next > s.end || s.end == 0 }

// of is the pair in the state.
func of(s *model.State) *model.Pair { return &s.Pairs[0] }

// lovActions are those that the LOV's lock guards: their records show the slot and not
// the import.
var lovActions = map[lustre.Action]bool{
	lustre.ActConfigAdd: true, lustre.ActConfigLlog: true, lustre.ActConfigObjid: true, lustre.ActConfigPoolAdd: true, lustre.ActConfigJoin: true,
	lustre.ActConfigLeave: true, lustre.ActConfigPoolFlush: true,
	lustre.ActLovActive: true, lustre.ActTopActive: true, lustre.ActLovInactive: true,
	lustre.ActTopInactive: true, lustre.ActLovDeactivate: true, lustre.ActLovActivate: true,
	lustre.ActRemoveTop: true, lustre.ActCreateAllocate: true, lustre.ActCreateMove: true,
}

// take follows a record of the node's, and says what is wrong with it.
func (p *pair) take(r *lustre.TraceRecord) string {
	if r.Action == lustre.ActConfigAdd {
		return p.add(r)
	}
	for _, n := range p.dying {
		if n.slot == r.Slot {
			return p.takeDying(n, r)
		}
	}
	if p.slot == nil || r.Slot != p.slot.slot {
		return fmt.Sprintf("slot %d is not there", r.Slot)
	}
	if wrong := p.event(r); wrong != "" {
		return wrong
	}
	from, free := p.environment(r)
	if free != "" {
		return free
	}
	to := from
	if !p.stutters(r) {
		var ok bool
		if to, ok = p.step(r.Action, &from); !ok {
			return "the model cannot do it here"
		}
	}
	return p.after(r, &from, &to)
}

// add is a new slot.
func (p *pair) add(r *lustre.TraceRecord) string {
	if r.Slot != p.slots+1 {
		return fmt.Sprintf("slot %d, although there have been %d", r.Slot, p.slots)
	}
	from := p.state
	from.Log[0] = model.Record{Kind: lustre.ConfigAdd}
	to, ok := p.step(r.Action, &from)
	if !ok {
		return "the slot is there already"
	}
	p.slots++
	p.slot = &numbers{slot: r.Slot, current: lustre.Numbers{Count: p.last, Generation: 1}, position: r.Position}
	p.state = rest(to)
	return p.showsSlot(r, p.slot)
}

// stutters reports that a record is no step of the model: an event that it has left out
// already, a reply that nobody waited for, an enqueue that must wait.
func (p *pair) stutters(r *lustre.TraceRecord) bool {
	switch r.Action {
	case lustre.ActEventStale:
		return p.slot.head().gone
	case lustre.ActDisconnectInterpret, lustre.ActDisconnectExpire:
		return !r.Taken
	case lustre.ActAskInterpret:
		return r.Ask == lustre.AskEnqueue && !r.Taken && !r.Refused
	}
	return false
}

// workerActions are the steps of a worker, which a record shows under the numbers of
// its event.
var workerActions = func() map[lustre.Action]bool {
	m := map[lustre.Action]bool{}
	for _, a := range model.Actions() {
		if a.Context == "worker" {
			m[a.Name] = true
		}
	}
	delete(m, lustre.ActSlotFree)
	return m
}()

// atLOVorOSC are the steps of the chain of C2.2, which show the instance of their event.
var atLOVorOSC = map[lustre.Action]bool{lustre.ActConnectFull: true, lustre.ActOscPrepare: true,
	lustre.ActLovActive: true, lustre.ActTopActive: true, lustre.ActRecoveryFinished: true}

// event holds a worker's step against the event that it is at.
func (p *pair) event(r *lustre.TraceRecord) string {
	if !workerActions[r.Action] {
		return ""
	}
	p.slot.begun()
	e := p.slot.head()
	switch {
	case e == nil:
		return "no event is queued"
	case r.Numbers != e.numbers:
		return fmt.Sprintf("the worker is at the event of %s", told(e.numbers))
	case shapes[r.Action]&fPosition != 0 && r.Position != e.position && r.Action != lustre.ActEventStale,
		shapes[r.Action]&fInstance != 0 && r.Instance != e.instance && atLOVorOSC[r.Action]:
		return fmt.Sprintf("the event is of position %d and instance %d", e.position, e.instance)
	case e.gone && r.Action != lustre.ActEventStale:
		return fmt.Sprintf("the event of %s was overtaken before its turn", told(e.numbers))
	}
	return ""
}

// after compares what the record shows with where the model is, and goes on from there.
func (p *pair) after(r *lustre.TraceRecord, from, to *model.State) string {
	n := p.slot
	p.count(r, from, to)
	p.state = rest(*to)
	if r.Action == lustre.ActConfigRemove {
		return p.removed(r)
	}
	if r.Action == lustre.ActEventStale && r.Import.State == lustre.Absent {
		return p.showsSlot(r, n)
	}
	if lovActions[r.Action] {
		return p.showsSlot(r, n)
	}
	return p.showsImport(r, n)
}

// removed moves the slot to those that are dying.
func (p *pair) removed(r *lustre.TraceRecord) string {
	n := p.slot
	n.dying = of(&p.state).Dying
	n.handle, n.position, n.active, n.activeFor = 0, r.Position, 0, 0
	n.queue(lustre.EventRemove, r.Position, 0)
	p.last = n.current.Count
	of(&p.state).Dying = model.Dying{}
	p.dying, p.slot, p.pools = append(slices.Clone(p.dying), n), nil, nil
	if r.Current != n.current {
		return fmt.Sprintf("its numbers should be %s", told(n.current))
	}
	return ""
}

// rest is a state without what belongs to the environment.
func rest(s model.State) model.State {
	s.Log, s.Position, s.Ptlrpcd = [model.MaxRecords]model.Record{}, [model.MaxNodes]uint8{}, [model.MaxNodes]uint8{}
	p := of(&s)
	p.Net = [model.MaxMessages]model.Message{}
	p.Export, p.Recovery, p.Granted, p.Taken = 0, 0, false, 0
	p.Slot.Ping, p.Dying.Ping = model.NoPing, model.NoPing
	p.Slot.Handle = min(p.Slot.Handle, 1)
	p.Create, p.Known, p.Slot.Stock = model.NoCreate, false, 0
	s.Objects, s.Starting, s.Size = [model.MaxTargets]model.Objects{}, [model.MaxNodes]bool{}, [model.MaxNodes]uint8{}
	return s
}

// told writes connection count and generation.
func told(n lustre.Numbers) string {
	return fmt.Sprintf("connection %d, generation %d", n.Count, n.Generation)
}
