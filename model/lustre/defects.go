package lustre

// Defect is the name of one departure from the design. The model has a machine for
// each; those that have a story at the level of the implementation can be planted
// there too (spec/defects.md).
type Defect string

// The defects that can be planted in the implementation as well.
const (
	DefectLateReply              Defect = "late-reply"               // a connect reply of an older connection is accepted
	DefectLossDeactivated        Defect = "loss-deactivated"         // a disconnect clears the deactivated flag
	DefectRemoveUnchecked        Defect = "remove-unchecked"         // REMOVE does not look whether the target is deactivated
	DefectActiveFirst            Defect = "active-before-full"       // ACTIVE reaches the LOV before the import is FULL
	DefectPoolKept               Defect = "pool-kept"                // a pool keeps the index of a removed target
	DefectWorkerWithoutReference Defect = "worker-without-reference" // the worker holds no reference on its slot
	DefectEvictionLeavesLocks    Defect = "eviction-leaves-locks"    // the end of an invalidation leaves lock and data
	DefectPingDeactive           Defect = "ping-deactive"            // the pinger pings a deactive import
)

// Planted lists the defects that the implementation knows, in the order of
// spec/defects.md.
func Planted() []Defect {
	return []Defect{DefectLateReply, DefectLossDeactivated, DefectRemoveUnchecked, DefectActiveFirst,
		DefectPoolKept, DefectWorkerWithoutReference, DefectEvictionLeavesLocks, DefectPingDeactive}
}

// PlantedOnDisk lists those that it knows too and that show only where nodes have disks:
// the defects of the MDS's side, in the order of spec/defects.md.
func PlantedOnDisk() []Defect {
	return []Defect{DefectDestroyAtOnce, DefectCancelEarly, DefectObjidLate, DefectStockKept, DefectOrphansSpared,
		DefectLlogOnlyAtConnect}
}

// The defects that are the model's alone: at the level of the implementation they
// have no story yet, or the type system forbids them.
const (
	DefectLossUntold           Defect = "loss-untold"              // the LOV is told nothing of a loss
	DefectLovFirst             Defect = "lov-before-osc"           // the LOV is told before the OSC is prepared
	DefectInterpreterWaits     Defect = "interpreter-waits"        // the interpreter waits for the invalidation
	DefectEvictionLeavesData   Defect = "eviction-leaves-data"     // an eviction is taken for a reconnect
	DefectFalseEviction        Defect = "false-eviction"           // every reconnect is taken for an eviction
	DefectStaysInvalid         Defect = "stays-invalid"            // the end of an invalidation leaves INVALID
	DefectSecondWorker         Defect = "second-worker"            // an event starts a worker though one runs
	DefectWorkerForgotten      Defect = "worker-forgotten"         // an accepted reply starts no worker
	DefectLateRequest          Defect = "late-request"             // the OST takes a connect of an older connection
	DefectMarkOnlyFull         Defect = "mark-only-full"           // DEACTIVATE marks only an import that is FULL
	DefectDropUntold           Defect = "drop-untold"              // an invalidation drops data, and no sync tells
	DefectDeactivationDiscards Defect = "deactivation-discards"    // a deactivation drops what is dirty
	DefectLocalCancel          Defect = "local-cancel"             // a deactivation cancels locks at the node alone
	DefectReplaySkipsRequests  Defect = "replay-skips-requests"    // uncommitted writes are not replayed
	DefectReplaySkipsLocks     Defect = "replay-skips-locks"       // locks are not replayed
	DefectReplayResumesAlways  Defect = "replay-resumes-always"    // a replay resumes though the OST restarted again
	DefectAgainTooSoon         Defect = "again-too-soon"           // the OST says "again" before it has seen any replay
	DefectLateWrite            Defect = "late-write"               // the OST takes a write that its client gave up and asked again
	DefectSharedLock           Defect = "shared-lock"              // the OST grants a lock that another client has
	DefectCreateInRecovery     Defect = "create-in-recovery"       // a create is sent while the creator is RECOVERY
	DefectCreateFails          Defect = "create-fails-in-recovery" // a create fails for RECOVERY alone
	DefectAllocateAny          Defect = "allocate-any"             // objects are allocated on targets that are not active
	DefectPenaltyKept          Defect = "penalty-kept"             // ACTIVE leaves the QoS penalty
)

// The defects of the MDS's side.
const (
	DefectLlogLate          Defect = "llog-late"          // a target's llog is ready only when it has connected
	DefectDestroyAtOnce     Defect = "destroy-at-once"    // a client sends the destroy before the unlink is committed
	DefectUncommittedRecord Defect = "uncommitted-record" // a replay names records that are not committed
	DefectCancelEarly       Defect = "cancel-early"       // a record is cancelled before the destroy is committed
	DefectSecondReplay      Defect = "second-llog-replay" // a replay goes on when the MDS has connected again
	DefectObjidLate         Defect = "objid-late"         // lov-objid is written after the file
	DefectObjidSetBack      Defect = "objid-set-back"     // each connection takes the last id from the disk
	DefectSizeLate          Defect = "ea-size-late"       // the EA size is raised when the target becomes active
	DefectStockKept         Defect = "stock-kept"         // precreated objects outlive their connection
	DefectOrphansSpared     Defect = "orphans-spared"     // nobody destroys the orphans
	DefectIDsReused         Defect = "ids-reused"         // the OST gives the ids of orphans again
	DefectLateOrphans       Defect = "late-orphans"       // the OST takes an orphan request of an older connection
)

// The defects by which something never ends. No state and no step of theirs is wrong.
const (
	DefectMdsConnSkipped    Defect = "mds-conn-skipped"     // nobody tells the OST that this is the MDS
	DefectRecoveryUnending  Defect = "recovery-unending"    // the OSC hears no recovery finished
	DefectCreateStays       Defect = "create-stays"         // a create waits for a target that is gone
	DefectLlogOnlyAtConnect Defect = "llog-only-at-connect" // what a dead client left waits for the next connection
	DefectDisconnectWaits   Defect = "disconnect-waits"     // a deactivation waits for an answer without a time-out
	DefectReferenceKept     Defect = "reference-kept"       // the last reference on a slot never goes
	DefectAbortWaits        Defect = "abort-waits"          // requests wait for the invalidation that waits for them
)

// Defects is a set of defects, empty for the design itself.
type Defects []Defect

// Has reports whether the set holds d.
func (s Defects) Has(d Defect) bool {
	for _, have := range s {
		if have == d {
			return true
		}
	}
	return false
}
