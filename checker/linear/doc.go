// Package linear decides whether a history is linearizable: whether there is an order of
// its operations, true to what returned before what was called, that the sequential
// specification ([ostlife/model/sequential]) accepts. If there is none, it says which
// operation is the first that cannot be placed, which rule stands against it, and why
// each way of going on fails, on a history that is as short as it can be made.
//
// The history is cut into partitions, which are judged apart from each other; the
// specifications say why that is sound and what it costs. Each has an [Aspect]: the exports
// of one node and one target, with the config log; the register of a target; the ids of
// its objects; a pool and a target; the file of an object; the EA size of a node. Operations of the config log are in the partition of
// each node, settle in that of each target, and a connect in that of the register, too: an
// operation is in every partition that it can say something to. The search within a
// partition is porcupine's, and the same for all aspects. Where that has gone a wrong way
// early, it may go through all that comes later again and again, and use its memory up:
// then a frontier search takes over, which keeps all that is possible at one moment and
// goes from one to the next. It needs no more than one moment has, but shows no order.
//
// # What a search is told
//
// Some of what an operation proves is known only with the others in view, and that once,
// before the search: how far its node had applied the log when it was called
// ([ostlife/model/sequential.Input]), whether a value was written at all, and until when nothing
// can have had a node's data committed. It is taken from the stamps, so that it holds in
// whatever order the operations took effect.
//
// # Files, and nodes that crash
//
// A file is one partition for each object that an unlink names, whoever asked: the create
// that was answered with it, the unlinks, and the crashes of the MDS, which take back what
// was not committed (C1a). That is sound, as a file is about its object alone. What it
// cannot see is what only two files show: that two unlinks of one transaction are not both
// there after a crash, or that one create of unknown outcome made two files. An unlink that
// is refused with no-target, as the MDS's llog for the target was not ready, proves nothing:
// nothing shows when it is. What a client has an MDS create goes by what the MDS has applied
// of the log, and is not held against what the client has.
//
// A node that crashes has shown nothing when it starts again: it is judged as another node
// from then on, with partitions of its own. What was called before its crash began and
// returned behind it, or the other way round, may be of either life: such an operation is
// left out, but for an eviction, which counts as one of unknown outcome in both. A client
// takes what it had in its cache along; where clients write, the rules of stale reads and of
// drops are left out then ([Verdict.Unjudged]).
//
// # Unknown outcomes
//
// An operation of unknown outcome stays open for ever, so that it can take effect at any
// moment after its call, or, placed at the end, never. One that proves and changes
// nothing (connect, status, settle, read, create but for files, pool-list, last-id, ea-size), and a connect that sent
// nothing, is left out of the search and kept for the picture.
//
// # Three answers
//
// [Holds] and [Violated] are certain. [Undecided] is everything else: the time is over,
// both searches need more memory than [MaxSearchBytes], or the specification met one of its
// own bounds on the way and no order was found. Verdicts merge worst first: one partition
// that is violated decides, whatever else is undecided.
//
// But for the time, everything is counted and not measured, so that the same history gets
// the same verdict with the same words on every machine.
package linear
