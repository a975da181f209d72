package wire

import (
	"errors"
	"fmt"

	"ostlife/model/lustre"
)

// Address names an end of the network: "client0", "OST0000", "MGS".
type Address string

// Kind is what a request asks for; its reply carries the same kind.
type Kind uint8

// The kinds of messages.
const (
	Connect       Kind = iota + 1 // client to OST: give me an export, or the one I had (C2.1b)
	Disconnect                    // client to OST: drop my export (C3.2)
	Ping                          // client to OST: is my export still there?
	Evict                         // administrator to OST: drop the export of a client
	LogAdd                        // administrator to MGS: add a target to the config log
	LogDeactivate                 // administrator to MGS: deactivate it (C3.2)
	LogActivate                   // administrator to MGS: activate it again (C3.2)
	LogRemove                     // administrator to MGS: remove it (C3.3)
	LogRead                       // a node's MGC to MGS: the records after a position
	LogJoin                       // administrator to MGS: put a target into a named pool (C1c)
	LogLeave                      // administrator to MGS: take it out
	Enqueue                       // node to OST: the lock of the target's object (C3.2)
	Write                         // node to OST: take this value
	Sync                          // node to OST: commit what you have taken
	Cancel                        // node to OST: take the lock back
	Read                          // node to OST: the object's value, under the lock
	Callback                      // OST to node, no reply: somebody else wants the lock
	ReplayWrite                   // node to OST in recovery: a write that was not committed (C2.1c)
	ReplayLock                    // node to OST in recovery: a lock that the node holds
	FinalPing                     // node to OST in recovery: all is replayed; answered when the window ends
	Create                        // node to OST: a new object (C2.3)
	Restart                       // administrator to OST: fail and start again, losing what is not committed
	MDSConn                       // MDS to OST: this is the MDS's connection (KEY_MDS_CONN, C2.2.osc)
	LlogConnect                   // MDS to OST: replay the llog; answered when that is done (C2.2.osc)
	LlogRead                      // OST to MDS: the target's committed records after one
	LlogCancel                    // OST to MDS, no reply: the destroys of these records are committed
	Orphans                       // MDS to OST: destroy what is above the last id used (C2.3)
	Destroy                       // node to OST: destroy an object, for an llog record
	MDSCreate                     // client to MDS: a new file with one object
	MDSUnlink                     // client to MDS: unlink the file that has an object
	MDSPing                       // client to MDS: what is committed?
	MDSGet                        // client to MDS: a target's last id, and the EA size (C1b)
)

var kindNames = [...]string{
	Connect: "CONNECT", Disconnect: "DISCONNECT", Ping: "PING", Evict: "EVICT",
	LogAdd: "LOG_ADD", LogDeactivate: "LOG_DEACTIVATE", LogActivate: "LOG_ACTIVATE",
	LogRemove: "LOG_REMOVE", LogRead: "LOG_READ", LogJoin: "LOG_JOIN", LogLeave: "LOG_LEAVE",
	Enqueue: "ENQUEUE", Write: "WRITE", Sync: "SYNC", Cancel: "CANCEL", Read: "READ", Callback: "CALLBACK",
	ReplayWrite: "REPLAY_WRITE", ReplayLock: "REPLAY_LOCK", FinalPing: "FINAL_PING",
	Create: "CREATE", Restart: "RESTART",
	MDSConn: "MDS_CONN", LlogConnect: "LLOG_CONNECT", LlogRead: "LLOG_READ", LlogCancel: "LLOG_CANCEL",
	Orphans: "ORPHANS", Destroy: "DESTROY",
	MDSCreate: "MDS_CREATE", MDSUnlink: "MDS_UNLINK", MDSPing: "MDS_PING", MDSGet: "MDS_GET",
}

// String gives the kind in capitals, for example "LOG_READ".
func (k Kind) String() string {
	if k.known() {
		return kindNames[k]
	}
	return fmt.Sprintf("Kind(%d)", uint8(k))
}

func (k Kind) known() bool { return k > 0 && int(k) < len(kindNames) }

// Result is the outcome that a reply carries. A request that is dropped (C2.4) gets
// no reply, so there is no result for it.
type Result uint8

// The results.
const (
	OK Result = iota
	NotConnected
	NoTarget
	Exists
	Busy
	InWindow // of a connect: clients of before the restart are awaited, come again
	MustWait // of an enqueue: another client has the lock, come again
	BadPool  // of a LOG_JOIN and LOG_LEAVE: there can be no pool of that name, or no more pools
	NoUsable // of an MDS_CREATE: no target of the pool is active
	NoObject // of an MDS_UNLINK: no file has the object
	Later    // of a request to an MDS: it could not be done in time, come again
)

var results = [...]struct {
	name string
	err  error
}{
	OK:           {"OK", nil},
	NotConnected: {"NOT_CONNECTED", lustre.ErrNotConnected},
	NoTarget:     {"NO_TARGET", lustre.ErrNoTarget},
	Exists:       {"EXISTS", lustre.ErrExists},
	Busy:         {"BUSY", lustre.ErrBusy},
	InWindow:     {"IN_WINDOW", ErrInWindow},
	MustWait:     {"MUST_WAIT", ErrMustWait},
	BadPool:      {"BAD_POOL", ErrBadPool},
	NoUsable:     {"NO_USABLE", lustre.ErrNoUsable},
	NoObject:     {"NO_OBJECT", lustre.ErrNoObject},
	Later:        {"LATER", ErrLater},
}

// Results that are no refusal of an operation: whoever asked asks again.
var (
	ErrInWindow = errors.New("the OST's recovery window is open")
	ErrMustWait = errors.New("another client has the lock")
	ErrLater    = errors.New("the MDS could not do it yet")
)

// ErrBadPool is the MGS's refusal of a pool beyond its bounds (package llog).
var ErrBadPool = errors.New("no such pool can be")

// String gives the result in capitals, for example "NOT_CONNECTED".
func (r Result) String() string {
	if r.known() {
		return results[r].name
	}
	return fmt.Sprintf("Result(%d)", uint8(r))
}

// Err is the refusal that the result stands for, nil for [OK].
func (r Result) Err() error {
	if r.known() {
		return results[r].err
	}
	return fmt.Errorf("result %d is unknown", uint8(r))
}

func (r Result) known() bool { return int(r) < len(results) }

// ResultOf is the inverse of [Result.Err]: how a refusal travels. An error that is no
// refusal of a server's travels as [NoTarget].
func ResultOf(err error) Result {
	for r, row := range results {
		if row.err == err {
			return Result(r)
		}
	}
	return NoTarget
}

// Message is a request or the reply to one. It is one flat record for all kinds;
// fields that a kind does not use are zero and take no room on the wire.
type Message struct {
	From   Address `cbor:"1,keyasint"`
	To     Address `cbor:"2,keyasint"`
	XID    uint64  `cbor:"3,keyasint"` // number of the request at its sender, from 1; the reply repeats it
	Reply  bool    `cbor:"4,keyasint,omitempty"`
	Kind   Kind    `cbor:"5,keyasint"`
	Result Result  `cbor:"6,keyasint,omitempty"` // of a reply

	Client string        `cbor:"7,keyasint,omitempty"` // UUID of the client that connects, pings, is evicted
	Target lustre.Target `cbor:"8,keyasint,omitempty"`

	// Count is the connection count that the request was sent under: the OST drops a
	// connect of an older one (C2.4).
	Count lustre.ConnectionCount `cbor:"9,keyasint,omitempty"`
	// Instance is in a request the export that the client still holds, 0 for none,
	// and in a reply the export that it has now, or the one that was dropped.
	Instance lustre.Instance `cbor:"10,keyasint,omitempty"`

	// Position is in a LOG_READ the last record that the node has, and in a reply the
	// record that was written, or the end of the log.
	Position lustre.Position `cbor:"11,keyasint,omitempty"`
	UUID     string          `cbor:"12,keyasint,omitempty"` // of the target that is added
	Records  []Record        `cbor:"13,keyasint,omitempty"` // in the reply to a LOG_READ, by position

	// Window is in the reply to a CONNECT what the OST says of its recovery window.
	Window lustre.Window `cbor:"14,keyasint,omitempty"`
	// Value is the register's value: of a write the one to take, of a reply to an
	// ENQUEUE or a READ the one that the OST has.
	Value uint64 `cbor:"15,keyasint,omitempty"`
	// Version is the object's: in the reply to a WRITE the one that it made, in a
	// REPLAY_WRITE the one that the write made when it was new, which is one above what
	// the OST must have, or the very one that it has (VBR).
	Version uint64 `cbor:"16,keyasint,omitempty"`
	// Object is an object's id: in the reply to a CREATE the new one's, or the last one's;
	// of ORPHANS the last one used; of DESTROY and MDS_UNLINK the one to destroy.
	Object uint64 `cbor:"17,keyasint,omitempty"`
	Pool   string `cbor:"18,keyasint,omitempty"` // of a LOG_JOIN and LOG_LEAVE, and MDS_CREATE

	// Number is a client's own of a request to the MDS, from 1 and rising through its
	// restarts: one that is sent again has the same.
	Number uint64 `cbor:"19,keyasint,omitempty"`
	// Boot, Transno and Committed are in every reply of an MDS: its start that served the
	// request, the transaction that did it, and how far transactions are committed.
	Boot      uint64 `cbor:"20,keyasint,omitempty"`
	Transno   uint64 `cbor:"21,keyasint,omitempty"`
	Committed uint64 `cbor:"22,keyasint,omitempty"`

	// Unlinks are llog records: in the reply to an LLOG_READ those that follow, in the
	// reply to an MDS_UNLINK and in a DESTROY the one, of an LLOG_CANCEL those to cancel;
	// of an LLOG_READ the last that is known.
	Unlinks []Unlink `cbor:"23,keyasint,omitempty"`
	Size    uint32   `cbor:"24,keyasint,omitempty"` // in the reply to an MDS_GET: the EA size in bytes
	Again   bool     `cbor:"25,keyasint,omitempty"` // of an MDS_UNLINK: it was answered, and is replayed
	Lost    bool     `cbor:"26,keyasint,omitempty"` // of ORPHANS: lov-objid is lost, destroy nothing
	Stock   uint32   `cbor:"27,keyasint,omitempty"` // of a CREATE of the MDS's: how many, up to the object of the reply
	MDS     bool     `cbor:"28,keyasint,omitempty"` // of a CONNECT: it is the MDS's (C2.2.osc)
}

// Unlink is an llog record as it travels: its cookie, and the object that it is about.
type Unlink struct {
	Log    uint64 `cbor:"1,keyasint"` // the plain log, and the record's place in it: the cookie
	Index  uint64 `cbor:"2,keyasint"`
	Object uint64 `cbor:"3,keyasint,omitempty"`
}

// Record is a [lustre.ConfigRecord] as it travels; each converts to the other.
type Record struct {
	Position lustre.Position   `cbor:"1,keyasint"`
	Kind     lustre.ConfigKind `cbor:"2,keyasint"`
	Target   lustre.Target     `cbor:"3,keyasint,omitempty"`
	UUID     string            `cbor:"4,keyasint,omitempty"`
	Pool     string            `cbor:"5,keyasint,omitempty"`
}

// Answer begins the reply to m: back to its sender, same XID, kind and target.
func (m Message) Answer(r Result) Message {
	return Message{From: m.To, To: m.From, XID: m.XID, Reply: true, Kind: m.Kind, Result: r, Target: m.Target}
}

// String tells the message on one line.
func (m Message) String() string {
	if m.Reply {
		return fmt.Sprintf("%s to %s: reply %d to %s: %s", m.From, m.To, m.XID, m.Kind, m.Result)
	}
	return fmt.Sprintf("%s to %s: request %d: %s", m.From, m.To, m.XID, m.Kind)
}
