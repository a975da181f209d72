package conform_test

import "ostlife/model/lustre"

// mds makes the records of a story the MDS's, and the OST's those of its export.
func (s *story) mds() *story {
	for i := range s.records {
		if r := &s.records[i]; r.Slot != 0 || r.Export != (lustre.ExportTrace{}) || r.Action == lustre.ActOstConnect {
			r.Node = lustre.FirstMDS
		}
	}
	return s
}

// attach adds the target to an MDS with its disk, of which the pool's record says the size.
func attach(size uint32) *story {
	s := new(story)
	s.log(lustre.ActLogAdd)
	s.slot, s.numbers.Generation = 1, 1
	s.import_ = lustre.ImportTrace{State: lustre.New}
	s.lov = lustre.LOVTrace{Position: s.position, Present: true}
	for _, a := range []lustre.Action{lustre.ActConfigAdd, lustre.ActConfigLlog, lustre.ActConfigObjid} {
		s.inLOV(a, lustre.TraceRecord{Position: s.position, Taken: a == lustre.ActConfigObjid})
	}
	s.lov.Pooled = true
	s.inLOV(lustre.ActConfigPoolAdd, lustre.TraceRecord{Position: s.position, Size: size})
	return s
}

// known is an export that is known to be the MDS's.
var known = lustre.ExportTrace{Known: true}

// begun takes an MDS's import to the llog's replay, prepared or not.
func (s *story) begun() *story {
	s.send().serve(s.numbers.Count, 1).interpret(1).step(lustre.ActConnectFull)
	s.import_.Recovery = true
	s.inImport(lustre.ActOscPrepare, s.numbers, lustre.TraceRecord{})
	return s.osc(lustre.ActMdsConnSend, lustre.AskMdsConn, func() { s.ost(lustre.ActOstMdsConn, known) })
}

// osc is a request of the MDS's worker, what the OST does of it, and its answer.
func (s *story) osc(a lustre.Action, what lustre.Ask, serves func(), spoils ...spoil) *story {
	s.ask(a, what)
	serves()
	s.import_.Asked = lustre.AskNothing
	if what == lustre.AskLlog {
		s.import_.Prepared = s.numbers.Count
	}
	s.inImport(lustre.ActOscInterpret, s.numbers, lustre.TraceRecord{Ask: what, Taken: true}, spoils...)
	return s
}

// llogReplayed has the llog replayed.
func (s *story) llogReplayed() *story {
	return s.osc(lustre.ActLlogConnectSend, lustre.AskLlog, func() {
		s.ost(lustre.ActOstLlogConnect, known).ost(lustre.ActOstLlogReplay, known)
	})
}

// orphaned destroys what is above an object.
func (s *story) orphaned(object uint64) *story {
	of := about(object, 0)
	return s.osc(lustre.ActOrphansSend, lustre.AskOrphans, func() { s.ost(lustre.ActOstOrphans, known, of) })
}

// ready is an MDS whose recovery has finished, with a stock of objects up to 3.
func ready() *story {
	s := attach(1).begun().llogReplayed().step(lustre.ActLovActive).step(lustre.ActTopActive).orphaned(0)
	s.step(lustre.ActRecoveryFinished).allocated().ask(lustre.ActCreateSend, lustre.AskCreate)
	return s.ost(lustre.ActOstCreate, known, about(3, 5))
}

// about says the object of a record and its transaction.
func about(object, transno uint64) spoil {
	return func(r *lustre.TraceRecord) { r.Object, r.Transno = object, transno }
}

// take has a file get an object.
func (s *story) take(object, transno uint64, spoils ...spoil) *story {
	s.inImport(lustre.ActCreateTake, s.numbers, lustre.TraceRecord{}, append(spoils, about(object, transno))...)
	return s
}

// server is what the MDS's server does to an object, or its disk.
func (s *story) server(a lustre.Action, object, transno uint64) *story {
	s.write(a, lustre.TraceRecord{Node: lustre.FirstMDS, Taken: true}, []spoil{about(object, transno)})
	return s
}

// commit is the OST's disk, which comes that far.
func (s *story) commit(transno uint64) *story {
	s.write(lustre.ActOstCommit, lustre.TraceRecord{Taken: true}, []spoil{about(0, transno)})
	return s
}

// unlinked is a file that is made and unlinked, and both are committed.
func unlinked() *story {
	return ready().take(1, 2).server(lustre.ActMdsUnlink, 1, 3).server(lustre.ActMdsCommit, 0, 3)
}

// mdsRows are about an MDS with its disk.
var mdsRows = []row{
	{
		"LlogReadyBeforeReplay", "an unlink of a target that is not there",
		func() *story { return unlinked().mds() },
		func() *story { return new(story).server(lustre.ActMdsUnlink, 1, 3) },
	},
	{
		"LiveObjectNeverDestroyed", "a destroy before the unlink is committed",
		func() *story { return unlinked().ost(lustre.ActOstDestroy, known, about(1, 6)).mds() },
		func() *story {
			return ready().take(1, 2).server(lustre.ActMdsCommit, 0, 2).server(lustre.ActMdsUnlink, 1, 3).
				ost(lustre.ActOstDestroy, known, about(1, 6)).mds()
		},
	},
	{
		"LiveObjectNeverDestroyed", "a file that is an orphan",
		func() *story { return ready().take(1, 2).ost(lustre.ActOstOrphans, known, about(1, 6)).mds() },
		func() *story { return ready().take(1, 2).ost(lustre.ActOstOrphans, known, about(0, 6)).mds() },
	},
	{
		"LiveObjectNeverDestroyed", "the object of a file that a crash brought back",
		func() *story {
			return unlinked().server(lustre.ActMdsCrash, 0, 0).server(lustre.ActMdsCommit, 0, 4).
				ost(lustre.ActOstLlogConnect, known).ost(lustre.ActOstLlogReplay, known, about(1, 6)).mds()
		},
		func() *story {
			return ready().take(1, 2).server(lustre.ActMdsUnlink, 1, 3).server(lustre.ActMdsCrash, 0, 0).
				server(lustre.ActMdsCommit, 0, 3).ost(lustre.ActOstLlogConnect, known).
				ost(lustre.ActOstLlogReplay, known, about(1, 6)).mds()
		},
	},
	{
		"ObjectIDNeverReused", "an object for two files",
		func() *story { return ready().take(1, 2).take(2, 3).mds() },
		func() *story { return ready().take(1, 2).take(1, 3).mds() },
	},
	{
		"ObjectIDsNeverGoBack", "the OST is told less than was used",
		func() *story {
			return ready().take(2, 2).ask(lustre.ActOrphansSend, lustre.AskOrphans, about(2, 0)).mds()
		},
		func() *story {
			return ready().take(2, 2).ask(lustre.ActOrphansSend, lustre.AskOrphans, about(1, 0)).mds()
		},
	},
	{
		"EASizeCoversEveryTarget", "the pool before the size",
		func() *story { return attach(1).mds() },
		func() *story { return attach(0).mds() },
	},
	{
		"OneLlogReplayPerTarget", "a replay beside another",
		func() *story { return ready().ost(lustre.ActOstLlogConnect, known).mds() },
		func() *story {
			return ready().ost(lustre.ActOstLlogConnect, known).ost(lustre.ActOstLlogConnect, known).mds()
		},
	},
	{
		"OneLlogReplayPerTarget", "a replay that goes on when it has ended",
		func() *story { return ready().mds() },
		func() *story { return ready().ost(lustre.ActOstLlogReplay, known).mds() },
	},
	{
		"CancelOnlyAfterCommit", "a record that goes with the destroy",
		func() *story {
			return unlinked().ost(lustre.ActOstDestroy, known, about(1, 6)).commit(6).server(lustre.ActLlogCancel, 1, 4).mds()
		},
		func() *story {
			return unlinked().ost(lustre.ActOstDestroy, known, about(1, 6)).commit(5).server(lustre.ActLlogCancel, 1, 4).mds()
		},
	},
	{
		"CancelOnlyAfterCommit", "a destroy that a restart has undone",
		func() *story {
			return unlinked().ost(lustre.ActOstDestroy, known, about(1, 6)).
				everyoneAt(lustre.ActOstRestart, 6).commit(7).server(lustre.ActLlogCancel, 1, 4).mds()
		},
		func() *story {
			return unlinked().ost(lustre.ActOstDestroy, known, about(1, 6)).
				everyoneAt(lustre.ActOstRestart, 5).commit(7).server(lustre.ActLlogCancel, 1, 4).mds()
		},
	},
	{
		"OscBeforeLovBeforeTop", "the LOV before the llog",
		func() *story { return attach(1).begun().llogReplayed().step(lustre.ActLovActive).mds() },
		func() *story { return attach(1).begun().step(lustre.ActLovActive).mds() },
	},
	{
		"OscBeforeLovBeforeTop", "recovery finished before the orphans",
		func() *story { return ready().mds() },
		func() *story {
			return attach(1).begun().llogReplayed().step(lustre.ActLovActive).step(lustre.ActTopActive).
				step(lustre.ActRecoveryFinished).mds()
		},
	},
	{
		"NoCreateWhileRecovering", "a file before recovery has finished",
		func() *story { return ready().take(1, 2).mds() },
		func() *story {
			return attach(1).begun().llogReplayed().step(lustre.ActLovActive).step(lustre.ActTopActive).orphaned(0).take(1, 2).mds()
		},
	},
	{
		"ServedOnlyGood", "a replay for whom the OST does not know",
		func() *story { return attach(1).begun().llogReplayed().mds() },
		func() *story {
			s := attach(1).send()
			s.serve(s.numbers.Count, 1).interpret(1).step(lustre.ActConnectFull)
			return s.ost(lustre.ActOstOrphans, free).mds()
		},
	},
}

// everyoneAt is what the OST does to all its clients, of a disk that has come so far.
func (s *story) everyoneAt(a lustre.Action, transno uint64) *story {
	s.write(a, lustre.TraceRecord{Taken: true}, []spoil{about(0, transno)})
	return s
}
