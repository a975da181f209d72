// Package conform judges a trace of the implementation, one record after the other,
// against the properties of the design that a trace shows. Each property is a row of
// one table: its name, as in the model, its clause, why it matters, the actions that
// it looks at, and one small function. The table is the whole judge; what a function
// may ask is what was seen before of the record's node, target and slot.
//
//	watch := conform.NewWatch(conform.Options{})
//	... run with watch.Record as the tracer ...
//	watch.Rest(cluster.Snapshot())
//	for _, v := range watch.Violations() { ... }
//
// # What may be concluded from an order
//
// A record is written, and its stamp taken, under the lock that guards what it shows.
// Where goroutines run freely, two records of different locks may come here in either
// order, so a property may rest on the order of two records only for one of these
// reasons:
//
//   - one lock guards both: the import's, the LOV's, an OST's, the MGS's;
//   - one task wrote both, as one worker takes all the steps of an import, and one
//     task of a node applies the config log;
//   - the second could not be without the first: a reply without its request taken, a
//     record applied without its being in the log, a use of a slot without its ADD.
//
// Each of these makes the first record's call of [Watch.Record] end before that of the
// second begins. Nothing else is compared: that a slot is active while its import has
// just been lost, say, is right, for a moment, and is judged only at rest, when no
// worker runs and no event is queued (QuiescentAgrees).
//
// # An MDS with its disk
//
// What OSTs have of objects, and the MDS, is an account of its own (package objects): what
// is in memory, what is on the disk, and what a crash took back. A transaction's number is
// in the record of each change, so nothing rests on the order of a change and its commit.
// The properties of the MDS's side are listed where a trace has such an MDS. Of an OST
// whose disk has lied, and lost what it had called durable, nothing more is judged.
//
// The memory is constant for each node and target and each slot not yet freed, and a
// few bytes for each record of the config log, for each object that is there and for each
// change of objects that is not committed.
package conform
