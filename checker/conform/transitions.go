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

// unbound are the states of an import without a connection, connected those of one
// that the OST has answered, alive all but CLOSED.
var (
	unbound   = []lustre.ImportState{lustre.New, lustre.Disconn}
	connected = []lustre.ImportState{lustre.Recover, lustre.Full, lustre.Evicted}
	alive     = append([]lustre.ImportState{lustre.New, lustre.Disconn, lustre.Connecting}, connected...)
)

// transitions lists them in the order of spec/actions.md. A reply that was ignored,
// and the end of an invalidation that was overtaken, leave the state too.
var transitions = []transition{
	{lustre.ActConnectSend, unbound, states(lustre.Connecting)},
	{lustre.ActConnectInterpret, states(lustre.Connecting), states(lustre.Recover, lustre.Evicted)},
	{lustre.ActConnectExpire, states(lustre.Connecting), states(lustre.Disconn)},
	{lustre.ActPingInterpret, states(lustre.Full), states(lustre.Disconn)},
	{lustre.ActLoss, connected, states(lustre.Disconn)},
	{lustre.ActInvalidateEnd, states(lustre.Evicted), states(lustre.Recover)},
	{lustre.ActConnectFull, states(lustre.Recover), states(lustre.Full)},
	{lustre.ActDeactivateEnd, alive, states(lustre.Disconn)},
	{lustre.ActConfigActivate, append(connected[:len(connected):len(connected)], lustre.Connecting), states(lustre.Disconn)},
	{lustre.ActRemoveEnd, alive, states(lustre.Closed)},
}

func states(list ...lustre.ImportState) []lustre.ImportState { return list }

// stays reports that an action may leave the state as it is although it has a
// transition.
func stays(r *lustre.TraceRecord, from lustre.ImportState) bool {
	switch r.Action {
	case lustre.ActConnectInterpret:
		return !r.Taken
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
