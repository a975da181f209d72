--------------------------------- MODULE MC ---------------------------------
(***************************************************************************)
(* What is there for TLC alone.  The configurations MC-*.cfg give bounds;  *)
(* their names say nodes x targets, the start and the number of faults.    *)
(* Those named MC-reach-* and MC-wrong-* are there to fail, and those that *)
(* end in -wrong-* to give another graph than the right one.               *)
(***************************************************************************)
EXTENDS Properties

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
        ~(p.net[i].kind = "connect reply" /\ ~p.net[i].current /\ p.slot.state = "CONNECTING")

NeverLateRequest ==     \* LateRequestIgnored
    \A p \in Slots : \A i \in DOMAIN p.net : ~p.net[i].stale

NeverSlotBesideDying == \* RemoveOnlyDeactivated, RemovedIsUnreferenced, ConfigPrefix
    \A p \in Slots : p.dying = None

(* Guards that are wrong on purpose; a configuration puts each in the place of the right one. *)

PingsDeactive(s)   == FALSE             \* for LeftAlone: the pinger pings a deactive import
RemovesUnchecked(t) == TRUE             \* for MayRemove: REMOVE needs no DEACTIVATE before it
=============================================================================
