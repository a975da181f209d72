package history

import (
	"errors"

	"ostlife/model/lustre"
)

// putCall fills in the record of an operation's call: the fields that count for its
// kind.
func (r *record) putCall(op *Operation) {
	r.has = 0
	r.putNumber(fieldSeq, op.Call)
	r.putNumber(fieldTime, uint64(op.CallTime))
	r.putNumber(fieldOp, op.ID)
	r.putNumber(fieldClient, uint64(op.Client))
	r.putText(fieldEvent, eventCall)
	r.putText(fieldKind, string(op.Kind))
	s := shapeOf(op.Kind)
	if s == nil {
		return
	}
	r.putNumber(fieldNode, uint64(op.Node))
	r.putNumber(fieldTarget, uint64(op.Target))
	r.putText(fieldUUID, op.UUID)
	r.putNumber(fieldValue, op.Value)
	r.putNumber(fieldObject, op.Object)
	r.putText(fieldPool, op.Pool)
	r.has &= callFields | s.asks
}

// putReturn fills in the record of an operation's return: the fields that count for
// its kind and outcome.
func (r *record) putReturn(op *Operation) {
	r.has = 0
	r.putNumber(fieldSeq, op.Return)
	r.putNumber(fieldTime, uint64(op.ReturnTime))
	r.putNumber(fieldOp, op.ID)
	r.putNumber(fieldClient, uint64(op.Client))
	r.putText(fieldEvent, string(op.Outcome))
	s := shapeOf(op.Kind)
	if s == nil {
		return
	}
	result := &op.Result
	switch {
	case op.Outcome == Fail:
		r.putText(fieldError, refusalText(result.Refusal))
	case s.kind == Status:
		r.putStatus(&result.Status)
	default:
		r.putNumber(fieldInstance, uint64(result.Instance))
		r.putNumber(fieldPosition, uint64(result.Position))
		r.putNumber(fieldValue, result.Value)
		r.putNumber(fieldTarget, uint64(result.Target))
		r.putNumber(fieldObject, result.Object)
		r.putText(fieldTargets, string(result.Targets))
	}
	r.has &= s.fields(op.Outcome)
}

func (r *record) putStatus(status *lustre.Status) {
	r.putNumber(fieldPosition, uint64(status.Position))
	r.putBool(fieldPresent, status.Present)
	r.putBool(fieldDeactivated, status.Deactivated)
	r.putNumber(fieldActive, uint64(status.Active))
	r.putText(fieldState, status.State.String())
}

// refusalText gives the word of a refusal, which may be wrapped, or what else the
// error says.
func refusalText(err error) string {
	for _, refusal := range lustre.Refusals() {
		if errors.Is(err, refusal) {
			return refusal.Error()
		}
	}
	if err == nil {
		return ""
	}
	return err.Error()
}

// putFault fills in the record of a fault.
func (r *record) putFault(f *Fault) {
	r.has = 0
	r.putNumber(fieldSeq, f.Stamp)
	r.putNumber(fieldTime, uint64(f.Time))
	r.putText(fieldEvent, eventFault)
	r.putText(fieldFault, f.Name)
	r.putNumber(fieldNode, uint64(f.Node))
	r.putNumber(fieldTarget, uint64(f.Target))
	r.putText(fieldDetail, f.Detail)
}

// putEnd fills in the record that says that a history is whole.
func (r *record) putEnd(seq uint64, operations int) {
	r.has = 0
	r.putNumber(fieldSeq, seq)
	r.putText(fieldEvent, eventEnd)
	r.putNumber(fieldOperations, uint64(operations))
}

// operation gives what a call tells. Until it returns its outcome is unknown.
func (r *record) operation() Operation {
	op := Operation{
		ID:       r.number[fieldOp],
		Client:   uint32(r.number[fieldClient]),
		Kind:     Kind(r.text[fieldKind]),
		Call:     r.number[fieldSeq],
		CallTime: int64(r.number[fieldTime]),
		Outcome:  Info,
	}
	if r.has.has(fieldNode) {
		op.Node = lustre.Node(r.number[fieldNode])
	}
	if r.has.has(fieldTarget) {
		op.Target = lustre.Target(r.number[fieldTarget])
	}
	if r.has.has(fieldUUID) {
		op.UUID = r.text[fieldUUID]
	}
	if r.has.has(fieldValue) {
		op.Value = r.number[fieldValue]
	}
	if r.has.has(fieldObject) {
		op.Object = r.number[fieldObject]
	}
	if r.has.has(fieldPool) {
		op.Pool = r.text[fieldPool]
	}
	return op
}

// result gives what a return tells.
func (r *record) result() (result Result) {
	switch {
	case r.has.has(fieldState):
		result.Status = r.status()
		return result
	case r.has.has(fieldError):
		for _, refusal := range lustre.Refusals() {
			if refusal.Error() == r.text[fieldError] {
				result.Refusal = refusal
			}
		}
		return result
	}
	of := func(f field) uint64 {
		if !r.has.has(f) {
			return 0
		}
		return r.number[f]
	}
	result.Instance, result.Position = lustre.Instance(of(fieldInstance)), lustre.Position(of(fieldPosition))
	result.Value, result.Target, result.Object = of(fieldValue), lustre.Target(of(fieldTarget)), of(fieldObject)
	if r.has.has(fieldTargets) {
		result.Targets = Targets(r.text[fieldTargets])
	}
	return result
}

func (r *record) status() lustre.Status {
	state, _ := lustre.ParseImportState(r.text[fieldState]) // one of its words
	return lustre.Status{
		Position:    lustre.Position(r.number[fieldPosition]),
		Present:     r.number[fieldPresent] != 0,
		Deactivated: r.number[fieldDeactivated] != 0,
		Active:      lustre.Instance(r.number[fieldActive]),
		State:       state,
	}
}

// faultOf gives what the record of a fault tells.
func (r *record) faultOf() Fault {
	return Fault{
		Stamp:  r.number[fieldSeq],
		Time:   int64(r.number[fieldTime]),
		Name:   r.text[fieldFault],
		Node:   lustre.Node(r.number[fieldNode]),
		Target: lustre.Target(r.number[fieldTarget]),
		Detail: r.text[fieldDetail],
	}
}
