package cluster

import (
	"time"

	"ostlife/impl/env"
	"ostlife/impl/llog"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// until is when an operation that begins now ends at the latest.
func (k *Cluster) until() time.Duration { return k.world.Now() + k.config.Timing.Operation }

// Connect is a round trip from a node to a target, on the connection whose instance
// it returns.
func (k *Cluster) Connect(t *env.Task, n lustre.Node, target lustre.Target) (lustre.Instance, error) {
	own, err := k.find(n)
	if err != nil {
		return 0, err
	}
	return own.lov.Connect(t, target, k.until())
}

// Write writes a value to a target's object from a client, into its cache, under a lock
// of the connection whose instance it returns (C3.2).
func (k *Cluster) Write(t *env.Task, n lustre.Node, target lustre.Target, value uint64) (lustre.Instance, error) {
	own, err := k.client(n)
	if err != nil {
		return 0, err
	}
	return own.lov.Write(t, target, value, k.until())
}

// Read reads a target's object at a client, on the connection whose instance it returns.
func (k *Cluster) Read(t *env.Task, n lustre.Node, target lustre.Target) (uint64, lustre.Instance, error) {
	own, err := k.client(n)
	if err != nil {
		return 0, 0, err
	}
	return own.lov.Read(t, target, k.until())
}

// Sync has the target commit what a client wrote to it, or tells once that some of it
// was dropped (C3.2).
func (k *Cluster) Sync(t *env.Task, n lustre.Node, target lustre.Target) error {
	own, err := k.client(n)
	if err != nil {
		return err
	}
	return own.lov.Sync(t, target, k.until())
}

// Create has an MDS create an object on a target of a pool, and returns both. The empty
// name is the global pool's (C2.2.lov). Where the MDS has its disk, it is a file that is
// created, and clients can ask for one, too.
func (k *Cluster) Create(t *env.Task, n lustre.Node, pool string) (lustre.Target, uint64, error) {
	own, err := k.find(n)
	if err != nil {
		return 0, 0, err
	}
	switch {
	case own.mds != nil:
		return own.mds.Create(t, pool, k.until())
	case own.mdc != nil:
		return own.mdc.Create(t, pool, k.until())
	}
	return 0, 0, &NodeError{n, "clients create no objects"}
}

// Unlink has the MDS unlink the file of an object, for a client; the object is destroyed
// later (C1a). It is refused with ErrNoObject where no file has it, and with ErrNoTarget
// where the target is not there.
func (k *Cluster) Unlink(t *env.Task, n lustre.Node, target lustre.Target, object uint64) error {
	own, err := k.find(n)
	if err != nil {
		return err
	}
	if own.mdc == nil {
		return &NodeError{n, "it is no client, or the MDS has no disk"}
	}
	return own.mdc.Unlink(t, target, object, k.until())
}

// LastID is the last object id of a target that the MDS has used (C1b), committed: asked for
// there, or at a client. It is refused with ErrNoTarget where no such target was ever
// there.
func (k *Cluster) LastID(t *env.Task, n lustre.Node, target lustre.Target) (uint64, error) {
	own, err := k.find(n)
	switch {
	case err != nil:
		return 0, err
	case own.mdc != nil:
		return own.mdc.LastID(t, target, k.until())
	case own.mds != nil && k.config.Disks != nil:
		return own.mds.LastID(t, target, k.until())
	}
	return 0, &NodeError{n, "the MDS has no disk"}
}

// EASize is the maximum LOV EA size of a node, in bytes (C1b); 0 of one that is not there.
func (k *Cluster) EASize(n lustre.Node) uint32 {
	own, err := k.find(n)
	if err != nil {
		return 0
	}
	return own.lov.EASize()
}

// MDSEASize is the EA size of the MDS, as a client hears it.
func (k *Cluster) MDSEASize(t *env.Task, n lustre.Node) (uint32, error) {
	own, err := k.find(n)
	if err != nil {
		return 0, err
	}
	if own.mdc == nil {
		return 0, &NodeError{n, "it is no client, or the MDS has no disk"}
	}
	return own.mdc.EASize(t, k.until())
}

// Status is one read of a node's slot for a target, zero of a node that is not there.
func (k *Cluster) Status(n lustre.Node, target lustre.Target) lustre.Status {
	own, err := k.find(n)
	if err != nil {
		return lustre.Status{}
	}
	return own.lov.Status(target)
}

// PoolList lists the targets that a pool of a node names, rising, and the position of
// the last record that the node's pools reflect. The empty name is the global pool's. Of
// a node that is not there both are zero (C1c).
func (k *Cluster) PoolList(n lustre.Node, pool string) (lustre.Position, []lustre.Target) {
	own, err := k.find(n)
	if err != nil {
		return 0, nil
	}
	return own.lov.Pool(pool)
}

// Told is the instance for which the top of a node was last told that the target is
// active, 0 for none.
func (k *Cluster) Told(n lustre.Node, target lustre.Target) lustre.Instance {
	own, err := k.find(n)
	if err != nil {
		return 0
	}
	return own.top.Told(target)
}

// Settle is how far a node has applied the config log, when everything that the
// records up to there ask for has ended.
func (k *Cluster) Settle(t *env.Task, n lustre.Node) (lustre.Position, error) {
	own, err := k.find(n)
	if err != nil {
		return 0, err
	}
	until := k.until()
	p := own.mgc.Applied()
	if !own.lov.Settled(t, p, until) {
		return 0, lustre.ErrUnknown
	}
	return p, nil
}

// Applied is how far a node has applied the config log, whether what its records ask
// for has ended or not; 0 of a node that is not there.
func (k *Cluster) Applied(n lustre.Node) lustre.Position {
	own, err := k.find(n)
	if err != nil {
		return 0
	}
	return own.mgc.Applied()
}

// Disconnect is a fault: the node loses its connection to the target. It returns
// false where there was none.
func (k *Cluster) Disconnect(n lustre.Node, target lustre.Target) bool {
	own, err := k.find(n)
	return err == nil && own.lov.Lose(target)
}

// FailVersion is a fault: the next write that is replayed to the target fails its
// version check (C2.1c). It returns false if no such OST runs.
func (k *Cluster) FailVersion(target lustre.Target) bool {
	m, err := k.ost(target)
	if err != nil {
		return false
	}
	own := m.now()
	if own != nil {
		own.ost.FailVersion()
	}
	return own != nil
}

// Evict has a target drop the export of a node and returns its instance.
func (k *Cluster) Evict(t *env.Task, n lustre.Node, target lustre.Target) (lustre.Instance, error) {
	r, err := k.ask(t, wire.Message{Kind: wire.Evict, To: OSTAddress(target), Client: n.String(), Target: target})
	return r.Instance, err
}

// Restart has a target fail and start again: what is not committed is lost, and the
// clients of before are awaited for [Timing.Window] (C2.1c). Where there are disks it is
// [Cluster.FailOST] that keeps nothing of what was on its way to the disk.
func (k *Cluster) Restart(t *env.Task, target lustre.Target) error {
	if k.config.Disks != nil {
		return k.FailOST(t, target, 0)
	}
	_, err := k.ask(t, wire.Message{Kind: wire.Restart, To: OSTAddress(target), Target: target})
	return err
}

// Add has the MGS add a target under a UUID.
func (k *Cluster) Add(t *env.Task, target lustre.Target, uuid string) (lustre.Position, error) {
	return k.change(t, wire.Message{Kind: wire.LogAdd, Target: target, UUID: uuid})
}

// Deactivate has the MGS deactivate a target.
func (k *Cluster) Deactivate(t *env.Task, target lustre.Target) (lustre.Position, error) {
	return k.change(t, wire.Message{Kind: wire.LogDeactivate, Target: target})
}

// Activate has the MGS activate a target again.
func (k *Cluster) Activate(t *env.Task, target lustre.Target) (lustre.Position, error) {
	return k.change(t, wire.Message{Kind: wire.LogActivate, Target: target})
}

// Remove has the MGS remove a target.
func (k *Cluster) Remove(t *env.Task, target lustre.Target) (lustre.Position, error) {
	return k.change(t, wire.Message{Kind: wire.LogRemove, Target: target})
}

// PoolAdd has the MGS put a target into a named pool, which is there from its first
// target on (C1c). A name that cannot be is refused with a [llog.PoolError], and one pool
// too many with [wire.ErrBadPool].
func (k *Cluster) PoolAdd(t *env.Task, pool string, target lustre.Target) (lustre.Position, error) {
	return k.pool(t, wire.Message{Kind: wire.LogJoin, Pool: pool, Target: target})
}

// PoolRemove has the MGS take a target out of a named pool.
func (k *Cluster) PoolRemove(t *env.Task, pool string, target lustre.Target) (lustre.Position, error) {
	return k.pool(t, wire.Message{Kind: wire.LogLeave, Pool: pool, Target: target})
}

func (k *Cluster) pool(t *env.Task, m wire.Message) (lustre.Position, error) {
	if err := llog.CheckPool(m.Pool); err != nil {
		return 0, err
	}
	return k.change(t, m)
}

// change has the MGS write a record.
func (k *Cluster) change(t *env.Task, m wire.Message) (lustre.Position, error) {
	m.To = MGSAddress
	r, err := k.ask(t, m)
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
