package history

import "fmt"

// Bounds of the format itself: what breaks one is malformed.
const (
	MaxHeaderBytes = 1 << 20 // of the first line, which holds the plan
	MaxLineBytes   = 64 << 10
	MaxNames       = 256 // of bounds in a header, and of defects
	MaxDepth       = 64  // of objects and lists inside each other, in a plan
	MaxUUIDBytes   = 40  // as in Lustre
	MaxNameBytes   = 64  // of the name of a design, a defect, a bound, a fault
	MaxDetailBytes = 512 // of what a fault says of itself

	MaxTargetsBytes = 8 << 10 // of the list of a pool's targets
)

// Bounds of one history, which [Limits] can move: what goes beyond one may be a
// good history, that is too large to be read here. With these, a reading of
// whatever input stays below 200 MB.
const (
	DefaultOperations = 1 << 19
	DefaultFaults     = 1 << 15
	DefaultClients    = 1 << 16 // an unknown outcome takes a client with it
	DefaultPending    = 1 << 15
	DefaultNodes      = 1 << 12
	DefaultTargets    = 1 << 12
	DefaultRecords    = 1 << 26 // of a trace, which nobody keeps as a whole
)

// Limits bounds what is read. A field that is 0 stands for its default.
type Limits struct {
	HeaderBytes int // of the first line, without its newline
	LineBytes   int // of every other line, likewise
	Operations  int
	Faults      int
	Clients     int // numbers of clients
	Pending     int // operations without a known outcome at any one time: open, or info
	Nodes       int // nodes that operations name
	Targets     int // targets that operations name
	Records     int // of a trace, which has none of the others but lines, nodes and targets
}

// DefaultLimits gives the limits of [NewWriter], and of a reader that is given none.
func DefaultLimits() Limits {
	return Limits{
		HeaderBytes: MaxHeaderBytes,
		LineBytes:   MaxLineBytes,
		Operations:  DefaultOperations,
		Faults:      DefaultFaults,
		Clients:     DefaultClients,
		Pending:     DefaultPending,
		Nodes:       DefaultNodes,
		Targets:     DefaultTargets,
		Records:     DefaultRecords,
	}
}

// complete replaces each 0 by its default.
func (l Limits) complete() Limits {
	all := DefaultLimits()
	for _, row := range []struct{ to, from *int }{
		{&all.HeaderBytes, &l.HeaderBytes}, {&all.LineBytes, &l.LineBytes},
		{&all.Operations, &l.Operations}, {&all.Faults, &l.Faults},
		{&all.Clients, &l.Clients}, {&all.Pending, &l.Pending},
		{&all.Nodes, &l.Nodes}, {&all.Targets, &l.Targets},
		{&all.Records, &l.Records},
	} {
		if *row.from != 0 {
			*row.to = *row.from
		}
	}
	return all
}

// LimitError says which limit a history goes beyond. It is no verdict on the
// history: who asked for one answers undecided.
type LimitError struct {
	File  string // empty when writing
	Line  int    // counted from 1; 0 when writing
	Limit string // "operations", "faults", "clients", "pending", "nodes", "targets" or "records"
	Max   int
}

// Error gives file and line, where there are some, and the limit.
func (e *LimitError) Error() string {
	reason := fmt.Sprintf("more than %d %s: beyond the limit", e.Max, e.Limit)
	if e.Limit == "pending" {
		reason = fmt.Sprintf("more than %d operations pending: beyond the limit", e.Max)
	}
	if e.Line == 0 {
		return "history: " + reason
	}
	return fmt.Sprintf("%s:%d: %s", e.File, e.Line, reason)
}

// MalformedError says why a file is no history, and where: the first flaw found.
type MalformedError struct {
	File   string
	Line   int // counted from 1
	Column int // in bytes, counted from 1: the value at fault, or 1 where it is the whole line
	Reason string
}

// Error gives file:line:column: reason.
func (e *MalformedError) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Reason)
}

// flaw is what is wrong with one line, before it is known which line that is.
type flaw struct {
	column int
	reason string
}

func (f *flaw) Error() string { return f.reason }

// wrong makes a flaw at a column.
func wrong(column int, format string, args ...any) error {
	return &flaw{column: column, reason: fmt.Sprintf(format, args...)}
}
