package conform_test

import (
	"slices"
	"testing"

	"ostlife/checker/conform"
	"ostlife/model/lustre"
)

// evicted is a target that was up, and whose export the OST has dropped for another.
func evicted() *story {
	return new(story).up().evict(1).lose().step(lustre.ActLovInactive).step(lustre.ActTopInactive).
		send().serve(3, 2).interpret(2)
}

// row is a pair of traces.
type row struct {
	property, name string
	right, wrong   func() *story
}

// deactivating is a target whose deactivation waits for the OST's answer.
func deactivating() *story {
	return new(story).up().mark(lustre.ActLogDeactivate, lustre.ActConfigDeactivate).step(lustre.ActLovDeactivate).
		step(lustre.ActTopInactive).step(lustre.ActOscWake).step(lustre.ActDisconnectSend)
}

// preparing is a target that is deactivated before its recovery has finished, and whose
// handle is kept.
func preparing() *story {
	s := new(story).add().send().serve(1, 1).interpret(1).step(lustre.ActConnectFull).step(lustre.ActOscPrepare).
		mark(lustre.ActLogDeactivate, lustre.ActConfigDeactivate).step(lustre.ActLovDeactivate).
		step(lustre.ActTopInactive)
	s.keep = true
	return s
}

// rows has for each property a trace that it alone rejects, and one close to it that
// all accept.
var rows = []row{
	{
		"TraceWellFormed", "unknown action",
		func() *story { return new(story).up() },
		func() *story {
			s := new(story).up()
			s.write("ConnectFast", lustre.TraceRecord{}, nil)
			return s
		},
	},
	{
		"TraceWellFormed", "slot never added",
		func() *story { return new(story).add().send() },
		func() *story { return new(story).add().send(func(r *lustre.TraceRecord) { r.Slot = 2 }) },
	},
	{
		"TraceWellFormed", "stamp goes back",
		func() *story { return new(story).up().late(0) },
		func() *story { return new(story).up().late(1) },
	},
	{
		"RemovedIsUnreferenced", "freed with a request left",
		func() *story { return new(story).up().down().remove().free() },
		func() *story {
			return new(story).up().down().remove().free(func(r *lustre.TraceRecord) { r.Import.InFlight = 1 })
		},
	},
	{
		"RemovedIsUnreferenced", "used after it was freed",
		func() *story { return new(story).up().down().remove().free().again(2) },
		func() *story { return new(story).up().down().remove().free().again(1) },
	},
	{
		"RemovedIsUnreferenced", "freed before it is closed",
		func() *story { return new(story).up().down().remove().free() },
		func() *story {
			s := new(story).up().down().remove()
			s.rest()
			s.inImport(lustre.ActSlotFree, s.numbers, lustre.TraceRecord{})
			return s
		},
	},
	{
		"LateReplyIgnored", "older connect reply taken",
		func() *story { return new(story).add().send().serve(1, 1).interpret(1) },
		func() *story {
			return new(story).add().send().serve(1, 1).interpret(1, func(r *lustre.TraceRecord) { r.Numbers.Count = 0 })
		},
	},
	{
		"LateReplyIgnored", "ignored reply changes the import",
		func() *story { return new(story).up().ignore(func(*lustre.TraceRecord) {}).lose() },
		func() *story {
			return new(story).up().ignore(func(r *lustre.TraceRecord) { r.Import.Prepared = 0 }).lose()
		},
	},
	{
		"LateReplyIgnored", "loss of an older connection",
		func() *story { return new(story).up().lose() },
		func() *story { return new(story).up().lose(func(r *lustre.TraceRecord) { r.Numbers.Count-- }) },
	},
	{
		"LateRequestIgnored", "older connect request taken",
		func() *story { return new(story).add().send().serve(2, 1).serve(1, 1, ignored) },
		func() *story { return new(story).add().send().serve(2, 1).serve(1, 1) },
	},
	{
		"LateRequestIgnored", "second copy gets another instance",
		func() *story { return new(story).add().send().serve(1, 1).serve(1, 1) },
		func() *story { return new(story).add().send().serve(1, 1).serve(1, 2) },
	},
	{
		"OvertakenStepsNothing", "step under other numbers",
		func() *story { return new(story).add().send().serve(1, 1).interpret(1).step(lustre.ActConnectFull) },
		func() *story {
			return new(story).add().send().serve(1, 1).interpret(1).
				step(lustre.ActConnectFull, func(r *lustre.TraceRecord) { r.Numbers.Generation++ })
		},
	},
	{
		"OvertakenStepsNothing", "current event dropped",
		func() *story {
			return new(story).add().send().serve(1, 1).interpret(1).
				step(lustre.ActEventStale, func(r *lustre.TraceRecord) { r.Numbers.Count-- })
		},
		func() *story { return new(story).add().send().serve(1, 1).interpret(1).step(lustre.ActEventStale) },
	},
	{
		"NumbersRise", "loss raises the generation",
		func() *story { return new(story).up().lose() },
		func() *story { return new(story).up().lose(func(r *lustre.TraceRecord) { r.Current.Generation++ }) },
	},
	{
		"NumbersRise", "another slot begins again",
		func() *story { return new(story).up().down().remove().free().add().send() },
		func() *story {
			s := new(story).up().down().remove().free()
			s.numbers.Count = 0
			return s.add().send()
		},
	},
	{
		"ImportTransitions", "loss leads to NEW",
		func() *story { return new(story).up().lose() },
		func() *story {
			return new(story).up().lose(func(r *lustre.TraceRecord) { r.Import.State = lustre.New })
		},
	},
	{
		"OneWorkerPerImport", "two workers",
		func() *story { return new(story).add().send().serve(1, 1).interpret(1) },
		func() *story {
			return new(story).add().send().serve(1, 1).interpret(1, func(r *lustre.TraceRecord) { r.Import.Workers = 2 })
		},
	},
	{
		"OneWorkerPerImport", "numbers of steps go back",
		func() *story { return new(story).up().lose().step(lustre.ActLovInactive) },
		func() *story {
			return new(story).up().lose().step(lustre.ActLovInactive).
				step(lustre.ActTopInactive, func(r *lustre.TraceRecord) { r.Numbers.Count-- })
		},
	},
	{
		"AcceptedHasWorker", "no worker for a connection",
		func() *story { return new(story).add().send().serve(1, 1).interpret(1) },
		func() *story {
			return new(story).add().send().serve(1, 1).interpret(1, func(r *lustre.TraceRecord) { r.Import.Workers = 0 })
		},
	},
	{
		"ActiveImpliesReady", "active before FULL",
		func() *story { return new(story).up() },
		func() *story {
			return new(story).add().send().serve(1, 1).interpret(1).step(lustre.ActOscPrepare).
				step(lustre.ActLovActive).step(lustre.ActTopActive).step(lustre.ActConnectFull)
		},
	},
	{
		"ActiveImpliesReady", "active for the old instance",
		func() *story { return evicted().step(lustre.ActInvalidateEnd).chain().lose() },
		func() *story {
			return evicted().step(lustre.ActInvalidateEnd).step(lustre.ActConnectFull).step(lustre.ActOscPrepare).
				step(lustre.ActLovActive, func(r *lustre.TraceRecord) { r.LOV.Active = 1 }).lose()
		},
	},
	{
		"OscBeforeLovBeforeTop", "LOV before OSC",
		func() *story { return new(story).up() },
		func() *story {
			return new(story).add().send().serve(1, 1).interpret(1).step(lustre.ActConnectFull).
				step(lustre.ActLovActive).step(lustre.ActOscPrepare).step(lustre.ActTopActive).
				step(lustre.ActRecoveryFinished)
		},
	},
	{
		"OscBeforeLovBeforeTop", "top before LOV",
		func() *story { return new(story).up() },
		func() *story {
			return new(story).add().send().serve(1, 1).interpret(1).step(lustre.ActConnectFull).
				step(lustre.ActOscPrepare).step(lustre.ActTopActive).step(lustre.ActLovActive).
				step(lustre.ActTopActive).step(lustre.ActRecoveryFinished)
		},
	},
	{
		"OscBeforeLovBeforeTop", "recovery finished before LOV",
		func() *story { return new(story).up() },
		func() *story {
			return new(story).add().send().serve(1, 1).interpret(1).step(lustre.ActConnectFull).
				step(lustre.ActOscPrepare).step(lustre.ActRecoveryFinished).step(lustre.ActLovActive).
				step(lustre.ActTopActive)
		},
	},
	{
		"RecoveryUntilFinished", "no RECOVERY",
		func() *story { return new(story).up() },
		func() *story {
			return new(story).add().send().serve(1, 1).interpret(1).step(lustre.ActConnectFull).
				step(lustre.ActOscPrepare, func(r *lustre.TraceRecord) { r.Import.Recovery = false })
		},
	},
	{
		"RecoveryUntilFinished", "deactivation leaves RECOVERY",
		func() *story { return preparing().step(lustre.ActOscWake).step(lustre.ActDisconnectSend).ended() },
		func() *story { return preparing().step(lustre.ActDisconnectSend).ended() },
	},
	{
		"EvictionPurgesBeforeFull", "eviction taken for a reconnect",
		func() *story { return evicted().step(lustre.ActInvalidateEnd).chain() },
		func() *story { // a reconnect to another export is taken for one to the same
			s := new(story).up().evict(1).lose().step(lustre.ActLovInactive).step(lustre.ActTopInactive).
				send().serve(3, 2)
			s.import_.Handle = 0
			return s.interpret(2).chain()
		},
	},
	{
		"InvalidUntilPurged", "eviction without INVALID",
		evicted,
		func() *story {
			s := new(story).up().evict(1).lose().step(lustre.ActLovInactive).step(lustre.ActTopInactive).send().serve(3, 2)
			return s.interpret(2, func(r *lustre.TraceRecord) { r.Import.Invalid = false })
		},
	},
	{
		"InvalidUntilPurged", "loss ends INVALID",
		func() *story { return evicted().lose() },
		func() *story { return evicted().lose(func(r *lustre.TraceRecord) { r.Import.Invalid = false }) },
	},
	{
		"PreparedForCurrent", "loss leaves the OSC prepared",
		func() *story { return new(story).up().lose() },
		func() *story { return new(story).up().lose(func(r *lustre.TraceRecord) { r.Import.Prepared = 1 }) },
	},
	{
		"DrainedBeforeEnd", "invalidation ends with a request in flight",
		func() *story { return evicted().step(lustre.ActInvalidateEnd).chain() },
		func() *story {
			return evicted().step(lustre.ActInvalidateEnd, func(r *lustre.TraceRecord) { r.Import.InFlight = 1 }).chain()
		},
	},
	{
		"NoFalseEviction", "no export was dropped",
		evicted,
		func() *story { // the OST has the old export, and the import is told of another
			return new(story).up().lose().step(lustre.ActLovInactive).step(lustre.ActTopInactive).
				send().serve(3, 1).interpret(2)
		},
	},
	{
		"FullImpliesValid", "FULL and INVALID",
		func() *story { return new(story).up() },
		func() *story {
			return new(story).add().send().serve(1, 1).interpret(1).
				step(lustre.ActConnectFull, func(r *lustre.TraceRecord) { r.Import.Invalid = true }).
				step(lustre.ActOscPrepare, func(r *lustre.TraceRecord) { r.Import.Invalid = false }).
				step(lustre.ActLovActive).step(lustre.ActTopActive).step(lustre.ActRecoveryFinished)
		},
	},
	{
		"NoConnectWhileInvalid", "connect during an invalidation",
		func() *story { return evicted().lose().step(lustre.ActInvalidateEnd, overtaken).send() },
		func() *story { return evicted().lose().send() },
	},
	{
		"DeactiveSendsNothing", "ping of a deactive import",
		func() *story { return new(story).up().ping() },
		func() *story { return new(story).up().mark(lustre.ActLogDeactivate, lustre.ActConfigDeactivate).ping() },
	},
	{
		"DeactiveSendsNothing", "disconnect after the deactivation",
		func() *story { return new(story).up().down() },
		func() *story {
			s := new(story).up().down()
			s.import_.Workers = 1
			return s.step(lustre.ActDisconnectSend)
		},
	},
	{
		"HandleFollowsExport", "handle given up unanswered",
		func() *story { return deactivating().ended(func(r *lustre.TraceRecord) { r.Import.Handle = 1 }) },
		func() *story { return deactivating().ended() },
	},
	{
		"HandleFollowsExport", "handle kept though answered",
		func() *story { return new(story).up().down() },
		func() *story {
			return deactivating().step(lustre.ActDisconnectInterpret).
				ended(func(r *lustre.TraceRecord) { r.Import.Handle = 1 })
		},
	},
	{
		"HandleFollowsExport", "loss gives the handle up",
		func() *story { return new(story).up().lose() },
		func() *story { return new(story).up().lose(func(r *lustre.TraceRecord) { r.Import.Handle = 0 }) },
	},
	{
		"DeactivatedChangesOnlyByConfig", "INACTIVE clears the flag",
		func() *story {
			return new(story).up().down().mark(lustre.ActLogActivate, lustre.ActConfigActivate).step(lustre.ActLovActivate)
		},
		func() *story {
			return new(story).up().down().mark(lustre.ActLogActivate, lustre.ActConfigActivate).
				step(lustre.ActLovInactive, func(r *lustre.TraceRecord) { r.LOV.Deactivated, r.LOV.Position = false, 3 })
		},
	},
	{
		"RemoveOnlyDeactivated", "node removes an active target",
		func() *story { return new(story).up().down().remove() },
		func() *story { return new(story).up().remove() },
	},
	{
		"RemoveOnlyDeactivated", "MGS removes an active target",
		func() *story { return new(story).up().down().removedAt() },
		func() *story { return new(story).up().removedAt() },
	},
	{
		"PoolsNameOnlyTargets", "pool names an absent target",
		func() *story { return new(story).add() },
		func() *story {
			return new(story).add(func(r *lustre.TraceRecord) { r.LOV.Present, r.LOV.Pooled = false, true })
		},
	},
	{
		"PoolsNameOnlyTargets", "flush leaves the index",
		func() *story { return new(story).up().down().flush(false) },
		func() *story { return new(story).up().down().flush(true) },
	},
	{
		"ConfigPrefix", "record skipped",
		func() *story { return new(story).up().down() },
		func() *story { // the node skips a record
			s := new(story).up()
			s.log(lustre.ActLogDeactivate)
			s.log(lustre.ActLogActivate)
			return s.mark(lustre.ActLogDeactivate, lustre.ActConfigDeactivate)
		},
	},
	{
		"ConfigPrefix", "record is another one",
		func() *story { return new(story).up().mark(lustre.ActLogDeactivate, lustre.ActConfigDeactivate) },
		func() *story { return new(story).up().mark(lustre.ActLogActivate, lustre.ActConfigDeactivate) },
	},
	{
		"ConfigPrefix", "loss sets the mark",
		func() *story { return new(story).up().lose() },
		func() *story { return new(story).up().lose(func(r *lustre.TraceRecord) { r.Import.Deactive = true }) },
	},
	{
		"ConfigPrefix", "slot reflects a record that is not there",
		func() *story { return new(story).up().lose().step(lustre.ActLovInactive) },
		func() *story {
			return new(story).up().lose().
				step(lustre.ActLovInactive, func(r *lustre.TraceRecord) { r.LOV.Position = 7 })
		},
	},
	{
		"QuiescentAgrees", "loss untold",
		func() *story { return new(story).up() },
		func() *story { // a loss that nobody tells the LOV of
			s := new(story).up().lose()
			s.rest()
			return s
		},
	},
	{
		"QuiescentAgrees", "DEACTIVATE untold",
		func() *story { return new(story).up().down() },
		func() *story { // the LOV is not told of a DEACTIVATE
			s := new(story).add().mark(lustre.ActLogDeactivate, lustre.ActConfigDeactivate)
			s.rest()
			return s
		},
	},
}

// allRows are those of an import's life, of its data, objects and pools, and of an MDS
// with its disk.
func allRows() []row { return slices.Concat(rows, dataRows, objectRows, mdsRows) }

func TestEachPropertyRejectsItsOwn(t *testing.T) {
	for _, row := range allRows() {
		t.Run(row.property+"/"+row.name, func(t *testing.T) {
			if names := row.right().judge(t); len(names) > 0 {
				t.Errorf("the right trace breaks %v", names)
			}
			if names := row.wrong().judge(t); !slices.Equal(names, []string{row.property}) {
				t.Errorf("the wrong trace breaks %v", names)
			}
		})
	}
}

func TestEveryPropertyHasARow(t *testing.T) {
	watch := conform.NewWatch(conform.Options{})
	watch.Record(lustre.TraceRecord{Stamp: 1, Action: lustre.ActConfigLlog}) // the MDS's side is looked at
	for _, look := range watch.Looked() {
		if !slices.ContainsFunc(allRows(), func(r row) bool { return r.property == look.Property }) {
			t.Errorf("no trace is wrong by %s alone", look.Property)
		}
	}
}

func ignored(r *lustre.TraceRecord) { r.Taken = false }

// overtaken is the end of an invalidation whose connection is over.
func overtaken(r *lustre.TraceRecord) { r.Import.State = lustre.Disconn }

// late is a ping with a stamp that is not above the one before it.
func (s *story) late(by uint64) *story {
	return s.ping(func(r *lustre.TraceRecord) { r.Stamp -= by })
}

// ping sends a ping.
func (s *story) ping(spoils ...spoil) *story {
	s.inImport(lustre.ActPingSend, s.numbers, lustre.TraceRecord{}, spoils...)
	return s
}

// ignore is a connect reply of the connection before, which is ignored.
func (s *story) ignore(f spoil) *story {
	under := lustre.Numbers{Count: s.numbers.Count - 1, Generation: s.numbers.Generation}
	s.inImport(lustre.ActConnectInterpret, under, lustre.TraceRecord{Instance: 1}, f)
	return s
}

// again adds a target that was removed, and then sends a ping of a slot.
func (s *story) again(slot uint32) *story {
	s.add()
	s.slot = slot
	return s.ping()
}

// removedAt is the MGS's removing the target.
func (s *story) removedAt() *story {
	s.log(lustre.ActLogRemove)
	return s
}

// flush has the node begin to apply a REMOVE.
func (s *story) flush(kept bool) *story {
	s.log(lustre.ActLogRemove)
	s.lov.Pooled = kept
	s.inLOV(lustre.ActConfigPoolFlush, lustre.TraceRecord{Position: s.position})
	return s
}
