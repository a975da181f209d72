package ost_test

import (
	"time"

	"ostlife/impl/wire"
)

// pair connects client0 and client1 and restarts the OST.
func pair(then ...asked) []asked {
	return append([]asked{
		{kind: wire.Connect, count: 1, want: "OK 1"},
		{kind: wire.Connect, count: 1, client: "client1", want: "OK 2"},
		{kind: wire.Restart, want: "OK 0"},
	}, then...)
}

// windowScripts are what a restart does to connections.
var windowScripts = []script{
	{"nobody has an export", []asked{
		{kind: wire.Restart, want: "OK 0"},
		{kind: wire.Connect, count: 1, want: "OK 1"},
	}},
	{"every request is refused until the window is over", written([]asked{
		{kind: wire.Restart, want: "OK 0"},
		{kind: wire.Ping, count: 1, instance: 1, want: nc},
		{kind: wire.Read, count: 1, instance: 1, want: nc},
		{kind: wire.Enqueue, count: 1, instance: 1, want: nc},
		{kind: wire.Write, count: 1, instance: 1, value: 6, want: nc},
		{kind: wire.Sync, count: 1, instance: 1, want: nc},
		{kind: wire.Cancel, count: 1, instance: 1, want: nc},
		{kind: wire.Create, count: 1, instance: 1, want: nc},
		{kind: wire.Connect, count: 2, instance: 1, want: "OK 1 fresh"},
		{kind: wire.Ping, count: 2, instance: 1, want: nc},
		{kind: wire.Write, count: 2, instance: 1, value: 6, want: nc},
		{kind: wire.FinalPing, count: 2, instance: 1, want: "OK 0"},
		{kind: wire.Ping, count: 2, instance: 1, want: "OK 1"},
	}...)},
	{"fresh until something is replayed, then again", pair([]asked{
		{kind: wire.Connect, count: 2, instance: 1, want: "OK 1 fresh"},
		{kind: wire.Connect, count: 2, instance: 1, want: "OK 1 fresh"}, // a copy
		{kind: wire.Connect, count: 3, instance: 1, want: "OK 1 fresh"},
		{kind: wire.ReplayLock, count: 3, instance: 1, want: "OK 0"},
		{kind: wire.Connect, count: 3, instance: 1, want: "OK 1 again"}, // a copy
		{kind: wire.Connect, count: 4, instance: 1, want: "OK 1 again"},
		{kind: wire.FinalPing, count: 4, instance: 1, want: "dropped"},
		{kind: wire.Connect, count: 4, instance: 1, want: "OK 1 again"}, // a copy, which undoes nothing
		{kind: wire.Connect, count: 2, client: "client1", instance: 2, want: "OK 2 fresh"},
		{kind: wire.FinalPing, count: 2, client: "client1", instance: 2, want: "client0: FINAL_PING OK 0, OK 0"},
		{kind: wire.Connect, count: 5, instance: 1, want: "OK 1"},
	}...)},
	{"a copy of a connect of before the restart", pair([]asked{
		{kind: wire.Connect, count: 1, want: "dropped"},
		{kind: wire.FinalPing, count: 1, instance: 1, want: nc}, // it is still awaited
		{kind: wire.Connect, count: 2, instance: 1, want: "OK 1 fresh"},
	}...)},
	{"a final ping is answered when the last is done", pair([]asked{
		{kind: wire.Connect, count: 2, instance: 1, want: "OK 1 fresh"},
		{kind: wire.FinalPing, count: 2, instance: 1, xid: 7, want: "dropped"},
		{kind: wire.FinalPing, count: 2, instance: 1, xid: 7, want: "dropped"}, // a copy
		{kind: wire.Ping, count: 2, instance: 1, want: nc},
		{kind: wire.Connect, count: 2, client: "client1", instance: 2, want: "OK 2 fresh"},
		{kind: wire.FinalPing, count: 2, client: "client1", instance: 2, want: "client0: FINAL_PING OK 0, OK 0"},
		{kind: wire.FinalPing, count: 2, instance: 1, xid: 7, want: "OK 0"}, // a copy
		{kind: wire.Ping, count: 2, instance: 1, want: "OK 1"},
		{wait: 2 * window, want: "dropped"},
		{kind: wire.Ping, count: 2, client: "client1", instance: 2, want: "OK 2"},
	}...)},
	{"a final ping of an older connection is not answered", pair([]asked{
		{kind: wire.Connect, count: 2, instance: 1, want: "OK 1 fresh"},
		{kind: wire.FinalPing, count: 2, instance: 1, want: "dropped"},
		{kind: wire.Connect, count: 3, instance: 1, want: "OK 1 again"},
		{kind: wire.Evict, client: "client1", want: "OK 2"}, // client0 is not done any more
		{kind: wire.FinalPing, count: 2, instance: 1, want: "dropped"},
		{kind: wire.Ping, count: 3, instance: 1, want: nc},
		{kind: wire.FinalPing, count: 3, instance: 1, want: "OK 0"},
	}...)},
	{"the window expires and drops who did not come", pair([]asked{
		{kind: wire.Connect, count: 2, instance: 1, want: "OK 1 fresh"},
		{kind: wire.FinalPing, count: 2, instance: 1, want: "dropped"},
		{wait: window - 10*time.Millisecond, want: "dropped"},
		{wait: 10 * time.Millisecond, want: "client0: FINAL_PING OK 0"},
		{kind: wire.Ping, count: 2, instance: 1, want: "OK 1"},
		{kind: wire.Ping, count: 1, client: "client1", instance: 2, want: nc},
		{kind: wire.Connect, count: 2, client: "client1", instance: 2, want: "OK 3"},
	}...)},
	{"the window expires and drops who came and did not finish", pair([]asked{
		{kind: wire.Connect, count: 2, instance: 1, want: "OK 1 fresh"},
		{kind: wire.ReplayWrite, count: 2, instance: 1, value: 5, version: 1, want: "OK 0"},
		{kind: wire.ReplayLock, count: 2, instance: 1, want: "OK 0"},
		{wait: window, want: "dropped"},
		{kind: wire.FinalPing, count: 2, instance: 1, want: nc},
		{kind: wire.Connect, count: 2, client: "client1", instance: 2, want: "OK 3"},
		{kind: wire.Enqueue, count: 2, client: "client1", instance: 3, want: "OK 0 value 5"},
	}...)},
	{"who was not there comes again when the window is over", pair([]asked{
		{kind: wire.Connect, count: 1, client: "client2", want: "IN_WINDOW 0"},
		{kind: wire.Connect, count: 1, client: "client2", want: "dropped"},                       // a copy
		{kind: wire.Connect, count: 2, client: "client2", instance: 9, want: "IN_WINDOW 0"},      // one that never was
		{kind: wire.Connect, count: 2, client: "client1", want: "IN_WINDOW 0"},                   // gives its export up
		{kind: wire.Connect, count: 3, client: "client1", instance: 2, want: "IN_WINDOW 0"},      // which is gone
		{kind: wire.Enqueue, count: 3, client: "client1", instance: 2, want: nc},                 // and serves nothing
		{kind: wire.ReplayLock, count: 3, client: "client1", instance: 2, want: nc},              // nor takes a replay
		{kind: wire.ReplayWrite, count: 2, client: "client1", instance: 2, want: "dropped"},      // nor one that is older
		{kind: wire.Connect, count: 2, instance: 1, want: "OK 1 fresh"},                          // the last awaited
		{kind: wire.FinalPing, count: 2, instance: 1, want: "OK 0"},                              // so it ends
		{kind: wire.Connect, count: 3, client: "client2", want: "OK 3"},                          // for all
		{kind: wire.Connect, count: 4, client: "client1", instance: 2, want: "OK 4"},             // ids rise
		{kind: wire.ReplayWrite, count: 2, instance: 1, value: 6, version: 1, want: nc},          // too late
		{kind: wire.ReplayLock, count: 2, instance: 1, want: nc},                                 // too late
		{kind: wire.Connect, count: 5, client: "client1", instance: 4, want: "OK 4"},             // as ever
		{kind: wire.Enqueue, count: 5, client: "client1", instance: 4, want: "OK 0"},             // nobody has it
		{kind: wire.Enqueue, count: 2, instance: 1, want: "client1: CALLBACK OK 4, MUST_WAIT 0"}, // but now
	}...)},
	{"the last awaited gives its export up", []asked{
		{kind: wire.Connect, count: 1, want: "OK 1"},
		{kind: wire.Restart, want: "OK 0"},
		{kind: wire.Connect, count: 2, want: "OK 2"},
		{wait: 2 * window, want: "dropped"},
		{kind: wire.Ping, count: 2, instance: 2, want: "OK 2"},
	}},
	{"the last awaited gives its export up, and another waits", pair([]asked{
		{kind: wire.Connect, count: 2, instance: 1, want: "OK 1 fresh"},
		{kind: wire.FinalPing, count: 2, instance: 1, want: "dropped"},
		{kind: wire.Connect, count: 2, client: "client1", want: "client0: FINAL_PING OK 0, IN_WINDOW 0"},
		{kind: wire.Connect, count: 3, client: "client1", want: "OK 3"},
	}...)},
	{"evictions and disconnects end the window", pair([]asked{
		{kind: wire.Connect, count: 2, instance: 1, want: "OK 1 fresh"},
		{kind: wire.FinalPing, count: 2, instance: 1, want: "dropped"},
		{kind: wire.Disconnect, count: 1, client: "client1", instance: 2, want: "client0: FINAL_PING OK 0, OK 0"},
		{kind: wire.Restart, want: "OK 0"},
		{kind: wire.Evict, want: "OK 1"},
		{kind: wire.Connect, count: 1, client: "client2", want: "OK 3"},
	}...)},
	{"an eviction answers the final ping that waits", pair([]asked{
		{kind: wire.Connect, count: 2, instance: 1, want: "OK 1 fresh"},
		{kind: wire.FinalPing, count: 2, instance: 1, want: "dropped"},
		{kind: wire.Evict, want: "client0: FINAL_PING NOT_CONNECTED 0, OK 1"},
	}...)},
	{"a second restart opens a window of its own", pair([]asked{
		{kind: wire.Connect, count: 2, instance: 1, want: "OK 1 fresh"},
		{kind: wire.FinalPing, count: 2, instance: 1, want: "dropped"},
		{wait: window / 2, want: "dropped"},
		{kind: wire.Restart, xid: 90, want: "client0: FINAL_PING NOT_CONNECTED 0, OK 0"},
		{wait: window * 3 / 4, want: "dropped"}, // the first would be over
		{kind: wire.Connect, count: 3, instance: 1, want: "OK 1 fresh"},
		{kind: wire.Restart, xid: 90, want: "OK 0"}, // a copy
		{kind: wire.FinalPing, count: 3, instance: 1, want: "dropped"},
		{wait: window / 4, want: "client0: FINAL_PING OK 0"},
	}...)},
}
