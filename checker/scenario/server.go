package scenario

import (
	"fmt"

	"ostlife/impl/env"
	"ostlife/model/lustre"
)

func (r *runner) stop(t *env.Task, s *Step) (Answer, error) {
	return r.ends(t, machineOf(s), false, s.Args.has("force"))
}

func (r *runner) crash(t *env.Task, s *Step) (Answer, error) {
	return r.ends(t, machineOf(s), true, false)
}

// ends has a machine go, unless it is down: an OST and the MGS are heard no more, a node is gone.
func (r *runner) ends(t *env.Task, m Machine, crash, force bool) (Answer, error) {
	var err error
	switch {
	case r.links.isDown(m.Name):
		return Answer{}, lustre.ErrBusy
	case m.Kind == IsNode && crash:
		err = r.lives().Crash(t, m.Node)
	case m.Kind == IsNode:
		err = r.lives().Leave(t, m.Node, force)
	}
	if err != nil {
		return Answer{}, err
	}
	answer, _ := r.relink(func(l *links) { l.down[m.Name] = true })
	if m.Kind == IsTarget {
		err = r.site.Halt(t, m.Target)
	}
	return answer, err
}

func (r *runner) start(t *env.Task, s *Step) (Answer, error) {
	return r.starts(t, machineOf(s), false)
}

// starts has a machine start that is down, and be heard.
func (r *runner) starts(t *env.Task, m Machine, abort bool) (answer Answer, err error) {
	if !r.links.isDown(m.Name) {
		return Answer{}, lustre.ErrBusy
	}
	r.lock.Lock()
	r.started[m.Name] = r.world.Now()
	r.lock.Unlock()
	switch m.Kind {
	case IsTarget:
		err = r.site.Restart(t, m.Target, abort)
	case IsNode:
		err = r.lives().Boot(t, m.Node, abort)
	}
	if err != nil {
		return Answer{}, err
	}
	return r.relink(func(l *links) { delete(l.down, m.Name) })
}

func (r *runner) fail(t *env.Task, s *Step) (Answer, error)      { return r.fails(t, s, false) }
func (r *runner) failAbort(t *env.Task, s *Step) (Answer, error) { return r.fails(t, s, true) }

// fails stops a server, starts it, and waits for the nodes.
func (r *runner) fails(t *env.Task, s *Step, abort bool) (Answer, error) {
	m := machineOf(s)
	if _, err := r.ends(t, m, true, false); err != nil {
		return Answer{}, err
	}
	t.Sleep(pointWait, r.clock.real(Down))
	if _, err := r.starts(t, m, abort); err != nil {
		return Answer{}, err
	}
	r.poll(t, s, "recovered "+m.Name, r.clock.real(Patience), func() (bool, string) { return r.back(m) })
	return Answer{}, nil
}

func (r *runner) barrier(t *env.Task, s *Step) (Answer, error) {
	return Answer{}, r.side().Barrier(machineOf(s))
}

func (r *runner) damage(_ *env.Task, s *Step) (Answer, error) {
	targets := s.Args["TARGET"].Targets
	return Answer{}, r.side().Damage(s.Args["MDS"].Nodes[0], s.Args.text("lose|zero|corrupt"), s.Args.text("objid|llogs|catalog"), targets)
}

// recovered asks whether the nodes have come back to a server.
func (r *runner) recovered(a Args) (bool, string) { return r.back(a["MACHINE"].Machine) }

// back reports that since a machine started every node that is not cut off has connected
// to it, if it is a target, or that it has connected to every target, if it is a node.
func (r *runner) back(m Machine) (bool, string) {
	r.lock.Lock()
	since := r.started[m.Name]
	r.lock.Unlock()
	for _, n := range r.site.Nodes() {
		for target := range lustre.Target(r.scenario.Cluster.Targets) {
			concerned := m.Kind == IsTarget && m.Target == target || m.Kind == IsNode && m.Node == n
			st := r.site.Status(n, target)
			if !concerned || r.links.severed(n, target) || m.Kind == IsTarget && !st.Present || st.Deactivated {
				continue
			}
			connected := r.seen.count(Arg{State: lustre.Full}, []lustre.Node{n}, []lustre.Target{target}, since) > 0
			absent := m.Kind == IsNode && !st.Present && int(target) >= r.scenario.Cluster.Added
			if !absent && (!connected || st.State != lustre.Full || st.Active == 0) {
				return false, fmt.Sprintf("%s %s %s", n, target, st.State)
			}
		}
	}
	return true, ""
}
