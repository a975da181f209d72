package conform_test

import "ostlife/model/lustre"

// another is a record of another client's.
func another(r *lustre.TraceRecord) { r.Node = 1 }

// objectRows are about what OSTs serve, objects, and pools.
var objectRows = []row{
	{
		"LockExclusive", "granted twice",
		func() *story { return new(story).up().taken().synced().visited() },
		func() *story { return new(story).up().locked().visited() },
	},
	{
		"LocksAgree", "lock that was not granted",
		func() *story { return new(story).up().locked() },
		func() *story {
			return new(story).up().ask(lustre.ActEnqueueSend, lustre.AskEnqueue).ost(lustre.ActOstEnqueue, free).
				heard(lustre.AskEnqueue)
		},
	},
	{
		"ServedOnlyGood", "write of an export that was dropped",
		func() *story {
			return new(story).up().locked().evict(1).
				ost(lustre.ActOstWrite, free, func(r *lustre.TraceRecord) { r.Refused = true }).lose()
		},
		func() *story { return new(story).up().locked().evict(1).ost(lustre.ActOstWrite, free).lose() },
	},
	{
		"ServedOnlyGood", "write in a recovery",
		func() *story {
			return new(story).up().locked().everyone(lustre.ActOstRestart).everyone(lustre.ActWindowExpires).
				ost(lustre.ActOstWrite, free, func(r *lustre.TraceRecord) { r.Refused = true }).lose()
		},
		func() *story {
			return new(story).up().locked().everyone(lustre.ActOstRestart).ost(lustre.ActOstWrite, free).lose()
		},
	},
	{
		"ServedOnlyGood", "replay that nobody awaits",
		func() *story { return new(story).up().restarted().ost(lustre.ActOstReplay, free) },
		func() *story { return new(story).up().restarted().evict(1).ost(lustre.ActOstReplay, free) },
	},
	{
		"LateRequestIgnored", "older write taken",
		func() *story {
			return new(story).up().ost(lustre.ActOstWrite, granted, func(r *lustre.TraceRecord) { r.Numbers.Count--; r.Taken = false })
		},
		func() *story {
			return new(story).up().ost(lustre.ActOstWrite, granted, func(r *lustre.TraceRecord) { r.Numbers.Count-- })
		},
	},
	{
		"ObjectIDNeverReused", "an id twice",
		func() *story { return new(story).up().created().object(2) },
		func() *story { return new(story).up().created().object(1) },
	},
	{
		"NoCreateWhileRecovering", "create before recovery has finished",
		func() *story { return new(story).up().ask(lustre.ActCreateSend, lustre.AskCreate) },
		func() *story {
			return new(story).add().send().serve(1, 1).interpret(1).step(lustre.ActConnectFull).
				step(lustre.ActOscPrepare).ask(lustre.ActCreateSend, lustre.AskCreate)
		},
	},
	{
		"AllocateOnlyActive", "allocated on an inactive target",
		func() *story { return new(story).up().allocated().lose() },
		func() *story { return new(story).up().lose().step(lustre.ActLovInactive).allocated() },
	},
	{
		"AllocateOnlyActive", "allocated outside of the pool",
		func() *story { return new(story).up().joined("fast").allocated(ofPool("fast")) },
		func() *story { return new(story).up().joined("fast").allocated(ofPool("slow")) },
	},
	{
		"AllocateOnlyActive", "left a target that is fit",
		func() *story { return new(story).up().lose().step(lustre.ActLovInactive).moved() },
		func() *story { return new(story).up().moved() },
	},
	{
		"PenaltyResetOnActivate", "ACTIVE leaves the penalty",
		func() *story { return again().step(lustre.ActLovActive) },
		func() *story {
			return again().step(lustre.ActLovActive, func(r *lustre.TraceRecord) { r.LOV.Penalized = true })
		},
	},
	{
		"PoolsFollowLog", "a JOIN changes nothing",
		func() *story { return new(story).up().joined("fast") },
		func() *story {
			return new(story).up().joined("fast", func(r *lustre.TraceRecord) { r.LOV.Named = "" })
		},
	},
	{
		"PoolsFollowLog", "INACTIVE leaves a pool",
		func() *story { return new(story).up().joined("fast").lose().step(lustre.ActLovInactive) },
		func() *story {
			return new(story).up().joined("fast").lose().
				step(lustre.ActLovInactive, func(r *lustre.TraceRecord) { r.LOV.Named = "" })
		},
	},
	{
		"ConfigPrefix", "JOIN of another pool",
		func() *story { return new(story).up().joined("fast") },
		func() *story {
			return new(story).up().joined("fast", func(r *lustre.TraceRecord) { r.Pool, r.LOV.Named = "slow", "slow" })
		},
	},
	{
		"PoolsNameOnlyTargets", "removed without a flush",
		func() *story { return new(story).up().down().remove() },
		func() *story {
			s := new(story).up().down()
			s.log(lustre.ActLogRemove)
			return s.gone()
		},
	},
	{
		"PoolsNameOnlyTargets", "a new target is in a pool",
		func() *story { return new(story).add() },
		func() *story { return new(story).add(func(r *lustre.TraceRecord) { r.LOV.Named = "fast" }) },
	},
}

// visited is another client's getting the lock.
func (s *story) visited() *story {
	first := lustre.Numbers{Count: 1}
	s.write(lustre.ActOstConnect, lustre.TraceRecord{Numbers: first, Instance: 2, Taken: true}, []spoil{another})
	s.write(lustre.ActOstEnqueue, lustre.TraceRecord{Numbers: first, Instance: 2, Taken: true, Export: granted}, []spoil{another})
	return s
}

// moved is a create's leaving the target.
func (s *story) moved() *story {
	s.inLOV(lustre.ActCreateMove, lustre.TraceRecord{})
	return s
}

func ofPool(name string) spoil { return func(r *lustre.TraceRecord) { r.Pool = name } }

// again is a target with a penalty that was lost and is connected again, FULL.
func again() *story {
	s := new(story).up().allocated().lose().step(lustre.ActLovInactive).step(lustre.ActTopInactive).send()
	return s.serve(s.numbers.Count, 1).interpret(1).step(lustre.ActConnectFull).step(lustre.ActOscPrepare)
}
