package history

import (
	"slices"
	"strconv"
	"strings"

	"ostlife/model/lustre"
)

// Kind is what an operation asks for (design: the operations and their sequential
// specification).
type Kind string

// The operations. Node and Target of [Operation] say where; UUID, Value and Pool belong to
// those that name them.
const (
	Connect    Kind = "connect"    // node, target: a round trip on the connection that it reports
	Evict      Kind = "evict"      // node, target: the OST drops the node's export
	Add        Kind = "add"        // target, UUID: an ADD record of the config log
	Deactivate Kind = "deactivate" // target: a DEACTIVATE record
	Activate   Kind = "activate"   // target: an ACTIVATE record
	Remove     Kind = "remove"     // target: a REMOVE record
	Status     Kind = "status"     // node, target: one read of the slot under its lock
	Settle     Kind = "settle"     // node: how far the node has applied the log and finished what it asks

	WriteValue Kind = "write"       // node, target, value: the target's register, in the node's cache
	ReadValue  Kind = "read"        // node, target: the register, with a round trip to the OST
	Sync       Kind = "sync"        // node, target: what the node has written is committed, or was dropped
	Create     Kind = "create"      // node, pool: an object on an active target of the pool
	PoolAdd    Kind = "pool-add"    // target, pool: a JOIN record
	PoolRemove Kind = "pool-remove" // target, pool: a LEAVE record
	PoolList   Kind = "pool-list"   // node, pool: the pool's targets, as the node has applied the log
	Restart    Kind = "restart"     // target: its OST fails and starts again
	Unlink     Kind = "unlink"      // node, target, object: the file of an object
	LastID     Kind = "last-id"     // node, target: the last object id that the MDS has used
	EASize     Kind = "ea-size"     // node: how many bytes the largest layout takes there
	Crash      Kind = "crash"       // node: it fails and starts again
)

// Kinds lists the operations in a fixed order.
func Kinds() []Kind {
	return []Kind{Connect, Evict, Add, Deactivate, Activate, Remove, Status, Settle,
		WriteValue, ReadValue, Sync, Create, PoolAdd, PoolRemove, PoolList, Restart, Unlink, LastID, EASize, Crash}
}

// Outcome is how an operation ended.
type Outcome string

// OK is an answer; Fail a refusal, whose effect is impossible; Info an operation
// whose effect may have happened, or may yet.
const (
	OK   Outcome = "ok"
	Fail Outcome = "fail"
	Info Outcome = "info"
)

// Result is what an operation answered; which fields count depends on its kind.
type Result struct {
	Instance lustre.Instance // connect, evict, write, read: the export's number
	Position lustre.Position // settle, pool-list and what writes a record: a place in the config log
	Status   lustre.Status   // status
	Value    uint64          // read; last-id: the id; ea-size: bytes
	Target   lustre.Target   // create: where the object is
	Object   uint64          // create: its id
	Targets  Targets         // pool-list
	Refusal  error           // of Fail: one of lustre.Refusals
}

// Operation is one operation of a history, from its call to its return. Stamps are
// numbers of one sequence counter, taken just before the call and just after the
// return; Return is 0 while there is none, and of an Info it says no more than when
// the client gave up. Times are in nanoseconds since the run began: wall clock in a
// real run, virtual in a controlled one.
type Operation struct {
	ID                   uint64
	Client               uint32 // the caller: one operation at a time
	Kind                 Kind
	Node                 lustre.Node
	Target               lustre.Target
	UUID                 string
	Value                uint64 // write
	Object               uint64 // unlink
	Pool                 string // create, pool-add, pool-remove, pool-list: "" is the global pool
	Call, Return         uint64
	CallTime, ReturnTime int64
	Outcome              Outcome // Info too where the run ended before the return
	Result               Result
}

// Targets is a list of targets in rising order, as one word that == compares: their
// indexes with commas between.
type Targets string

// TargetsOf makes the word.
func TargetsOf(list []lustre.Target) Targets {
	var text []byte
	for i, t := range list {
		if i > 0 {
			text = append(text, ',')
		}
		text = strconv.AppendUint(text, uint64(t), 10)
	}
	return Targets(text)
}

// List gives the targets back, nil if the word is none that [TargetsOf] makes.
func (t Targets) List() []lustre.Target {
	if t == "" {
		return nil
	}
	var list []lustre.Target
	for word := range strings.SplitSeq(string(t), ",") {
		n, err := strconv.ParseUint(word, 10, 16)
		if err != nil {
			return nil
		}
		list = append(list, lustre.Target(n))
	}
	if TargetsOf(list) != t || !slices.IsSorted(list) || len(slices.Compact(slices.Clone(list))) != len(list) {
		return nil
	}
	return list
}

// Has reports that a target is in the list.
func (t Targets) Has(target lustre.Target) bool { return slices.Contains(t.List(), target) }

// Fault is something done to the system, or by it, that is recorded and not judged.
type Fault struct {
	Stamp  uint64
	Time   int64
	Name   string // for example "disconnect", "loss", "late"
	Node   lustre.Node
	Target lustre.Target
	Detail string
}
