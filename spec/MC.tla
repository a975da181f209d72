--------------------------------- MODULE MC ---------------------------------
(***************************************************************************)
(* What is there for TLC alone.  The configurations MC-*.cfg give bounds;  *)
(* their names say whether there is an MDS, nodes x targets, the start and *)
(* the number of faults, and where there are any, of writes (W), creates   *)
(* (C), pool records (P) and unlinks (U); a quiet one has no config        *)
(* records.  Those named MC-reach-* and MC-wrong-* are there to fail, and  *)
(* those that end in -wrong-* to give another graph than the right one.    *)
(* MC-live-* judge what comes about in the end, and MC-endless-* are there *)
(* to fail at that.                                                        *)
(***************************************************************************)
EXTENDS Liveness

(* Witnesses: each says that something never happens which must be able to happen, *)
(* so that the property named beside it does not hold for lack of a case.          *)

NeverEvicted ==         \* EvictionPurgesBeforeFull, NoFalseEviction, AcceptedHasWorker
    \A p \in Slots : p.slot.state # "EVICTED"

NeverActiveAgain ==     \* ActiveImpliesReady, OscBeforeLovBeforeTop, QuiescentAgrees
    \A n \in Nodes, t \in Targets :
        ~(HasSlot(n, t) /\ Slot(n, t).active = "current" /\ Slot(n, t).workers = 0
            /\ position[n] > Cardinality(Targets))

NeverAnswered ==        \* DeactiveSendsNothing, DeactivatedChangesOnlyByConfig
    \A p \in Slots : p.slot.step # "answered"

NeverLateReply ==       \* LateReplyIgnored
    \A p \in Slots : \A i \in DOMAIN p.net :
        ~(p.net[i].reply /\ ~p.net[i].current /\ p.slot.state = "CONNECTING")

NeverLateRequest ==     \* LateRequestIgnored
    \A p \in Slots : \A i \in DOMAIN p.net : ~p.net[i].stale

NeverLateAsk ==         \* LateRequestIgnored, LocksAgree
    \A p \in Slots : \A i, j \in DOMAIN p.net :
        ~(i < j /\ {p.net[i].kind, p.net[j].kind} \subseteq Asks /\ p.net[j].current)

NeverSlotBesideDying == \* RemoveOnlyDeactivated, RemovedIsUnreferenced, ConfigPrefix
    \A p \in Slots : p.dying = None

NeverReplayed ==        \* RecoveryRestoresWrites, LocksAgree
    \A p \in Slots :
        ~(p.slot.state = "FULL" /\ p.slot.uncommitted /\ p.taken = "unstable"
            /\ used["faults"] = 1 /\ p.slot.hand # None /\ p.slot.hand.kind = "CONNECTED")

NeverPinned ==          \* DeactivateKeepsData, DataUnderLock
    \A p \in Slots :
        ~(p.slot.deactive /\ p.slot.state = "DISCONN" /\ p.slot.workers = 0 /\ p.slot.uncommitted)

NeverGoodAgain ==       \* DeactivateKeepsData: what was pinned, after an activation
    \A n \in Nodes, t \in Targets :
        ~(HasSlot(n, t) /\ Slot(n, t).state = "FULL" /\ Slot(n, t).workers = 0 /\ Slot(n, t).dirty
            /\ position[n] = Cardinality(Targets) + 2)

NeverVersionFailed ==   \* DeactivateKeepsData: what a failed version drops
    \A p \in Slots : ~(p.dropped /\ p.slot.state = "RECOVER" /\ ~p.slot.deactive)

NeverHandedOver ==      \* LockExclusive
    \A t \in Targets : \A n, k \in Nodes :
        n # k => ~(P(n, t).granted /\ HasSlot(k, t) /\ Slot(k, t).asked = "enqueue"
                     /\ used["writes"] = 1)

NeverWaitsInRecovery == \* NoCreateWhileRecovering
    \A p \in Slots : ~(p.create = "waiting" /\ p.slot.state = "FULL" /\ p.slot.recovery)

NeverMoves ==           \* AllocateOnlyActive
    \A p \in Slots : ~(p.create = "waiting" /\ ~Allocatable(p))

NeverPenalizedTwice ==  \* PenaltyResetOnActivate
    ~\E n \in Nodes : \A t \in Targets : HasSlot(n, t) /\ Slot(n, t).penalized

NeverNamedAlone ==      \* PoolsNameOnlyTargets
    \A n \in Nodes, t \in Targets :
        ~(P(n, t).named /\ NextRecord(n, t, "REMOVE"))

(* Of the MDS's side. *)

NeverReplayedUnlink ==  \* LlogReadyBeforeReplay
    ~\E t \in Targets : starting[TheMds] /\ O(t).unlink = "sent" /\ LlogReady(t)

NeverUncommittedUse ==  \* ObjectIDsNeverGoBack, ObjectIDNeverReused
    \A t \in Targets : ~(O(t).given > O(t).mds.used /\ StockOf(t) > O(t).given)

NeverUncommittedUnlink ==   \* LiveObjectNeverDestroyed
    \A t \in Targets : O(t).disk.files \subseteq O(t).mds.files

NeverLeftRecord ==      \* NothingLeaks: what a client left that died, after a crash of the MDS
    ~\E t \in Targets : starting[TheMds] /\ O(t).unlink = "none"
                           /\ O(t).disk.records \cap O(t).there # {}

NeverAddedAgain ==      \* EASizeCoversEveryTarget
    \A n \in Nodes, t \in Targets : ~(Mds /\ starting[n] /\ P(n, t).pooled)

NeverLateReplay ==      \* OneLlogReplayPerTarget
    \A n \in Nodes, t \in Targets :
        ~(HasSlot(n, t) /\ Slot(n, t).asked # "llog"
            /\ \E i \in DOMAIN Net(n, t) : Came(n, t, i, {"llog-replay"}))

NeverUncommittedDestroy ==  \* CancelOnlyAfterCommit
    \A t \in Targets : (O(t).mds.records \cap O(t).stored) \subseteq O(t).there

(* The other way to tell the OST, which is good too. *)

ByFlag == TRUE          \* for MdsByFlag

(* Guards that are wrong on purpose; a configuration puts each in the place of the right one. *)

PingsDeactive(s)    == FALSE            \* for LeftAlone: the pinger pings a deactive import
RemovesUnchecked(t) == TRUE             \* for MayRemove: REMOVE needs no DEACTIVATE before it
DropsSilently(s)    == FALSE            \* for Data: what is dropped is told to nobody
CancelsDirty(s)     == TRUE             \* for Clean: a lock is given back with data under it
CreatesAtOnce(s)    == FALSE            \* for Waits: creates are sent in RECOVERY
FitWhenPresent(n, t) == HasSlot(n, t)   \* for Fit: objects are allocated on inactive targets
SharesLocks(n, t)   == FALSE            \* for Conflicts: no lock excludes another
ForgetsWrites(s)    == FALSE            \* for Resends: nobody replays a write
ForgetsLocks(s)     == FALSE            \* for Relocks: nobody replays a lock
KeepsPenalty(s)     == s.penalized      \* for PenaltyLeft: ACTIVE resets no penalty
UnlinksAtOnce(t)    == TRUE             \* for MayUnlink: the MDS looks at no llog
DestroysAtOnce(o)   == FALSE            \* for Undone: the client does not wait for the commit
ForgetsUse(o, id)   == o.mds.used       \* for UsedAfter: lov-objid is not raised
CancelsEarly(o)     == o.mds.records \ o.there     \* for CancelsOf: no commit is waited for
ReplaysAny(o)       == o.mds.records \cap o.there  \* for ReplaysOf: nor here
SparesOrphans(o, last) == {}            \* for OrphansOf: nobody destroys them
LowersLast(o, last) == last             \* for LastAfter: the ids of orphans are given again
KeepsStock(s)       == s.stock          \* for StockLeft: it is used on the next connection
ForgetsSize(s, t)   == s                \* for SizeWith: the EA size is raised for nobody
ReplaysBeside(kind) == kind = "llog-replay"     \* for Outlives: a replay goes on beside a newer one

(* And by which something never ends. *)

NeverTaken(n, t)    == FALSE            \* for CreateMove, RecordDestroySend, DisconnectExpire, SlotFree
AbortWaits(p)       ==                  \* for Aborts: a ping waits until the import is valid
    IF p.slot = None THEN TRUE ELSE ~p.slot.invalid
EndsAtTop(n, t)     ==                  \* for TopActive: the OSC hears of no recovery finished
    At(n, t, {"top-active"}) /\ Becomes(n, t, Take([P(n, t) EXCEPT !.slot.top = TRUE]))
StepsUntold(n)      ==                  \* for StepsOf: nobody tells the OST that this is the MDS's connection
    IF ~IsMds(n) THEN <<"full", "prepare", "lov-active", "top-active", "finish">>
    ELSE <<"full", "prepare", "llog", "lov-active", "top-active", "orphans", "finish">>
=============================================================================
