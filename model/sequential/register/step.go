package register

import (
	"math"
	"slices"

	"ostlife/model/lustre"
	"ostlife/model/sequential"
)

// accepted is no reason.
var accepted = sequential.Reason{}

// steps has one function for each operation that concerns the register.
var steps = map[sequential.Operation]func(sequential.Rules, *State, sequential.Input, sequential.Output) sequential.Reason{
	sequential.Write:   write,
	sequential.Read:    read,
	sequential.Sync:    sync,
	sequential.Evict:   evict,
	sequential.Connect: connect,
	sequential.Restart: restart,
	sequential.Remove:  remove,
}

// refusals are those that an operation knows.
var refusals = map[sequential.Operation][]error{
	sequential.Write: {lustre.ErrNoTarget, lustre.ErrDeactivated, lustre.ErrUnreachable},
	sequential.Read:  {lustre.ErrNoTarget, lustre.ErrDeactivated, lustre.ErrUnreachable},
	sequential.Sync:  {lustre.ErrDropped, lustre.ErrNoTarget, lustre.ErrDeactivated, lustre.ErrUnreachable},
	sequential.Evict: {lustre.ErrNotConnected},
}

// Step lets an operation take effect with its answer. If a rule in force is broken, or a
// bound met, the reason says so and the state is as it was. An operation of unknown
// outcome is accepted in every state.
func Step(rules sequential.Rules, s State, in sequential.Input, out sequential.Output) (State, sequential.Reason) {
	step := steps[in.Operation]
	switch {
	case in.Operation == sequential.Status || in.Operation == sequential.Settle:
		return s, accepted // which tell what a node has applied, and nothing of data
	case step == nil || out.Outcome > sequential.Unknown:
		return s, sequential.Reason{Rule: sequential.RefusalForeign}
	case in.Node >= MaxNodes:
		return s, sequential.Reason{Rule: sequential.OutOfNodes, Got: uint64(in.Node)}
	}
	known, judged := refusals[in.Operation]
	foreign := judged && out.Outcome == sequential.Refused && !slices.Contains(known, out.Refusal)
	if reason := rules.Broken(sequential.RefusalForeign, foreign, 0, 0); reason.Rule != sequential.Accepted {
		return s, reason
	}
	next := s
	if reason := step(rules, &next, in, out); reason.Rule != sequential.Accepted {
		return s, reason
	}
	return next, accepted
}

// write is acknowledged in the node's cache. Under an instance that the OST has dropped it
// is void: nobody sees it, and the next sync must say so.
func write(_ sequential.Rules, s *State, in sequential.Input, out sequential.Output) sequential.Reason {
	n := &s.nodes[in.Node]
	switch {
	case out.Outcome == sequential.Refused:
		return accepted
	case out.Outcome == sequential.Unknown:
		s.perhaps(in)
		return accepted
	case n.void(out.Instance):
		n.drop(out.Instance, true)
		return accepted
	}
	n.seen(out.Instance)
	switch {
	case s.holds(in.Node) && s.At == out.Instance:
		s.put(s.Now)
	case s.holds(in.Node):
		s.left()
	case s.Holder != 0 && n.shaky: // and the writer may be the one that lost the lock
		s.lost()
	case s.Holder != 0:
		s.left()
	}
	if !n.shaky {
		s.settled(in.Node)
	}
	n.loose = false
	s.Holder, s.Now, s.At = uint8(in.Node)+1, in.Value, out.Instance
	s.Alone, s.Applied = in.Alone, in.Applied
	return accepted
}

// perhaps is a write that may be in the cache, or void, under an instance that nobody
// knows.
func (s *State) perhaps(in sequential.Input) {
	n := &s.nodes[in.Node]
	n.drops = min(n.drops+1, maxDrops)
	if s.Holder != 0 {
		s.lost()
	}
	n.loose = true
	s.put(in.Value)
}

// read is confirmed by the OST: the export is there, and the lock the node's. Another
// node's data was committed before the lock went from it.
func read(rules sequential.Rules, s *State, in sequential.Input, out sequential.Output) sequential.Reason {
	if out.Outcome != sequential.OK {
		return accepted
	}
	n := &s.nodes[in.Node]
	if reason := rules.Broken(sequential.ReadDropped, n.void(out.Instance), uint64(out.Instance), uint64(n.known)); reason.Rule != sequential.Accepted {
		return reason
	}
	if s.holds(in.Node) && out.Instance > s.At {
		s.left()
	}
	n.seen(out.Instance)
	n.shaky = false
	if s.Holder != 0 && (s.holds(in.Node) || !s.peril()) {
		return s.readNow(rules, in, out)
	}
	return s.readAny(rules, in, out)
}

// readNow reads what the holder wrote last: its data is safe, and if another node reads
// it, it was committed before.
func (s *State) readNow(rules sequential.Rules, in sequential.Input, out sequential.Output) sequential.Reason {
	if out.Value != s.Now {
		if reason := wrongValue(rules, in, out, s.Now); reason.Rule != sequential.Accepted {
			return reason
		}
	}
	s.settled(in.Node)
	if !s.holds(in.Node) {
		s.committed()
	}
	return accepted
}

// readAny reads one of several values, which then is the one. If the holder's is not, the
// holder's data is lost.
func (s *State) readAny(rules sequential.Rules, in sequential.Input, out sequential.Output) sequential.Reason {
	if s.Holder != 0 {
		lost := s.peril() && out.Value != s.Now && s.may(out.Value)
		holder, at := &s.nodes[s.Holder-1], s.At
		s.left()
		if lost {
			holder.drop(at, true)
			holder.gone = holder.gone || holder.known == at
		}
	}
	if !s.may(out.Value) {
		if s.More && in.Written {
			return sequential.Reason{Rule: sequential.OutOfValues, Got: out.Value}
		}
		if reason := wrongValue(rules, in, out, s.values[0]); reason.Rule != sequential.Accepted {
			return reason
		}
	}
	s.settled(in.Node)
	if n := &s.nodes[in.Node]; n.loose { // what it reads may be its own
		n.loose = false
		s.Holder, s.Now, s.At = uint8(in.Node)+1, out.Value, out.Instance
		s.Applied = in.Applied
		return accepted
	}
	s.only(out.Value)
	return accepted
}

// wrongValue is a read of a value that the object has not.
func wrongValue(rules sequential.Rules, in sequential.Input, out sequential.Output, has uint64) sequential.Reason {
	if !in.Written {
		return rules.Broken(sequential.ReadUnwritten, true, out.Value, has)
	}
	return rules.Broken(sequential.ReadStale, true, out.Value, has)
}

// sync that is answered ok found nothing that is not committed, and no drop to tell.
func sync(rules sequential.Rules, s *State, in sequential.Input, out sequential.Output) sequential.Reason {
	n := &s.nodes[in.Node]
	switch {
	case out.Outcome == sequential.Unknown:
		n.owed = false
		return accepted
	case out.Refusal == lustre.ErrDropped:
		return s.told(rules, in.Node)
	case out.Outcome == sequential.Refused:
		return accepted
	}
	if reason := rules.Broken(sequential.DropUntold, n.owed, uint64(n.counted), 0); reason.Rule != sequential.Accepted {
		return reason
	}
	if s.holds(in.Node) {
		s.committed()
	}
	n.owed, n.drops, n.counted, n.loose = false, 0, 0, false
	return accepted
}

// told is a sync that reports a drop: one that is known, or one that it makes known. If
// both could be meant, both stay possible.
func (s *State) told(rules sequential.Rules, node sequential.Index) sequential.Reason {
	n := &s.nodes[node]
	hidden := s.holds(node) && s.peril()
	if reason := rules.Broken(sequential.DropUnfounded, n.drops == 0 && !hidden, uint64(n.counted), 0); reason.Rule != sequential.Accepted {
		return reason
	}
	n.owed = false
	switch {
	case hidden && n.drops == 0:
		n.gone = n.gone || n.known == s.At
		s.dropped()
		return accepted
	case hidden:
		s.lost()
	}
	n.drops -= min(n.drops, 1)
	return accepted
}

// evict drops an export, with the node's lock and what of its data has not reached the
// OST. If there was none, the node left by itself, or in a peril.
func evict(rules sequential.Rules, s *State, in sequential.Input, out sequential.Output) sequential.Reason {
	n := &s.nodes[in.Node]
	ok := out.Outcome == sequential.OK
	if ok && out.Instance < n.known {
		return accepted // which is wrong by another specification
	}
	held := s.holds(in.Node)
	switch {
	case held && (ok && out.Instance == s.At || out.Outcome == sequential.Unknown):
		n.drop(s.At, ok && in.Ends < s.Alone)
		s.dropped()
	case held:
		s.left()
	}
	if ok {
		n.seen(out.Instance)
	}
	n.gone, n.loose = n.known != 0, false
	switch out.Outcome { // one that nobody has seen may be what is gone now
	case sequential.OK:
		n.shaky = false
	case sequential.Unknown:
		n.shaky = true
	}
	return accepted
}

// connect tells which export is there, and that it will not go by a restart of before.
func connect(_ sequential.Rules, s *State, in sequential.Input, out sequential.Output) sequential.Reason {
	n := &s.nodes[in.Node]
	if out.Outcome != sequential.OK || n.void(out.Instance) {
		return accepted // a dropped instance is wrong by another specification
	}
	n.seen(out.Instance)
	if s.holds(in.Node) && out.Instance > s.At {
		s.left()
	}
	n.shaky = false
	return accepted
}

// restart loses what is not committed, until the clients replay it. One that does not
// come back in the recovery window loses its export.
func restart(_ sequential.Rules, s *State, _ sequential.Input, out sequential.Output) sequential.Reason {
	if out.Outcome == sequential.Refused {
		return accepted
	}
	for i := range s.nodes {
		s.nodes[i].shaky = true
	}
	return accepted
}

// remove has the nodes drop, when they apply the record, what is pinned with the target.
func remove(_ sequential.Rules, s *State, _ sequential.Input, out sequential.Output) sequential.Reason {
	switch out.Outcome {
	case sequential.OK:
		s.Removed = max(s.Removed, out.Position)
	case sequential.Unknown:
		s.Removed = math.MaxUint64
	}
	return accepted
}
