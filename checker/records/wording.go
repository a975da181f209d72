package records

// A wording is how a message was written in a range of versions of Lustre. The ranges say
// where a wording is from; they decide nothing, since lines are read without knowing the
// version of the node.
type wording struct {
	what         What
	since, until string // the first and last version; "" is from the beginning, or still
	text         string // a pattern
	fixed        Fields // what the wording itself says
}

// aRequest is the end of a message that a request stands behind.
const aRequest = "|{*} rc {}"

// Values that wordings themselves say.
var (
	fateWait   = Fields{{"fate", "wait"}}
	fateFail   = Fields{{"fate", "fail"}}
	activate   = Fields{{"active", "activate"}}
	deactivate = Fields{{"active", "deactivate"}}
	isInvalid  = Fields{{"why", "invalid"}}
	isClosed   = Fields{{"why", "closed"}}
)

// importWordings are what an import's own node says of it. The longer of two that begin
// alike comes first.
var importWordings = []wording{
	{WhatLost, "1.6", "1.8", "{device}: Connection to service {target} via nid {nid} was lost;|{*} will wait for recovery to complete", fateWait},
	{WhatLost, "1.6", "1.8", "{device}: Connection to service {target} via nid {nid} was lost;|{*} service will fail", fateFail},
	{WhatLost, "2.0", "", "{device}: Connection to {target} (at {nid}) was lost;|{*} will wait for recovery to complete", fateWait},
	{WhatLost, "2.0", "", "{device}: Connection to {target} (at {nid}) was lost;|{*} service will fail", fateFail},
	{WhatRestored, "1.6", "1.8", "{device}: Connection restored to service {target} using nid {nid}", nil},
	{WhatRestored, "2.0", "", "{device}: Connection restored to {target} (at {nid})", nil},
	{WhatRestored, "2.10", "", "{device}: Connection restored to  (at {nid})", nil},
	{WhatEvicted, "1.6", "2.3", "This client was evicted by {target};|{*} will fail", nil},
	{WhatEvicted, "2.4", "", "{device}: This client was evicted by {target};|{*} will fail", nil},
	{WhatDenied, "2.16", "", "{device}: connection denied by {target}: rc = {#rc}", nil},
	{WhatVersionRefused, "", "", "Server {target} version ({version}) refused connection", nil},
	{WhatNIDTried, "", "", "{device}: connect to NID {nid} last attempt {#last}", nil},
	{WhatUsing, "", "", "{device}: import {import} using connection {connection}/{nid}", nil},
	{WhatChanging, "1.6", "1.8", "Changing connection for {device} to {connection}/{nid}", nil},
	{WhatChanging, "2.0", "", "{device}: Connection changing to {target} (at {nid})", nil},
	{WhatAllTried, "", "", "{device}: tried all connections, increasing latency to {#latency}s", nil},
	{WhatConnectRequest, "1.6", "1.8", "connect request {#attempt}" + aRequest, nil},
	{WhatConnectRequest, "1.6", "1.8", "reconnect request {#attempt}" + aRequest, nil},
	{WhatConnectRequest, "2.0", "", "(re)connect request (timeout {#timeout})" + aRequest, nil},
	{WhatConnectRefused, "", "", "can't connect to a closed import", isClosed},
	{WhatConnectRefused, "", "", "already connected", Fields{{"why", "connected"}}},
	{WhatConnectRefused, "", "", "already connecting", Fields{{"why", "connecting"}}},
	{WhatNoConnection, "", "", "{device}: no connections available", nil},
	{WhatInstance, "2.2", "", "{device}: connect to target with instance {#instance}", nil},
	{WhatReplayable, "", "", "connected to replayable target: {target}", nil},
	{WhatDuringRecovery, "", "", "connect to {target} during recovery", nil},
	{WhatPartition, "", "", "reconnected to {target}@{nid} after partition", nil},
	{WhatReconnected, "1.6", "2.9", "reconnected to {target}@{nid}", nil},
	{WhatHandleChanged, "2.0", "", "Evicted from {target} (at {nid}) after server handle changed from {was} to {now}", nil},
	{WhatHandleJoined, "", "", "{target}@{nid} changed server handle from {was} to {now}", nil},
	{WhatBadHandle, "2.0", "", "Reconnect to {target} (at @{nid}) failed due bad handle {handle}", nil},
	{WhatInvalidReconnect, "", "", "{device}: reconnected but import is invalid", nil},
	{WhatDuringReplay, "", "", "{device}: reconnected to {target} during replay", nil},
	{WhatForgotten, "1.6", "1.8", "evicting (not initial connect and flags reconnect/recovering not set: {flags})" + aRequest, nil},
	{WhatForgotten, "2.0", "", "{device}: evicting (reconnect/recover flags not set: {flags})" + aRequest, nil},
	{WhatLightweight, "2.12", "", "{device}: lwp recover" + aRequest, nil},
	{WhatInvalidating, "", "", "evicted from {target}@{nid}; invalidating", nil},
	{WhatInvalidateThread, "", "", "thread invalidate import {device} to {target}@{nid}", nil},
	{WhatReplayRequested, "", "", "replay requested by {target}", nil},
	{WhatConnectFailed, "", "", "recovery of {target} on {nid} failed ({#rc})", nil},
	{WhatAborted, "", "", "evicted/aborted by {target}@{nid} during recovery", nil},
	{WhatRecoveryStarted, "2.4", "", "{target}: recovery started, waiting {#seconds} seconds", nil},
	{WhatRecoveryStarted, "1.6", "2.15", "{target}: recovery started, waiting", nil},
	{WhatRecoveryFinished, "2.16", "", "{target}: recovery finished {state}, rc = {#rc}", nil},
	{WhatRecoveryFinished, "2.10", "2.15", "{target}: recovery finished s:{state}", nil},
	{WhatRecoveryFinished, "1.6", "2.9", "{target}: recovery finished", nil},
	{WhatAbrupt, "", "", "import {device} of {target}@{nid} abruptly disconnected", nil},
	{WhatBackInTime, "", "", "{target}: went back in time (transno {#was} was previously committed, server now claims {#now})", nil},
	{WhatBackInTime, "", "2.0", "{target} went back in time (transno {#was} was previously committed, server now claims {#now})", nil},
	{WhatIdle, "2.12", "", "{device}: disconnect after {#seconds}s idle", nil},
	{WhatInvalid, "", "", "setting import {target} INVALID", nil},
	{WhatValid, "", "", "setting import {target} VALID", nil},
	{WhatDeactivated, "", "", "setting import {target} INACTIVE by administrator request", nil},
	{WhatAutoDeactivated, "", "", "import {target}@{nid} for {device} not replayable, auto-deactivating", nil},
	{WhatLossIgnored, "", "", "{client}: import {import} already {*why} (conn {#conn}, was {#was}): {state}", nil},
	{WhatWakePinger, "2.5", "", "{target}: waking up pinger s:{state}", nil},
	{WhatWakePinger, "1.6", "2.4", "{target}: waking up pinger", nil},
	{WhatPinged, "2.2", "", "{client}->{target}: level {state}/{#level} force {#force} force_next {#next} deactive {#deactive} pingable {#pingable}", nil},
	{WhatPinged, "1.6", "2.1", "level {state}/{#level} force {#force} deactive {#deactive} pingable {#pingable}", nil},
	{WhatNotPinging, "2.2", "", "{client}->{target}: not pinging (in recovery or recovery disabled: {state})", nil},
	{WhatNotPinging, "1.6", "1.8", "not pinging {target} (in recovery: {state} or", nil},
	{WhatNotPinging, "2.0", "2.1", "not pinging {target} (in recovery  or recovery disabled: {state})", nil},
	{WhatNotPinging, "1.6", "2.4", "not pinging {target} (in recovery)", nil},
	{WhatPingAdded, "", "", "adding pingable import {client}->{target}", nil},
	{WhatPingRemoved, "", "", "removing pingable import {client}->{target}", nil},
	{WhatPingRecovery, "", "", "{target}: starting recovery", nil},
	{WhatTimedOut, "2.0", "", "Request sent has {*why}: [sent {#sent}/real {#real}]" + aRequest, nil},
	{WhatTimedOut, "1.6", "1.8", "Request x{xid} sent from {device} to NID {nid} {#seconds}s ago has |{*why} (", nil},
	{WhatRequestFailed, "2.5", "", "{device}: operation {operation} to node {nid} failed: rc = {#rc}", nil},
	{WhatRequestFailed, "2.2", "2.4", "{device}: Communicating with {nid}, operation {operation} failed with {#rc}", nil},
	{WhatRequestFailed, "1.6", "2.1", "an error occurred while communicating with {nid}. The {operation} operation failed with {#rc}", nil},
	{WhatSendRefused, "", "", "IMP_INVALID" + aRequest, isInvalid},
	{WhatSendRefused, "", "", "IMP_CLOSED" + aRequest, isClosed},
	{WhatSendRefused, "", "", "invalidate in flight" + aRequest, isInvalid},
	{WhatInvalidateWaits, "", "", "{target}: rc = {#rc} waiting for callback ({#inflight} != 0)", nil},
	{WhatInvalidateWaits, "", "", "still on sending list" + aRequest, nil},
	{WhatInvalidateWaits, "", "", "still on delayed list" + aRequest, nil},
	{WhatInvalidateWaits, "1.8", "", "{target}: RPCs in \"{*phase}\" phase found ({#inflight})", nil},
	{WhatInvalidateWaits, "2.11", "", "{target}: Unregistering RPCs found ({#inflight})", nil},
	{WhatLockTimedOut, "", "", "lock timed out (enqueued at {#enqueued}, {#seconds}s ago); entering recovery for {target}@{nid}", nil},
	{WhatVersionRecovery, "1.8", "", "{device}: version recovery fails", nil},
	{WhatReplayError, "", "", "{device}: LAST_REPLAY message error: {#rc}", nil},
}

// layerWordings are what the layers above an import say, and the node as a whole.
var layerWordings = []wording{
	{WhatMarked, "", "", "Marking OSC {target} {active}", nil},
	{WhatMarkedAdmin, "1.8", "", "activate OSC {target}", activate},
	{WhatMarkedAdmin, "1.8", "", "deactivate OSC {target}", deactivate},
	{WhatMarkedBefore, "", "", "OSC {target} already {active}!", nil},
	{WhatAdding, "", "2.15", "uuid:{target} idx:{#index} gen:{#gen} active:{#active}", nil},
	{WhatAdding, "", "", "{device}: Adding target {target}", nil},
	{WhatAdding, "", "", "Adding tgt {target}", nil},
	{WhatRemoving, "", "", "Removing tgt {target} : {device}", nil},
	{WhatSlotConnect, "2.0", "", "Connected tgt idx {#index} {target} ({device}) {active}", nil},
	{WhatSlotFailed, "", "2.15", "Target {target} connect error {#rc}", nil},
	{WhatSlotFailed, "2.16", "", "{device}: target connect error: rc = {#rc}", nil},
	{WhatSlotFailed, "", "", "{device}: lov connect tgt {#index} failed:", nil},
	{WhatSlotInactive, "", "", "lov idx {#index} inactive", nil},
	{WhatSlotInactive, "", "2.14", "ost {#index} is inactive", nil},
	{WhatSlotInactive, "2.15", "", "{device}: ost {#index} is inactive", nil},
	{WhatAdminOff, "1.6", "2.14", "not connecting OSC {target}; administratively disabled", nil},
	{WhatAdminOff, "2.15", "", "{device}: not connecting - administratively disabled", nil},
	{WhatGotConnected, "2.4", "", "got connected", nil},
	{WhatGotDisconnected, "2.4", "", "got disconnected", nil},
	{WhatGotInactive, "2.4", "", "got inactive", nil},
	{WhatOrphanBegin, "2.4", "", "{device}: going to cleanup orphans since {fid}", nil},
	{WhatOrphanBegin, "1.6", "2.3", "{device}: oscc recovery started - delete to {#id}", nil},
	{WhatOrphanLast, "2.4", "", "{device}: Got last_id {last} from OST,|{*}last_used is {used}", nil},
	{WhatOrphanEnd, "1.6", "2.3", "{device}: oscc recovery finished, last_id: {#last}", nil},
	{WhatOrphanFailed, "1.6", "2.3", "{device}: oscc recovery failed: {#rc}", nil},
	{WhatOrphanFailed, "2.4", "", "{device}: cannot cleanup orphans: rc = {#rc}", nil},
	{WhatOrphanFailed, "1.6", "2.3", "error in orphan recovery on OST idx {index}: rc = {#rc}", nil},
	{WhatPrecreateFailed, "2.4", "", "{device}: can't precreate: rc = {#rc}", nil},
	{WhatPrecreateFailed, "2.4", "", "{device}: cannot precreate objects: rc = {#rc}", nil},
	{WhatNowActive, "1.6", "2.3", "MDS {device}: {target} now active, resetting orphans", nil},
	{WhatSyncDeferred, "1.6", "1.8", "MDS {device}: in recovery, not resetting orphans on {target}", nil},
	{WhatSyncFailed, "1.6", "2.3", "{target} sync failed {#rc}, deactivating", nil},
	{WhatSyncFailed, "1.8", "2.3", "deactivating {target}", nil},
	{WhatSyncFailed, "1.6", "2.3", "{target} failed at {step}: {#rc}", nil},
	{WhatMounted, "2.0", "", "Mounted {device}", nil},
	{WhatUnmounted, "2.0", "", "Unmounted {device}", nil},
	{WhatUnmounted, "1.6", "1.8", "client {device} umount complete", nil},
	{WhatConfigFailed, "", "2.14", "{device}: The configuration from log '{log}' failed ({#rc})", nil},
	{WhatConfigFailed, "2.0", "2.14", "{device}: The configuration from log '{log}'failed from the MGS ({#rc})", nil},
	{WhatConfigFailed, "2.15", "", "{device}: Configuration from log {log} failed from MGS {#rc}", nil},
	{WhatConfigFailed, "2.15", "", "{device}: Confguration from log {log} failed from MGS {#rc}", nil},
	{WhatConfigMissing, "", "", "Failed to get MGS log {log} and no local copy", nil},
	{WhatReactivating, "", "", "{device}: Reactivating import", nil},
	{WhatWaitingRecovery, "", "", "An OST ({} {device}) is performing recovery", nil},
	{WhatWaitingRecovery, "", "", "An MDT ({} {device}) is performing recovery", nil},
	{WhatVersion, "", "", "Lustre: Build Version: {version}", nil},
	{WhatVersion, "", "", "Build Version: {version}", nil},
	{WhatTestMarker, "", "", "DEBUG MARKER: {*text}", nil},
}
