package cluster_test

import (
	"fmt"
	"time"

	"ostlife/impl/cluster"
	"ostlife/impl/env"
	"ostlife/model/lustre"
)

// One client writes into its cache, the OST fails and comes back, another client reads
// what was written: it gets the lock, and the first one's data goes to the OST for it.
// Then the target is deactivated, and a new object goes to the other one.
func Example() {
	w := env.NewControlled(env.Control{})
	k, err := cluster.New(w, cluster.Config{Clients: 2, MDSs: 1, Targets: 2, Timing: cluster.Virtual()})
	if err != nil {
		fmt.Println(err)
		return
	}
	w.Run("main", func(task *env.Task) {
		defer w.Stop()
		for t := range lustre.Target(2) {
			p, err := k.Add(task, t, t.UUID())
			fmt.Println("add", t, "at", p, err)
		}
		task.Sleep("until every node is connected", time.Second)

		_, err := k.Write(task, 0, 0, 42)
		fmt.Println("write", err)
		fmt.Println("restart", k.Restart(task, 0))
		value, _, err := k.Read(task, 1, 0)
		fmt.Println("read", value, err)

		p, err := k.Deactivate(task, 0)
		fmt.Println("deactivate at", p, err)
		task.Sleep("until every node has applied it", time.Second)
		target, object, err := k.Create(task, lustre.FirstMDS, "")
		fmt.Println("create", target, object, err)
	})
	// Output:
	// add OST0000 at 1 <nil>
	// add OST0001 at 2 <nil>
	// write <nil>
	// restart <nil>
	// read 42 <nil>
	// deactivate at 3 <nil>
	// create OST0001 1 <nil>
}
