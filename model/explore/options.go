package explore

import "context"

// Bounds and defaults of a run.
const (
	// DefaultProgressEvery is the number of new nodes after which Progress is told again within a level.
	DefaultProgressEvery = 1 << 20

	// roundBytes bounds the lists in which a round's successors wait to be entered into the visited set; a machine one
	// of whose nodes may need more has rounds of one parent.
	roundBytes = 16 << 20
	// roundShare is the part of MaxBytes that the lists take at most: one in so many.
	roundShare = 8
	// roundBlocks is how many blocks a round is cut into at most. It does not depend on the workers, so neither does
	// anything that a round decides.
	roundBlocks = 128
)

// Options says how a machine is explored. Its zero value explores everything, exactly, with all processors, and stops
// after the level of the first violation.
type Options[S comparable] struct {
	// Workers is the number of goroutines that expand a level; 0 means GOMAXPROCS. It changes no result.
	Workers int
	// Context ends the run as Undecided when it is done. Nil means never.
	Context context.Context
	// MaxStates bounds the nodes that are kept; 0 means MaxNodes. A graph of exactly so many is still decided.
	MaxStates int
	// MaxBytes bounds the memory of the visited set and of the lists of successors; 0 means no bound. What so many nodes
	// would need at most, growth included, is reckoned beforehand: the run stops before it exceeds the bound. Tables
	// outgrown but not yet collected are the garbage collector's, which has its own bound.
	MaxBytes int64
	// KeepGoing explores on after the first violation, and reports the first of every violated property.
	KeepGoing bool
	// Only names the properties to judge; empty means all.
	Only []string
	// Fingerprints tells states apart by 64 bits of a hash alone, whose seed is drawn anew for every run, and keeps only
	// the states whose successors are still to be found. A node takes some 30 bytes in place of its state, and the
	// verdict Holds may be wrong with the odds that Result.Odds states. Violations are what they are in any case.
	Fingerprints bool
	// Symmetry takes states that Machine.Canonical makes equal for one. Distinct then counts classes of states, and
	// Generated the transitions from one state of each.
	Symmetry bool
	// Liveness judges Machine.Liveness too, once the whole graph is known and no property is violated. It takes memory
	// for the graph's edges, and is refused with Fingerprints, which do not keep the graph, and with Symmetry, which
	// would make a way that goes on in another state's place a way round.
	Liveness bool
	// KeepGraph keeps the visited set for Result.Graph. It is refused with Fingerprints and Symmetry.
	KeepGraph bool
	// Progress is called, never concurrently, at the end of every level, and within a level about every ProgressEvery
	// new nodes (0 means DefaultProgressEvery).
	Progress      func(Progress)
	ProgressEvery int
	// StateKey appends to key a canonical encoding of a state and of how often each budget was used. If set, the
	// certificate has a Digest over all nodes. It is called from several goroutines at once.
	StateKey func(key []byte, s *S, used []uint8) []byte
}

// Progress is how far a run has come.
type Progress struct {
	Level     int   // the level whose states are being found
	LevelDone bool  // all states of Level are known
	Distinct  int   // nodes so far
	Generated int   // initial states and transitions so far
	Frontier  int   // nodes not expanded yet
	Bytes     int64 // memory taken, as MaxBytes counts it
}
