package sequential

import (
	"fmt"

	"ostlife/model/lustre"
)

// Operation is what is asked of the system.
type Operation uint8

// The operations.
const (
	Connect Operation = iota
	Evict
	Add
	Deactivate
	Activate
	Remove
	Status
	Settle
	Restart
	Create
	PoolAdd
	PoolRemove
	PoolList
	Write
	Read
	Sync
	Unlink
	LastID
	EASize
	Crash
)

var operationNames = [...]string{"connect", "evict", "add", "deactivate", "activate", "remove", "status", "settle",
	"restart", "create", "pool-add", "pool-remove", "pool-list", "write", "read", "sync",
	"unlink", "last-id", "ea-size", "crash"}

// String gives the operation's name, for example "connect".
func (o Operation) String() string {
	if int(o) < len(operationNames) {
		return operationNames[o]
	}
	return fmt.Sprintf("Operation(%d)", uint8(o))
}

// UUID stands for the identity of a target: whoever uses the specification numbers
// the UUIDs of a run from 1.
type UUID uint32

// Index is the number of a node among those of a partition, from 0: whoever uses a
// specification of all nodes numbers them.
type Index uint16

// Input is a call: the operation, and what is known of it whatever it answers. Which
// fields count depends on the operation and on the specification.
type Input struct {
	Operation Operation
	UUID      UUID // of add

	// Applied is for connect, create and write: how much of the log the node's import
	// (in the specification of pools, the node's pools) had applied, as far as answers
	// tell that came before the call. Such an operation may go by what the node knew when
	// it began.
	Applied lustre.Position

	Node  Index  // in a specification of all nodes
	Value uint64 // of write

	// Written is for read: the value that it answers is 0, or that of a write which was
	// called before the read returned.
	Written bool
	// Alone is for write: until this stamp nothing was called that could commit it. Ends
	// is for evict: the stamp of its return.
	Alone, Ends uint64
	// Target is for connect, create and status in the specification of a node's EA size:
	// the index of the target.
	Target lustre.Target
	// Other is for the config operations in the specification of pools: it is about
	// another pool.
	Other bool
}

// Outcome is how a call ended.
type Outcome uint8

// OK is an answer; Refused one that says no, and that nothing happened; Unknown a call
// that may have had its effect.
const (
	OK Outcome = iota
	Refused
	Unknown
)

// Output is an answer; which fields count depends on operation and outcome.
type Output struct {
	Outcome  Outcome
	Refusal  error           // of Refused: one of [lustre.Refusals]
	Instance lustre.Instance // of connect, evict, write and read
	Position lustre.Position // of the config operations, settle and pool-list
	Status   lustre.Status   // of status
	Value    uint64          // of read; of last-id: the id; of ea-size: bytes
	Object   uint64          // of create
	Member   bool            // of pool-list: the target is in the list
}
