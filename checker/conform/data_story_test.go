package conform_test

import "ostlife/model/lustre"

// purge drops the lock and what is under it.
func (s *story) purge() {
	i := &s.import_
	i.Dropped = i.Dropped || i.Dirty || i.Uncommitted
	i.Locked, i.Dirty, i.Uncommitted = false, false, false
}

// ask sends a request of the import's.
func (s *story) ask(a lustre.Action, what lustre.Ask, spoils ...spoil) *story {
	if what != lustre.AskCreate {
		s.import_.Asked = what
	}
	if a == lustre.ActCancelSend {
		s.import_.Locked = false
	}
	s.inImport(a, s.numbers, lustre.TraceRecord{Ask: what, Instance: s.import_.Handle}, spoils...)
	return s
}

// heard is the answer to it.
func (s *story) heard(what lustre.Ask, spoils ...spoil) *story {
	i := &s.import_
	i.Asked = lustre.AskNothing
	switch what {
	case lustre.AskEnqueue:
		i.Locked = true
	case lustre.AskWrite:
		i.Dirty, i.Uncommitted = false, true
	case lustre.AskSync:
		i.Uncommitted = false
	}
	s.inImport(lustre.ActAskInterpret, s.numbers, lustre.TraceRecord{Ask: what, Taken: true}, spoils...)
	return s
}

// refused is a refusal of it, which is a loss.
func (s *story) refused(what lustre.Ask, spoils ...spoil) *story {
	under := s.numbers
	s.numbers.Count++
	i := &s.import_
	i.Asked, i.Prepared, i.State = lustre.AskNothing, 0, lustre.Disconn
	i.Workers, i.Queued = 1, i.Queued+1
	s.inImport(lustre.ActAskInterpret, under, lustre.TraceRecord{Ask: what, Refused: true}, spoils...)
	return s
}

// ost is what the OST does with a request on the connection of now.
func (s *story) ost(a lustre.Action, e lustre.ExportTrace, spoils ...spoil) *story {
	e.Instance = s.import_.Handle
	s.write(a, lustre.TraceRecord{Numbers: lustre.Numbers{Count: s.numbers.Count}, Instance: s.import_.Handle,
		Taken: true, Export: e}, spoils)
	return s
}

// everyone is what the OST does to all its clients.
func (s *story) everyone(a lustre.Action) *story {
	s.write(a, lustre.TraceRecord{Taken: true}, nil)
	return s
}

// The OST's answers.
var (
	free    = lustre.ExportTrace{}
	granted = lustre.ExportTrace{Granted: true}
)

// locked gets the lock.
func (s *story) locked() *story {
	return s.ask(lustre.ActEnqueueSend, lustre.AskEnqueue).ost(lustre.ActOstEnqueue, granted).heard(lustre.AskEnqueue)
}

// written makes data dirty, under the lock or not.
func (s *story) written(spoils ...spoil) *story {
	s.import_.Dirty = true
	s.inImport(lustre.ActWrite, s.numbers, lustre.TraceRecord{Instance: s.import_.Handle}, spoils...)
	return s
}

// flushed gives it to the OST.
func (s *story) flushed() *story {
	return s.ask(lustre.ActFlushSend, lustre.AskWrite).ost(lustre.ActOstWrite, granted).heard(lustre.AskWrite)
}

// taken is a write that the OST has taken and not committed.
func (s *story) taken() *story { return s.locked().written().flushed() }

// synced has it committed, and gives the lock back.
func (s *story) synced() *story {
	s.ask(lustre.ActSyncSend, lustre.AskSync).ost(lustre.ActOstSync, granted).heard(lustre.AskSync)
	return s.ask(lustre.ActCancelSend, lustre.AskCancel).ost(lustre.ActOstCancel, free).heard(lustre.AskCancel)
}

// restarted has the OST restart, and the node connect to it again.
func (s *story) restarted(spoils ...spoil) *story {
	s.everyone(lustre.ActOstRestart).lose().step(lustre.ActLovInactive).step(lustre.ActTopInactive).send()
	s.serve(s.numbers.Count, s.import_.Handle, func(r *lustre.TraceRecord) { r.Export.Recovery = lustre.ExportJoined })
	fresh := func(r *lustre.TraceRecord) { r.Window, r.Import.State = lustre.WindowFresh, lustre.Replay }
	return s.interpret(s.import_.Handle, append([]spoil{fresh}, spoils...)...)
}

// replayed is one part of a recovery, sent and answered.
func (s *story) replayed(next lustre.ImportState, e lustre.ExportTrace) *story {
	s.ask(lustre.ActReplaySend, lustre.AskReplay).ost(lustre.ActOstReplay, e)
	if next == lustre.Recover {
		s.everyone(lustre.ActWindowEnds)
	}
	s.import_.State, s.import_.Asked = next, lustre.AskNothing
	s.inImport(lustre.ActReplayInterpret, s.numbers, lustre.TraceRecord{Ask: lustre.AskReplay, Taken: true})
	return s
}

// passed is one part of a recovery that has nothing to send.
func (s *story) passed(next lustre.ImportState) *story {
	s.import_.State = next
	s.inImport(lustre.ActReplaySend, s.numbers, lustre.TraceRecord{})
	return s
}

// recovered is a restart of the OST and a whole recovery of a write and its lock.
func (s *story) recovered() *story {
	during := lustre.ExportTrace{Recovery: lustre.ExportReplaying}
	s.restarted().replayed(lustre.ReplayLocks, during)
	during.Granted = true
	s.replayed(lustre.ReplayWait, during)
	during.Recovery = lustre.ExportDone
	return s.replayed(lustre.Recover, during).chain()
}

// allocated chooses the target for an object.
func (s *story) allocated(spoils ...spoil) *story {
	s.lov.Penalized = true
	s.inLOV(lustre.ActCreateAllocate, lustre.TraceRecord{}, spoils...)
	return s
}

// created makes an object on the target.
func (s *story) created() *story {
	s.allocated().ask(lustre.ActCreateSend, lustre.AskCreate)
	return s.object(1)
}

// object is the OST's making one.
func (s *story) object(id uint64) *story {
	return s.ost(lustre.ActOstCreate, granted, func(r *lustre.TraceRecord) { r.Object = id })
}

// joined puts the target into a pool, which the node does as the spoils say.
func (s *story) joined(pool string, spoils ...spoil) *story {
	s.log(lustre.ActLogJoin, func(r *lustre.TraceRecord) { r.Pool = pool })
	s.lov.Named = pool
	s.inLOV(lustre.ActConfigJoin, lustre.TraceRecord{Position: s.position, Pool: pool}, spoils...)
	return s
}
