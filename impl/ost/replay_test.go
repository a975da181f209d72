package ost_test

import "ostlife/impl/wire"

// written connects client0, lets it commit 4, and write 5 without a commit.
func written(then ...asked) []asked {
	return append([]asked{
		{kind: wire.Connect, count: 1, want: "OK 1"},
		{kind: wire.Enqueue, count: 1, instance: 1, want: "OK 0"},
		{kind: wire.Write, count: 1, instance: 1, value: 4, want: "OK 0 version 1"},
		{kind: wire.Sync, count: 1, instance: 1, want: "OK 0"},
		{kind: wire.Write, count: 1, instance: 1, value: 5, want: "OK 0 version 2"},
	}, then...)
}

// replayScripts are what a restart does to data and ids.
var replayScripts = []script{
	{"a restart loses what is unstable and keeps what is committed", written([]asked{
		{kind: wire.Restart, want: "OK 0"},
		{wait: window, want: "dropped"},
		{kind: wire.Connect, count: 2, instance: 1, want: "OK 2"},
		{kind: wire.Enqueue, count: 2, instance: 2, want: "OK 0 value 4"},
		{kind: wire.Write, count: 2, instance: 2, value: 6, want: "OK 0 version 2"},
	}...)},
	{"another client's sync and eviction commit nothing of it", written([]asked{
		{kind: wire.Connect, count: 1, client: "client1", want: "OK 2"},
		{kind: wire.Sync, count: 1, client: "client1", instance: 2, want: "OK 0"},
		{kind: wire.Evict, client: "client1", want: "OK 2"},
		{kind: wire.Restart, want: "OK 0"},
		{wait: window, want: "dropped"},
		{kind: wire.Connect, count: 2, want: "OK 3"},
		{kind: wire.Enqueue, count: 2, instance: 3, want: "OK 0 value 4"},
	}...)},
	{"a replay restores it", written([]asked{
		{kind: wire.Restart, want: "OK 0"},
		{kind: wire.Connect, count: 2, instance: 1, want: "OK 1 fresh"},
		{kind: wire.ReplayWrite, count: 2, instance: 1, xid: 50, value: 5, version: 2, want: "OK 0"},
		{kind: wire.ReplayWrite, count: 2, instance: 1, xid: 50, value: 5, version: 2, want: "OK 0"}, // a copy
		{kind: wire.ReplayLock, count: 2, instance: 1, want: "OK 0"},
		{kind: wire.FinalPing, count: 2, instance: 1, want: "OK 0"},
		{kind: wire.Read, count: 2, instance: 1, want: "OK 0 value 5"},
		{kind: wire.Restart, want: "OK 0"}, // it is as unstable as before
		{kind: wire.Connect, count: 3, instance: 1, want: "OK 1 fresh"},
		{kind: wire.ReplayLock, count: 3, instance: 1, want: "OK 0"},
		{kind: wire.FinalPing, count: 3, instance: 1, want: "OK 0"},
		{kind: wire.Read, count: 3, instance: 1, want: "OK 0 value 4"},
	}...)},
	{"the last of several writes is replayed alone", written([]asked{
		{kind: wire.Write, count: 1, instance: 1, value: 6, want: "OK 0 version 2"},
		{kind: wire.Restart, want: "OK 0"},
		{kind: wire.Connect, count: 2, instance: 1, want: "OK 1 fresh"},
		{kind: wire.ReplayWrite, count: 2, instance: 1, value: 6, version: 2, want: "OK 0"},
		{kind: wire.ReplayLock, count: 2, instance: 1, want: "OK 0"},
		{kind: wire.FinalPing, count: 2, instance: 1, want: "OK 0"},
		{kind: wire.Read, count: 2, instance: 1, want: "OK 0 value 6"},
	}...)},
	{"a lock that is not replayed is gone", written([]asked{
		{kind: wire.Restart, want: "OK 0"},
		{kind: wire.Connect, count: 2, instance: 1, want: "OK 1 fresh"},
		{kind: wire.FinalPing, count: 2, instance: 1, want: "OK 0"},
		{kind: wire.Read, count: 2, instance: 1, want: nc},
		{kind: wire.Enqueue, count: 2, instance: 1, want: "OK 0 value 4"},
	}...)},
	{"a replay of what was committed changes nothing", written([]asked{
		{kind: wire.Sync, count: 1, instance: 1, want: "OK 0"},
		{kind: wire.Restart, want: "OK 0"},
		{kind: wire.Connect, count: 2, instance: 1, want: "OK 1 fresh"},
		{kind: wire.ReplayWrite, count: 2, instance: 1, value: 9, version: 2, want: "OK 0"},
		{kind: wire.ReplayLock, count: 2, instance: 1, want: "OK 0"},
		{kind: wire.FinalPing, count: 2, instance: 1, want: "OK 0"},
		{kind: wire.Read, count: 2, instance: 1, want: "OK 0 value 5"},
	}...)},
	{"a version that leaves a gap", written([]asked{
		{kind: wire.Restart, want: "OK 0"},
		{kind: wire.Connect, count: 2, instance: 1, want: "OK 1 fresh"},
		{kind: wire.ReplayWrite, count: 2, instance: 1, value: 5, version: 3, want: nc},
		{kind: wire.ReplayLock, count: 2, instance: 1, want: nc},
		{kind: wire.Connect, count: 3, instance: 1, want: "OK 2"},
		{kind: wire.Enqueue, count: 3, instance: 2, want: "OK 0 value 4"},
	}...)},
	{"a version that was overtaken", written([]asked{
		{kind: wire.Restart, want: "OK 0"},
		{kind: wire.Connect, count: 2, instance: 1, want: "OK 1 fresh"},
		{kind: wire.ReplayWrite, count: 2, instance: 1, value: 5, version: 0, want: nc},
	}...)},
	{"a version failure that was asked for, once", written([]asked{
		{kind: wire.Restart, want: "OK 0"},
		{kind: wire.Connect, count: 2, instance: 1, want: "OK 1 fresh"},
		{kind: wire.ReplayWrite, count: 2, instance: 1, value: 5, version: 2, fails: true, want: nc},
		{kind: wire.Connect, count: 3, instance: 1, want: "OK 2"},
		{kind: wire.Enqueue, count: 3, instance: 2, want: "OK 0 value 4"},
		{kind: wire.Write, count: 3, instance: 2, value: 6, want: "OK 0 version 2"},
		{kind: wire.Restart, want: "OK 0"},
		{kind: wire.Connect, count: 4, instance: 2, want: "OK 2 fresh"},
		{kind: wire.ReplayWrite, count: 4, instance: 2, value: 6, version: 2, want: "OK 0"},
	}...)},
	{"a version failure lets the others go on", pair([]asked{
		{kind: wire.Connect, count: 2, instance: 1, want: "OK 1 fresh"},
		{kind: wire.FinalPing, count: 2, instance: 1, want: "dropped"},
		{kind: wire.Connect, count: 2, client: "client1", instance: 2, want: "OK 2 fresh"},
		{kind: wire.ReplayWrite, count: 2, client: "client1", instance: 2, version: 7, want: "client0: FINAL_PING OK 0, " + nc},
	}...)},
	{"a replay that nobody asked for", written([]asked{
		{kind: wire.ReplayWrite, count: 1, instance: 1, value: 6, version: 3, want: nc},
		{kind: wire.ReplayLock, count: 1, instance: 1, want: nc},
		{kind: wire.FinalPing, count: 1, instance: 1, want: "OK 0"},
		{kind: wire.FinalPing, count: 1, instance: 2, want: nc},
		{kind: wire.FinalPing, count: 0, instance: 1, want: "dropped"},
		{kind: wire.Read, count: 1, instance: 1, want: "OK 0 value 5"},
	}...)},
	{"a replay before the client is back", written([]asked{
		{kind: wire.Restart, want: "OK 0"},
		{kind: wire.ReplayWrite, count: 1, instance: 1, value: 5, version: 2, want: nc},
		{kind: wire.ReplayLock, count: 1, instance: 1, want: nc},
		{kind: wire.Connect, count: 2, instance: 1, want: "OK 1 fresh"},
		{kind: wire.ReplayWrite, count: 1, instance: 1, value: 5, version: 2, want: "dropped"},
		{kind: wire.ReplayLock, count: 1, instance: 1, want: "dropped"},
		{kind: wire.ReplayLock, count: 2, instance: 9, want: nc}, // of another instance
		{kind: wire.FinalPing, count: 2, instance: 9, want: nc},
		{kind: wire.Connect, count: 3, instance: 1, want: "OK 1 fresh"}, // nothing was replayed
	}...)},
	{"object ids and instances over a restart", []asked{
		{kind: wire.Connect, count: 1, want: "OK 1"},
		{kind: wire.Create, count: 1, instance: 1, want: "OK 0 object 1"},
		{kind: wire.Create, count: 1, instance: 1, want: "OK 0 object 2"},
		{kind: wire.Restart, want: "OK 0"},
		{wait: window, want: "dropped"},
		{kind: wire.Connect, count: 2, instance: 1, want: "OK 2"},
		{kind: wire.Create, count: 2, instance: 2, want: "OK 0 object 3"},
	}},
}
