package linear

import (
	"cmp"
	"slices"

	"github.com/anishathalye/porcupine"

	"ostlife/model/sequential"
)

// deadEnds gives the orders that go farthest, each set of operations once.
func (e *explainer) deadEnds(story []item) []DeadEnd {
	if len(story) > MaxStory {
		return nil
	}
	s := &search{rules: e.rules, most: min(limit(len(story)), MaxExplainConfigurations)}
	_, info := porcupine.CheckOperationsVerbose(s.model(), operations(story), 0)
	orders := farthest(info)
	if len(orders) == 0 {
		orders = [][]int{nil} // nothing can even be the first
	}
	var ends []DeadEnd
	for _, order := range orders {
		if len(ends) < MaxDeadEnds {
			ends = append(ends, e.deadEnd(story, order))
		}
	}
	return ends
}

// farthest sorts the orders that porcupine found, which come in any order: the longest
// first. Of those with the same operations, the first stays.
func farthest(info porcupine.LinearizationInfo) [][]int {
	var orders [][]int
	for _, partition := range info.PartialLinearizations() {
		orders = append(orders, partition...)
	}
	slices.SortFunc(orders, longestFirst)
	var kept [][]int
	for _, order := range orders {
		if len(order) == len(orders[0]) && !slices.ContainsFunc(kept, func(k []int) bool { return sameSet(k, order) }) {
			kept = append(kept, order)
		}
	}
	return kept
}

// longestFirst compares two orders.
func longestFirst(a, b []int) int {
	return cmp.Or(cmp.Compare(len(b), len(a)), slices.Compare(a, b))
}

func sameSet(a, b []int) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// deadEnd goes through one order and asks of each operation that could come next why it
// cannot.
func (e *explainer) deadEnd(story []item, order []int) DeadEnd {
	var end DeadEnd
	var scratch sequential.State
	at := start()
	placed := make([]bool, len(story))
	for _, i := range order {
		at, _ = at.take(e.rules, &story[i], &scratch)
		placed[i] = true
		end.Order = append(end.Order, story[i].op)
	}
	end.State = story[0].begin
	if at.state != nil {
		end.State = at.state
	}
	returned := int64(forever)
	for i := range story {
		if !placed[i] {
			returned = min(returned, story[i].ret)
		}
	}
	for i := range story {
		if placed[i] || story[i].call > returned {
			continue
		}
		if _, reason := at.take(e.rules, &story[i], &scratch); reason.Rule != sequential.Accepted {
			end.Ways = append(end.Ways, Way{story[i].op, reason})
		}
	}
	return end
}
