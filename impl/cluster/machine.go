package cluster

import (
	"errors"
	"fmt"

	"ostlife/impl/disk"
	"ostlife/impl/env"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// machine is where a node or a server runs, from one crash to the next start.
type machine struct {
	k         *Cluster
	name      string
	addresses []wire.Address

	// Under the cluster's lock.
	starts uint64 // how often it has started
	life   *life  // nil while it is down
	last   *life  // of which some tasks may not have ended
	begins bool   // somebody starts it just now
}

// life is what runs on a machine from its start to its crash: a node or a server.
type life struct {
	world *env.World
	start uint64    // which start of the machine it is, from 0
	again bool      // it has crashed since the cluster was made
	disk  *disk.Obd // nil for none
	ended bool      // under the cluster's lock

	node
	server
}

func (k *Cluster) newMachine(name string, addresses ...wire.Address) *machine {
	return &machine{k: k, name: name, addresses: addresses}
}

// now is what runs on the machine, nil while it is down.
func (m *machine) now() *life {
	m.k.lock.Lock()
	defer m.k.lock.Unlock()
	return m.life
}

// begin makes a life, with its disk if the cluster has disks for such a machine.
func (m *machine) begin(disks bool) (*life, error) {
	k := m.k
	own := &life{world: k.world.Part(m.name)}
	k.lock.Lock()
	own.start, own.again = m.starts, m.last != nil
	m.starts++
	k.lock.Unlock()
	if !disks || k.config.Disks == nil {
		return own, nil
	}
	medium, err := k.open(m.name)
	if err != nil {
		return nil, err
	}
	own.disk, err = disk.Mount(own.world, medium, func(err error) { m.fail(own, err) })
	return own, err
}

// open opens a disk, one at a time.
func (k *Cluster) open(owner string) (disk.Medium, error) {
	k.opens.Lock()
	defer k.opens.Unlock()
	return k.config.Disks(owner)
}

// up connects a life to the network, before its first task.
func (m *machine) up(own *life) {
	m.k.lock.Lock()
	m.last = own
	m.k.lock.Unlock()
	for _, a := range m.addresses {
		m.k.network.Down(a, false)
	}
}

// open has operations find a life that is complete, unless its disk has failed by now.
func (m *machine) open(own *life) {
	m.k.lock.Lock()
	defer m.k.lock.Unlock()
	if !own.ended {
		m.life = own
	}
}

// begun ends a start, whatever came of it.
func (m *machine) begun() {
	m.k.lock.Lock()
	defer m.k.lock.Unlock()
	m.begins = false
}

// down ends a life, if it has not ended: what it had sent is still on its way, and nothing
// more comes from it. It may be called under any lock but the cluster's.
func (m *machine) down(own *life) bool {
	m.k.lock.Lock()
	was := own.ended
	own.ended = true
	if m.life == own {
		m.life = nil
	}
	m.k.lock.Unlock()
	if was {
		return false
	}
	own.world.Stop()
	for _, a := range m.addresses {
		m.k.network.Down(a, true)
	}
	m.traceCrash()
	return true
}

// traceCrash writes that a node has crashed. Of an OST its next start is written, which
// finds what the crash has left.
func (m *machine) traceCrash() {
	n, ok := lustre.ParseNode(m.name)
	if !ok || m.k.config.Trace == nil {
		return
	}
	action := lustre.ActClientCrash
	if n.MDS() {
		action = lustre.ActMdsCrash
	}
	m.k.config.Trace(lustre.TraceRecord{Stamp: m.k.world.Stamp(), Time: m.k.world.Now(), Action: action, Node: n, Taken: true})
}

// fail ends a life whose disk has failed.
func (m *machine) fail(own *life, err error) {
	if m.down(own) && !errors.Is(err, disk.ErrCrashed) {
		m.k.lock.Lock()
		m.k.failures = append(m.k.failures, err)
		m.k.lock.Unlock()
	}
}

// gone waits until no task of the machine's last life is left.
func (m *machine) gone(t *env.Task) bool {
	m.k.lock.Lock()
	last := m.last
	m.k.lock.Unlock()
	return last == nil || last.world.Gone(t)
}

// crash ends what runs on the machine, and waits until it has.
func (m *machine) crash(t *env.Task, keep int) error {
	own := m.now()
	if own == nil || !m.down(own) {
		return &MachineError{m.name, "it is down"}
	}
	if own.disk != nil {
		own.disk.Crash(keep)
	}
	if !m.gone(t) {
		return lustre.ErrUnknown
	}
	return nil
}

// restart starts a machine that is down, when its last life has gone.
func (m *machine) restart(t *env.Task, start func() error) error {
	m.k.lock.Lock()
	busy := m.life != nil || m.begins
	m.begins = m.begins || !busy
	m.k.lock.Unlock()
	if busy {
		return &MachineError{m.name, "it is up"}
	}
	defer m.begun()
	if !m.gone(t) {
		return lustre.ErrUnknown
	}
	return start()
}

// tracer is the cluster's tracer for a life: what tasks do that have not noticed its end
// did not happen.
func (k *Cluster) tracer(own *life) lustre.Tracer {
	if k.config.Trace == nil {
		return nil
	}
	return func(r lustre.TraceRecord) {
		if !own.world.Stopped() {
			k.config.Trace(r)
		}
	}
}

// judge takes what a life's layers see broken. What its tasks run into after its end is
// nothing: their disk is gone.
func (k *Cluster) judge(own *life) func(lustre.Violation) {
	return func(v lustre.Violation) {
		if !own.world.Stopped() {
			k.violated(v)
		}
	}
}

// MachineError says why a machine cannot be crashed or started. Nothing was done.
type MachineError struct{ Machine, Reason string }

// Error names the machine.
func (e *MachineError) Error() string { return "cluster: " + e.Machine + ": " + e.Reason }

// Crash is a fault: a node fails. A client loses what it had in its cache. An MDS needs a
// disk, and loses what was not committed; of what was on its way to the disk, keep bytes
// arrived, all if it is negative.
func (k *Cluster) Crash(t *env.Task, n lustre.Node, keep int) error {
	m, err := k.machine(n)
	if err != nil {
		return err
	}
	if n.MDS() && k.config.Disks == nil {
		return &NodeError{n, "an MDS without a disk cannot start again"}
	}
	return m.crash(t, keep)
}

// Start starts a node again that has crashed, by [Cluster.Crash] or by its disk. The error
// is that of a disk that cannot be used; the node is down then.
func (k *Cluster) Start(t *env.Task, n lustre.Node) error {
	m, err := k.machine(n)
	if err != nil {
		return err
	}
	return m.restart(t, func() error {
		if n.MDS() {
			own, err := m.begin(true)
			if err != nil {
				return err
			}
			return k.startMDS(n, own)
		}
		k.startClient(n)
		return nil
	})
}

// Fail is a fault: a node crashes and starts again.
func (k *Cluster) Fail(t *env.Task, n lustre.Node, keep int) error {
	if err := k.Crash(t, n, keep); err != nil {
		return err
	}
	return k.Start(t, n)
}

// CrashOST is [Cluster.Crash] of a target's server, which needs a disk.
func (k *Cluster) CrashOST(t *env.Task, target lustre.Target, keep int) error {
	m, err := k.ost(target)
	if err != nil {
		return err
	}
	if k.config.Disks == nil {
		return &MachineError{m.name, "without a disk it cannot start again"}
	}
	return m.crash(t, keep)
}

// StartOST is [Cluster.Start] of a target's server: what is not committed is lost, and the
// clients of before are awaited for [Timing.Window] (C2.1c).
func (k *Cluster) StartOST(t *env.Task, target lustre.Target) error {
	m, err := k.ost(target)
	if err != nil {
		return err
	}
	return m.restart(t, func() error { return k.startOST(target) })
}

// FailOST is [Cluster.Fail] of a target's server.
func (k *Cluster) FailOST(t *env.Task, target lustre.Target, keep int) error {
	if err := k.CrashOST(t, target, keep); err != nil {
		return err
	}
	return k.StartOST(t, target)
}

// Abort is a fault: an MDS that has just started takes no replays, so that unlinks which
// were not committed are undone. It returns false of a node that has none.
func (k *Cluster) Abort(n lustre.Node) bool {
	own, err := k.find(n)
	return err == nil && own.mds != nil && own.mds.Abort()
}

// AbortOST is a fault: a target's recovery window ends at once, and clients that have not
// replayed everything are dropped. It returns false if none is open.
func (k *Cluster) AbortOST(t *env.Task, target lustre.Target) bool {
	m, err := k.ost(target)
	if err != nil {
		return false
	}
	own := m.now()
	return own != nil && own.ost.Abort(t)
}

// Barrier is a fault: nothing that is not committed on a node's disk by now will be.
func (k *Cluster) Barrier(n lustre.Node) error {
	m, err := k.machine(n)
	if err != nil {
		return err
	}
	return m.barrier()
}

// BarrierOST is [Cluster.Barrier] of a target's server, which answers as if its disk had
// what it must have. After its crash an object may be there that was destroyed as an
// orphan and that nobody will look for again; no file loses one that the MDS knows of.
func (k *Cluster) BarrierOST(target lustre.Target) error {
	m, err := k.ost(target)
	if err != nil {
		return err
	}
	return m.barrier()
}

func (m *machine) barrier() error {
	own := m.now()
	if own == nil || own.disk == nil {
		return &MachineError{m.name, "it has no disk, or is down"}
	}
	own.disk.Barrier()
	return nil
}

// Up reports that a node runs, and UpOST that a target's server does.
func (k *Cluster) Up(n lustre.Node) bool {
	m, err := k.machine(n)
	return err == nil && m.now() != nil
}

// UpOST is described at [Cluster.Up].
func (k *Cluster) UpOST(target lustre.Target) bool {
	m, err := k.ost(target)
	return err == nil && m.now() != nil
}

// Failures lists the errors of disks in use, each of which has ended its server: an
// [disk.Error] names the file.
func (k *Cluster) Failures() []error {
	k.lock.Lock()
	defer k.lock.Unlock()
	return append([]error(nil), k.failures...)
}

// ost gives a target's machine.
func (k *Cluster) ost(target lustre.Target) (*machine, error) {
	if int(target) >= len(k.osts) {
		return nil, &MachineError{fmt.Sprint(target), "the cluster has no such OST"}
	}
	return k.osts[target], nil
}
