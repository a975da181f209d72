package cluster_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"ostlife/impl/cluster"
	"ostlife/impl/env"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// showing is a script for one planted defect: it returns whether the wrong thing that
// the defect does was there to see.
type showing func(*env.Task, *cluster.Cluster, *[]lustre.TraceRecord) bool

// showings is what each planted defect does wrong, and how an administrator, a user, or
// a reader of the trace sees it.
var showings = map[lustre.Defect]showing{
	// The OST has given up the first export for a later one, and the node shows it active.
	lustre.DefectLateReply: func(task *env.Task, k *cluster.Cluster, _ *[]lustre.TraceRecord) bool {
		replies := wire.Match{Kind: wire.Connect, Side: wire.Replies}
		k.Network().Arm(wire.Delay, replies)
		for range 3 {
			k.Network().Arm(wire.Lose, replies)
		}
		_, _ = k.Add(task, target0, target0.UUID())
		for range 200 {
			task.Sleep("test: while no reply comes in time", time.Millisecond)
			if k.Status(node0, target0).Active == 1 {
				return true
			}
		}
		return false
	},
	// A disconnect of a target that is being deactivated takes the flag away.
	lustre.DefectLossDeactivated: func(task *env.Task, k *cluster.Cluster, _ *[]lustre.TraceRecord) bool {
		connectedCluster(task, k)
		k.Network().Isolate(cluster.OSTAddress(target0), true)
		p, _ := k.Deactivate(task, target0)
		applied(task, k, p)
		task.Sleep("test: until OST_DISCONNECT waits", 5*time.Millisecond)
		k.Disconnect(node0, target0)
		task.Sleep("test: quiet", 20*time.Millisecond)
		return !k.Status(node0, target0).Deactivated
	},
	// The MGS grants the removal of an active target, and every node does it.
	lustre.DefectRemoveUnchecked: func(task *env.Task, k *cluster.Cluster, _ *[]lustre.TraceRecord) bool {
		connectedCluster(task, k)
		p, err := k.Remove(task, target0)
		if err != nil {
			return false
		}
		settled(task, k, p)
		return !k.Status(node0, target0).Present
	},
	// The LOV is told of a connection that the import does not have yet.
	lustre.DefectActiveFirst: func(task *env.Task, k *cluster.Cluster, trace *[]lustre.TraceRecord) bool {
		connectedCluster(task, k)
		for _, r := range *trace {
			switch r.Action {
			case lustre.ActLovActive:
				return true
			case lustre.ActConnectFull:
				return false
			}
		}
		return false
	},
	// A pool names a target that has gone.
	lustre.DefectPoolKept: func(task *env.Task, k *cluster.Cluster, _ *[]lustre.TraceRecord) bool {
		connectedCluster(task, k)
		removedCluster(task, k)
		_, list := k.PoolList(node0, "")
		return len(list) > 0
	},
	// The worker goes back to an import that its last event took along.
	lustre.DefectWorkerWithoutReference: func(task *env.Task, k *cluster.Cluster, _ *[]lustre.TraceRecord) bool {
		connectedCluster(task, k)
		removedCluster(task, k)
		task.Sleep("test: quiet", 100*time.Millisecond)
		return len(k.Violations()) > 0
	},
	// An evicted client's sync tells nothing of what was lost.
	lustre.DefectEvictionLeavesLocks: func(task *env.Task, k *cluster.Cluster, _ *[]lustre.TraceRecord) bool {
		connectedCluster(task, k)
		_, _ = k.Write(task, node0, target0, 1)
		_, _ = k.Evict(task, node0, target0)
		task.Sleep("test: quiet", 300*time.Millisecond)
		return k.Sync(task, node0, target0) != lustre.ErrDropped
	},
	// A target that is being deactivated is pinged.
	lustre.DefectPingDeactive: func(task *env.Task, k *cluster.Cluster, trace *[]lustre.TraceRecord) bool {
		connectedCluster(task, k)
		for range 10 {
			k.Network().Isolate(cluster.OSTAddress(target0), true)
			p, _ := k.Deactivate(task, target0)
			settled(task, k, p)
			k.Network().Isolate(cluster.OSTAddress(target0), false)
			p, _ = k.Activate(task, target0)
			settled(task, k, p)
			_, _ = k.Connect(task, node0, target0)
		}
		return slices.ContainsFunc(*trace, func(r lustre.TraceRecord) bool {
			return r.Action == lustre.ActPingSend && r.Import.Deactive
		})
	},
}

// connectedCluster adds the target and connects it, to the end of its worker.
func connectedCluster(task *env.Task, k *cluster.Cluster) {
	p, _ := k.Add(task, target0, target0.UUID())
	settled(task, k, p)
	_, _ = k.Connect(task, node0, target0)
	task.Sleep("test: quiet", 20*time.Millisecond)
}

// removedCluster deactivates and removes the target.
func removedCluster(task *env.Task, k *cluster.Cluster) {
	_, _ = k.Deactivate(task, target0)
	p, _ := k.Remove(task, target0)
	settled(task, k, p)
}

// TestPlanted plays each script with its defect and without: the wrong thing is seen
// with it, and only then.
func TestPlanted(t *testing.T) {
	for _, d := range lustre.Planted() {
		if showings[d] == nil {
			t.Errorf("%s is planted, and nothing shows it", d)
		}
	}
	for _, d := range slices.Sorted(maps.Keys(showings)) {
		for _, defects := range []lustre.Defects{nil, {d}} {
			t.Run(fmt.Sprintf("%s/planted %v", d, defects), func(t *testing.T) {
				var trace []lustre.TraceRecord
				c := cluster.Config{Clients: 1, Targets: 1, Timing: cluster.Virtual(), Defects: defects,
					Trace: func(r lustre.TraceRecord) { trace = append(trace, r) },
					Network: wire.Faults{MinLatency: time.Millisecond, MaxLatency: time.Millisecond,
						LateBy: 100 * time.Millisecond}}
				run(t, c, env.Control{}, func(task *env.Task, k *cluster.Cluster) {
					if got, want := showings[d](task, k, &trace), len(defects) > 0; got != want {
						t.Errorf("the wrong thing was seen: %v, want %v", got, want)
					}
				})
			})
		}
	}
}
