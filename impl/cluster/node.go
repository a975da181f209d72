package cluster

import (
	"ostlife/impl/llite"
	"ostlife/impl/lov"
	"ostlife/impl/mds"
	"ostlife/impl/mgc"
	"ostlife/impl/ptlrpc"
	"ostlife/model/lustre"
)

// node is one client or MDS: everything between its application and the network.
type node struct {
	lov *lov.LOV
	mgc *mgc.MGC
	top interface {
		lov.Top
		Told(lustre.Target) lustre.Instance
	}
	mds *mds.MDS // nil on a client
}

func (k *Cluster) newClient(n lustre.Node) *node {
	own := &node{top: llite.New(k.world, n.String())}
	k.start(n, own)
	return own
}

func (k *Cluster) newMDS(n lustre.Node) *node {
	top := mds.New(k.world, n.String())
	own := &node{top: top, mds: top}
	k.start(n, own)
	top.Attach(own.lov)
	return own
}

// start makes what is below a node's top.
func (k *Cluster) start(n lustre.Node, own *node) {
	rpc := ptlrpc.NewPtlrpcd(k.world, k.network, ClientAddress(n))
	own.lov = lov.New(k.world, rpc, ptlrpc.NewPinger(k.world, n.String(), k.config.Timing.Ping), lov.Config{
		Node: n, Request: k.config.Timing.Request, Window: k.config.Timing.Window, Address: OSTAddress,
		Defects: k.config.Defects, Trace: k.config.Trace, Broken: k.violated, Top: own.top,
	})
	own.mgc = mgc.New(k.world, rpc, mgc.Config{
		Node: n, MGS: MGSAddress, Interval: k.config.Timing.Config, Request: k.config.Timing.Request,
		Defects: k.config.Defects, Broken: k.violated,
	}, own.lov)
}

// find gives a node; a number that no node has is a [NodeError].
func (k *Cluster) find(n lustre.Node) (*node, error) {
	list, at := k.clients, n
	if n.MDS() {
		list, at = k.mdss, n-lustre.FirstMDS
	}
	if int(at) >= len(list) {
		return nil, &NodeError{n, "the cluster has no such node"}
	}
	return list[at], nil
}

// client gives a node that writes and reads.
func (k *Cluster) client(n lustre.Node) (*node, error) {
	if n.MDS() {
		return nil, &NodeError{n, "an MDS writes and reads no data"}
	}
	return k.find(n)
}

// NodeError says why an operation cannot be a node's. Nothing was done.
type NodeError struct {
	Node   lustre.Node
	Reason string
}

// Error names the node.
func (e *NodeError) Error() string { return "cluster: " + e.Node.String() + ": " + e.Reason }
