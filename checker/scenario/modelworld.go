package scenario

import (
	"fmt"
	"slices"
	"time"

	"ostlife/impl/env"
	"ostlife/impl/wire"
	"ostlife/model"
	"ostlife/model/explore"
	"ostlife/model/lustre"
)

// hop is how often the model's world moves: what is on its way arrives at the next hop.
const hop = 50 * time.Millisecond

// maxTargets is how many targets a site of the model can tell apart.
const maxTargets = 1 << 8

const pointHop env.Point = "model: before the next hop"

// modelWorld is the World of the model: a state for each target, and a task that takes the
// actions which time, the network and the servers would take. Where several are possible
// it takes them in a fixed order, so that there is one run.
//
// Targets share nothing but the order of the config log, which each state has for its own
// target, and the choice of a target for an object, which is made here. What the model
// does not keep, values, object ids and instances, is kept beside it and moved by its
// actions.
type modelWorld struct {
	c       Cluster
	world   *env.World
	machine *explore.Machine[model.State]
	actions map[lustre.Action]int
	nodes   []lustre.Node // by number in the model
	targets []lustre.Target
	seen    *observer

	states  []model.State       // by target
	logged  [][]lustre.Position // by target: where its records are in the whole log
	records lustre.Position     // of the whole log
	chosen  uint64              // objects allocated
	creates int                 // operations begun that make one
	pairs   []beside            // by node, then target
	servers []server            // by target
	strikes []*strike
	noMGS   map[lustre.Node]bool
	noMDT   map[lustre.Node]bool
	config  []time.Duration   // by node: when it asks the MGS again
	pools   []string          // by target: the named pool, of which the state has one
	joins   []poolRecord      // of the other pools
	uuids   []string          // by target: under which it was added first
	crowded []bool            // by target: the state has no room for its pool
	read    []lustre.Position // by node: how far it has read the config log
	sites   [][]model.Site    // by action
	broken  []string

	hasMDS   bool                          // it has the MDS's side: the MDS is the first node
	down     map[lustre.Node]time.Duration // since when a node does not run
	passages map[way]passage
	behind   []bool        // by target: it commits nothing that it destroys
	unheard  []int         // by target: how many cancels of records were lost on this connection
	left     bool          // a client has stopped, and has left records perhaps
	barrier  bool          // nothing that the MDS commits counts
	commits  time.Duration // when servers commit again
	aside    [][]uint64    // by target: the objects of files that are out of the state
	ids      [][]uint64    // by target: what the object ids of the state stand for, less one

	beyond string // what the next step would need that the model has not
}

// beside is what is kept of a pair beside the model's state.
type beside struct {
	cut      bool
	pinger   time.Duration                   // when the pinger looks again
	sent     map[lustre.Action]time.Duration // when it sent last
	callback bool                            // the OST wants the lock back
	last     lustre.Position                 // of the last record applied

	penalty               uint64 // of the target at the node: the higher the later its turn
	value, sending, taken uint64 // of the cache; of the write on its way; of what the OST took and may lose
	instance, export      lustre.Instance
	object                uint64 // of the create whose answer came last
	making                uint64 // of the create that the OST served last
}

// server is what is kept of a target beside the model's state.
type server struct {
	current, committed uint64 // its register
	last               lustre.Instance
	object             uint64 // the newest id
	window             time.Duration
	failVersion        bool
}

// newModelWorld makes the model of a scenario, with the nodes and targets that it names.
func newModelWorld(s *Scenario, w *env.World, defects lustre.Defects, seen *observer) (*modelWorld, error) {
	nodes, targets := s.uses()
	if len(nodes) == 0 {
		nodes = s.Cluster.all()[:1]
	}
	if len(targets) == 0 {
		targets = []lustre.Target{0}
	}
	hasMDS := s.disks() || s.first(someEnd) != nil
	if hasMDS { // the MDS is the first node
		nodes = append([]lustre.Node{lustre.FirstMDS}, slices.DeleteFunc(nodes, lustre.Node.MDS)...)
	}
	switch {
	case len(nodes) > model.MaxPairs:
		return nil, lacks(s, Place{1, 1}, fmt.Sprintf("%d nodes at a target", len(nodes)))
	case len(targets) > maxTargets:
		return nil, lacks(s, Place{1, 1}, fmt.Sprintf("%d targets", len(targets)))
	}
	if refused := s.beyondModel(hasMDS); refused != nil {
		return nil, refused
	}
	design := model.Design{}
	for _, defect := range defects {
		d, err := model.DefectNamed(defect)
		if err != nil || len(defects) > 1 {
			return nil, lacks(s, Place{1, 1}, fmt.Sprintf("defects %v at once", defects))
		}
		design = d.Design
	}
	machine, err := model.Machine(design, model.Scope{Nodes: uint8(len(nodes)), Targets: 1, Writes: 1, MDS: hasMDS})
	if err != nil {
		return nil, err
	}
	m := &modelWorld{c: s.Cluster, world: w, machine: machine, actions: map[lustre.Action]int{}, nodes: nodes, targets: targets,
		seen: seen, noMGS: map[lustre.Node]bool{}, noMDT: map[lustre.Node]bool{}, config: make([]time.Duration, len(nodes)),
		pairs: make([]beside, len(nodes)*len(targets)), servers: make([]server, len(targets)),
		states: make([]model.State, len(targets)), logged: make([][]lustre.Position, len(targets)), pools: make([]string, len(targets)), read: make([]lustre.Position, len(nodes)), crowded: s.crowded(targets),
		hasMDS: hasMDS, down: map[lustre.Node]time.Duration{}, ids: make([][]uint64, len(targets)), aside: make([][]uint64, len(targets)),
		passages: map[way]passage{}, behind: make([]bool, len(targets)), unheard: make([]int, len(targets)), uuids: make([]string, len(targets))}
	for i := range m.pairs {
		m.pairs[i].sent = map[lustre.Action]time.Duration{}
	}
	for i := range machine.Actions {
		m.actions[lustre.Action(machine.Actions[i].Name)] = i
		m.sites = append(m.sites, machine.Sites(i))
	}
	w.Go("model", m.live)
	return m, nil
}

// lacks is the refusal of a scenario that the model has not what it takes for.
func lacks(s *Scenario, at Place, what string) *Error {
	return &Error{File: s.File, Place: at, What: "the model has no room for " + what, Missing: what + " in the model"}
}

// lacks ends a run in which the model has not what the next step would need.
func (m *modelWorld) lacks(what string) {
	m.beyond = what
	m.world.Stop()
}

// at is the site of a pair.
func (m *modelWorld) at(n, t int) model.Site { return model.Site{Node: uint8(n), Target: uint8(t)} }

func (m *modelWorld) pair(n, t int) *model.Pair { return &m.states[t].Pairs[n] }

func (m *modelWorld) side(n, t int) *beside { return &m.pairs[n*len(m.targets)+t] }

// site finds a node and a target in the model.
func (m *modelWorld) site(n lustre.Node, t lustre.Target) (int, int, bool) {
	i, j := slices.Index(m.nodes, n), slices.Index(m.targets, t)
	return i, j, i >= 0 && j >= 0
}

// take takes an action if it can be taken, and looks at every property of the model.
func (m *modelWorld) take(name lustre.Action, at model.Site) bool {
	i, ok := m.actions[name]
	if !ok || m.beyond != "" {
		return false
	}
	var to model.State
	from, t := m.states[at.Target], at.Target
	at.Target = 0 // in the state of its own
	if !slices.Contains(m.sites[i], at) || !m.machine.Actions[i].Next(&from, at, &to) {
		return false
	}
	to.Overflow = to.Overflow || m.hasMDS && !m.renumber(i, at, int(t), &from, &to)
	if to.Overflow {
		m.lacks("as many objects, messages or events at once")
		return false
	}
	m.states[t] = to
	for j := range m.machine.Properties {
		p := &m.machine.Properties[j]
		if p.State != nil && !p.State(&to) || p.Step != nil && !p.Step(&from, i, at, &to) {
			m.broken = append(m.broken, fmt.Sprintf("%s breaks %s (%s): %s", name, p.Name, p.Clause, p.Why))
		}
	}
	at.Target = t
	m.follow(name, at, &from)
	return true
}

// can reports that an action can be taken.
func (m *modelWorld) can(name lustre.Action, at model.Site) bool {
	i, ok := m.actions[name]
	from := m.states[at.Target]
	at.Target = 0
	var to model.State
	return ok && slices.Contains(m.sites[i], at) && m.machine.Actions[i].Next(&from, at, &to)
}

// live is the task of the model's time.
func (m *modelWorld) live(t *env.Task) {
	for t.Sleep(pointHop, hop) != env.Stopped {
		m.hop()
	}
}

// hop does everything that comes with time.
func (m *modelWorld) hop() {
	for n := range m.nodes {
		m.readLog(n)
		for t := range m.targets {
			m.ping(n, t)
			m.replies(n, t)
		}
	}
	for t := range m.targets {
		for n := range m.nodes {
			m.requests(n, t)
		}
		m.window(t)
	}
	for n := range m.nodes {
		for t := range m.targets {
			m.expire(n, t)
			m.handBack(n, t)
			m.work(n, t)
		}
	}
	if m.hasMDS {
		m.metadata()
	}
}

// readLog has a node apply what the config log has, as often as it asks.
func (m *modelWorld) readLog(n int) {
	if m.world.Now() < m.config[n] || m.noMGS[m.nodes[n]] || m.isDown(n) {
		return
	}
	for _, side := range []wire.Side{wire.Requests, wire.Replies} {
		if !m.passes(way{m.nodes[n], "MGS", wire.LogRead, side, -1}) {
			return
		}
	}
	m.config[n] = m.world.Now() + m.c.Config
	for again := true; again; {
		again = false
		for t := range m.targets {
			for _, name := range records {
				if m.take(name, m.at(n, t)) {
					again = true
				}
			}
		}
	}
	m.read[n] = m.records
	for t := range m.targets {
		m.take(lustre.ActNodeStarted, model.Site{Node: uint8(n), Target: uint8(t)})
	}
}

// records are the actions that apply a record, in the order of the page of actions.
var records = []lustre.Action{lustre.ActConfigAdd, lustre.ActConfigLlog, lustre.ActConfigObjid,
	lustre.ActConfigPoolAdd, lustre.ActConfigDeactivate, lustre.ActConfigActivate,
	lustre.ActConfigJoin, lustre.ActConfigLeave, lustre.ActConfigPoolFlush, lustre.ActConfigRemove}

// steps are the actions of workers, which are taken as soon as they can be.
var steps = []lustre.Action{lustre.ActPingEnd, lustre.ActEventStale, lustre.ActReplaySend, lustre.ActInvalidateEnd, lustre.ActConnectFull,
	lustre.ActOscPrepare, lustre.ActMdsConnSend, lustre.ActLlogConnectSend, lustre.ActLovActive, lustre.ActTopActive,
	lustre.ActOrphansSend, lustre.ActRecoveryFinished, lustre.ActLovInactive,
	lustre.ActTopInactive, lustre.ActLovDeactivate, lustre.ActOscWake, lustre.ActDisconnectSend, lustre.ActDeactivateEnd,
	lustre.ActLovActivate, lustre.ActRemoveTop, lustre.ActRemoveEnd, lustre.ActSlotFree}

// work has the worker of a pair go as far as it can.
func (m *modelWorld) work(n, t int) {
	for again := true; again; {
		again = false
		for _, name := range steps {
			if m.take(name, m.at(n, t)) {
				again = true
			}
		}
		slot := &m.pair(n, t).Slot
		if slot.Step == model.StepDisconnect && slot.Hand.Current { // a deactivation writes out, then gives the lock back
			again = m.writeOut(n, t) || again
		}
	}
}

// writeOut takes the next of what gives the lock back.
func (m *modelWorld) writeOut(n, t int) bool {
	at := m.at(n, t)
	return m.take(lustre.ActFlushSend, at) || m.take(lustre.ActSyncSend, at) ||
		m.pair(n, t).Slot.Locked && m.take(lustre.ActCancelSend, at)
}

// handBack answers the OST's callback.
func (m *modelWorld) handBack(n, t int) {
	is, p := m.side(n, t), m.pair(n, t)
	if !is.callback || p.Slot.Deactive {
		return
	}
	switch {
	case m.take(lustre.ActFlushSend, m.at(n, t)), m.take(lustre.ActSyncSend, m.at(n, t)):
	case m.take(lustre.ActCancelSend, m.at(n, t)), !p.Slot.Locked && !p.Granted, p.Slot.State != lustre.Full:
		is.callback = false
	}
}
