package harness

import (
	"fmt"
	"slices"
	"time"

	"ostlife/checker/history"
	"ostlife/impl/cluster"
	"ostlife/impl/env"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// The first fields of every plan.
const (
	Format  = "ostlife-plan"
	Version = 1
)

// Bounds of a plan.
const (
	MaxClients    = 256     // callers; the checker's cost grows with how many wait at once for one thing
	MaxSteps      = 200_000 // of all clients together; what is drawn has some dozen
	MaxPicks      = 1 << 16 // of an explicit schedule
	MaxAt         = time.Hour
	MaxPlanBytes  = 64 << 20
	DefaultSteps  = 200_000 // limit of a controlled run; drawn plans take some thousand
	maxPermille   = 1000
	maxPCTDepth   = 64
	maxNetworkLag = time.Hour
)

// Plan is everything of a run.
type Plan struct {
	Format     string          `json:"format"`
	Version    int             `json:"version"`
	Mode       history.Mode    `json:"mode"`
	Seed       uint64          `json:"seed"`
	Nodes      int             `json:"nodes"`
	Targets    int             `json:"targets"`
	MDSs       int             `json:"mdss,omitempty"`
	Disks      bool            `json:"disks,omitempty"` // of the MDS and the OSTs: then there are files, and nodes crash
	Picker     Picker          `json:"picker"`
	Network    Network         `json:"network"`
	Added      []lustre.Target `json:"added"`
	Clients    [][]Step        `json:"clients"`
	Defects    []lustre.Defect `json:"defects,omitempty"`
	LimitSteps int             `json:"limit_steps"`
}

// PickerKind says how a schedule comes about.
type PickerKind string

// The kinds: always the first choice, uniform picks, probabilistic concurrency
// testing, and an explicit list.
const (
	PickFirst  PickerKind = "first"
	PickRandom PickerKind = "random"
	PickPCT    PickerKind = "pct"
	PickList   PickerKind = "picks"
)

// Picker decides who runs next in a controlled run.
type Picker struct {
	Kind  PickerKind `json:"kind"`
	Seed  uint64     `json:"seed,omitempty"`
	Depth int        `json:"depth,omitempty"`
	Steps int        `json:"steps,omitempty"`
	Picks []uint16   `json:"picks,omitempty"`
	Early bool       `json:"early,omitempty"`
}

// picker makes the world's picker.
func (p Picker) picker() env.Picker {
	switch p.Kind {
	case PickRandom:
		return env.NewRandomPicker(p.Seed)
	case PickPCT:
		return env.NewPCT(p.Seed, p.Depth, p.Steps)
	default:
		return env.NewReplay(p.Picks)
	}
}

// Network is what happens to messages at random: rates in permille, times in
// microseconds.
type Network struct {
	MinUS     int64 `json:"min_us"`
	MaxUS     int64 `json:"max_us"`
	Loss      int   `json:"loss,omitempty"`
	Late      int   `json:"late,omitempty"`
	Duplicate int   `json:"duplicate,omitempty"`
	Reorder   int   `json:"reorder,omitempty"`
	LateUS    int64 `json:"late_us"`
}

// faults gives the same to the network.
func (n Network) faults() wire.Faults {
	return wire.Faults{
		MinLatency: microseconds(n.MinUS), MaxLatency: microseconds(n.MaxUS), LateBy: microseconds(n.LateUS),
		Loss: n.Loss, Late: n.Late, Duplicate: n.Duplicate, Reorder: n.Reorder,
	}
}

func microseconds(n int64) time.Duration { return time.Duration(n) * time.Microsecond }

// Do is what a step does: an operation, by its kind in histories, or a fault.
type Do string

// The faults.
const (
	Disconnect    Do = "disconnect"     // the node's import loses its connection
	Partition     Do = "partition"      // node and target do not hear each other
	IsolateNode   Do = "isolate-node"   // nobody hears the node
	IsolateTarget Do = "isolate-target" // nobody hears the OST
	Lose          Do = "lose"           // the next such message is lost
	Late          Do = "late"           // the next such message comes late
	Repeat        Do = "repeat"         // the next such message comes twice
	VersionFail   Do = "version-fail"   // the OST's next replay of a write does not fit its object
)

// faults lists them.
var faults = []Do{Disconnect, Partition, IsolateNode, IsolateTarget, Lose, Late, Repeat, VersionFail}

// armed gives the network's fault for a step that strikes a single message.
var armed = map[Do]wire.Fault{Lose: wire.Lose, Late: wire.Delay, Repeat: wire.Repeat}

// Step is one thing that a client does.
type Step struct {
	AtUS    int64         `json:"at_us"`
	Do      Do            `json:"do"`
	Node    lustre.Node   `json:"node"`
	Target  lustre.Target `json:"target"`
	UUID    string        `json:"uuid,omitempty"`
	Value   uint64        `json:"value,omitempty"`
	Pool    string        `json:"pool,omitempty"`
	Message string        `json:"message,omitempty"`
	Reply   bool          `json:"reply,omitempty"`
	Off     bool          `json:"off,omitempty"`
	File    int           `json:"file,omitempty"`    // of unlink: the file of which create that was answered, from 1
	DownUS  int64         `json:"down_us,omitempty"` // of crash and restart, where there are disks: how long it is down
	Keep    int           `json:"keep,omitempty"`    // likewise: so many bytes of what was on its way to the disk arrived
}

// operation reports that the step is an operation, and which.
func (s *Step) operation() (history.Kind, bool) {
	kind := history.Kind(s.Do)
	return kind, slices.Contains(history.Kinds(), kind)
}

// match is the message that a step strikes: its kind says between whom it travels.
func (s *Step) match() (wire.Match, bool) {
	for k := wire.Connect; k <= wire.MDSGet; k++ {
		if k.String() != s.Message {
			continue
		}
		from, to := cluster.ClientAddress(s.Node), cluster.OSTAddress(s.Target)
		mdt := cluster.MDTAddress(lustre.FirstMDS)
		switch k {
		case wire.Connect, wire.Disconnect, wire.Ping, wire.Enqueue, wire.Write, wire.Sync, wire.Cancel, wire.Read,
			wire.ReplayWrite, wire.ReplayLock, wire.FinalPing, wire.Create, wire.Destroy:
		case wire.MDSConn, wire.LlogConnect, wire.Orphans:
			from = cluster.ClientAddress(lustre.FirstMDS)
		case wire.LlogRead, wire.LlogCancel:
			from, to = cluster.LlogAddress(s.Target), mdt
		case wire.MDSCreate, wire.MDSUnlink, wire.MDSPing, wire.MDSGet:
			to = mdt
		case wire.Callback:
			from, to = to, from
		case wire.Evict, wire.Restart:
			from = cluster.AdminAddress
		case wire.LogRead:
			to = cluster.MGSAddress
		default:
			from, to = cluster.AdminAddress, cluster.MGSAddress
		}
		if s.Reply {
			return wire.Match{From: to, To: from, Kind: k, Side: wire.Replies}, true
		}
		return wire.Match{From: from, To: to, Kind: k, Side: wire.Requests}, true
	}
	return wire.Match{}, false
}

// PlanError says what in a plan cannot be.
type PlanError struct{ Where, Reason string }

// Error names the place, for example "clients[1][3]: node 7 is not there".
func (e *PlanError) Error() string { return "plan: " + e.Where + ": " + e.Reason }

func wrong(where, format string, args ...any) error {
	return &PlanError{where, fmt.Sprintf(format, args...)}
}
