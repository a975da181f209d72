package harness

import (
	"errors"
	"fmt"
	"slices"

	"ostlife/checker/history"
	"ostlife/impl/cluster"
	"ostlife/impl/env"
	"ostlife/model/lustre"
)

// perform does one step: an operation is recorded at its call and at its return, a
// fault when it is done. It returns an operation's outcome.
func (r *runner) perform(t *env.Task, client uint32, s Step) history.Outcome {
	kind, operation := s.operation()
	if !operation {
		r.fault(s)
		return history.OK
	}
	asked := history.Operation{Kind: kind, Node: s.Node, Target: s.Target, UUID: s.UUID, Value: s.Value, Pool: s.Pool}
	if !r.aims(&asked, s) {
		return history.OK
	}
	defer r.rises(s)
	op, err := r.recorder.Begin(client, asked)
	if err != nil {
		r.fail(err)
		return history.Info
	}
	result, err := r.call(t, kind, s, asked)
	outcome := history.OK
	switch {
	case slices.ContainsFunc(lustre.Refusals(), func(refusal error) bool { return errors.Is(err, refusal) }):
		outcome, result = history.Fail, history.Result{Refusal: err}
	case err != nil:
		outcome, result = history.Info, history.Result{}
	}
	r.fail(r.recorder.End(op, outcome, result))
	if kind == history.Create && outcome == history.OK {
		r.keep(file{result.Target, result.Object})
	}
	if r.stream {
		r.fail(r.writer.Flush()) // a run that is killed leaves all that had returned
	}
	if err != nil && outcome == history.Info && !errors.Is(err, lustre.ErrUnknown) {
		r.fail(fmt.Errorf("%s ended with an error that is no answer: %w", kind, err))
	}
	return outcome
}

// call makes an operation.
func (r *runner) call(t *env.Task, kind history.Kind, s Step, asked history.Operation) (result history.Result, err error) {
	k := r.cluster
	switch kind {
	case history.Connect:
		result.Instance, err = k.Connect(t, s.Node, s.Target)
	case history.Evict:
		result.Instance, err = k.Evict(t, s.Node, s.Target)
	case history.Add:
		result.Position, err = k.Add(t, s.Target, s.UUID)
	case history.Deactivate:
		result.Position, err = k.Deactivate(t, s.Target)
	case history.Activate:
		result.Position, err = k.Activate(t, s.Target)
	case history.Remove:
		result.Position, err = k.Remove(t, s.Target)
	case history.Status:
		result.Status = k.Status(s.Node, s.Target)
	case history.Settle:
		result.Position, err = k.Settle(t, s.Node)
		if errors.Is(err, lustre.ErrUnreachable) { // the node is down: it is no answer
			err = lustre.ErrUnknown
		}
	case history.Unlink, history.LastID, history.EASize, history.Crash:
		return r.callObjects(t, s, asked)
	default:
		return r.callData(t, kind, s)
	}
	return result, err
}

// callData makes an operation on data, objects or pools.
func (r *runner) callData(t *env.Task, kind history.Kind, s Step) (result history.Result, err error) {
	k := r.cluster
	switch kind {
	case history.WriteValue:
		result.Instance, err = k.Write(t, s.Node, s.Target, s.Value)
	case history.ReadValue:
		result.Value, result.Instance, err = k.Read(t, s.Node, s.Target)
	case history.Sync:
		err = k.Sync(t, s.Node, s.Target)
	case history.Create:
		result.Target, result.Object, err = k.Create(t, s.Node, s.Pool)
	case history.PoolAdd:
		result.Position, err = k.PoolAdd(t, s.Pool, s.Target)
	case history.PoolRemove:
		result.Position, err = k.PoolRemove(t, s.Pool, s.Target)
	case history.PoolList:
		var list []lustre.Target
		result.Position, list = k.PoolList(s.Node, s.Pool)
		result.Targets = history.TargetsOf(list)
	case history.Restart:
		err = r.restart(t, s)
	}
	return result, err
}

// fail keeps the first error of recording.
func (r *runner) fail(err error) {
	r.lock.Lock()
	defer r.lock.Unlock()
	if r.err == nil {
		r.err = err
	}
}

// The names of faults in a history: what they can do to an export, which the checker
// wants to know, is in the name, and the rest in the detail.
const (
	faultDisconnect = "disconnect"
	faultLoss       = "loss"
	faultLost       = "lost"
	faultLate       = "late"
	faultVersion    = "version"
)

// fault does a fault and records it.
func (r *runner) fault(s Step) {
	network := r.cluster.Network()
	node, target := cluster.ClientAddress(s.Node), cluster.OSTAddress(s.Target)
	name, detail := faultLoss, fmt.Sprintf("%s %s", s.Do, onOff(!s.Off))
	switch s.Do {
	case Disconnect:
		name, detail = faultDisconnect, ""
		if !r.cluster.Disconnect(s.Node, s.Target) {
			detail = "there was no connection"
		}
	case VersionFail:
		name, detail = faultVersion, ""
		r.cluster.FailVersion(s.Target)
	case Partition:
		network.Partition(node, target, !s.Off)
	case IsolateNode:
		network.Isolate(node, !s.Off)
	case IsolateTarget:
		network.Isolate(target, !s.Off)
	default:
		match, _ := s.match()
		network.Arm(armed[s.Do], match)
		name, detail = faultLate, fmt.Sprintf("%s next %s %s", s.Do, s.Message, side(s.Reply))
		if s.Do == Lose {
			name = faultLost
		}
	}
	r.fail(r.recorder.Fault(name, s.Node, s.Target, detail))
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

func side(reply bool) string {
	if reply {
		return "reply"
	}
	return "request"
}

// heal ends every cut of the plan, each once.
func (r *runner) heal() {
	healed := map[Step]bool{}
	for _, steps := range r.plan.Clients {
		for _, s := range steps {
			s.AtUS, s.Off = 0, true
			if cut := s.Do == Partition || s.Do == IsolateNode || s.Do == IsolateTarget; cut && !healed[s] {
				healed[s] = true
				r.fault(s)
			}
		}
	}
}
