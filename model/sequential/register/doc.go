// Package register says what the object of one target may be seen to have, one operation
// of any node after another: a register under one exclusive lock, with caches in front of
// it. A write is acknowledged in the node's cache, under the instance whose handle was
// held, and is durable at sync; what is dropped on the way is reported once.
//
// # What is certain
//
// Five facts carry the rest. Whoever takes the lock has the data of the node before it
// committed first. Data leaves a node undurable only by a drop: an eviction, a client that
// does not come back in the recovery window after a restart, or a removal of what is
// pinned; which values then are at the OST depends on what had been written out, so it
// is one of those that the node wrote since the last one known to be committed, or that
// one. A node that was dropped and does not know it goes on acknowledging under the dead
// instance: such a write is void. A read ends with the OST's word on the lock, so there are
// no void reads. A node drops its data at one moment for each instance.
//
//	operation  answer        what it proves                     what becomes known
//	write      instance i    i was given to the node            the value, if i is not known to be
//	                                                            dropped; else a drop that must be
//	                                                            told
//	read       value v,      i is there, and the lock the       no other node has data; if v is not
//	           instance i    node's; what came last is v        the last value, the last writer's
//	                                                            data was dropped
//	sync       ok            all that the node wrote is         what it wrote is committed
//	                         committed, or its drop was told
//	sync       dropped       data of the node was dropped       one drop is told
//	evict      instance i    i was there, and is no more        what the node wrote is lost, but for
//	                                                            what was written out; told, and for
//	                                                            certain if nothing could commit it
//	evict      not-connected nothing is there                   the node left: by a deactivation,
//	                                                            after its data was committed, or
//	                                                            dropped after a restart
//	connect    instance i    i is there                         no restart before this drops it
//	restart    ok            -                                  every export may go
//	remove     position p    -                                  what nodes that may not have applied
//	                                                            p have written may be dropped
//	others     refused       nothing                            nothing
//
// A node that shows a higher instance with neither an eviction nor a restart in between
// was deactivated: its data was committed before it disconnected.
//
// # What is not
//
// After a restart nobody is told who was dropped. The state does not guess: the holder
// ([State].Holder) then has the value that it wrote last, or the object has one of those it
// may go back to, and the next answer that tells them apart decides. A write by a node
// that may have been dropped leaves open whether it took the lock from the holder: both
// then may have data that is not committed. So a state can hold more than what is
// possible, never less: nothing right is refused.
//
// That a drop must be told is certain in two cases: for a void write, and for an eviction
// if nothing was called in time that could have had the data committed before it
// ([sequential.Input.Alone]): no other node wanted the lock since that export was made, no
// sync of the node's was under way, no deactivation was in the log. The first takes no
// other node's word: only a write under an instance that is known to be dropped.
//
// # Unknown outcomes
//
// A read of unknown outcome proves nothing and is left out. A write and a sync end with
// one only where a run was cut off before the return; the write then may be in the cache or void,
// and the sync may have told a drop to nobody. A restart, an eviction or a removal may yet come.
//
// # Bounds
//
// More values than [MaxValues] after a drop are undecided when one is read that is not
// remembered, more nodes than [MaxNodes] at once.
package register
