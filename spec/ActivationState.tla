-------------------------- MODULE ActivationState --------------------------
(***************************************************************************)
(* What a state of the design is, and the words in which actions.md tells  *)
(* effects.  No action is here: they are in ActivationRequests.tla,        *)
(* ActivationObjects.tla and Activation.tla.                               *)
(***************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets

CONSTANTS
    Nodes, Targets,     \* both 1 .. k
    Mds,                \* node 1 is the MDS, and node 2 its client if there is one
    Connected,          \* start from connected (TRUE) or from new (FALSE)
    Adds, Deactivates, Activates, Removes,  \* how often the MGS may write each kind of record,
    Joins, Leaves,                          \* those of the named pool among them
    Writes, Creates,    \* how often applications may write, and have an object allocated
    Unlinks,            \* how often the client may unlink a file
    Faults,             \* how many faults there may be in all
    None                \* no slot, no dying slot, no event in hand, nobody in ptlrpcd

ASSUME /\ Nodes = 1 .. Cardinality(Nodes) /\ Targets = 1 .. Cardinality(Targets)
       /\ Connected \in BOOLEAN
       /\ Mds \in BOOLEAN
       /\ Mds => Cardinality(Nodes) <= 2
       /\ {Adds, Deactivates, Activates, Removes, Joins, Leaves, Writes, Creates, Unlinks, Faults}
              \subseteq Nat
       /\ Unlinks > 0 => Mds

VARIABLES
    log,        \* the MGS's config log: a sequence of [kind, target]
    position,   \* node -> how many records it has applied
    ptlrpcd,    \* node -> None (free), or the target whose interpreter holds it
    pair,       \* node -> target -> what there is between the two, as in NewPair
    starting,   \* MDS's side: node -> it has crashed, and has not read the log to its end since
    size,       \* MDS's side: node -> how many indexes its maximum LOV EA size covers
    objects,    \* MDS's side: target -> what OST, MDS and client have of objects, as in Objects
    used        \* how much of each budget is spent; no part of what a node is

vars == <<log, position, ptlrpcd, pair, starting, size, objects, used>>

-----------------------------------------------------------------------------
(* What a state is *)

P(n, t)    == pair[n][t]
Slot(n, t) == pair[n][t].slot
Net(n, t)  == pair[n][t].net
O(t)       == objects[t]

(* An instance is a number, and no instance is 0; an object id likewise. *)
NoInstance == 0
NoObject   == 0

IsMds(n)    == Mds /\ n = 1
IsClient(n) == Mds /\ n # 1
TheMds      == 1

(* The OST learns by a flag of the connect which connection is the MDS's: a switch, and off. *)
MdsByFlag == FALSE

Record(kind, t) == [kind |-> kind, target |-> t]

(* What the records of l say of a target: of each thing, the last record that decides it. *)
Says(l, t) ==
    LET Last(kinds) ==
            LET of == {i \in DOMAIN l : l[i].target = t /\ l[i].kind \in kinds}
            IN IF of = {} THEN "none" ELSE l[CHOOSE i \in of : \A j \in of : j <= i].kind
    IN [present     |-> Last({"ADD", "REMOVE"}) = "ADD",
        deactivated |-> Last({"ADD", "REMOVE", "DEACTIVATE", "ACTIVATE"}) = "DEACTIVATE",
        named       |-> Last({"ADD", "REMOVE", "JOIN", "LEAVE"}) = "JOIN"]

NewSlot ==
    [state    |-> "NEW",     \* import lock, down to workers
     invalid  |-> FALSE,     \* an invalidation has begun and not ended
     unpurged |-> FALSE,     \* an eviction was told to us and is not purged yet: a ghost
     deactive |-> FALSE,     \* the administrator's mark
     recovery |-> FALSE,     \* the object creator is RECOVERY
     prepared |-> FALSE,     \* the OSC is prepared for the current connection
     handle   |-> NoInstance,
     ping     |-> "none",    \* none, sent, refused, ending
     locked   |-> FALSE,     \* the node holds the lock of the target's object
     dirty    |-> FALSE,     \* a write is in the cache and not with the OST
     uncommitted |-> FALSE,  \* the OST has taken a write, and it is kept for replay
     asked    |-> "none",    \* what the import waits for
     resumed  |-> FALSE,     \* in this recovery the requests have been replayed
     hand     |-> None,      \* the event that the worker is at ...
     step     |-> "none",    \* ... and its step
     queue    |-> <<>>,      \* the events behind it
     workers  |-> 0,
     llog     |-> FALSE,     \* of the MDS's slot: its llog is ready ...
     told     |-> FALSE,     \* ... the OSC has been told the last known object id ...
     stock    |-> NoObject,  \* ... and the object that is precreated and not used
     active      |-> "no",   \* slot lock: no, or for the current or an overtaken connection
     deactivated |-> FALSE,  \* DEACTIVATE has reached the LOV
     penalized   |-> FALSE,  \* an object was allocated here since the target became active
     top         |-> FALSE]  \* the layer above was told active last

ConnectedSlot ==
    [NewSlot EXCEPT !.state = "FULL", !.prepared = TRUE, !.handle = 1,
                    !.active = "current", !.top = TRUE]

FirstSlot(n) ==
    LET s == IF Connected THEN ConnectedSlot ELSE NewSlot
    IN [s EXCEPT !.llog = IsMds(n), !.told = IsMds(n)]

NewPair(n) ==
    [slot    |-> FirstSlot(n),
     dying   |-> None,       \* or [step, ping]
     pooled  |-> TRUE,       \* the node's global pool names the index ...
     named   |-> FALSE,      \* ... and its named pool does
     dropped |-> FALSE,      \* data was dropped, and no sync has told it
     create  |-> "none",     \* an object that is created here: none, waiting, sent
     export   |-> IF Connected THEN 1 ELSE NoInstance,   \* at the OST, down to taken
     recovery |-> "no",      \* no, awaiting, joined, replaying, done
     granted  |-> FALSE,     \* the node's lock
     taken    |-> "none",    \* the node's last write: none, unstable, lost
     known    |-> IsMds(n) /\ Connected,    \* the OST knows this export to be the MDS's
     net     |-> <<>>]       \* messages, in the order in which their requests were sent

Event(kind) == [kind |-> kind, current |-> TRUE]

Request(kind, instance) ==
    [kind |-> kind, reply |-> FALSE, instance |-> instance, current |-> TRUE, stale |-> FALSE,
     late |-> FALSE, refused |-> FALSE, recovering |-> "no", object |-> NoObject]

(* What a node asks for one at a time: the application, in a recovery, and the OSC of an MDS. *)
Asks    == {"enqueue", "write", "sync", "cancel", "destroy"}
Replays == {"replay-write", "replay-lock", "final-ping"}
Llogs   == {"llog-connect", "llog-replay"}
OfOsc   == {"mds-conn", "orphans"} \cup Llogs
AllAsks == Asks \cup Replays \cup OfOsc

(* What an import waits for that has sent a request of that kind. *)
Awaits(kind) ==
    IF kind \in Replays THEN "replay" ELSE IF kind \in Llogs THEN "llog" ELSE kind

(* Of the objects of a target, in a file system in use; and where there is no MDS. *)
Account(id, files) == [used |-> id, files |-> files, records |-> {}]

Objects(id, ids) ==
    [last     |-> id,       \* at the OST: the last id that it has given
     there    |-> ids,      \* the objects that are there ...
     stored   |-> ids,      \* ... and those that are on its disk
     mds      |-> Account(id, ids),     \* at the MDS: lov-objid, files, llog records
     disk     |-> Account(id, ids),     \* the same as they are committed
     unlink   |-> "none",   \* the client's unlink: none, sent, executed, answered
     unlinked |-> NoObject, \* its object
     given    |-> id]       \* the highest id that a file ever had: a ghost

FirstObject == IF Mds THEN Objects(1, {1}) ELSE Objects(NoObject, {})

Budget == [add |-> Adds, deactivate |-> Deactivates, activate |-> Activates,
           remove |-> Removes, join |-> Joins, leave |-> Leaves,
           writes |-> Writes, creates |-> Creates, unlinks |-> Unlinks, faults |-> Faults]

Init ==
    /\ log = [t \in Targets |-> Record("ADD", t)]
    /\ position = [n \in Nodes |-> Len(log)]
    /\ ptlrpcd = [n \in Nodes |-> None]
    /\ pair = [n \in Nodes |-> [t \in Targets |-> NewPair(n)]]
    /\ starting = [n \in Nodes |-> FALSE]
    /\ size = [n \in Nodes |-> IF Mds THEN Cardinality(Targets) ELSE 0]
    /\ objects = [t \in Targets |-> FirstObject]
    /\ used = [b \in DOMAIN Budget |-> 0]

(* Instances are only compared with each other, so those of a pair that are *)
(* still held are renumbered 1, 2, 3 ... in their order after every action. *)
Held(p) ==
    ({p.export} \cup (IF p.slot = None THEN {} ELSE {p.slot.handle})
                \cup {p.net[i].instance : i \in DOMAIN p.net}) \ {NoInstance}

Normal(p) ==
    LET held    == Held(p)
        Rank(i) == Cardinality({j \in held : j <= i})   \* that of NoInstance is NoInstance
    IN [p EXCEPT !.export = Rank(@),
                 !.slot   = IF @ = None THEN None ELSE [@ EXCEPT !.handle = Rank(@)],
                 !.net    = [i \in DOMAIN @ |-> [@[i] EXCEPT !.instance = Rank(@)]]]

(* Higher than all that are held. *)
NewInstance(p) == 1 + Cardinality(Held(p))

(* So are the object ids of a target, wherever they are held: o is what there is of its *)
(* objects, and ps the set of its pairs.                                                *)
HeldObjects(o, ps) ==
    LET OfAccount(a) == {a.used} \cup a.files \cup a.records
        OfPair(p) == (IF p.slot = None THEN {} ELSE {p.slot.stock})
                         \cup {p.net[i].object : i \in DOMAIN p.net}
    IN ({o.last, o.unlinked, o.given} \cup o.there \cup o.stored
            \cup OfAccount(o.mds) \cup OfAccount(o.disk) \cup UNION {OfPair(p) : p \in ps})
       \ {NoObject}

RanksIn(held, i) == Cardinality({j \in held : j <= i})

NormalObjects(o, held) ==
    LET Rank(i)  == RanksIn(held, i)
        Ranks(s) == {Rank(i) : i \in s}
        OfAccount(a) ==
            [used |-> Rank(a.used), files |-> Ranks(a.files), records |-> Ranks(a.records)]
    IN [o EXCEPT !.last = Rank(@), !.unlinked = Rank(@), !.given = Rank(@), !.there = Ranks(@),
                 !.stored = Ranks(@), !.mds = OfAccount(@), !.disk = OfAccount(@)]

NormalIn(p, held) ==
    [p EXCEPT !.slot = IF @ = None THEN None ELSE [@ EXCEPT !.stock = RanksIn(held, @)],
              !.net  = [i \in DOMAIN @ |-> [@[i] EXCEPT !.object = RanksIn(held, @)]]]

-----------------------------------------------------------------------------
(* Words for effects at the node: each takes a pair and gives the pair after it *)

Overtaken(event) == [event EXCEPT !.current = FALSE]

OvertakeEvents(p) ==
    LET NotConnected(e) == e.kind # "CONNECTED"
    IN [p EXCEPT !.slot.hand  = IF @ = None THEN None ELSE Overtaken(@),
                 !.slot.queue = LET kept == SelectSeq(@, NotConnected)
                                IN [i \in DOMAIN kept |-> Overtaken(kept[i])],
                 !.slot.ping  = IF @ = "none" THEN "none" ELSE "ending"]

OvertakenNet(net) ==
    LET Stays(m) == ~m.reply \/ m.kind = "connect"
        kept == SelectSeq(net, Stays)
    IN [i \in DOMAIN kept |-> [kept[i] EXCEPT !.current = FALSE, !.late = FALSE]]

OvertakeMessages(p) ==
    [p EXCEPT !.net = OvertakenNet(@), !.slot.asked = "none",
              !.create = IF @ = "sent" THEN "waiting" ELSE @]

RaiseGeneration(p) == OvertakeMessages(OvertakeEvents(p))

(* What is left of the stock when its connection is over: an operator, so that a *)
(* configuration can put a wrong one in its place.                               *)
StockLeft(s) == NoObject

RaiseCount(p) ==
    [RaiseGeneration(p) EXCEPT !.slot.prepared = FALSE, !.slot.stock = StockLeft(p.slot),
                               !.slot.active = IF @ = "current" THEN "overtaken" ELSE @]

FirstStep(kind, state) ==
    CASE kind = "CONNECTED"  -> IF state \in {"REPLAY", "REPLAY_LOCKS", "REPLAY_WAIT"}
                                THEN "replay" ELSE "full"
      [] kind = "INVALIDATE" -> "invalidate"
      [] kind = "INACTIVE"   -> "lov-inactive"
      [] kind = "DEACTIVATE" -> "lov-deactivate"
      [] kind = "ACTIVATE"   -> "lov-activate"

Queue(p, kind) ==
    IF p.slot.workers = 0
    THEN [p EXCEPT !.slot.workers = 1, !.slot.hand = Event(kind),
                   !.slot.step = FirstStep(kind, p.slot.state)]
    ELSE [p EXCEPT !.slot.queue = Append(@, Event(kind))]

Take(p) ==
    IF p.slot.queue = <<>>
    THEN [p EXCEPT !.slot.workers = 0, !.slot.hand = None, !.slot.step = "none"]
    ELSE [p EXCEPT !.slot.hand  = Head(p.slot.queue),
                   !.slot.step  = FirstStep(Head(p.slot.queue).kind, p.slot.state),
                   !.slot.queue = Tail(@)]

(* Of an object: of none, where the page does not say of which. *)
SendOf(p, kind, id) ==
    [p EXCEPT !.net = Append(@, [Request(kind, p.slot.handle) EXCEPT !.object = id])]
Send(p, kind) == SendOf(p, kind, NoObject)

AskOf(p, kind, id) == [SendOf(p, kind, id) EXCEPT !.slot.asked = Awaits(kind)]
Ask(p, kind) == AskOf(p, kind, NoObject)

Lose(p) == Queue([RaiseCount(p) EXCEPT !.slot.state = "DISCONN"], "INACTIVE")

(* Of a pair, what a crash of its node leaves: the OST's part, and what is on its way there. *)
Crashed(p) ==
    [p EXCEPT !.slot = None, !.dying = None, !.pooled = FALSE, !.named = FALSE,
              !.dropped = FALSE, !.create = "none", !.net = OvertakenNet(@)]

-----------------------------------------------------------------------------
(* Words for effects at the OST *)

Without(p, i) == [p EXCEPT !.net = SubSeq(@, 1, i - 1) \o SubSeq(@, i + 1, Len(@))]

DropExport(p) ==
    [p EXCEPT !.export = NoInstance, !.recovery = "no", !.granted = FALSE, !.taken = "none",
              !.known = FALSE]

Answer(p, i, refused) ==
    IF p.net[i].current
    THEN [p EXCEPT !.net[i] = [@ EXCEPT !.reply = TRUE, !.instance = NoInstance, !.stale = FALSE,
                                        !.refused = refused, !.object = NoObject]]
    ELSE Without(p, i)

(* Of the requests before place i of the net, those that Stays refuses are taken out: all of *)
(* them, as none outlives a newer one.                                                       *)
Outlives(kind) == FALSE

TakeOutBefore(p, i, Stays(_)) ==
    LET Kept(m) == m.reply \/ Stays(m) \/ Outlives(m.kind)
    IN [p EXCEPT !.net = SelectSeq(SubSeq(@, 1, i - 1), Kept) \o SubSeq(@, i, Len(@))]

(* What was asked before the request that is, or was, at place i: the node had given it up. *)
OvertakeAsks(p, i) ==
    LET Stays(m) == m.kind \notin AllAsks IN TakeOutBefore(p, i, Stays)

(* And what was asked before a connect: of connections, one that comes late is known by its mark. *)
OvertakeRequests(p, i) ==
    LET OfConnections(m) == m.kind \in {"connect", "disconnect"}
        q == TakeOutBefore(p, i, OfConnections)
        place == i - (Len(p.net) - Len(q.net))
    IN [q EXCEPT !.net = [j \in DOMAIN @ |->
                             [@[j] EXCEPT !.stale = @ \/ (j < place /\ ~q.net[j].reply)]]]

(* The request at place i is one for which the OST does what it asks. *)
Knows(p, i) == p.net[i].instance = p.export /\ p.recovery = "no"

(* Served gives what becomes of the pair by what the request asks for. *)
Serve(p, i, Served(_)) ==
    LET q == IF Knows(p, i) THEN Answer(Served(p), i, FALSE) ELSE Answer(p, i, TRUE)
    IN IF p.net[i].kind = "create" THEN q ELSE OvertakeAsks(q, i)
=============================================================================
