package cluster_test

import (
	"fmt"
	"testing"
	"time"

	"ostlife/impl/cluster"
	"ostlife/model/lustre"
)

// lags lists what a pool has at some nodes.
func (u keeper) lags(pool string, nodes ...lustre.Node) (list string) {
	for _, n := range nodes {
		_, members := u.k.PoolList(n, pool)
		list += fmt.Sprint(members)
	}
	return list
}

// TestPrefixLag has each node read the config log up to another record: each is at the
// prefix that it has read, and an MDS that starts again with its copy, while the MGS
// cannot be reached, connects to nobody and serves nobody before it has read the end.
func TestPrefixLag(t *testing.T) {
	keeps(t, nil, func(u keeper) {
		away := func(n lustre.Node, on bool) {
			u.k.Network().Partition(cluster.ClientAddress(n), cluster.MGSAddress, on)
		}
		join := func(target lustre.Target) {
			_, err := u.k.PoolAdd(u.task, "flash", target)
			u.ok("pool", err)
			u.quiet()
		}
		away(node0, true)
		join(0)
		u.want("one node lags", u.lags("flash", node0, node1, mds0), "[][OST0000][OST0000]")
		away(node1, true)
		join(1)
		u.want("two lag", u.lags("flash", node0, node1, mds0), "[][OST0000][OST0000 OST0001]")

		u.ok("crash", u.k.Crash(u.task, mds0, 0))
		away(mds0, true)
		u.ok("start", u.k.Start(u.task, mds0))
		u.task.Sleep("test: it cannot reach the MGS", time.Second)
		u.want("its copy", u.lags("flash", mds0), "[OST0000 OST0001]")
		u.want("connected", u.k.Status(mds0, 0).Active, lustre.Instance(0))
		if target, object, err := u.k.Create(u.task, node0, ""); err == nil {
			t.Errorf("object %d of %s was made", object, target)
		}
		for _, n := range []lustre.Node{node0, node1, mds0} {
			away(n, false)
		}
		u.quiet()
		u.want("at the end", u.lags("flash", node0, node1, mds0), "[OST0000 OST0001][OST0000 OST0001][OST0000 OST0001]")
		u.create(node0)
	})
}
