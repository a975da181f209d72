package lustre

import "time"

// TraceRecord is one action that the implementation took, written under the lock
// that guards what it changed. Between records of different locks only the order
// within each lock counts; Stamp is the sequence counter that histories use too.
//
// Node, Target and Slot say where: Slot counts the slots that the node has had for
// the target, from 1, and is 0 for what happens at a server. The other fields are
// what the action saw or left, as far as its lock shows it.
//
// A trace has a file format, in which each field has a name (checker/history,
// trace_fields.go): a field that is added here is added there.
type TraceRecord struct {
	Stamp  uint64
	Time   time.Duration
	Action Action
	Node   Node
	Target Target
	Slot   uint32

	// Numbers are those that the action acted under: of a worker's step its event's,
	// of an interpreter the reply's, of a server the request's.
	Numbers Numbers
	// Current are the import's own numbers at that moment, after the action.
	Current Numbers

	Position Position // of a config action: the record's
	Instance Instance // of a message, or of what the OST gave or dropped
	Taken    bool     // of an interpreter and a server: it was not ignored; of a loss: the end of a ping showed it
	Ask      Ask      // what was asked for: of a request other than a connect, disconnect or ping
	Refused  bool     // of a server and an interpreter: the OST has no such export
	Window   Window   // of a connect: what the OST said of its recovery window
	Pool     string   // of a config action on a named pool
	Object   uint64   // of an action on objects: the id
	Transno  uint64   // of an action that a disk knows of: the transaction that it is in, or as far as the disk has come
	Size     uint32   // of an MDS that adds a target: how many indexes its maximum LOV EA size covers; of a commit: how many transactions since the one that was told before; of a cancel: how many records are left

	Import ImportTrace
	LOV    LOVTrace
	Export ExportTrace
}

// ExportTrace is what the OST's lock guards of one client, after a server's action.
type ExportTrace struct {
	Instance Instance // 0 for none
	Recovery ExportRecovery
	Granted  bool // the client has the lock of the target's object
	Unstable bool // the OST has taken a write of the client's and not committed it
	Known    bool // the OST knows the client to be the MDS
}

// Numbers are the two numbers of C2.4.
type Numbers struct {
	Count      ConnectionCount
	Generation Generation
}

// ImportTrace is what the import lock guards, after the action.
type ImportTrace struct {
	State    ImportState
	Invalid  bool
	Deactive bool
	Recovery bool            // the object creator is RECOVERY
	Prepared ConnectionCount // the connection that the OSC is prepared for, 0 for none
	Handle   Instance
	Workers  int // workers running
	Queued   int // events waiting, the one in hand included
	InFlight int // requests that have not ended

	Locked      bool // the node holds the lock of the target's object
	Dirty       bool // a write is in the cache and not with the OST
	Uncommitted bool // the OST has taken a write that may not be committed
	Asked       Ask  // what the import waits for
	Resumed     bool // in this recovery the requests have been replayed
	Dropped     bool // data of this node's was dropped, and no sync has told it
}

// LOVTrace is what the LOV's lock guards, after the action.
type LOVTrace struct {
	Position    Position
	Present     bool
	Pooled      bool
	Deactivated bool
	Active      Instance        // 0 for none
	ActiveFor   ConnectionCount // the connection that Active belongs to
	Penalized   bool            // an object was allocated here since it became active
	Named       string          // the named pools that have the index: rising, with commas between
	Dying       bool
}

// Tracer takes the records of a run. It is called under locks and must neither wait
// nor call back. A nil Tracer takes nothing.
type Tracer func(TraceRecord)

// Violation is a rule that the implementation itself saw broken, for example a use
// of a slot that had been freed (C3.3).
type Violation struct {
	Stamp  uint64
	Node   Node
	Target Target
	What   string
}
