package conform_test

import "ostlife/model/lustre"

// lostWith is an eviction of a node with data.
func lostWith(data func(*story) *story) *story {
	s := data(new(story).up()).evict(1).lose().step(lustre.ActLovInactive).step(lustre.ActTopInactive).send()
	return s.serve(s.numbers.Count, 2).interpret(2)
}

// dataRows are about locks, the data under them, and recoveries.
var dataRows = []row{
	{
		"DeactivateKeepsData", "loss takes dirty data",
		func() *story { return new(story).up().locked().written().lose() },
		func() *story {
			return new(story).up().locked().written().lose(func(r *lustre.TraceRecord) { r.Import.Dirty = false })
		},
	},
	{
		"DeactivateKeepsData", "an invalidation drops data untold",
		func() *story { return lostWith((*story).taken).step(lustre.ActInvalidateEnd).chain() },
		func() *story {
			return lostWith((*story).taken).
				step(lustre.ActInvalidateEnd, func(r *lustre.TraceRecord) { r.Import.Dropped = false }).chain()
		},
	},
	{
		"DeactivateKeepsData", "a new slot does not know what its predecessor dropped",
		func() *story { return removedWithData().add().send().refreshed(true) },
		func() *story { return removedWithData().add().send().refreshed(false) },
	},
	{
		"DeactivateKeepsData", "a deactivation disconnects with its lock",
		func() *story { return new(story).up().taken().deactivates(true) },
		func() *story { return new(story).up().locked().deactivates(false) },
	},
	{
		"DataUnderLock", "write without the lock",
		func() *story { return new(story).up().locked().written() },
		func() *story { return new(story).up().written() },
	},
	{
		"DataUnderLock", "write while one is on its way",
		func() *story { return new(story).up().taken().written() },
		func() *story {
			return new(story).up().locked().written().ask(lustre.ActFlushSend, lustre.AskWrite).written()
		},
	},
	{
		"LockByGrant", "loss takes the lock",
		func() *story { return new(story).up().locked().lose() },
		func() *story {
			return new(story).up().locked().lose(func(r *lustre.TraceRecord) { r.Import.Locked = false })
		},
	},
	{
		"OneAskPerImport", "asked twice",
		func() *story { return new(story).up().locked() },
		func() *story {
			return new(story).up().ask(lustre.ActEnqueueSend, lustre.AskEnqueue).locked()
		},
	},
	{
		"OneAskPerImport", "asked without a request",
		func() *story { return new(story).up().locked().written() },
		func() *story {
			return new(story).up().locked().written(func(r *lustre.TraceRecord) { r.Import.Asked = lustre.AskSync })
		},
	},
	{
		"RecoveryInOrder", "requests passed over",
		func() *story { return new(story).up().taken().recovered() },
		func() *story { return new(story).up().taken().restarted().passed(lustre.ReplayLocks) },
	},
	{
		"RecoveryInOrder", "locks passed over",
		func() *story {
			return new(story).up().restarted().passed(lustre.ReplayLocks).passed(lustre.ReplayWait)
		},
		func() *story {
			return new(story).up().locked().restarted().passed(lustre.ReplayLocks).passed(lustre.ReplayWait)
		},
	},
	{
		"RecoveryInOrder", "no recovery in a window",
		func() *story { return new(story).up().restarted() },
		func() *story {
			return new(story).up().restarted(func(r *lustre.TraceRecord) { r.Import.State = lustre.Recover })
		},
	},
	{
		"EvictionPurgesBeforeFull", "an invalidation leaves the lock",
		func() *story { return lostWith((*story).locked).step(lustre.ActInvalidateEnd).chain() },
		func() *story {
			return lostWith((*story).locked).
				step(lustre.ActInvalidateEnd, func(r *lustre.TraceRecord) { r.Import.Locked = true }).
				lose().step(lustre.ActEventStale, func(r *lustre.TraceRecord) { r.Numbers.Count-- })
		},
	},
	{
		"NumbersRise", "a refusal keeps the connection",
		func() *story {
			return new(story).up().ask(lustre.ActEnqueueSend, lustre.AskEnqueue).refused(lustre.AskEnqueue)
		},
		func() *story {
			return new(story).up().ask(lustre.ActEnqueueSend, lustre.AskEnqueue).
				refused(lustre.AskEnqueue, func(r *lustre.TraceRecord) { r.Current.Count-- })
		},
	},
	{
		"LateReplyIgnored", "answer of a connection before",
		func() *story { return new(story).up().locked() },
		func() *story {
			return new(story).up().ask(lustre.ActEnqueueSend, lustre.AskEnqueue).ost(lustre.ActOstEnqueue, granted).
				heard(lustre.AskEnqueue, func(r *lustre.TraceRecord) { r.Numbers.Generation-- })
		},
	},
	{
		"ImportTransitions", "an answer leads to NEW",
		func() *story { return new(story).up().locked() },
		func() *story {
			s := new(story).up().locked()
			s.heard(lustre.AskNothing, func(r *lustre.TraceRecord) { r.Import.State = lustre.New })
			s.import_.State = lustre.Full
			return s
		},
	},
	{
		"DeactiveSendsNothing", "a deactive import asks for a lock",
		func() *story { return new(story).up().ask(lustre.ActEnqueueSend, lustre.AskEnqueue) },
		func() *story {
			return new(story).up().mark(lustre.ActLogDeactivate, lustre.ActConfigDeactivate).
				ask(lustre.ActEnqueueSend, lustre.AskEnqueue)
		},
	},
	{
		"DeactiveSendsNothing", "a sync after the deactivation",
		func() *story { return new(story).up().down() },
		func() *story { return new(story).up().down().ask(lustre.ActSyncSend, lustre.AskSync) },
	},
}

// removedWithData is a target that was removed with what nobody had synced.
func removedWithData() *story {
	s := new(story).up().taken().lose().step(lustre.ActLovInactive).step(lustre.ActTopInactive)
	s.keep = true
	s.mark(lustre.ActLogDeactivate, lustre.ActConfigDeactivate).step(lustre.ActLovDeactivate).
		step(lustre.ActTopInactive).step(lustre.ActOscWake).ended()
	return s.remove().free()
}

// refreshed is the end of the connect that was sent: it shows the import.
func (s *story) refreshed(dropped bool) *story {
	s.import_.State, s.import_.Dropped = lustre.Disconn, dropped
	s.records[len(s.records)-1].Import.Dropped = dropped
	s.inImport(lustre.ActConnectExpire, s.numbers, lustre.TraceRecord{})
	return s
}

// deactivates takes a deactivation to its disconnect, and may give back first what the
// node has.
func (s *story) deactivates(gives bool) *story {
	s.mark(lustre.ActLogDeactivate, lustre.ActConfigDeactivate).step(lustre.ActLovDeactivate).
		step(lustre.ActTopInactive).step(lustre.ActOscWake)
	if gives {
		s.synced()
	}
	return s.step(lustre.ActDisconnectSend)
}
