// Package ptlrpc is the lowest layer of a node: requests and their replies, the
// import with its states, its worker, and the pinger.
//
// Two kinds of code run here. Reply interpreters run in ptlrpcd, which never blocks
// (C2.1b): they are given no [env.Task], so they cannot wait. Everything that may
// wait runs in the import's one worker, one event after another (C2.4). Whoever
// changes an import does it under the import lock, raises a number, queues an event
// with both numbers in that same lock hold, and returns; it never calls upward. Only
// the worker does, through the interface [Upper].
//
// An import also has its node's lock and data of the target's [Object], because an
// eviction drops them, a recovery sends them again and a removal ends them, each in the
// lock hold in which it happens. What else becomes of them the layers above decide: they
// see and change an import as [Held], and ask the OST with [Held.Ask].
//
// Locks are taken in this order: the LOV's, the import's, ptlrpcd's, the network's.
package ptlrpc
