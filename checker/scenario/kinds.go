package scenario

import (
	"fmt"
	"slices"

	"ostlife/impl/wire"
)

// ways are the kinds of messages that go between a node and a server, by who these are.
var ways = []struct {
	server MachineKind
	mds    bool // the node is one
	client bool
	kinds  []wire.Kind
}{
	{IsTarget, true, true, []wire.Kind{wire.Connect, wire.Disconnect, wire.Ping, wire.FinalPing, wire.Destroy}},
	{IsTarget, false, true, []wire.Kind{wire.Enqueue, wire.Write, wire.Sync, wire.Cancel, wire.Read, wire.Callback, wire.ReplayWrite, wire.ReplayLock}},
	{IsTarget, true, false, []wire.Kind{wire.Create, wire.MDSConn, wire.LlogConnect, wire.LlogRead, wire.LlogCancel, wire.Orphans}},
	{IsNode, false, true, []wire.Kind{wire.MDSCreate, wire.MDSUnlink, wire.MDSPing, wire.MDSGet}},
	{IsMGS, true, true, []wire.Kind{wire.LogRead}},
}

// kindsOfSide are the kinds of messages that only the MDS's side has.
var kindsOfSide = []wire.Kind{wire.Destroy, wire.MDSConn, wire.LlogConnect, wire.LlogRead, wire.LlogCancel, wire.Orphans,
	wire.MDSCreate, wire.MDSUnlink, wire.MDSPing, wire.MDSGet}

// unanswered are the kinds that have no reply.
var unanswered = []wire.Kind{wire.Callback, wire.LlogCancel}

// goes refuses to strike messages that never go between these two.
func goes(_ *Cluster, a Args) Lack {
	k, n, m := a["KIND"].Kind, a.node(), a["SERVER"].Machine
	if slices.Contains(unanswered, k) && a.text("request|reply") == "reply" {
		return Lack{What: fmt.Sprintf("a %s has no reply", k)}
	}
	if a.has("COUNT") && a["COUNT"].Number == 0 {
		return Lack{What: "0 messages are none: leave the number out, or say all"}
	}
	known := false
	for _, w := range ways {
		has := slices.Contains(w.kinds, k)
		if has && w.server == m.Kind && (n.MDS() && w.mds || !n.MDS() && w.client) {
			return Lack{}
		}
		known = known || has
	}
	what := fmt.Sprintf("no %s goes between %s and %s", k, n, m.Name)
	if !known {
		return Lack{what, fmt.Sprintf("strikes of %s, which is the administrator's", k)}
	}
	return Lack{What: what}
}
