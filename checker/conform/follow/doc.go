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
// for each node and target, and for each slot not yet freed.
//
// # What it cannot see
//
// Two neighbouring records of different nodes, targets or servers that have nothing to
// do with each other can be swapped, and a record of a server that changes nothing and
// that nobody heard of can be missing: nothing else depends on it. The list is in the
// test that measures it, with how often each class occurs.
//
// A slot that is removed while the one before it is still dying is followed beside it;
// the model, which has room for one of them, lets the second wait.
package follow
