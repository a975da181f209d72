------------------------- MODULE ActivationRequests -------------------------
(***************************************************************************)
(* The first half of actions.md: what is asked for, and what the OST does  *)
(* about it (contexts config, pinger, application and ost).  What comes of *)
(* its answers is in Activation.tla, with Next; what is there for objects  *)
(* and the MDS alone, in ActivationObjects.tla.                            *)
(*                                                                         *)
(* Every action once, by context and in the page's order, with its clause  *)
(* beside its name.  One action is one lock hold, or what one message does *)
(* where it arrives.  What a state is, and the words for effects (Queue,   *)
(* Take, RaiseCount, Lose, ...), are in ActivationState.                   *)
(***************************************************************************)
EXTENDS ActivationState

-----------------------------------------------------------------------------
(* How actions are put together *)

Spend(b) == used[b] < Budget[b] /\ used' = [used EXCEPT ![b] = @ + 1]

(* Of what is MDS's side, all but objects. *)
nodeVars == <<starting, size>>

Appends(kind, t) ==
    log' = Append(log, Record(kind, t)) /\ UNCHANGED <<position, ptlrpcd, pair, nodeVars, objects>>

(* The pairs become ps and the objects os, with their ids renumbered. *)
Settles(ps, os) ==
    IF ~Mds THEN pair' = ps /\ UNCHANGED objects
    ELSE LET held == [t \in Targets |-> HeldObjects(os[t], {ps[n][t] : n \in Nodes})]
         IN /\ pair' = [n \in Nodes |-> [t \in Targets |-> NormalIn(ps[n][t], held[t])]]
            /\ objects' = [t \in Targets |-> NormalObjects(os[t], held[t])]

(* The pair becomes p, and the objects of its target o, at the price of one of budget b *)
(* where there is a price.                                                              *)
TurnsWith(n, t, p, o) ==
    /\ Settles([pair EXCEPT ![n][t] = Normal(p)], [objects EXCEPT ![t] = o])
    /\ UNCHANGED <<log, ptlrpcd, starting>>
BecomesWith(n, t, p, o) == TurnsWith(n, t, p, o) /\ UNCHANGED <<position, size, used>>

Becomes(n, t, p)  == BecomesWith(n, t, p, O(t))
Applies(n, t, p)  ==
    /\ TurnsWith(n, t, p, O(t)) /\ UNCHANGED <<size, used>>
    /\ position' = [position EXCEPT ![n] = @ + 1]
Costs(n, t, p, b) == TurnsWith(n, t, p, O(t)) /\ Spend(b) /\ UNCHANGED <<position, size>>
Fault(n, t, p)    == Costs(n, t, p, "faults")

(* The same, where the node's EA size comes to cover the target. *)
SizeWith(s, t) == IF s < t THEN t ELSE s

Covers(n, t, p) ==
    /\ TurnsWith(n, t, p, O(t)) /\ UNCHANGED <<position, used>>
    /\ size' = [size EXCEPT ![n] = SizeWith(@, t)]

(* Every pair of the target becomes what After makes of it, and its objects o. *)
AllTurn(t, After(_), o) ==
    /\ Settles([n \in Nodes |-> [pair[n] EXCEPT ![t] = Normal(After(@))]],
               [objects EXCEPT ![t] = o])
    /\ UNCHANGED <<log, position, ptlrpcd, nodeVars>>

(* A guard that holds is one way to take a step.  TLC would take every branch of a *)
(* disjunction, and every case of \E, as a step of its own.                        *)
Holds(guard) == guard = TRUE

NextRecord(n, t, kind) == position[n] < Len(log) /\ log[position[n] + 1] = Record(kind, t)

HasSlot(n, t) == Slot(n, t) # None
At(n, t, steps) == HasSlot(n, t) /\ Slot(n, t).step \in steps
AtCurrent(n, t, steps) == At(n, t, steps) /\ Slot(n, t).hand.current

Linked(s) == s.state = "FULL" /\ ~s.invalid

(* A request of the node to the OST has come, of kind and at place i of the net; a reply to it; *)
(* and somebody still waits for a message of one of the kinds, and it may come in time.         *)
Came(n, t, i, kinds)    == ~Net(n, t)[i].reply /\ Net(n, t)[i].kind \in kinds
Replied(n, t, i, kinds) == Net(n, t)[i].reply /\ Net(n, t)[i].kind \in kinds
Awaited(n, t, kinds) ==
    \E i \in DOMAIN Net(n, t) :
        LET m == Net(n, t)[i] IN m.kind \in kinds /\ m.current /\ ~m.late

FreePtlrpcd(n) == ptlrpcd[n] = None

(* What a deactive import still sends is its deactivation's own. *)
MayAsk(n, t) ==
    /\ HasSlot(n, t) /\ Linked(Slot(n, t)) /\ Slot(n, t).asked = "none"
    /\ Slot(n, t).deactive => AtCurrent(n, t, {"disconnect"})

(* Guards that stand alone, so that a configuration can weaken them. *)
MayRemove(t)   == Says(log, t).deactivated      \* of C3.3: what the MGS asks of a REMOVE
LeftAlone(s)   == s.deactive                    \* of C3.2: whom the pinger does not ping
Data(s)        == s.dirty \/ s.uncommitted      \* of C3.2: what must not go and not be told
Clean(s)       == ~s.dirty /\ ~s.uncommitted    \* of C3.2: whose lock may be given back
Waits(s)       == s.recovery                    \* of C2.3: whose creates are not sent
Ready(n, t)    == IsMds(n) => Slot(n, t).told   \* of C1c: what may enter the pool
Fit(n, t)      ==                               \* of C2.2: where an object may be allocated
    HasSlot(n, t) /\ Slot(n, t).active # "no" /\ ~Slot(n, t).deactivated /\ P(n, t).pooled
Conflicts(n, t) == \E k \in Nodes \ {n} : P(k, t).granted   \* of C3.2: a lock that excludes n's

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

LogJoin(t) ==                                                       \* C1c
    /\ Says(log, t).present /\ ~Says(log, t).named
    /\ Spend("join") /\ Appends("JOIN", t)

LogLeave(t) ==                                                      \* C1c
    Says(log, t).named /\ Spend("leave") /\ Appends("LEAVE", t)

ConfigAdd(n, t) ==                                                  \* C3.3
    /\ NextRecord(n, t, "ADD") /\ ~HasSlot(n, t)
    /\ LET p == [P(n, t) EXCEPT !.slot = NewSlot]
       IN IF IsClient(n) THEN Covers(n, t, p) ELSE Becomes(n, t, p)

ConfigPoolAdd(n, t) ==                                              \* C1c
    /\ NextRecord(n, t, "ADD") /\ HasSlot(n, t) /\ Ready(n, t)
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

ConfigJoin(n, t) ==                                                 \* C1c
    NextRecord(n, t, "JOIN") /\ Applies(n, t, [P(n, t) EXCEPT !.named = TRUE])

ConfigLeave(n, t) ==                                                \* C1c
    NextRecord(n, t, "LEAVE") /\ Applies(n, t, [P(n, t) EXCEPT !.named = FALSE])

InAnyPool(p) == p.pooled \/ p.named

ConfigPoolFlush(n, t) ==                                            \* C3.3
    /\ NextRecord(n, t, "REMOVE") /\ Holds(InAnyPool(P(n, t)))
    /\ Becomes(n, t, [P(n, t) EXCEPT !.pooled = FALSE, !.named = FALSE])

ConfigRemove(n, t) ==                                               \* C3.3
    /\ NextRecord(n, t, "REMOVE") /\ ~InAnyPool(P(n, t)) /\ P(n, t).dying = None
    /\ LET p == RaiseGeneration(P(n, t))
       IN Applies(n, t, [p EXCEPT !.slot = None, !.dropped = @ \/ Data(p.slot),
                                  !.dying = [step |-> "top-inactive", ping |-> p.slot.ping]])

-----------------------------------------------------------------------------
(* pinger *)

ConnectSend(n, t) == LET s == Slot(n, t) IN                         \* C2.4
    /\ HasSlot(n, t) /\ s.state \in {"NEW", "DISCONN"} /\ ~s.invalid /\ ~s.deactive
    /\ ~starting[n]
    /\ Becomes(n, t, Send([RaiseCount(P(n, t)) EXCEPT !.slot.state = "CONNECTING"], "connect"))

PingSend(n, t) == LET s == Slot(n, t) IN                            \* C3.2
    /\ HasSlot(n, t) /\ s.state = "FULL" /\ s.ping = "none" /\ ~LeftAlone(s)
    /\ Becomes(n, t, [P(n, t) EXCEPT !.slot.ping = "sent"])

-----------------------------------------------------------------------------
(* application: it writes under a lock into its node's cache, and creates objects *)

EnqueueSend(n, t) ==                                                \* C3.2
    /\ ~IsMds(n) /\ Writes > 0 /\ MayAsk(n, t) /\ ~Slot(n, t).deactive /\ ~Slot(n, t).locked
    /\ Becomes(n, t, Ask(P(n, t), "enqueue"))

Write(n, t) == LET s == Slot(n, t) IN                               \* C3.2
    /\ HasSlot(n, t) /\ s.locked /\ ~s.dirty /\ s.asked # "write" /\ ~s.invalid /\ ~s.deactive
    /\ Costs(n, t, [P(n, t) EXCEPT !.slot.dirty = TRUE], "writes")

FlushSend(n, t) ==                                                  \* C3.2
    /\ MayAsk(n, t) /\ Slot(n, t).dirty
    /\ Becomes(n, t, Ask(P(n, t), "write"))

SyncSend(n, t) ==                                                   \* C3.2
    /\ MayAsk(n, t) /\ ~Slot(n, t).dirty /\ Slot(n, t).uncommitted
    /\ Becomes(n, t, Ask(P(n, t), "sync"))

(* A lock that the OST granted and the node does not know of is given back all the same. *)
CancelSend(n, t) ==                                                 \* C3.2
    /\ MayAsk(n, t) /\ Clean(Slot(n, t))
    /\ Holds(Slot(n, t).locked \/ P(n, t).granted)
    /\ Becomes(n, t, Ask([P(n, t) EXCEPT !.slot.locked = FALSE], "cancel"))

SyncFails(n, t) ==                                                  \* C3.2
    /\ P(n, t).dropped
    /\ Becomes(n, t, [P(n, t) EXCEPT !.dropped = FALSE])

CreateAllocate(n, t) ==                                             \* C2.2.lov
    LET Better(k) == Fit(n, k) /\ ~Slot(n, k).penalized
    IN /\ Mds => IsMds(n)
       /\ P(n, t).create = "none" /\ Fit(n, t)
       /\ Slot(n, t).penalized => ~\E k \in Targets \ {t} : Better(k)
       /\ Costs(n, t, [P(n, t) EXCEPT !.create = "waiting", !.slot.penalized = TRUE], "creates")

CreateSend(n, t) == LET s == Slot(n, t) IN                          \* C2.3
    /\ P(n, t).create = "waiting"
    /\ HasSlot(n, t) /\ Linked(s) /\ ~s.deactive /\ s.prepared /\ ~Waits(s)
    /\ s.stock = NoObject
    /\ Becomes(n, t, [Send(P(n, t), "create") EXCEPT !.create = "sent"])

CreateMove(n, t) ==                                                 \* C3.2
    /\ P(n, t).create = "waiting" /\ ~Fit(n, t)
    /\ Becomes(n, t, [P(n, t) EXCEPT !.create = "none"])

-----------------------------------------------------------------------------
(* ost *)

InWindow(t) == \E n \in Nodes : P(n, t).recovery # "no"

(* Another node's recovery keeps the OST from giving a new export. *)
OthersRecover(n, t) == \E k \in Nodes \ {n} : P(k, t).recovery # "no"

OstConnect(n, t) == \E i \in DOMAIN Net(n, t) :                     \* C2.4
    LET m == Net(n, t)[i]
        p == P(n, t)
        Gives(q, given, recovering) ==
            [q EXCEPT !.net[i].reply = TRUE, !.net[i].instance = given,
                      !.net[i].recovering = recovering,
                      !.known = MdsByFlag /\ IsMds(n) /\ given # NoInstance]
        again ==
            CASE p.recovery = "no" -> Gives(p, p.export, "no")
              [] p.recovery \in {"awaiting", "joined"}
                     -> Gives([p EXCEPT !.recovery = "joined"], p.export, "fresh")
              [] p.recovery \in {"replaying", "done"}
                     -> Gives([p EXCEPT !.recovery = "replaying"], p.export, "again")
        new == LET given == IF OthersRecover(n, t) THEN NoInstance ELSE NewInstance(p)
               IN Gives([DropExport(p) EXCEPT !.export = given], given, "no")
    IN /\ Came(n, t, i, {"connect"})
       /\ Becomes(n, t, IF m.stale THEN Without(p, i)
                        ELSE IF m.instance # NoInstance /\ m.instance = p.export
                        THEN OvertakeRequests(again, i)
                        ELSE OvertakeRequests(new, i))

OstDisconnect(n, t) == \E i \in DOMAIN Net(n, t) :                  \* C3.2
    LET p == P(n, t)
        m == p.net[i]
    IN /\ Came(n, t, i, {"disconnect"})
       /\ Becomes(n, t, IF m.stale THEN Without(p, i)
                        ELSE Answer(IF m.instance = p.export THEN DropExport(p) ELSE p, i, FALSE))

OstPing(n, t) == LET s == Slot(n, t) IN                             \* C2.5
    /\ HasSlot(n, t) /\ s.ping = "sent"
    /\ LET p == P(n, t)
           known == p.export # NoInstance /\ p.export = s.handle /\ p.recovery = "no"
       IN Becomes(n, t, [p EXCEPT !.slot.ping = IF known THEN "none" ELSE "refused"])

(* An answer that it must wait changes nothing but that it is waited for no more. *)
OstEnqueue(n, t) == \E i \in DOMAIN Net(n, t) :                     \* C3.2
    LET p == P(n, t)
        Granted(q) == [q EXCEPT !.granted = TRUE]
        later == LET q == OvertakeAsks(Without(p, i), i)
                 IN IF p.net[i].current THEN [q EXCEPT !.slot.asked = "none"] ELSE q
    IN /\ Came(n, t, i, {"enqueue"})
       /\ Becomes(n, t, IF Knows(p, i) /\ Conflicts(n, t) THEN later ELSE Serve(p, i, Granted))

OstWrite(n, t) == \E i \in DOMAIN Net(n, t) :                       \* C3.2
    LET Taken(q) == [q EXCEPT !.taken = "unstable"]
    IN Came(n, t, i, {"write"}) /\ Becomes(n, t, Serve(P(n, t), i, Taken))

OstSync(n, t) == \E i \in DOMAIN Net(n, t) :                        \* C3.2
    LET Committed(q) == [q EXCEPT !.taken = "none"]
    IN Came(n, t, i, {"sync"}) /\ Becomes(n, t, Serve(P(n, t), i, Committed))

OstCancel(n, t) == \E i \in DOMAIN Net(n, t) :                      \* C3.2
    LET Given(q) == [q EXCEPT !.granted = FALSE, !.taken = "none"]
    IN Came(n, t, i, {"cancel"}) /\ Becomes(n, t, Serve(P(n, t), i, Given))

(* A final ping is answered when the window has ended: until then it stays in the net. *)
OstReplay(n, t) == \E i \in DOMAIN Net(n, t) :                      \* C2.1c
    LET m == Net(n, t)[i]
        p == P(n, t)
        known == m.instance = p.export
        final ==
            CASE p.recovery \in {"joined", "replaying"} -> [p EXCEPT !.recovery = "done"]
              [] p.recovery = "no"                      -> Answer(p, i, FALSE)
              [] p.recovery = "awaiting"                -> Answer(p, i, TRUE)
        replaying == [p EXCEPT !.recovery = "replaying"]
        replayed ==
            IF m.kind = "replay-write" THEN [replaying EXCEPT !.taken = "unstable"]
            ELSE [replaying EXCEPT !.granted = TRUE]
    IN /\ Came(n, t, i, Replays)
       /\ ~(m.kind = "final-ping" /\ known /\ p.recovery = "done")
       /\ Becomes(n, t, OvertakeAsks(
              IF ~known THEN Answer(p, i, TRUE)
              ELSE IF m.kind = "final-ping" THEN final
              ELSE IF p.recovery \notin {"joined", "replaying"} THEN Answer(p, i, TRUE)
              ELSE Answer(replayed, i, FALSE), i))

WindowEnds(t) ==                                                    \* C2.1c
    LET Ended(p) == [p EXCEPT !.recovery = "no"]
    IN /\ Holds(InWindow(t)) /\ \A n \in Nodes : P(n, t).recovery \in {"no", "done"}
       /\ AllTurn(t, Ended, O(t)) /\ UNCHANGED used

WindowExpires(t) ==                                                 \* C2.1c
    LET Late(p)    == p.recovery \in {"awaiting", "joined", "replaying"}
        Expired(p) == IF Late(p) THEN DropExport(p) ELSE [p EXCEPT !.recovery = "no"]
    IN /\ Holds(\E n \in Nodes : Late(P(n, t)))
       /\ AllTurn(t, Expired, O(t)) /\ UNCHANGED used
=============================================================================
