package linear

import (
	"github.com/anishathalye/porcupine"

	"ostlife/checker/history"
	"ostlife/model/sequential"
)

// Plain judges the partitions by the specification alone, as one would write it down
// first: no way is left out. It gives false for those that are violated or undecided.
func Plain(h *history.History) []bool {
	x := newIndex(h.Operations)
	var holds []bool
	for _, p := range x.partitions() {
		items, _ := x.part(p)
		holds = append(holds, porcupine.CheckOperations(porcupine.Model{
			Init: func() any { return sequential.Init() },
			Step: func(state, input, _ any) (bool, any) {
				it := input.(*item)
				next, reason := sequential.Step(state.(sequential.State), it.in, it.out)
				if it.unseen {
					next.Forget()
				}
				return reason.Rule == sequential.Accepted, next
			},
			Hash: func(state any) uint64 { return state.(sequential.State).Hash() },
		}, operations(items)))
	}
	return holds
}
