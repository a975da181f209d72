package scenario

import (
	"fmt"
	"slices"
	"strings"

	"ostlife/impl/env"
	"ostlife/model/lustre"
)

// mdsSide is what is missing where a world has no [Metadata].
const mdsSide = "the MDS's side"

// ofSide are the verbs and conditions, by their first words, that only the MDS's side has.
var ofSide = map[string]bool{"barrier": true, "disk": true, "unlink": true, "mount": true, "umount": true,
	"file": true, "object": true, "records": true, "agree": true, "easize": true}

// needsSide finds the first step that asks for the MDS's side, nil for none.
func (s *Scenario) needsSide() (first *Step) {
	each(s.Steps, func(step *Step) {
		word := step.Verb.Name
		if step.Condition != nil {
			word, _, _ = strings.Cut(step.Condition.Form, " ")
		}
		node := machineOf(step).Kind == IsNode && slices.Contains([]string{"stop", "crash", "start", "fail", "fail_abort"}, word)
		if first == nil && (ofSide[word] || node) {
			first = step
		}
	})
	return first
}

// refuses refuses a scenario that asks a world for an MDS's side that it has not.
func (s *Scenario) refuses(on On) *Error {
	var site any = (*implementation)(nil)
	if on == Model {
		site = (*modelWorld)(nil)
	}
	step := s.needsSide()
	if _, ok := site.(Metadata); ok || step == nil {
		return nil
	}
	return &Error{File: s.File, Place: step.Place, What: fmt.Sprintf("%q needs %s, which %s has not", step.Text, mdsSide, on), Missing: mdsSide}
}

// side is the world's MDS's side: a scenario that needs one is refused where there is none.
func (r *runner) side() Metadata {
	side, _ := r.site.(Metadata)
	return side
}

func (r *runner) stop(t *env.Task, s *Step) (Answer, error)  { return r.stops(t, s, false) }
func (r *runner) crash(t *env.Task, s *Step) (Answer, error) { return r.stops(t, s, true) }

// stops has a machine go: an OST and the MGS are heard no more, a node is gone.
func (r *runner) stops(t *env.Task, s *Step, crash bool) (Answer, error) {
	m := machineOf(s)
	var err error
	switch {
	case m.Kind == IsNode && crash:
		err = r.side().Crash(t, m.Node)
	case m.Kind == IsNode:
		err = r.side().Leave(t, m.Node, s.Args.has("force"))
	}
	if err != nil {
		return Answer{}, err
	}
	return r.relink(func(l *links) { l.down[m.Name] = true })
}

// machineOf gives the machine that a step names.
func machineOf(s *Step) Machine {
	for _, place := range []string{"MACHINE", "SERVER", "NODE"} {
		if a, ok := s.Args[place]; ok {
			if place == "NODE" {
				return Machine{Name: a.Text, Kind: IsNode, Node: a.Nodes[0]}
			}
			return a.Machine
		}
	}
	return Machine{}
}

func (r *runner) start(t *env.Task, s *Step) (Answer, error) {
	return r.starts(t, machineOf(s), false)
}

// starts has a machine start, and be heard.
func (r *runner) starts(t *env.Task, m Machine, abort bool) (answer Answer, err error) {
	r.lock.Lock()
	r.started[m.Name] = r.world.Now()
	r.lock.Unlock()
	switch m.Kind {
	case IsTarget:
		err = r.site.Restart(t, m.Target, abort)
	case IsNode:
		err = r.side().Boot(t, m.Node)
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
	if _, err := r.stops(t, s, true); err != nil {
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
	return Answer{}, r.side().Barrier(t, machineOf(s))
}

func (r *runner) damage(t *env.Task, s *Step) (Answer, error) {
	target := lustre.Target(0)
	if s.Args.has("TARGET") {
		target = s.Args.target()
	}
	return Answer{}, r.side().Damage(t, s.Args["MDS"].Nodes[0], s.Args.text("lose|zero|corrupt"), s.Args.text("objid|llogs|catalog"), target)
}

// recovered asks whether the nodes have come back to a server.
func (r *runner) recovered(a Args) (bool, string) { return r.back(a["MACHINE"].Machine) }

// back reports that since a machine started every node that is not cut off has connected
// to it, if it is a target, or that it has connected to every target, if it is a node.
func (r *runner) back(m Machine) (bool, string) {
	r.lock.Lock()
	since := r.started[m.Name]
	r.lock.Unlock()
	for _, n := range r.scenario.Cluster.all() {
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
