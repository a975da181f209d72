package linear

import (
	"cmp"
	"maps"
	"slices"

	"ostlife/checker/history"
	"ostlife/model/lustre"
	"ostlife/model/sequential"
)

// index finds the operations of each partition.
type index struct {
	ops    []history.Operation
	uuids  map[string]sequential.UUID
	config map[lustre.Target][]int // config operations on a target
	settle map[lustre.Node][]int
	local  map[Partition][]int // connect, evict, status
}

func newIndex(ops []history.Operation) *index {
	x := &index{
		ops:    ops,
		uuids:  map[string]sequential.UUID{},
		config: map[lustre.Target][]int{},
		settle: map[lustre.Node][]int{},
		local:  map[Partition][]int{},
	}
	for i := range ops {
		switch op := &ops[i]; op.Kind {
		case history.Connect, history.Evict, history.Status:
			p := Partition{Target: op.Target, HasTarget: true, Node: op.Node, HasNode: true}
			x.local[p] = append(x.local[p], i)
		case history.Settle:
			x.settle[op.Node] = append(x.settle[op.Node], i)
		default:
			if _, ok := x.uuids[op.UUID]; !ok {
				x.uuids[op.UUID] = sequential.UUID(len(x.uuids) + 1)
			}
			x.config[op.Target] = append(x.config[op.Target], i)
		}
	}
	return x
}

// partitions lists the partitions by target, and by node within it.
func (x *index) partitions() []Partition {
	targets := slices.Collect(maps.Keys(x.config))
	all := slices.Collect(maps.Keys(x.local))
	for _, p := range all {
		targets = append(targets, p.Target)
	}
	slices.Sort(targets)
	targets = slices.Compact(targets)
	for node := range x.settle {
		for _, target := range targets {
			all = append(all, Partition{Target: target, HasTarget: true, Node: node, HasNode: true})
		}
		if len(targets) == 0 {
			all = append(all, Partition{Node: node, HasNode: true})
		}
	}
	seen := map[lustre.Target]bool{}
	for _, p := range all {
		seen[p.Target] = true
	}
	for _, target := range targets {
		if !seen[target] {
			all = append(all, Partition{Target: target, HasTarget: true})
		}
	}
	slices.SortFunc(all, func(a, b Partition) int {
		return cmp.Or(cmp.Compare(a.Target, b.Target), cmp.Compare(a.Node, b.Node))
	})
	return slices.Compact(all)
}

// part gives the operations of a partition that are searched, and those left out, each
// in the order of their calls.
func (x *index) part(p Partition) (items []item, left []history.Operation) {
	at := slices.Clone(x.local[p])
	if p.HasTarget {
		at = append(at, x.config[p.Target]...)
	}
	if p.HasNode {
		at = append(at, x.settle[p.Node]...)
	}
	slices.SortFunc(at, func(i, j int) int { return cmp.Compare(x.ops[i].Call, x.ops[j].Call) })
	for _, i := range at {
		op := &x.ops[i]
		if passive(op) {
			left = append(left, *op)
			continue
		}
		items = append(items, newItem(op, x.uuids[op.UUID]))
	}
	return prepare(items), left
}

// passive reports that an operation proves and changes nothing.
func passive(op *history.Operation) bool {
	switch op.Kind {
	case history.Connect:
		return op.Outcome == history.Info || op.Result.Refusal == lustre.ErrUnreachable
	case history.Status, history.Settle:
		return op.Outcome == history.Info
	}
	return false
}
