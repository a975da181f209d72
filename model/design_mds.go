package model

// MDSDesign is every decision of the MDS's side. The zero value is the RFC's design.
type MDSDesign struct {
	MdsConn    MdsConnDecision    // C2.2.osc
	Llog       LlogDecision       // C1a
	Records    RecordsDecision    // C2.2.osc
	LlogReplay LlogReplayDecision // C2.2.osc
	Cancel     CancelDecision     // C2.2.osc
	Destroy    DestroyDecision    // C1a
	Leftover   LeftoverDecision   // C1a
	Objid      ObjidDecision      // C1b
	Size       SizeDecision       // C1b
	Stock      StockDecision      // C1b
	Orphans    OrphansDecision    // C2.2.osc
}

// MdsConnDecision is how the OST learns that a connection is the MDS's.
type MdsConnDecision uint8

// By a request of its own, or by a flag of the connect: the mail leaves both open, and
// both are good.
const (
	MdsConnRequest MdsConnDecision = iota
	MdsConnFlag
	MdsConnSkipped
)

// LlogDecision is when the llog of a target is ready.
type LlogDecision uint8

// When the target is added (C1a). In 2009 it was when it had connected.
const (
	LlogAtAdd LlogDecision = iota
	LlogAtConnect
)

// RecordsDecision is which records a replay names.
type RecordsDecision uint8

// Those that are committed.
const (
	RecordsCommitted RecordsDecision = iota
	RecordsAny
)

// LlogReplayDecision is what becomes of a replay when the MDS connects again.
type LlogReplayDecision uint8

// It ends.
const (
	LlogReplayEnds LlogReplayDecision = iota
	LlogReplayGoesOn
)

// CancelDecision is when a record is cancelled.
type CancelDecision uint8

// When the destroy of its object is committed.
const (
	CancelAfterCommit CancelDecision = iota
	CancelAtDestroy
)

// DestroyDecision is when a client sends the destroy of what it has unlinked.
type DestroyDecision uint8

// When the unlink is committed.
const (
	DestroyAfterCommit DestroyDecision = iota
	DestroyAtOnce
)

// LeftoverDecision is who destroys the objects whose client has died.
type LeftoverDecision uint8

// The MDS, as soon as it can; the replay of the next connection at the latest.
const (
	LeftoverByMDS LeftoverDecision = iota
	LeftoverAtConnect
)

// ObjidDecision is when lov-objid is written, and whether it is ever set back.
type ObjidDecision uint8

// With the file, and never. SetBack takes the last used id from the disk at each
// connection.
const (
	ObjidInTransaction ObjidDecision = iota
	ObjidLate
	ObjidSetBack
)

// SizeDecision is when the maximum EA size is raised for a target.
type SizeDecision uint8

// When it is added (C1b).
const (
	SizeAtAdd SizeDecision = iota
	SizeAtActive
)

// StockDecision is how long precreated objects are used.
type StockDecision uint8

// As long as the connection on which they were created.
const (
	StockOfConnection StockDecision = iota
	StockKept
)

// OrphansDecision is what becomes of objects that nobody has used.
type OrphansDecision uint8

// They are destroyed before recovery finished, on the current connection, and their
// ids are not given again.
const (
	OrphansDestroyed OrphansDecision = iota
	OrphansSpared
	OrphansLowerLast
	OrphansLate
)
