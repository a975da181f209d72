package ptlrpc

import (
	"fmt"
	"slices"
	"time"

	"ostlife/impl/env"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// Config is what an import is made of.
type Config struct {
	Node    lustre.Node
	Target  lustre.Target
	Slot    uint32       // which slot of the node's for this target, from 1
	OST     wire.Address // where the target is
	Request time.Duration
	Window  time.Duration // how long the OST waits for its clients after a restart
	Defects lustre.Defects
	Trace   lustre.Tracer
	Broken  func(lustre.Violation) // hears of uses after the import was freed

	// Count is the connection count of the import before this one, of the same UUID:
	// the OST goes on comparing (C3.3).
	Count lustre.ConnectionCount
	// MDS has each connect say that it is the MDS's (C2.2.osc).
	MDS bool
	// Dropped says that data of the node's was dropped with that import, and no sync has
	// told it (C3.2).
	Dropped bool
}

// Event is what the worker's queue holds: a kind and the numbers of the moment it
// was queued. Position is the config record's, 0 where none is behind it.
type Event struct {
	Kind     lustre.Event
	Numbers  lustre.Numbers
	Instance lustre.Instance // of a connection: the OST's export
	Position lustre.Position
}

// Upper is what the layer above is told, by the worker alone. Each call may wait. A
// call that finds its event overtaken changes nothing and returns false; the worker
// then goes on to its next event.
type Upper interface {
	Active(*env.Task, Event) bool           // FULL was reached (C2.2)
	RecoveryFinished(*env.Task, Event) bool // the second event (C2.3)
	Inactive(*env.Task, Event) bool         // the connection was lost (C2.5)
	Deactivate(*env.Task, Event) bool       // (C3.2)
	Activate(*env.Task, Event) bool         // (C3.2)
	Removed(*env.Task, Event) bool          // (C3.3)
	Freed()                                 // the last reference has gone (C3.3)
}

// Import is a node's side of its connection to one target.
type Import struct {
	config Config
	world  *env.World
	rpc    *Ptlrpcd
	upper  Upper

	lock    *env.Lock
	changed *env.Queue // anything below has changed

	state      lustre.ImportState
	invalid    bool
	deactive   bool
	dying      bool
	numbers    lustre.Numbers
	handle     lustre.Instance
	pinging    bool
	stamp      uint64     // of the record of what was just sent, 0 for none
	barred     bool       // the OST's window keeps us out: the pinger alone connects
	inFlight   []inFlight // the requests that have not ended, oldest first
	queue      []Event    // the one in the worker's hand first
	working    bool
	references int
	freed      bool

	recovery bool                   // the object creator (C2.2.osc)
	prepared lustre.ConnectionCount // the connection that the OSC is prepared for

	object   Object
	asked    lustre.Ask // what the import waits for
	resumed  bool       // in this recovery the requests have been replayed
	callback func(Held) // what the lock layer does when the OST wants the lock back
}

// inFlight is a request that has not ended.
type inFlight struct {
	xid  uint64
	kind wire.Kind
}

// NewImport makes an import in state NEW, held by one reference: its table's.
func NewImport(w *env.World, rpc *Ptlrpcd, c Config, upper Upper) *Import {
	lock := w.NewLock(fmt.Sprintf("import %s %s", c.Node, c.Target))
	i := &Import{
		config: c, world: w, rpc: rpc, upper: upper,
		lock: lock, changed: lock.NewQueue("import"),
		state:      lustre.New,
		numbers:    lustre.Numbers{Count: c.Count, Generation: 1},
		references: 1,
		object:     Object{Dropped: c.Dropped},
	}
	rpc.hear(i)
	return i
}

// enter takes the import lock. An import that was freed is poisoned: any use of it is
// a violation, recorded and survived (C3.3).
func (i *Import) enter(what string) {
	i.lock.Lock()
	if i.freed && i.config.Broken != nil {
		i.config.Broken(lustre.Violation{Stamp: i.world.Stamp(), Node: i.config.Node,
			Target: i.config.Target, What: what + " on a freed import"})
	}
}

// leave wakes who waits for a change and frees the lock.
func (i *Import) leave() {
	i.changed.Wake()
	i.lock.Unlock()
}

// current reports that numbers are still the import's.
func (i *Import) current(n lustre.Numbers) bool { return n == i.numbers }

// setState is the only writer of the state.
func (i *Import) setState(s lustre.ImportState) { i.state = s }

// raiseCount begins another connection, or none: a connect and a loss (C2.4).
func (i *Import) raiseCount() {
	i.numbers.Count++
	i.prepared = 0
	i.overtake(ofConnection)
}

// raiseGeneration ends every request of the generation before (C2.4).
func (i *Import) raiseGeneration() {
	i.numbers.Generation++
	i.overtake(func(wire.Kind) bool { return true })
}

// enqueue queues an event with the numbers of this moment and starts a worker if
// none runs. The lock is held.
func (i *Import) enqueue(e Event) {
	e.Numbers = i.numbers
	i.queue = append(i.queue, e)
	i.references++
	if i.working {
		return
	}
	i.working = true
	i.references += i.ofWorker()
	i.world.Go(fmt.Sprintf("worker %s %s", i.config.Node, i.config.Target), i.work)
}

// ofWorker is how many references a running worker holds.
func (i *Import) ofWorker() int {
	if i.config.Defects.Has(lustre.DefectWorkerWithoutReference) {
		return 0
	}
	return 1
}

// send sends a request and counts it as in flight until its first answer; it holds a
// reference for as long. Of replies that come after that only a connect's is
// interpreted, because it alone speaks of a connection. The lock is held.
func (i *Import) send(m wire.Message, interpret Interpreter) {
	m.To, m.Client, m.Target = i.config.OST, i.config.Node.String(), i.config.Target
	m.Count = i.numbers.Count
	var xid uint64
	if i.config.Trace != nil {
		i.stamp = i.world.Stamp() // what is sent comes before what becomes of it
	}
	xid = i.rpc.Send(m, i.within(m.Kind), func(a Answer) {
		if !i.find() {
			return
		}
		first := i.ended(xid)
		if first || m.Kind == wire.Connect {
			interpret(a)
		}
		if !first {
			i.leave()
			return
		}
		i.release()
	})
	i.inFlight = append(i.inFlight, inFlight{xid, m.Kind})
	i.references++
}

// within is how long the answer to a request may take. That to a final ping waits for
// the other clients, and that to an LLOG_CONNECT until the OST has read the llog.
func (i *Import) within(k wire.Kind) time.Duration {
	if k == wire.FinalPing || k == wire.LlogConnect {
		return i.config.Window + i.config.Request
	}
	return i.config.Request
}

// find takes the import lock for a reply, as if it had looked the import up by the
// number in the reply: it returns false, without the lock, if it has been freed. A
// request in flight holds a reference, so only late replies can miss it.
func (i *Import) find() bool {
	i.lock.Lock()
	if i.freed {
		i.lock.Unlock()
		return false
	}
	return true
}

// ended takes a request out of those in flight and reports whether it was one.
func (i *Import) ended(xid uint64) bool {
	n := slices.IndexFunc(i.inFlight, func(r inFlight) bool { return r.xid == xid })
	if n < 0 {
		return false
	}
	i.inFlight = slices.Delete(i.inFlight, n, n+1)
	return true
}

// Hold takes a reference. The caller knows that another one is held.
func (i *Import) Hold() {
	i.enter("a hold")
	defer i.lock.Unlock()
	i.references++
}

// TryHold takes a reference unless the last one has gone.
func (i *Import) TryHold() bool {
	if !i.find() {
		return false
	}
	defer i.lock.Unlock()
	i.references++
	return true
}

// Put gives a reference back; the import goes with the last one (C3.3). It calls
// upward then, so no lock may be held.
func (i *Import) Put() {
	i.enter("a put")
	i.release()
}

// release gives back a reference and frees the lock, and the import if that was the
// last one.
func (i *Import) release() { i.give(1) }

// give is release for a number of references.
func (i *Import) give(n int) {
	i.references -= n
	last := i.references == 0 && !i.freed
	if last {
		i.freed = true
		i.rpc.forgetImport(i)
		i.trace(lustre.ActSlotFree, i.numbers, nil)
	}
	i.leave()
	if last {
		i.upper.Freed()
	}
}

// Snapshot shows the import as it stands.
func (i *Import) Snapshot() lustre.TraceRecord {
	i.enter("a snapshot")
	defer i.lock.Unlock()
	return i.snapshot()
}

// State is the import's state: shown, never judged.
func (i *Import) State() lustre.ImportState {
	i.enter("a look at the state")
	defer i.lock.Unlock()
	return i.state
}
