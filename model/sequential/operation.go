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
)

var operationNames = [...]string{"connect", "evict", "add", "deactivate", "activate", "remove", "status", "settle"}

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

// Input is a call.
type Input struct {
	Operation Operation
	UUID      UUID // of add

	// Applied is for connect: how much of the log the node's import had applied, as
	// far as answers tell that came before the call. A connect takes effect at the
	// OST, but may go by what the node knew when it began.
	Applied lustre.Position
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
	Instance lustre.Instance // of connect and evict
	Position lustre.Position // of the config operations and settle
	Status   lustre.Status   // of status
}
