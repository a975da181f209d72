-------------------------- MODULE PropertiesObjects --------------------------
(***************************************************************************)
(* What holds of objects, and of the MDS that has them created and         *)
(* destroyed.  As in Properties, a state property is checked as an         *)
(* INVARIANT and a step property as a PROPERTY; where there is no MDS, all *)
(* of them hold for want of a case.                                        *)
(***************************************************************************)
EXTENDS Properties

(* The highest of ids; no object is below every object. *)
Highest(ids) == CHOOSE id \in ids \cup {NoObject} : \A other \in ids : other <= id

StockOf(t) == IF HasSlot(TheMds, t) THEN Slot(TheMds, t).stock ELSE NoObject

-----------------------------------------------------------------------------
(* Over states *)

(* What a file has is there, and so is what one has again after a crash. *)
LiveObjectNeverDestroyed == \A t \in Targets :                      \* C1b
    O(t).mds.files \cup O(t).disk.files \subseteq O(t).there

(* What was given stays below what will be. *)
ObjectIDsNeverGoBack == \A t \in Targets :                          \* C1b
    LET o == O(t) IN
    /\ Highest(o.mds.files) <= o.mds.used /\ Highest(o.disk.files) <= o.disk.used
    /\ o.disk.used <= o.mds.used /\ o.mds.used <= o.last
    /\ Highest(o.stored) <= o.last /\ StockOf(t) <= o.last

(* What an OST has on its disk a file has, or a record names, or the next orphan step finds. *)
NothingLeaks == \A t \in Targets :                                  \* C1a C1b
    LET o == O(t) IN
    \A id \in o.stored :
        \/ id \in o.mds.files \cup o.mds.records \cup o.disk.files \cup o.disk.records
        \/ id > o.mds.used

EASizeCoversEveryTarget == \A n \in Nodes, t \in Targets :          \* C1b
    (Mds /\ P(n, t).pooled) => size[n] >= t

OneLlogReplayPerTarget == \A n \in Nodes, t \in Targets :           \* C2.1c C2.4
    Cardinality({i \in DOMAIN Net(n, t) : Came(n, t, i, {"llog-replay"})}) <= 1

-----------------------------------------------------------------------------
(* Over steps *)

(* An unlink that takes an object from its file leaves a record of it. *)
UnlinkLeavesRecord(t) ==
    LET o == O(t)
        r == objects'[t]
    IN (Cardinality(r.mds.files) < Cardinality(o.mds.files) /\ ~Crash(TheMds)) =>
           /\ LlogReady(t)
           /\ Cardinality(r.mds.records) > Cardinality(o.mds.records)

LlogReadyBeforeReplay == [][\A t \in Targets : UnlinkLeavesRecord(t)]_vars  \* C1a

(* A create takes an object of the stock: one whose id no file ever had. *)
TakesFromStock(p, q) ==
    /\ p.create = "waiting" /\ q.create = "none" /\ q.slot # None
    /\ p.slot.stock # NoObject /\ q.slot.stock = NoObject

ObjectIDNeverReused ==                                              \* C1b
    [][\A n \in Nodes, t \in Targets :
           TakesFromStock(pair[n][t], pair'[n][t]) => Slot(n, t).stock > O(t).given]_vars

(* Whoever is cancelled names no object of the OST's disk: those have a record as before. *)
CancelLeavesStored(t) ==
    LET Named(o) == Cardinality(o.stored \cap o.mds.records)
        o == O(t)
        r == objects'[t]
    IN (Cardinality(r.mds.records) < Cardinality(o.mds.records) /\ ~Crash(TheMds)) =>
           Named(r) = Named(o)

CancelOnlyAfterCommit == [][\A t \in Targets : CancelLeavesStored(t)]_vars  \* C2.2.osc
=============================================================================
