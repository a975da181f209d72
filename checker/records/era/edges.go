package era

import st "ostlife/checker/records"

// When is the situation in which a way is open.
type When uint8

// The situations.
const (
	Always       When = iota
	JustFailed        // the import came to DISCONN from CONNECTING, by the change just before
	Invalidating      // it has been EVICTED and not FULL since: the invalidation may still run
	Reverse           // it is a server's import back to its client
)

// Edge is one way from a state to another one.
type Edge struct {
	Name     string // as the facts count them, for example "E7"
	From, To []st.State
	Eras     Set
	When     When
	Silent   bool   // set without a word: neither a debug log nor the state file's ring has it
	How      string // what takes it
	Source   string // where that is known from: function, ticket, version
}

var (
	every    = Of(Old, Middle, Now)
	late     = Of(Middle, Now)
	anyState = []st.State{st.New, st.Disconn, st.Connecting, st.Replay, st.ReplayLocks, st.ReplayWait,
		st.Recover, st.Full, st.Evicted, st.Idle}
	unfinished = []st.State{st.Replay, st.ReplayLocks, st.ReplayWait}
)

func one(s st.State) []st.State { return []st.State{s} }

// edges is the relation. What is not in it is not legal.
var edges = []Edge{
	{"E1", one(st.Closed), one(st.New), every, Always, true,
		"a closed device is connected again", "ptlrpc_init_import"},
	{"E2", []st.State{st.New, st.Disconn, st.Recover}, one(st.Connecting), every, Always, false,
		"a connect is sent", "ptlrpc_connect_import"},
	{"E2b", one(st.Evicted), one(st.Connecting), Of(Old, Middle), Always, false,
		"a connect is sent while the invalidation runs", "ptlrpc_connect_import, until LU-7558 (2018)"},
	{"E3", one(st.Connecting), one(st.Disconn), every, Always, false,
		"the connect could not be sent, or was refused", "ptlrpc_connect_import, ptlrpc_connect_interpret; E3, E4"},
	{"E5", one(st.Disconn), one(st.Evicted), Of(Now), JustFailed, false,
		"the server denies the connection: deactivated and invalidated", "ptlrpc_connect_interpret, LU-17649 (2024)"},
	{"E6", one(st.Connecting), one(st.Closed), every, Always, false,
		"the server's version does not fit", "ptlrpc_connect_interpret"},
	{"E7", one(st.Connecting), one(st.Full), every, Always, false,
		"first connect, or since 2023 one of a server that has forgotten a client without data",
		"ptlrpc_connect_interpret; E9 is LU-14708 (2023)"},
	{"E8", one(st.Connecting), one(st.ReplayLocks), every, Always, false,
		"first connect to a server that recovers, or a replay goes on where it broke", "b=16907; E13 is LU-5651 (2014)"},
	{"E10", one(st.Connecting), one(st.Evicted), every, Always, false,
		"the server has forgotten this client, has another handle for it, or the import is INVALID",
		"ptlrpc_connect_interpret; E10, E11 b=14775, E12"},
	{"E14", one(st.Connecting), one(st.Replay), every, Always, false,
		"the server has restarted and recovers", "ptlrpc_connect_interpret; E13, E14"},
	{"E15", one(st.Connecting), one(st.Recover), every, Always, false,
		"the server still knows this client", "ptlrpc_connect_interpret"},
	{"E16", one(st.Evicted), one(st.Recover), every, Always, false,
		"the invalidation has ended", "ptlrpc_invalidate_import_thread"},
	{"E17", one(st.Replay), one(st.ReplayLocks), every, Always, false,
		"all requests are replayed", "ptlrpc_import_recovery_state_machine"},
	{"E18", one(st.ReplayLocks), one(st.ReplayWait), every, Always, false,
		"all locks are replayed, the final ping is sent", "ptlrpc_import_recovery_state_machine"},
	{"E19", one(st.ReplayWait), one(st.Recover), every, Always, false,
		"the final ping is answered", "completed_replay_interpret"},
	{"E20", one(st.Recover), one(st.Full), every, Always, false,
		"unanswered requests are sent again", "ptlrpc_import_recovery_state_machine"},
	{"E22", unfinished, one(st.Connecting), every, Always, false,
		"a replay failed", "ptlrpc_replay_interpret, replay_lock_interpret, completed_replay_interpret"},
	{"E23", one(st.Full), one(st.Disconn), every, Always, false,
		"a request timed out, or the server says that it does not know this client", "ptlrpc_set_import_discon"},
	{"E25", one(st.Full), one(st.Connecting), every, Always, false,
		"a disconnect is sent: at the end, or since 2018 after a time without requests",
		"ptlrpc_disconnect_import; E27 is LU-7236 (2018)"},
	{"E26", anyState, one(st.Disconn), every, Always, false,
		"it is disconnected, or an import that was deactivated meanwhile would have become FULL",
		"ptlrpc_disconnect_import_end, ptlrpc_activate_import; E21 is LU-4386 (2013), E39"},
	{"E28", one(st.Connecting), one(st.Idle), late, Always, false,
		"disconnected after a time without requests", "ptlrpc_disconnect_idle_interpret, LU-7236 (2018)"},
	{"E29", one(st.Connecting), one(st.New), late, Always, false,
		"requests came while an idle import was disconnected", "ptlrpc_disconnect_idle_interpret, LU-11128 (2018)"},
	{"E30", one(st.Idle), one(st.New), late, Always, true,
		"a request came for an idle import", "ptlrpc_reconnect_if_idle, LU-7236 (2018)"},
	{"E32", anyState, one(st.Closed), every, Always, false,
		"the device is cleaned up", "ptlrpc_cleanup_imp, ptlrpc_disconnect_import_end"},
	{"E33", anyState, one(st.Recover), every, Reverse, false,
		"its client has connected", "ptlrpc_import_enter_resend from target_handle_connect"},
	{"RR5", anyState, one(st.Recover), every, Invalidating, false,
		"an invalidation ends although the import has moved on", "ptlrpc_invalidate_import_thread does not look"},
}

// Edges gives the relation's rows.
func Edges() []Edge { return edges }
