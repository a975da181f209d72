package linear_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"ostlife/checker/history"
	"ostlife/checker/linear"
	"ostlife/model/lustre"
	"ostlife/model/sequential"
	"ostlife/model/sequential/honest"
)

// kinds gives the history's word for each operation of the specification.
var kinds = map[sequential.Operation]history.Kind{
	sequential.Connect: history.Connect, sequential.Evict: history.Evict,
	sequential.Add: history.Add, sequential.Deactivate: history.Deactivate,
	sequential.Activate: history.Activate, sequential.Remove: history.Remove,
	sequential.Status: history.Status, sequential.Settle: history.Settle,
	sequential.Restart: history.Restart, sequential.Create: history.Create,
	sequential.PoolAdd: history.PoolAdd, sequential.PoolRemove: history.PoolRemove, sequential.PoolList: history.PoolList,
	sequential.Write: history.WriteValue, sequential.Read: history.ReadValue, sequential.Sync: history.Sync,
}

var outcomes = map[sequential.Outcome]history.Outcome{
	sequential.OK: history.OK, sequential.Refused: history.Fail, sequential.Unknown: history.Info,
}

// recorded is a run as a history, which knows less than the run: not the order of the
// effects, nor what a node had applied.
func recorded(run []honest.Operation) *history.History {
	h := &history.History{Complete: true}
	var first lustre.Node // those that create are MDSs
	if slices.ContainsFunc(run, func(o honest.Operation) bool { return o.Input.Operation == sequential.Create }) {
		first = lustre.FirstMDS
	}
	for i, o := range run {
		op := history.Operation{
			ID: uint64(i + 1), Client: uint32(o.Client), Kind: kinds[o.Input.Operation],
			Node: first + o.Node, Target: o.Target, Call: o.Call, Return: o.Return,
			Outcome: outcomes[o.Output.Outcome],
			Result: history.Result{Instance: o.Output.Instance, Position: o.Output.Position,
				Status: o.Output.Status, Refusal: o.Output.Refusal, Value: o.Output.Value, Object: o.Output.Object},
			Value: o.Input.Value, Pool: o.Pool,
		}
		switch {
		case op.Kind == history.Create:
			op.Target, op.Result.Target = 0, o.Target
			if op.Outcome != history.OK {
				op.Result.Target = 0
			}
		case op.Kind == history.PoolList && op.Outcome == history.OK:
			op.Result.Targets = listed(o.Members)
		}
		if op.Kind == history.Add {
			op.UUID = fmt.Sprintf("%s-%d", lustre.Target(0).UUID(), o.Input.UUID)
		}
		h.Operations = append(h.Operations, op)
	}
	return h
}

// listed gives a list of targets from bits.
func listed(members uint64) history.Targets {
	var list []lustre.Target
	for target := range lustre.Target(64) {
		if members>>target&1 == 1 {
			list = append(list, target)
		}
	}
	return history.TargetsOf(list)
}

// TestHonestRunsHold is the bar that a checker must not fall below: no false alarm.
func TestHonestRunsHold(t *testing.T) {
	undecided := 0
	rapid.Check(t, func(t *rapid.T) {
		run := honest.Run(honest.Plan{
			Seed:       rapid.Uint64().Draw(t, "seed"),
			Nodes:      rapid.IntRange(1, 2).Draw(t, "nodes"),
			Targets:    rapid.IntRange(1, 2).Draw(t, "targets"),
			Clients:    rapid.IntRange(1, 5).Draw(t, "clients"),
			Operations: rapid.IntRange(1, 60).Draw(t, "operations"),
			Unknown:    rapid.IntRange(0, 4).Draw(t, "unknown"),
			Overlap:    rapid.Bool().Draw(t, "overlap"),
			Loose:      rapid.Bool().Draw(t, "loose"),
			Data:       rapid.Bool().Draw(t, "data"),
			Pools:      rapid.Bool().Draw(t, "pools"),
		})
		switch v := linear.Check(recorded(run), linear.Options{}); v.Result {
		case linear.Violated:
			t.Fatalf("%s: %s", v.Violations[0].Partition, v.Violations[0].Rule)
		case linear.Undecided:
			undecided++
		}
	})
	t.Logf("%d undecided", undecided)
}
