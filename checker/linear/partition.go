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
	settle map[who][]int
	local  map[Partition][]int     // connect, evict, status, create: by node and target
	late   map[Partition][]int     // evictions that may have come in another life
	data   map[lustre.Target][]int // write, read, sync
	object map[lustre.Target][]int // create
	pool   map[Partition][]int     // create in a pool, by pool and target
	lists  map[string][]int        // pool-list, by pool
	files  map[Partition][]int     // create and unlink of an object that is unlinked
	guess  []int                   // creates of unknown outcome
	sizes  map[Partition][]int     // by node: what asks for its EA size, if anything does
	lives  lives
}

func newIndex(ops []history.Operation) *index {
	x := &index{
		ops:    ops,
		uuids:  map[string]sequential.UUID{},
		config: map[lustre.Target][]int{},
		settle: map[who][]int{},
		late:   map[Partition][]int{},
		local:  map[Partition][]int{},
		data:   map[lustre.Target][]int{},
		object: map[lustre.Target][]int{},
		pool:   map[Partition][]int{},
		lists:  map[string][]int{},
		files:  map[Partition][]int{},
		sizes:  map[Partition][]int{},
		lives:  livesOf(ops),
	}
	for i := range ops {
		x.putQuery(i)
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
		x.putLocal(i, op.Target)
	case history.Settle:
		if w, certain := x.who(i); certain {
			x.settle[w] = append(x.settle[w], i)
		}
	case history.LastID:
		x.object[op.Target] = append(x.object[op.Target], i)
	case history.Unlink, history.EASize, history.Crash:
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
	if op.Outcome == history.Info {
		x.guess = append(x.guess, i)
	}
	if op.Outcome != history.OK {
		return
	}
	target := op.Result.Target
	if op.Node.MDS() { // a client has the MDS go by what the MDS has applied
		x.putLocal(i, target)
	}
	x.object[target] = append(x.object[target], i)
	if p := fileOf(target, op.Result.Object); x.files[p] != nil {
		x.files[p] = append(x.files[p], i)
	}
	if op.Pool != "" && op.Node.MDS() { // that the global pool has the target is what its exports show
		p := poolOf(target, op.Pool)
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
	all = append(all, slices.Collect(maps.Keys(x.files))...)
	all = append(all, slices.Collect(maps.Keys(x.sizes))...)
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
			cmp.Compare(a.Pool, b.Pool), cmp.Compare(a.Object, b.Object), cmp.Compare(a.Node, b.Node), cmp.Compare(a.Life, b.Life))
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
	for w := range x.settle {
		for _, target := range targets {
			all = append(all, w.exports(target))
		}
		if len(targets) == 0 {
			all = append(all, Partition{Node: w.node, HasNode: true, Life: w.life})
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
	if p.Aspect == Exports {
		items = x.asUnknown(x.late[p], begin)
	}
	for _, i := range at {
		op := &x.ops[i]
		if passive(op) {
			left = append(left, *op)
			continue
		}
		it := newItem(op, x.uuids[op.UUID])
		it.begin = begin
		if p.Aspect != Exports {
			w, _ := x.who(i)
			n, _ := slices.BinarySearchFunc(nodes, w, who.compare)
			it.in.Node = sequential.Index(n)
			it.in.Target = targetOf(op)
			it.out.Member = op.Result.Targets.Has(p.Target)
			it.in.Other = op.Pool != p.Pool
		}
		items = append(items, it)
	}
	if p.Aspect == Register {
		x.foresee(p.Target, items)
	}
	slices.SortStableFunc(items, func(a, b item) int { return cmp.Compare(a.call, b.call) })
	return prepare(items), left
}

// nodes lists those that operations are of, rising.
func (x *index) nodes(at []int) []who {
	var nodes []who
	for _, i := range at {
		w, _ := x.who(i)
		nodes = append(nodes, w)
	}
	slices.SortFunc(nodes, who.compare)
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
	case File:
		return x.filed(p)
	case Size:
		return slices.Clone(x.sizes[p])
	case Pool:
		at = x.certain(append(slices.Clone(x.pool[p]), x.lists[p.Pool]...))
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
		at = append(at, x.settle[who{p.Node, p.Life}]...)
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
		for _, i := range x.local[node.exports(target)] {
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
	case history.Status, history.Settle, history.PoolList, history.LastID:
		return op.Outcome == history.Info
	case history.EASize:
		return op.Outcome != history.OK
	case history.ReadValue:
		return op.Outcome != history.OK
	}
	return false
}
