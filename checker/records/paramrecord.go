package records

import "strings"

// ImportFile is an import's file: what it is now.
type ImportFile struct {
	Origin
	Subject
	Name         string // the obd device
	Target       string // the target's UUID
	State        State
	ConnectFlags []string
	ImportFlags  []string // as printed: "invalid", "deactive", or since 2026 "IMPF_INVALID"
	NIDs         []string // the failover NIDs, first one first; none before 2010
	Connection   string   // the NID in use; a UUID before 2010; "<none>"
	// Fields is every line that has a value, in the order of the file, named by the section
	// and its key: "connection.generation", "rpcs.inflight", "connect_data.instance", "idle".
	Fields   Fields
	NIDStats []NIDStat
}

// NIDStat is how one of the NIDs has done, since 2024.
type NIDStat struct {
	NID    string
	Fields Fields // connects, replied, uptodate, sec_ago
}

// Flag is whether an import flag is set, whichever way it is spelled: Flag("invalid") is
// true for "invalid" and for "IMPF_INVALID".
func (f *ImportFile) Flag(name string) bool {
	for _, flag := range f.ImportFlags {
		if plainFlag(flag) == name {
			return true
		}
	}
	return false
}

// StateEntry is one entry of a state file's ring.
type StateEntry struct {
	Line  int
	Time  int64 // epoch seconds
	State State
}

// MaxStateHistory is how many entries a state file's ring has: one that is full has lost
// what was before.
const MaxStateHistory = 16

// StateFile is an import's state file. States that are set without the ring's knowledge are
// missing in it: leaving IDLE for NEW, and the first NEW.
type StateFile struct {
	Origin
	Subject
	Current State
	History []StateEntry // oldest first
}

// ServerUUID is an import's ost_server_uuid or mds_server_uuid.
type ServerUUID struct {
	Origin
	Subject
	UUID        string
	State       State
	Deactivated bool // by the administrator
}

// TargetLine is one target of a TargetOBD.
type TargetLine struct {
	Line   int
	Index  int
	UUID   string
	Active bool // the dynamic one, which a loss clears
}

// TargetOBD lists the targets of a LOV or a LOD.
type TargetOBD struct {
	Origin
	Subject
	Targets []TargetLine
}

// RecoveryStatus is a target's recovery. Its Fields are those behind the status.
type RecoveryStatus struct {
	Origin
	Subject
	Status string // INACTIVE, WAITING, WAITING_FOR_CLIENTS, RECOVERING, COMPLETE
	Fields Fields
}

// Device is one obd device.
type Device struct {
	Line   int
	Index  int
	Status string // UP, AT (attached), ST (stopping), IN (inactive)
	Type   string // osc, osp, lov, lod, mdc ...
	Name   string
	UUID   string
	Refs   int
	NID    string // with lctl dl -t alone
}

// Devices lists a node's obd devices.
type Devices struct {
	Origin
	Devices []Device
}

// Pool is a pool's members, or the pools of a file system.
type Pool struct {
	Origin
	Subject
	Filesystem string // "" where it does not say so
	Pool       string // "" for a list of pools
	Members    []string
}

// Param is any other parameter, with one line as its value.
type Param struct {
	Origin
	Subject
	Name  string // the last part of the name: "active", "prealloc_status"
	Value string
}

// Marker flags of a config log.
const (
	MarkerStart   = 0x01
	MarkerEnd     = 0x02
	MarkerSkip    = 0x04 // the group is dead
	MarkerUpgrade = 0x08
	MarkerExclude = 0x10 // the administrator switched the target off
)

// LlogRecord is a record of a config log.
type LlogRecord struct {
	Origin
	Index   int
	Command string // as llog_print has it, whoever printed it: attach, add_osc, new_pool, marker
	Fields  Fields // as llog_print names them: device, UUID, ost, index, gen, pool, parameter
	Flags   uint32 // of a marker
	Skip    bool   // inside of a group with MarkerSkip, or such a marker
	Exclude bool   // inside of a group with MarkerExclude, or such a marker
	Marked  bool   // inside of a group whose markers are there: where not, nothing says Skip or Exclude
	Log     string // the name of the file or the header that it was in, which may be the log's name
}

// plainFlag is an import flag as it was spelled before 2026.
func plainFlag(flag string) string {
	if rest, ok := strings.CutPrefix(flag, "IMPF_"); ok {
		return strings.ToLower(rest)
	}
	return flag
}
