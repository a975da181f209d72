package register_test

import (
	"testing"

	"pgregory.net/rapid"

	"ostlife/model/sequential"
	"ostlife/model/sequential/honest"
	"ostlife/model/sequential/register"
)

// TestHonestRunsAreAccepted steps through what the small system did in the order in
// which it did it: that order must be accepted, whatever was written out, evicted,
// replayed or pinned behind the operations.
func TestHonestRunsAreAccepted(t *testing.T) {
	reported, read := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		run := honest.Run(honest.Plan{
			Seed:       rapid.Uint64().Draw(t, "seed"),
			Nodes:      rapid.IntRange(1, 3).Draw(t, "nodes"),
			Targets:    1,
			Clients:    rapid.IntRange(1, 5).Draw(t, "clients"),
			Operations: rapid.IntRange(1, 200).Draw(t, "operations"),
			Unknown:    rapid.IntRange(0, 2).Draw(t, "unknown"),
			Overlap:    rapid.Bool().Draw(t, "overlap"),
			Data:       true,
		})
		s := register.Init()
		for _, o := range honest.Order(run, concerns) {
			o.Input.Node, o.Input.Written = sequential.Index(o.Node), true
			next, reason := register.Step(sequential.All, s, o.Input, o.Output)
			if reason.Rule == sequential.OutOfValues {
				return
			}
			if reason.Rule != sequential.Accepted {
				t.Fatalf("%s of node %d in state %s: %s: %s", o.Input.Operation, o.Node, s, reason.Rule, reason)
			}
			s = next
			switch {
			case o.Input.Operation == sequential.Sync && o.Output.Outcome == sequential.Refused:
				reported++
			case o.Input.Operation == sequential.Read && o.Output.Outcome == sequential.OK:
				read++
			}
		}
	})
	if reported == 0 || read == 0 {
		t.Errorf("%d syncs refused and %d reads answered: the runs show nothing", reported, read)
	}
}

func concerns(o *honest.Operation) bool {
	switch o.Input.Operation {
	case sequential.Write, sequential.Read, sequential.Sync, sequential.Evict, sequential.Connect, sequential.Restart:
		return true
	case sequential.Remove:
		return o.Output.Outcome != sequential.Refused
	}
	return false
}

// TestHash holds the hash to equality: equal states have equal hashes, and in runs no
// two different states were seen to share one.
func TestHash(t *testing.T) {
	states := map[uint64]register.State{}
	for seed := range uint64(100) {
		run := honest.Run(honest.Plan{Seed: seed, Nodes: 2, Targets: 1, Clients: 2, Operations: 80, Unknown: 2, Overlap: true, Data: true})
		s := register.Init()
		for _, o := range honest.Order(run, concerns) {
			o.Input.Node, o.Input.Written = sequential.Index(o.Node), true
			s, _ = register.Step(sequential.All, s, o.Input, o.Output)
			if before, ok := states[s.Hash()]; ok && before != s {
				t.Fatalf("%s and %s share a hash", before, s)
			}
			states[s.Hash()] = s
		}
	}
	if len(states) < 1000 {
		t.Errorf("only %d states were seen", len(states))
	}
}
