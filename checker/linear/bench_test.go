package linear_test

import (
	"fmt"
	"testing"

	"ostlife/checker/history"
	"ostlife/checker/linear"
	"ostlife/model/lustre"
	"ostlife/model/sequential/honest"
)

// fleet is a history of many targets, each with clients of its own and with every node.
// Positions are spread so that no two targets share one; a node settles nothing, which
// is held against every target of it.
func fleet(targets, nodes, clients, operations int) *history.History {
	return fleetOf(targets, nodes, clients, operations, false)
}

// fleetOf is a fleet, with data, objects and pools if that is wanted. A list of the global
// pool, which is about all targets, is left out.
func fleetOf(targets, nodes, clients, operations int, data bool) *history.History {
	h := &history.History{Complete: true}
	for target := range targets {
		run := honest.Run(honest.Plan{Seed: uint64(target), Nodes: nodes, Targets: 1, Clients: clients,
			Operations: operations, Overlap: true, Data: data, Pools: data})
		spread := func(p lustre.Position) lustre.Position {
			if p == 0 {
				return 0
			}
			return p*lustre.Position(targets) + lustre.Position(target)
		}
		for _, op := range recorded(run).Operations {
			if op.Kind == history.PoolList && op.Pool == "" {
				continue
			}
			op.ID = uint64(len(h.Operations) + 1)
			op.Target = lustre.Target(target)
			op.Client += uint32(target * clients)
			op.Call, op.Return = op.Call*uint64(targets)+uint64(target), op.Return*uint64(targets)+uint64(target)
			op.Result.Status.Position = spread(op.Result.Status.Position)
			op.Result.Position = spread(op.Result.Position)
			if op.Outcome == history.OK && op.Kind == history.Create {
				op.Target, op.Result.Target = 0, op.Target
			}
			if op.Kind == history.PoolList && op.Result.Targets != "" {
				op.Result.Targets = history.TargetsOf([]lustre.Target{lustre.Target(target)})
			}
			if op.Pool != "" {
				op.Pool += fmt.Sprint(target)
			}
			if op.Kind == history.Settle {
				op.Result.Position = 0
			}
			h.Operations = append(h.Operations, op)
		}
	}
	return h
}

func benchmark(b *testing.B, h *history.History, want linear.Result) {
	for b.Loop() {
		if v := linear.Check(h, linear.Options{}); v.Result != want {
			b.Fatalf("%s, want %s", v.Result, want)
		}
	}
	b.ReportMetric(float64(len(h.Operations)), "operations")
}

// BenchmarkOneTarget is 8 clients with 1,000 operations each, at one node and target.
func BenchmarkOneTarget(b *testing.B) { benchmark(b, fleet(1, 1, 8, 8000), linear.Holds) }

// BenchmarkOneTargetViolated is the same with an answer near its end that is wrong, and
// the explanation.
func BenchmarkOneTargetViolated(b *testing.B) {
	h := fleet(1, 1, 8, 8000)
	for i := len(h.Operations) - 50; i < len(h.Operations); i++ {
		if op := &h.Operations[i]; op.Kind == history.Connect && op.Outcome == history.OK {
			op.Result.Instance = 1
			break
		}
	}
	benchmark(b, h, linear.Violated)
}

// BenchmarkFleet is 100,000 operations over 100 targets and 8 nodes.
func BenchmarkFleet(b *testing.B) { benchmark(b, fleet(100, 8, 8, 1000), linear.Holds) }

// BenchmarkFleetData is as many with data, objects and pools among them.
func BenchmarkFleetData(b *testing.B) { benchmark(b, fleetOf(100, 8, 8, 1000, true), linear.Holds) }

// BenchmarkSmall is what a controlled run gives by the thousand.
func BenchmarkSmall(b *testing.B) { benchmark(b, fleet(2, 2, 3, 30), linear.Holds) }
