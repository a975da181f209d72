package pool_test

import (
	"testing"

	"pgregory.net/rapid"

	"ostlife/model/sequential"
	"ostlife/model/sequential/honest"
	"ostlife/model/sequential/pool"
)

// TestHonestRunsAreAccepted steps through what the small system did in the order in
// which it did it, for the global pool and a named one.
func TestHonestRunsAreAccepted(t *testing.T) {
	lists := 0
	rapid.Check(t, func(t *rapid.T) {
		run := honest.Run(honest.Plan{
			Seed:       rapid.Uint64().Draw(t, "seed"),
			Nodes:      rapid.IntRange(1, 3).Draw(t, "nodes"),
			Targets:    2,
			Clients:    rapid.IntRange(1, 5).Draw(t, "clients"),
			Operations: rapid.IntRange(1, 200).Draw(t, "operations"),
			Unknown:    rapid.IntRange(0, 2).Draw(t, "unknown"),
			Overlap:    rapid.Bool().Draw(t, "overlap"),
			Pools:      true,
		})
		for _, name := range []string{"", "fast"} {
			s := pool.Init(name != "")
			for _, o := range honest.Order(run, func(o *honest.Operation) bool { return concerns(o, name) }) {
				o.Input.Node, o.Input.Other = sequential.Index(o.Node), o.Pool != name
				o.Output.Member = o.Members&1 == 1
				next, reason := pool.Step(sequential.All, s, o.Input, o.Output)
				if reason.Rule == sequential.OutOfRoom {
					break
				}
				if reason.Rule != sequential.Accepted {
					t.Fatalf("pool %q: %s in state %s: %s: %s", name, o.Input.Operation, s, reason.Rule, reason)
				}
				s = next
				if o.Input.Operation == sequential.PoolList && o.Output.Member {
					lists++
				}
			}
		}
	})
	if lists == 0 {
		t.Error("no list had the target: the runs show nothing")
	}
}

// concerns reports that an operation belongs to a pool and target 0.
func concerns(o *honest.Operation, name string) bool {
	switch o.Input.Operation {
	case sequential.PoolList:
		return o.Pool == name
	case sequential.Create:
		return o.Pool == name && o.Target == 0 && o.Output.Outcome == sequential.OK
	case sequential.Add, sequential.Deactivate, sequential.Activate, sequential.Remove, sequential.PoolAdd, sequential.PoolRemove:
		return o.Target == 0
	}
	return false
}
