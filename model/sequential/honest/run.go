package honest

import (
	"cmp"
	"math/rand/v2"
	"slices"

	"ostlife/model/lustre"
	"ostlife/model/sequential"
)

// Plan is what a run is made of. The same plan gives the same run.
type Plan struct {
	Seed                    uint64
	Nodes, Targets, Clients int
	Operations              int // calls in all
	Unknown                 int // at most so many of them end with an unknown outcome
	Overlap                 bool
	Loose                   bool                   // a ping that was sent before a change of numbers still answers its caller
	Mix                     []sequential.Operation // what is called, each as often as it is there; nil is the usual
	Data                    bool                   // of the usual: write, read, sync and restart are called too
	Pools                   bool                   // of the usual: create, pool-add, pool-remove and pool-list are called too
	Defect                  Defect
}

// Defect is a promise that the system breaks.
type Defect uint8

// The defects.
const (
	Honest                Defect = iota
	LateReplyAccepted            // a connect reply is taken without a look at its connection count
	AnsweredFromFull             // connect answers from a local FULL, without a round trip
	LateRequestTaken             // the OST takes a disconnect that is older than a connect it has taken; each one is overtaken
	InstanceReused               // an evicted client is given the number that it had
	LossClearsDeactivated        // a loss clears the slot's deactivated flag
	RemoveUnchecked              // the MGS removes a target that is not deactivated
	SettleEarly                  // settle looks at the node, and not at its workers

	LockKept             // the end of an invalidation leaves lock and data, and reports nothing
	DropSilent           // what an invalidation drops is not reported
	DropInvented         // every loss of a connection is reported as a drop
	SyncEarly            // sync answers when the OST has the data, and has not committed it
	DeactivationDiscards // a deactivation drops dirty data instead of writing it
	RecoveryForgets      // a recovery replays no data and forgets it, and reports nothing
	LockShared           // the OST grants a lock that another node has
	ReadLocal            // read answers from the cache, without a round trip
	ReadInvented         // the first read of a lock gives a value that nobody wrote
	ObjectReused         // a restart takes the object ids back
	PoolKept             // the pools keep a target that is removed
	CreateOff            // create takes no notice of what is deactivated or removed
	CreateOutside        // create takes no notice of the pool
)

// Operation is one operation of a run. Stamps are those of a history; Point orders the
// moments at which operations took effect, and is 0 for one that had none.
type Operation struct {
	Client       int
	Node         lustre.Node
	Target       lustre.Target
	Input        sequential.Input // Applied is what the node had applied at the call
	Output       sequential.Output
	Pool         string // of create and the pool operations
	Members      uint64 // of pool-list: the targets in the list, as bits
	Call, Return uint64 // Return is 0 for one that never returned
	Point        int
}

// Run gives the operations of a run in the order of their calls.
func Run(plan Plan) []Operation {
	w := &world{plan: plan, random: rand.New(rand.NewPCG(plan.Seed, 1)), applied: make([]int, plan.Nodes)}
	for range plan.Targets {
		w.osts = append(w.osts, &ost{})
	}
	for i := range plan.Nodes * plan.Targets {
		w.pairs = append(w.pairs, &pair{ost: w.osts[i%plan.Targets], object: object{tells: plan.Defect == DropInvented}})
	}
	for i := range plan.Clients {
		w.idle = append(w.idle, i)
	}
	w.clients = plan.Clients
	for w.called < plan.Operations || len(w.open) > 0 {
		moves := w.moves()
		moves[w.random.IntN(len(moves))]()
	}
	return w.history()
}

// history gives what was recorded, in the order of the calls.
func (w *world) history() []Operation {
	slices.SortFunc(w.calls, func(a, b *call) int { return cmp.Compare(a.Call, b.Call) })
	done := make([]Operation, len(w.calls))
	for i, c := range w.calls {
		done[i] = c.Operation
	}
	return done
}

// Effects gives the operations that took effect, in that order, among those that
// concern a node and a target.
func Effects(all []Operation, node lustre.Node, target lustre.Target) []Operation {
	return Order(all, func(o *Operation) bool { return o.Concerns(node, target) })
}

// Order gives the operations that took effect, in that order, among those that are wanted.
func Order(all []Operation, wanted func(*Operation) bool) []Operation {
	var of []Operation
	for _, o := range all {
		if o.Point != 0 && wanted(&o) {
			of = append(of, o)
		}
	}
	slices.SortFunc(of, func(a, b Operation) int { return cmp.Compare(a.Point, b.Point) })
	return of
}

// Concerns reports that the operation belongs to the partition of a node and a target,
// as the specification of exports and the config log has it.
func (o *Operation) Concerns(node lustre.Node, target lustre.Target) bool {
	switch o.Input.Operation {
	case sequential.Settle:
		return o.Node == node
	case sequential.Connect, sequential.Evict, sequential.Status:
		return o.Node == node && o.Target == target
	case sequential.Create:
		return o.Node == node && o.Target == target && o.Output.Outcome == sequential.OK
	case sequential.Write, sequential.Read, sequential.Sync, sequential.PoolList:
		return false
	default:
		return o.Target == target
	}
}
