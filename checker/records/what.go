package records

// What is what a message says. Behind each is which of [Message]'s parts and Fields it has.
type What string

// What an import's own node says of it.
const (
	WhatLost             What = "lost"              // Device Target NID, fate: "wait" or "fail"
	WhatRestored         What = "restored"          // Device Target NID; not printed for a first connect
	WhatEvicted          What = "evicted"           // Device Target: this client was evicted
	WhatDenied           What = "denied"            // Device Target, rc: connection denied
	WhatVersionRefused   What = "version-refused"   // Target, version
	WhatNIDTried         What = "nid-tried"         // Device NID, last: the connect takes this NID
	WhatUsing            What = "using"             // Device Import, connection
	WhatChanging         What = "changing"          // Device Target NID: the connection moves to another NID
	WhatAllTried         What = "all-tried"         // Device, latency: all NIDs were tried
	WhatConnectRequest   What = "connect-request"   // Request, timeout
	WhatConnectRefused   What = "connect-refused"   // why: "closed", "connected" or "connecting"; it names no import
	WhatNoConnection     What = "no-connection"     // Device: the import has no NID
	WhatInstance         What = "instance"          // Device, instance: the reply is good
	WhatReplayable       What = "replayable"        // Target: connected, it keeps requests for a recovery
	WhatDuringRecovery   What = "during-recovery"   // Target: first connect, the server recovers
	WhatPartition        What = "partition"         // Target NID: reconnected, same handle
	WhatReconnected      What = "reconnected"       // Target NID: a recovery is over
	WhatHandleChanged    What = "handle-changed"    // Target NID, was, now: evicted by it
	WhatHandleJoined     What = "handle-joined"     // Target NID: another handle, still in recovery
	WhatBadHandle        What = "bad-handle"        // Target NID, handle
	WhatInvalidReconnect What = "invalid-reconnect" // Device: reconnected but invalid, evicts itself
	WhatDuringReplay     What = "during-replay"     // Device Target: reconnected in a recovery
	WhatForgotten        What = "forgotten"         // Device Request, flags: the server knows it no more
	WhatLightweight      What = "lightweight"       // Device Request: a lightweight import recovers
	WhatInvalidating     What = "invalidating"      // Target NID
	WhatInvalidateThread What = "invalidate-thread" // Device Target NID
	WhatReplayRequested  What = "replay-requested"  // Target
	WhatConnectFailed    What = "connect-failed"    // Target NID, rc
	WhatAborted          What = "aborted"           // Target NID: evicted or aborted in recovery
	WhatRecoveryStarted  What = "recovery-started"  // Target, seconds: somebody waits for a recovery
	WhatRecoveryFinished What = "recovery-finished" // Target, state, rc
	WhatAbrupt           What = "abrupt"            // Device Target NID: the server says not connected
	WhatBackInTime       What = "back-in-time"      // Target, was, now: the server lost commits
	WhatIdle             What = "idle"              // Device, seconds: disconnected for being idle
	WhatInvalid          What = "invalid"           // Target: INVALID set
	WhatValid            What = "valid"             // Target: the administrator activates
	WhatDeactivated      What = "deactivated"       // Target: the administrator deactivates
	WhatAutoDeactivated  What = "auto-deactivated"  // Device Target NID: lost and not replayable
	WhatLossIgnored      What = "loss-ignored"      // Device Import, why, conn, was, state
	WhatWakePinger       What = "wake-pinger"       // Target, state
	WhatPinged           What = "pinged"            // Target, state, force, next, deactive, pingable
	WhatNotPinging       What = "not-pinging"       // Target, state
	WhatPingAdded        What = "ping-added"        // Target, client
	WhatPingRemoved      What = "ping-removed"      // Target, client
	WhatPingRecovery     What = "ping-recovery"     // Target: the pinger starts a recovery
	WhatTimedOut         What = "timed-out"         // Device NID Request, why, sent, real; before 2.0 xid and seconds
	WhatRequestFailed    What = "request-failed"    // Device NID, operation, rc: an error reply
	WhatSendRefused      What = "send-refused"      // Request, why: "invalid" or "closed"
	WhatInvalidateWaits  What = "invalidate-waits"  // Target or Request, rc, inflight: an invalidation waits for requests
	WhatLockTimedOut     What = "lock-timed-out"    // Target NID, seconds: a lock was not granted, the connection is given up
	WhatVersionRecovery  What = "version-recovery"  // Device: version-based recovery fails
	WhatReplayError      What = "replay-error"      // Device, rc: the final ping failed
)

// What the layers above an import say.
const (
	WhatMarked          What = "marked"        // Target, active: "active" or "inactive"; the LOV's slot
	WhatMarkedAdmin     What = "marked-admin"  // Target, active: "activate" or "deactivate"
	WhatMarkedBefore    What = "marked-before" // Target, active: it was so already
	WhatAdding          What = "adding"        // Device Target, index, gen
	WhatRemoving        What = "removing"      // Target, index
	WhatSlotConnect     What = "slot-connect"  // Device Target, index, active
	WhatSlotFailed      What = "slot-failed"   // Device or Target, rc: a LOV could not connect a target
	WhatSlotInactive    What = "slot-inactive" // index
	WhatAdminOff        What = "admin-off"     // Device Target: not connecting, administratively disabled
	WhatGotConnected    What = "got-connected" // (an OSP, which does not name itself)
	WhatGotDisconnected What = "got-disconnected"
	WhatGotInactive     What = "got-inactive"
	WhatOrphanBegin     What = "orphan-begin"     // Device, fid or id: orphan cleanup begins
	WhatOrphanLast      What = "orphan-last"      // Device, last, used, next: what the OST answered
	WhatOrphanEnd       What = "orphan-end"       // Device, last
	WhatOrphanFailed    What = "orphan-failed"    // Device, rc
	WhatPrecreateFailed What = "precreate-failed" // Device, rc: an MDT gets no objects from its OST
	WhatNowActive       What = "now-active"       // Device Target: an MDS of 1.8 resets orphans
	WhatSyncDeferred    What = "sync-deferred"    // Device Target: an MDS of 1.8 is itself in recovery
	WhatSyncFailed      What = "sync-failed"      // Device Target, rc: an MDS of 1.8 deactivates it
	WhatMounted         What = "mounted"          // Device
	WhatUnmounted       What = "unmounted"        // Device
	WhatConfigFailed    What = "config-failed"    // Device, rc: the config log could not be used
	WhatConfigMissing   What = "config-missing"   // Device
	WhatReactivating    What = "reactivating"     // Device: an MGC
	WhatWaitingRecovery What = "waiting-recovery" // Device: a server recovers without this client
	WhatVersion         What = "version"          // version
	WhatTestMarker      What = "test-marker"      // text: what a test script wrote into the logs
)

// What a server says.
const (
	WhatConnected        What = "connected"          // Device NID, client, phase: a client connects
	WhatReconnecting     What = "reconnecting"       // Device NID, client
	WhatNewExport        What = "new-export"         // Device, client: a client it did not know
	WhatClientRefused    What = "client-refused"     // Device NID, client: it is in recovery or still busy
	WhatUnconnected      What = "unconnected"        // client, operation, service: a request of a client it does not know
	WhatServerEvicts     What = "server-evicts"      // Device NID, client, seconds: not heard of
	WhatStaleClient      What = "stale-client"       // Device NID, client: it did not come back in time
	WhatLockEvicts       What = "lock-evicts"        // Device NID, client: a lock was not given back
	WhatAdminEvicts      What = "admin-evicts"       // Device, client: at the administrator's request
	WhatNoTarget         What = "no-target"          // Target NID: asked for a target that is not here
	WhatWindow           What = "window"             // Device, time "m:ss", clients: recovery begins
	WhatClientsRemain    What = "clients-remain"     // Device, clients: to come back
	WhatWindowOver       What = "window-over"        // Device, time "m:ss", clients, recovered, evicted
	WhatWindowShrunk     What = "window-shrunk"      // Device, imperative, was, now: the window, in seconds, imperative recovery or not
	WhatRecoveryTimedOut What = "recovery-timed-out" // Device, clients, evicted: it ends without those
	WhatRecoveryOverdue  What = "recovery-overdue"   // Device, time
	WhatRecoveryAborted  What = "recovery-aborted"   // Device
	WhatClientInRecovery What = "client-in-recovery" // Device NID, client, clients, time: a client reconnects in recovery
	WhatOrphansDeleted   What = "orphans-deleted"    // Device, from, to: "seq:id", or "id" before 2.4
	WhatOrphansRefused   What = "orphans-refused"    // Device: an orphan cleanup of an older connection, or a wrong one
	WhatServing          What = "serving"            // Device: target set up
	WhatStopping         What = "stopping"           // Device: it is shut down or fails over
	WhatStopped          What = "stopped"            // Device
	WhatPermanentOff     What = "permanent-off"      // Target: conf_param active=0, at the MGS
	WhatPermanentOn      What = "permanent-on"       // Target
	WhatPermanentRefused What = "permanent-refused"  // Target: the MGS changes nothing
	WhatMDSConnection    What = "mds-connection"     // Device: the export is the MDS's
)
