package disk_test

import (
	"fmt"

	"ostlife/impl/disk"
	"ostlife/impl/env"
)

// A machine fails between two commits: the first transaction is there when it starts
// again, the second one is not.
func Example() {
	w := env.NewControlled(env.Control{})
	w.Run("server", func(t *env.Task) {
		medium := disk.NewMemory("OST0000.db", "OST0000")
		d, _ := disk.Mount(w, medium, nil)
		_, _ = d.Write(disk.Put("object/1", nil), disk.Put("server", disk.Numbers(1)))
		_ = d.Commit(t)
		_, _ = d.Write(disk.Delete("object/1"))
		d.Crash(0)

		d, _ = disk.Mount(w, medium, nil)
		fmt.Println(d.Names(""))

		medium.SetReadOnly(true)
		_, _ = d.Write(disk.Delete("object/1"))
		fmt.Println(d.Commit(t))
	})
	// Output:
	// [mounts object/1 server]
	// disk OST0000.db: read-only: 1 transactions are not written
}
