package conform

import (
	"fmt"
	"slices"

	"ostlife/model/lustre"
)

// transition is what an action may do to the import's state. An action that has none
// leaves the state as it is.
type transition struct {
	action   lustre.Action
	from, to []lustre.ImportState
}

// unbound are the states of an import without a connection, replaying those of one that
// takes its part in a recovery, connected those of one that the OST has answered, alive
// all but CLOSED.
var (
	unbound   = states(lustre.New, lustre.Disconn)
	replaying = states(lustre.Replay, lustre.ReplayLocks, lustre.ReplayWait)
	connected = append(states(lustre.Recover, lustre.Full, lustre.Evicted), replaying...)
	alive     = append(states(lustre.New, lustre.Disconn, lustre.Connecting), connected...)
	asking    = append(states(lustre.Full), replaying...)
)

// transitions lists them in the order of spec/actions.md. A reply that was ignored, or
// that was no refusal, a replay that was sent, and the end of an invalidation that was
// overtaken, leave the state too. What a recovery may pass over RecoveryInOrder says.
var transitions = []transition{
	{lustre.ActConnectSend, unbound, states(lustre.Connecting)},
	{lustre.ActConnectInterpret, states(lustre.Connecting), states(lustre.Disconn, lustre.Replay, lustre.ReplayLocks,
		lustre.Recover, lustre.Evicted)},
	{lustre.ActConnectExpire, states(lustre.Connecting), states(lustre.Disconn)},
	{lustre.ActPingInterpret, states(lustre.Full), states(lustre.Disconn)},
	{lustre.ActAskInterpret, states(lustre.Full), states(lustre.Disconn)},
	{lustre.ActAskExpire, asking, states(lustre.Disconn)},
	{lustre.ActReplayInterpret, replaying, states(lustre.ReplayLocks, lustre.ReplayWait, lustre.Recover, lustre.Disconn)},
	{lustre.ActOscInterpret, states(lustre.Full), states(lustre.Disconn)},
	{lustre.ActCreateInterpret, states(lustre.Full), states(lustre.Disconn)},
	{lustre.ActCreateExpire, states(lustre.Full), states(lustre.Disconn)},
	{lustre.ActReplaySend, replaying, states(lustre.ReplayLocks, lustre.ReplayWait)},
	{lustre.ActLoss, connected, states(lustre.Disconn)},
	{lustre.ActInvalidateEnd, states(lustre.Evicted), states(lustre.Recover)},
	{lustre.ActConnectFull, states(lustre.Recover), states(lustre.Full)},
	{lustre.ActDeactivateEnd, alive, states(lustre.Disconn)},
	{lustre.ActConfigActivate, append(states(lustre.Connecting), connected...), states(lustre.Disconn)},
	{lustre.ActRemoveEnd, alive, states(lustre.Closed)},
}

func states(list ...lustre.ImportState) []lustre.ImportState { return list }

// stays reports that an action may leave the state as it is although it has a
// transition.
func stays(r *lustre.TraceRecord, from lustre.ImportState) bool {
	switch r.Action {
	case lustre.ActConnectInterpret:
		return !r.Taken
	case lustre.ActAskInterpret, lustre.ActOscInterpret, lustre.ActCreateInterpret:
		return !r.Refused
	case lustre.ActReplaySend:
		return r.Import.Asked == lustre.AskReplay
	case lustre.ActInvalidateEnd:
		return true
	case lustre.ActConfigActivate:
		return slices.Contains(unbound, from)
	}
	return false
}

// importTransitions holds each action to its row.
func importTransitions(v view, r *lustre.TraceRecord) string {
	from, to := v.slot.state.State, r.Import.State
	i := slices.IndexFunc(transitions, func(t transition) bool { return t.action == r.Action })
	switch {
	case from == to && (i < 0 || stays(r, from)):
		return ""
	case i >= 0 && slices.Contains(transitions[i].from, from) && slices.Contains(transitions[i].to, to):
		return ""
	}
	return fmt.Sprintf("%s took the import from %s to %s", r.Action, from, to)
}
