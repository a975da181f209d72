// Package cluster puts nodes and servers together over one network, offers the
// operations of the design, and injects faults. It runs in a controlled world and on
// real goroutines alike. Clients can crash and start again; where there are disks
// ([Config]) the MDS and the OSTs can, too, and a disk can fail in any write. An operation of a node that is not there, or that is not that
// node's to do, is refused with a [NodeError].
package cluster

import (
	"fmt"
	"slices"

	"ostlife/impl/env"
	"ostlife/impl/mds"
	"ostlife/impl/mgs"
	"ostlife/impl/ptlrpc"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// The servers' addresses.
const (
	MGSAddress   wire.Address = "MGS"
	AdminAddress wire.Address = "admin"
)

// ClientAddress is the address of a node: of servers it is a client, an MDS too.
func ClientAddress(n lustre.Node) wire.Address { return wire.Address(n.String()) }

// OSTAddress is the address of a target's server.
func OSTAddress(t lustre.Target) wire.Address { return wire.Address(t.String()) }

// LlogAddress is from where a target's server reads the MDS's llog.
func LlogAddress(t lustre.Target) wire.Address { return OSTAddress(t) + "-llog" }

// MDTAddress is where an MDS with its disk serves clients and OSTs.
func MDTAddress(n lustre.Node) wire.Address {
	return wire.Address(fmt.Sprintf("MDT%04x", uint16(n-lustre.FirstMDS)))
}

// Cluster is a set of nodes and servers in one world.
type Cluster struct {
	config  Config
	world   *env.World
	network *wire.Network
	clients []*machine
	mdss    []*machine
	osts    []*machine
	admin   *ptlrpc.Caller

	opens *env.Lock // is held while a disk is opened

	lock     *env.Lock
	broken   []lustre.Violation
	failures []error // of disks
}

// New makes the servers and nodes and starts their tasks, which leave when the world
// stops. It fails with a [ConfigError], or a [disk.Error] of a disk that cannot be used;
// of what it has started nothing runs then, if the world does not.
func New(w *env.World, c Config) (*Cluster, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	k := &Cluster{config: c, world: w, network: wire.New(w, c.Network, c.Seed), lock: w.NewLock("cluster"), opens: w.NewLock("cluster's disks")}
	mgs.New(w, k.network, MGSAddress, c.Defects, c.Trace)
	for t := range lustre.Target(c.Targets) {
		k.osts = append(k.osts, k.newMachine(t.String(), OSTAddress(t), LlogAddress(t)))
		if err := k.startOST(t); err != nil {
			return nil, err
		}
	}
	rpc := ptlrpc.NewPtlrpcd(w, k.network, AdminAddress)
	k.admin = ptlrpc.NewCaller(w, rpc, "admin")
	for n := lustre.FirstMDS; n < lustre.FirstMDS+lustre.Node(c.MDSs); n++ {
		k.mdss = append(k.mdss, k.newMachine(n.String(), ClientAddress(n), MDTAddress(n)))
	}
	if err := k.startNodes(rpc); err != nil {
		return nil, err
	}
	return k, nil
}

// startNodes starts the nodes. Where there are disks, a client's start, and the
// administrator's requests, are numbered above all that an earlier run over the same disks
// can have heard of.
func (k *Cluster) startNodes(admin *ptlrpc.Ptlrpcd) error {
	var lives []*life
	first := uint64(0)
	for _, m := range k.mdss {
		own, err := m.begin(true)
		if err != nil {
			return err
		}
		lives = append(lives, own)
		if own.disk != nil {
			if first, err = mds.Starts(own.disk); err != nil {
				return err
			}
		}
	}
	for _, m := range k.osts {
		first = max(first, uint64(m.now().ost.Newest())>>countShift+1)
	}
	if k.config.Disks != nil {
		admin.After(first << ptlrpc.BootShift)
	}
	for n := range lustre.Node(k.config.Clients) {
		m := k.newMachine(n.String(), ClientAddress(n))
		if k.config.Disks != nil {
			m.starts = first
		}
		k.clients = append(k.clients, m)
		k.startClient(n)
	}
	for n, own := range lives {
		if err := k.startMDS(lustre.FirstMDS+lustre.Node(n), own); err != nil {
			return err
		}
	}
	return nil
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

// Snapshot shows every slot of every node, by node and target.
func (k *Cluster) Snapshot() []lustre.TraceRecord {
	var list []lustre.TraceRecord
	for _, m := range slices.Concat(k.clients, k.mdss) {
		if own := m.now(); own != nil {
			list = append(list, own.lov.Snapshot()...)
		}
	}
	return list
}
