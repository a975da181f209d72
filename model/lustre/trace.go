package lustre

import "time"

// TraceRecord is one action that the implementation took, written under the lock
// that guards what it changed. Between records of different locks only the order
// within each lock counts; Stamp is the sequence counter that histories use too.
//
// Node, Target and Slot say where: Slot counts the slots that the node has had for
// the target, from 1, and is 0 for what happens at a server. The other fields are
// what the action saw or left, as far as its lock shows it.
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
	Taken    bool     // of an interpreter and a server: it was not ignored

	Import ImportTrace
	LOV    LOVTrace
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
}

// LOVTrace is what the LOV's lock guards, after the action.
type LOVTrace struct {
	Position    Position
	Present     bool
	Pooled      bool
	Deactivated bool
	Active      Instance        // 0 for none
	ActiveFor   ConnectionCount // the connection that Active belongs to
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
