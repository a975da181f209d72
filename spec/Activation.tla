----------------------------- MODULE Activation -----------------------------
(***************************************************************************)
(* The life of an OST as each node sees it: added, connected, activated,   *)
(* deactivated, removed, with losses, evictions and restarts in between.   *)
(*                                                                         *)
(* The second half of actions.md: what comes of the OST's answers, and all *)
(* that may wait (contexts ptlrpcd, worker and fault).  The first half is  *)
(* ActivationRequests.tla, and what is there for objects and the MDS alone *)
(* is in ActivationObjects.tla.  Every action of all three is in Next.     *)
(***************************************************************************)
EXTENDS ActivationObjects

(* Guards and effects that stand alone, so that a configuration can weaken them. *)
Resends(s)  == s.uncommitted    \* of C2.1c: who replays a write
Relocks(s)  == s.locked         \* of C2.1c: who replays a lock
PenaltyLeft(s) == FALSE         \* of C2.2: what ACTIVE leaves of the penalty
Aborts(p)   == TRUE             \* of C2.1c: who ends a ping that nobody listens to

-----------------------------------------------------------------------------
(* ptlrpcd: nothing here waits for anything but ptlrpcd itself *)

ConnectInterpret(n, t) == \E i \in DOMAIN Net(n, t) :               \* C2.1b
    LET m   == Net(n, t)[i]
        s   == Slot(n, t)
        p   == Without(P(n, t), i)
        new == [p EXCEPT !.slot.handle = m.instance]
        Fresh(state) == [new EXCEPT !.slot.resumed = FALSE, !.slot.state = state]
        rejected == OvertakeMessages([p EXCEPT !.slot.state = "DISCONN"])
        evicted  == Queue([RaiseGeneration(Fresh("EVICTED")) EXCEPT
                              !.slot.unpurged = TRUE, !.slot.invalid = TRUE], "INVALIDATE")
        accepted ==
            CASE m.recovering = "no"    -> Fresh("RECOVER")
              [] m.recovering = "fresh" -> Fresh("REPLAY")
              [] m.recovering = "again" ->
                     [new EXCEPT !.slot.state = IF s.resumed THEN "REPLAY_LOCKS" ELSE "REPLAY"]
    IN /\ FreePtlrpcd(n) /\ Replied(n, t, i, {"connect"})
       /\ Becomes(n, t, IF ~m.current THEN p
                        ELSE IF m.instance = NoInstance THEN rejected
                        ELSE IF s.handle \notin {NoInstance, m.instance} THEN evicted
                        ELSE Queue(accepted, "CONNECTED"))

ConnectExpire(n, t) ==                                              \* C2.4
    /\ FreePtlrpcd(n) /\ HasSlot(n, t) /\ Slot(n, t).state = "CONNECTING"
    /\ ~Awaited(n, t, {"connect"})
    /\ Becomes(n, t, OvertakeMessages([P(n, t) EXCEPT !.slot.state = "DISCONN"]))

PingInterpret(n, t) ==                                              \* C2.5
    /\ FreePtlrpcd(n) /\ HasSlot(n, t) /\ Slot(n, t).ping = "refused"
    /\ Becomes(n, t, Lose([P(n, t) EXCEPT !.slot.ping = "none"]))

PingEnd(n, t) ==                                                    \* C2.4
    LET p == P(n, t)
        ofSlot  == p.slot # None /\ p.slot.ping = "ending"
        ofDying == p.dying # None /\ p.dying.ping = "ending"
    IN /\ FreePtlrpcd(n) /\ Aborts(p)
       /\ Holds(ofSlot \/ ofDying)
       /\ Becomes(n, t, IF ofSlot THEN [p EXCEPT !.slot.ping = "none"]
                        ELSE [p EXCEPT !.dying.ping = "none"])

AskInterpret(n, t) == \E i \in DOMAIN Net(n, t) :                   \* C3.2
    LET m == Net(n, t)[i]
        p == [Without(P(n, t), i) EXCEPT !.slot.asked = "none"]
        done ==
            CASE m.kind = "enqueue" -> [p EXCEPT !.slot.locked = TRUE]
              [] m.kind = "write"   -> [p EXCEPT !.slot.dirty = FALSE, !.slot.uncommitted = TRUE]
              [] m.kind = "sync"    -> [p EXCEPT !.slot.uncommitted = FALSE]
              [] m.kind \in {"cancel", "destroy"} -> p
    IN /\ FreePtlrpcd(n) /\ Replied(n, t, i, Asks)
       /\ IF m.refused THEN Becomes(n, t, Lose(p))
          ELSE IF m.kind = "destroy" /\ IsClient(n) THEN BecomesWith(n, t, done, NoUnlink(O(t)))
          ELSE Becomes(n, t, done)

AskExpire(n, t) ==                                                  \* C2.5
    /\ FreePtlrpcd(n) /\ HasSlot(n, t) /\ Slot(n, t).asked # "none"
    /\ ~Awaited(n, t, {kind \in AllAsks : Awaits(kind) = Slot(n, t).asked})
    /\ Becomes(n, t, Lose(P(n, t)))

ReplayInterpret(n, t) == \E i \in DOMAIN Net(n, t) :                \* C2.1c
    LET p == [Without(P(n, t), i) EXCEPT !.slot.asked = "none"]
        next ==
            CASE p.slot.state = "REPLAY" ->
                     [p EXCEPT !.slot.resumed = TRUE, !.slot.state = "REPLAY_LOCKS"]
              [] p.slot.state = "REPLAY_LOCKS" -> [p EXCEPT !.slot.state = "REPLAY_WAIT"]
              [] p.slot.state = "REPLAY_WAIT" ->
                     [p EXCEPT !.slot.resumed = FALSE, !.slot.state = "RECOVER", !.slot.step = "full"]
    IN /\ FreePtlrpcd(n) /\ Replied(n, t, i, Replays)
       /\ Becomes(n, t, IF Net(n, t)[i].refused THEN Lose(p) ELSE next)

CreateInterpret(n, t) == \E i \in DOMAIN Net(n, t) :                \* C2.3
    LET m == Net(n, t)[i]
        p == Without(P(n, t), i)
        created == IF Mds THEN [p EXCEPT !.slot.stock = m.object, !.create = "waiting"]
                   ELSE [p EXCEPT !.create = "none"]
    IN /\ FreePtlrpcd(n) /\ Replied(n, t, i, {"create"})
       /\ Becomes(n, t, IF m.refused THEN Lose(p) ELSE created)

CreateExpire(n, t) ==                                               \* C2.5
    /\ FreePtlrpcd(n) /\ P(n, t).create = "sent" /\ ~Awaited(n, t, {"create"})
    /\ Becomes(n, t, Lose(P(n, t)))

DisconnectInterpret(n, t) == \E i \in DOMAIN Net(n, t) :            \* C3.2
    /\ FreePtlrpcd(n) /\ Replied(n, t, i, {"disconnect"})
    /\ Becomes(n, t, [Without(P(n, t), i) EXCEPT !.slot.step = "answered"])

DisconnectExpire(n, t) ==                                           \* C3.2
    /\ FreePtlrpcd(n) /\ AtCurrent(n, t, {"wait"}) /\ ~Awaited(n, t, {"disconnect"})
    /\ Becomes(n, t, [P(n, t) EXCEPT !.slot.step = "failed"])

-----------------------------------------------------------------------------
(* worker: one event after another, one step after another *)

EventStale(n, t) ==                                                 \* C2.4
    /\ At(n, t, {"replay", "full", "prepare", "mds-conn", "llog", "orphans", "finish", "wake",
                 "disconnect", "wait", "answered", "failed"})
    /\ ~Slot(n, t).hand.current
    /\ Becomes(n, t, Take(P(n, t)))

ReplaySend(n, t) == LET s == Slot(n, t) IN                          \* C2.1c
    /\ AtCurrent(n, t, {"replay"}) /\ s.asked = "none"
    /\ LET p == P(n, t)
       IN Becomes(n, t,
              CASE s.state = "REPLAY" ->
                       IF Resends(s) THEN Ask(p, "replay-write")
                       ELSE [p EXCEPT !.slot.resumed = TRUE, !.slot.state = "REPLAY_LOCKS"]
                [] s.state = "REPLAY_LOCKS" ->
                       IF Relocks(s) THEN Ask(p, "replay-lock")
                       ELSE [p EXCEPT !.slot.state = "REPLAY_WAIT"]
                [] s.state = "REPLAY_WAIT" -> Ask(p, "final-ping"))

InvalidateEnd(n, t) ==                                              \* C2.1c
    /\ At(n, t, {"invalidate"}) /\ Slot(n, t).ping = "none"
    /\ LET p == [P(n, t) EXCEPT !.dropped = @ \/ Data(Slot(n, t)), !.slot.locked = FALSE,
                                !.slot.dirty = FALSE, !.slot.uncommitted = FALSE,
                                !.slot.unpurged = FALSE, !.slot.invalid = FALSE]
       IN Becomes(n, t, IF p.slot.hand.current /\ p.slot.state = "EVICTED"
                        THEN [p EXCEPT !.slot.state = "RECOVER", !.slot.step = "full"]
                        ELSE Take(p))

ConnectFull(n, t) ==                                                \* C2.1a
    /\ AtCurrent(n, t, {"full"})
    /\ Becomes(n, t, [P(n, t) EXCEPT !.slot.state = "FULL", !.slot.step = "prepare"])

OscPrepare(n, t) ==                                                 \* C2.2.osc
    /\ AtCurrent(n, t, {"prepare"})
    /\ Becomes(n, t, [P(n, t) EXCEPT !.slot.prepared = @ \/ ~IsMds(n), !.slot.recovery = TRUE,
                                     !.slot.step = After(n, "prepare")])

LovActive(n, t) ==                                                  \* C2.2.lov
    /\ At(n, t, {"lov-active"})
    /\ LET connection == IF Slot(n, t).hand.current THEN "current" ELSE "overtaken"
       IN Becomes(n, t, [P(n, t) EXCEPT !.slot.penalized = PenaltyLeft(Slot(n, t)),
                                        !.slot.active = connection, !.slot.step = "top-active"])

TopActive(n, t) ==                                                  \* C2.2.top
    /\ At(n, t, {"top-active"})
    /\ Becomes(n, t, [P(n, t) EXCEPT !.slot.top = TRUE, !.slot.step = After(n, "top-active")])

RecoveryFinished(n, t) ==                                           \* C2.3
    /\ AtCurrent(n, t, {"finish"})
    /\ Becomes(n, t, Take([P(n, t) EXCEPT !.slot.recovery = FALSE]))

LovInactive(n, t) ==                                                \* C2.5
    /\ At(n, t, {"lov-inactive"})
    /\ Becomes(n, t, [P(n, t) EXCEPT !.slot.active = "no", !.slot.step = "top-inactive"])

TopInactive(n, t) ==                                                \* C2.5
    /\ At(n, t, {"top-inactive"})
    /\ LET p == [P(n, t) EXCEPT !.slot.top = FALSE]
       IN Becomes(n, t, IF p.slot.hand.kind = "DEACTIVATE" THEN [p EXCEPT !.slot.step = "wake"]
                        ELSE Take(p))

LovDeactivate(n, t) ==                                              \* C3.2
    /\ At(n, t, {"lov-deactivate"})
    /\ Becomes(n, t, [P(n, t) EXCEPT !.slot.active = "no", !.slot.deactivated = TRUE,
                                     !.slot.step = "top-inactive"])

OscWake(n, t) ==                                                    \* C3.2
    /\ AtCurrent(n, t, {"wake"})
    /\ Becomes(n, t, [P(n, t) EXCEPT !.slot.recovery = FALSE, !.slot.step = "disconnect"])

(* Before it, the same worker has had what is dirty written and the lock cancelled. *)
DisconnectSend(n, t) ==                                             \* C3.2
    /\ AtCurrent(n, t, {"disconnect"}) /\ MayAsk(n, t)
    /\ ~Slot(n, t).locked /\ Clean(Slot(n, t))
    /\ Becomes(n, t, [Send(P(n, t), "disconnect") EXCEPT !.slot.step = "wait"])

DeactivateEnd(n, t) ==                                              \* C3.2
    /\ \/ AtCurrent(n, t, {"disconnect"}) /\ ~Linked(Slot(n, t))
       \/ AtCurrent(n, t, {"answered", "failed"})
    /\ LET answered == Slot(n, t).step = "answered"
       IN Becomes(n, t, Take(OvertakeMessages(
              [P(n, t) EXCEPT !.slot.handle = IF answered THEN NoInstance ELSE @,
                              !.slot.state = "DISCONN", !.slot.prepared = FALSE,
                              !.slot.stock = NoObject])))

LovActivate(n, t) ==                                                \* C3.2
    /\ At(n, t, {"lov-activate"})
    /\ Becomes(n, t, Take([P(n, t) EXCEPT !.slot.deactivated = FALSE]))

DyingAt(n, t, step) == P(n, t).dying # None /\ P(n, t).dying.step = step

RemoveTop(n, t) ==                                                  \* C3.3
    /\ DyingAt(n, t, "top-inactive")
    /\ Becomes(n, t, [P(n, t) EXCEPT !.dying.step = "remove"])

RemoveEnd(n, t) ==                                                  \* C3.3
    /\ DyingAt(n, t, "remove") /\ P(n, t).dying.ping = "none"
    /\ Becomes(n, t, [P(n, t) EXCEPT !.dying.step = "closed"])

SlotFree(n, t) ==                                                   \* C3.3
    /\ DyingAt(n, t, "closed") /\ P(n, t).dying.ping = "none"
    /\ Becomes(n, t, [P(n, t) EXCEPT !.dying = None])

-----------------------------------------------------------------------------
(* fault *)

Loss(n, t) ==                                                       \* C2.5
    /\ HasSlot(n, t)
    /\ Slot(n, t).state \in {"REPLAY", "REPLAY_LOCKS", "REPLAY_WAIT", "RECOVER", "FULL", "EVICTED"}
    /\ Fault(n, t, Lose(P(n, t)))

Evict(n, t) ==                                                      \* C2.1c
    /\ P(n, t).export # NoInstance
    /\ Fault(n, t, DropExport(P(n, t)))

OstRestart(t) ==                                                    \* C2.1c
    LET Restarted(p) ==
            IF p.export = NoInstance THEN p
            ELSE [p EXCEPT !.recovery = "awaiting", !.granted = FALSE,
                           !.taken = IF @ = "unstable" THEN "lost" ELSE @, !.known = FALSE]
    IN /\ Holds(\E n \in Nodes : P(n, t).export # NoInstance)
       /\ AllTurn(t, Restarted, [O(t) EXCEPT !.there = O(t).stored]) /\ Spend("faults")

VersionFails(n, t) == \E i \in DOMAIN Net(n, t) :                   \* C2.1c
    LET m == Net(n, t)[i]
    IN /\ Came(n, t, i, {"replay-write"}) /\ m.instance = P(n, t).export
       /\ P(n, t).recovery \in {"joined", "replaying"}
       /\ Fault(n, t, OvertakeAsks(Answer(DropExport(P(n, t)), i, TRUE), i))

MessageLost(n, t) == \E i \in DOMAIN Net(n, t) :                    \* C2.4
    Fault(n, t, Without(P(n, t), i))

MessageLate(n, t) == \E i \in DOMAIN Net(n, t) :                    \* C2.4
    /\ Net(n, t)[i].current /\ ~Net(n, t)[i].late
    /\ Fault(n, t, [P(n, t) EXCEPT !.net[i].late = TRUE])

-----------------------------------------------------------------------------
(* Every disjunct is one action, so TLC knows each step by its action's name. *)

Next ==
    \/ \E t \in Targets :
        \/ LogAdd(t)
        \/ LogDeactivate(t)
        \/ LogActivate(t)
        \/ LogRemove(t)
        \/ LogJoin(t)
        \/ LogLeave(t)
    \/ \E n \in Nodes, t \in Targets :
        \/ ConfigAdd(n, t)
        \/ ConfigLlog(n, t)
        \/ ConfigObjid(n, t)
        \/ ConfigPoolAdd(n, t)
        \/ ConfigDeactivate(n, t)
        \/ ConfigActivate(n, t)
        \/ ConfigJoin(n, t)
        \/ ConfigLeave(n, t)
        \/ ConfigPoolFlush(n, t)
        \/ ConfigRemove(n, t)
    \/ \E n \in Nodes :
        \/ NodeStarted(n)
    \/ \E n \in Nodes, t \in Targets :
        \/ ConnectSend(n, t)
        \/ PingSend(n, t)
        \/ EnqueueSend(n, t)
        \/ Write(n, t)
        \/ FlushSend(n, t)
        \/ SyncSend(n, t)
        \/ CancelSend(n, t)
        \/ SyncFails(n, t)
        \/ CreateAllocate(n, t)
        \/ CreateSend(n, t)
        \/ CreateTake(n, t)
        \/ CreateMove(n, t)
    \/ \E t \in Targets :
        \/ UnlinkSend(t)
    \/ \E n \in Nodes, t \in Targets :
        \/ DestroySend(n, t)
        \/ RecordDestroySend(n, t)
    \/ \E t \in Targets :
        \/ MdsUnlink(t)
    \/ MdsCommit
    \/ \E n \in Nodes, t \in Targets :
        \/ LlogCancel(n, t)
        \/ OstConnect(n, t)
        \/ OstDisconnect(n, t)
        \/ OstPing(n, t)
        \/ OstEnqueue(n, t)
        \/ OstWrite(n, t)
        \/ OstSync(n, t)
        \/ OstCancel(n, t)
        \/ OstReplay(n, t)
        \/ OstCreate(n, t)
        \/ OstMdsConn(n, t)
        \/ OstLlogConnect(n, t)
        \/ OstLlogReplay(n, t)
        \/ OstOrphans(n, t)
        \/ OstDestroy(n, t)
    \/ \E t \in Targets :
        \/ OstCommit(t)
        \/ WindowEnds(t)
        \/ WindowExpires(t)
    \/ \E n \in Nodes, t \in Targets :
        \/ ConnectInterpret(n, t)
        \/ ConnectExpire(n, t)
        \/ PingInterpret(n, t)
        \/ PingEnd(n, t)
        \/ AskInterpret(n, t)
        \/ AskExpire(n, t)
        \/ ReplayInterpret(n, t)
        \/ OscInterpret(n, t)
        \/ CreateInterpret(n, t)
        \/ CreateExpire(n, t)
    \/ \E t \in Targets :
        \/ UnlinkInterpret(t)
    \/ \E n \in Nodes, t \in Targets :
        \/ DisconnectInterpret(n, t)
        \/ DisconnectExpire(n, t)
        \/ EventStale(n, t)
        \/ ReplaySend(n, t)
        \/ InvalidateEnd(n, t)
        \/ ConnectFull(n, t)
        \/ OscPrepare(n, t)
        \/ MdsConnSend(n, t)
        \/ LlogConnectSend(n, t)
        \/ LovActive(n, t)
        \/ TopActive(n, t)
        \/ OrphansSend(n, t)
        \/ RecoveryFinished(n, t)
        \/ LovInactive(n, t)
        \/ TopInactive(n, t)
        \/ LovDeactivate(n, t)
        \/ OscWake(n, t)
        \/ DisconnectSend(n, t)
        \/ DeactivateEnd(n, t)
        \/ LovActivate(n, t)
        \/ RemoveTop(n, t)
        \/ RemoveEnd(n, t)
        \/ SlotFree(n, t)
        \/ Loss(n, t)
        \/ Evict(n, t)
    \/ \E t \in Targets :
        \/ OstRestart(t)
    \/ \E n \in Nodes, t \in Targets :
        \/ VersionFails(n, t)
        \/ MessageLost(n, t)
        \/ MessageLate(n, t)
    \/ MdsCrash
    \/ \E n \in Nodes :
        \/ ClientCrash(n)

Spec == Init /\ [][Next]_vars
=============================================================================
