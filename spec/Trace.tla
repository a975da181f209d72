-------------------------------- MODULE Trace --------------------------------
(***************************************************************************)
(* Is a recorded sequence of one pair's actions one that the design allows *)
(* from the beginning, when the log is empty and the node has no slot?     *)
(*                                                                         *)
(* A trace is a sequence of records.  A record has an action, the name of  *)
(* one that the node takes (contexts config, from ConfigAdd on, pinger,    *)
(* application, ptlrpcd, worker; and Loss), and any of the fields below,   *)
(* each a fact after the action.  A fact that is left out is not judged.   *)
(*                                                                         *)
(*   field                          value          what it is              *)
(*   ------------------------------ -------------- ----------------------- *)
(*   state, asked                   string         as in actions.md        *)
(*   invalid, deactive, recovery,   BOOLEAN        as in actions.md        *)
(*   prepared, locked, dirty,                                              *)
(*   uncommitted, resumed,                                                 *)
(*   deactivated, penalized                                                *)
(*   handle                         BOOLEAN        a handle is held        *)
(*   active                         BOOLEAN        active, for whichever   *)
(*                                                 connection              *)
(*   present, dying                 BOOLEAN        there is such a slot    *)
(*   pooled, named, dropped         BOOLEAN        as in actions.md        *)
(*   taken                          BOOLEAN        of an interpreter: its  *)
(*                                                 reply was not ignored   *)
(*                                                 (an enqueue's that must *)
(*                                                 wait is); of a Loss:    *)
(*                                                 the end of a ping       *)
(*                                                 showed it               *)
(*                                                                         *)
(* Of a slot that is dying only dying may be shown.  A trace has one slot  *)
(* at a time, one create at a time and one named pool, and no MDS.         *)
(*                                                                         *)
(* What the MGS, the OST, the network and the other nodes do is not        *)
(* recorded: it may happen at any time in between, as a hidden step.  So   *)
(* may a step of which nobody at the node learns.  A ping that the OST     *)
(* answers well leaves no fact behind: a record of one that is left out,   *)
(* moved or written twice need not be seen.                                *)
(*                                                                         *)
(* Recorded is a sequence of traces, each followed by itself.  How far     *)
(* each can be followed is printed at the end (POSTCONDITION Verdicts):    *)
(* a trace is the design's if it can be followed to its end.               *)
(***************************************************************************)
EXTENDS Activation, TLC

CONSTANT Recorded

VARIABLES
    which,  \* the trace that is followed
    at,     \* how many of its records have been
    open,   \* what the records speak of and the design leaves out or has behind it, below
    others  \* what the other nodes do at the OST just now: hold the lock, be in recovery

(* pings, disconnects: how many were sent of which no record has told the end.      *)
(* events: those that were overtaken and taken out of the queue, or left by a slot  *)
(*     that was removed, and that the worker has yet to pass over.                  *)
(* waits: enqueues that the OST has answered with a wait, which nobody has recorded. *)
NothingOpen == [pings |-> 0, disconnects |-> 0, events |-> 0, waits |-> 0]

Nobody == [hold |-> FALSE, recover |-> FALSE]

traceVars == <<vars, which, at, open, others>>

Records == Recorded[which]
Next1   == Records[at + 1]      \* the record that has to be followed next

(* In the place of what ActivationRequests says of other nodes: a configuration puts them there. *)
OthersHold(n, t)     == others.hold
OthersInWindow(n, t) == others.recover

TraceInit ==
    /\ which \in DOMAIN Recorded /\ at = 0 /\ open = NothingOpen
    /\ others = Nobody
    /\ log = <<>> /\ position = <<0>> /\ ptlrpcd = <<None>>
    /\ pair = << << [NewPair(1) EXCEPT !.slot = None, !.pooled = FALSE] >> >>
    /\ starting = <<FALSE>> /\ size = <<0>> /\ objects = <<FirstObject>>
    /\ used = [b \in DOMAIN Budget |-> 0]

-----------------------------------------------------------------------------
(* Hidden steps *)

(* The MGS writes a record no earlier than the node's next step wants it: nobody could tell. *)
MgsWrites ==
    /\ position[1] = Len(log)
    /\ CASE Next1.action \in {"ConfigAdd", "ConfigPoolAdd"}      -> LogAdd(1)
         [] Next1.action = "ConfigDeactivate"                    -> LogDeactivate(1)
         [] Next1.action = "ConfigActivate"                      -> LogActivate(1)
         [] Next1.action = "ConfigJoin"                          -> LogJoin(1)
         [] Next1.action = "ConfigLeave"                         -> LogLeave(1)
         [] Next1.action \in {"ConfigPoolFlush", "ConfigRemove"} -> LogRemove(1)
         [] OTHER                                                -> FALSE

OstActs ==
    \/ OstConnect(1, 1) \/ OstDisconnect(1, 1) \/ OstPing(1, 1) \/ OstEnqueue(1, 1)
    \/ OstWrite(1, 1) \/ OstSync(1, 1) \/ OstCancel(1, 1) \/ OstReplay(1, 1) \/ OstCreate(1, 1)
    \/ WindowEnds(1) \/ WindowExpires(1)
    \/ Evict(1, 1) \/ OstRestart(1) \/ VersionFails(1, 1)

(* A message is late no earlier than its sender gives it up.  One that is lost is left out: *)
(* to the node it is one that is late and does not come.                                    *)
MessageFails ==
    /\ Next1.action \in {"ConnectExpire", "AskExpire", "CreateExpire", "DisconnectExpire"}
    /\ MessageLate(1, 1)

(* The others do something no earlier than it decides what the OST does next.  While one of *)
(* them is in recovery, no export is at rest.                                               *)
OthersAct ==
    /\ others = Nobody
    /\ \/ /\ others' = [Nobody EXCEPT !.hold = TRUE]
          /\ ~P(1, 1).granted
          /\ Holds(\E i \in DOMAIN Net(1, 1) : Came(1, 1, i, {"enqueue"}))
       \/ /\ others' = [Nobody EXCEPT !.recover = TRUE]
          /\ P(1, 1).recovery = "no" => P(1, 1).export = NoInstance
          /\ Holds(\E i \in DOMAIN Net(1, 1) : Came(1, 1, i, {"connect"}))
    /\ UNCHANGED vars

(* An answer that the enqueue must wait takes away what is asked; its record comes later. *)
Hidden ==
    /\ \/ OstActs /\ others' = Nobody
       \/ OthersAct
       \/ (MgsWrites \/ MessageFails \/ PingEnd(1, 1)) /\ others = Nobody /\ UNCHANGED others
    /\ LET Asked(p) == p.slot # None /\ p.slot.asked = "enqueue"
       IN open' = IF Asked(P(1, 1)) /\ ~Asked(pair'[1][1]) THEN [open EXCEPT !.waits = @ + 1] ELSE open
    /\ UNCHANGED <<which, at>>

-----------------------------------------------------------------------------
(* Recorded steps *)

(* The design's step of that name. *)
Takes(action) ==
    CASE action = "ConfigAdd"           -> ConfigAdd(1, 1)
      [] action = "ConfigPoolAdd"       -> ConfigPoolAdd(1, 1)
      [] action = "ConfigDeactivate"    -> ConfigDeactivate(1, 1)
      [] action = "ConfigActivate"      -> ConfigActivate(1, 1)
      [] action = "ConfigJoin"          -> ConfigJoin(1, 1)
      [] action = "ConfigLeave"         -> ConfigLeave(1, 1)
      [] action = "ConfigPoolFlush"     -> ConfigPoolFlush(1, 1)
      [] action = "ConfigRemove"        -> ConfigRemove(1, 1)
      [] action = "ConnectSend"         -> ConnectSend(1, 1)
      [] action = "PingSend"            -> PingSend(1, 1)
      [] action = "EnqueueSend"         -> EnqueueSend(1, 1)
      [] action = "Write"               -> Write(1, 1)
      [] action = "FlushSend"           -> FlushSend(1, 1)
      [] action = "SyncSend"            -> SyncSend(1, 1)
      [] action = "CancelSend"          -> CancelSend(1, 1)
      [] action = "SyncFails"           -> SyncFails(1, 1)
      [] action = "CreateAllocate"      -> CreateAllocate(1, 1)
      [] action = "CreateSend"          -> CreateSend(1, 1)
      [] action = "CreateMove"          -> CreateMove(1, 1)
      [] action = "ConnectInterpret"    -> ConnectInterpret(1, 1)
      [] action = "ConnectExpire"       -> ConnectExpire(1, 1)
      [] action = "PingInterpret"       -> PingInterpret(1, 1)
      [] action = "PingEnd"             -> PingEnd(1, 1)
      [] action = "AskInterpret"        -> AskInterpret(1, 1)
      [] action = "AskExpire"           -> AskExpire(1, 1)
      [] action = "ReplayInterpret"     -> ReplayInterpret(1, 1)
      [] action = "CreateInterpret"     -> CreateInterpret(1, 1)
      [] action = "CreateExpire"        -> CreateExpire(1, 1)
      [] action = "DisconnectInterpret" -> DisconnectInterpret(1, 1)
      [] action = "DisconnectExpire"    -> DisconnectExpire(1, 1)
      [] action = "EventStale"          -> EventStale(1, 1)
      [] action = "ReplaySend"          -> ReplaySend(1, 1)
      [] action = "InvalidateEnd"       -> InvalidateEnd(1, 1)
      [] action = "ConnectFull"         -> ConnectFull(1, 1)
      [] action = "OscPrepare"          -> OscPrepare(1, 1)
      [] action = "LovActive"           -> LovActive(1, 1)
      [] action = "TopActive"           -> TopActive(1, 1)
      [] action = "RecoveryFinished"    -> RecoveryFinished(1, 1)
      [] action = "LovInactive"         -> LovInactive(1, 1)
      [] action = "TopInactive"         -> TopInactive(1, 1)
      [] action = "LovDeactivate"       -> LovDeactivate(1, 1)
      [] action = "OscWake"             -> OscWake(1, 1)
      [] action = "DisconnectSend"      -> DisconnectSend(1, 1)
      [] action = "DeactivateEnd"       -> DeactivateEnd(1, 1)
      [] action = "LovActivate"         -> LovActivate(1, 1)
      [] action = "RemoveTop"           -> RemoveTop(1, 1)
      [] action = "RemoveEnd"           -> RemoveEnd(1, 1)
      [] action = "SlotFree"            -> SlotFree(1, 1)
      [] action = "Loss"                -> Loss(1, 1)
      [] OTHER                          -> FALSE

(* Which count of open the end of something, as a record tells it, takes one away from; *)
(* and whether it can be told of what the design has behind it.                         *)
Ends(r) ==
    CASE r.action \in {"PingEnd", "PingInterpret"}                   -> "pings"
      [] r.action = "Loss" /\ "taken" \in DOMAIN r /\ r.taken        -> "pings"
      [] r.action \in {"DisconnectInterpret", "DisconnectExpire"}    -> "disconnects"
      [] OTHER                                                       -> "nothing"

Told(r) ==
    CASE r.action = "PingEnd"                                        -> "pings"
      [] r.action \in {"DisconnectInterpret", "DisconnectExpire"}    -> "disconnects"
      [] r.action = "EventStale"                                     -> "events"
      [] r.action = "InvalidateEnd" /\ ~HasSlot(1, 1)                -> "events"
      [] r.action = "AskInterpret"                                   -> "waits"
      [] OTHER                                                       -> "nothing"

Less(o, count) == IF count = "nothing" THEN o ELSE [o EXCEPT ![count] = @ - 1]

(* What is behind the pair p when it has become q by the record. *)
Opened(r, p, q, o) ==
    LET OfConnected(queue) == Len(SelectSeq(queue, LAMBDA e : e.kind = "CONNECTED"))
        took == p.slot.queue # <<>> /\ q.slot.hand = Head(p.slot.queue)
        cut  == IF p.slot = None THEN 0
                ELSE IF q.slot = None THEN Len(p.slot.queue) + p.slot.workers
                ELSE IF took \/ OfConnected(q.slot.queue) > OfConnected(p.slot.queue) THEN 0
                ELSE OfConnected(p.slot.queue) - OfConnected(q.slot.queue)
    IN [o EXCEPT !.pings = IF r.action = "PingSend" THEN @ + 1 ELSE @,
                 !.disconnects = IF r.action = "DisconnectSend" THEN @ + 1 ELSE @,
                 !.events = @ + cut]

(* Nothing is under way where the design waits for that. *)
Drained(r) ==
    /\ r.action \in {"InvalidateEnd", "RemoveEnd"} => open.pings = 0
    /\ r.action = "RemoveTop" => open.events = 0

(* The facts that a record shows are those of the pair p. *)
OfPair == {"pooled", "named", "dropped"}
Shows(r, p) == \A f \in DOMAIN r \ {"action", "taken"} :
    CASE f = "present" -> r[f] = (p.slot # None)
      [] f = "dying"   -> r[f] = (p.dying # None)
      [] f \in OfPair  -> r[f] = p[f]
      [] f = "handle"  -> p.slot # None /\ r[f] = (p.slot.handle # NoInstance)
      [] f = "active"  -> p.slot # None /\ r[f] = (p.slot.active # "no")
      [] OTHER         -> p.slot # None /\ r[f] = p.slot[f]

(* A connect reply that was ignored has changed nothing, and one that was taken has. *)
TakenAgrees(r, p, q) ==
    (r.action = "ConnectInterpret" /\ "taken" \in DOMAIN r) => r.taken = (p.slot # q.slot)

ByStep ==
    /\ Takes(Next1.action)
    /\ Next1.action \in {"DisconnectInterpret", "DisconnectExpire", "AskInterpret"} =>
           ("taken" \in DOMAIN Next1 => Next1.taken)
    /\ Ends(Next1) # "nothing" => open[Ends(Next1)] > 0
    /\ Drained(Next1)
    /\ TakenAgrees(Next1, P(1, 1), pair'[1][1])
    /\ open' = Opened(Next1, P(1, 1), pair'[1][1], Less(open, Ends(Next1)))

(* A record of what is no step any more. *)
ByCount ==
    /\ Told(Next1) # "nothing" /\ open[Told(Next1)] > 0
    /\ "taken" \in DOMAIN Next1 => ~Next1.taken
    /\ open' = Less(open, Told(Next1))
    /\ UNCHANGED vars

Follow ==
    /\ others = Nobody
    /\ ByStep \/ ByCount
    /\ Shows(Next1, pair'[1][1])
    /\ at' = at + 1
    /\ UNCHANGED <<which, others>>

-----------------------------------------------------------------------------
TraceNext == at < Len(Records) /\ (Hidden \/ Follow)

TraceSpec == TraceInit /\ [][TraceNext]_traceVars

(* What is spent of the budgets is no part of where a trace has come to. *)
TraceView == <<log, position, pair, which, at, open, others>>

ASSUME \A k \in DOMAIN Recorded : TLCSet(k, 0)

(* A constraint that holds until the trace has been followed to its end, and notes how far *)
(* it has been: TLC looks no further then.                                                 *)
NoteProgress ==
    /\ at > TLCGet(which) => TLCSet(which, at)
    /\ TLCGet(which) < Len(Records)

Verdicts == \A k \in DOMAIN Recorded :
    PrintT(<<"trace", k, IF TLCGet(k) = Len(Recorded[k]) THEN "followed" ELSE "deviates at",
             IF TLCGet(k) = Len(Recorded[k]) THEN TLCGet(k) ELSE TLCGet(k) + 1>>)
=============================================================================
