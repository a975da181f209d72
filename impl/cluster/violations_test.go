package cluster_test

import (
	"testing"
	"time"

	"ostlife/impl/cluster"
	"ostlife/impl/env"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// TestViolations puts a liar in the MGS's place, who gives every node a record that the
// log before it forbids: the cluster lists what each node saw.
func TestViolations(t *testing.T) {
	w := env.NewControlled(env.Control{})
	k, err := cluster.New(w, cluster.Config{Clients: 2, Targets: 1, Timing: cluster.Virtual()})
	if err != nil {
		t.Fatal(err)
	}
	k.Network().Listen(cluster.MGSAddress, func(m wire.Message) {
		reply := m.Answer(wire.OK)
		reply.Position = 1
		if m.Position == 0 {
			reply.Records = []wire.Record{{Position: 1, Kind: lustre.ConfigRemove, Target: target0}}
		}
		_ = k.Network().Send(reply)
	})
	if list := k.Violations(); len(list) > 0 {
		t.Errorf("violations before anything happened: %+v", list)
	}
	report := w.Run("test", func(task *env.Task) {
		defer w.Stop()
		task.Sleep("test: some reads", time.Second)
		if _, err := k.Connect(task, node0, target0); err != lustre.ErrNoTarget {
			t.Errorf("connect: %v", err)
		}
	})
	if err := report.Err(); err != nil {
		t.Error(err)
	}
	list := k.Violations()
	if len(list) != 2 || list[0].Node == list[1].Node {
		t.Fatalf("violations: %+v", list)
	}
	list[0] = lustre.Violation{}
	if k.Violations()[0] == list[0] {
		t.Error("the list is the cluster's own")
	}
}
