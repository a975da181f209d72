package model

import (
	"fmt"

	"ostlife/model/lustre"
)

// The bounds of a state. They are part of its type, so that a state stays one flat
// value; a scope that needs more is refused by [Machine], and a step that would
// need more sets [State.Overflow], which the property BoundsSuffice forbids.
const (
	MaxPairs    = 2 // nodes times targets
	MaxTargets  = 2
	MaxNodes    = 2 // nodes that read the config log
	MaxRecords  = 8 // records of the config log, those before the start included
	MaxQueue    = 8 // events waiting for one worker
	MaxMessages = 6 // messages of one pair in flight
)

// State is everything the design speaks of, as one comparable value. Nothing in it
// counts up: a connection count or a generation is written as current or overtaken,
// instances are renumbered after every step, budgets are kept by the explorer.
type State struct {
	Log      [MaxRecords]Record // the MGS's config log, oldest first
	Position [MaxNodes]uint8    // records that each node has applied
	Ptlrpcd  [MaxNodes]uint8    // 0 free, else 1 + the target whose interpreter holds it
	Pairs    [MaxPairs]Pair     // pair of node n and target t at n*targets+t
	Overflow bool               // a bound above was too small: nothing after it counts

	// The MDS's side; nothing of it ever changes where there is no MDS.
	Starting [MaxNodes]bool      // the node has crashed, and has not read the config log to its end since
	Size     [MaxNodes]uint8     // indexes that the node's maximum LOV EA size covers
	Objects  [MaxTargets]Objects // what the OST has, and what the MDS has of it
}

// Record is one record of the config log; the zero value is the end of the log.
type Record struct {
	Kind   lustre.ConfigKind
	Target uint8
}

// Pair is what one node and one target have to do with each other.
type Pair struct {
	// At the node.
	Slot    Slot   // the target's slot in the node's LOV, with its import and worker
	Dying   Dying  // the slot before it, removed and not yet free
	Pooled  bool   // the node's global pool holds the index
	Named   bool   // its named pool does
	Dropped bool   // data of the node's was dropped, and no sync has told it
	Create  Create // an object that the node creates on the target

	// At the OST.
	Export   uint8                 // the export for the node: its instance, 0 for none
	Recovery lustre.ExportRecovery // how far it has come since a restart
	Granted  bool                  // the lock of the target's object is the node's
	Taken    Taken                 // what became of the node's last write
	Known    bool                  // the OST knows this export to be the MDS's

	Net [MaxMessages]Message // messages in flight, in the order of the requests
}

// Create is how far the creation of an object has come. Which object, and for whom,
// the model does not say.
type Create uint8

// The stages of a creation.
const (
	NoCreate      Create = iota
	CreateWaiting        // allocated to the target: it waits for the connection and for RECOVERY to end
	CreateSent           // the OST was asked
)

// Taken is what became of a node's last write at the OST.
type Taken uint8

// The fates of a write.
const (
	Committed Taken = iota // everything that was taken is on disk
	Unstable               // taken, and not committed
	Lost                   // it was unstable when the OST restarted
)

// Slot is a LOV slot with everything below it: import, object creator and worker.
// A slot with State Absent is not there.
type Slot struct {
	// The import, the creator and the queue, under the import lock.
	State    lustre.ImportState
	Invalid  bool  // INVALID: an invalidation has begun and not ended
	Unpurged bool  // an eviction was told to us and its purge has not ended
	Deactive bool  // the administrator's mark on the import
	Recovery bool  // the object creator is RECOVERY: creates wait
	Prepared bool  // the OSC is prepared for the current connection
	Handle   uint8 // the instance whose handle we hold, 0 for none
	Ping     Ping

	// The lock and the data under it, under the import lock too.
	Locked      bool       // the lock of the target's object is ours
	Dirty       bool       // a write is in the cache and not with the OST
	Uncommitted bool       // the OST took a write, and it is kept for replay until it is committed
	Resumed     bool       // in this recovery the requests have been replayed
	Asked       lustre.Ask // what the import waits for

	// The MDS's: the llog and the object creator.
	Llog  bool  // the llog is ready: its catalog id has been read
	Told  bool  // the OSC has been told the last known object id
	Stock uint8 // the object that is precreated and not used, 0 for none

	// The LOV's part, under the slot lock.
	Active      Active
	Deactivated bool // DEACTIVATE reached the LOV; a loss never touches it
	Penalized   bool // the QoS penalty: an object was allocated here since it became active
	TopActive   bool // what the layer above was told last

	// The worker.
	Workers uint8 // workers running for this import
	Hand    Event // the event it is at
	Step    Step  // what it does next for that event
	Queue   [MaxQueue]Event
}

// Dying is what is left of a removed slot until its last reference goes: its worker
// and its ping. Events that were queued before the REMOVE would change nothing any
// more, and an invalidation under way waits for what the removal waits for, so the
// worker of a dying slot is at its REMOVE.
type Dying struct {
	Step Step // StepNone for no dying slot
	Ping Ping
}

// Ping is the fate of an import's one ping.
type Ping uint8

// The fates of a ping. An answer that all is well changes nothing and is not a
// state of its own.
const (
	NoPing      Ping = iota
	PingSent         // on its way to the OST
	PingRefused      // answered: the OST has no such export
	PingEnding       // of an overtaken connection or generation: it ends, and nobody listens
)

// Active is for which connection a slot is active.
type Active uint8

// The values of Active.
const (
	Inactive Active = iota
	ActiveCurrent
	ActiveOvertaken // for a connection that is no longer the import's
)

// Event is a queued event; Current says that both of its numbers, connection count
// and generation, are still the import's.
type Event struct {
	Kind    lustre.Event
	Current bool
}

// Step is the place of a worker within the event in its hand.
type Step uint8

// The steps, in the order in which events take them (C2.2, C2.4, C3.2, C3.3).
const (
	StepNone Step = iota
	StepInvalidate
	StepReplay
	StepFull
	StepPrepare
	StepLovActive
	StepTopActive
	StepFinish
	StepLovInactive
	StepLovDeactivate
	StepTopInactive
	StepWake
	StepDisconnect
	StepWait
	StepAnswered
	StepFailed
	StepLovActivate
	StepRemove
	StepClosed // of a dying slot: its worker has ended
	StepMdsConn
	StepLlog
	StepOrphans
)

// Message is a request or a reply between a node and an OST. A request keeps its
// place when the OST answers it.
type Message struct {
	Kind     MessageKind
	Reply    bool
	Instance uint8         // of a request the handle it carries, of a connect reply what the OST gave, 0 for not yet
	Current  bool          // its sender still waits for the answer
	Stale    bool          // a connect or disconnect request older than a connect that the OST has taken
	Late     bool          // its sender may give up before it arrives
	Refused  bool          // of a reply: the OST has no such export
	Window   lustre.Window // of a connect reply: what the OST says of its recovery
	Object   uint8         // of a destroy, an orphans request, a create reply: an object's id, 0 for none
}

// MessageKind is what a message asks or answers; the zero value is no message.
type MessageKind uint8

// The kinds of messages.
const (
	NoMessage MessageKind = iota
	Connect
	Disconnect
	Enqueue
	Write
	Sync
	Cancel
	ReplayWrite
	ReplayLock
	FinalPing
	CreateObject
	MdsConn
	LlogConnect
	LlogReplay // an llog-connect that the OST has begun to replay for
	DestroyOrphans
	Destroy
)

// same compares two kinds.
func (k MessageKind) same(other MessageKind) bool { return k == other }

// asks gives what an import that sent such a request waits for.
func (k MessageKind) asks() lustre.Ask {
	switch k {
	case Enqueue:
		return lustre.AskEnqueue
	case Write:
		return lustre.AskWrite
	case Sync:
		return lustre.AskSync
	case Cancel:
		return lustre.AskCancel
	case ReplayWrite, ReplayLock, FinalPing:
		return lustre.AskReplay
	case CreateObject:
		return lustre.AskCreate
	case MdsConn:
		return lustre.AskMdsConn
	case LlogConnect, LlogReplay:
		return lustre.AskLlog
	case DestroyOrphans:
		return lustre.AskOrphans
	case Destroy:
		return lustre.AskDestroy
	}
	return lustre.AskNothing
}

var stepNames = [...]string{
	"none", "invalidate", "replay", "full", "prepare", "lov-active", "top-active", "finish", "lov-inactive",
	"lov-deactivate", "top-inactive", "wake", "disconnect", "wait", "answered", "failed", "lov-activate",
	"remove", "closed", "mds-conn", "llog", "orphans",
}

// String gives the word of spec/actions.md, for example "lov-active".
func (s Step) String() string {
	if int(s) < len(stepNames) {
		return stepNames[s]
	}
	return fmt.Sprintf("Step(%d)", uint8(s))
}
