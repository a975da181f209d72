// Package cluster puts nodes and servers together over one network, offers the
// operations of the design, and injects faults. It runs in a controlled world and on
// real goroutines alike.
package cluster

import (
	"fmt"
	"slices"
	"time"

	"ostlife/impl/env"
	"ostlife/impl/llite"
	"ostlife/impl/lov"
	"ostlife/impl/mgc"
	"ostlife/impl/mgs"
	"ostlife/impl/ost"
	"ostlife/impl/ptlrpc"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// The servers' addresses.
const (
	MGSAddress   wire.Address = "MGS"
	AdminAddress wire.Address = "admin"
)

// ClientAddress is the address of a node.
func ClientAddress(n lustre.Node) wire.Address { return wire.Address(n.String()) }

// OSTAddress is the address of a target's server.
func OSTAddress(t lustre.Target) wire.Address { return wire.Address(t.String()) }

// node is one client: everything between its application and the network.
type node struct {
	lov   *lov.LOV
	mgc   *mgc.MGC
	llite *llite.Llite
}

// Cluster is a set of nodes and servers in one world.
type Cluster struct {
	config  Config
	world   *env.World
	network *wire.Network
	nodes   []node
	admin   *ptlrpc.Caller

	lock   *env.Lock
	broken []lustre.Violation
}

// New makes the servers and nodes and starts their tasks, which leave when the world
// stops. It fails with a [ConfigError].
func New(w *env.World, c Config) (*Cluster, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	k := &Cluster{config: c, world: w, network: wire.New(w, c.Network, c.Seed), lock: w.NewLock("cluster")}
	mgs.New(w, k.network, MGSAddress, c.Defects, c.Trace)
	for t := range lustre.Target(c.Targets) {
		ost.New(w, k.network, OSTAddress(t), t, c.Trace)
	}
	k.admin = ptlrpc.NewCaller(w, ptlrpc.NewPtlrpcd(w, k.network, AdminAddress), "admin")
	for n := range lustre.Node(c.Clients) {
		k.nodes = append(k.nodes, k.newNode(n))
	}
	return k, nil
}

func (c Config) check() error {
	switch {
	case c.Clients < 1 || c.Clients > MaxClients:
		return &ConfigError{"Clients", fmt.Sprintf("must be 1 to %d", MaxClients)}
	case c.Targets < 1 || c.Targets > MaxTargets:
		return &ConfigError{"Targets", fmt.Sprintf("must be 1 to %d", MaxTargets)}
	case c.Timing.Request <= 0 || c.Timing.Ping <= 0 || c.Timing.Config <= 0 || c.Timing.Operation <= 0:
		return &ConfigError{"Timing", "every time must be above 0"}
	}
	return nil
}

func (k *Cluster) newNode(n lustre.Node) node {
	rpc := ptlrpc.NewPtlrpcd(k.world, k.network, ClientAddress(n))
	top := llite.New(k.world, n.String())
	l := lov.New(k.world, rpc, ptlrpc.NewPinger(k.world, n.String(), k.config.Timing.Ping), lov.Config{
		Node: n, Request: k.config.Timing.Request, Address: OSTAddress,
		Defects: k.config.Defects, Trace: k.config.Trace, Broken: k.violated, Top: top,
	})
	m := mgc.New(k.world, rpc, mgc.Config{
		Node: n, MGS: MGSAddress, Interval: k.config.Timing.Config, Request: k.config.Timing.Request,
		Defects: k.config.Defects, Broken: k.violated,
	}, l)
	return node{lov: l, mgc: m, llite: top}
}

// violated takes what a layer saw broken.
func (k *Cluster) violated(v lustre.Violation) {
	k.lock.Lock()
	defer k.lock.Unlock()
	k.broken = append(k.broken, v)
}

// Violations lists what the layers themselves saw broken.
func (k *Cluster) Violations() []lustre.Violation {
	k.lock.Lock()
	defer k.lock.Unlock()
	return slices.Clone(k.broken)
}

// Network is the cluster's network, for faults.
func (k *Cluster) Network() *wire.Network { return k.network }

// until is when an operation that begins now ends at the latest.
func (k *Cluster) until() time.Duration { return k.world.Now() + k.config.Timing.Operation }

// Connect is a round trip from a node to a target, on the connection whose instance
// it returns.
func (k *Cluster) Connect(t *env.Task, n lustre.Node, target lustre.Target) (lustre.Instance, error) {
	return k.nodes[n].lov.Connect(t, target, k.until())
}

// Evict has a target drop the export of a node and returns its instance.
func (k *Cluster) Evict(t *env.Task, n lustre.Node, target lustre.Target) (lustre.Instance, error) {
	r, err := k.ask(t, wire.Message{Kind: wire.Evict, To: OSTAddress(target), Client: n.String(), Target: target})
	return r.Instance, err
}

// Add has the MGS add a target under a UUID.
func (k *Cluster) Add(t *env.Task, target lustre.Target, uuid string) (lustre.Position, error) {
	r, err := k.ask(t, wire.Message{Kind: wire.LogAdd, To: MGSAddress, Target: target, UUID: uuid})
	return r.Position, err
}

// Deactivate has the MGS deactivate a target.
func (k *Cluster) Deactivate(t *env.Task, target lustre.Target) (lustre.Position, error) {
	return k.change(t, wire.LogDeactivate, target)
}

// Activate has the MGS activate a target again.
func (k *Cluster) Activate(t *env.Task, target lustre.Target) (lustre.Position, error) {
	return k.change(t, wire.LogActivate, target)
}

// Remove has the MGS remove a target.
func (k *Cluster) Remove(t *env.Task, target lustre.Target) (lustre.Position, error) {
	return k.change(t, wire.LogRemove, target)
}

func (k *Cluster) change(t *env.Task, kind wire.Kind, target lustre.Target) (lustre.Position, error) {
	r, err := k.ask(t, wire.Message{Kind: kind, To: MGSAddress, Target: target})
	return r.Position, err
}

// ask makes one of the administrator's requests.
func (k *Cluster) ask(t *env.Task, m wire.Message) (wire.Message, error) {
	reply, err := k.admin.Call(t, m, k.config.Timing.Operation)
	if err != nil {
		return wire.Message{}, err
	}
	return reply, reply.Result.Err()
}

// Status is one read of a node's slot for a target.
func (k *Cluster) Status(n lustre.Node, target lustre.Target) lustre.Status {
	return k.nodes[n].lov.Status(target)
}

// Told is the instance for which the top of a node was last told that the target is
// active, 0 for none.
func (k *Cluster) Told(n lustre.Node, target lustre.Target) lustre.Instance {
	return k.nodes[n].llite.Told(target)
}

// Settle is how far a node has applied the config log, when everything that the
// records up to there ask for has ended.
func (k *Cluster) Settle(t *env.Task, n lustre.Node) (lustre.Position, error) {
	until := k.until()
	p := k.nodes[n].mgc.Applied()
	if !k.nodes[n].lov.Settled(t, p, until) {
		return 0, lustre.ErrUnknown
	}
	return p, nil
}

// Applied is how far a node has applied the config log, whether what its records ask
// for has ended or not.
func (k *Cluster) Applied(n lustre.Node) lustre.Position { return k.nodes[n].mgc.Applied() }

// Disconnect is a fault: the node loses its connection to the target. It returns
// false where there was none.
func (k *Cluster) Disconnect(n lustre.Node, target lustre.Target) bool {
	return k.nodes[n].lov.Lose(target)
}

// Snapshot shows every slot of every node, by node and target.
func (k *Cluster) Snapshot() []lustre.TraceRecord {
	var list []lustre.TraceRecord
	for _, n := range k.nodes {
		list = append(list, n.lov.Snapshot()...)
	}
	return list
}
