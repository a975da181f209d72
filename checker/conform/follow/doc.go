// Package follow holds a trace against the model, one step at a time: each record must
// be an action that the model can take where it stands, and must leave behind what the
// model leaves.
//
// Each node and target is followed in a model of one node and one target. The other
// nodes, the servers' answers, the network and the faults are its environment: whatever
// they do is allowed, so the step is taken with just the message in flight that the
// record speaks of. What the environment did is held against the record itself: a reply
// must be one that the server was seen to give. A server's export of a node is followed
// in the same way, from the server's side.
//
// What a trace does not show are the hidden steps: that a worker takes its next event
// or ends, that a request which the numbers have overtaken ends unheard, that the answer
// to an enqueue was that it must wait. There are so few of them that what is possible is
// always one state of the model, and a few numbers beside it.
//
// Beside the model's state, which holds no number that counts up, the follower keeps the
// numbers themselves: connection count and generation, instances, the position in the
// config log, the queue with the numbers of its events, and how many requests are on
// their way. A record shows them, so a record that is left out, written twice, or moved
// is seen even where the state would allow it.
//
// The records of one run must come in the order of their stamps. The memory is constant
// for each node and target, and for each slot not yet freed, and of objects that of
// package objects.
//
// # An MDS with its disk
//
// Its pairs are followed in the model of the MDS and one target, everything else as
// environment: clients, the OST, the disk. The model has a few objects, and a trace any number
// of them. What a record says of an object is held against the model with that object alone,
// as the account of all objects has it; that is enough, since no action looks at two objects
// but to choose the lowest. The account also says what a crash took back: each change of a
// disk names its transaction, each commit how far it has come, and the first record of a
// start what was kept.
//
// Where the implementation takes finer steps than the model, or coarser ones, these are let
// through:
//
//   - The stock has several objects. Each one that is taken is the model's only one.
//   - A commit is of the transactions that were written by then, not of all that is in
//     memory. One in which no object changed is no step of the model.
//   - An llog's replay reads the records ahead. It may go on with them while the MDS starts,
//     and end before a record that came later.
//   - A cancel says what the OST had committed, whatever has become of the connection.
//   - The MDS may ask for the destroy of an object whose record has gone meanwhile, and a
//     client for one that was destroyed when it had given up waiting: neither changes anything.
//   - An unlink of a file that is not there is refused, unless it is a replay. A client that
//     has died may have asked for it.
//   - A node may crash while it starts.
//   - A client asks the MDS while it reads the config log: its unlink is no OST's.
//
// # What it cannot see
//
// An allocation that is written twice looks like a second create that gives up waiting,
// which no record tells. The crash of a client written twice looks like one that came
// before it did anything. The last unlink's answer, or the last cancel, of a run can be missing.
// A disk that lies is none that the design speaks of: of its OST nothing more is followed.
//
// Two neighbouring records of different nodes, targets or servers that have nothing to
// do with each other can be swapped, and a record of a server that changes nothing and
// that nobody heard of can be missing: nothing else depends on it. The list is in the
// test that measures it, with how often each class occurs.
//
// A slot that is removed while the one before it is still dying is followed beside it;
// the model, which has room for one of them, lets the second wait.
package follow
