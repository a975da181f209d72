package harness

import (
	"slices"

	"ostlife/checker/history"
	"ostlife/impl/env"
	"ostlife/model/lustre"
)

// Bounds of the end of a run.
const (
	// CalmIntervals is how many rounds of a request and a ping a cluster without faults
	// has to do what it was asked and to connect what can be connected.
	CalmIntervals = 60
	// MaxCalmRate is how many in a thousand messages may be lost or late on a network
	// whose cluster can be expected to come to rest at all.
	MaxCalmRate = 250
	// MaxLastReads is up to how many pairs of a node and a target every node reads every
	// target at the end. With more of them one node does: each read takes the lock away
	// from the node that read before.
	MaxLastReads = 64
)

// Unfinished is what a node had not done when it had had time enough, and no faults:
// one of the liveness properties of the design, as far as an end of a run shows it.
type Unfinished struct {
	Property, Clause string
	Node             lustre.Node
	Target           lustre.Target
	State            lustre.ImportState
}

// settle heals what is still cut, waits until nothing is on its way and every node has
// done what it has to, and looks at every node and slot, as a client that did nothing
// before.
func (r *runner) settle(t *env.Task) {
	r.heal()
	quiet := microseconds(r.plan.Network.LateUS) + 3*(r.timing.Request+r.timing.Ping+r.timing.Config)
	if t.Sleep(PointQuiet, quiet) == env.Stopped || !r.calm(t) {
		return
	}
	after := uint32(len(r.plan.Clients))
	for _, n := range r.plan.nodes() {
		if r.perform(t, after, Step{Do: Do(history.Settle), Node: n}) == history.Info && r.judgeable() {
			r.outcome.Unfinished = append(r.outcome.Unfinished, Unfinished{"RemoveEnds", "C3.3", n, 0, lustre.Closed})
		}
		for target := range lustre.Target(r.plan.Targets) {
			r.perform(t, after, Step{Do: Do(history.Status), Node: n, Target: target})
		}
	}
	r.last(t, after)
	r.lastObjects(t, after)
	steady := r.steady()
	for _, to := range r.takers {
		to.Rest(steady)
	}
}

// last has every client sync what the plan has written to, and read it: what is lost by
// then is told, or seen.
func (r *runner) last(t *env.Task, client uint32) {
	written := map[lustre.Target]bool{}
	for _, steps := range r.plan.Clients {
		for _, s := range steps {
			if s.Do == Do(history.WriteValue) {
				written[s.Target] = true
			}
		}
	}
	for n := range lustre.Node(r.plan.Nodes) {
		for target := range lustre.Target(r.plan.Targets) {
			if written[target] {
				r.perform(t, client, Step{Do: Do(history.Sync), Node: n, Target: target})
			}
			if written[target] && (r.plan.Nodes*r.plan.Targets <= MaxLastReads || int(target)%r.plan.Nodes == int(n)) {
				r.perform(t, client, Step{Do: Do(history.ReadValue), Node: n, Target: target})
			}
		}
	}
}

// lastObjects asks everybody for the last ids and EA sizes, and unlinks every file: what is
// lost by then is seen.
func (r *runner) lastObjects(t *env.Task, client uint32) {
	if !r.plan.Disks {
		return
	}
	for _, n := range r.plan.nodes() {
		r.perform(t, client, Step{Do: Do(history.EASize), Node: n})
		for target := range lustre.Target(r.plan.Targets) {
			r.perform(t, client, Step{Do: Do(history.LastID), Node: n, Target: target})
		}
	}
	r.lock.Lock()
	made := len(r.files)
	r.lock.Unlock()
	for i := range made {
		r.perform(t, client, Step{Do: Do(history.Unlink), Node: lustre.Node(i % r.plan.Nodes), File: i + 1})
	}
}

// calm waits until each slot has been seen with nothing left to do, and notes what is left
// when it has waited long enough; false if the world stops. On a network that loses
// messages, and with slots enough, some slot is always busy.
func (r *runner) calm(t *env.Task) bool {
	left := r.left()
	for range CalmIntervals {
		if len(left) == 0 {
			return true
		}
		if t.Sleep(PointQuiet, r.timing.Request+r.timing.Ping) == env.Stopped {
			return false
		}
		left = still(left, r.left())
	}
	if r.judgeable() {
		r.outcome.Unfinished = left
	}
	return true
}

// left lists what slots have left to do, and the targets in use that have an object of which
// the MDS's llog has a record: it was unlinked, and is destroyed in the end. A record alone
// may stay until the next connection, if its cancel was lost.
func (r *runner) left() []Unfinished {
	list := unfinished(r.cluster.Snapshot())
	for target := range lustre.Target(r.plan.Targets) {
		if !r.plan.Disks || r.cluster.Status(lustre.FirstMDS, target).Active == 0 {
			continue
		}
		o := r.cluster.Objects(target)
		if slices.ContainsFunc(o.Records, func(object uint64) bool { return slices.Contains(o.OST, object) }) {
			list = append(list, Unfinished{"UnlinkedObjectIsDestroyed", "C1a", lustre.FirstMDS, target, lustre.Full})
		}
	}
	return list
}

// still lists what is left now of those that had something left before.
func still(before, now []Unfinished) []Unfinished {
	return slices.DeleteFunc(now, func(u Unfinished) bool {
		return !slices.ContainsFunc(before, func(b Unfinished) bool { return b.Node == u.Node && b.Target == u.Target })
	})
}

// judgeable reports that the time which a node was given at the end is enough: with the
// clock moving early none is, and with a bad enough network none may be.
func (r *runner) judgeable() bool {
	n := r.plan.Network
	return !r.plan.Picker.Early && n.Loss+n.Late <= MaxCalmRate && !r.world.Stopped()
}

// unfinished lists what slots have left to do, the cause before what follows from it.
func unfinished(slots []lustre.TraceRecord) (list []Unfinished) {
	for i := range slots {
		s, l := &slots[i].Import, &slots[i].LOV
		left := Unfinished{Node: slots[i].Node, Target: slots[i].Target, State: s.State}
		switch busy := s.Workers > 0 || s.Queued > 0; {
		case s.Invalid:
			left.Property, left.Clause = "InvalidateDrains", "C2.1c"
		case s.Deactive && (busy || !l.Deactivated):
			left.Property, left.Clause = "DeactivateEnds", "C3.2"
		case !s.Deactive && l.Active == 0:
			left.Property, left.Clause = "ReachableTargetBecomesActive", "C2.1a"
		case s.Recovery:
			left.Property, left.Clause = "RecoveryFinishes", "C2.3"
		case busy:
			left.Property, left.Clause = "WorkerEnds", "C2.4"
		default:
			continue
		}
		list = append(list, left)
	}
	return list
}

// steady gives the slots whose imports stood still while they were read. A slot is read
// under two locks, one after the other; where goroutines run freely a connection may go
// between them. Numbers only rise, so an import that is the same before and after has
// not changed in between.
func (r *runner) steady() []lustre.TraceRecord {
	first, second := r.cluster.Snapshot(), r.cluster.Snapshot()
	return slices.DeleteFunc(first, func(a lustre.TraceRecord) bool {
		return !slices.ContainsFunc(second, func(b lustre.TraceRecord) bool {
			return a.Node == b.Node && a.Target == b.Target && a.Slot == b.Slot &&
				a.Current == b.Current && a.Import == b.Import
		})
	})
}
