package ptlrpc

import "ostlife/model/lustre"

// snapshot fills a trace record with what the import lock guards. The lock is held.
func (i *Import) snapshot() lustre.TraceRecord {
	workers := 0
	if i.working {
		workers = 1
	}
	return lustre.TraceRecord{
		Node: i.config.Node, Target: i.config.Target, Slot: i.config.Slot,
		Current: i.numbers,
		Import: lustre.ImportTrace{
			State: i.state, Invalid: i.invalid, Deactive: i.deactive,
			Recovery: i.recovery, Prepared: i.prepared, Handle: i.handle,
			Workers: workers, Queued: len(i.queue), InFlight: len(i.inFlight),
			Locked: i.object.Locked, Dirty: i.object.Dirty, Uncommitted: i.object.Uncommitted,
			Asked: i.asked, Resumed: i.resumed, Dropped: i.object.Dropped,
		},
	}
}

// trace writes that an action was taken, after it changed the import.
func (i *Import) trace(a lustre.Action, under lustre.Numbers, fill func(*lustre.TraceRecord)) {
	if i.config.Trace == nil {
		return
	}
	r := i.snapshot()
	if r.Stamp = i.stamp; r.Stamp == 0 {
		r.Stamp = i.world.Stamp()
	}
	i.stamp = 0
	r.Time = i.world.Now()
	r.Action, r.Numbers = a, under
	if fill != nil {
		fill(&r)
	}
	i.config.Trace(r)
}
