package follow_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"ostlife/impl/cluster"
	"ostlife/impl/env"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// The size of a storm.
const (
	clients = 2
	mdss    = 1
	targets = 2
	callers = 4
	calls   = 25
)

// storm runs callers that do anything at all, in a controlled world of the seed, and
// returns the trace.
func storm(t testing.TB, seed uint64, defects ...lustre.Defect) []lustre.TraceRecord {
	t.Helper()
	var trace []lustre.TraceRecord
	w := env.NewControlled(env.Control{Picker: env.NewRandomPicker(seed), MaxSteps: 400_000})
	k, err := cluster.New(w, cluster.Config{
		Clients: clients, MDSs: mdss, Targets: targets, Timing: cluster.Virtual(), Seed: seed, Defects: defects,
		Network: wire.Faults{MinLatency: time.Millisecond, MaxLatency: 4 * time.Millisecond, LateBy: 100 * time.Millisecond,
			Loss: 15, Late: 15, Duplicate: 15, Reorder: 30},
		Trace: func(r lustre.TraceRecord) { trace = append(trace, r) },
	})
	if err != nil {
		t.Fatal(err)
	}
	left := callers
	report := w.Run("storm", func(task *env.Task) {
		for target := range lustre.Target(targets) {
			if _, err := k.Add(task, target, target.UUID()); err != nil {
				t.Logf("seed %d: add: %v", seed, err)
			}
		}
		for c := range callers {
			w.Go("caller", func(task *env.Task) {
				r := rand.New(rand.NewPCG(seed, uint64(c)))
				for range calls {
					call(task, k, r)
					task.Sleep("test: think", time.Duration(r.IntN(60))*time.Millisecond)
				}
				left--
			})
		}
		for left > 0 {
			task.Sleep("test: wait for the callers", 50*time.Millisecond)
		}
		task.Sleep("test: rest", time.Second)
		w.Stop()
	})
	if err := report.Err(); err != nil && len(defects) == 0 {
		t.Errorf("seed %d: %v", seed, err)
	}
	return trace
}

// call does one thing, whatever comes of it.
func call(task *env.Task, k *cluster.Cluster, r *rand.Rand) {
	n, target := lustre.Node(r.IntN(clients)), lustre.Target(r.IntN(targets))
	pool := []string{"fast", "slow"}[r.IntN(2)]
	mds := lustre.FirstMDS + lustre.Node(r.IntN(mdss))
	any := n
	if r.IntN(4) == 0 {
		any = mds
	}
	switch r.IntN(20) {
	case 0, 1:
		_, _ = k.Connect(task, any, target)
	case 2:
		_, _ = k.Evict(task, any, target)
	case 3:
		_, _ = k.Deactivate(task, target)
	case 4, 5:
		_, _ = k.Activate(task, target)
	case 6:
		_, _ = k.Remove(task, target)
	case 7, 8:
		_, _ = k.Add(task, target, target.UUID())
	case 9, 10, 11:
		_, _ = k.Write(task, n, target, r.Uint64N(1000))
	case 12:
		_, _, _ = k.Read(task, n, target)
	case 13, 14:
		_ = k.Sync(task, n, target)
	case 15:
		_, _, _ = k.Create(task, mds, []string{"", pool}[r.IntN(2)])
	case 16:
		_, _ = k.PoolAdd(task, pool, target)
	case 17:
		_, _ = k.PoolRemove(task, pool, target)
	case 18:
		_ = k.Restart(task, target)
		if r.IntN(3) == 0 {
			k.FailVersion(target)
		}
	case 19:
		k.Disconnect(any, target)
	}
}
