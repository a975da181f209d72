package model

import "ostlife/model/lustre"

// endlessDefects are those that only a liveness property sees: something never ends.
func endlessDefects() []Defect {
	return []Defect{
		{Name: lustre.DefectMdsConnSkipped, Design: Design{MDSDesign: MDSDesign{MdsConn: MdsConnSkipped}},
			Property: "ReachableTargetBecomesActive", MDS: true, Quiet: true,
			Source: "C2.2.osc",
			Story:  "nobody tells the OST that this is the MDS's connection, and it refuses the llog each time"},
		{Name: lustre.DefectRecoveryUnending, Design: Design{Chain: ChainNeverFinishes},
			Property: "RecoveryFinishes", Quiet: true,
			Source: "C2.3; bug 11203: a creator that stayed in recovery",
			Story:  "the OSC hears no recovery finished"},
		{Name: lustre.DefectCreateStays, Design: Design{Create: CreateStays},
			Property: "WaitingCreateEnds", Creates: 1,
			Source: "C3.2: waiting creates go to another target or fail",
			Story:  "a create waits for the target that it was allocated to, and nothing wakes it"},
		{Name: lustre.DefectLlogOnlyAtConnect, Design: Design{MDSDesign: MDSDesign{Leftover: LeftoverAtConnect}},
			Property: "UnlinkedObjectIsDestroyed", MDS: true, Unlinks: 1, Quiet: true,
			Source: "C1a, ours; in Lustre of 2009 a record waited for the next connection",
			Story:  "what a dead client left is destroyed by the replay of the next connection alone"},
		{Name: lustre.DefectDisconnectWaits, Design: Design{Disconnect: DisconnectWaits},
			Property: "DeactivateEnds", Faults: 1,
			Source: "C2.4: a worker's request always ends",
			Story:  "a deactivation waits for the answer to its disconnect without a time-out"},
		{Name: lustre.DefectReferenceKept, Design: Design{Reference: ReferenceKept},
			Property: "RemoveEnds",
			Source:   "C3.3; references of an import that were never dropped in Lustre",
			Story:    "the last reference on a removed slot never goes"},
		{Name: lustre.DefectAbortWaits, Design: Design{Abort: AbortWaits},
			Property: "InvalidateDrains",
			Source:   "C2.1c; an invalidation in Lustre that waited for requests in flight",
			Story:    "a ping waits until the import is valid, and the invalidation for the ping"},
	}
}
