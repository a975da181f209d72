package scenario

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"ostlife/checker/conform"
	"ostlife/checker/conform/follow"
	"ostlife/checker/history"
	"ostlife/impl/cluster"
	"ostlife/impl/disk"
	"ostlife/impl/env"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// latency is what a message takes, in the time of the scenario.
const (
	minLatency = 20 * time.Millisecond
	maxLatency = 50 * time.Millisecond
)

// implementation is the World of impl/cluster, with the detectors that watch its trace.
type implementation struct {
	k        *cluster.Cluster
	c        *Cluster
	watch    *conform.Watch
	follower *follow.Follower
	order    *history.TraceRecorder
	deviates *follow.Deviation

	clock  clock
	side   bool // there are disks
	world  *env.World
	trace  lustre.Tracer
	spoilt atomic.Bool // a disk was damaged in a real run
	mu     sync.Mutex
	disks  map[string]*disk.Memory // by the name of the server
}

// newImplementation makes the cluster of a scenario in a world.
func newImplementation(s *Scenario, w *env.World, c clock, o Options, seen *observer, file *history.TraceWriter) (*implementation, error) {
	i := &implementation{c: &s.Cluster, clock: c, watch: conform.NewWatch(conform.Options{}), follower: follow.New(), disks: map[string]*disk.Memory{}}
	i.order = history.NewTraceOrder(file, i.follow)
	config := cluster.Config{
		Clients: s.Cluster.Clients, MDSs: s.Cluster.MDSs, Targets: s.Cluster.Targets, Seed: o.Seed, Defects: o.Defects,
		Network: wire.Faults{MinLatency: c.real(minLatency), MaxLatency: c.real(maxLatency), LateBy: c.real(Patience)},
		Timing: cluster.Timing{
			Request: c.real(s.Cluster.Request), Ping: c.real(s.Cluster.Ping), Config: c.real(s.Cluster.Config),
			Operation: c.real(s.Cluster.Operation), Window: c.real(s.Cluster.Window), Commit: c.real(s.Cluster.Commit),
		},
		Trace: func(r lustre.TraceRecord) {
			seen.record(r)
			i.watch.Record(r)
			i.order.Record(r)
		},
	}
	i.world, i.trace = w, config.Trace
	if i.side = s.disks(); i.side {
		config.Disks, config.Precreate = i.medium, uint32(s.Cluster.Precreate)
	}
	k, err := cluster.New(w, config)
	i.k = k
	return i, err
}

// follow holds the trace against the model, up to the first record that it cannot follow.
// The design has no damaged disk: behind one, a real run is judged by its properties alone.
func (i *implementation) follow(r *lustre.TraceRecord) {
	if i.deviates == nil && !i.spoilt.Load() {
		i.deviates = i.follower.Record(r)
	}
}

// Nodes are all of the cluster.
func (i *implementation) Nodes() []lustre.Node { return i.c.all() }

func (i *implementation) Connect(t *env.Task, n lustre.Node, target lustre.Target) (lustre.Instance, error) {
	return i.k.Connect(t, n, target)
}

func (i *implementation) Evict(t *env.Task, n lustre.Node, target lustre.Target) (lustre.Instance, error) {
	return i.k.Evict(t, n, target)
}

func (i *implementation) Write(t *env.Task, n lustre.Node, target lustre.Target, value uint64) error {
	_, err := i.k.Write(t, n, target, value)
	return err
}

func (i *implementation) Read(t *env.Task, n lustre.Node, target lustre.Target) (uint64, error) {
	v, _, err := i.k.Read(t, n, target)
	return v, err
}

func (i *implementation) Sync(t *env.Task, n lustre.Node, target lustre.Target) error {
	return i.k.Sync(t, n, target)
}

func (i *implementation) Create(t *env.Task, n lustre.Node, pool string) (lustre.Target, uint64, error) {
	return i.k.Create(t, n, pool)
}

func (i *implementation) Change(t *env.Task, c lustre.ConfigRecord) (lustre.Position, error) {
	switch c.Kind {
	case lustre.ConfigAdd:
		return i.k.Add(t, c.Target, c.UUID)
	case lustre.ConfigDeactivate:
		return i.k.Deactivate(t, c.Target)
	case lustre.ConfigActivate:
		return i.k.Activate(t, c.Target)
	case lustre.ConfigRemove:
		return i.k.Remove(t, c.Target)
	case lustre.ConfigJoin:
		return i.k.PoolAdd(t, c.Pool, c.Target)
	default:
		return i.k.PoolRemove(t, c.Pool, c.Target)
	}
}

func (i *implementation) Settle(t *env.Task, n lustre.Node) (lustre.Position, error) {
	return i.k.Settle(t, n)
}

func (i *implementation) Status(n lustre.Node, target lustre.Target) lustre.Status {
	return i.k.Status(n, target)
}

func (i *implementation) Pool(n lustre.Node, pool string) []lustre.Target {
	_, list := i.k.PoolList(n, pool)
	return list
}

func (i *implementation) Disconnect(n lustre.Node, target lustre.Target) bool {
	return i.k.Disconnect(n, target)
}

func (i *implementation) Cut(n lustre.Node, target lustre.Target, cut bool) {
	i.k.Network().Partition(cluster.ClientAddress(n), cluster.OSTAddress(target), cut)
	if n.MDS() && i.side { // the llog's way back
		i.k.Network().Partition(cluster.MDTAddress(n), cluster.OSTAddress(target), cut)
		i.k.Network().Partition(cluster.MDTAddress(n), cluster.LlogAddress(target), cut)
	}
}

// CutMDT cuts the link between a client and the MDS's server.
func (i *implementation) CutMDT(n, mds lustre.Node, cut bool) {
	i.k.Network().Partition(cluster.ClientAddress(n), cluster.MDTAddress(mds), cut)
}

// Cache is read beside everything else that a node has.
func (i *implementation) Cache(n lustre.Node, target lustre.Target) (locked, dirty, unstable bool) {
	for _, r := range i.k.Snapshot() {
		if r.Node == n && r.Target == target {
			return r.Import.Locked, r.Import.Dirty, r.Import.Uncommitted
		}
	}
	return false, false, false
}

func (i *implementation) CutMGS(n lustre.Node, cut bool) {
	i.k.Network().Partition(cluster.ClientAddress(n), cluster.MGSAddress, cut)
}

// Restart starts a target.
func (i *implementation) Restart(t *env.Task, target lustre.Target, abort bool) error {
	start := i.k.Restart
	if i.side {
		start = i.k.StartOST
	}
	err := start(t, target)
	if err == nil && abort {
		i.k.AbortOST(t, target)
	}
	return err
}

func (i *implementation) FailVersion(target lustre.Target) { i.k.FailVersion(target) }

// Strike strikes between a node and a server: a request goes to the server, but for what
// the OST asks.
func (i *implementation) Strike(s Strike) (lift func()) {
	from, to := cluster.ClientAddress(s.Node), serverAddress(s.Server)
	switch s.Kind {
	case wire.LlogRead:
		from, to = cluster.LlogAddress(s.Server.Target), cluster.MDTAddress(s.Node)
	case wire.LlogCancel:
		from, to = to, cluster.MDTAddress(s.Node)
	case wire.Callback:
		from, to = to, from
	}
	if s.Side == wire.Replies {
		from, to = to, from
	}
	return i.k.Network().Strike(wire.Strike{Fault: s.Fault, Times: s.Times, By: s.By, Hit: s.Hit,
		Match: wire.Match{From: from, To: to, Kind: s.Kind, Side: s.Side}})
}

// serverAddress is where a server is asked.
func serverAddress(m Machine) wire.Address {
	switch m.Kind {
	case IsTarget:
		return cluster.OSTAddress(m.Target)
	case IsMGS:
		return cluster.MGSAddress
	}
	return cluster.MDTAddress(m.Node)
}

func (i *implementation) Busy() string {
	for _, r := range i.k.Snapshot() {
		if r.Import.Workers+r.Import.Queued > 0 || r.LOV.Dying {
			return fmt.Sprintf("%s %s: %d workers, %d events", r.Node, r.Target, r.Import.Workers, r.Import.Queued)
		}
	}
	return ""
}

// Found tells what the trace breaks, and what the implementation itself saw broken.
func (i *implementation) Found() (list []string) {
	for _, v := range i.k.Violations() {
		list = append(list, fmt.Sprintf("%s at %s %s", v.What, v.Node, v.Target))
	}
	for _, v := range i.watch.Violations() {
		list = append(list, v.Error())
	}
	if i.deviates != nil {
		list = append(list, i.deviates.Error())
	}
	for _, err := range i.k.Failures() {
		list = append(list, err.Error())
	}
	return list
}
