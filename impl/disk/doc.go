// Package disk is the disk-obd that a server's layers are attached with (C0): named
// records that change in transactions, and what is left of them when the machine fails.
//
// A transaction is all there or not there at all. It has its effect at once and is on
// disk when it is committed; transactions are committed in their order, so that what a
// crash leaves is always what the first n of them made. [Obd.Write] begins one and never
// waits. [Obd.Commit] brings all of them to the [Medium] and may take as long as that
// takes; a server has a task that does it with a lag ([Obd.Start]), and does it at once
// for what must not be lost ([Obd.Sync]).
//
// There are two media. [Memory] is a journal of bytes that can be crashed at any single
// write, each kept whole, in part or not at all, as a pick decides. [Bolt] is a file of
// bbolt. Both refuse what is damaged, foreign, cut short, full or read-only with an
// [Error] that names the file, and lose nothing that was committed.
package disk
