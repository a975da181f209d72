----------------------------- MODULE Activation -----------------------------
(***************************************************************************)
(* The life of an OST as each node sees it: added, connected, activated,   *)
(* deactivated, removed, with losses and evictions in between.             *)
(*                                                                         *)
(* Every action of actions.md once, by context and in the page's order,    *)
(* with its clause beside its name.  One action is one lock hold, or what  *)
(* one message does where it arrives.  What a state is, and the words for  *)
(* effects (Queue, Take, RaiseCount, Lose, ...), are in ActivationState.   *)
(***************************************************************************)
EXTENDS ActivationState

-----------------------------------------------------------------------------
(* How actions are put together *)

Spend(b) == used[b] < Budget[b] /\ used' = [used EXCEPT ![b] = @ + 1]

Appends(kind, t) ==
    log' = Append(log, Record(kind, t)) /\ UNCHANGED <<position, ptlrpcd, pair>>

Turns(n, t, p)   == pair' = [pair EXCEPT ![n][t] = Normal(p)] /\ UNCHANGED <<log, ptlrpcd>>
Becomes(n, t, p) == Turns(n, t, p) /\ UNCHANGED <<position, used>>
Applies(n, t, p) == Turns(n, t, p) /\ position' = [position EXCEPT ![n] = @ + 1] /\ UNCHANGED used
Fault(n, t, p)   == Turns(n, t, p) /\ Spend("faults") /\ UNCHANGED position

NextRecord(n, t, kind) == position[n] < Len(log) /\ log[position[n] + 1] = Record(kind, t)

HasSlot(n, t) == Slot(n, t) # None
At(n, t, steps) == HasSlot(n, t) /\ Slot(n, t).step \in steps
AtCurrent(n, t, steps) == At(n, t, steps) /\ Slot(n, t).hand.current

FreePtlrpcd(n) == ptlrpcd[n] = None

(* Somebody still waits for a message of one of the kinds, and it may come in time. *)
Awaited(n, t, kinds) ==
    \E i \in DOMAIN Net(n, t) :
        LET m == Net(n, t)[i] IN m.kind \in kinds /\ m.current /\ ~m.late

(* Two guards that stand alone, so that a configuration can weaken them. *)
MayRemove(t)  == Says(log, t).deactivated       \* C3.3: what the MGS asks of a REMOVE
LeftAlone(s)  == s.deactive                     \* C3.2: whom the pinger does not ping

-----------------------------------------------------------------------------
(* config: the MGS writes records, each node applies them in order *)

LogAdd(t) ==                                                        \* C3.3
    ~Says(log, t).present /\ Spend("add") /\ Appends("ADD", t)

LogDeactivate(t) ==                                                 \* C3.2
    /\ Says(log, t).present /\ ~Says(log, t).deactivated
    /\ Spend("deactivate") /\ Appends("DEACTIVATE", t)

LogActivate(t) ==                                                   \* C3.2
    /\ Says(log, t).present /\ Says(log, t).deactivated
    /\ Spend("activate") /\ Appends("ACTIVATE", t)

LogRemove(t) ==                                                     \* C3.3
    /\ Says(log, t).present /\ MayRemove(t)
    /\ Spend("remove") /\ Appends("REMOVE", t)

ConfigAdd(n, t) ==                                                  \* C3.3
    /\ NextRecord(n, t, "ADD") /\ ~HasSlot(n, t)
    /\ Becomes(n, t, [P(n, t) EXCEPT !.slot = NewSlot])

ConfigPoolAdd(n, t) ==                                              \* C1c
    /\ NextRecord(n, t, "ADD") /\ HasSlot(n, t)
    /\ Applies(n, t, [P(n, t) EXCEPT !.pooled = TRUE])

ConfigDeactivate(n, t) ==                                           \* C3.2
    /\ NextRecord(n, t, "DEACTIVATE")
    /\ Applies(n, t, Queue([RaiseGeneration(P(n, t)) EXCEPT !.slot.deactive = TRUE], "DEACTIVATE"))

ConfigActivate(n, t) ==                                             \* C3.2
    /\ NextRecord(n, t, "ACTIVATE")
    /\ LET p == [RaiseGeneration(P(n, t)) EXCEPT !.slot.deactive = FALSE]
           q == IF p.slot.state \in {"NEW", "DISCONN"} THEN p
                ELSE [RaiseCount(p) EXCEPT !.slot.state = "DISCONN"]
       IN Applies(n, t, Queue(q, "ACTIVATE"))

ConfigPoolFlush(n, t) ==                                            \* C3.3
    /\ NextRecord(n, t, "REMOVE") /\ P(n, t).pooled
    /\ Becomes(n, t, [P(n, t) EXCEPT !.pooled = FALSE])

ConfigRemove(n, t) ==                                               \* C3.3
    /\ NextRecord(n, t, "REMOVE") /\ ~P(n, t).pooled /\ P(n, t).dying = None
    /\ LET p == RaiseGeneration(P(n, t))
       IN Applies(n, t, [p EXCEPT !.slot = None,
                                  !.dying = [step |-> "top-inactive", ping |-> p.slot.ping]])

-----------------------------------------------------------------------------
(* pinger *)

ConnectSend(n, t) == LET s == Slot(n, t) IN                         \* C2.4
    /\ HasSlot(n, t) /\ s.state \in {"NEW", "DISCONN"} /\ ~s.invalid /\ ~s.deactive
    /\ Becomes(n, t, Send([RaiseCount(P(n, t)) EXCEPT !.slot.state = "CONNECTING"],
                          "connect request", s.handle))

PingSend(n, t) == LET s == Slot(n, t) IN                            \* C3.2
    /\ HasSlot(n, t) /\ s.state = "FULL" /\ s.ping = "none" /\ ~LeftAlone(s)
    /\ Becomes(n, t, [P(n, t) EXCEPT !.slot.ping = "sent"])

-----------------------------------------------------------------------------
(* ost *)

OstConnect(n, t) == \E i \in DOMAIN Net(n, t) :                     \* C2.4
    LET p == P(n, t)
        m == p.net[i]
        given == IF m.instance # NoInstance /\ m.instance = p.export
                 THEN p.export ELSE NewInstance(p)
        After(j) ==
            CASE j = i -> [m EXCEPT !.kind = "connect reply", !.instance = given]
              [] j < i /\ p.net[j].kind \in {"connect request", "disconnect request"}
                       -> [p.net[j] EXCEPT !.stale = TRUE]
              [] OTHER -> p.net[j]
    IN /\ m.kind = "connect request"
       /\ Becomes(n, t, IF m.stale THEN Without(p, i)
                        ELSE [p EXCEPT !.export = given, !.net = [j \in DOMAIN @ |-> After(j)]])

OstDisconnect(n, t) == \E i \in DOMAIN Net(n, t) :                  \* C3.2
    LET p == P(n, t)
        m == p.net[i]
        left == [p EXCEPT !.export = IF @ = m.instance THEN NoInstance ELSE @]
    IN /\ m.kind = "disconnect request"
       /\ Becomes(n, t, IF m.stale THEN Without(p, i)
                        ELSE IF ~m.current THEN Without(left, i)
                        ELSE [left EXCEPT !.net[i].kind = "disconnect reply",
                                          !.net[i].instance = NoInstance])

OstPing(n, t) == LET s == Slot(n, t) IN                             \* C2.5
    /\ HasSlot(n, t) /\ s.ping = "sent"
    /\ LET known == P(n, t).export # NoInstance /\ P(n, t).export = s.handle
       IN Becomes(n, t, [P(n, t) EXCEPT !.slot.ping = IF known THEN "none" ELSE "refused"])

-----------------------------------------------------------------------------
(* ptlrpcd: nothing here waits for anything but ptlrpcd itself *)

ConnectInterpret(n, t) == \E i \in DOMAIN Net(n, t) :               \* C2.1b
    LET m   == Net(n, t)[i]
        s   == Slot(n, t)
        p   == Without(P(n, t), i)
        new == [p EXCEPT !.slot.handle = m.instance]
        accepted == Queue([new EXCEPT !.slot.state = "RECOVER"], "CONNECTED")
        evicted  == Queue([RaiseGeneration(new) EXCEPT !.slot.state = "EVICTED",
                              !.slot.unpurged = TRUE, !.slot.invalid = TRUE], "INVALIDATE")
    IN /\ FreePtlrpcd(n) /\ m.kind = "connect reply"
       /\ Becomes(n, t, IF ~m.current THEN p
                        ELSE IF s.handle \notin {NoInstance, m.instance} THEN evicted
                        ELSE accepted)

ConnectExpire(n, t) ==                                              \* C2.4
    /\ FreePtlrpcd(n) /\ HasSlot(n, t) /\ Slot(n, t).state = "CONNECTING"
    /\ ~Awaited(n, t, {"connect request", "connect reply"})
    /\ Becomes(n, t, OvertakeMessages([P(n, t) EXCEPT !.slot.state = "DISCONN"]))

PingInterpret(n, t) ==                                              \* C2.5
    /\ FreePtlrpcd(n) /\ HasSlot(n, t) /\ Slot(n, t).ping = "refused"
    /\ Becomes(n, t, Lose([P(n, t) EXCEPT !.slot.ping = "none"]))

PingEnd(n, t) ==                                                    \* C2.4
    LET p == P(n, t)
        ofSlot  == p.slot # None /\ p.slot.ping = "ending"
        ofDying == p.dying # None /\ p.dying.ping = "ending"
    IN /\ FreePtlrpcd(n)
       /\ TRUE \in {ofSlot, ofDying}      \* a disjunction would be two ways to take one step
       /\ Becomes(n, t, IF ofSlot THEN [p EXCEPT !.slot.ping = "none"]
                        ELSE [p EXCEPT !.dying.ping = "none"])

DisconnectInterpret(n, t) == \E i \in DOMAIN Net(n, t) :            \* C3.2
    /\ FreePtlrpcd(n) /\ Net(n, t)[i].kind = "disconnect reply"
    /\ Becomes(n, t, [Without(P(n, t), i) EXCEPT !.slot.step = "answered"])

DisconnectExpire(n, t) ==                                           \* C3.2
    /\ FreePtlrpcd(n) /\ AtCurrent(n, t, {"wait"})
    /\ ~Awaited(n, t, {"disconnect request", "disconnect reply"})
    /\ Becomes(n, t, [P(n, t) EXCEPT !.slot.step = "failed"])

-----------------------------------------------------------------------------
(* worker: one event after another, one step after another *)

EventStale(n, t) ==                                                 \* C2.4
    /\ At(n, t, {"full", "prepare", "finish", "wake", "disconnect", "wait", "answered", "failed"})
    /\ ~Slot(n, t).hand.current
    /\ Becomes(n, t, Take(P(n, t)))

InvalidateEnd(n, t) ==                                              \* C2.1c
    /\ At(n, t, {"invalidate"}) /\ Slot(n, t).ping = "none"
    /\ LET p == [P(n, t) EXCEPT !.slot.unpurged = FALSE, !.slot.invalid = FALSE]
       IN Becomes(n, t, IF p.slot.hand.current /\ p.slot.state = "EVICTED"
                        THEN [p EXCEPT !.slot.state = "RECOVER", !.slot.step = "full"]
                        ELSE Take(p))

ConnectFull(n, t) ==                                                \* C2.1a
    /\ AtCurrent(n, t, {"full"})
    /\ Becomes(n, t, [P(n, t) EXCEPT !.slot.state = "FULL", !.slot.step = "prepare"])

OscPrepare(n, t) ==                                                 \* C2.2.osc
    /\ AtCurrent(n, t, {"prepare"})
    /\ Becomes(n, t, [P(n, t) EXCEPT !.slot.prepared = TRUE, !.slot.recovery = TRUE,
                                     !.slot.step = "lov-active"])

LovActive(n, t) ==                                                  \* C2.2.lov
    /\ At(n, t, {"lov-active"})
    /\ LET connection == IF Slot(n, t).hand.current THEN "current" ELSE "overtaken"
       IN Becomes(n, t, [P(n, t) EXCEPT !.slot.active = connection, !.slot.step = "top-active"])

TopActive(n, t) ==                                                  \* C2.2.top
    /\ At(n, t, {"top-active"})
    /\ Becomes(n, t, [P(n, t) EXCEPT !.slot.top = TRUE, !.slot.step = "finish"])

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

(* A disconnect is worth sending: the OST may be there to take it. *)
Linked(s) == s.state = "FULL" /\ ~s.invalid

DisconnectSend(n, t) ==                                             \* C3.2
    /\ AtCurrent(n, t, {"disconnect"}) /\ Linked(Slot(n, t))
    /\ Becomes(n, t, [Send(P(n, t), "disconnect request", Slot(n, t).handle)
                         EXCEPT !.slot.step = "wait"])

DeactivateEnd(n, t) ==                                              \* C3.2
    /\ \/ AtCurrent(n, t, {"disconnect"}) /\ ~Linked(Slot(n, t))
       \/ AtCurrent(n, t, {"answered", "failed"})
    /\ LET answered == Slot(n, t).step = "answered"
       IN Becomes(n, t, Take(OvertakeMessages(
              [P(n, t) EXCEPT !.slot.handle = IF answered THEN NoInstance ELSE @,
                              !.slot.state = "DISCONN", !.slot.prepared = FALSE])))

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
    /\ HasSlot(n, t) /\ Slot(n, t).state \in {"RECOVER", "FULL", "EVICTED"}
    /\ Fault(n, t, Lose(P(n, t)))

Evict(n, t) ==                                                      \* C2.1c
    /\ P(n, t).export # NoInstance
    /\ Fault(n, t, [P(n, t) EXCEPT !.export = NoInstance])

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
    \/ \E n \in Nodes, t \in Targets :
        \/ ConfigAdd(n, t)
        \/ ConfigPoolAdd(n, t)
        \/ ConfigDeactivate(n, t)
        \/ ConfigActivate(n, t)
        \/ ConfigPoolFlush(n, t)
        \/ ConfigRemove(n, t)
        \/ ConnectSend(n, t)
        \/ PingSend(n, t)
        \/ OstConnect(n, t)
        \/ OstDisconnect(n, t)
        \/ OstPing(n, t)
        \/ ConnectInterpret(n, t)
        \/ ConnectExpire(n, t)
        \/ PingInterpret(n, t)
        \/ PingEnd(n, t)
        \/ DisconnectInterpret(n, t)
        \/ DisconnectExpire(n, t)
        \/ EventStale(n, t)
        \/ InvalidateEnd(n, t)
        \/ ConnectFull(n, t)
        \/ OscPrepare(n, t)
        \/ LovActive(n, t)
        \/ TopActive(n, t)
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
        \/ MessageLost(n, t)
        \/ MessageLate(n, t)

Spec == Init /\ [][Next]_vars
=============================================================================
