package scenario

import (
	"slices"

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
		case "fail_abort":
			if a["SERVER"].Machine.Kind == IsNode {
				what = "a recovery of the MDS that is aborted"
			}
		case "barrier":
			if a["SERVER"].Machine.Kind == IsTarget {
				what = "a barrier of a target"
			}
		case "drop", "delay", "hold":
			if k := a["KIND"].Kind; !onModel(k) || k == wire.LlogRead || a["SERVER"].Machine.Kind != IsTarget {
				what = k.String() + " messages"
			}
		}
		if what != "" && refused == nil {
			refused = lacks(s, step.Place, what)
		}
	})
	if refused == nil && hasMDS && s.Cluster.MDSs == 0 {
		refused = lacks(s, Place{1, 1}, someEnd+" where there is no MDS")
	}
	return refused
}

// onModel reports that the model has messages of a kind.
func onModel(k wire.Kind) bool {
	for _, kind := range kinds {
		if kind == k {
			return true
		}
	}
	return k == wire.Ping || k == wire.Callback
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
		once := model.Site{Target: uint8(t)}
		if committing && !m.barrier {
			m.take(lustre.ActMdsCommit, once)
		}
		if committing {
			m.take(lustre.ActOstCommit, once)
		}
		if !m.isDown(0) {
			m.take(lustre.ActMdsUnlink, once)
			m.take(lustre.ActLlogCancel, m.at(0, t))
		}
		if len(m.nodes) > 1 && !m.isDown(1) {
			m.take(lustre.ActUnlinkInterpret, once)
			m.take(lustre.ActDestroySend, m.at(1, t))
		}
		if m.left && !m.isDown(0) {
			m.take(lustre.ActRecordDestroySend, m.at(0, t))
		}
	}
}

// Crash has a node fail.
func (m *modelWorld) Crash(_ *env.Task, node lustre.Node) error {
	n := slices.Index(m.nodes, node)
	if n < 0 || m.isDown(n) {
		return lustre.ErrBusy
	}
	m.down[node] = m.world.Now()
	action := lustre.ActClientCrash
	if node.MDS() {
		action, m.barrier = lustre.ActMdsCrash, false
	} else {
		m.left = true
	}
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

// Boot has a node start again.
func (m *modelWorld) Boot(_ *env.Task, node lustre.Node, _ bool) error {
	n := slices.Index(m.nodes, node)
	if n < 0 || !m.isDown(n) {
		return lustre.ErrBusy
	}
	delete(m.down, node)
	m.config[n] = m.world.Now()
	return nil
}

// Barrier has nothing survive that the MDS commits.
func (m *modelWorld) Barrier(Machine) error {
	m.barrier = true
	return nil
}

// Damage is refused before the scenario begins.
func (m *modelWorld) Damage(lustre.Node, string, string, []lustre.Target) error {
	return lustre.ErrBusy
}

// kept reports that the file of an object is committed; without the MDS's side there is
// nothing to commit.
func (m *modelWorld) kept(t int, object uint64) bool {
	return !m.hasMDS || slices.Contains(m.reals(t, m.states[t].Objects[0].Disk.Files), object)
}

// Unlink has the client unlink the file of an object, which is the oldest of its target's
// that are committed: the model has no other.
func (m *modelWorld) Unlink(t *env.Task, node lustre.Node, o Object) error {
	at, begun := slices.Index(m.targets, o.Target), false
	return m.tries(t, func() (bool, error) {
		objects := &m.states[at].Objects[0]
		files := m.reals(at, objects.Memory.Files&objects.Disk.Files)
		switch {
		case m.isDown(slices.Index(m.nodes, node)):
			return true, lustre.ErrUnreachable
		case begun:
			return objects.Unlink == model.UnlinkAnswered || objects.Unlink == model.NoUnlink, nil
		case m.isDown(0), m.states[at].Starting[0], objects.Unlink != model.NoUnlink:
			return false, nil
		case !slices.Contains(m.reals(at, objects.Memory.Files), o.ID):
			return true, lustre.ErrNoObject
		case len(files) > 0 && files[0] != o.ID:
			return true, &Error{What: "the model unlinks the oldest file of a target", Missing: "unlinks of another file than the oldest in the model"}
		}
		begun = m.take(lustre.ActUnlinkSend, model.Site{Target: uint8(at)})
		return false, nil
	})
}

// Objects shows what there is of a target's objects.
func (m *modelWorld) Objects(target lustre.Target) (stored, filed []uint64, records int) {
	t := slices.Index(m.targets, target)
	if t < 0 {
		return nil, nil, 0
	}
	o := &m.states[t].Objects[0]
	if !m.isDown(0) {
		filed, records = m.reals(t, o.Memory.Files), len((o.Memory.Records & o.Disk.Records).List())
	}
	return m.reals(t, o.There), filed, records
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
