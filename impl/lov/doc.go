// Package lov is the logical object volume of a node: a slot for each target of the
// config log, the global pool, and what the layers above are told.
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
package lov
