package cluster_test

import (
	"fmt"
	"testing"
	"time"

	"ostlife/impl/cluster"
	"ostlife/impl/env"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// BenchmarkConnect is one round trip of one of 8 nodes to one of its targets, at rest
// and while the network loses messages. What it costs must not depend on the number of
// targets but for the pinger's share.
func BenchmarkConnect(b *testing.B) {
	for _, targets := range []int{10, 100} {
		for _, loss := range []int{0, 20} {
			b.Run(fmt.Sprintf("%d targets, loss %d permille", targets, loss), func(b *testing.B) {
				b.ReportAllocs()
				const clients, tasks = 8, 16
				w := env.NewReal()
				k, err := cluster.New(w, cluster.Config{Clients: clients, Targets: targets,
					Timing: cluster.Real(), Network: wire.Faults{Loss: loss}})
				if err != nil {
					b.Fatal(err)
				}
				w.Run("main", func(task *env.Task) {
					defer w.Stop()
					for t := range lustre.Target(targets) {
						for err := lustre.ErrUnknown; err == lustre.ErrUnknown; {
							_, err = k.Add(task, t, t.UUID())
						}
					}
					for n := range lustre.Node(clients) {
						for t := range lustre.Target(targets) {
							for k.Status(n, t).Active == 0 {
								task.Sleep("bench: until every target is active", time.Millisecond)
							}
						}
					}
					lock := w.NewLock("bench")
					left, working := lock.NewQueue("tasks"), tasks
					b.ResetTimer()
					for n := range tasks {
						w.Go("application", func(own *env.Task) {
							for i := range b.N/tasks + 1 {
								_, _ = k.Connect(own, lustre.Node(n%clients), lustre.Target((i*7+n)%targets))
							}
							lock.Lock()
							working--
							left.Wake()
							lock.Unlock()
						})
					}
					lock.Lock()
					for working > 0 {
						left.Wait(task, "test: join", env.Forever)
					}
					lock.Unlock()
					b.StopTimer()
				})
			})
		}
	}
}

// BenchmarkStorm is one controlled storm from its beginning to its rest.
func BenchmarkStorm(b *testing.B) {
	for _, size := range []int{2, 8} {
		b.Run(fmt.Sprintf("%d nodes, %d targets", size, size), func(b *testing.B) {
			b.ReportAllocs()
			steps := 0
			for n := range b.N {
				s := gale(uint64(n))
				s.clients, s.targets = size, size
				_, report := s.rages(b, env.Control{Picker: env.NewRandomPicker(uint64(n))})
				steps += report.Steps
			}
			b.ReportMetric(float64(steps)/float64(b.N), "steps/op")
		})
	}
}

// BenchmarkFiles creates and unlinks files from one client, on real goroutines and disks
// in memory: a create waits for its commit.
func BenchmarkFiles(b *testing.B) {
	w := env.NewReal()
	timing := cluster.Real()
	timing.Commit = 100 * time.Microsecond
	k, err := cluster.New(w, cluster.Config{Clients: 1, MDSs: 1, Targets: 1, Timing: timing, Disks: cluster.Memory(), Precreate: 64})
	if err != nil {
		b.Fatal(err)
	}
	report := w.Run("main", func(task *env.Task) {
		defer w.Stop()
		if _, err := k.Add(task, 0, lustre.Target(0).UUID()); err != nil {
			b.Error(err)
		}
		for k.Status(mds0, 0).Active == 0 || k.Status(0, 0).Active == 0 {
			task.Sleep("bench: active", time.Millisecond)
		}
		for b.Loop() {
			target, object, err := k.Create(task, 0, "")
			if err == nil {
				err = k.Unlink(task, 0, target, object)
			}
			if err != nil {
				b.Error(err)
			}
		}
	})
	if err := report.Err(); err != nil {
		b.Error(err)
	}
}
