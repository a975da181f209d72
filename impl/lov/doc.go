// Package lov is the logical object volume of a node: a slot for each target of the
// config log, the pools, where new objects go, and what the layers above are told.
//
// A slot keeps two flags that must not be confused. Active follows the connection: it
// is set when a connection is ready and cleared when it is lost (C2.2.lov, C2.5).
// Deactivated follows the config log alone (C3.2); a disconnect never touches it.
//
// A slot changes under the LOV's lock, by its import's worker, and only if the
// event's numbers are not older than those that the slot heard last; the config
// reader makes slots and marks them dying. A dying slot is in no table and no pool;
// it goes with its last reference, and any use after that is a recorded violation
// (C3.3).
//
// Pools name indices, and only such as have a slot in the table: a target enters the
// global pool when its slot is there, and leaves all pools before its slot goes (C1c,
// C3.3). Objects go to targets of a pool that are fit: active and not deactivated. Of
// these the one comes first that has no QoS penalty, then the one whose last object is
// the oldest: a penalty is the number of the allocation that set it, and a target that
// becomes active anew has none (C2.2.lov).
package lov
