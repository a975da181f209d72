package scenario

import (
	"fmt"

	"ostlife/impl/env"
	"ostlife/model/lustre"
)

// mdsSide is what is missing where a scenario stops or starts an MDS.
const mdsSide = "the MDS's side"

// server gives the target that a place names. An MDS is no server here.
func (r *runner) server(s *Step) (lustre.Target, error) {
	a := s.Args["SERVER"]
	if len(a.Nodes) > 0 {
		return 0, &Error{What: fmt.Sprintf("%s of %s needs %s, which this build has not", s.Verb.Name, a.Text, mdsSide), Missing: mdsSide}
	}
	return a.Targets[0], nil
}

func (r *runner) stop(_ *env.Task, s *Step) (Answer, error) {
	target, err := r.server(s)
	if err != nil {
		return Answer{}, err
	}
	return r.relink(func(l *links) { l.down[target] = true })
}

func (r *runner) start(t *env.Task, s *Step) (Answer, error) {
	target, err := r.server(s)
	if err != nil {
		return Answer{}, err
	}
	return r.starts(t, target, false)
}

// starts starts a target and lets it be heard.
func (r *runner) starts(t *env.Task, target lustre.Target, abort bool) (Answer, error) {
	if err := r.site.Restart(t, target, abort); err != nil {
		return Answer{}, err
	}
	return r.relink(func(l *links) {
		r.started[target] = r.world.Now()
		delete(l.down, target)
	})
}

func (r *runner) fail(t *env.Task, s *Step) (Answer, error)      { return r.fails(t, s, false) }
func (r *runner) failAbort(t *env.Task, s *Step) (Answer, error) { return r.fails(t, s, true) }

// fails stops a server, starts it, and waits for the nodes.
func (r *runner) fails(t *env.Task, s *Step, abort bool) (Answer, error) {
	target, err := r.server(s)
	if err != nil {
		return Answer{}, err
	}
	if _, err := r.relink(func(l *links) { l.down[target] = true }); err != nil {
		return Answer{}, err
	}
	t.Sleep(pointWait, r.clock.real(Down))
	if _, err := r.starts(t, target, abort); err != nil {
		return Answer{}, err
	}
	r.poll(t, s, "recovered "+target.String(), r.clock.real(Patience), func() (bool, string) { return r.back(target) })
	return Answer{}, nil
}

// recovered asks whether the nodes have come back to a server.
func (r *runner) recovered(a Args) (bool, string) {
	return r.back(a["SERVER"].Targets[0])
}

// back reports that every node that is not cut off has connected to a target since it
// started, and is FULL.
func (r *runner) back(target lustre.Target) (bool, string) {
	r.lock.Lock()
	since := r.started[target]
	r.lock.Unlock()
	for _, n := range r.scenario.Cluster.all() {
		st := r.site.Status(n, target)
		if !st.Present || st.Deactivated || r.links.severed(n, target) {
			continue
		}
		connected := r.seen.count(Arg{State: lustre.Full}, []lustre.Node{n}, []lustre.Target{target}, since) > 0
		if !connected || st.State != lustre.Full || st.Active == 0 {
			return false, fmt.Sprintf("%s %s %s", n, target, st.State)
		}
	}
	return true, ""
}
