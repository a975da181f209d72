package scenario

import (
	"slices"
	"strings"

	"ostlife/impl/env"
	"ostlife/impl/wire"
	"ostlife/model"
	"ostlife/model/lustre"
)

// beyondModel refuses what the model's world has no room for, wherever it would matter.
func (s *Scenario) beyondModel(hasMDS bool) (refused *Error) {
	each(s.Steps, func(step *Step) {
		what := ""
		switch a := step.Args; step.Verb.Name {
		case "double":
			what = "messages that come twice"
		case "disk":
			what = "disks that are damaged"
		case "drop", "delay", "hold":
			if k := a["KIND"].Kind; !onModel(k) {
				what = k.String() + " messages"
			}
		}
		if hasMDS && s.Cluster.Precreate > 1 && step.ofStock() {
			what = "objects made ahead, of which it has one"
		}
		if what != "" && refused == nil {
			refused = lacks(s, step.Place, what)
		}
	})
	if step := s.dataBehindBarrier(); refused == nil && step != nil {
		refused = lacks(s, step.Place, "data behind a barrier of a target")
	}
	if refused == nil && hasMDS && s.Cluster.MDSs == 0 {
		refused = lacks(s, Place{1, 1}, someEnd+" where there is no MDS")
	}
	return refused
}

// ofStock reports that it matters to a step how many objects were made ahead.
func (s *Step) ofStock() bool {
	p := pointNamed(s.Args.text("POINT"))
	return s.Condition != nil && strings.HasPrefix(s.Condition.Form, "made ") ||
		s.Args["KIND"].Kind == wire.Create && s.Args.has("COUNT|all") || p != nil && p.kind == wire.Create && p.all
}

// dataBehindBarrier finds the first line that may have a target commit data behind a
// barrier, of which the model's target has one for what it destroys only.
func (s *Scenario) dataBehindBarrier() (found *Step) {
	behind := map[string]bool{}
	each(s.Steps, func(step *Step) {
		m := machineOf(step)
		switch name := step.Verb.Name; {
		case name == "barrier":
			behind[m.Name] = m.Kind == IsTarget
		case slices.Contains(ofMachines, name):
			behind[m.Name] = false
		case slices.Contains([]string{"write", "sync", "read", "deact"}, name) && behind[step.Args.target().String()] && found == nil:
			found = step
		}
	})
	return found
}

// onModel reports that the model has messages of a kind.
func onModel(k wire.Kind) bool {
	for _, kind := range kinds {
		if kind == k {
			return true
		}
	}
	return slices.Contains([]wire.Kind{wire.Ping, wire.Callback, wire.LlogRead, wire.LlogCancel, wire.LogRead,
		wire.MDSCreate, wire.MDSUnlink, wire.MDSPing}, k)
}

// isDown reports that a node does not run.
func (m *modelWorld) isDown(n int) bool {
	if n < 0 {
		return false
	}
	_, down := m.down[m.nodes[n]]
	return down
}

// metadata does what comes with time on the MDS's side.
func (m *modelWorld) metadata() {
	committing := m.world.Now() >= m.commits
	if committing {
		m.commits = m.world.Now() + m.c.Commit
	}
	for t := range m.targets {
		m.makeRoom(t)
		once := model.Site{Target: uint8(t)}
		if committing && !m.barrier {
			m.take(lustre.ActMdsCommit, once)
		}
		if committing && !m.behind[t] {
			m.take(lustre.ActOstCommit, once)
		}
		client := len(m.nodes) > 1 && !m.isDown(1)
		if !m.isDown(0) {
			if !client || m.can(lustre.ActMdsUnlink, once) && m.asks(1, t, wire.MDSUnlink) {
				m.take(lustre.ActMdsUnlink, once)
			}
			m.cancels(t)
		}
		if client {
			if m.can(lustre.ActUnlinkInterpret, once) && m.hears(1, t, wire.MDSUnlink) {
				m.take(lustre.ActUnlinkInterpret, once)
			}
			if m.can(lustre.ActDestroySend, m.at(1, t)) && m.asks(1, t, wire.MDSPing) && m.hears(1, t, wire.MDSPing) {
				m.take(lustre.ActDestroySend, m.at(1, t))
			}
		}
		if m.left && !m.isDown(0) {
			m.take(lustre.ActRecordDestroySend, m.at(0, t))
		}
	}
}

// cancels has the MDS hear which destroys a target has committed, unless that is lost: the
// llog is replayed at the next connection then, and until that the model can cancel none.
func (m *modelWorld) cancels(t int) {
	o, at := &m.states[t].Objects[0], m.at(0, t)
	w := way{m.nodes[0], m.targets[t].String(), wire.LlogCancel, wire.Requests, t}
	committed := len((o.Memory.Records & o.Disk.Records &^ (o.There | o.Stored)).List())
	if m.unheard[t] > 0 {
		for ; m.unheard[t] < committed; m.unheard[t]++ {
			if s := m.struck(w.node, w.server, w.kind, w.side); s == nil || s.Fault != wire.Lose {
				m.lacks("a cancel of a record behind one that was lost")
				return
			}
		}
		return
	}
	for m.can(lustre.ActLlogCancel, at) {
		if !m.passes(w) {
			if m.passages[w].strike.Fault == wire.Lose {
				m.unheard[t] = committed
				delete(m.passages, w)
			}
			return
		}
		m.take(lustre.ActLlogCancel, at)
	}
}

// CutMDT keeps a client and the MDS from each other.
func (m *modelWorld) CutMDT(n, _ lustre.Node, cut bool) { m.noMDT[n] = cut }

// Crash has a node fail.
func (m *modelWorld) Crash(_ *env.Task, node lustre.Node) error {
	n := slices.Index(m.nodes, node)
	if n < 0 || m.isDown(n) {
		return lustre.ErrBusy
	}
	m.down[node], m.read[n] = m.world.Now(), 0
	action := lustre.ActClientCrash
	if node.MDS() {
		action, m.barrier = lustre.ActMdsCrash, false
	} else {
		m.left = true
	}
	clear(m.passages)
	for t := range m.targets {
		m.take(action, model.Site{Node: uint8(n), Target: uint8(t)})
	}
	return nil
}

// Leave has a client bring what it wrote to the targets, and give its exports back.
func (m *modelWorld) Leave(t *env.Task, node lustre.Node, force bool) error {
	for _, target := range m.targets {
		if !force && !node.MDS() && m.Status(node, target).Present {
			_ = m.Sync(t, node, target) // what cannot be brought there is lost
		}
	}
	if !force && node.MDS() {
		t.Sleep(pointWait, 2*m.c.Commit)
	}
	if err := m.Crash(t, node); err != nil {
		return err
	}
	for _, target := range m.targets {
		if n, at, ok := m.site(node, target); ok && !force && !node.MDS() && !m.side(n, at).cut {
			_, _ = m.Evict(t, node, target) // it may have none
		}
	}
	return nil
}

// Boot has a node start again. The model has no unlink that an aborted recovery undoes.
func (m *modelWorld) Boot(_ *env.Task, node lustre.Node, abort bool) error {
	n := slices.Index(m.nodes, node)
	if n < 0 || !m.isDown(n) {
		return lustre.ErrBusy
	}
	for t := range m.targets {
		o := &m.states[t].Objects[0]
		if abort && o.Unlinked > 0 && slices.Contains(o.Memory.Files.List(), o.Unlinked) {
			return &Error{What: "an aborted recovery of the MDS undoes an unlink", Missing: "an unlink that an aborted recovery undoes in the model"}
		}
	}
	delete(m.down, node)
	m.config[n] = m.world.Now()
	for t := range m.targets {
		m.side(n, t).pinger = m.world.Now() // what is new is connected at once
	}
	return nil
}

// Barrier has nothing survive that the MDS commits, or that a target destroys.
func (m *modelWorld) Barrier(s Machine) error {
	if t := slices.Index(m.targets, s.Target); s.Kind == IsTarget && t >= 0 {
		m.behind[t] = true
	} else if s.Kind == IsNode {
		m.barrier = true
	}
	return nil
}

// Damage is refused before the scenario begins.
func (m *modelWorld) Damage(lustre.Node, string, string, []lustre.Target) error {
	return lustre.ErrBusy
}

// kept reports that the file of an object is committed; without the MDS's side there is
// nothing to commit.
func (m *modelWorld) kept(t int, object uint64) bool {
	return !m.hasMDS || slices.Contains(m.aside[t], object) || slices.Contains(m.reals(t, m.states[t].Objects[0].Disk.Files), object)
}

// Unlink has the client unlink the file of an object. The model has one unlink of a target
// at a time, and that of its oldest file: if that is why it does not come to be, it is
// refused.
func (m *modelWorld) Unlink(t *env.Task, node lustre.Node, o Object) error {
	at, begun := slices.Index(m.targets, o.Target), false
	var waits *Error
	err := m.tries(t, func() (bool, error) {
		objects := &m.states[at].Objects[0]
		blocked := m.isDown(0) || m.states[at].Starting[0]
		switch {
		case m.isDown(slices.Index(m.nodes, node)):
			return true, lustre.ErrUnreachable
		case begun && objects.Unlink == model.NoUnlink && slices.Contains(m.files(at), o.ID):
			return true, lustre.ErrNoTarget
		case begun:
			return objects.Unlink == model.UnlinkAnswered || objects.Unlink == model.NoUnlink, nil
		case blocked:
			waits = nil
			return false, nil
		case objects.Unlink != model.NoUnlink:
			waits = &Error{What: "the model has one unlink of a target at a time", Missing: "a second unlink of a target at a time in the model"}
			return false, nil
		case !slices.Contains(m.files(at), o.ID):
			return true, lustre.ErrNoObject
		case !m.choose(at, o.ID):
			waits = &Error{What: "the model unlinks the oldest file of a target", Missing: "unlinks of another file than the oldest in the model"}
			return false, nil // until the others are committed, or gone
		}
		waits = nil
		begun = m.take(lustre.ActUnlinkSend, model.Site{Target: uint8(at)})
		return false, nil
	})
	if err == lustre.ErrUnreachable && waits != nil {
		return waits
	}
	return err
}

// Objects shows what there is of a target's objects.
func (m *modelWorld) Objects(target lustre.Target) (stored, filed []uint64, records int) {
	t := slices.Index(m.targets, target)
	if t < 0 {
		return nil, nil, 0
	}
	o := &m.states[t].Objects[0]
	if !m.isDown(0) {
		filed, records = m.files(t), len((o.Memory.Records & o.Disk.Records).List())
	}
	return append(m.reals(t, o.There), m.aside[t]...), filed, records
}

// LastID is the last object id that the MDS has used of a target.
func (m *modelWorld) LastID(_ lustre.Node, target lustre.Target) (uint64, error) {
	t := slices.Index(m.targets, target)
	if t < 0 {
		return 0, lustre.ErrNoTarget
	}
	return m.real(t, m.states[t].Objects[0].Memory.Used), nil
}

// The layout of a LOV EA: a head, and a part for each stripe.
const eaHead, eaStripe = 48, 24

// EASize is the EA size of a node, in bytes.
func (m *modelWorld) EASize(node lustre.Node) int {
	n, covered := slices.Index(m.nodes, node), 0
	for t, target := range m.targets {
		if n >= 0 && m.states[t].Size[n] > 0 {
			covered = max(covered, int(target)+1)
		}
	}
	return eaHead + eaStripe*covered
}
