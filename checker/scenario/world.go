package scenario

import (
	"errors"
	"time"

	"ostlife/impl/env"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// World is what the runner needs of what it runs a scenario on. An operation takes until
// its end; its error is a refusal, [lustre.ErrUnknown], or an [Error] that names what the
// world has not. Times are the world's.
type World interface {
	// Nodes are those that there are: a world may leave out what no line names.
	Nodes() []lustre.Node

	// Connect is a round trip from a node to a target; Evict has the target drop the
	// node's export.
	Connect(t *env.Task, n lustre.Node, target lustre.Target) (lustre.Instance, error)
	Evict(t *env.Task, n lustre.Node, target lustre.Target) (lustre.Instance, error)

	// Write, Read and Sync are a client's, of the target's register.
	Write(t *env.Task, n lustre.Node, target lustre.Target, value uint64) error
	Read(t *env.Task, n lustre.Node, target lustre.Target) (uint64, error)
	Sync(t *env.Task, n lustre.Node, target lustre.Target) error
	// Create has an MDS make an object on a target of a pool, the global one without a name.
	Create(t *env.Task, n lustre.Node, pool string) (lustre.Target, uint64, error)

	// Change has the MGS write a record.
	Change(t *env.Task, c lustre.ConfigRecord) (lustre.Position, error)
	// Settle is how far a node has applied the config log, with all that it asks for.
	Settle(t *env.Task, n lustre.Node) (lustre.Position, error)
	// Status is one read of a node's slot, Pool what a node's pool names.
	Status(n lustre.Node, target lustre.Target) lustre.Status
	Pool(n lustre.Node, pool string) []lustre.Target
	// Cache is what a node holds of a target's object: the lock, what it has written and
	// the target has not, what the target may lose.
	Cache(n lustre.Node, target lustre.Target) (locked, dirty, unstable bool)

	// Disconnect has a node lose its connection to a target, false if it had none.
	Disconnect(n lustre.Node, target lustre.Target) bool
	// Cut cuts the link between a node and a target, or joins it; CutMGS the one between
	// a node and the MGS.
	Cut(n lustre.Node, target lustre.Target, cut bool)
	CutMGS(n lustre.Node, cut bool)
	// Halt has a target stop: no node hears it any more. Restart has it start again, with
	// what its disk has, before any node hears it; if the recovery is aborted every client
	// of before is dropped.
	Halt(t *env.Task, target lustre.Target) error
	Restart(t *env.Task, target lustre.Target, abort bool) error
	// FailVersion has the next write that is replayed to a target fail its version check.
	FailVersion(target lustre.Target)
	// Strike strikes messages; the function that it returns ends that.
	Strike(s Strike) (lift func())

	// Busy names something that is under way at a node, nothing if all is at rest.
	Busy() string
	// Found gives what was found wrong beside what the scenario expects.
	Found() []string
}

// Lives is what a [World] offers beside whose nodes can stop and start.
type Lives interface {
	// Crash has a node fail: what is not on its disk is gone. Leave has it go in good
	// order, by force without waiting for anybody. Boot has it start again; if the recovery
	// is aborted an MDS takes no replays.
	Crash(t *env.Task, n lustre.Node) error
	Leave(t *env.Task, n lustre.Node, force bool) error
	Boot(t *env.Task, n lustre.Node, abort bool) error
}

// Metadata is what a [World] offers beside that has the MDS's side.
type Metadata interface {
	Lives
	// Barrier has nothing that a server commits from now on survive its next failure.
	Barrier(m Machine) error
	// Damage changes what the disk of an MDS that is down has of a target, or of all.
	Damage(n lustre.Node, how, what string, targets []lustre.Target) error

	// CutMDT cuts the link between a client and an MDS, or joins it.
	CutMDT(n, mds lustre.Node, cut bool)

	// Unlink has a client unlink the file of an object.
	Unlink(t *env.Task, n lustre.Node, o Object) error
	// Objects are those that a target has, and those that a file of the MDS has; Records is
	// how many committed unlink records the MDS has for it.
	Objects(target lustre.Target) (stored, filed []uint64, records int)
	// LastID is the last object id that the MDS has used of a target.
	LastID(n lustre.Node, target lustre.Target) (uint64, error)
	// EASize is how many bytes the largest layout takes at a node.
	EASize(n lustre.Node) int
}

// Machine is a server or a client: a target, a node, or the MGS.
type Machine struct {
	Name   string
	Node   lustre.Node   // of a node
	Target lustre.Target // of a target
	Kind   MachineKind
}

// MachineKind says what a machine is.
type MachineKind uint8

// The kinds of machines.
const (
	IsTarget MachineKind = iota
	IsNode
	IsMGS
)

// Strike is what happens to messages of one kind between a node and a server.
type Strike struct {
	Fault  wire.Fault
	Kind   wire.Kind
	Side   wire.Side
	Node   lustre.Node
	Server Machine
	Times  int           // 0: all, until it is lifted
	By     time.Duration // of a delay
	Hit    func()        // hears of each message that it hits
}

// ErrPool is the refusal of the administrator's tool to make a pool that is there, or to
// work on one that is not; ErrNotEmpty that to destroy a pool that has members.
var (
	ErrPool     = errors.New("no-pool")
	ErrNotEmpty = errors.New("not-empty")
)

// refusals lists the ways in which an operation is refused.
func refusals() []error { return append(lustre.Refusals(), ErrPool, ErrNotEmpty, ErrDisk) }
