package ost

import (
	"strings"
	"time"

	"ostlife/impl/disk"
	"ostlife/impl/env"
	"ostlife/impl/ptlrpc"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// Disk is what an OST is attached with beside an MDS that has its disk. The zero value is
// none.
type Disk struct {
	Obd     *disk.Obd
	Commit  time.Duration // how long a destroy may wait for its commit
	MDT     wire.Address  // where the MDS serves
	Llog    wire.Address  // from where this OST reads the MDS's llog
	Request time.Duration // of those reads
}

// mdsSide is what an OST with a disk knows besides. The OST's lock guards it, but for
// the reader.
type mdsSide struct {
	objects map[uint64]bool // those that are there; never ranged over
	reader  *ptlrpc.Caller

	changes   []disk.Change // of the step in hand
	destroyed []wire.Unlink // in the step in hand: the records
	durable   bool          // the step in hand must be on the disk before anybody hears of it
	traced    []lustre.TraceRecord
	survived  uint64 // the last transaction that this start has found
	shown     uint64 // the last transaction that the trace knows to be committed

	cancels []cancel // of destroys that are not committed, in their order
	number  uint64   // of the newest message to the MDS
}

// cancel is an unlink record whose destroy is in a transaction.
type cancel struct {
	transaction uint64
	record      wire.Unlink
}

// startShift is where the number of an OST's start stands in the instances that it gives:
// what a disk that lies has forgotten is not given again.
const startShift = 16

// The records of the disk: numbers, but for objects, which have no value.
const (
	serverName   = "server"   // the newest instance given, the newest object
	registerName = "register" // the value and its version
	servedName   = "served/"  // of a sender: the newest of the administrator's requests that was carried out
	exportName   = "client/"  // of a client: instance, connection count
)

// Open makes an OST of what is on its disk, and starts it as [New] does. Where a client
// had an export when the OST ended, its recovery window opens (C2.1c). The error is the
// disk's, or that of a record that is damaged.
func Open(w *env.World, n *wire.Network, a wire.Address, target lustre.Target, c Config) (*OST, error) {
	o := newOST(w, n, a, target, c)
	if err := o.load(); err != nil {
		return nil, err
	}
	rpc := ptlrpc.NewPtlrpcd(w, n, c.Disk.Llog)
	o.mds.number = c.Disk.Obd.Mounts() << ptlrpc.BootShift
	rpc.After(o.mds.number)
	o.mds.reader = ptlrpc.NewCaller(w, rpc, "llog "+target.String())
	o.lock.Lock()
	o.mds.survived = c.Disk.Obd.Kept()
	o.await()
	o.hear(0)
	o.lock.Unlock()
	c.Disk.Obd.Start(w, "ost "+target.String()+" commits", c.Disk.Commit, func(*env.Task) {
		o.lock.Lock()
		defer o.lock.Unlock()
		o.committedUp()
	})
	o.start()
	return o, nil
}

// load reads the disk.
func (o *OST) load() error {
	d := o.config.Disk.Obd
	o.mds.objects = map[uint64]bool{}
	server, err := d.Numbers(serverName, 2)
	if err != nil {
		return err
	}
	register, err := d.Numbers(registerName, 2)
	if err != nil {
		return err
	}
	if server != nil {
		o.last, o.object = lustre.Instance(server[0]), server[1]
	}
	o.last = max(o.last, lustre.Instance((d.Mounts()-1)<<startShift))
	if register != nil {
		o.committed.value, o.committed.version = register[0], register[1]
		o.current = o.committed
	}
	for _, name := range d.Names(objectPrefix) {
		if id, ok := parseObject(name); ok {
			o.mds.objects[id] = true
		}
	}
	return o.loadClients()
}

// loadClients reads the exports, and what the administrator asked for last.
func (o *OST) loadClients() error {
	d := o.config.Disk.Obd
	for _, name := range d.Names(exportName) {
		numbers, err := d.Numbers(name, 2)
		if err != nil {
			return err
		}
		client := strings.TrimPrefix(name, exportName)
		o.keep(&export{client: client, address: wire.Address(client), instance: lustre.Instance(numbers[0]),
			count: lustre.ConnectionCount(numbers[1])})
	}
	for _, name := range d.Names(servedName) {
		numbers, err := d.Numbers(name, 1)
		if err != nil {
			return err
		}
		o.served.Forget(wire.Address(strings.TrimPrefix(name, servedName)), numbers[0])
	}
	return nil
}

// change has the step in hand change a record of the disk; durable says that nobody may
// hear of the step before it is there.
func (o *OST) change(c disk.Change, durable bool) {
	if o.config.Disk.Obd != nil {
		o.mds.changes = append(o.mds.changes, c)
		o.mds.durable = o.mds.durable || durable
	}
}

// keepServer has the numbers that rise on the disk: instances and object ids.
func (o *OST) keepServer() {
	o.change(disk.Put(serverName, disk.Numbers(uint64(o.last), o.object)), true)
}

func (o *OST) keepExport(e *export) {
	o.change(disk.Put(exportName+e.client, disk.Numbers(uint64(e.instance), uint64(e.count))), true)
}

func (o *OST) keepRegister() {
	o.change(disk.Put(registerName, disk.Numbers(o.committed.value, o.committed.version)), true)
}

func (o *OST) keepServed(m wire.Message) {
	o.change(disk.Put(servedName+string(m.From), disk.Numbers(m.XID)), true)
}

// write ends a step: the disk takes what it has changed, and then others hear of it. It
// returns false if the disk does not: nothing of the step may be seen then.
func (o *OST) write(t *env.Task) bool {
	d := o.config.Disk.Obd
	if d == nil {
		return true
	}
	m := &o.mds
	changes, destroyed, durable := m.changes, m.destroyed, m.durable
	m.changes, m.destroyed, m.durable = nil, nil, false
	transno := uint64(0)
	if len(changes) > 0 {
		var err error
		if transno, err = d.Write(changes...); err != nil {
			return false
		}
	}
	for _, r := range destroyed {
		m.cancels = append(m.cancels, cancel{d.Newest(), r})
	}
	if durable && d.Sync(t) != nil || d.Err() != nil {
		return false
	}
	o.hear(transno)
	o.committedUp()
	return true
}

// hear has the trace hear of the step, and of its transaction, 0 for none.
func (o *OST) hear(transno uint64) {
	for _, r := range o.mds.traced {
		r.Transno = max(r.Transno, transno)
		o.config.Trace(r)
	}
	o.mds.traced = nil
}

// committedUp sends the cancels of what is committed by now (C2.2.osc). One that is lost
// leaves its record, whose destroy will change nothing.
func (o *OST) committedUp() {
	m := &o.mds
	committed := o.config.Disk.Obd.Committed()
	if o.config.Defects.Has(lustre.DefectCancelEarly) {
		committed = o.config.Disk.Obd.Newest()
	}
	var list []wire.Unlink
	for len(m.cancels) > 0 && m.cancels[0].transaction <= committed && len(list) < wire.MaxRecords {
		list = append(list, m.cancels[0].record)
		m.cancels = m.cancels[1:]
	}
	if len(list) == 0 {
		return
	}
	o.traceCommit()
	m.number++
	o.send(wire.Message{From: o.address, To: o.config.Disk.MDT, XID: m.number, Kind: wire.LlogCancel, Target: o.target, Unlinks: list})
}

// traceCommit writes how far the disk has come, if that is news.
func (o *OST) traceCommit() {
	m := &o.mds
	committed := o.config.Disk.Obd.Committed()
	if o.config.Trace == nil || committed <= m.shown {
		return
	}
	o.config.Trace(lustre.TraceRecord{Stamp: o.world.Stamp(), Time: o.world.Now(), Action: lustre.ActOstCommit,
		Target: o.target, Taken: true, Transno: committed, Size: uint32(committed - m.shown)})
	m.shown = committed
}
