// Package sequential says what one node and one target may answer, one operation after
// another. A history of operations that overlap is right if there is an order, true to
// what followed what, in which each answer is accepted here.
//
// The specification keeps what is known and leaves open what is not: [State] is a flat
// value, [Step] accepts an answer and gives the next state, or refuses it with a
// [Reason] that names one of the rules. Nothing in it happens by itself. What a node
// does on its own (it applies records, its pinger connects, its worker lags behind, a
// deactivation disconnects) is never a step of its own: an answer is accepted if the
// node could have got there.
//
// # What an answer proves
//
// Three facts carry the rest. A new export always has a higher instance than any before
// it, and replaces the one before it. An export goes only by an eviction or by the
// disconnect of a deactivation, for which the log must hold a record. A node goes
// through the log in its order: the mark on the import first, the slot after it.
//
//	operation     answer        what it proves                        what becomes known
//	connect       instance i    at the OST, then, i was the export    known = i; export sure if the node had
//	                                                                  applied the log's last DEACTIVATE or
//	                                                                  REMOVE before the call, else at least
//	                                                                  maybe; the import had applied a record
//	                                                                  after which it may connect
//	connect       no-target,    the import then was at a record       the import has applied the log up to
//	              deactivated   that says so                          the first such record; the slot may
//	                                                                  still be behind
//	connect       unreachable   nothing                               nothing
//	connect       unknown       nothing: the pinger could have        nothing
//	                            done as much
//	evict         instance i    i was the export, and is no more      known = i, export gone
//	evict         not-connected there was no export                   export gone: known is never given again
//	evict         unknown       nothing; if it came to the OST,       export gone
//	                            there is no export
//	add ...       position p    the log had reached less than p       a record at p; after DEACTIVATE and
//	                                                                  REMOVE export sure becomes maybe
//	deactivate,   position p    the last status record said so        an open record is at p
//	activate                    already, and the last record of any
//	                            kind is at p
//	add ...       refused       the log said so                       nothing
//	add ...       unknown       nothing; if it was guarded well,      an open record, after those before it
//	                            a record was written                  and before those after it
//	status        position p    the slot reflects the record at p     the slot has shown p and never goes back
//	status        active i      i was an export once, and the slot    known and active at least i; export at
//	                            has heard of it                       least maybe if i is new
//	settle        position q    the node has applied the log up to    the slot has shown the last record up
//	                            q, and its workers have finished      to q; new records come after q
//	status,       unknown       nothing                               nothing
//	settle
//	restart       ok, unknown   nothing                               export sure becomes maybe
//	create        on this       the import had applied a record       nothing
//	              target        after which it may connect
//	pool-add,     position p    the log had reached less than p, and  the target's last record is at p
//	pool-remove                 there is a JOIN or LEAVE at p; or
//	                            the target's last record is at p
//
// Export gone, maybe and sure are [Gone], [Maybe] and [Sure]. Sure is lost with a
// DEACTIVATE or REMOVE from the moment it is in the log, since the node may apply it and
// disconnect at once. A later connect makes it sure again only if the node had applied
// that record before the call: then its connection is younger than what the record
// disconnects, and the OST drops a disconnect that is older than the connection (C2.4).
// That an instance is known does not make the slot go forward: a worker may still have
// to tell the slot, so connect i and then a status active for less than i is right.
//
// A connect takes effect at the OST, but goes by what the node knew when it began: a
// deactivation that the node applies while the round trip is under way does not make the
// answer wrong. So the log is held against [Input.Applied], what the node was known to
// have applied before the call, and not against what others saw meanwhile.
//
// JOIN and LEAVE are records of the target, too: what changes nothing answers with the last
// record of any kind, and a new record comes after all of them. No slot shows them: the
// position of a slot goes by ADD, DEACTIVATE, ACTIVATE and REMOVE alone. Whether a pool's
// request wrote one is not known here, but where pools are (below).
//
// # Other aspects
//
// This package has what one node knows of one target, and the words that all have in
// common: [Operation], [Input], [Output] and the [Rule]s, in one table, so that a report
// and a set of rules in force speak of every rule in the same way. Beside it are three
// specifications of all nodes, small enough to be states of their own:
//
//   - [ostlife/model/sequential/register]: the value of a target's object, under its lock,
//     and what becomes of data that is not committed (write, read, sync);
//   - [ostlife/model/sequential/objects]: the ids of a target's objects (create);
//   - [ostlife/model/sequential/pool]: whether a pool has a target (pool-add, pool-remove,
//     pool-list, and create again).
//
// That a create went to a target which the node could use is held against the log, so it
// is here: it goes by the import's marks, as a connect does.
//
// # Unknown outcomes
//
// An operation of unknown outcome is accepted in every state, so that one which never
// took effect can be placed at the end. A record that it wrote is open ([Record.Open]):
// its position becomes known by the first answer that can mean no other record. If an
// answer could mean two, it is [Ambiguous]; if more than [MaxLater] records wait to be
// shown, [OutOfRoom]: neither right nor wrong, and a checker that finds no other order
// must say undecided.
//
// # One node and one target at a time
//
// A state speaks of one node and one target. That is sound: a system that is right as a
// whole is right in each such part, because each rule speaks of one pair, of one
// target's records, or of a bound on the whole log (a new record comes after every
// record and every settled position that is known). Operations of the config log belong to the part of
// each node, settle(node) to that of each target. What it cannot see is what only two
// parts together would show: that a position is given to two targets; that settle
// answers more than the whole log holds, or that two nodes' parts need the records of
// unknown outcome in different orders. The same holds for any answer about a set of
// targets: each part sees its own member of the set, and no part sees the set. So a
// create that is refused with no-usable is part of nothing: each target may have been
// unfit at its own moment while the node looked. To leave it out is sound, and it cannot
// be seen that a target was active and in the pool all the while.
//
// The index of a node that starts anew must be a new one: what a node has shown is kept
// for as long as its number. The run begins with an empty log, so what it sets up is
// recorded as operations. A fault is no operation: if it ends exports behind the
// operations, leave [ExportLost] out of the rules.
package sequential
