// Package impl is the root of the concurrent reference implementation, one
// package a Lustre layer. It has no code of its own; its test holds the rules
// that every layer keeps.
//
// From low to high the packages are
//
//	env                tasks, locks, waits and time
//	wire disk          the network, the disk-obd
//	llog               the config log, and the unlink logs of an MDS
//	ptlrpc             requests, ptlrpcd, imports and their workers, the pinger
//	ost mgs mgc        the servers, and the reader of the config log
//	mdc                the client of an MDS
//	ldlm               the lock of a target's object
//	osc lov llite mds  the layers that an event climbs (C2.2)
//	cluster            nodes put together
//
// A layer calls the one below it and is told of events through an interface that
// the lower layer declares; it never imports a higher one. Everything that runs,
// waits, locks or looks at a clock does so through env, so that the same code runs
// under a controlled scheduler, as plain goroutines, and as processes. What may
// block takes an [ostlife/impl/env.Task]; a reply interpreter has none (C2.1b).
package impl
