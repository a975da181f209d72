package linear

import (
	"cmp"
	"slices"

	"ostlife/checker/history"
	"ostlife/model/lustre"
	"ostlife/model/sequential"
)

// lives are the crashes of each node, by their calls. What a node has shown is gone when it
// crashes, so that from then on it is judged as another one.
type lives map[lustre.Node][]history.Operation

func livesOf(ops []history.Operation) lives {
	l := lives{}
	for i := range ops {
		if ops[i].Kind == history.Crash {
			l[ops[i].Node] = append(l[ops[i].Node], ops[i])
		}
	}
	return l
}

// of is the life of its node that an operation is of, none if a crash may have come before
// it took effect, or after. An operation without a return may take effect at any time.
func (l lives) of(op *history.Operation) (life uint32, certain bool) {
	for _, crash := range l[op.Node] {
		switch {
		case crash.Outcome != history.Info && crash.Return < op.Call:
			life++
		case op.Outcome != history.Info && op.Return < crash.Call:
			return life, true
		default:
			return life, op.Outcome == history.Info && op.Call < crash.Call
		}
	}
	return life, true
}

// count is how many lives of a node are known to have begun.
func (l lives) count(n lustre.Node) (lives uint32) {
	for lives = 1; int(lives) <= len(l[n]) && l[n][lives-1].Outcome != history.Info; lives++ {
	}
	return lives
}

// who is a node in one of its lives.
type who struct {
	node lustre.Node
	life uint32
}

func (w who) compare(other who) int {
	return cmp.Or(cmp.Compare(w.node, other.node), cmp.Compare(w.life, other.life))
}

// exports is the partition of the node and a target.
func (w who) exports(target lustre.Target) Partition {
	p := exportsOf(target, w.node)
	p.Life = w.life
	return p
}

// who is the node of an operation in the life that it is of, if that is certain.
func (x *index) who(i int) (w who, certain bool) {
	w.node = x.ops[i].Node
	w.life, certain = x.lives.of(&x.ops[i])
	return w, certain
}

// certain leaves out what may be of one life or another.
func (x *index) certain(at []int) []int {
	return slices.DeleteFunc(at, func(i int) bool {
		_, certain := x.who(i)
		return !certain
	})
}

// putLocal files an operation of a node and a target by the node's life. An eviction that
// may have come in a later life is there as one of unknown outcome.
func (x *index) putLocal(i int, target lustre.Target) {
	op := &x.ops[i]
	life, certain := x.lives.of(op)
	if certain {
		p := who{op.Node, life}.exports(target)
		x.local[p] = append(x.local[p], i)
		if p = sizeOf(op.Node, life); x.sizes[p] != nil && op.Kind != history.Evict {
			x.sizes[p] = append(x.sizes[p], i)
		}
	}
	if op.Kind != history.Evict || certain && op.Outcome != history.Info {
		return
	}
	last := x.lives.count(op.Node) - 1
	if op.Outcome != history.Info {
		last = min(last, life+1)
	}
	if certain {
		life++
	}
	for ; life <= last; life++ {
		p := who{op.Node, life}.exports(target)
		x.late[p] = append(x.late[p], i)
	}
}

// putQuery files what makes a partition worth having: unlinks, by their object, and queries
// of a node's EA size.
func (x *index) putQuery(i int) {
	switch op := &x.ops[i]; op.Kind {
	case history.Unlink:
		p := fileOf(op.Target, op.Object)
		x.files[p] = append(x.files[p], i)
	case history.EASize:
		if life, certain := x.lives.of(op); certain {
			p := sizeOf(op.Node, life)
			x.sizes[p] = append(x.sizes[p], i)
		}
	}
}

func fileOf(target lustre.Target, object uint64) Partition {
	return Partition{Target: target, HasTarget: true, Aspect: File, Object: object}
}

func sizeOf(node lustre.Node, life uint32) Partition {
	return Partition{Node: node, HasNode: true, Aspect: Size, Life: life}
}

// filed lists the operations of an object's file: creates and unlinks of it, the crashes of
// the MDSs, and of the creates without an answer the one that was called first: whatever
// any of them can have made, that one can.
func (x *index) filed(p Partition) []int {
	at := append([]int(nil), x.files[p]...)
	if len(x.guess) > 0 {
		at = append(at, x.guess[0])
	}
	for i := range x.ops {
		if op := &x.ops[i]; op.Kind == history.Crash && op.Node.MDS() {
			at = append(at, i)
		}
	}
	return at
}

// targetOf is the target that an operation shows its node to be ready to use.
func targetOf(op *history.Operation) lustre.Target {
	if op.Kind == history.Create {
		return op.Result.Target
	}
	return op.Target
}

// asUnknown makes items of operations that may have taken effect in this partition's time,
// or in another's.
func (x *index) asUnknown(at []int, begin state) (items []item) {
	for _, i := range at {
		it := newItem(&x.ops[i], sequential.UUID(0))
		it.begin = begin
		items = append(items, it.opened())
	}
	return items
}
