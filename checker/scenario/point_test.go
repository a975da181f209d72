package scenario_test

import (
	"fmt"
	"strings"
	"testing"

	"ostlife/checker/scenario"
)

// The lines with which a fault point is provoked, and those with which all is well again.
const (
	loses    = "disconnect client0 OST0000\n"
	losesMDS = "disconnect mds0 OST0000\nc = create mds0 &\n"
	writes   = "write client0 OST0000 1\ns = sync client0 OST0000 &\n"
	replays  = "write client0 OST0000 1\nd = drop SYNC request client0 OST0000\ns = sync client0 OST0000 &\nwait 1s\nstop(OST0000)\nstart(OST0000)\n"
	restarts = "stop(OST0000)\nstart(OST0000)\n"
	fills    = "disconnect mds0 OST0000\nwait until not slot mds0 OST0000 active\nwait until slot mds0 OST0000 active\nc = create mds0 &\n"
	unlinks  = "u = unlink client0 f &\n"
	starts   = "wait until down OST0000\nstart(OST0000)\n"
	startMDS = "wait until down mds0\nstart(mds0)\n"
	toggles  = "deact OST0000\nwait 20s\nact OST0000\n"
)

// provoked says what each fault point needs to come.
var provoked = map[string]string{
	"connect-request-lost": loses, "connect-reply-lost": loses, "connect-request-late": loses, "connect-reply-late": loses,
	"disconnect-lost": toggles, "ping-lost": "", "ping-late": "",
	"enqueue-lost": writes, "enqueue-reply-lost": writes, "callback-lost": "r = read client1 OST0000 &\n", "cancel-lost": "write client0 OST0000 2\n" + toggles,
	"write-lost": writes, "write-late": writes, "write-reply-lost": writes, "sync-lost": writes, "sync-reply-lost": writes,
	"version-fails": replays, "replay-lost": replays, "lock-replay-lost": replays, "final-ping-late": restarts,
	"crash-in-recovery": restarts + starts, "loss-in-recovery": restarts, "crash-at-write": writes + starts,
	"mds-conn-lost": losesMDS, "mds-conn-refused": losesMDS, "llog-connect-lost": losesMDS, "llog-connect-refused": losesMDS,
	"llog-read-lost": losesMDS, "llog-cancel-lost": unlinks, "orphans-lost": losesMDS, "orphans-late": losesMDS, "orphans-refused": losesMDS,
	"destroy-lost": unlinks, "destroy-reply-lost": unlinks, "crash-at-destroy": unlinks + starts,
	"precreate-lost": fills, "precreate-reply-lost": fills, "no-precreate": fills,
	"file-create-lost": "g = create client0 &\n", "file-create-reply-lost": "g = create client0 &\n",
	"unlink-lost": unlinks, "unlink-reply-lost": unlinks, "crash-at-create": "g = create client0 &\n" + startMDS,
	"crash-at-unlink": unlinks + startMDS, "crash-after-unlink": unlinks + startMDS,
	"client-dies-at-unlink": unlinks + "wait until down client0\nstart(client0)\n",
	"config-lost":           toggles, "config-unheard": toggles,
}

// at gives the machines of the fault points that are not the target's.
var at = map[string]string{
	"file-create-lost": "mds0", "file-create-reply-lost": "mds0", "unlink-lost": "mds0", "unlink-reply-lost": "mds0", "crash-at-create": "mds0",
	"crash-at-unlink": "mds0", "crash-after-unlink": "mds0", "client-dies-at-unlink": "mds0", "config-lost": "MGS", "config-unheard": "MGS",
}

// pointStory is a scenario in which a fault point comes, or, without what it needs, does
// not.
func pointStory(point string, comes bool) string {
	server, ok := at[point]
	if !ok {
		server = "OST0000"
	}
	cluster, before := "clients=1 mdss=1 targets=1", ""
	switch provoke := provoked[point]; {
	case point == "callback-lost":
		cluster, before = "clients=2 targets=1", "write client0 OST0000 7\n"
	case strings.HasPrefix(provoke, unlinks), strings.Contains(provoke, "mds0"), strings.Contains(provoke, "create"):
		before = "f = create client0\n"
	}
	if !comes {
		return fmt.Sprintf("# id: x\ncluster %s ping=30s config=50s\n%sx = fl(%s, %s)\nwait 5s\nexpect x hits = 0\n", cluster, before, point, server)
	}
	return fmt.Sprintf("# id: x\ncluster %s\n%sx = fl(%s, %s)\n%sexpect x hits >= 1 within 60s\nrelease x\nwait until import nodes OST0000 FULL\nwait until quiet\n",
		cluster, before, point, server, provoked[point])
}

// TestPoints has every fault point come, on the implementation and on the model, and shows
// that it does not come where nothing provokes it.
func TestPoints(t *testing.T) {
	for _, p := range scenario.Points() {
		t.Run(p.Name, func(t *testing.T) {
			if _, ok := provoked[p.Name]; !ok {
				t.Fatal("nothing is known to provoke it")
			}
			for _, comes := range []bool{true, false} {
				s, err := scenario.Parse(p.Name, pointStory(p.Name, comes))
				if err != nil {
					t.Fatal(err)
				}
				holds(t, runs(t, s, scenario.Options{Seed: 1}))
				r := runs(t, s, scenario.Options{On: scenario.Model})
				if refused := r.Refused != nil; refused != (p.Name == pointBeyondModel) {
					t.Errorf("on the model: %v", r.Refused)
				} else if !refused {
					holds(t, r)
				}
			}
		})
	}
}

// pointBeyondModel is the one fault point that the model's world has not.
const pointBeyondModel = "no-precreate"
