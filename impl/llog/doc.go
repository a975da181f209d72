// Package llog holds the logs of the design.
//
// The config log is the MGS's, and every node reads it ([Config]). A node with a disk
// keeps a copy, and reads on from its end ([Copy]).
//
// The unlink logs are the MDS's, on its disk: a record for each object whose file is gone
// and whose destroy the OST has not committed (C1a). CATALOGS names a catalog for each
// target, the catalog its plain logs, and a plain log holds records. A record is written
// in the transaction of its unlink and named by its cookie and its object, which are never
// given again together; it is cancelled when the OST has committed the destroy
// (C2.2.osc). A catalog belongs to the MDS and to an index: it stays when the target is
// removed, and is taken up again when the target is added anew (C3.3).
package llog
