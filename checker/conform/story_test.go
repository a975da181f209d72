package conform_test

import (
	"testing"

	"ostlife/checker/conform"
	"ostlife/model/lustre"
)

// story makes a trace by hand: each step fills in a record as the implementation
// would, from what came before, and the test spoils what it wants to.
type story struct {
	records []lustre.TraceRecord

	numbers  lustre.Numbers
	import_  lustre.ImportTrace
	lov      lustre.LOVTrace
	slot     uint32
	position lustre.Position
	keep     bool // a deactivation that ends keeps the handle
}

// spoil changes a record before it is written, and what comes after it.
type spoil func(r *lustre.TraceRecord)

func (s *story) write(a lustre.Action, r lustre.TraceRecord, spoils []spoil) {
	r.Action = a
	r.Stamp = uint64(len(s.records)) + 1
	for _, f := range spoils {
		f(&r)
	}
	s.records = append(s.records, r)
}

// inImport writes what happens under the import's lock.
func (s *story) inImport(a lustre.Action, under lustre.Numbers, r lustre.TraceRecord, spoils ...spoil) {
	r.Slot, r.Numbers, r.Current, r.Import = s.slot, under, s.numbers, s.import_
	s.write(a, r, spoils)
	last := s.records[len(s.records)-1]
	s.numbers, s.import_ = last.Current, last.Import
}

// inLOV writes what happens under the LOV's lock.
func (s *story) inLOV(a lustre.Action, r lustre.TraceRecord, spoils ...spoil) {
	r.Slot, r.Numbers, r.LOV = s.slot, s.numbers, s.lov
	s.write(a, r, spoils)
	s.lov = s.records[len(s.records)-1].LOV
}

// log writes a record of the config log.
func (s *story) log(a lustre.Action, spoils ...spoil) {
	s.position++
	s.write(a, lustre.TraceRecord{Position: s.position, Taken: true}, spoils)
}

// add adds the target, at the MGS and at the node.
func (s *story) add(spoils ...spoil) *story {
	s.log(lustre.ActLogAdd)
	s.slot++
	s.import_ = lustre.ImportTrace{State: lustre.New}
	s.numbers.Generation = 1
	s.lov = lustre.LOVTrace{Position: s.position, Present: true}
	s.inLOV(lustre.ActConfigAdd, lustre.TraceRecord{Position: s.position}, spoils...)
	s.lov.Pooled = true
	s.inLOV(lustre.ActConfigPoolAdd, lustre.TraceRecord{Position: s.position})
	return s
}

// send sends a connect.
func (s *story) send(spoils ...spoil) *story {
	s.numbers.Count++
	s.import_.Prepared = 0
	s.import_.State = lustre.Connecting
	s.inImport(lustre.ActConnectSend, s.numbers, lustre.TraceRecord{Instance: s.import_.Handle}, spoils...)
	return s
}

// serve is the OST's taking a connect, with the instance that it gives.
func (s *story) serve(count lustre.ConnectionCount, i lustre.Instance, spoils ...spoil) *story {
	s.write(lustre.ActOstConnect, lustre.TraceRecord{Numbers: lustre.Numbers{Count: count}, Instance: i, Taken: true}, spoils)
	return s
}

// evict is the OST's dropping an export.
func (s *story) evict(i lustre.Instance) *story {
	s.write(lustre.ActEvict, lustre.TraceRecord{Instance: i, Taken: true}, nil)
	return s
}

// interpret takes a connect reply.
func (s *story) interpret(i lustre.Instance, spoils ...spoil) *story {
	under := s.numbers
	s.import_.State = lustre.Recover
	if s.import_.Handle != 0 && s.import_.Handle != i {
		s.import_.State, s.import_.Invalid = lustre.Evicted, true
		s.numbers.Generation++
	}
	s.import_.Handle = i
	s.import_.Workers, s.import_.Queued = 1, s.import_.Queued+1
	s.inImport(lustre.ActConnectInterpret, under, lustre.TraceRecord{Instance: i, Taken: true}, spoils...)
	return s
}

// step is a step of the worker for an event of the current numbers.
func (s *story) step(a lustre.Action, spoils ...spoil) *story {
	switch a {
	case lustre.ActInvalidateEnd:
		s.import_.Invalid, s.import_.State = false, lustre.Recover
		s.purge()
	case lustre.ActConnectFull:
		s.import_.State = lustre.Full
	case lustre.ActOscPrepare:
		s.import_.Recovery, s.import_.Prepared = true, s.numbers.Count
	case lustre.ActRecoveryFinished:
		s.import_.Recovery = false
		s.inImport(a, s.numbers, lustre.TraceRecord{}, spoils...)
		s.rest()
		return s
	case lustre.ActLovActive:
		s.lov.Active, s.lov.ActiveFor, s.lov.Penalized = s.import_.Handle, s.numbers.Count, false
	case lustre.ActLovInactive:
		s.lov.Active, s.lov.ActiveFor = 0, 0
	case lustre.ActLovDeactivate:
		s.lov.Active, s.lov.ActiveFor, s.lov.Deactivated, s.lov.Position = 0, 0, true, s.position
	case lustre.ActLovActivate:
		s.lov.Deactivated, s.lov.Position = false, s.position
	case lustre.ActOscWake:
		s.import_.Recovery = false
	case lustre.ActDeactivateEnd:
		s.import_.State, s.import_.Prepared = lustre.Disconn, 0
		if !s.keep {
			s.import_.Handle = 0
		}
	}
	switch a {
	case lustre.ActLovActive, lustre.ActTopActive, lustre.ActLovInactive, lustre.ActTopInactive,
		lustre.ActLovDeactivate, lustre.ActLovActivate, lustre.ActRemoveTop:
		s.inLOV(a, lustre.TraceRecord{}, spoils...)
	default:
		s.inImport(a, s.numbers, lustre.TraceRecord{}, spoils...)
	}
	return s
}

// rest ends the worker.
func (s *story) rest() { s.import_.Workers, s.import_.Queued = 0, 0 }

// up takes a new target to FULL, active.
func (s *story) up() *story { return s.add().connect(1) }

// connect makes a connection from the sending to the end of its recovery.
func (s *story) connect(i lustre.Instance) *story {
	return s.send().serve(s.numbers.Count, i).interpret(i).chain()
}

// chain is what a worker does for a connection that was accepted.
func (s *story) chain() *story {
	return s.step(lustre.ActConnectFull).step(lustre.ActOscPrepare).step(lustre.ActLovActive).
		step(lustre.ActTopActive).step(lustre.ActRecoveryFinished)
}

// lose takes the connection away; the LOV is not told yet.
func (s *story) lose(spoils ...spoil) *story {
	under := s.numbers
	s.numbers.Count++
	s.import_.Prepared, s.import_.State, s.import_.Asked = 0, lustre.Disconn, lustre.AskNothing
	s.import_.Workers, s.import_.Queued = 1, s.import_.Queued+1
	s.inImport(lustre.ActLoss, under, lustre.TraceRecord{}, spoils...)
	return s
}

// mark has the node apply a DEACTIVATE or an ACTIVATE that the MGS writes.
func (s *story) mark(at, applied lustre.Action, spoils ...spoil) *story {
	s.log(at)
	s.numbers.Generation++
	s.import_.Deactive, s.import_.Asked = applied == lustre.ActConfigDeactivate, lustre.AskNothing
	s.import_.Workers, s.import_.Queued = 1, s.import_.Queued+1
	s.inImport(applied, s.numbers, lustre.TraceRecord{Position: s.position}, spoils...)
	return s
}

// down deactivates the target, to the end.
func (s *story) down() *story {
	return s.mark(lustre.ActLogDeactivate, lustre.ActConfigDeactivate).step(lustre.ActLovDeactivate).
		step(lustre.ActTopInactive).step(lustre.ActOscWake).step(lustre.ActDisconnectSend).
		step(lustre.ActDisconnectInterpret).ended()
}

// ended is the end of a deactivation, and of its worker.
func (s *story) ended(spoils ...spoil) *story {
	s.step(lustre.ActDeactivateEnd, spoils...).rest()
	return s
}

// remove has the node apply a REMOVE that the MGS writes.
func (s *story) remove(spoils ...spoil) *story {
	s.log(lustre.ActLogRemove)
	s.lov.Pooled, s.lov.Named = false, ""
	s.inLOV(lustre.ActConfigPoolFlush, lustre.TraceRecord{Position: s.position})
	return s.gone(spoils...)
}

// gone is the rest of a REMOVE, when the pools have been flushed.
func (s *story) gone(spoils ...spoil) *story {
	s.purge()
	s.numbers.Generation++
	s.import_.Workers, s.import_.Queued, s.import_.Handle = 1, s.import_.Queued+1, 0
	s.lov.Present, s.lov.Dying, s.lov.Position = false, true, s.position
	s.inImport(lustre.ActConfigRemove, s.numbers, lustre.TraceRecord{Position: s.position, LOV: s.lov}, spoils...)
	return s
}

// free ends a removed slot.
func (s *story) free(spoils ...spoil) *story {
	s.step(lustre.ActRemoveTop)
	s.import_.State = lustre.Closed
	s.step(lustre.ActRemoveEnd).rest()
	s.inImport(lustre.ActSlotFree, s.numbers, lustre.TraceRecord{}, spoils...)
	return s
}

// snapshot is what the node shows at the end.
func (s *story) snapshot() []lustre.TraceRecord {
	if !s.lov.Present {
		return nil
	}
	return []lustre.TraceRecord{{Slot: s.slot, Current: s.numbers, Import: s.import_, LOV: s.lov}}
}

// judge gives the names of the properties that the story breaks, each once.
func (s *story) judge(t *testing.T) (names []string) {
	t.Helper()
	w := conform.NewWatch(conform.Options{})
	for _, r := range s.records {
		w.Record(r)
	}
	w.Rest(s.snapshot())
	seen := map[string]bool{}
	for _, v := range w.Violations() {
		if !seen[v.Property] {
			seen[v.Property] = true
			names = append(names, v.Property)
		}
	}
	return names
}
