package linear

import (
	"fmt"
	"strings"

	"ostlife/checker/history"
)

// Describe tells an operation and its answer in a few words, without node and target:
// "connect = 3", "status = @4 deactivated", "remove = busy", "evict = ?", "write 7 = under
// 2", "pool-list fast = @5 OST0001".
func Describe(op *history.Operation) string {
	asked := string(op.Kind)
	switch op.Kind {
	case history.Add:
		asked += " " + op.UUID
	case history.WriteValue:
		asked += fmt.Sprintf(" %d", op.Value)
	case history.Unlink:
		asked += fmt.Sprintf(" %d", op.Object)
	case history.Create, history.PoolAdd, history.PoolRemove, history.PoolList:
		if op.Pool != "" {
			asked += " " + op.Pool
		}
	}
	return asked + " = " + answer(op)
}

func answer(op *history.Operation) string {
	r := &op.Result
	switch {
	case op.Outcome == history.Fail && r.Refusal != nil:
		return r.Refusal.Error()
	case op.Outcome != history.OK:
		return "?"
	}
	switch op.Kind {
	case history.Connect, history.Evict:
		return fmt.Sprint(r.Instance)
	case history.Status:
		return slot(op)
	case history.WriteValue:
		return fmt.Sprintf("under %d", r.Instance)
	case history.ReadValue:
		return fmt.Sprintf("%d under %d", r.Value, r.Instance)
	case history.Create:
		return fmt.Sprintf("%d on %s", r.Object, r.Target)
	case history.LastID, history.EASize:
		return fmt.Sprint(r.Value)
	case history.Sync, history.Restart, history.Unlink, history.Crash:
		return "ok"
	case history.PoolList:
		text := fmt.Sprintf("@%d", r.Position)
		for _, target := range r.Targets.List() {
			text += " " + target.String()
		}
		return text
	}
	return fmt.Sprintf("@%d", r.Position)
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
