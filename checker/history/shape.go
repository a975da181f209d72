package history

import "ostlife/model/lustre"

// shape is what the records of one kind of operation hold.
type shape struct {
	kind     Kind
	asks     fieldSet // in its call
	answers  fieldSet // in its ok
	refusals []error  // in the field error of its fail
	logged   bool     // its ok names a record of the config log, of which the first is at 1
	named    bool     // its pool has a name
}

// shapes has one row for each of [Kinds].
var shapes = []shape{
	{
		kind: Connect, asks: setOf(fieldNode, fieldTarget), answers: setOf(fieldInstance),
		refusals: []error{lustre.ErrNoTarget, lustre.ErrDeactivated, lustre.ErrUnreachable},
	},
	{
		kind: Evict, asks: setOf(fieldNode, fieldTarget), answers: setOf(fieldInstance),
		refusals: []error{lustre.ErrNotConnected},
	},
	{
		kind: Add, asks: setOf(fieldTarget, fieldUUID), answers: setOf(fieldPosition), logged: true,
		refusals: []error{lustre.ErrExists},
	},
	{
		kind: Deactivate, asks: setOf(fieldTarget), answers: setOf(fieldPosition), logged: true,
		refusals: []error{lustre.ErrNoTarget},
	},
	{
		kind: Activate, asks: setOf(fieldTarget), answers: setOf(fieldPosition), logged: true,
		refusals: []error{lustre.ErrNoTarget},
	},
	{
		kind: Remove, asks: setOf(fieldTarget), answers: setOf(fieldPosition), logged: true,
		refusals: []error{lustre.ErrNoTarget, lustre.ErrBusy},
	},
	{
		kind: Status, asks: setOf(fieldNode, fieldTarget),
		answers: setOf(fieldPosition, fieldPresent, fieldDeactivated, fieldActive, fieldState),
	},
	{kind: Settle, asks: setOf(fieldNode), answers: setOf(fieldPosition)},
	{
		kind: WriteValue, asks: setOf(fieldNode, fieldTarget, fieldValue), answers: setOf(fieldInstance),
		refusals: []error{lustre.ErrNoTarget, lustre.ErrDeactivated, lustre.ErrUnreachable},
	},
	{
		kind: ReadValue, asks: setOf(fieldNode, fieldTarget), answers: setOf(fieldValue, fieldInstance),
		refusals: []error{lustre.ErrNoTarget, lustre.ErrDeactivated, lustre.ErrUnreachable},
	},
	{
		kind: Sync, asks: setOf(fieldNode, fieldTarget),
		refusals: []error{lustre.ErrDropped, lustre.ErrNoTarget, lustre.ErrDeactivated, lustre.ErrUnreachable},
	},
	{
		kind: Create, asks: setOf(fieldNode, fieldPool), answers: setOf(fieldTarget, fieldObject),
		refusals: []error{lustre.ErrNoUsable, lustre.ErrUnreachable},
	},
	{
		kind: PoolAdd, asks: setOf(fieldTarget, fieldPool), answers: setOf(fieldPosition), logged: true, named: true,
		refusals: []error{lustre.ErrNoTarget},
	},
	{
		kind: PoolRemove, asks: setOf(fieldTarget, fieldPool), answers: setOf(fieldPosition), logged: true, named: true,
		refusals: []error{lustre.ErrNoTarget},
	},
	{kind: PoolList, asks: setOf(fieldNode, fieldPool), answers: setOf(fieldPosition, fieldTargets)},
	{kind: Restart, asks: setOf(fieldTarget)},
	{
		kind: Unlink, asks: setOf(fieldNode, fieldTarget, fieldObject),
		refusals: []error{lustre.ErrNoObject, lustre.ErrNoTarget, lustre.ErrUnreachable},
	},
	{
		kind: LastID, asks: setOf(fieldNode, fieldTarget), answers: setOf(fieldValue),
		refusals: []error{lustre.ErrNoTarget, lustre.ErrUnreachable},
	},
	{kind: EASize, asks: setOf(fieldNode), answers: setOf(fieldValue), refusals: []error{lustre.ErrUnreachable}},
	{kind: Crash, asks: setOf(fieldNode)},
}

// The fields that each event has, whatever the kind of the operation.
var (
	callFields   = setOf(fieldSeq, fieldTime, fieldOp, fieldClient, fieldEvent, fieldKind)
	returnFields = setOf(fieldSeq, fieldTime, fieldOp, fieldClient, fieldEvent)
	faultFields  = setOf(fieldSeq, fieldTime, fieldEvent, fieldFault, fieldNode, fieldTarget, fieldDetail)
	endFields    = setOf(fieldSeq, fieldEvent, fieldOperations)
)

// shapeOf finds the row of a kind that is one of [Kinds].
func shapeOf(kind Kind) *shape {
	for i := range shapes {
		if shapes[i].kind == kind {
			return &shapes[i]
		}
	}
	return nil
}

// fields gives the fields of the return of an operation of this shape.
func (s *shape) fields(outcome Outcome) fieldSet {
	switch outcome {
	case OK:
		return returnFields | s.answers
	case Fail:
		return returnFields | setOf(fieldError)
	default:
		return returnFields
	}
}
