package lustre

import "fmt"

// ImportState is the state of an import, with the numbers that Lustre gives them.
type ImportState uint8

// The states of an import.
const (
	Absent      ImportState = 0  // no import: the target is not in the node's table
	Closed      ImportState = 1  // removed; only references keep it
	New         ImportState = 2  // added, never connected
	Disconn     ImportState = 3  // not connected, the pinger may connect it
	Connecting  ImportState = 4  // a connect is under way
	Replay      ImportState = 5  // the OST had restarted: uncommitted requests are sent again
	ReplayLocks ImportState = 6  // then the locks that we hold
	ReplayWait  ImportState = 7  // then a final ping, answered when every client has come that far
	Recover     ImportState = 8  // the connect was accepted, the worker finishes it
	Full        ImportState = 9  // connected and usable
	Evicted     ImportState = 10 // the OST had dropped our export: the worker invalidates
)

// importStates lists the states with the names that Lustre prints.
var importStates = [...]struct {
	state ImportState
	name  string
}{
	{Absent, "ABSENT"}, {Closed, "CLOSED"}, {New, "NEW"}, {Disconn, "DISCONN"},
	{Connecting, "CONNECTING"}, {Replay, "REPLAY"}, {ReplayLocks, "REPLAY_LOCKS"}, {ReplayWait, "REPLAY_WAIT"},
	{Recover, "RECOVER"}, {Full, "FULL"}, {Evicted, "EVICTED"},
}

// String gives the name that Lustre prints, for example "DISCONN".
func (s ImportState) String() string {
	for _, row := range importStates {
		if row.state == s {
			return row.name
		}
	}
	return fmt.Sprintf("ImportState(%d)", uint8(s))
}

// ParseImportState is the inverse of [ImportState.String].
func ParseImportState(name string) (ImportState, error) {
	for _, row := range importStates {
		if row.name == name {
			return row.state, nil
		}
	}
	return Absent, fmt.Errorf("import state %q is unknown", name)
}

// Event is what the queue of an import's worker holds (C2.4).
type Event uint8

// The events, each queued in the lock hold that raised its numbers.
const (
	NoEvent         Event = iota
	EventConnected        // a connect reply was accepted: run the rest of the connect FSM (C2.1c)
	EventInactive         // the connection was lost (C2.5)
	EventInvalidate       // the reply showed an eviction: invalidate, then go on as Connected (C2.1c)
	EventDeactivate       // the config log deactivates the target (C3.2)
	EventActivate         // the config log activates it again (C3.2)
	EventRemove           // the config log removes it (C3.3)
)

var eventNames = [...]string{"NONE", "CONNECTED", "INACTIVE", "INVALIDATE", "DEACTIVATE", "ACTIVATE", "REMOVE"}

// String gives the event's name in capitals.
func (e Event) String() string {
	if int(e) < len(eventNames) {
		return eventNames[e]
	}
	return fmt.Sprintf("Event(%d)", uint8(e))
}

// ConfigKind is what a record of the config log does to its target.
type ConfigKind uint8

// The kinds of config records.
const (
	ConfigNone ConfigKind = iota
	ConfigAdd
	ConfigDeactivate
	ConfigActivate
	ConfigRemove
	ConfigJoin  // the target joins a named pool (C1c)
	ConfigLeave // it leaves it
)

var configKindNames = [...]string{"none", "add", "deactivate", "activate", "remove", "pool-add", "pool-remove"}

// String gives the kind in lower case, as the operation that writes it.
func (k ConfigKind) String() string {
	if int(k) < len(configKindNames) {
		return configKindNames[k]
	}
	return fmt.Sprintf("ConfigKind(%d)", uint8(k))
}

// ConfigRecord is one record of the config log.
type ConfigRecord struct {
	Position Position
	Kind     ConfigKind
	Target   Target
	UUID     string // of ConfigAdd
	Pool     string // of ConfigJoin and ConfigLeave
}
