package linear

import (
	"fmt"

	"ostlife/model/lustre"
	"ostlife/model/sequential"
	"ostlife/model/sequential/objects"
	"ostlife/model/sequential/pool"
	"ostlife/model/sequential/register"
)

// Aspect is the specification that a partition is held against.
type Aspect uint8

// The aspects.
const (
	Exports  Aspect = iota // of a node and a target: [ostlife/model/sequential]
	Register               // of a target: the value of its object, and what becomes of dirty data
	Objects                // of a target: the ids of its objects
	Pool                   // of a target and a pool: whether the pool has it
	File                   // of an object that was unlinked: whether it has a file
	Size                   // of a node: its maximum EA size
)

var aspectNames = [...]string{"exports", "register", "objects", "pool", "file", "size"}

// String gives the word, for example "register".
func (a Aspect) String() string {
	if int(a) < len(aspectNames) {
		return aspectNames[a]
	}
	return fmt.Sprintf("Aspect(%d)", uint8(a))
}

// Partition is a part of a history that is judged on its own. Of aspect [Exports] without
// a node it is the target's part of the config log, where no node looked at it; without a
// target a node that settled, where there are no targets; so is one of aspect [Size]. Of every
// other aspect it is about all nodes. A node that has crashed and started again is another
// one from then on: its Life says how often it had started again.
type Partition struct {
	Target             lustre.Target
	Node               lustre.Node
	HasTarget, HasNode bool
	Aspect             Aspect
	Pool               string // of aspect [Pool]; "" is the global pool
	Object             uint64 // of aspect [File]
	Life               uint32 // of the node
}

// String names the partition, for example "OST0003 at client1" or "OST0003's object".
func (p Partition) String() string {
	switch {
	case p.Aspect == Register:
		return p.Target.String() + "'s object"
	case p.Aspect == Objects:
		return p.Target.String() + "'s object ids"
	case p.Aspect == Pool && p.Pool == "":
		return p.Target.String() + " in the global pool"
	case p.Aspect == File:
		return fmt.Sprintf("the file of %s's object %d", p.Target, p.Object)
	case p.Aspect == Size:
		return p.node() + "'s EA size"
	case p.Aspect == Pool:
		return p.Target.String() + " in pool " + p.Pool
	case !p.HasNode:
		return p.Target.String() + " in the config log"
	case !p.HasTarget:
		return p.node()
	default:
		return p.Target.String() + " at " + p.node()
	}
}

// node names the node and, if it has crashed, which of its lives is meant.
func (p Partition) node() string {
	if p.Life == 0 {
		return p.Node.String()
	}
	return fmt.Sprintf("%s after crash %d", p.Node, p.Life)
}

// state is a state of one of the specifications.
type state interface {
	fmt.Stringer
	Hash() uint64
	same(state) bool
	// next is the state after an item, the same one if nothing changed, or nil with the
	// reason if the item is not accepted. Scratch is the caller's.
	next(rules sequential.Rules, it *item, scratch *sequential.State) (state, sequential.Reason)
	// helps reports that something may be accepted after a pending item, which led to
	// the other state, that would not be without it.
	helps(it *item, to state) bool
}

// initial is the state that a partition begins with.
func initial(p Partition) state {
	switch p.Aspect {
	case Register:
		return &flat[register.State]{register.Init(), register.Step}
	case Objects:
		return &flat[objects.State]{objects.Init(), objects.Step}
	case File:
		return &flat[objects.File]{objects.Unmade, objects.StepFile}
	case Size:
		return &flat[objects.Size]{0, objects.StepSize}
	case Pool:
		return &flat[pool.State]{pool.Init(p.Pool != ""), pool.Step}
	}
	init := exports(sequential.Init())
	return &init
}

// exports is the state of a node and a target.
type exports sequential.State

func (s *exports) String() string { return sequential.State(*s).String() }
func (s *exports) Hash() uint64   { return sequential.State(*s).Hash() }

func (s *exports) same(other state) bool {
	o, ok := other.(*exports)
	return ok && *s == *o
}

func (s *exports) next(rules sequential.Rules, it *item, scratch *sequential.State) (state, sequential.Reason) {
	from := (*sequential.State)(s)
	if reason := rules.Next(from, it.in, it.out, scratch); reason.Rule != sequential.Accepted {
		return nil, reason
	}
	if it.unseen {
		scratch.Forget()
	}
	if *scratch == *from {
		return s, sequential.Reason{}
	}
	to := exports(*scratch)
	return &to, sequential.Reason{}
}

// helps: it wrote a record, or ended an export that was sure. An export that is gone,
// instead of one that may be there, makes nothing possible.
func (s *exports) helps(it *item, to state) bool {
	if it.in.Operation == sequential.Evict {
		return s.Export == sequential.Sure
	}
	return to != state(s)
}

// known is a state of a specification that takes states as they are.
type known interface {
	comparable
	fmt.Stringer
	Hash() uint64
}

// flat is such a state, and how it goes on.
type flat[S known] struct {
	now  S
	step func(sequential.Rules, S, sequential.Input, sequential.Output) (S, sequential.Reason)
}

func (f *flat[S]) String() string { return f.now.String() }
func (f *flat[S]) Hash() uint64   { return f.now.Hash() }

func (f *flat[S]) same(other state) bool {
	o, ok := other.(*flat[S])
	return ok && f.now == o.now
}

func (f *flat[S]) next(rules sequential.Rules, it *item, _ *sequential.State) (state, sequential.Reason) {
	to, reason := f.step(rules, f.now, it.in, it.out)
	switch {
	case reason.Rule != sequential.Accepted:
		return nil, reason
	case to == f.now:
		return f, reason
	}
	return &flat[S]{to, f.step}, reason
}

func (f *flat[S]) helps(_ *item, to state) bool { return to != state(f) }
