package linear

import (
	"fmt"

	"ostlife/checker/history"
	"ostlife/model/sequential"
)

// Result is the answer to a check. A higher one is a worse one.
type Result uint8

// The results.
const (
	Holds Result = iota
	Undecided
	Violated
)

var resultNames = [...]string{"holds", "undecided", "violated"}

// String gives "holds", "undecided" or "violated".
func (r Result) String() string {
	if int(r) < len(resultNames) {
		return resultNames[r]
	}
	return fmt.Sprintf("Result(%d)", uint8(r))
}

// ExitCode is what a command that asked for the check answers: 0, 75 or 1.
func (r Result) ExitCode() int {
	switch r {
	case Holds:
		return 0
	case Undecided:
		return 75
	default:
		return 1
	}
}

// Judgement is the result of one partition.
type Judgement struct {
	Partition      Partition
	Result         Result
	Why            string // of Undecided: the bound that was reached
	Operations     int    // in the search
	Width          int    // the most of them that were open at one moment
	Configurations int    // that the search visited
}

// Verdict is the answer to [Check].
type Verdict struct {
	Result     Result
	Judgements []Judgement // by target, aspect, pool and node
	Violations []Violation // of the first partitions that are violated, at most [MaxExplained]
	Unjudged   []Unjudged  // rules that were not held against this history

	history *history.History
	rules   sequential.Rules
}

// Unjudged is a rule that a history cannot be held to, and why.
type Unjudged struct {
	Rule sequential.Rule
	Why  string
}

// Violation tells why a partition is violated.
type Violation struct {
	Partition Partition
	// First is the first operation that cannot be placed: the history up to its
	// return is violated, and up to the return before that, which is LastGood's, it
	// is not. LastGood is nil if there was none.
	First    history.Operation
	LastGood *history.Operation
	// Rule is the rule that is broken. If it is Sole, the history up to First is
	// accepted without that rule.
	Rule sequential.Rule
	Sole bool
	// Minimal is a part of the history up to First that is violated as well, in the
	// order of the calls. Left out is only what proves something and changes nothing,
	// so that nothing becomes wrong by leaving it out. An operation that was open when
	// First returned has outcome info in it.
	Minimal []history.Operation
	// DeadEnds are the orders of Minimal that go farthest.
	DeadEnds []DeadEnd

	story []item // Minimal, as the search has it
}

// DeadEnd is an order of operations that is accepted and cannot be gone on with.
type DeadEnd struct {
	Order []history.Operation
	State fmt.Stringer // what is known after them
	Ways  []Way        // each operation that could come next, and why it cannot
}

// Way is an operation that cannot come next.
type Way struct {
	Operation history.Operation
	Reason    sequential.Reason
}
