----------------------------- MODULE Properties -----------------------------
(***************************************************************************)
(* What holds in every state, and over every step, of the design.  A state *)
(* property is checked as an INVARIANT; a step property, written           *)
(* [][...]_vars, as a PROPERTY.  Each has its clause beside its name.      *)
(***************************************************************************)
EXTENDS Activation

(* Every pair, and every pair that has a slot. *)
Pairs == Nodes \X Targets
Slots == {p \in {pair[c[1]][c[2]] : c \in Pairs} : p.slot # None}

-----------------------------------------------------------------------------
(* What is of what kind *)

Records ==
    [kind : {"ADD", "DEACTIVATE", "ACTIVATE", "REMOVE", "JOIN", "LEAVE"}, target : Targets]

Instances == Nat

ObjectIds == Nat

Events ==
    [kind : {"CONNECTED", "INACTIVE", "INVALIDATE", "DEACTIVATE", "ACTIVATE"}, current : BOOLEAN]

(* What only replies have, requests have not; and only connect replies an instance. *)
Messages ==
    {m \in [kind : {"connect", "disconnect", "create"} \cup AllAsks, reply : BOOLEAN,
            instance : Instances, current : BOOLEAN, stale : BOOLEAN, late : BOOLEAN,
            refused : BOOLEAN, recovering : {"no", "fresh", "again"}, object : ObjectIds] :
        /\ m.object # NoObject =>
               m.kind \in (IF m.reply THEN {"create"} ELSE {"destroy", "orphans"})
        /\ m.refused => m.reply
        /\ m.stale => ~m.reply /\ m.kind \in {"connect", "disconnect"}
        /\ m.recovering # "no" => m.reply /\ m.kind = "connect"
        /\ m.reply /\ m.kind # "connect" => m.instance = NoInstance /\ m.current}

Steps ==
    {"none", "replay", "full", "prepare", "mds-conn", "llog", "lov-active", "top-active",
     "orphans", "finish", "invalidate", "lov-inactive", "top-inactive", "lov-deactivate", "wake",
     "disconnect", "wait", "answered", "failed", "lov-activate"}

SlotValues ==
    [state : {"NEW", "DISCONN", "CONNECTING", "REPLAY", "REPLAY_LOCKS", "REPLAY_WAIT", "RECOVER",
              "FULL", "EVICTED"},
     invalid : BOOLEAN, unpurged : BOOLEAN, deactive : BOOLEAN, recovery : BOOLEAN,
     prepared : BOOLEAN, handle : Instances,
     ping : {"none", "sent", "refused", "ending"},
     locked : BOOLEAN, dirty : BOOLEAN, uncommitted : BOOLEAN,
     asked : {"none"} \cup {Awaits(kind) : kind \in AllAsks}, resumed : BOOLEAN,
     hand : Events \cup {None}, step : Steps, queue : Seq(Events), workers : Nat,
     llog : BOOLEAN, told : BOOLEAN, stock : ObjectIds,
     active : {"no", "current", "overtaken"}, deactivated : BOOLEAN,
     penalized : BOOLEAN, top : BOOLEAN]

DyingValues == [step : {"top-inactive", "remove", "closed"}, ping : {"none", "ending"}]

PairValues ==
    [slot : SlotValues \cup {None}, dying : DyingValues \cup {None},
     pooled : BOOLEAN, named : BOOLEAN, dropped : BOOLEAN, create : {"none", "waiting", "sent"},
     export : Instances, recovery : {"no", "awaiting", "joined", "replaying", "done"},
     granted : BOOLEAN, taken : {"none", "unstable", "lost"}, known : BOOLEAN,
     net : Seq(Messages)]

Accounts == [used : ObjectIds, files : SUBSET ObjectIds, records : SUBSET ObjectIds]

ObjectsValues ==
    [last : ObjectIds, there : SUBSET ObjectIds, stored : SUBSET ObjectIds, mds : Accounts,
     disk : Accounts, unlink : {"none", "sent", "executed", "answered"}, unlinked : ObjectIds,
     given : ObjectIds]

(* What a pair has that is not the MDS's. *)
OfNoMds(p) ==
    /\ ~p.known
    /\ p.slot # None => ~p.slot.llog /\ ~p.slot.told /\ p.slot.stock = NoObject
    /\ \A i \in DOMAIN p.net : p.net[i].kind \notin OfOsc

(* And a state is in its normal form: held instances are 1, 2, 3 ..., and so are object ids. *)
TypeOK ==
    /\ log \in Seq(Records)
    /\ position \in [Nodes -> 0 .. Len(log)]
    /\ ptlrpcd \in [Nodes -> Targets \cup {None}]
    /\ pair \in [Nodes -> [Targets -> PairValues]]
    /\ used \in [DOMAIN Budget -> Nat] /\ \A b \in DOMAIN Budget : used[b] <= Budget[b]
    /\ starting \in [Nodes -> BOOLEAN]
    /\ size \in [Nodes -> Nat]
    /\ objects \in [Targets -> ObjectsValues]
    /\ \A c \in Pairs : LET held == Held(pair[c[1]][c[2]]) IN held = 1 .. Cardinality(held)
    /\ \A t \in Targets :
           LET held == HeldObjects(O(t), {P(n, t) : n \in Nodes})
           IN /\ held = 1 .. Cardinality(held)
              /\ O(t).unlink = "none" => O(t).unlinked = NoObject
    /\ ~Mds => /\ objects = [t \in Targets |-> FirstObject]
               /\ \A n \in Nodes : ~starting[n] /\ size[n] = 0
    /\ \A n \in Nodes, t \in Targets : IsMds(n) \/ OfNoMds(P(n, t))

-----------------------------------------------------------------------------
(* Over states *)

(* Between two steps ptlrpcd is in nobody's hands, and whatever has come for *)
(* it can be interpreted at once: nothing but the reply itself is waited for. *)
PtlrpcdNeverBlocks == \A n \in Nodes, t \in Targets :               \* C2.1b
    LET Answered(kinds) == \E i \in DOMAIN Net(n, t) : Replied(n, t, i, kinds)
    IN /\ FreePtlrpcd(n)
       /\ Answered({"connect"}) => ENABLED ConnectInterpret(n, t)
       /\ Answered({"disconnect"}) => ENABLED DisconnectInterpret(n, t)
       /\ Answered(Asks) => ENABLED AskInterpret(n, t)
       /\ Answered(Replays) => ENABLED ReplayInterpret(n, t)
       /\ Answered(OfOsc) => ENABLED OscInterpret(n, t)
       /\ Answered({"create"}) => ENABLED CreateInterpret(n, t)
       /\ (HasSlot(n, t) /\ Slot(n, t).ping = "refused") => ENABLED PingInterpret(n, t)

PoolsNameOnlyTargets == \A n \in Nodes, t \in Targets :             \* C1c C3.3
    LET said == Says(SubSeq(log, 1, position[n]), t) IN
    /\ P(n, t).pooled => HasSlot(n, t) /\ said.present
    /\ P(n, t).named => HasSlot(n, t) /\ said.named

(* An event that makes the slot inactive is queued, or in hand and has yet to. *)
WillBeInactive(s) ==
    \/ \E i \in DOMAIN s.queue : s.queue[i].kind \in {"INACTIVE", "DEACTIVATE"}
    \/ s.step \in {"lov-inactive", "lov-deactivate"}

ActiveImpliesReady == \A p \in Slots :                              \* C2.1a C2.2 C2.5
    LET s == p.slot IN
    /\ s.active = "current" => s.prepared
    /\ s.active # "no" => \/ s.active = "current" /\ s.state = "FULL" /\ ~s.invalid
                          \/ WillBeInactive(s)

(* And the layer above has been told so. *)
QuiescentAgrees == \A p \in Slots :                                 \* C2.4
    LET s == p.slot IN
    (s.workers = 0 /\ s.queue = <<>>) =>
        /\ (s.active # "no") = (s.state = "FULL" /\ ~s.invalid /\ s.prepared /\ ~s.deactive)
        /\ s.top = (s.active # "no")

(* A connect reply was accepted, and the import is not FULL yet. *)
Accepted == {"REPLAY", "REPLAY_LOCKS", "REPLAY_WAIT", "RECOVER", "EVICTED"}

(* A reply that was accepted, or an invalidation that has begun, is in a worker's hands. *)
AcceptedHasWorker == \A p \in Slots :                               \* C2.4
    (p.slot.state \in Accepted \/ p.slot.invalid) => p.slot.workers > 0

OneWorkerPerImport == \A p \in Slots :                              \* C2.1c C2.4
    LET s == p.slot IN
    /\ s.workers <= 1
    /\ (s.workers = 1) = (s.hand # None) /\ (s.hand = None) = (s.step = "none")
    /\ s.workers = 0 => s.queue = <<>>

EvictionPurgesBeforeFull == \A p \in Slots :                        \* C2.1c
    p.slot.state = "FULL" => ~p.slot.unpurged

FullImpliesValid == \A p \in Slots :                                \* C2.1a
    p.slot.state = "FULL" => ~p.slot.invalid

(* One prefix for all slots of the node: what is applied, or with it the record that  *)
(* is being applied.  What the LOV has heard may be behind, but the log said it once. *)
(* The named pool has what the applied records say, until a REMOVE flushes it.        *)
ConfigPrefix == \A n \in Nodes :                                    \* C3.2 C3.3
    \E k \in {position[n], position[n] + 1} \cap (0 .. Len(log)) :
        \A t \in Targets :
            LET Said(j) == Says(SubSeq(log, 1, j), t) IN
            /\ HasSlot(n, t) = Said(k).present
            /\ HasSlot(n, t) =>
                   /\ Slot(n, t).deactive = Said(k).deactivated
                   /\ \E j \in 0 .. k :
                          Said(j).present /\ Slot(n, t).deactivated = Said(j).deactivated
            /\ P(n, t).named # Said(position[n]).named =>
                   ~P(n, t).named /\ NextRecord(n, t, "REMOVE")

(* What is in the cache, or kept for replay, is so under a lock. *)
DataUnderLock == \A p \in Slots :                                   \* C3.2
    (p.slot.dirty \/ p.slot.uncommitted) => p.slot.locked

(* Where node and OST are connected, no node believes in a lock that the OST does not know. *)
LocksAgree == \A p \in Slots :                                      \* C2.1c C3.2
    (p.slot.state = "FULL" /\ ~p.slot.invalid /\ p.slot.handle = p.export /\ p.recovery = "no"
        /\ p.slot.locked) => p.granted

LockExclusive == \A t \in Targets :                                 \* C3.2
    \A n, k \in Nodes : (P(n, t).granted /\ P(k, t).granted) => n = k

(* What a restart lost is back when the recovery is over, or in the cache of the node that *)
(* still holds the export's handle.  Who removed the target meanwhile was told by a drop.  *)
RecoveryRestoresWrites == \A p \in Slots :                          \* C2.1c
    (p.recovery = "no" /\ p.taken = "lost" /\ p.slot.handle = p.export) => p.slot.dirty

-----------------------------------------------------------------------------
(* Over steps *)

(* A of every pair before and after the step. *)
Always(A(_, _)) == \A n \in Nodes, t \in Targets : A(pair[n][t], pair'[n][t])

(* The same, but of a node that crashes: that takes all that is in its memory. *)
Crash(n) == ~starting[n] /\ starting'[n]

AlwaysAlive(A(_, _)) == \A n \in Nodes, t \in Targets : Crash(n) \/ A(pair[n][t], pair'[n][t])

(* A of every slot that is there before and after the step. *)
AlwaysOfSlots(A(_, _)) == \A n \in Nodes, t \in Targets :
    LET s == pair[n][t].slot
        r == pair'[n][t].slot
    IN (s # None /\ r # None) => A(s, r)

(* RECOVERY ends once all have been told, or with a deactivation, which wakes the waiters. *)
InOrder(s, r) ==
    /\ (s.active # "current" /\ r.active = "current") => s.prepared
    /\ (~s.top /\ r.top) => s.active # "no"
    /\ (s.recovery /\ ~r.recovery) => (s.active # "no" /\ s.top) \/ s.deactive

OscBeforeLovBeforeTop == [][AlwaysOfSlots(InOrder)]_vars            \* C2.2

AwaitedIn(q, kind) == \E i \in DOMAIN q : q[i].reply /\ q[i].kind = kind /\ q[i].current

(* Nothing is accepted, taken, granted, replayed or answered at the node but by a reply *)
(* that its sender waits for.                                                           *)
ReplyWasAwaited(p, q) ==
    LET s == p.slot
        r == q.slot
    IN (s # None /\ r # None) =>
        /\ (s.state \notin Accepted /\ r.state \in Accepted) =>
               s.state = "CONNECTING" /\ AwaitedIn(p.net, "connect")
        /\ (s.state = "REPLAY_WAIT" /\ r.state = "RECOVER") => AwaitedIn(p.net, "final-ping")
        /\ (~s.locked /\ r.locked) => AwaitedIn(p.net, "enqueue")
        /\ (~s.uncommitted /\ r.uncommitted) => AwaitedIn(p.net, "write")
        /\ (s.step # "answered" /\ r.step = "answered") =>
               s.hand.current /\ AwaitedIn(p.net, "disconnect")

LateReplyIgnored == [][Always(ReplyWasAwaited)]_vars                \* C2.4

(* Every request older than a connect that the OST has taken is stale, or has been taken   *)
(* out, as what was asked before what it has answered; and a stale one is not answered: it *)
(* leaves the net and changes nothing at the OST.                                          *)
AtOst(p) == <<p.export, p.recovery, p.granted, p.taken>>

RequestWasNotStale(p, q) ==
    /\ \A i, j \in DOMAIN q.net :
           (i < j /\ q.net[j].reply /\ ~q.net[i].reply) =>
               /\ q.net[j].kind = "connect" => q.net[i].stale
               /\ q.net[j].kind \in AllAsks => q.net[i].kind \notin AllAsks
    /\ Len(p.net) = Len(q.net) => \A i \in DOMAIN p.net :
           p.net[i].stale => q.net[i].stale /\ ~q.net[i].reply
    /\ Len(p.net) > Len(q.net) => \A i \in DOMAIN p.net :
           LET left == Normal(Without(p, i))
           IN (p.net[i].stale /\ q.net = left.net) => AtOst(q) = AtOst(left)

LateRequestIgnored == [][Always(RequestWasNotStale)]_vars           \* C2.4

(* Who becomes EVICTED held a handle whose export the OST has dropped. *)
ExportWasDropped(p, q) ==
    (p.slot # None /\ q.slot # None /\ p.slot.state # "EVICTED" /\ q.slot.state = "EVICTED") =>
        p.slot.handle # NoInstance /\ p.export # p.slot.handle

NoFalseEviction == [][Always(ExportWasDropped)]_vars                \* C2.1c

(* A deactive import sends its deactivation's own writes, cancels and disconnect, and *)
(* nothing else.                                                                      *)
OnlyItsOwn(p, q) ==
    (p.slot # None /\ q.slot # None /\ p.slot.deactive) =>
        /\ ~(p.slot.ping # "sent" /\ q.slot.ping = "sent")
        /\ Len(q.net) > Len(p.net) =>
               /\ q.net[Len(q.net)].kind \in {"write", "sync", "cancel", "disconnect"}
               /\ p.slot.hand.kind = "DEACTIVATE" /\ p.slot.hand.current
               /\ p.slot.step = "disconnect"

DeactiveSendsNothing == [][Always(OnlyItsOwn)]_vars                 \* C3.2

(* The LOV's flag changes only by the event that a record queued ... *)
FlagFollowsRecord(s, r) ==
    /\ (~s.deactivated /\ r.deactivated) => s.hand.kind = "DEACTIVATE" /\ s.step = "lov-deactivate"
    /\ (s.deactivated /\ ~r.deactivated) => s.hand.kind = "ACTIVATE" /\ s.step = "lov-activate"

(* ... and the import's mark only as the record is applied. *)
MarkFollowsRecord(n, t) ==
    LET s == Slot(n, t)
        r == pair'[n][t].slot
    IN (s # None /\ r # None /\ s.deactive # r.deactive) =>
        /\ position'[n] = position[n] + 1
        /\ log[position'[n]] = Record(IF r.deactive THEN "DEACTIVATE" ELSE "ACTIVATE", t)

DeactivatedChangesOnlyByConfig ==                                   \* C3.2
    [][/\ AlwaysOfSlots(FlagFollowsRecord)
       /\ \A n \in Nodes, t \in Targets : MarkFollowsRecord(n, t)]_vars

(* The MGS writes REMOVE, and a node applies it, for a deactivated target only. *)
RemoveOnlyDeactivated ==                                            \* C3.3
    [][/\ \A t \in Targets :
              log' = Append(log, Record("REMOVE", t)) => Says(log, t).deactivated
       /\ \A n \in Nodes, t \in Targets :
              (HasSlot(n, t) /\ pair'[n][t].slot = None) => Slot(n, t).deactive \/ Crash(n)]_vars

(* A slot goes when nobody listens to its ping any more, waits for a message of it, *)
(* or finds it in a pool.                                                           *)
NothingRefers(p, q) ==
    /\ (p.dying # None /\ q.dying = None) => p.dying.step = "closed" /\ p.dying.ping = "none"
    /\ (p.slot # None /\ q.slot = None) =>
           /\ ~q.pooled /\ ~q.named /\ q.create # "sent"
           /\ \A i \in DOMAIN q.net : ~q.net[i].current

RemovedIsUnreferenced == [][AlwaysAlive(NothingRefers)]_vars        \* C3.3

(* What was written goes by a sync that the OST has answered, or is dropped for the next *)
(* sync to tell; and what is dirty becomes uncommitted first.                            *)
KeepsData(p, q) ==
    LET Has(s) == s # None /\ (s.dirty \/ s.uncommitted)
    IN /\ (Has(p.slot) /\ ~Has(q.slot)) =>
              q.dropped \/ (~p.slot.dirty /\ AwaitedIn(p.net, "sync"))
       /\ (p.dropped /\ ~q.dropped) => q.slot = p.slot

DeactivateKeepsData == [][AlwaysAlive(KeepsData)]_vars              \* C3.2

(* A create is sent, or takes what is in stock, where RECOVERY is over, and is given up *)
(* where the target is not fit, not for RECOVERY alone.                                 *)
Allocatable(p) == p.slot # None /\ p.slot.active # "no" /\ ~p.slot.deactivated /\ p.pooled

CreateWaitsForRecovery(p, q) ==
    /\ (p.create # "sent" /\ q.create = "sent") => ~p.slot.recovery
    /\ (p.create = "waiting" /\ q.create = "none") =>
           ~Allocatable(p) \/ (~p.slot.recovery /\ p.slot.stock # NoObject)

NoCreateWhileRecovering == [][AlwaysAlive(CreateWaitsForRecovery)]_vars  \* C2.2.osc C2.3

AllocatedOnActive(p, q) == (p.create = "none" /\ q.create # "none") => Allocatable(p)

AllocateOnlyActive == [][Always(AllocatedOnActive)]_vars            \* C2.2.lov

(* Whoever becomes active, or is so for a new connection, is not penalized. *)
PenaltyIsReset(s, r) ==
    (s.active # r.active /\ (s.active = "no" \/ r.active = "current")) => ~r.penalized

PenaltyResetOnActivate == [][AlwaysOfSlots(PenaltyIsReset)]_vars    \* C2.2.lov
=============================================================================
