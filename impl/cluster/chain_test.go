package cluster_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"ostlife/impl/cluster"
	"ostlife/impl/env"
	"ostlife/impl/lov"
	"ostlife/impl/osc"
	"ostlife/impl/ptlrpc"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// interloper holds the worker back at one point until the test's task has done
// something there.
type interloper struct {
	at      env.Point
	reached bool // the worker stands at the point
	done    bool // and may go on
}

// pointHeld is where the test's task waits for the worker to stand at the point.
const pointHeld env.Point = "test: until the worker stands at its step"

// Pick prefers the test's task once the worker stands at the point, and never lets the
// worker go on from it before that task is done; else it takes the first choice.
func (h *interloper) Pick(choices []env.Choice) int {
	other := -1
	for n, c := range choices {
		worker := strings.HasPrefix(c.Name, "worker")
		if worker && c.Point == h.at && !h.done {
			h.reached = true
			continue
		}
		if other < 0 && c.Point != pointHeld {
			other = n
		}
		if c.Point == pointHeld && h.reached {
			return n
		}
	}
	return max(other, 0)
}

// chain is every step of the worker's chain behind an accepted connect (C2.2, C2.3),
// and of the invalidation before it (C2.1c).
var chain = []env.Point{
	ptlrpc.PointTake, ptlrpc.PointFull, osc.PointPrepare, lov.PointActive, lov.PointTopActive, osc.PointFinished,
}

// interruptions are what can come between: each changes the log or takes a connection
// away, and gives the position that the node is to settle at.
var interruptions = []struct {
	name string
	do   func(*env.Task, *cluster.Cluster) (lustre.Position, error)
	then lustre.Status // but for the position and the instance
}{
	{"disconnect", func(_ *env.Task, k *cluster.Cluster) (lustre.Position, error) {
		k.Disconnect(node0, target0)
		return 1, nil
	}, lustre.Status{Present: true, State: lustre.Full}},
	{"evict", func(task *env.Task, k *cluster.Cluster) (lustre.Position, error) {
		_, err := k.Evict(task, node0, target0)
		return 1, err
	}, lustre.Status{Present: true, State: lustre.Full}},
	{"deactivate", func(task *env.Task, k *cluster.Cluster) (lustre.Position, error) {
		p, err := k.Deactivate(task, target0)
		applied(task, k, p)
		return p, err
	}, lustre.Status{Present: true, Deactivated: true, State: lustre.Disconn}},
	{"remove", func(task *env.Task, k *cluster.Cluster) (lustre.Position, error) {
		if _, err := k.Deactivate(task, target0); err != nil {
			return 0, err
		}
		p, err := k.Remove(task, target0)
		applied(task, k, p)
		return p, err
	}, lustre.Status{}},
}

// applied waits until the node's config reader has applied a record, whether its
// worker has ended what it asks or not.
func applied(task *env.Task, k *cluster.Cluster, p lustre.Position) {
	for k.Applied(node0) < p {
		task.Sleep("test: until a record is applied", time.Millisecond)
	}
}

// scene is one interruption before one step of the chain.
type scene struct {
	point       env.Point
	step        int  // of the chain, from 0
	invalidated bool // behind an eviction, else behind a first connect
	do          func(*env.Task, *cluster.Cluster) (lustre.Position, error)
	then        lustre.Status
}

// TestChain places each interruption before each step of the worker's chain, once
// behind a first connect and once behind an eviction, and looks whether the slot is as
// the step finds it and the node comes to rest as it should.
func TestChain(t *testing.T) {
	for _, invalidated := range []bool{false, true} {
		points, kind := chain, "connect"
		if invalidated {
			points = append([]env.Point{ptlrpc.PointInvalidate, ptlrpc.PointInvalidateEnd}, chain[1:]...)
			kind = "eviction"
		}
		for step, point := range points {
			for _, in := range interruptions {
				t.Run(kind+"/"+string(point)+"/"+in.name, func(t *testing.T) {
					s := scene{point, step, invalidated, in.do, in.then}
					for _, wrong := range s.play(t, nil) {
						t.Error(wrong)
					}
				})
			}
		}
	}
}

// TestChainSeesDefect shows that the table can fail: with ACTIVE told before FULL, the
// slot is active where the worker stands before FULL.
func TestChainSeesDefect(t *testing.T) {
	in := interruptions[0]
	s := scene{point: ptlrpc.PointFull, step: 1, do: in.do, then: in.then}
	if wrong := s.play(t, lustre.Defects{lustre.DefectActiveFirst}); len(wrong) == 0 {
		t.Error("a slot that is active before FULL went unseen")
	}
}

// play runs the scene and tells what was wrong.
func (s scene) play(t *testing.T, defects lustre.Defects) []string {
	var wrong []string
	h := &interloper{at: s.point, done: s.invalidated} // an eviction needs a connection first
	c := cluster.Config{Clients: 1, Targets: 1, Timing: cluster.Virtual(), Defects: defects,
		Network: wire.Faults{MinLatency: time.Millisecond, MaxLatency: 2 * time.Millisecond}}
	run(t, c, env.Control{Picker: h, EarlyTimers: true}, func(task *env.Task, k *cluster.Cluster) {
		if err := s.reach(task, k, h); err != nil {
			wrong = append(wrong, err.Error())
			return
		}
		if early := s.step <= slices.Index(chain, lov.PointActive); early && k.Status(node0, target0).Active != 0 {
			wrong = append(wrong, "active before its step")
		}
		p, err := s.do(task, k)
		if err != nil {
			wrong = append(wrong, err.Error())
		}
		h.done = true
		wrong = append(wrong, s.rest(task, k, p)...)
	})
	return wrong
}

// reach brings the worker to the scene's step.
func (s scene) reach(task *env.Task, k *cluster.Cluster, h *interloper) error {
	if _, err := k.Add(task, target0, target0.UUID()); err != nil {
		return err
	}
	if s.invalidated {
		settled(task, k, 1)
		if _, err := k.Connect(task, node0, target0); err != nil {
			return err
		}
		task.Sleep("test: quiet", 20*time.Millisecond)
		if _, err := k.Evict(task, node0, target0); err != nil {
			return err
		}
		h.reached, h.done = false, false
	}
	for range 1000 {
		if h.reached {
			task.Yield(pointHeld)
			return nil
		}
		task.Sleep("test: until the worker comes", time.Millisecond)
	}
	return fmt.Errorf("the worker never stands at %q", s.point)
}

// rest waits until all is quiet and tells what is not as it should be.
func (s scene) rest(task *env.Task, k *cluster.Cluster, p lustre.Position) []string {
	var wrong []string
	settled(task, k, p)
	task.Sleep("test: quiet", 300*time.Millisecond)
	settled(task, k, p)
	got := k.Status(node0, target0)
	if ready := s.then.State == lustre.Full; ready != (got.Active != 0) {
		wrong = append(wrong, fmt.Sprintf("active for %d in %s", got.Active, got.State))
	}
	if told := k.Told(node0, target0); told != got.Active {
		wrong = append(wrong, fmt.Sprintf("the top was told %d, the slot is active for %d", told, got.Active))
	}
	want := s.then
	want.Position, want.Active = p, got.Active
	if got != want {
		wrong = append(wrong, fmt.Sprintf("at rest %+v, want %+v", got, want))
	}
	return wrong
}

// TestDuplicates has every message arrive twice: what an administrator asks for is
// still done once.
func TestDuplicates(t *testing.T) {
	c := cluster.Config{Clients: 1, Targets: 1, Timing: cluster.Virtual(),
		Network: wire.Faults{MinLatency: time.Millisecond, MaxLatency: 30 * time.Millisecond, Duplicate: 1000}}
	run(t, c, env.Control{}, func(task *env.Task, k *cluster.Cluster) {
		last := lustre.Position(0)
		step := func(what string, p lustre.Position, err error) {
			if err != nil || p != last+1 {
				t.Errorf("%s: position %d after %d, %v", what, p, last, err)
			}
			last = p
		}
		p, err := k.Add(task, target0, target0.UUID())
		step("add", p, err)
		for range 3 {
			p, err = k.Deactivate(task, target0)
			step("deactivate", p, err)
			p, err = k.Activate(task, target0)
			step("activate", p, err)
		}
		settled(task, k, last)
		i, err := k.Connect(task, node0, target0)
		if err != nil {
			t.Fatal(err)
		}
		if e, err := k.Evict(task, node0, target0); err != nil || e < i {
			t.Errorf("evict: instance %d after %d, %v", e, i, err)
		}
		i, err = k.Connect(task, node0, target0)
		if err != nil {
			t.Fatal(err)
		}
		task.Sleep("test: until every copy has arrived", time.Second)
		if again, err := k.Connect(task, node0, target0); err != nil || again != i {
			t.Errorf("a copy dropped the export: instance %d after %d, %v", again, i, err)
		}
	})
}
