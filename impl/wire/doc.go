// Package wire is the network between the nodes, and the form of what they say on
// it.
//
// Every [Message] is encoded to bytes when it is sent and decoded again when it
// arrives, in every way of running: a node learns only from replies, never through
// a pointer that two nodes share. The encoding is deterministic CBOR, one message
// has one form, and [Decode] takes no other.
//
// [Network] carries the bytes inside one process. It loses, delays, duplicates and
// reorders messages as its seed and [Faults] say, cuts links ([Network.Partition],
// [Network.Isolate]) and strikes single messages ([Network.Arm]).
package wire
