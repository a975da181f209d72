package model

// Design is every decision of this part of the design that the model can be asked
// to take otherwise. The zero value is the RFC's design as spec/clauses.md has it;
// every other value is a departure, and one departure alone is a [Defect].
type Design struct {
	Loss        LossDecision        // C2.5
	Chain       ChainDecision       // C2.2
	Interpreter InterpreterDecision // C2.1b, C2.1c
	Eviction    EvictionDecision    // C2.1c
	Worker      WorkerDecision      // C2.4
	Reply       AgeDecision         // C2.4: replies at the node
	Request     AgeDecision         // C2.4: requests at the OST
	Pinger      PingerDecision      // C3.2
	Mark        MarkDecision        // C3.2
	Remove      RemoveDecision      // C3.3
	Pool        PoolDecision        // C3.3
	Reference   ReferenceDecision   // C2.4, C3.3

	Deactivation DeactivationDecision // C3.2
	Purge        PurgeDecision        // C2.1c, C3.2
	Replay       ReplayDecision       // C2.1c
	Window       WindowDecision       // C2.1c
	Grant        GrantDecision        // C3.2
	Asks         AsksDecision         // C2.4
	Create       CreateDecision       // C2.2.osc, C2.3
	Allocate     AllocateDecision     // C2.2.lov
	Penalty      PenaltyDecision      // C2.2.lov
	Disconnect   DisconnectDecision   // C2.4, C3.2
	Abort        AbortDecision        // C2.1c, C2.4

	MDSDesign
}

// LossDecision is what the LOV is told of a loss.
type LossDecision uint8

// INACTIVE makes the slot inactive, never deactivated (C2.5). TellsNobody is what
// Lustre does with a replayable import.
const (
	LossTellsLOV LossDecision = iota
	LossTellsNobody
	LossClearsDeactivated
)

// ChainDecision is the order of the worker's chain after an accepted connect.
type ChainDecision uint8

// FULL, then OSC, then LOV, then the layer above (C2.2).
const (
	ChainOscThenLov ChainDecision = iota
	ChainLovBeforeOsc
	ChainActiveBeforeFull
	ChainNeverFinishes // no second event to the OSC
)

// InterpreterDecision is where an invalidation runs.
type InterpreterDecision uint8

// The interpreter hands over to the worker and never waits (C2.1b).
const (
	InterpreterHandsOver InterpreterDecision = iota
	InterpreterWaits
)

// EvictionDecision is what a node makes of a connect reply when it held a handle.
type EvictionDecision uint8

// Another instance is an eviction and begins an invalidation, whose end clears
// INVALID (C2.1c).
const (
	EvictionInvalidates EvictionDecision = iota
	EvictionLeavesData
	EvictionOnEveryReconnect
	EvictionStaysInvalid
)

// WorkerDecision is when an event starts a worker.
type WorkerDecision uint8

// An event starts one if none runs (C2.4).
const (
	WorkerIfNoneRuns WorkerDecision = iota
	WorkerPerEvent
	WorkerForgotten // an accepted reply is queued, and no worker is started for it
)

// AgeDecision is what becomes of a message that is older than the connection.
type AgeDecision uint8

// It is ignored (C2.4).
const (
	LateIgnored AgeDecision = iota
	LateAccepted
)

// PingerDecision is which imports the pinger pings.
type PingerDecision uint8

// A deactive import is left alone (C3.2).
const (
	PingerSparesDeactive PingerDecision = iota
	PingerPingsDeactive
)

// MarkDecision is when a DEACTIVATE record marks the import.
type MarkDecision uint8

// Always, whatever its state (C3.2).
const (
	MarkAlways MarkDecision = iota
	MarkOnlyFull
)

// RemoveDecision is whether a REMOVE looks at the log before it.
type RemoveDecision uint8

// It is refused unless the target is deactivated (C3.3).
const (
	RemoveChecked RemoveDecision = iota
	RemoveUnchecked
)

// PoolDecision is what a removal does to the pools.
type PoolDecision uint8

// It flushes the index from them first (C3.3).
const (
	PoolFlushed PoolDecision = iota
	PoolKept
)

// ReferenceDecision is who holds a slot.
type ReferenceDecision uint8

// The worker and each queued event do (C2.4).
const (
	ReferenceHeld ReferenceDecision = iota
	ReferenceDropped
	ReferenceKept // and lets none go
)

// DeactivationDecision is what a deactivation does with the lock and the data under it.
type DeactivationDecision uint8

// What is dirty is written and the lock cancelled with the OST. CancelsLocally is the
// other reading of the mail: the lock is dropped without telling the OST, and the data
// is kept. Discards is an invalidation.
const (
	DeactivationCancelsWithOST DeactivationDecision = iota
	DeactivationCancelsLocally
	DeactivationDiscards
)

// PurgeDecision is what an invalidation does with the lock and the data under it.
type PurgeDecision uint8

// Both go, and the next sync tells.
const (
	PurgeTells PurgeDecision = iota
	PurgeIsSilent
	PurgeLeavesLocks
)

// ReplayDecision is what a client sends again after a restart of the OST.
type ReplayDecision uint8

// The requests that are not committed, then the lock; from where a broken replay
// stopped, if the OST says that it has seen some of it.
const (
	ReplayEverything ReplayDecision = iota
	ReplaySkipsRequests
	ReplaySkipsLocks
	ReplayResumesAlways
)

// WindowDecision is until when the OST tells a client that it has seen nothing of its
// replay.
type WindowDecision uint8

// Until it has seen some. The other way is until it has answered a connect, which the
// client may never have heard.
const (
	WindowFreshUntilReplay WindowDecision = iota
	WindowFreshOnce
)

// GrantDecision is to how many clients the OST grants a lock.
type GrantDecision uint8

// To one.
const (
	GrantExclusive GrantDecision = iota
	GrantShared
)

// AsksDecision is in which order the OST takes what one client asks.
type AsksDecision uint8

// In the order in which it was asked; what comes later than that is ignored (C2.4).
const (
	AsksInOrder AsksDecision = iota
	AsksInAnyOrder
)

// CreateDecision is what a create does while its target is RECOVERY.
type CreateDecision uint8

// It waits (C2.2.osc).
const (
	CreateWaits CreateDecision = iota
	CreateIgnoresRecovery
	CreateFailsInRecovery
	CreateStays // it waits for its target whatever becomes of that
)

// AllocateDecision is which targets objects are allocated on.
type AllocateDecision uint8

// Those that are active at the LOV.
const (
	AllocateActive AllocateDecision = iota
	AllocateAny
)

// DisconnectDecision is how long a deactivation waits for the answer to its disconnect.
type DisconnectDecision uint8

// Until the request times out: a worker's request always ends (C2.4).
const (
	DisconnectTimesOut DisconnectDecision = iota
	DisconnectWaits
)

// AbortDecision is what becomes of the requests of an import when an invalidation
// begins.
type AbortDecision uint8

// They end, and the invalidation waits for that. The other way is that they wait until
// the import is valid again.
const (
	AbortEnds AbortDecision = iota
	AbortWaits
)

// PenaltyDecision is what becomes of the QoS penalty when a target becomes active.
type PenaltyDecision uint8

// It is reset (C2.2.lov).
const (
	PenaltyReset PenaltyDecision = iota
	PenaltyKept
)
