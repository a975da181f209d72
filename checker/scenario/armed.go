package scenario

import (
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"ostlife/impl/env"
	"ostlife/model/lustre"
)

// lateBy is how much later a message comes that is late, in times that a request may take.
const lateBy = 2

// commitPoll is how often one looks whether a record is committed, in the time of the
// scenario: much oftener than a server commits.
const commitPoll = 10 * time.Millisecond

const pointCommitted env.Point = "scenario: wait until a record is committed"

// armed is a fault point that waits for its moment. The runner's lock guards what is not
// set at its beginning.
type armed struct {
	*faultPoint
	machine Machine
	nodes   []lustre.Node // whose action it waits for, none for anybody's
	hits    *atomic.Int64

	fired  bool
	over   bool
	target lustre.Target // of the action
}

// faultPoint arms a fault point.
func (r *runner) faultPoint(_ *env.Task, s *Step) (Answer, error) {
	x := &armed{faultPoint: pointNamed(s.Args.text("POINT")), machine: s.Args["SERVER"].Machine, nodes: s.Args["NODE"].Nodes, hits: r.counts(s)}
	lift := func() {}
	if x.fault != 0 {
		strike := Strike{Fault: x.fault, Kind: x.kind, Side: x.part, Node: x.nodes[0], Server: x.machine, Times: 1,
			By: r.clock.real(lateBy * r.scenario.Cluster.Request), Hit: func() { x.hits.Add(1) }}
		if x.all {
			strike.Times = 0
		}
		lift = r.site.Strike(strike)
	}
	if x.after == lustre.ActVersionFails {
		r.site.FailVersion(x.machine.Target)
	}
	r.lock.Lock()
	defer r.lock.Unlock()
	r.lifts[s.Label] = func() { lift(); r.disarm(x) }
	if x.after != "" {
		r.armed = append(r.armed, x)
		r.world.Go("scenario "+x.Name, func(t *env.Task) { r.follow(t, x) })
	}
	return Answer{}, nil
}

// counts counts what a step strikes, under the name of its result.
func (r *runner) counts(s *Step) *atomic.Int64 {
	r.lock.Lock()
	defer r.lock.Unlock()
	count := &atomic.Int64{}
	r.hits[s.Label] = count
	return count
}

func (r *runner) disarm(x *armed) {
	r.lock.Lock()
	defer r.lock.Unlock()
	x.over = true
	r.changed.Wake()
}

// hear has the fault points fire that wait for an action. It is called under the locks of
// whoever took the action, so that a server commits nothing more from that moment on.
func (r *runner) hear(a action) {
	var barriers []Machine
	r.lock.Lock()
	for _, x := range r.armed {
		if !x.waitsFor(&a) {
			continue
		}
		x.fired, x.target = true, a.target
		if x.fault == 0 { // else what is struck is counted
			x.hits.Add(1)
		}
		if x.lost {
			barriers = append(barriers, x.machine)
		}
		r.changed.Wake()
	}
	r.lock.Unlock()
	for _, m := range barriers {
		_ = r.side().Barrier(m) // one that is down commits nothing
	}
}

// waitsFor reports that an action is the one.
func (x *armed) waitsFor(a *action) bool {
	server := strings.HasPrefix(string(a.name), "Ost") || strings.HasPrefix(string(a.name), "Mds")
	return !x.over && !x.fired && x.after == a.name && (a.taken || !server) &&
		(x.machine.Kind != IsTarget || x.machine.Target == a.target) && (len(x.nodes) == 0 || slices.Contains(x.nodes, a.node))
}

// follow is the task of a fault point: it has happen what follows its moment.
func (r *runner) follow(t *env.Task, x *armed) {
	r.lock.Lock()
	for !x.fired && !x.over && r.changed.Wait(t, pointJoin, env.Forever) == env.Woken {
	}
	fires := x.fired && !x.over
	r.lock.Unlock()
	if !fires || r.over() {
		return
	}
	switch x.then {
	case serverCrashesLater:
		r.recorded(t, x.target)
		fallthrough
	case serverCrashes:
		_, _ = r.ends(t, x.machine, true, false) // it may have gone already
	case nodeCrashes:
		_, _ = r.ends(t, Machine{Name: x.nodes[0].String(), Kind: IsNode, Node: x.nodes[0]}, true, false)
	case connectionGoes:
		r.site.Disconnect(x.nodes[0], x.machine.Target)
	}
}

// recorded waits until one more record of a target's unlinks is committed.
func (r *runner) recorded(t *env.Task, target lustre.Target) {
	_, _, before := r.side().Objects(target)
	for t.Sleep(pointCommitted, r.clock.real(commitPoll)) != env.Stopped {
		if _, _, now := r.side().Objects(target); now > before {
			return
		}
	}
}
