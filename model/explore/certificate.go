package explore

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
)

// Verdict is the answer of a run.
type Verdict uint8

// The verdicts. Undecided is never as good as Holds.
const (
	Undecided Verdict = iota // a bound was reached before the graph was whole, and no violation found until then
	Holds                    // every reachable state and every transition was judged, and all properties hold
	Violated                 // Result.Violations says what and how
)

func (v Verdict) String() string { return [...]string{"undecided", "holds", "violated"}[v] }

// Stop is why a run ended.
type Stop uint8

// The reasons to end.
const (
	Complete       Stop = iota // nothing is left to explore
	FirstViolation             // the level of the first violation is done, and Options.KeepGoing is not set
	StateLimit                 // Options.MaxStates or MaxNodes
	MemoryLimit                // Options.MaxBytes
	Cancelled                  // Options.Context is done
)

func (s Stop) String() string {
	return [...]string{"complete", "first violation", "state limit", "memory limit", "cancelled"}[s]
}

// Certificate is the counts of an exploration. With verdict Holds they are facts about the machine, which any other
// explorer of it must find again; else they cover what was explored.
type Certificate struct {
	Distinct  int   // nodes: states told apart by value and by budgets used
	Generated int   // initial states listed, and transitions taken, those to known nodes included
	Depth     int   // levels; the initial states are level 1
	Levels    []int // nodes by level, Levels[0] being level 1
	Terminal  int   // expanded nodes in which no action is enabled, one whose budget is spent counting as not enabled
	Taken     []ActionCount
	Witnesses []WitnessLevel
	Liveness  []Held // of the liveness properties that were judged, in table order
	Digest    Digest
}

// ActionCount is how often an action was taken, at whatever site, in table order.
type ActionCount struct {
	Action string
	Taken  int
}

// WitnessLevel is the first level at which a judged property's witness was reached, in table order; 0 means never. The
// level of a transition is that of the node it leads to, were that node new: one more than the level it starts from.
type WitnessLevel struct {
	Property string
	Level    int
}

// Digest identifies a set of nodes whatever the order they come in: two halves of a node's SHA-256, one summed, one
// xored over all nodes. It is zero unless Options.StateKey is set.
type Digest struct{ Sum, Xor uint64 }

func (d *Digest) add(key []byte) {
	h := sha256.Sum256(key)
	d.Sum += binary.LittleEndian.Uint64(h[:8])
	d.Xor ^= binary.LittleEndian.Uint64(h[8:16])
}

func (d *Digest) merge(o Digest) {
	d.Sum += o.Sum
	d.Xor ^= o.Xor
}

// NeverTaken lists the actions that were never taken: dead rows of the table, or bounds too small.
func (c *Certificate) NeverTaken() []string {
	var names []string
	for _, a := range c.Taken {
		if a.Taken == 0 {
			names = append(names, a.Action)
		}
	}
	return names
}

// Unwitnessed lists the judged properties whose witness was not reached: their holding may be vacuous.
func (c *Certificate) Unwitnessed() []string {
	var names []string
	for _, w := range c.Witnesses {
		if w.Level == 0 {
			names = append(names, w.Property)
		}
	}
	return names
}

// NeverWaited lists the liveness properties that had nothing to wait for: their holding is vacuous.
func (c *Certificate) NeverWaited() []string {
	var names []string
	for _, h := range c.Liveness {
		if h.Nodes == 0 {
			names = append(names, h.Property)
		}
	}
	return names
}

// Result is what a run found.
type Result[S comparable] struct {
	Verdict Verdict
	Stop    Stop
	// Violations has the first violation of each property that was found violated, by depth, then in table order. The
	// first of them is the shortest story.
	Violations []Violation[S]
	Certificate
	LevelsComplete int   // levels of which all nodes are known
	Frontier       int   // nodes kept whose successors are not all known
	Bytes          int64 // memory taken, as Options.MaxBytes counts it
	// Odds is how likely it is at most that fingerprints have hidden a state, if they are as good as drawn by lot: each
	// transition to a node that seemed known may have led to another one, whose fingerprint is the same as that of one of
	// all nodes. It is 0 without Options.Fingerprints.
	Odds  float64
	Graph *Graph[S] // nil unless Options.KeepGraph
}

// String is the verdict in one line, with the reason and how far the run got if it is undecided.
func (r *Result[S]) String() string {
	counts := fmt.Sprintf("%d distinct, %d generated, depth %d", r.Distinct, r.Generated, r.Depth)
	switch r.Verdict {
	case Violated:
		v := r.Violations[0]
		if v.Lasso {
			return fmt.Sprintf("violated: %s (%s) by %d steps and %d for ever; %s", v.Property, v.Clause, len(v.Trace)-1, len(v.Loop), counts)
		}
		return fmt.Sprintf("violated: %s (%s) after %d steps; %s", v.Property, v.Clause, len(v.Trace)-1, counts)
	case Undecided:
		return fmt.Sprintf("undecided: %s after %d whole levels, %d nodes not expanded; %s",
			r.Stop, r.LevelsComplete, r.Frontier, counts)
	default:
		return "holds" + r.doubt() + ": " + counts
	}
}

// doubt is what a verdict from fingerprints has to add.
func (r *Result[S]) doubt() string {
	if r.Odds == 0 {
		return ""
	}
	return fmt.Sprintf(", unless fingerprints hid a state (odds at most %.1g)", r.Odds)
}
