package ost_test

import (
	"fmt"
	"testing"
	"time"

	"ostlife/impl/disk"
	"ostlife/impl/env"
	"ostlife/impl/ost"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// lag is how long the OST's commits take.
const lag = 20 * time.Millisecond

// mds plays the MDS to an OST with a disk, from one crash to the next.
type mds struct {
	t       *testing.T
	world   *env.World
	life    *env.World
	task    *env.Task
	network *wire.Network
	medium  *disk.Memory
	obd     *disk.Obd
	ost     *ost.OST
	xid     uint64
	count   lustre.ConnectionCount
	at      lustre.Instance

	llog    []wire.Unlink   // committed records
	heard   []wire.Message  // replies
	cancels []wire.Unlink   // that the OST has sent
	actions []lustre.Action // that it has traced
}

// plays runs f with an OST whose disk is empty.
func plays(t *testing.T, f func(*mds), defects ...lustre.Defect) {
	t.Helper()
	w := env.NewControlled(env.Control{})
	m := &mds{t: t, world: w, network: wire.New(w, wire.Faults{}, 1), medium: disk.NewMemory("disk", "OST0000")}
	m.network.Listen("mds0", func(r wire.Message) { m.heard = append(m.heard, r) })
	m.network.Listen("MDT0000", func(r wire.Message) {
		if r.Kind == wire.LlogCancel {
			m.cancels = append(m.cancels, r.Unlinks...)
			return
		}
		reply := r.Answer(wire.OK)
		for _, u := range m.llog {
			if len(reply.Unlinks) < 2 && (len(r.Unlinks) == 0 || u.Index > r.Unlinks[0].Index) {
				reply.Unlinks = append(reply.Unlinks, u)
			}
		}
		if err := m.network.Send(reply); err != nil {
			t.Error(err)
		}
	})
	report := w.Run("test", func(task *env.Task) {
		defer w.Stop()
		m.task = task
		m.start(defects)
		f(m)
	})
	if err := report.Err(); err != nil {
		t.Error(err)
	}
}

func (m *mds) start(defects lustre.Defects) {
	m.t.Helper()
	m.life = m.world.Part("ost")
	var err error
	if m.obd, err = disk.Mount(m.life, m.medium, nil); err != nil {
		m.t.Fatal(err)
	}
	m.ost, err = ost.Open(m.life, m.network, "OST0000", 0, ost.Config{Window: window, Defects: defects,
		Trace: func(r lustre.TraceRecord) { m.actions = append(m.actions, r.Action) },
		Disk:  ost.Disk{Obd: m.obd, Commit: lag, MDT: "MDT0000", Llog: "OST0000-llog", Request: 5 * time.Millisecond}})
	if err != nil {
		m.t.Fatal(err)
	}
}

// crash ends the OST and starts it again.
func (m *mds) crash() {
	m.t.Helper()
	m.life.Stop()
	m.obd.Crash(0)
	m.life.Gone(m.task)
	m.start(nil)
}

// ask sends a request and gives what was heard soon, or a reply of kind 0 for nothing.
func (m *mds) ask(r wire.Message) wire.Message {
	m.t.Helper()
	m.heard = nil
	m.send(r)
	m.task.Sleep("test: soon", 2*time.Millisecond)
	if len(m.heard) == 0 {
		return wire.Message{}
	}
	return m.heard[0]
}

func (m *mds) send(r wire.Message) {
	m.t.Helper()
	r.From, r.To, r.Client = "mds0", "OST0000", "mds0"
	if r.XID == 0 {
		m.xid++
		r.XID = m.xid
	}
	if r.Count == 0 {
		r.Count = m.count
	}
	if r.Instance == 0 {
		r.Instance = m.at
	}
	if err := m.network.Send(r); err != nil {
		m.t.Error(err)
	}
}

// connect connects, and says that it is the MDS if known.
func (m *mds) connect(known bool) {
	m.t.Helper()
	m.count++
	reply := m.ask(wire.Message{Kind: wire.Connect})
	m.at = reply.Instance
	if reply.Window != lustre.NoWindow {
		m.want("the final ping", m.ask(wire.Message{Kind: wire.FinalPing}).Result, wire.OK)
	}
	if known {
		m.want("that it is the MDS", m.ask(wire.Message{Kind: wire.MDSConn}).Kind, wire.MDSConn)
	}
}

func (m *mds) want(what string, got, want any) {
	m.t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		m.t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// create has objects created and gives the last one's id.
func (m *mds) create(stock uint32) uint64 {
	m.t.Helper()
	return m.ask(wire.Message{Kind: wire.Create, Stock: stock}).Object
}

// TestStranger asks for what is the MDS's before the OST knows that it is (C2.2.osc).
func TestStranger(t *testing.T) {
	plays(t, func(m *mds) {
		m.connect(false)
		for _, k := range []wire.Kind{wire.Create, wire.Orphans, wire.LlogConnect} {
			m.want(k.String(), m.ask(wire.Message{Kind: k}).Result, wire.NotConnected)
		}
		m.want("objects", m.ost.Objects(), "[]")
		m.count++
		m.at = m.ask(wire.Message{Kind: wire.Connect, MDS: true}).Instance
		m.want("create", m.create(1), 1)
		m.connect(false)
		m.want("create on another connection", m.ask(wire.Message{Kind: wire.Create}).Result, wire.NotConnected)
		m.want("destroy by a client", m.ask(wire.Message{Kind: wire.Destroy, Object: 1}).Result, wire.OK)
		m.want("objects", m.ost.Objects(), "[]")
	})
}

// TestNoNode has somebody connect by a name that no node has, and that no record of a disk
// can have: nothing comes of it, and the next client is served.
func TestNoNode(t *testing.T) {
	plays(t, func(m *mds) {
		for _, name := range []string{"", "two words", "OST0000"} {
			if err := m.network.Send(wire.Message{From: "mds0", To: "OST0000", Client: name, Kind: wire.Connect, XID: 1, Count: 1}); err != nil {
				t.Error(err)
			}
		}
		m.task.Sleep("test: soon", 2*time.Millisecond)
		m.want("answers", len(m.heard), 0)
		m.connect(true)
		m.want("traced", m.actions, []lustre.Action{lustre.ActOstConnect, lustre.ActOstMdsConn})
		m.want("the first instance", m.at, 1)
	})
}

// TestPrecreate creates objects ahead, over a crash: no id is given twice, and a copy of a
// request creates nothing.
func TestPrecreate(t *testing.T) {
	plays(t, func(m *mds) {
		m.connect(true)
		m.want("created", m.create(3), 3)
		m.want("a copy", m.ask(wire.Message{Kind: wire.Create, Stock: 3, XID: m.xid}).Object, 3)
		m.want("an older one", m.ask(wire.Message{Kind: wire.Create, XID: m.xid - 1}).Kind, wire.Kind(0))
		m.crash()
		m.want("objects after a crash", m.ost.Objects(), "[1 2 3]")
		m.connect(true)
		m.want("the first one used", m.ask(wire.Message{Kind: wire.Orphans, Object: 1}).Object, 3)
		m.want("objects", m.ost.Objects(), "[1]")
		m.want("an older request", m.ask(wire.Message{Kind: wire.Orphans, Count: m.count - 1}).Kind, wire.Kind(0))
		m.want("objects", m.ost.Objects(), "[1]")
		m.want("created", m.create(0), 4)
		m.want("with lov-objid lost", m.ask(wire.Message{Kind: wire.Orphans, Lost: true}).Object, 4)
		m.want("objects", m.ost.Objects(), "[1 4]")
		m.want("more than there were", m.ask(wire.Message{Kind: wire.Orphans, Object: 6}).Object, 6)
		m.want("objects", m.ost.Objects(), "[1 4 5 6]")
		m.want("too many", m.create(5000), 6+ost.MaxStock)
		before := len(m.ost.Objects())
		m.want("far more than there were", m.ask(wire.Message{Kind: wire.Orphans, Object: 1 << 40}).Object, 1<<40)
		m.want("objects", len(m.ost.Objects()), before)
		m.want("created", m.create(1), 1<<40+1)
	})
}

// TestDestroyCancels destroys objects, before a crash and after it: a record is cancelled
// when the destroy is committed, and no sooner.
func TestDestroyCancels(t *testing.T) {
	record := wire.Unlink{Log: 1, Index: 7, Object: 2}
	destroy := wire.Message{Kind: wire.Destroy, Object: 2, Unlinks: []wire.Unlink{record}}
	body := func(m *mds) {
		m.connect(true)
		m.create(3)
		m.want("destroy", m.ask(destroy).Result, wire.OK)
		m.want("objects", m.ost.Objects(), "[1 3]")
	}
	plays(t, func(m *mds) {
		body(m)
		m.want("cancels before the commit", m.cancels, "[]")
		m.crash()
		m.want("objects after a crash", m.ost.Objects(), "[1 2 3]")
		m.connect(true)
		m.ask(destroy)
		m.task.Sleep("test: the commit", 2*lag)
		m.want("cancels", m.cancels, []wire.Unlink{record})
		m.ask(destroy)
		m.want("cancels of what is gone", len(m.cancels), 2)
		m.crash()
		m.want("objects after another crash", m.ost.Objects(), "[1 3]")
	})
	plays(t, func(m *mds) {
		body(m)
		m.want("cancels with the defect", len(m.cancels), 1)
	}, lustre.DefectCancelEarly)
}

// TestLlogConnect replays an llog of several reads, loses the connection in the midst of
// it, and does it again.
func TestLlogConnect(t *testing.T) {
	plays(t, func(m *mds) {
		m.connect(true)
		m.create(8)
		for n := range uint64(5) {
			m.llog = append(m.llog, wire.Unlink{Log: 1, Index: n + 1, Object: n + 1})
		}
		m.llog = append(m.llog, wire.Unlink{Log: 1, Index: 9, Object: 1}) // it was destroyed before
		m.network.Isolate("MDT0000", true)
		m.want("no MDS to read from", m.ask(wire.Message{Kind: wire.LlogConnect}).Kind, wire.Kind(0))
		m.connect(true)
		m.network.Isolate("MDT0000", false)
		m.task.Sleep("test: the reader of the older connection", 20*time.Millisecond)
		m.want("objects", m.ost.Objects(), "[1 2 3 4 5 6 7 8]")
		m.want("the llog", m.ask(wire.Message{Kind: wire.LlogConnect}).Result, wire.OK)
		m.want("a copy", m.ask(wire.Message{Kind: wire.LlogConnect, XID: m.xid}).Kind, wire.Kind(0))
		m.want("objects", m.ost.Objects(), "[6 7 8]")
		m.task.Sleep("test: the commit", 2*lag)
		m.want("cancels", len(m.cancels), 6)
	})
}

// TestDisk crashes an OST with data, an export and an administrator's request: what was
// committed is there, the export is awaited, and the request is not carried out again.
func TestDisk(t *testing.T) {
	plays(t, func(m *mds) {
		m.connect(false)
		first := m.at
		for _, k := range []wire.Kind{wire.Enqueue, wire.Write, wire.Sync, wire.Write} {
			m.want(k.String(), m.ask(wire.Message{Kind: k, Value: 7 + m.xid%2}).Result, wire.OK)
		}
		evict := wire.Message{From: "admin", To: "OST0000", XID: 3, Kind: wire.Evict, Client: "client9"}
		m.want("evict", m.network.Send(evict), nil)
		m.task.Sleep("test: soon", time.Millisecond)
		m.crash()
		if m.actions[len(m.actions)-1] != lustre.ActOstRestart {
			t.Errorf("traced %v", m.actions)
		}
		m.count++
		reply := m.ask(wire.Message{Kind: wire.Connect})
		m.want("the export", fmt.Sprint(reply.Instance, reply.Window), fmt.Sprint(first, lustre.WindowFresh))
		m.want("the final ping", m.ask(wire.Message{Kind: wire.FinalPing}).Result, wire.OK)
		m.want("the value", m.ask(wire.Message{Kind: wire.Enqueue}).Value, 7)
		before := len(m.actions)
		m.want("evict again", m.network.Send(evict), nil)
		m.task.Sleep("test: soon", time.Millisecond)
		m.want("actions of a copy", m.actions[before:], "[]")
		m.want("another evict", m.network.Send(wire.Message{From: "admin", To: "OST0000", XID: 4, Kind: wire.Evict, Client: "mds0"}), nil)
		m.task.Sleep("test: soon", time.Millisecond)
		m.at = 0
		m.connect(false)
		if m.at <= first {
			t.Errorf("instance %d after %d", m.at, first)
		}
	})
}

// TestDamagedDisk starts OSTs over records that are damaged.
func TestDamagedDisk(t *testing.T) {
	for _, name := range []string{"server", "register", "client/client0", "served/admin"} {
		w := env.NewControlled(env.Control{})
		m := disk.NewMemory("disk", "OST0000")
		if err := m.Commit([]disk.Transaction{{Number: 1, Changes: []disk.Change{disk.Put(name, []byte("xyz"))}}}); err != nil {
			t.Fatal(err)
		}
		obd, err := disk.Mount(w, m, nil)
		if err != nil {
			t.Fatal(err)
		}
		_, err = ost.Open(w, wire.New(w, wire.Faults{}, 1), "OST0000", 0, ost.Config{Window: window, Disk: ost.Disk{Obd: obd}})
		if err == nil || err.Error() != "disk disk: corrupt: record "+name+" has 3 bytes" {
			t.Errorf("%s: %v", name, err)
		}
	}
}
