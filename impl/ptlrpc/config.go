package ptlrpc

import "ostlife/model/lustre"

// Deactivate is a DEACTIVATE record: from here on nothing begins on this import but
// what the deactivation itself sends (C3.2).
func (i *Import) Deactivate(p lustre.Position) {
	i.enter("a deactivation")
	defer i.leave()
	i.deactive = true
	i.raiseGeneration()
	i.enqueue(Event{Kind: lustre.EventDeactivate, Position: p})
	i.traceConfig(lustre.ActConfigDeactivate, p)
}

// Activate is an ACTIVATE record. An import whose deactivation has not ended is made
// DISCONN here, as by a loss: the worker will find its numbers overtaken and change
// nothing, and nobody else would ever connect it again.
func (i *Import) Activate(p lustre.Position) {
	i.enter("an activation")
	defer i.leave()
	i.deactive = false
	i.raiseGeneration()
	if i.state != lustre.New && i.state != lustre.Disconn {
		i.raiseCount()
		i.setState(lustre.Disconn)
	}
	i.enqueue(Event{Kind: lustre.EventActivate, Position: p})
	i.traceConfig(lustre.ActConfigActivate, p)
}

// Remove is a REMOVE record: every request ends, and the worker finishes the import.
// The table's reference goes with it (C3.3). slot is what the LOV says of the target
// from here on, in the same lock hold. It returns the numbers that the import keeps, and
// whether data of the node's was dropped that no sync has told yet.
func (i *Import) Remove(p lustre.Position, slot lustre.LOVTrace) (lustre.Numbers, bool) {
	i.enter("a removal")
	defer i.leave()
	i.dying = true
	i.object.purge()
	i.handle = 0
	i.raiseGeneration()
	i.enqueue(Event{Kind: lustre.EventRemove, Position: p})
	i.references--
	i.trace(lustre.ActConfigRemove, i.numbers, func(r *lustre.TraceRecord) { r.Position, r.LOV = p, slot })
	return i.numbers, i.object.Dropped
}

func (i *Import) traceConfig(a lustre.Action, p lustre.Position) {
	i.trace(a, i.numbers, func(r *lustre.TraceRecord) { r.Position = p })
}
