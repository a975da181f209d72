package mds

import (
	"fmt"
	"math"
	"time"

	"ostlife/impl/disk"
	"ostlife/impl/env"
	"ostlife/impl/llog"
	"ostlife/impl/lov"
	"ostlife/impl/ptlrpc"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// Yield points of the MDS's server.
const (
	PointCreateServe env.Point = "mds: before a client's create"
	PointCommitWait  env.Point = "mds: wait for a create's commit"
)

// Server is what the server of an MDS with its disk is made of.
type Server struct {
	Node    lustre.Node
	Network *wire.Network
	Address wire.Address // where clients and OSTs ask
	Disk    *disk.Obd
	Storage *lov.Storage
	Boot    uint64 // the number of this start

	Commit    time.Duration // the lag of commits
	Operation time.Duration // how long a create may take
	Silence   time.Duration // how long a client may say nothing before its records are the MDS's to destroy
	Defects   lustre.Defects
	Trace     lustre.Tracer
}

// server is the MDS's server. Its lock guards what follows.
type server struct {
	Server
	world *env.World
	lov   *lov.LOV

	lock      *env.Lock
	committed *env.Queue
	clients   map[string]*client // never ranged over
	owners    map[cookie]owner   // of records that this start wrote; never ranged over
	began     time.Duration
	awaited   map[string]bool // clients of before that may have unlinks to replay; never ranged over
	aborted   bool            // replays are refused
}

// client is what the MDS knows of a client. Number and answer are on the disk, in the
// transaction of the request: one that is sent again after a crash gets the same answer.
type client struct {
	number uint64       // the newest request
	start  uint64       // the client's newest start
	known  uint64       // the transaction in which the disk heard of that
	busy   bool         // it is a create that has not been answered
	answer wire.Message // else its answer
	heard  time.Duration
}

// Serve starts the MDS's server over the disk that its LOV is attached with. Its tasks
// leave when the world stops. It executes nothing before the LOV has read the config log
// to its end (C1a). The error is that of a damaged record.
func (m *MDS) Serve(w *env.World, c Server) error {
	lock := w.NewLock("mdt " + c.Node.String())
	s := &server{Server: c, world: w, lov: m.lov, lock: lock, committed: lock.NewQueue("commits"),
		clients: map[string]*client{}, owners: map[cookie]owner{}, awaited: map[string]bool{}, began: w.Now()}
	if err := s.load(); err != nil {
		return err
	}
	m.server = s
	ptlrpc.Serve(w, c.Network, c.Address, "mdt "+c.Node.String(), func(_ *env.Task, r wire.Message) (wire.Message, bool) { return s.serve(r) })
	c.Disk.Start(w, "mdt "+c.Node.String()+" commits", c.Commit, func(*env.Task) { s.commits() })
	w.Go("mdt "+c.Node.String()+" records", s.destroyRecords)
	return nil
}

// commits wakes the creates that wait for the disk.
func (s *server) commits() {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.committed.Wake()
}

// trace writes an action of the MDS's. The lock is held.
func (s *server) trace(r lustre.TraceRecord) {
	if s.Trace != nil {
		r.Stamp, r.Time, r.Node = s.world.Stamp(), s.world.Now(), s.Node
		s.Trace(r)
	}
}

// serve carries out a request. It returns no reply for what is dropped, or answered
// later; nothing is done before the config log has been read.
func (s *server) serve(m wire.Message) (wire.Message, bool) {
	if !s.lov.Started() {
		return wire.Message{}, false
	}
	s.lock.Lock()
	defer s.lock.Unlock()
	switch m.Kind {
	case wire.LlogRead:
		return s.readLlog(m), true
	case wire.LlogCancel:
		s.cancel(m)
		return wire.Message{}, false
	}
	c, fresh := s.client(m)
	if c == nil {
		return wire.Message{}, false
	}
	if m.Boot != s.Boot { // what was sent to an earlier start is sent again, or was given up
		return s.answer(m, wire.NotConnected), s.Disk.Committed() >= c.known
	}
	if !m.Again {
		delete(s.awaited, m.Client) // replays come first
	}
	return s.execute(m, c, fresh)
}

// execute carries out a client's request.
func (s *server) execute(m wire.Message, c *client, fresh bool) (wire.Message, bool) {
	switch {
	case m.Kind == wire.MDSPing:
		return s.answer(m, wire.OK), true
	case m.Kind == wire.MDSGet:
		return s.get(m), true
	case m.Again && s.aborted:
		return s.answer(m, wire.NoTarget), true
	case !m.Again && !fresh:
		return s.repeat(m, c), true
	case m.Kind == wire.MDSCreate:
		c.number, c.busy = m.Number, true
		s.world.Go("mdt create", func(t *env.Task) { s.create(t, m, c) })
	case m.Kind != wire.MDSUnlink:
	case !m.Again && s.recovers():
		return s.answer(m, wire.Later), true
	default:
		return s.unlink(m, c)
	}
	return wire.Message{}, false
}

// client finds who asks, and whether the request is a new one; nil for a request that is
// older than one that was taken, and while a create of the client's is under way. A client
// that starts again numbers higher.
func (s *server) client(m wire.Message) (c *client, fresh bool) {
	if _, ok := lustre.ParseNode(m.Client); !ok || m.Number == 0 {
		return nil, false
	}
	c = s.clients[m.Client]
	if c == nil {
		c = &client{}
		s.clients[m.Client] = c
	}
	c.heard = s.world.Now()
	if c.busy {
		return nil, false // its create would write over what a newer start of the client is met with
	}
	start := m.Number >> ptlrpc.BootShift
	modifies := m.Kind == wire.MDSCreate || m.Kind == wire.MDSUnlink && !m.Again
	if modifies && m.Number < c.number || start < max(c.start, c.number>>ptlrpc.BootShift) {
		return nil, false
	}
	if start > c.start || c.known == 0 {
		c.start = start
		if s.meet(c, m) != nil {
			return nil, false // the disk has failed
		}
	}
	return c, m.Number > c.number
}

// meet has a client on the disk before it is answered: the next start of the MDS awaits
// its replays.
func (s *server) meet(c *client, m wire.Message) (err error) {
	c.number = max(c.number, c.start<<ptlrpc.BootShift)
	c.known, err = s.Disk.Write(c.change(m.Client, c.number, c.answer))
	return err
}

// recovers reports that clients of before are awaited with their replays: until they have
// come, or the window has passed, an unlink might find a file that one of them has
// unlinked.
func (s *server) recovers() bool { return len(s.awaited) > 0 && !s.silent(s.began) }

// Abort has an MDS that has started refuse replays: unlinks that the start before did not
// commit are undone. It returns false without a disk.
func (m *MDS) Abort() bool {
	s := m.server
	if s == nil {
		return false
	}
	s.lock.Lock()
	defer s.lock.Unlock()
	s.aborted, s.awaited = true, map[string]bool{}
	return true
}

// answer begins the reply to a request, with what each reply says of this start.
func (s *server) answer(m wire.Message, r wire.Result) wire.Message {
	reply := m.Answer(r)
	reply.Boot, reply.Committed = s.Boot, s.Disk.Committed()
	return reply
}

// repeat is the answer that was given before.
func (s *server) repeat(m wire.Message, c *client) wire.Message {
	reply := s.answer(m, c.answer.Result)
	reply.Target, reply.Object = c.answer.Target, c.answer.Object
	reply.Transno, reply.Unlinks = c.answer.Transno, c.answer.Unlinks
	return reply
}

// get answers what a client asks of the LOV (C1b).
func (s *server) get(m wire.Message) wire.Message {
	last, err := s.lov.LastID(m.Target)
	reply := s.answer(m, wire.OK)
	switch {
	case !s.Storage.Committed(): // an id that a crash takes back was never used
		return s.answer(m, wire.Later)
	case err != nil:
		reply = s.answer(m, wire.NoTarget)
	}
	reply.Object, reply.Size = last, s.lov.EASize()
	return reply
}

// The records of the disk: a file by its object, and what a client asked for last, with
// the answer.
const clientPrefix = "client/"

// fileName is where the disk has the file of an object.
func fileName(t lustre.Target, object uint64) string { return fmt.Sprintf("file/%s/%016x", t, object) }

// change has a request and its answer on the disk.
func (c *client) change(name string, number uint64, reply wire.Message) disk.Change {
	numbers := []uint64{number, uint64(reply.Kind), uint64(reply.Result), uint64(reply.Target), reply.Object}
	for _, r := range reply.Unlinks {
		numbers = append(numbers, r.Log, r.Index, r.Object)
	}
	return disk.Put(clientPrefix+name, disk.Numbers(numbers...))
}

// load reads the clients.
func (s *server) load() error {
	return eachClient(s.Disk, func(name string, n []uint64) {
		number := n[0]
		reply := wire.Message{Kind: wire.Kind(n[1]), Result: wire.Result(n[2]), Target: lustre.Target(n[3]), Object: n[4]}
		for n = n[clientNumbers:]; len(n) >= 3; n = n[3:] {
			reply.Unlinks = append(reply.Unlinks, wire.Unlink{Log: n[0], Index: n[1], Object: n[2]})
		}
		s.clients[name] = &client{number: number, start: number >> ptlrpc.BootShift, known: s.Disk.Committed(), answer: reply, heard: s.began}
		s.awaited[name] = true
	})
}

// clientNumbers is how many numbers a client's record has at least.
const clientNumbers = 5

// eachClient reads the clients' records. The error is that of a damaged one.
func eachClient(d *disk.Obd, f func(name string, numbers []uint64)) error {
	for _, name := range d.Names(clientPrefix) {
		n, err := d.Numbers(name, clientNumbers)
		if err != nil {
			return err
		}
		f(name[len(clientPrefix):], n)
	}
	return nil
}

// Files lists the objects of a target that files have, rising, also where that is not
// committed; nothing without a disk.
func (m *MDS) Files(t lustre.Target) []uint64 {
	if m.server == nil {
		return nil
	}
	var list []uint64
	prefix := fmt.Sprintf("file/%s/", t)
	for _, name := range m.server.Disk.Names(prefix) {
		var object uint64
		if n, err := fmt.Sscanf(name[len(prefix):], "%x", &object); err == nil && n == 1 {
			list = append(list, object)
		}
	}
	return list
}

// Records lists the objects of a target that the llog has a committed record of, in the
// order of the records.
func (m *MDS) Records(t lustre.Target) []uint64 {
	if m.server == nil {
		return nil
	}
	log := m.server.Storage.Catalogs().Catalog(t)
	if log == nil {
		return nil
	}
	var list []uint64
	for _, r := range log.Records(llog.Record{}, math.MaxInt) {
		list = append(list, r.Object)
	}
	return list
}

// Starts is a number above that of any start of a client that an MDS's disk knows of. The
// error is that of a damaged record: nothing of the MDS is to be started then.
func Starts(d *disk.Obd) (first uint64, err error) {
	err = eachClient(d, func(_ string, n []uint64) { first = max(first, n[0]>>ptlrpc.BootShift+1) })
	return first, err
}
