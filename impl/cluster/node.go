package cluster

import (
	"time"

	"ostlife/impl/env"
	"ostlife/impl/llite"
	"ostlife/impl/llog"
	"ostlife/impl/lov"
	"ostlife/impl/mdc"
	"ostlife/impl/mds"
	"ostlife/impl/mgc"
	"ostlife/impl/osc"
	"ostlife/impl/ost"
	"ostlife/impl/ptlrpc"
	"ostlife/impl/wire"
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
	mdc *mdc.MDC // of a client, where the MDS has its disk
}

// server is one OST.
type server struct{ ost *ost.OST }

func (k *Cluster) startClient(n lustre.Node) {
	m := k.clients[n]
	own, _ := m.begin(false) // a client has no disk that could fail
	own.top = llite.New(own.world, n.String())
	m.up(own)
	rpc := k.start(n, own, nil)
	if k.config.Disks != nil {
		own.mdc = mdc.New(own.world, rpc, mdc.Config{
			Node: n, MDT: MDTAddress(lustre.FirstMDS), Start: own.start,
			Request: k.config.Timing.Request, Ping: k.config.Timing.Ping,
			Defects: k.config.Defects, Trace: k.tracer(own),
			Destroy: func(t *env.Task, target lustre.Target, r wire.Unlink, until time.Duration) error {
				return own.lov.Destroy(t, target, lustre.ActDestroySend, llog.Record(r), until)
			},
		})
	}
	m.open(own)
}

// startMDS starts an MDS. One with its disk reads that before anything else (C0), and
// serves when it has read the config log (C1a).
func (k *Cluster) startMDS(n lustre.Node, own *life) (err error) {
	m := k.mdss[n-lustre.FirstMDS]
	var storage *lov.Storage
	if own.disk != nil {
		if storage, err = lov.Attach(own.world, own.disk); err != nil {
			return err
		}
		if _, err = mds.Starts(own.disk); err != nil {
			return err // before anything of it runs
		}
		own.start = own.disk.Mounts() - 1
		k.traceCommits(n, own)
	}
	own.mds = mds.New(own.world, n.String())
	own.top = own.mds
	m.up(own)
	k.start(n, own, storage)
	own.mds.Attach(own.lov)
	if own.disk == nil {
		m.open(own)
		return nil
	}
	err = own.mds.Serve(own.world, mds.Server{
		Node: n, Network: k.network, Address: MDTAddress(n), Disk: own.disk, Storage: storage, Boot: own.disk.Mounts(),
		Commit: k.config.Timing.Commit, Operation: k.config.Timing.Operation, Silence: k.config.Timing.Window,
		Defects: k.config.Defects, Trace: k.tracer(own),
	})
	if err != nil {
		m.down(own)
	}
	m.open(own)
	return err
}

// traceCommits writes each commit of an MDS's disk. The first is the mount's own: what was
// written before, and has its number or a higher one, is lost.
func (k *Cluster) traceCommits(n lustre.Node, own *life) {
	if trace := k.tracer(own); trace != nil {
		told := own.disk.Kept()
		own.disk.Tell(func(transno uint64) {
			trace(lustre.TraceRecord{Stamp: k.world.Stamp(), Time: k.world.Now(), Action: lustre.ActMdsCommit, Node: n, Taken: true,
				Transno: transno, Size: uint32(transno - told)})
			told = transno
		})
	}
}

// start makes what is below a node's top. Its connections and requests are numbered
// above all that an earlier start of it can have sent.
func (k *Cluster) start(n lustre.Node, own *life, storage *lov.Storage) *ptlrpc.Ptlrpcd {
	timing, w := k.config.Timing, own.world
	rpc := ptlrpc.NewPtlrpcd(w, k.network, ClientAddress(n))
	rpc.After(own.start << ptlrpc.BootShift)
	own.lov = lov.New(w, rpc, ptlrpc.NewPinger(w, n.String(), timing.Ping), lov.Config{
		Node: n, Request: timing.Request, Window: timing.Window, Address: OSTAddress,
		Defects: k.config.Defects, Trace: k.tracer(own), Broken: k.judge(own), Top: own.top,
		Storage: storage, Creator: osc.Creator{Flag: k.config.MDSFlag, Stock: max(k.config.Precreate, 1)},
		Count: lustre.ConnectionCount(own.start << countShift), Again: own.again,
	})
	own.mgc = mgc.New(w, rpc, mgc.Config{
		Node: n, MGS: MGSAddress, Interval: timing.Config, Request: timing.Request,
		Defects: k.config.Defects, Copy: llog.NewCopy(own.disk), Broken: k.judge(own),
	}, own.lov)
	return rpc
}

// countShift is where the number of a node's start stands in its connection counts.
const countShift = 16

// startOST starts a target's server.
func (k *Cluster) startOST(t lustre.Target) error {
	m, timing := k.osts[t], k.config.Timing
	own, err := m.begin(true)
	if err != nil {
		return err
	}
	c := ost.Config{Window: timing.Window, Defects: k.config.Defects, Trace: k.tracer(own)}
	m.up(own)
	if own.disk == nil {
		own.ost = ost.New(own.world, k.network, OSTAddress(t), t, c)
		m.open(own)
		return nil
	}
	c.Disk = ost.Disk{Obd: own.disk, Commit: timing.Commit, MDT: MDTAddress(lustre.FirstMDS),
		Llog: LlogAddress(t), Request: timing.Request}
	if own.ost, err = ost.Open(own.world, k.network, OSTAddress(t), t, c); err != nil {
		m.down(own)
	}
	m.open(own)
	return err
}

// machine gives a node's machine; a number that no node has is a [NodeError].
func (k *Cluster) machine(n lustre.Node) (*machine, error) {
	list, at := k.clients, n
	if n.MDS() {
		list, at = k.mdss, n-lustre.FirstMDS
	}
	if int(at) >= len(list) {
		return nil, &NodeError{n, "the cluster has no such node"}
	}
	return list[at], nil
}

// find gives a node. One that is down is refused with ErrUnreachable.
func (k *Cluster) find(n lustre.Node) (*life, error) {
	m, err := k.machine(n)
	if err != nil {
		return nil, err
	}
	own := m.now()
	if own == nil {
		return nil, lustre.ErrUnreachable
	}
	return own, nil
}

// client gives a node that writes and reads.
func (k *Cluster) client(n lustre.Node) (*life, error) {
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
