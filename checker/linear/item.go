package linear

import (
	"cmp"
	"math"
	"slices"

	"ostlife/checker/history"
	"ostlife/model/lustre"
	"ostlife/model/sequential"
	"ostlife/model/sequential/objects"
	"ostlife/model/sequential/register"
)

// item is one operation as the search sees it.
type item struct {
	op        history.Operation
	begin     state // where its partition begins
	in        sequential.Input
	out       sequential.Output
	call, ret int64 // stamps; ret is forever for one that may yet take effect
	unseen    bool  // nobody looks at the node's slot or import in this partition
	finite    int   // how many items of this partition returned for certain
	family    family
	rank      uint16 // of one that is pending: its place in its family, by calls
}

// family is a set of pending operations that differ in nothing but their calls. Whatever
// one of them can do at a moment, one that was called before it can do as well. Those
// that are about a node are a family for each node.
type family uint8

const (
	loner family = iota
	deactivations
	activations
	removals
	restarts
	joins
	leaves
	evictions
	syncs    = evictions + register.MaxNodes
	families = syncs + register.MaxNodes
)

var familyOf = map[sequential.Operation]family{
	sequential.Evict:      evictions,
	sequential.Deactivate: deactivations,
	sequential.Activate:   activations,
	sequential.Remove:     removals,
	sequential.Restart:    restarts,
	sequential.PoolAdd:    joins,
	sequential.PoolRemove: leaves,
	sequential.Sync:       syncs,
}

// kin is the family of an operation that is pending.
func kin(in sequential.Input) family {
	f := familyOf[in.Operation]
	switch {
	case f < evictions:
		return f
	case in.Node >= register.MaxNodes:
		return loner
	}
	return f + family(in.Node)
}

// pending reports that the operation may take effect at any time, or never.
func (it *item) pending() bool { return it.ret == forever }

// forever is the return of an operation that never returned for certain.
const forever = math.MaxInt64

// operationOf gives the specification's word for each of the history's.
var operationOf = map[history.Kind]sequential.Operation{
	history.Connect:    sequential.Connect,
	history.Evict:      sequential.Evict,
	history.Add:        sequential.Add,
	history.Deactivate: sequential.Deactivate,
	history.Activate:   sequential.Activate,
	history.Remove:     sequential.Remove,
	history.Status:     sequential.Status,
	history.Settle:     sequential.Settle,
	history.Restart:    sequential.Restart,
	history.Create:     sequential.Create,
	history.PoolAdd:    sequential.PoolAdd,
	history.PoolRemove: sequential.PoolRemove,
	history.PoolList:   sequential.PoolList,
	history.WriteValue: sequential.Write,
	history.ReadValue:  sequential.Read,
	history.Sync:       sequential.Sync,
	history.Unlink:     sequential.Unlink,
	history.LastID:     sequential.LastID,
	history.EASize:     sequential.EASize,
	history.Crash:      sequential.Crash,
}

func newItem(op *history.Operation, uuid sequential.UUID) item {
	it := item{
		op:   *op,
		in:   sequential.Input{Operation: operationOf[op.Kind], UUID: uuid, Value: op.Value},
		call: stamp(op.Call),
		ret:  stamp(op.Return),
	}
	switch op.Outcome {
	case history.OK:
		it.out.Instance, it.out.Position, it.out.Status = op.Result.Instance, op.Result.Position, op.Result.Status
		it.out.Value, it.out.Object = op.Result.Value, op.Result.Object
	case history.Fail:
		it.out.Outcome, it.out.Refusal = sequential.Refused, op.Result.Refusal
	default:
		it.out.Outcome = sequential.Unknown
		it.ret = forever
	}
	return it
}

// stamp fits a stamp into porcupine's numbers. Two beyond the last one become equal,
// which counts as at the same time and can hide a violation, but never makes one.
func stamp(s uint64) int64 { return int64(min(s, forever-1)) }

// observes reports that the operation proves something and changes nothing: without
// it, a history that is right stays right.
func (it *item) observes() bool {
	switch {
	case it.reads():
		return true
	case it.in.Operation == sequential.Sync:
		return it.out.Refusal != lustre.ErrDropped && it.out.Outcome != sequential.Unknown
	}
	return it.out.Outcome == sequential.Refused
}

// reads reports that the operation changes nothing, whatever it answers. A create makes a
// file, which only the specification of that file sees.
func (it *item) reads() bool {
	switch it.in.Operation {
	case sequential.Connect, sequential.Status, sequential.Settle, sequential.LastID, sequential.EASize,
		sequential.Read, sequential.PoolList:
		return true
	case sequential.Create:
		_, makes := it.begin.(*flat[objects.File])
		return !makes
	}
	return false
}

// idle reports that the operation, as it was before its return, can have done nothing.
func (it *item) idle() bool {
	_, exports := it.begin.(*exports)
	return it.reads() || exports && it.observes()
}

// calm reports that the operation, where it changes nothing of what is known, may as
// well be placed first. A write, or a drop of what is gone already, is not: another one
// may have to come before it.
func (it *item) calm() bool {
	_, exports := it.begin.(*exports)
	return exports || it.observes()
}

// opened is the operation as it was before its return: one that may have its effect.
func (it item) opened() item {
	it.ret = forever
	it.out = sequential.Output{Outcome: sequential.Unknown}
	it.op.Outcome, it.op.Return, it.op.ReturnTime, it.op.Result = history.Info, 0, 0, history.Result{}
	return it
}

// prepare fills in what each operation needs to know of the others.
func prepare(items []item) []item {
	unseen := true
	for i := range items {
		switch items[i].in.Operation {
		case sequential.Connect, sequential.Status, sequential.Settle, sequential.Create:
			unseen = false
		}
	}
	finite := 0
	for i := range items {
		if !items[i].pending() {
			finite++
		}
	}
	var members [families]uint16
	for i := range items {
		it := &items[i]
		it.unseen, it.finite, it.family, it.rank = unseen, finite, loner, 0
		if it.pending() {
			it.family = kin(it.in)
			it.rank = members[it.family]
			members[it.family]++
		}
	}
	follow(items)
	return items
}

// event is the call or the return of an item.
type event struct {
	at      int64
	of      int
	returns bool
}

// events lists the calls and the finite returns in their order; of those at the same
// stamp, calls come first, as at the same time.
func events(items []item) []event {
	list := make([]event, 0, 2*len(items))
	for i := range items {
		list = append(list, event{items[i].call, i, false})
		if items[i].ret != forever {
			list = append(list, event{items[i].ret, i, true})
		}
	}
	slices.SortFunc(list, func(a, b event) int {
		if a.at == b.at && a.returns != b.returns {
			if a.returns {
				return 1
			}
			return -1
		}
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.of, b.of))
	})
	return list
}

// width is the most items that are open at one moment.
func width(items []item) int {
	open, most := 0, 0
	for _, e := range events(items) {
		if e.returns {
			open--
			continue
		}
		open++
		most = max(most, open)
	}
	return most
}
