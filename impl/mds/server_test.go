package mds_test

import (
	"fmt"
	"testing"
	"time"

	"ostlife/impl/disk"
	"ostlife/impl/env"
	"ostlife/impl/lov"
	"ostlife/impl/mds"
	"ostlife/impl/osc"
	"ostlife/impl/ost"
	"ostlife/impl/ptlrpc"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// The times of the server: commits are slow, so that what is not committed can be seen.
const (
	lag     = 30 * time.Millisecond
	silence = 200 * time.Millisecond
)

// server is an MDS with its disk over one OST with its own; the test is its clients and
// its config reader.
type server struct {
	t       *testing.T
	world   *env.World
	task    *env.Task
	network *wire.Network
	media   map[string]*disk.Memory
	life    *env.World
	obd     *disk.Obd
	lov     *lov.LOV
	mds     *mds.MDS
	ost     *ost.OST
	number  map[string]uint64
	xid     uint64
	heard   []wire.Message
	records []lustre.TraceRecord
}

// serves runs f over an MDS that has read the config log, unless it is idle.
func serves(t *testing.T, idle bool, f func(*server)) {
	t.Helper()
	w := env.NewControlled(env.Control{})
	s := &server{t: t, world: w, network: wire.New(w, wire.Faults{MinLatency: time.Millisecond}, 1), number: map[string]uint64{},
		media: map[string]*disk.Memory{"mds0": disk.NewMemory("mds0", "mds0"), "OST0000": disk.NewMemory("OST0000", "OST0000")}}
	for n := range lustre.Node(2) {
		s.network.Listen(wire.Address(n.String()), func(m wire.Message) { s.heard = append(s.heard, m) })
	}
	report := w.Run("test", func(task *env.Task) {
		defer w.Stop()
		s.task = task
		obd, err := disk.Mount(w, s.media["OST0000"], nil)
		s.ok(err)
		s.ost, err = ost.Open(w, s.network, "OST0000", 0, ost.Config{Window: request,
			Disk: ost.Disk{Obd: obd, Commit: lag, MDT: "MDT0000", Llog: "OST0000-llog", Request: request}})
		s.ok(err)
		s.start()
		if !idle {
			s.begin()
		}
		f(s)
	})
	if err := report.Err(); err != nil {
		t.Error(err)
	}
}

func (s *server) ok(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// start starts the MDS.
func (s *server) start() {
	s.t.Helper()
	w := s.world.Part("mds")
	obd, err := disk.Mount(w, s.media["mds0"], nil)
	s.ok(err)
	storage, err := lov.Attach(w, obd)
	s.ok(err)
	trace := func(r lustre.TraceRecord) { s.records = append(s.records, r) }
	s.life, s.obd, s.mds = w, obd, mds.New(w, "mds0")
	rpc := ptlrpc.NewPtlrpcd(w, s.network, "mds0")
	rpc.After(obd.Mounts() << ptlrpc.BootShift)
	s.lov = lov.New(w, rpc, ptlrpc.NewPinger(w, "mds0", interval), lov.Config{
		Node: lustre.FirstMDS, Request: request, Window: request, Top: s.mds, Storage: storage, Trace: trace,
		Creator: osc.Creator{Stock: 1}, Count: lustre.ConnectionCount(obd.Mounts() << 16),
		Address: func(t lustre.Target) wire.Address { return wire.Address(t.String()) },
	})
	s.mds.Attach(s.lov)
	s.ok(s.mds.Serve(w, mds.Server{Node: lustre.FirstMDS, Network: s.network, Address: "MDT0000", Disk: obd, Storage: storage,
		Boot: obd.Mounts(), Commit: lag, Operation: long, Silence: silence, Trace: trace}))
}

// begin has the config log read.
func (s *server) begin() {
	s.t.Helper()
	s.ok(s.lov.Apply(s.task, lustre.ConfigRecord{Position: 1, Kind: lustre.ConfigAdd, UUID: lustre.Target(0).UUID()}))
	s.lov.Begin()
	s.task.Sleep("test: the pinger's time", 3*interval)
}

// crash ends the MDS and starts it again.
func (s *server) crash() {
	s.t.Helper()
	s.life.Stop()
	s.obd.Crash(0)
	s.life.Gone(s.task)
	s.start()
	s.begin()
}

// request makes the next request of a client.
func (s *server) request(client string, k wire.Kind) wire.Message {
	s.number[client]++
	return wire.Message{Client: client, Kind: k, Number: s.number[client], Boot: s.obd.Mounts()}
}

// ask sends a request and gives what was heard within a time, or a reply of kind 0 for
// nothing.
func (s *server) ask(m wire.Message, within time.Duration) wire.Message {
	s.t.Helper()
	s.heard = nil
	s.xid++
	m.From, m.To, m.XID = wire.Address(m.Client), "MDT0000", s.xid
	if m.Client == "" || m.Client == "nobody" {
		m.From = "client0"
	}
	s.ok(s.network.Send(m))
	s.task.Sleep("test: until it is answered", within)
	if len(s.heard) == 0 {
		return wire.Message{}
	}
	return s.heard[len(s.heard)-1]
}

// soon is enough for an answer that needs no commit, and late for one that does.
const (
	soon = 3 * time.Millisecond
	late = lag + 10*time.Millisecond
)

func (s *server) want(what string, got, want any) {
	s.t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		s.t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// meet has a client be known, and create a file.
func (s *server) meet(client string) uint64 {
	s.t.Helper()
	s.ask(s.request(client, wire.MDSPing), soon)
	s.task.Sleep("test: the commit", late)
	reply := s.ask(s.request(client, wire.MDSCreate), late)
	s.want("create", fmt.Sprint(reply.Kind, reply.Result), "MDS_CREATE OK")
	return reply.Object
}

// TestStarting asks an MDS that has not read the config log (C1a).
func TestStarting(t *testing.T) {
	serves(t, true, func(s *server) {
		for _, k := range []wire.Kind{wire.MDSPing, wire.MDSUnlink, wire.MDSCreate, wire.LlogRead} {
			s.want(k.String(), s.ask(s.request("client0", k), late).Kind, wire.Kind(0))
		}
		s.begin()
		s.ask(s.request("client0", wire.MDSPing), late)
		s.want("after it", s.ask(s.request("client0", wire.MDSPing), soon).Boot, 1)
	})
}

// TestMeet has an MDS hear of a client for the first time: it answers when the disk has.
func TestMeet(t *testing.T) {
	serves(t, false, func(s *server) {
		first := s.request("client0", wire.MDSPing)
		first.Boot = 0
		s.want("at first", s.ask(first, soon).Kind, wire.Kind(0))
		s.task.Sleep("test: the commit", late)
		s.want("of another start", s.ask(first, soon).Result, wire.NotConnected)
		s.want("of this one", s.ask(s.request("client0", wire.MDSPing), soon).Result, wire.OK)
		for _, name := range []string{"", "nobody", "OST0000"} {
			m := s.request("client0", wire.MDSPing)
			m.Client = name
			if name == "OST0000" {
				m.Client, m.Number = "client0", 0
			}
			s.want("of "+name, s.ask(m, soon).Kind, wire.Kind(0))
		}
	})
}

// TestCreateOnce sends a create twice, and it is done once; its answer waits for the
// commit, as that to a query does.
func TestCreateOnce(t *testing.T) {
	serves(t, false, func(s *server) {
		s.want("the first object", s.meet("client0"), 1)
		create := s.request("client0", wire.MDSCreate)
		s.want("before the commit", s.ask(create, 12*time.Millisecond).Kind, wire.Kind(0))
		s.want("a copy", s.ask(create, soon).Kind, wire.Kind(0))
		s.want("a query", s.ask(s.request("client1", wire.MDSGet), soon).Result, wire.Later)
		s.task.Sleep("test: the commit", late)
		s.want("the answer again", s.ask(create, soon).Object, 2)
		s.want("files", s.mds.Files(0), "[1 2]")
		get := s.ask(s.request("client1", wire.MDSGet), soon)
		s.want("the query", fmt.Sprint(get.Object, get.Size), "2 72")
		older := create
		older.Number--
		s.want("an older one", s.ask(older, soon).Kind, wire.Kind(0))
		other := s.request("client0", wire.MDSCreate)
		other.Pool = "flash"
		s.want("in no pool", s.ask(other, soon).Result, wire.NoUsable)
	})
}

// TestUnlinkOnce sends an unlink again, over a crash before its commit and after it.
func TestUnlinkOnce(t *testing.T) {
	for _, committed := range []bool{false, true} {
		t.Run(fmt.Sprintf("committed=%v", committed), func(t *testing.T) {
			serves(t, false, func(s *server) {
				object := s.meet("client0")
				s.task.Sleep("test: another commit has just been", lag)
				m := s.request("client0", wire.MDSUnlink)
				m.Object = object
				first := s.ask(m, soon)
				s.want("the unlink", fmt.Sprint(first.Result, len(first.Unlinks), first.Transno > first.Committed), "OK 1 true")
				s.want("a copy", s.ask(m, soon).Unlinks, first.Unlinks)
				if committed {
					s.task.Sleep("test: the commit", late)
					s.want("records", s.mds.Records(0), []uint64{object})
				}
				s.crash()
				m.Boot = s.obd.Mounts()
				again := m
				again.Again = true
				switch reply := s.ask(again, soon); {
				case committed:
					s.want("the replay", fmt.Sprint(reply.Result, len(reply.Unlinks)), "OK 0")
				default:
					s.want("the replay", fmt.Sprint(reply.Result, len(reply.Unlinks)), "OK 1")
				}
				s.want("files", s.mds.Files(0), "[]")
				other := s.request("client0", wire.MDSUnlink)
				other.Object = object
				s.want("another unlink", s.ask(other, soon).Result, wire.NoObject)
			})
		})
	}
}

// TestAwaits has an MDS start again that knows two clients: one waits with its unlink for
// the other, or for the end of the window.
func TestAwaits(t *testing.T) {
	for _, comes := range []bool{true, false} {
		serves(t, false, func(s *server) {
			object := s.meet("client0")
			s.meet("client1")
			s.crash()
			s.want("a ping", s.ask(s.request("client0", wire.MDSPing), soon).Result, wire.OK)
			m := s.request("client0", wire.MDSUnlink)
			m.Object = object
			s.want("an unlink", s.ask(m, soon).Result, wire.Later)
			if comes {
				s.want("the other's ping", s.ask(s.request("client1", wire.MDSPing), soon).Result, wire.OK)
			} else {
				s.task.Sleep("test: the window", silence)
			}
			s.want("the unlink", s.ask(m, soon).Result, wire.OK)
		})
	}
}

// TestOwners looks who destroys the object of a record: the client for as long as it is
// heard of, else the MDS.
func TestOwners(t *testing.T) {
	serves(t, false, func(s *server) {
		object := s.meet("client0")
		m := s.request("client0", wire.MDSUnlink)
		m.Object = object
		s.want("the unlink", s.ask(m, soon).Result, wire.OK)
		for range 8 {
			s.ask(s.request("client0", wire.MDSPing), silence/4)
		}
		s.want("objects while the client lives", s.ost.Objects(), []uint64{object})
		s.number["client0"] = 1 << ptlrpc.BootShift // it starts again
		s.ask(s.request("client0", wire.MDSPing), silence+late)
		s.want("objects then", s.ost.Objects(), "[]")
		s.task.Sleep("test: the commit", 2*late)
		s.want("records", s.mds.Records(0), "[]")
	})
}

// TestStartsInCreate has a client start again while a create of its start before is under
// way, and the MDS crash when both are known: what is left of that start is dropped then.
func TestStartsInCreate(t *testing.T) {
	serves(t, false, func(s *server) {
		object := s.meet("client0")
		create := s.request("client0", wire.MDSCreate)
		old := s.request("client0", wire.MDSUnlink)
		old.Object = object
		s.want("a create that the OST is asked for", s.ask(create, time.Microsecond).Kind, wire.Kind(0))
		s.number["client0"] = 1 << ptlrpc.BootShift
		s.ask(s.request("client0", wire.MDSPing), soon)
		s.task.Sleep("test: until the create has ended", late)
		s.want("files", s.mds.Files(0), "[1 2]")
		s.want("the new start", s.ask(s.request("client0", wire.MDSPing), late).Result, wire.OK)
		s.task.Sleep("test: the commit", 2*late)
		s.crash()
		old.Boot = s.obd.Mounts()
		s.want("what was late", s.ask(old, 2*silence).Kind, wire.Kind(0))
		s.want("files then", s.mds.Files(0), "[1 2]")
	})
}
