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
			Init: func() any { return initial(p) },
			Step: func(at, input, _ any) (bool, any) {
				to, reason := at.(state).next(sequential.All, input.(*item), new(sequential.State))
				return reason.Rule == sequential.Accepted, to
			},
			Equal: func(a, b any) bool { return a.(state).same(b.(state)) },
			Hash:  func(at any) uint64 { return at.(state).Hash() },
		}, operations(items)))
	}
	return holds
}

// Frontier judges the partitions by the frontier search alone, in at most so many
// configurations at one moment.
func Frontier(h *history.History, most int) []Result {
	x := newIndex(h.Operations)
	var results []Result
	for _, p := range x.partitions() {
		items, _ := x.part(p)
		result, _ := (&frontier{rules: sequential.All, most: most}).run(items)
		results = append(results, result)
	}
	return results
}
