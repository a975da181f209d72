package cluster_test

import (
	"fmt"
	"slices"
	"testing"

	"ostlife/impl/env"
	"ostlife/model/lustre"
)

// values is what was ever written to each target, each value once, and the objects made.
type values struct {
	last    uint64
	written map[lustre.Target]map[uint64]bool
	objects map[string]bool
}

func newValues() values {
	return values{written: map[lustre.Target]map[uint64]bool{}, objects: map[string]bool{}}
}

// next gives a new value that is about to be written to a target.
func (v *values) next(t lustre.Target) uint64 {
	v.last++
	if v.written[t] == nil {
		v.written[t] = map[uint64]bool{}
	}
	v.written[t][v.last] = true
	return v.last
}

// reads tells what is wrong with a value that was read, nothing if somebody wrote it.
func (v *values) reads(t lustre.Target, value uint64) string {
	if value == 0 || v.written[t][value] {
		return ""
	}
	return fmt.Sprintf("%s has %d, which nobody wrote to it", t, value)
}

// makes tells what is wrong with an object that was made, nothing if it is a new one.
func (v *values) makes(t lustre.Target, object uint64) string {
	at := fmt.Sprintf("object %d of %s", object, t)
	if v.objects[at] {
		return at + " was made twice"
	}
	v.objects[at] = true
	return ""
}

// TestValues gives the judge of values a wrong value and a wrong object.
func TestValues(t *testing.T) {
	v := newValues()
	first := v.next(1)
	if v.reads(1, first) != "" || v.reads(1, 0) != "" || v.makes(1, 1) != "" || v.makes(2, 1) != "" || v.makes(1, 2) != "" {
		t.Error("what is right is wrong")
	}
	if v.reads(1, first+1) == "" || v.reads(2, first) == "" || v.makes(2, 1) == "" {
		t.Error("what is wrong is right")
	}
}

// toil makes one task's operations.
func (x *weather) toil(task *env.Task) {
	seen := map[[2]int]lustre.Instance{}
	for range x.operations {
		if x.pause > 0 {
			task.Sleep("test: pause", x.random.Between(0, x.pause))
		}
		n, t := lustre.Node(x.random.IntN(x.clients)), lustre.Target(x.random.IntN(x.targets))
		switch d := x.random.IntN(100); {
		case d < 25:
			i, err := x.k.Connect(task, n, t)
			at := [2]int{int(n), int(t)}
			if err == nil && i < seen[at] {
				x.fail("connect of %s to %s gave instance %d after %d", n, t, i, seen[at])
			}
			seen[at] = max(seen[at], i)
		case d < 65:
			x.useData(task, n, t, d)
		default:
			x.administer(task, n, t, d)
		}
	}
}

// useData writes, reads, syncs and creates.
func (x *weather) useData(task *env.Task, n lustre.Node, t lustre.Target, d int) {
	switch {
	case d < 40:
		x.mu.Lock()
		value := x.written.next(t)
		x.mu.Unlock()
		_, _ = x.k.Write(task, n, t, value)
	case d < 50:
		if value, _, err := x.k.Read(task, n, t); err == nil {
			x.judges(func() string { return x.written.reads(t, value) })
		}
	case d < 57:
		_ = x.k.Sync(task, n, t)
	default:
		pool := []string{"", "flash"}[d%2]
		if t, object, err := x.k.Create(task, mds0, pool); err == nil {
			x.judges(func() string { return x.written.makes(t, object) })
		}
	}
}

// judges notes what a judge finds wrong.
func (x *weather) judges(judge func() string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if wrong := judge(); wrong != "" {
		x.note("%s", wrong)
	}
}

// administer changes the log, evicts, and looks at a node.
func (x *weather) administer(task *env.Task, n lustre.Node, t lustre.Target, d int) {
	switch {
	case d < 70:
		_, _ = x.k.Evict(task, []lustre.Node{n, mds0}[d%2], t)
	case d < 77:
		_, _ = x.k.Deactivate(task, t)
	case d < 84:
		_, _ = x.k.Activate(task, t)
	case d < 87:
		_, _ = x.k.Remove(task, t)
	case d < 91:
		_, _ = x.k.Add(task, t, t.UUID())
	case d < 93:
		_, _ = x.k.PoolAdd(task, "flash", t)
	case d < 94:
		_, _ = x.k.PoolRemove(task, "flash", t)
	case d < 97:
		_, _ = x.k.Settle(task, n)
	default:
		if s := x.k.Status(n, t); s.Active != 0 && (s.Deactivated || !s.Present) {
			x.fail("%s has %s in %+v", n, t, s)
		}
	}
}

// compare reads every target at every client when all is at rest: they have the same.
// The network still loses messages, so that a read may need another try.
func (x *weather) compare(task *env.Task) {
	for t := range lustre.Target(x.targets) {
		values := map[uint64]bool{}
		for _, n := range x.nodes() {
			value, _, err := x.k.Read(task, n, t)
			for range 10 {
				if err != lustre.ErrUnreachable || x.world.Stopped() {
					break
				}
				value, _, err = x.k.Read(task, n, t)
			}
			switch {
			case err == nil:
				values[value] = true
				x.judges(func() string { return x.written.reads(t, value) })
			case err == lustre.ErrUnreachable && !x.world.Stopped():
				x.fail("%s cannot read %s after the storm", n, t)
			}
		}
		if len(values) > 1 {
			x.fail("after the storm the clients read %d values from %s", len(values), t)
		}
	}
	for _, pool := range []string{"", "flash"} {
		p, list := x.k.PoolList(mds0, pool)
		for _, n := range x.nodes() {
			if at, other := x.k.PoolList(n, pool); at == p && !slices.Equal(list, other) {
				x.fail("at record %d pool %q has %v at %s and %v at %s", p, pool, list, mds0, other, n)
			}
		}
	}
}
