package linear

import (
	"fmt"
	"strings"

	"ostlife/checker/history"
)

// Describe tells an operation and its answer in a few words, without node and target:
// "connect = 3", "status = @4 deactivated", "remove = busy", "evict = ?".
func Describe(op *history.Operation) string {
	asked := string(op.Kind)
	if op.Kind == history.Add {
		asked += " " + op.UUID
	}
	return asked + " = " + answer(op)
}

func answer(op *history.Operation) string {
	switch {
	case op.Outcome == history.Fail && op.Result.Refusal != nil:
		return op.Result.Refusal.Error()
	case op.Outcome != history.OK:
		return "?"
	case op.Kind == history.Connect || op.Kind == history.Evict:
		return fmt.Sprint(op.Result.Instance)
	case op.Kind == history.Status:
		return slot(op)
	default:
		return fmt.Sprintf("@%d", op.Result.Position)
	}
}

// slot tells what a status showed.
func slot(op *history.Operation) string {
	st := op.Result.Status
	words := []string{fmt.Sprintf("@%d", st.Position)}
	if !st.Present {
		words = append(words, "absent")
	}
	if st.Deactivated {
		words = append(words, "deactivated")
	}
	if st.Active != 0 {
		words = append(words, fmt.Sprintf("active %d", st.Active))
	}
	return strings.Join(words, " ")
}
