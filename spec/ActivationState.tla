-------------------------- MODULE ActivationState --------------------------
(***************************************************************************)
(* What a state of the design is, and the words in which actions.md tells  *)
(* effects.  No action is here: they are in Activation.tla.                *)
(***************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets

CONSTANTS
    Nodes, Targets,     \* both 1 .. k
    Connected,          \* start from connected (TRUE) or from new (FALSE)
    Adds, Deactivates, Activates, Removes,  \* how often the MGS may write each kind of record
    Faults,             \* how many faults there may be in all
    None                \* no slot, no dying slot, no event in hand, nobody in ptlrpcd

ASSUME /\ Nodes = 1 .. Cardinality(Nodes) /\ Targets = 1 .. Cardinality(Targets)
       /\ Connected \in BOOLEAN
       /\ {Adds, Deactivates, Activates, Removes, Faults} \subseteq Nat

VARIABLES
    log,        \* the MGS's config log: a sequence of [kind, target]
    position,   \* node -> how many records it has applied
    ptlrpcd,    \* node -> None (free), or the target whose interpreter holds it
    pair,       \* node -> target -> [slot, dying, pooled, export, net]
    used        \* how much of each budget is spent; no part of what a node is

vars == <<log, position, ptlrpcd, pair, used>>

-----------------------------------------------------------------------------
(* What a state is *)

P(n, t)    == pair[n][t]
Slot(n, t) == pair[n][t].slot
Net(n, t)  == pair[n][t].net

(* An instance is a number, and no instance is 0. *)
NoInstance == 0

Record(kind, t) == [kind |-> kind, target |-> t]

(* What the records of l say of a target: the last one that names it decides. *)
Says(l, t) ==
    LET named == {i \in DOMAIN l : l[i].target = t}
        last  == l[CHOOSE i \in named : \A j \in named : j <= i].kind
    IN [present     |-> named # {} /\ last # "REMOVE",
        deactivated |-> named # {} /\ last = "DEACTIVATE"]

NewSlot ==
    [state    |-> "NEW",     \* import lock, down to workers
     invalid  |-> FALSE,     \* an invalidation has begun and not ended
     unpurged |-> FALSE,     \* an eviction was told to us and is not purged yet: a ghost
     deactive |-> FALSE,     \* the administrator's mark
     recovery |-> FALSE,     \* the object creator is RECOVERY
     prepared |-> FALSE,     \* the OSC is prepared for the current connection
     handle   |-> NoInstance,
     ping     |-> "none",    \* none, sent, refused, ending
     hand     |-> None,      \* the event that the worker is at ...
     step     |-> "none",    \* ... and its step
     queue    |-> <<>>,      \* the events behind it
     workers  |-> 0,
     active      |-> "no",   \* slot lock: no, or for the current or an overtaken connection
     deactivated |-> FALSE,  \* DEACTIVATE has reached the LOV
     top         |-> FALSE]  \* the layer above was told active last

ConnectedSlot ==
    [NewSlot EXCEPT !.state = "FULL", !.prepared = TRUE, !.handle = 1,
                    !.active = "current", !.top = TRUE]

NewPair ==
    [slot   |-> IF Connected THEN ConnectedSlot ELSE NewSlot,
     dying  |-> None,        \* or [step, ping]
     pooled |-> TRUE,        \* the node's global pool names the index
     export |-> IF Connected THEN 1 ELSE NoInstance,
     net    |-> <<>>]        \* messages, in the order in which their requests were sent

Event(kind) == [kind |-> kind, current |-> TRUE]

Message(kind, instance) ==
    [kind |-> kind, instance |-> instance, current |-> TRUE, stale |-> FALSE, late |-> FALSE]

Budget == [add |-> Adds, deactivate |-> Deactivates, activate |-> Activates,
           remove |-> Removes, faults |-> Faults]

Init ==
    /\ log = [t \in Targets |-> Record("ADD", t)]
    /\ position = [n \in Nodes |-> Len(log)]
    /\ ptlrpcd = [n \in Nodes |-> None]
    /\ pair = [n \in Nodes |-> [t \in Targets |-> NewPair]]
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

-----------------------------------------------------------------------------
(* Words for effects: each takes a pair and gives the pair after it *)

FirstStep(kind) ==
    CASE kind = "CONNECTED"  -> "full"
      [] kind = "INVALIDATE" -> "invalidate"
      [] kind = "INACTIVE"   -> "lov-inactive"
      [] kind = "DEACTIVATE" -> "lov-deactivate"
      [] kind = "ACTIVATE"   -> "lov-activate"

Overtaken(event) == [event EXCEPT !.current = FALSE]

OvertakeEvents(p) ==
    LET NotConnected(e) == e.kind # "CONNECTED"
    IN [p EXCEPT !.slot.hand  = IF @ = None THEN None ELSE Overtaken(@),
                 !.slot.queue = LET kept == SelectSeq(@, NotConnected)
                                IN [i \in DOMAIN kept |-> Overtaken(kept[i])],
                 !.slot.ping  = IF @ = "none" THEN "none" ELSE "ending"]

OvertakeMessages(p) ==
    LET NotAnswer(m) == m.kind # "disconnect reply"
        kept == SelectSeq(p.net, NotAnswer)
    IN [p EXCEPT !.net = [i \in DOMAIN kept |->
                             [kept[i] EXCEPT !.current = FALSE, !.late = FALSE]]]

RaiseGeneration(p) == OvertakeMessages(OvertakeEvents(p))

RaiseCount(p) ==
    [RaiseGeneration(p) EXCEPT !.slot.prepared = FALSE,
                               !.slot.active = IF @ = "current" THEN "overtaken" ELSE @]

Queue(p, kind) ==
    IF p.slot.workers = 0
    THEN [p EXCEPT !.slot.workers = 1, !.slot.hand = Event(kind), !.slot.step = FirstStep(kind)]
    ELSE [p EXCEPT !.slot.queue = Append(@, Event(kind))]

Take(p) ==
    IF p.slot.queue = <<>>
    THEN [p EXCEPT !.slot.workers = 0, !.slot.hand = None, !.slot.step = "none"]
    ELSE [p EXCEPT !.slot.hand  = Head(p.slot.queue),
                   !.slot.step  = FirstStep(Head(p.slot.queue).kind),
                   !.slot.queue = Tail(@)]

Send(p, kind, instance) == [p EXCEPT !.net = Append(@, Message(kind, instance))]

Without(p, i) == [p EXCEPT !.net = SubSeq(@, 1, i - 1) \o SubSeq(@, i + 1, Len(@))]

Lose(p) == Queue([RaiseCount(p) EXCEPT !.slot.state = "DISCONN"], "INACTIVE")
=============================================================================
