package harness

import (
	"fmt"
	"strings"
	"time"

	"ostlife/checker/history"
	"ostlife/impl/cluster"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// State is what the one target of a small program is to the one node when its
// operations are called.
type State string

// The states.
const (
	Connected   State = "connected"
	Deactivated State = "deactivated" // by the config log, and the node has applied it
	Removed     State = "removed"     // likewise
	LateReply   State = "late reply"  // the reply to its last connect comes at the moment of the calls
	Dirty       State = "dirty"       // connected, and the node has written what the OST has not seen
	Pooled      State = "pooled"      // connected, and the target is in a pool
)

// pool is the one that small programs have.
const pool = "flash"

// before gives the steps that lead to a state from one that the node connected to by
// itself, at its pinger's second turn. They are not at the moments of its own tasks.
func (s State) before() []Step {
	t := cluster.Virtual()
	step := func(do Do, after time.Duration) Step {
		return Step{AtUS: (t.Ping + after + t.Config/3).Microseconds(), Do: do}
	}
	switch s {
	case Deactivated:
		return []Step{step(Do(history.Deactivate), 0)}
	case Removed:
		return []Step{step(Do(history.Deactivate), 0), step(Do(history.Remove), t.Config)}
	case LateReply:
		late := step(Late, 0)
		late.Message, late.Reply = wire.Connect.String(), true
		return []Step{late, step(Disconnect, 0)}
	case Dirty:
		write := step(Do(history.WriteValue), 0)
		write.Value = dirtyValue
		return []Step{write}
	case Pooled:
		join := step(Do(history.PoolAdd), 0)
		join.Pool = pool
		return []Step{join}
	default:
		return nil
	}
}

// dirtyValue is what was written in [Dirty]: more than any client writes.
const dirtyValue = 100

// lateBy is how late a late message is. In [LateReply] that is the reply to the connect that
// the pinger sends at its third turn.
func (s State) lateBy(at time.Duration) time.Duration {
	if s == LateReply {
		return at - 2*cluster.Virtual().Ping
	}
	return time.Microsecond
}

// beside says which of a node's tasks that go by the clock have their turn at the very
// moment of the operations. A later one includes those before it.
type beside uint8

const (
	beNobody beside = iota
	beReader        // the node asks the MGS for new records
	bePinger        // and the pinger looks at the import
)

// at is the moment: on a network without latency both go by fixed times, since the
// node's first tasks start at 0.
func (b beside) at() time.Duration {
	t := cluster.Virtual()
	both := 3 * t.Ping
	switch b {
	case bePinger:
		return both
	case beReader:
		return both - t.Config
	default:
		return both - t.Config - t.Config/2
	}
}

// called says how a kind of operation, or a fault, is called in a small program: in
// which states, beside whom, and with what. An operation that changes the log has the
// node read it at that moment, an eviction or a loss has the pinger find out.
type called struct {
	do     Do
	from   []State
	beside beside
	with   Step // what the step has beside its time
}

// calls has a row for every kind of operation, and for the one fault that is a step of
// the node itself. Where an operation is refused in one state and granted in another, it
// is called in both.
var calls = []called{
	{do: Do(history.Connect), from: []State{Connected, LateReply}},
	{do: Do(history.Evict), from: []State{Connected}, beside: bePinger},
	{do: Do(history.Add), from: []State{Connected, Removed}, beside: beReader, with: Step{UUID: lustre.Target(0).UUID()}},
	{do: Do(history.Deactivate), from: []State{Connected}, beside: beReader},
	{do: Do(history.Activate), from: []State{Deactivated}, beside: beReader},
	{do: Do(history.Remove), from: []State{Connected, Deactivated}, beside: beReader},
	{do: Do(history.Status), from: []State{Connected}},
	{do: Do(history.Settle), from: []State{Connected}},
	{do: Do(history.WriteValue), from: []State{Connected}, with: Step{Value: 1}},
	{do: Do(history.ReadValue), from: []State{Dirty}},
	{do: Do(history.Sync), from: []State{Dirty}},
	{do: Do(history.Create), from: []State{Connected}, with: Step{Node: lustre.FirstMDS}},
	{do: Do(history.PoolAdd), from: []State{Connected}, beside: beReader, with: Step{Pool: pool}},
	{do: Do(history.PoolRemove), from: []State{Pooled}, beside: beReader, with: Step{Pool: pool}},
	{do: Do(history.PoolList), from: []State{Pooled}, with: Step{Pool: pool}},
	{do: Do(history.Restart), from: []State{Dirty}, beside: bePinger},
	{do: Disconnect, from: []State{Connected}, beside: bePinger},
}

// callOf finds the row of what is called.
func callOf(do Do) (*called, error) {
	for i := range calls {
		if calls[i].do == do {
			return &calls[i], nil
		}
	}
	return nil, fmt.Errorf("%q is nothing that a small program calls; there are %s", do, strings.Join(Callable(), ", "))
}

// Callable lists what a small program can call.
func Callable() []string {
	var list []string
	for _, c := range calls {
		list = append(list, string(c.do))
	}
	return list
}

// Pairs lists every pair of things that can be called, in a fixed order, a thing with
// itself included.
func Pairs() [][]Do {
	var list [][]Do
	for i := range calls {
		for j := range calls[i:] {
			list = append(list, []Do{calls[i].do, calls[i+j].do})
		}
	}
	return list
}
