package ost_test

import "ostlife/impl/wire"

// objectScripts are what can happen to an object outside of recovery. NC is what a
// client hears whose export is not good.
var objectScripts = []script{
	{"a lock, a write, a read", []asked{
		{kind: wire.Connect, count: 1, want: "OK 1"},
		{kind: wire.Enqueue, count: 1, instance: 1, want: "OK 0"},
		{kind: wire.Read, count: 1, instance: 1, want: "OK 0"},
		{kind: wire.Write, count: 1, instance: 1, value: 5, want: "OK 0 version 1"},
		{kind: wire.Read, count: 1, instance: 1, want: "OK 0 value 5"},
		{kind: wire.Write, count: 1, instance: 1, value: 6, want: "OK 0 version 1"}, // 5 is not on disk
		{kind: wire.Sync, count: 1, instance: 1, want: "OK 0"},
		{kind: wire.Write, count: 1, instance: 1, value: 6, want: "OK 0 version 2"},
		{kind: wire.Cancel, count: 1, instance: 1, want: "OK 0"},
		{kind: wire.Enqueue, count: 1, instance: 1, want: "OK 0 value 6"},
	}},
	{"no export", []asked{
		{kind: wire.Enqueue, count: 1, instance: 1, want: nc},
		{kind: wire.Write, count: 1, instance: 1, value: 5, want: nc},
		{kind: wire.Sync, count: 1, instance: 1, want: nc},
		{kind: wire.Cancel, count: 1, instance: 1, want: nc},
		{kind: wire.Read, count: 1, instance: 1, want: nc},
		{kind: wire.Create, count: 1, instance: 1, want: nc},
		{kind: wire.Create, count: 1, want: nc},
	}},
	{"another instance", []asked{
		{kind: wire.Connect, count: 1, want: "OK 1"},
		{kind: wire.Connect, count: 2, want: "OK 2"},
		{kind: wire.Enqueue, count: 2, instance: 1, want: nc},
		{kind: wire.Enqueue, count: 2, instance: 2, want: "OK 0"},
		{kind: wire.Write, count: 2, instance: 1, value: 5, want: nc},
		{kind: wire.Sync, count: 2, instance: 1, want: nc},
		{kind: wire.Cancel, count: 2, instance: 1, want: nc},
		{kind: wire.Create, count: 2, instance: 1, want: nc},
		{kind: wire.Read, count: 2, instance: 1, want: nc},
		{kind: wire.Read, count: 2, instance: 2, want: "OK 0"}, // the lock is there, and no value
		{kind: wire.Create, count: 2, instance: 2, want: "OK 0 object 1"},
	}},
	{"an older connection", []asked{
		{kind: wire.Connect, count: 1, want: "OK 1"},
		{kind: wire.Enqueue, count: 1, instance: 1, want: "OK 0"},
		{kind: wire.Connect, count: 2, instance: 1, want: "OK 1"},
		{kind: wire.Ping, count: 1, instance: 1, want: "dropped"},
		{kind: wire.Enqueue, count: 1, instance: 1, want: "dropped"},
		{kind: wire.Write, count: 1, instance: 1, value: 5, want: "dropped"},
		{kind: wire.Sync, count: 1, instance: 1, want: "dropped"},
		{kind: wire.Cancel, count: 1, instance: 1, want: "dropped"},
		{kind: wire.Read, count: 1, instance: 1, want: "dropped"},
		{kind: wire.Create, count: 1, instance: 1, want: "dropped"},
		{kind: wire.Read, count: 2, instance: 1, want: "OK 0"},
		{kind: wire.Create, count: 2, instance: 1, want: "OK 0 object 1"},
	}},
	{"a lock is handed over", []asked{
		{kind: wire.Connect, count: 1, want: "OK 1"},
		{kind: wire.Connect, count: 1, client: "client1", want: "OK 2"},
		{kind: wire.Enqueue, count: 1, instance: 1, want: "OK 0"},
		{kind: wire.Write, count: 1, instance: 1, value: 5, want: "OK 0 version 1"},
		{kind: wire.Enqueue, count: 1, instance: 2, client: "client1", want: "client0: CALLBACK OK 1, MUST_WAIT 0"},
		{kind: wire.Read, count: 1, instance: 2, client: "client1", want: nc},
		{kind: wire.Enqueue, count: 1, instance: 2, client: "client1", want: "client0: CALLBACK OK 1, MUST_WAIT 0"},
		{kind: wire.Enqueue, count: 1, instance: 1, want: "OK 0 value 5"}, // it has it
		{kind: wire.Cancel, count: 1, instance: 1, want: "OK 0"},
		{kind: wire.Read, count: 1, instance: 1, want: nc},
		{kind: wire.Enqueue, count: 1, instance: 2, client: "client1", want: "OK 0 value 5"},
		{kind: wire.Write, count: 1, instance: 2, client: "client1", value: 6, want: "OK 0 version 2"},
		{kind: wire.Enqueue, count: 1, instance: 1, want: "client1: CALLBACK OK 2, MUST_WAIT 0"},
	}},
	{"an eviction frees the lock and keeps the data", []asked{
		{kind: wire.Connect, count: 1, want: "OK 1"},
		{kind: wire.Connect, count: 1, client: "client1", want: "OK 2"},
		{kind: wire.Enqueue, count: 1, instance: 1, want: "OK 0"},
		{kind: wire.Write, count: 1, instance: 1, value: 5, want: "OK 0 version 1"},
		{kind: wire.Evict, want: "OK 1"},
		{kind: wire.Enqueue, count: 1, instance: 2, client: "client1", want: "OK 0 value 5"},
		{kind: wire.Write, count: 1, instance: 1, value: 6, want: nc},
		{kind: wire.Read, count: 1, instance: 2, client: "client1", want: "OK 0 value 5"},
		{kind: wire.Restart, want: "OK 0"},
		{wait: window, want: "dropped"},
		{kind: wire.Connect, count: 2, want: "OK 3"},
		{kind: wire.Enqueue, count: 2, instance: 3, want: "OK 0 value 5"}, // it was committed
	}},
	{"a disconnect frees the lock and keeps the data", []asked{
		{kind: wire.Connect, count: 1, want: "OK 1"},
		{kind: wire.Connect, count: 1, client: "client1", want: "OK 2"},
		{kind: wire.Enqueue, count: 1, instance: 1, want: "OK 0"},
		{kind: wire.Write, count: 1, instance: 1, value: 5, want: "OK 0 version 1"},
		{kind: wire.Disconnect, count: 1, instance: 1, want: "OK 0"},
		{kind: wire.Enqueue, count: 1, instance: 2, client: "client1", want: "OK 0 value 5"},
	}},
	{"a reconnect keeps the lock, a new export does not", []asked{
		{kind: wire.Connect, count: 1, want: "OK 1"},
		{kind: wire.Enqueue, count: 1, instance: 1, want: "OK 0"},
		{kind: wire.Write, count: 1, instance: 1, value: 5, want: "OK 0 version 1"},
		{kind: wire.Connect, count: 2, instance: 1, want: "OK 1"},
		{kind: wire.Read, count: 2, instance: 1, want: "OK 0 value 5"},
		{kind: wire.Connect, count: 3, want: "OK 2"},
		{kind: wire.Read, count: 3, instance: 2, want: nc},
	}},
	{"copies", []asked{
		{kind: wire.Connect, count: 1, want: "OK 1"},
		{kind: wire.Enqueue, count: 1, instance: 1, xid: 7, want: "OK 0"},
		{kind: wire.Write, count: 1, instance: 1, xid: 8, value: 5, want: "OK 0 version 1"},
		{kind: wire.Write, count: 1, instance: 1, xid: 8, value: 5, want: "OK 0 version 1"},
		{kind: wire.Enqueue, count: 1, instance: 1, xid: 7, want: "dropped"},
		{kind: wire.Sync, count: 1, instance: 1, xid: 9, want: "OK 0"},
		{kind: wire.Sync, count: 1, instance: 1, xid: 9, want: "OK 0"},
		{kind: wire.Cancel, count: 1, instance: 1, xid: 10, want: "OK 0"},
		{kind: wire.Enqueue, count: 1, instance: 1, xid: 7, want: "dropped"}, // no second grant
		{kind: wire.Cancel, count: 1, instance: 1, xid: 10, want: "OK 0"},
		{kind: wire.Read, count: 1, instance: 1, want: nc},
		{kind: wire.Create, count: 1, instance: 1, xid: 6, want: "OK 0 object 1"}, // creates are beside the rest
		{kind: wire.Create, count: 1, instance: 1, xid: 6, want: "OK 0 object 2"},
	}},
	{"a write that its sender has given up comes late", []asked{
		{kind: wire.Connect, count: 1, want: "OK 1"},
		{kind: wire.Connect, count: 1, client: "client1", want: "OK 2"},
		{kind: wire.Enqueue, count: 1, instance: 1, xid: 7, want: "OK 0"},
		{kind: wire.Write, count: 1, instance: 1, xid: 9, value: 5, want: "OK 0 version 1"}, // 8 is on its way
		{kind: wire.Cancel, count: 1, instance: 1, xid: 10, want: "OK 0"},
		{kind: wire.Enqueue, count: 1, instance: 2, client: "client1", want: "OK 0 value 5"},
		{kind: wire.Write, count: 1, instance: 2, client: "client1", value: 6, want: "OK 0 version 2"},
		{kind: wire.Write, count: 1, instance: 1, xid: 8, value: 4, want: "dropped"},
		{kind: wire.Read, count: 1, instance: 2, client: "client1", want: "OK 0 value 6"},
	}},
}
