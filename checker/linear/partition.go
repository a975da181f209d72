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
	config map[lustre.Target][]int // config operations on a target, and restarts of it
	settle map[lustre.Node][]int
	local  map[Partition][]int     // connect, evict, status, create: by node and target
	data   map[lustre.Target][]int // write, read, sync
	object map[lustre.Target][]int // create
	pool   map[Partition][]int     // create in a pool, by pool and target
	lists  map[string][]int        // pool-list, by pool
}

func newIndex(ops []history.Operation) *index {
	x := &index{
		ops:    ops,
		uuids:  map[string]sequential.UUID{},
		config: map[lustre.Target][]int{},
		settle: map[lustre.Node][]int{},
		local:  map[Partition][]int{},
		data:   map[lustre.Target][]int{},
		object: map[lustre.Target][]int{},
		pool:   map[Partition][]int{},
		lists:  map[string][]int{},
	}
	for i := range ops {
		x.put(i)
	}
	return x
}

// put files an operation.
func (x *index) put(i int) {
	switch op := &x.ops[i]; op.Kind {
	case history.Connect, history.Evict, history.Status:
		p := exportsOf(op.Target, op.Node)
		x.local[p] = append(x.local[p], i)
	case history.Settle:
		x.settle[op.Node] = append(x.settle[op.Node], i)
	case history.WriteValue, history.ReadValue, history.Sync:
		x.data[op.Target] = append(x.data[op.Target], i)
	case history.Create:
		x.putCreate(i)
	case history.PoolList:
		x.lists[op.Pool] = append(x.lists[op.Pool], i)
	case history.PoolAdd, history.PoolRemove:
		p := poolOf(op.Target, op.Pool)
		if _, ok := x.pool[p]; !ok {
			x.pool[p] = nil
		}
		x.config[op.Target] = append(x.config[op.Target], i)
	default:
		if _, ok := x.uuids[op.UUID]; !ok && op.Kind == history.Add {
			x.uuids[op.UUID] = sequential.UUID(len(x.uuids) + 1)
		}
		x.config[op.Target] = append(x.config[op.Target], i)
	}
}

// putCreate files a create by the target that it went to; one without is nobody's.
func (x *index) putCreate(i int) {
	op := &x.ops[i]
	if op.Outcome != history.OK {
		return
	}
	target := op.Result.Target
	p := exportsOf(target, op.Node)
	x.local[p] = append(x.local[p], i)
	x.object[target] = append(x.object[target], i)
	if op.Pool != "" { // that the global pool has the target is what its exports show
		p = poolOf(target, op.Pool)
		x.pool[p] = append(x.pool[p], i)
	}
}

func exportsOf(target lustre.Target, node lustre.Node) Partition {
	return Partition{Target: target, HasTarget: true, Node: node, HasNode: true}
}

func poolOf(target lustre.Target, name string) Partition {
	return Partition{Target: target, HasTarget: true, Aspect: Pool, Pool: name}
}

// partitions lists the partitions by target, aspect, pool and node.
func (x *index) partitions() []Partition {
	all := x.exports()
	for target := range x.data {
		all = append(all, Partition{Target: target, HasTarget: true, Aspect: Register})
	}
	for target := range x.object {
		all = append(all, Partition{Target: target, HasTarget: true, Aspect: Objects})
	}
	all = append(all, slices.Collect(maps.Keys(x.pool))...)
	for name, lists := range x.lists {
		for _, i := range lists {
			for _, target := range x.ops[i].Result.Targets.List() {
				all = append(all, poolOf(target, name))
			}
		}
		if name == "" {
			for target := range x.config {
				all = append(all, poolOf(target, name))
			}
		}
	}
	slices.SortFunc(all, func(a, b Partition) int {
		return cmp.Or(cmp.Compare(a.Target, b.Target), cmp.Compare(a.Aspect, b.Aspect),
			cmp.Compare(a.Pool, b.Pool), cmp.Compare(a.Node, b.Node))
	})
	return slices.Compact(all)
}

// exports lists the partitions of nodes and targets.
func (x *index) exports() []Partition {
	targets := slices.Collect(maps.Keys(x.config))
	all := slices.Collect(maps.Keys(x.local))
	for _, p := range all {
		targets = append(targets, p.Target)
	}
	slices.Sort(targets)
	targets = slices.Compact(targets)
	for node := range x.settle {
		for _, target := range targets {
			all = append(all, exportsOf(target, node))
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
	return all
}

// part gives the operations of a partition that are searched, and those left out, each
// in the order of their calls.
func (x *index) part(p Partition) (items []item, left []history.Operation) {
	at := x.members(p)
	slices.SortFunc(at, func(i, j int) int { return cmp.Compare(x.ops[i].Call, x.ops[j].Call) })
	nodes := x.nodes(at)
	begin := initial(p)
	for _, i := range at {
		op := &x.ops[i]
		if passive(op) {
			left = append(left, *op)
			continue
		}
		it := newItem(op, x.uuids[op.UUID])
		it.begin = begin
		if p.Aspect != Exports {
			n, _ := slices.BinarySearch(nodes, op.Node)
			it.in.Node = sequential.Index(n)
			it.out.Member = op.Result.Targets.Has(p.Target)
			it.in.Other = op.Pool != p.Pool
		}
		items = append(items, it)
	}
	if p.Aspect == Register {
		x.foresee(p.Target, items)
	}
	return prepare(items), left
}

// nodes lists those that operations are of, rising.
func (x *index) nodes(at []int) []lustre.Node {
	var nodes []lustre.Node
	for _, i := range at {
		nodes = append(nodes, x.ops[i].Node)
	}
	slices.Sort(nodes)
	return slices.Compact(nodes)
}

// members lists the operations of a partition.
func (x *index) members(p Partition) []int {
	var at []int
	switch p.Aspect {
	case Register:
		return x.registered(p.Target)
	case Objects:
		return slices.Clone(x.object[p.Target])
	case Pool:
		at = append(slices.Clone(x.pool[p]), x.lists[p.Pool]...)
		for _, node := range x.nodes(x.pool[p]) {
			at = append(at, x.settle[node]...)
		}
		for _, i := range x.config[p.Target] {
			if x.ops[i].Kind != history.Restart {
				at = append(at, i)
			}
		}
		return at
	}
	at = slices.Clone(x.local[p])
	if p.HasTarget {
		at = append(at, x.config[p.Target]...)
	}
	if p.HasNode {
		at = append(at, x.settle[p.Node]...)
	}
	return at
}

// registered lists the operations of a target's register: those on its data, what tells
// which exports of the nodes that use it are there, restarts, and removals, with what
// tells whether a node has applied those.
func (x *index) registered(target lustre.Target) []int {
	at := slices.Clone(x.data[target])
	nodes, removed := x.nodes(at), false
	for _, i := range x.config[target] {
		switch op := &x.ops[i]; {
		case op.Kind == history.Remove && op.Outcome != history.Fail:
			removed = true
			at = append(at, i)
		case op.Kind == history.Restart:
			at = append(at, i)
		}
	}
	for _, node := range nodes {
		for _, i := range x.local[exportsOf(target, node)] {
			switch kind := x.ops[i].Kind; {
			case kind == history.Status && removed, kind == history.Evict,
				kind == history.Connect && x.ops[i].Outcome == history.OK:
				at = append(at, i)
			}
		}
		if removed {
			at = append(at, x.settle[node]...)
		}
	}
	return at
}

// passive reports that an operation proves and changes nothing.
func passive(op *history.Operation) bool {
	switch op.Kind {
	case history.Connect:
		return op.Outcome == history.Info || op.Result.Refusal == lustre.ErrUnreachable
	case history.Status, history.Settle, history.PoolList, history.Create:
		return op.Outcome == history.Info
	case history.ReadValue:
		return op.Outcome != history.OK
	}
	return false
}
