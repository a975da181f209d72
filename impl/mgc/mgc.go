// Package mgc is a node's reader of the config log: it asks the MGS for records after
// those it has and has them applied one by one, in their order. Every node that has
// read the same records has come to the same view (C3.2, C3.3).
package mgc

import (
	"time"

	"ostlife/impl/env"
	"ostlife/impl/llog"
	"ostlife/impl/ptlrpc"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// PointSleep is where the reader waits before it asks again.
const PointSleep env.Point = "config: sleep"

// Applier is what the records are for. Apply returns as soon as a record is applied;
// Begin is called once, when the log has been read to its end for the first time.
type Applier interface {
	Apply(*env.Task, lustre.ConfigRecord) error
	Begin()
}

// Config is what an MGC is made of.
type Config struct {
	Node     lustre.Node
	MGS      wire.Address
	Interval time.Duration
	Request  time.Duration
	Defects  lustre.Defects
	Copy     *llog.Copy             // on the node's disk, nil for none
	Broken   func(lustre.Violation) // hears of records that do not fit those before them
}

// MGC is the reader.
type MGC struct {
	config  Config
	world   *env.World
	caller  *ptlrpc.Caller
	applier Applier
	log     *llog.Config
	begun   bool

	lock    *env.Lock
	applied lustre.Position
}

// New makes a reader and starts its task, which leaves when the world stops.
func New(w *env.World, rpc *ptlrpc.Ptlrpcd, c Config, a Applier) *MGC {
	name := c.Node.String()
	m := &MGC{config: c, world: w, caller: ptlrpc.NewCaller(w, rpc, "mgc "+name), applier: a,
		log: llog.NewConfig(c.Defects), lock: w.NewLock("mgc " + name)}
	w.Go("mgc "+name, m.run)
	return m
}

// Applied is the position of the last record that this node has applied.
func (m *MGC) Applied() lustre.Position {
	m.lock.Lock()
	defer m.lock.Unlock()
	return m.applied
}

// run applies what the node's copy has, then reads on from there.
func (m *MGC) run(t *env.Task) {
	for _, r := range m.config.Copy.Records() {
		m.apply(t, r)
	}
	for !m.world.Stopped() {
		if !m.read(t) && t.Sleep(PointSleep, m.config.Interval) == env.Stopped {
			return
		}
	}
}

// read asks once and applies what comes; it returns whether there is more to ask for
// at once. A request without an answer is asked again: reading changes nothing.
func (m *MGC) read(t *env.Task) (more bool) {
	reply, err := m.caller.Call(t, wire.Message{Kind: wire.LogRead, To: m.config.MGS, Position: m.Applied()}, m.config.Request)
	if err != nil {
		return false
	}
	for _, r := range reply.Records {
		if m.apply(t, lustre.ConfigRecord(r)) && m.config.Copy.Keep(lustre.ConfigRecord(r)) != nil {
			return false // the disk has failed, and the node with it
		}
	}
	end := m.Applied() >= reply.Position
	if end && !m.begun {
		m.begun = true
		m.applier.Begin()
	}
	return !end
}

// apply applies a record that this node, too, would have decided, and returns whether it
// is the next one.
func (m *MGC) apply(t *env.Task, r lustre.ConfigRecord) bool {
	if r.Position != m.Applied()+1 {
		return false // an older answer; the records it has were applied
	}
	changes, _, err := m.log.Decide(r)
	if err == nil && changes {
		m.log.Append(r)
		err = m.applier.Apply(t, r)
	}
	if (err != nil || !changes) && m.config.Broken != nil {
		m.config.Broken(lustre.Violation{Stamp: m.world.Stamp(), Node: m.config.Node, Target: r.Target,
			What: "a config record that the log before it forbids"})
	}
	m.lock.Lock()
	defer m.lock.Unlock()
	m.applied = r.Position
	return true
}
