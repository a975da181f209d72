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
)
