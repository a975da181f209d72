// Package linear decides whether a history is linearizable: whether there is an order of
// its operations, true to what returned before what was called, that the sequential
// specification ([ostlife/model/sequential]) accepts. If there is none, it says which
// operation is the first that cannot be placed, which rule stands against it, and why
// each way of going on fails, on a history that is as short as it can be made.
//
// The history is cut into partitions, one for each node and target, which are judged
// apart from each other; the specification says why that is sound and what it costs.
// Operations of the config log are in the partition of each node, settle in that of
// each target. The search within a partition is porcupine's.
//
// # Unknown outcomes
//
// An operation of unknown outcome stays open for ever, so that it can take effect at any
// moment after its call, or, placed at the end, never. One that proves and changes
// nothing (connect, status, settle), and a connect that sent nothing, is left out of the
// search and kept for the picture.
//
// # Three answers
//
// [Holds] and [Violated] are certain. [Undecided] is everything else: the time is over,
// a search needs more memory than [MaxSearchBytes], or the specification met one of its
// own bounds on the way and no order was found. Verdicts merge worst first: one partition
// that is violated decides, whatever else is undecided.
//
// But for the time, everything is counted and not measured, so that the same history gets
// the same verdict with the same words on every machine.
package linear
