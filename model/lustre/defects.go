package lustre

// Defect is the name of one departure from the design. The model has a machine for
// each; those that have a story at the level of the implementation can be planted
// there too (spec/defects.md).
type Defect string

// The defects that can be planted in the implementation as well.
const (
	DefectLateReply       Defect = "late-reply"         // a connect reply of an older connection is accepted
	DefectLossDeactivated Defect = "loss-deactivated"   // a disconnect clears the deactivated flag
	DefectRemoveUnchecked Defect = "remove-unchecked"   // REMOVE does not look whether the target is deactivated
	DefectActiveFirst     Defect = "active-before-full" // ACTIVE reaches the LOV before the import is FULL
)

// Planted lists the defects that the implementation knows, in the order of
// spec/defects.md.
func Planted() []Defect {
	return []Defect{DefectLateReply, DefectLossDeactivated, DefectRemoveUnchecked, DefectActiveFirst}
}

// The defects that are the model's alone: at the level of the implementation they
// have no story yet, or the type system forbids them.
const (
	DefectLossUntold             Defect = "loss-untold"              // the LOV is told nothing of a loss
	DefectLovFirst               Defect = "lov-before-osc"           // the LOV is told before the OSC is prepared
	DefectInterpreterWaits       Defect = "interpreter-waits"        // the interpreter waits for the invalidation
	DefectEvictionLeavesData     Defect = "eviction-leaves-data"     // an eviction is taken for a reconnect
	DefectFalseEviction          Defect = "false-eviction"           // every reconnect is taken for an eviction
	DefectStaysInvalid           Defect = "stays-invalid"            // the end of an invalidation leaves INVALID
	DefectSecondWorker           Defect = "second-worker"            // an event starts a worker though one runs
	DefectWorkerForgotten        Defect = "worker-forgotten"         // an accepted reply starts no worker
	DefectLateRequest            Defect = "late-request"             // the OST takes a connect of an older connection
	DefectPingDeactive           Defect = "ping-deactive"            // the pinger pings a deactive import
	DefectMarkOnlyFull           Defect = "mark-only-full"           // DEACTIVATE marks only an import that is FULL
	DefectPoolKept               Defect = "pool-kept"                // a pool keeps the index of a removed target
	DefectWorkerWithoutReference Defect = "worker-without-reference" // the worker holds no reference on its slot
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
