------------------------------- MODULE MCTrace -------------------------------
(***************************************************************************)
(* Traces by hand, for MC-trace.cfg: one that the design allows, and the   *)
(* same with something wrong in it, to be seen at the right record.        *)
(***************************************************************************)
EXTENDS Trace

(* A node writes, the OST restarts, and the write is replayed. *)
Right ==
    << [action |-> "ConfigAdd", present |-> TRUE, pooled |-> FALSE],
       [action |-> "ConfigPoolAdd", pooled |-> TRUE],
       [action |-> "ConnectSend", state |-> "CONNECTING", handle |-> FALSE],
       [action |-> "ConnectInterpret", state |-> "RECOVER", handle |-> TRUE, taken |-> TRUE],
       [action |-> "ConnectFull", state |-> "FULL", prepared |-> FALSE],
       [action |-> "OscPrepare", prepared |-> TRUE, recovery |-> TRUE],
       [action |-> "LovActive", active |-> TRUE],
       [action |-> "TopActive", active |-> TRUE],
       [action |-> "EnqueueSend", asked |-> "enqueue", recovery |-> TRUE],
       [action |-> "RecoveryFinished", recovery |-> FALSE],
       [action |-> "AskInterpret", asked |-> "none", locked |-> TRUE],
       [action |-> "Write", dirty |-> TRUE],
       [action |-> "FlushSend", asked |-> "write"],
       [action |-> "AskInterpret", dirty |-> FALSE, uncommitted |-> TRUE],
       [action |-> "PingSend", state |-> "FULL"],
       [action |-> "PingInterpret", state |-> "DISCONN", prepared |-> FALSE, handle |-> TRUE],
       [action |-> "LovInactive", active |-> FALSE],
       [action |-> "ConnectSend", state |-> "CONNECTING"],
       [action |-> "TopInactive", active |-> FALSE],
       [action |-> "ConnectInterpret", state |-> "REPLAY", resumed |-> FALSE],
       [action |-> "ReplaySend", state |-> "REPLAY", asked |-> "replay"],
       [action |-> "ReplayInterpret", state |-> "REPLAY_LOCKS", resumed |-> TRUE] >>

Without1(k)    == SubSeq(Right, 1, k - 1) \o SubSeq(Right, k + 1, Len(Right))
Changed(k, r)  == [Right EXCEPT ![k] = r]

Examples ==
    << Right,
       (* FULL comes from the worker, not from the interpreter. *)
       Changed(4, [action |-> "ConnectInterpret", state |-> "FULL"]),
       (* A write without the answer to its enqueue. *)
       Without1(11),
       (* No ping was sent that could be refused. *)
       Without1(15),
       (* The write is not replayed. *)
       Changed(21, [action |-> "ReplaySend", state |-> "REPLAY_LOCKS", asked |-> "none"]) >>

(* How many records of each can be followed. *)
Expected == <<22, 3, 10, 14, 20>>

ExamplesJudged == Verdicts /\ \A k \in DOMAIN Examples : TLCGet(k) = Expected[k]
=============================================================================
