// Package judge tells what happened to each import and each target from the records of
// real Lustre nodes, and whether Lustre's own relation of its era allows it.
//
//	j := judge.New(judge.Options{})
//	... j.Take(record) for each record, in any order of files ...
//	story := j.Story()
//
// # What may be concluded
//
// A violation is a change of state that a record shows as one and that no row of the
// relation ([ostlife/checker/records/era]) allows in any era that the node may be of. One
// line of a debug log shows a change: it names both states. Two neighbours in a state
// file's ring show one too, unless a line between them is missing or the clock was set
// back. Nothing else does. A console proves what it says and nothing by what it does not
// say; two lines of a debug log that do not fit together are lines missing in between,
// since logs lose lines and never invent them; a parameter file is the state of an unknown
// moment. Where a change is legal only in a situation that the records do not show, the
// answer is that nobody can tell, and what is missing is named ([Missing]).
//
// What is wrong with a node although Lustre allows it is a [Finding]; what the design of the
// RFC would not have done is a [Difference]. Neither changes the verdict.
//
// # Which import a line is about
//
// An obd device's name says which node's import it is: demo-OST0002-osc-ffff9a0011223344 is
// a client mount's, demo-OST0002-osc-MDT0000 the MDT's. A change of state in a debug log
// names the import's address and the target's UUID only; it is joined to a device if a line
// names both, if in that file or on that host there is only one of each for the target, or if
// one state file alone has the same changes in the same seconds. Else it stays a lane of its own: two imports are never made one on a guess.
//
// # Time
//
// Records are put on one axis where their clocks allow it ([Axis]): a clock of seconds
// since boot by requests whose absolute time was printed, one without a zone by such a
// request or as UTC, one without its year as that nearest to the others. What was assumed
// is said. What cannot be put beside the others is told apart, in its own clock.
//
// The memory is constant for each import: the first and the last events are kept, the
// others counted ([Lane.Dropped]).
package judge
