package history

import (
	"ostlife/model/lustre"
)

// Kind is what an operation asks for (design: the operations and their sequential
// specification).
type Kind string

// The operations. Node and Target of [Operation] say where; Add alone has a UUID.
const (
	Connect    Kind = "connect"    // node, target: a round trip on the connection that it reports
	Evict      Kind = "evict"      // node, target: the OST drops the node's export
	Add        Kind = "add"        // target, UUID: an ADD record of the config log
	Deactivate Kind = "deactivate" // target: a DEACTIVATE record
	Activate   Kind = "activate"   // target: an ACTIVATE record
	Remove     Kind = "remove"     // target: a REMOVE record
	Status     Kind = "status"     // node, target: one read of the slot under its lock
	Settle     Kind = "settle"     // node: how far the node has applied the log and finished what it asks
)

// Kinds lists the operations in a fixed order.
func Kinds() []Kind {
	return []Kind{Connect, Evict, Add, Deactivate, Activate, Remove, Status, Settle}
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
	Instance lustre.Instance // connect, evict: the export's number
	Position lustre.Position // add, deactivate, activate, remove, settle: a place in the config log
	Status   lustre.Status   // status
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
	Call, Return         uint64
	CallTime, ReturnTime int64
	Outcome              Outcome // Info too where the run ended before the return
	Result               Result
}

// Fault is something done to the system, or by it, that is recorded and not judged.
type Fault struct {
	Stamp  uint64
	Time   int64
	Name   string // for example "disconnect", "loss", "late"
	Node   lustre.Node
	Target lustre.Target
	Detail string
}
