------------------------------ MODULE Liveness ------------------------------
(***************************************************************************)
(* What comes about in the end.  Each property has its clause beside its   *)
(* name, and is a formula over the behaviours of FairSpec: those in which  *)
(* everybody goes on, with weak fairness to each action at each node and   *)
(* target.                                                                 *)
(*                                                                         *)
(* Fairness is nobody's duty who may as well rest: the administrator, the  *)
(* faults, and an application that begins something new.  All of these but *)
(* EnqueueSend have a budget, so that faults end in every behaviour.  Who  *)
(* has crashed is fair like all others: it applies the log and starts, and *)
(* an OST ends its window.  Fairness is due to an action and not to a      *)
(* context as a whole: pings alone would keep a context busy for ever.     *)
(***************************************************************************)
EXTENDS PropertiesObjects

Fair(A) == WF_vars(A)

Fairness ==
    /\ \A n \in Nodes, t \in Targets :                              \* config
        /\ Fair(ConfigAdd(n, t))
        /\ Fair(ConfigLlog(n, t))
        /\ Fair(ConfigObjid(n, t))
        /\ Fair(ConfigPoolAdd(n, t))
        /\ Fair(ConfigDeactivate(n, t))
        /\ Fair(ConfigActivate(n, t))
        /\ Fair(ConfigJoin(n, t))
        /\ Fair(ConfigLeave(n, t))
        /\ Fair(ConfigPoolFlush(n, t))
        /\ Fair(ConfigRemove(n, t))
    /\ \A n \in Nodes : Fair(NodeStarted(n))
    /\ \A n \in Nodes, t \in Targets :                              \* pinger
        /\ Fair(ConnectSend(n, t))
        /\ Fair(PingSend(n, t))
    /\ \A n \in Nodes, t \in Targets :                              \* application
        /\ Fair(FlushSend(n, t))
        /\ Fair(SyncSend(n, t))
        /\ Fair(CancelSend(n, t))
        /\ Fair(SyncFails(n, t))
        /\ Fair(CreateSend(n, t))
        /\ Fair(CreateTake(n, t))
        /\ Fair(CreateMove(n, t))
        /\ Fair(DestroySend(n, t))
        /\ Fair(RecordDestroySend(n, t))
    /\ \A t \in Targets : Fair(MdsUnlink(t))                        \* mds
    /\ Fair(MdsCommit)
    /\ \A n \in Nodes, t \in Targets : Fair(LlogCancel(n, t))
    /\ \A n \in Nodes, t \in Targets :                              \* ost
        /\ Fair(OstConnect(n, t))
        /\ Fair(OstDisconnect(n, t))
        /\ Fair(OstPing(n, t))
        /\ Fair(OstEnqueue(n, t))
        /\ Fair(OstWrite(n, t))
        /\ Fair(OstSync(n, t))
        /\ Fair(OstCancel(n, t))
        /\ Fair(OstReplay(n, t))
        /\ Fair(OstCreate(n, t))
        /\ Fair(OstMdsConn(n, t))
        /\ Fair(OstLlogConnect(n, t))
        /\ Fair(OstLlogReplay(n, t))
        /\ Fair(OstOrphans(n, t))
        /\ Fair(OstDestroy(n, t))
    /\ \A t \in Targets :
        /\ Fair(OstCommit(t))
        /\ Fair(WindowEnds(t))
        /\ Fair(WindowExpires(t))
    /\ \A n \in Nodes, t \in Targets :                              \* ptlrpcd
        /\ Fair(ConnectInterpret(n, t))
        /\ Fair(ConnectExpire(n, t))
        /\ Fair(PingInterpret(n, t))
        /\ Fair(PingEnd(n, t))
        /\ Fair(AskInterpret(n, t))
        /\ Fair(AskExpire(n, t))
        /\ Fair(ReplayInterpret(n, t))
        /\ Fair(OscInterpret(n, t))
        /\ Fair(CreateInterpret(n, t))
        /\ Fair(CreateExpire(n, t))
    /\ \A t \in Targets : Fair(UnlinkInterpret(t))
    /\ \A n \in Nodes, t \in Targets :
        /\ Fair(DisconnectInterpret(n, t))
        /\ Fair(DisconnectExpire(n, t))
    /\ \A n \in Nodes, t \in Targets :                              \* worker
        /\ Fair(EventStale(n, t))
        /\ Fair(ReplaySend(n, t))
        /\ Fair(InvalidateEnd(n, t))
        /\ Fair(ConnectFull(n, t))
        /\ Fair(OscPrepare(n, t))
        /\ Fair(MdsConnSend(n, t))
        /\ Fair(LlogConnectSend(n, t))
        /\ Fair(LovActive(n, t))
        /\ Fair(TopActive(n, t))
        /\ Fair(OrphansSend(n, t))
        /\ Fair(RecoveryFinished(n, t))
        /\ Fair(LovInactive(n, t))
        /\ Fair(TopInactive(n, t))
        /\ Fair(LovDeactivate(n, t))
        /\ Fair(OscWake(n, t))
        /\ Fair(DisconnectSend(n, t))
        /\ Fair(DeactivateEnd(n, t))
        /\ Fair(LovActivate(n, t))
        /\ Fair(RemoveTop(n, t))
        /\ Fair(RemoveEnd(n, t))
        /\ Fair(SlotFree(n, t))

FairSpec == Spec /\ Fairness

-----------------------------------------------------------------------------
(* The log says that the target is there and in use.  Its link and its OST are up *)
(* once the faults have ended.                                                     *)
Wanted(t) == Says(log, t).present /\ ~Says(log, t).deactivated

(* Of a pair's slot: whether it is there, with that. *)
SlotWith(n, t, Of(_)) == HasSlot(n, t) /\ Of(Slot(n, t))

Invalid(s)    == s.invalid
InRecovery(s) == s.recovery
Serves(s)     == s.active = "current" /\ Linked(s) /\ s.top
InDeactivation(s) ==
    \/ s.hand # None /\ s.hand.kind = "DEACTIVATE"
    \/ \E i \in DOMAIN s.queue : s.queue[i].kind = "DEACTIVATE"

(* What of the OST's disk no file has, in the MDS's memory or on its disk, and nobody will. *)
Garbage(o) == {id \in o.stored \ (o.mds.files \cup o.disk.files) : id <= o.mds.used}

(* No connect is sent while an invalidation runs. *)
InvalidateDrains == \A n \in Nodes, t \in Targets :                 \* C2.1c
    []<>~SlotWith(n, t, Invalid)

(* A target that everybody can reach would never be used. *)
ReachableTargetBecomesActive == \A n \in Nodes, t \in Targets :     \* C2.1a C2.2
    <>[]Wanted(t) => <>[]SlotWith(n, t, Serves)

(* Creates would wait for ever. *)
RecoveryFinishes == \A n \in Nodes, t \in Targets :                 \* C2.3
    <>[]Wanted(t) => <>[]~SlotWith(n, t, InRecovery)

(* Its file would wait for ever, with other targets there to take it. *)
WaitingCreateEnds == \A n \in Nodes, t \in Targets :                \* C2.2.osc C3.2
    []<>(P(n, t).create = "none")

(* The space of a file that is gone would be lost. *)
UnlinkedObjectIsDestroyed == \A t \in Targets :                     \* C1a C2.2.osc
    <>[]Wanted(t) => <>[](Garbage(O(t)) = {})

(* The administrator would wait, and what comes after it in the queue. *)
DeactivateEnds == \A n \in Nodes, t \in Targets :                   \* C3.2
    []<>~SlotWith(n, t, InDeactivation)

(* A target that is gone would keep what it had at the node. *)
Going(n, t) == P(n, t).dying # None \/ (HasSlot(n, t) /\ ~Says(log, t).present)

RemoveEnds == \A n \in Nodes, t \in Targets :                       \* C3.3
    []<>~Going(n, t)
=============================================================================
