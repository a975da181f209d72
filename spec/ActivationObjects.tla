-------------------------- MODULE ActivationObjects --------------------------
(***************************************************************************)
(* What is there for objects, and for the MDS that has them created and    *)
(* destroyed: the llog catalog and lov-objid of a target, precreated       *)
(* objects, orphans, unlinks with their llog records, and crashes of the   *)
(* MDS and of its client.                                                  *)
(*                                                                         *)
(* These are the actions of actions.md that are marked (mds) or (client),  *)
(* or ask for an MDS; where there is none, none of them is taken but       *)
(* OstCreate.  By context and in the page's order, as in the other two.    *)
(***************************************************************************)
EXTENDS ActivationRequests

-----------------------------------------------------------------------------
(* Words *)

Lowest(ids) == CHOOSE id \in ids : \A other \in ids : id <= other

NoUnlink(o) == [o EXCEPT !.unlink = "none", !.unlinked = NoObject]

(* The steps of an accepted connection, and the one after a step. *)
StepsOf(n) ==
    IF ~IsMds(n) THEN <<"full", "prepare", "lov-active", "top-active", "finish">>
    ELSE <<"full", "prepare">> \o (IF MdsByFlag THEN <<>> ELSE <<"mds-conn">>)
             \o <<"llog", "lov-active", "top-active", "orphans", "finish">>

After(n, step) ==
    LET i == CHOOSE j \in DOMAIN StepsOf(n) : StepsOf(n)[j] = step
    IN StepsOf(n)[i + 1]

(* Nothing but the objects of the target changes. *)
ObjectsBecome(t, o) ==
    /\ Settles(pair, [objects EXCEPT ![t] = o])
    /\ UNCHANGED <<log, position, ptlrpcd, nodeVars>>

(* Node n loses all that is in its memory, and the objects become os. *)
Crashes(n, os) ==
    /\ Settles([pair EXCEPT ![n] = [t \in Targets |-> Normal(Crashed(@[t]))]], os)
    /\ starting' = [starting EXCEPT ![n] = TRUE]
    /\ position' = [position EXCEPT ![n] = 0]
    /\ size' = [size EXCEPT ![n] = 0]
    /\ ptlrpcd' = [ptlrpcd EXCEPT ![n] = None]
    /\ Spend("faults") /\ UNCHANGED log

(* The MDS's slot of the target is there, and its llog is ready. *)
LlogReady(t) == HasSlot(TheMds, t) /\ Slot(TheMds, t).llog

(* May ask, for what is not a deactivation's own. *)
MayAskFreely(n, t) == MayAsk(n, t) /\ ~Slot(n, t).deactive

(* The object creator may be used. *)
CreatorReady(s) == s.prepared /\ ~Waits(s)

(* Guards and effects that stand alone, so that a configuration can weaken them. *)
MayUnlink(t)       == LlogReady(t)                 \* of C1a: whose unlink leaves a record
Undone(o)          == o.unlinked \in o.disk.files  \* of C1a: an unlink that a crash would undo
UsedAfter(o, id)   == id                          \* of C1b: lov-objid, when a file has taken the id
CancelsOf(o)       == o.mds.records \ o.stored     \* of C2.2.osc: which records are cancelled
ReplaysOf(o)       == o.disk.records \cap o.there  \* of C2.2.osc: what an llog replay destroys
OrphansOf(o, last) == {id \in o.there : id > last}  \* of C2.3: what nobody has used
LastAfter(o, last) == o.last                    \* of C1b: the last id, when they are destroyed

-----------------------------------------------------------------------------
(* config: of a target that is added, the MDS reads what its disk has *)

ConfigLlog(n, t) ==                                                 \* C1a
    /\ IsMds(n) /\ NextRecord(n, t, "ADD") /\ HasSlot(n, t) /\ ~Slot(n, t).llog
    /\ Becomes(n, t, [P(n, t) EXCEPT !.slot.llog = TRUE])

ConfigObjid(n, t) ==                                                \* C1b
    /\ IsMds(n) /\ NextRecord(n, t, "ADD") /\ LlogReady(t) /\ ~Slot(n, t).told
    /\ Covers(n, t, [P(n, t) EXCEPT !.slot.told = TRUE])

NodeStarted(n) ==                                                   \* C3.3
    /\ starting[n] /\ position[n] = Len(log)
    /\ starting' = [starting EXCEPT ![n] = FALSE]
    /\ UNCHANGED <<log, position, ptlrpcd, pair, size, objects, used>>

-----------------------------------------------------------------------------
(* application: files are made of objects in the stock, and unlinked *)

CreateTake(n, t) == LET s == Slot(n, t) IN                          \* C1b
    /\ IsMds(n) /\ P(n, t).create = "waiting"
    /\ HasSlot(n, t) /\ Linked(s) /\ ~s.deactive /\ CreatorReady(s) /\ s.stock # NoObject
    /\ BecomesWith(n, t, [P(n, t) EXCEPT !.create = "none", !.slot.stock = NoObject],
                   [O(t) EXCEPT !.mds.files = @ \cup {s.stock},
                                !.mds.used = UsedAfter(O(t), s.stock), !.given = s.stock])

(* A file may be unlinked that would be there after a crash. *)
UnlinkSend(t) ==                                                    \* C1a
    LET o == O(t)
        known == o.mds.files \cap o.disk.files
    IN /\ Mds /\ o.unlink = "none" /\ known # {}
       /\ \A n \in Nodes : IsClient(n) => ~starting[n]
       /\ Spend("unlinks")
       /\ ObjectsBecome(t, [o EXCEPT !.unlink = "sent", !.unlinked = Lowest(known)])

DestroySend(n, t) ==                                                \* C1a
    /\ IsClient(n) /\ O(t).unlink = "answered" /\ ~Undone(O(t)) /\ MayAskFreely(n, t)
    /\ Becomes(n, t, AskOf(P(n, t), "destroy", O(t).unlinked))

(* What a client left that died before it sent the destroy. *)
RecordDestroySend(n, t) ==                                          \* C1a
    LET o == O(t)
        left == (o.mds.records \cap o.disk.records \cap o.there) \ {o.unlinked}
    IN /\ IsMds(n) /\ MayAskFreely(n, t) /\ CreatorReady(Slot(n, t)) /\ left # {}
       /\ Becomes(n, t, AskOf(P(n, t), "destroy", Lowest(left)))

-----------------------------------------------------------------------------
(* mds: what it does, and when its disk has it *)

MdsUnlink(t) ==                                                     \* C1a
    LET o == O(t)
        done == [o EXCEPT !.unlink = "executed"]
    IN /\ Mds /\ o.unlink = "sent" /\ ~starting[TheMds]
       /\ ObjectsBecome(t, IF o.unlinked \notin o.mds.files THEN done
                           ELSE IF ~MayUnlink(t) THEN NoUnlink(o)
                           ELSE [done EXCEPT !.mds.files = @ \ {o.unlinked},
                                             !.mds.records = @ \cup {o.unlinked}])
       /\ UNCHANGED used

MdsCommit ==                                                        \* C1b
    /\ Mds /\ ~starting[TheMds]
    /\ Holds(\E t \in Targets : O(t).mds # O(t).disk)
    /\ Settles(pair, [t \in Targets |-> [O(t) EXCEPT !.disk = O(t).mds]])
    /\ UNCHANGED <<log, position, ptlrpcd, nodeVars, used>>

LlogCancel(n, t) ==                                                 \* C2.2.osc
    /\ IsMds(n) /\ ~starting[n] /\ LlogReady(t)
    /\ P(n, t).export # NoInstance /\ P(n, t).known /\ P(n, t).recovery = "no"
    /\ CancelsOf(O(t)) # {}
    /\ ObjectsBecome(t, [O(t) EXCEPT !.mds.records = @ \ {Lowest(CancelsOf(O(t)))}])
    /\ UNCHANGED used

-----------------------------------------------------------------------------
(* ost: much of it is refused to all but the MDS *)

KnowsMds(p, i) == Knows(p, i) /\ p.known

(* The request at place i is refused, or the pair becomes served and the objects o. *)
ServeMds(n, t, i, served, o) ==
    LET p == P(n, t)
    IN IF KnowsMds(p, i) THEN BecomesWith(n, t, OvertakeAsks(served, i), o)
       ELSE Becomes(n, t, OvertakeAsks(Answer(p, i, TRUE), i))

OstCreate(n, t) == \E i \in DOMAIN Net(n, t) :                      \* C2.3
    LET p == P(n, t)
        o == O(t)
        id == o.last + 1
        Created(q) == q     \* an object id that was never given
        there == o.there \cup {id}
        answered == Answer(p, i, FALSE)
        given == IF p.net[i].current THEN [answered EXCEPT !.net[i].object = id] ELSE answered
    IN /\ Came(n, t, i, {"create"})
       /\ IF ~Mds THEN Becomes(n, t, Serve(p, i, Created))
          ELSE IF ~KnowsMds(p, i) THEN Becomes(n, t, Answer(p, i, TRUE))
          ELSE BecomesWith(n, t, given, [o EXCEPT !.last = id, !.there = there, !.stored = there])

OstMdsConn(n, t) == \E i \in DOMAIN Net(n, t) :                     \* C2.2.osc
    LET Known(q) == [q EXCEPT !.known = TRUE]
    IN Came(n, t, i, {"mds-conn"}) /\ Becomes(n, t, Serve(P(n, t), i, Known))

OstLlogConnect(n, t) == \E i \in DOMAIN Net(n, t) :                 \* C2.2.osc
    /\ Came(n, t, i, {"llog-connect"})
    /\ ServeMds(n, t, i, [P(n, t) EXCEPT !.net[i].kind = "llog-replay"], O(t))

(* One record after another, as the MDS has them on its disk. *)
OstLlogReplay(n, t) == \E i \in DOMAIN Net(n, t) :                  \* C2.2.osc
    LET p == P(n, t)
        o == O(t)
    IN /\ Came(n, t, i, {"llog-replay"}) /\ ~starting[TheMds]
       /\ IF ReplaysOf(o) = {} THEN ServeMds(n, t, i, Answer(p, i, FALSE), o)
          ELSE ServeMds(n, t, i, p, [o EXCEPT !.there = @ \ {Lowest(ReplaysOf(o))}])

OstOrphans(n, t) == \E i \in DOMAIN Net(n, t) :                     \* C2.2.osc
    LET p == P(n, t)
        o == O(t)
        last == p.net[i].object
        left == o.there \ OrphansOf(o, last)
    IN /\ Came(n, t, i, {"orphans"})
       /\ ServeMds(n, t, i, Answer(p, i, FALSE),
                   [o EXCEPT !.there = left, !.stored = left, !.last = LastAfter(o, last)])

OstDestroy(n, t) == \E i \in DOMAIN Net(n, t) :                     \* C1a
    LET p == P(n, t)
        Destroyed(q) == q   \* at the node's part of the OST: it is the objects that change
    IN /\ Came(n, t, i, {"destroy"})
       /\ BecomesWith(n, t, Serve(p, i, Destroyed),
                      IF Knows(p, i) THEN [O(t) EXCEPT !.there = @ \ {p.net[i].object}] ELSE O(t))

OstCommit(t) ==                                                     \* C2.2.osc
    /\ O(t).stored # O(t).there
    /\ ObjectsBecome(t, [O(t) EXCEPT !.stored = O(t).there]) /\ UNCHANGED used

-----------------------------------------------------------------------------
(* ptlrpcd: what comes of the OSC's requests, and of the client's unlink *)

OscInterpret(n, t) == \E i \in DOMAIN Net(n, t) :                   \* C2.2.osc
    LET m == Net(n, t)[i]
        p == [Without(P(n, t), i) EXCEPT !.slot.asked = "none"]
        next == [p EXCEPT !.slot.prepared = @ \/ m.kind = "llog-replay",
                          !.slot.step = After(n, @)]
    IN /\ FreePtlrpcd(n) /\ Replied(n, t, i, OfOsc)
       /\ Becomes(n, t, IF m.refused THEN Lose(p) ELSE next)

(* A client of which nothing else is known dies when it has heard of its unlink. *)
UnlinkInterpret(t) ==                                               \* C1a
    LET client == {n \in Nodes : IsClient(n)}
    IN /\ Mds /\ O(t).unlink = "executed" /\ \A n \in client : FreePtlrpcd(n)
       /\ ObjectsBecome(t, IF client = {} THEN NoUnlink(O(t))
                           ELSE [O(t) EXCEPT !.unlink = "answered"])
       /\ UNCHANGED used

-----------------------------------------------------------------------------
(* worker: what it asks for where the import is the MDS's *)

MdsConnSend(n, t) ==                                                \* C2.2.osc
    /\ IsMds(n) /\ AtCurrent(n, t, {"mds-conn"}) /\ Slot(n, t).asked = "none"
    /\ Becomes(n, t, Ask(P(n, t), "mds-conn"))

LlogConnectSend(n, t) ==                                            \* C2.2.osc
    /\ IsMds(n) /\ AtCurrent(n, t, {"llog"}) /\ Slot(n, t).asked = "none"
    /\ Becomes(n, t, Ask(P(n, t), "llog-connect"))

OrphansSend(n, t) ==                                                \* C2.2.osc
    /\ IsMds(n) /\ AtCurrent(n, t, {"orphans"}) /\ Slot(n, t).asked = "none"
    /\ Becomes(n, t, AskOf(P(n, t), "orphans", O(t).mds.used))

-----------------------------------------------------------------------------
(* fault *)

(* What was executed and is not committed will be replayed: its client has kept it. *)
MdsCrash ==                                                         \* C1a
    LET AgainSent(o) ==
            o.unlink = "executed" \/ (o.unlink = "answered" /\ o.unlinked \in o.disk.files)
        Fallen(o) == [o EXCEPT !.mds = o.disk, !.unlink = IF AgainSent(o) THEN "sent" ELSE @]
    IN /\ Mds /\ ~starting[TheMds]
       /\ Crashes(TheMds, [t \in Targets |-> Fallen(O(t))])

ClientCrash(n) ==                                                   \* C1a
    /\ IsClient(n) /\ ~starting[n]
    /\ Crashes(n, [t \in Targets |-> NoUnlink(O(t))])
=============================================================================
