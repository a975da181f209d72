package linear

import (
	"cmp"
	"slices"
	"sort"

	"ostlife/checker/history"
	"ostlife/model/sequential"
)

// explainer looks for the shortest story of a violation, with a number of
// configurations to spend.
type explainer struct {
	rules sequential.Rules
	purse int
	first uint64 // the operation that cannot be placed
}

// explain tells why a partition is violated.
func explain(p Partition, items []item, rules sequential.Rules) Violation {
	e := &explainer{rules: rules, purse: MaxExplainConfigurations}
	v := Violation{Partition: p}
	ends := returns(items)
	n := sort.Search(len(ends)-1, func(i int) bool { return e.violated(upTo(items, ends[i].ret)) })
	v.First = ends[n].op
	if n > 0 {
		v.LastGood = &ends[n-1].op
	}
	e.first = v.First.ID
	story := upTo(items, ends[n].ret)
	v.Rule, v.Sole = e.rule(story)
	story = e.shrink(story)
	v.Minimal, v.story = plain(story), story
	v.DeadEnds = e.deadEnds(story)
	if v.Rule == sequential.Accepted {
		v.Rule = e.guess(v.DeadEnds)
	}
	return v
}

// returns lists the items that returned for certain, in that order.
func returns(items []item) []*item {
	var ends []*item
	for i := range items {
		if items[i].ret != forever {
			ends = append(ends, &items[i])
		}
	}
	slices.SortStableFunc(ends, func(a, b *item) int { return cmp.Compare(a.ret, b.ret) })
	return ends
}

// upTo is the history as it was right after a stamp: what had returned, and, of what
// was open, what may have had its effect.
func upTo(items []item, at int64) []item {
	var story []item
	for _, it := range items {
		switch {
		case it.call > at || it.ret > at && it.idle():
		case it.ret > at:
			story = append(story, it.opened())
		default:
			story = append(story, it)
		}
	}
	return prepare(story)
}

// violated searches for an order, and reports that there is none for certain.
func (e *explainer) violated(items []item) bool {
	result, _ := e.search(items, e.rules)
	return result == Violated
}

func (e *explainer) search(items []item, rules sequential.Rules) (Result, *search) {
	s := &search{rules: rules, most: min(limit(len(items)), e.purse), watched: e.first}
	if e.purse <= 0 {
		return Undecided, s
	}
	result, _ := s.run(items)
	e.purse -= s.configurations
	return result, s
}

// rule finds the rule that alone makes the difference.
func (e *explainer) rule(story []item) (sequential.Rule, bool) {
	_, s := e.search(story, e.rules)
	for _, rule := range sequential.Judged() {
		if s.reasons>>rule&1 == 0 {
			continue
		}
		if result, _ := e.search(story, e.rules.Without(rule)); result == Holds {
			return rule, true
		}
	}
	return sequential.Accepted, false
}

// guess takes the rule that stands against the first operation where the orders go
// farthest, if no rule alone makes the difference.
func (e *explainer) guess(ends []DeadEnd) sequential.Rule {
	var any sequential.Rule
	for _, end := range ends {
		for _, way := range end.Ways {
			if way.Operation.ID == e.first {
				return way.Reason.Rule
			}
			any = way.Reason.Rule
		}
	}
	return any
}

// plain gives the operations of the items.
func plain(items []item) []history.Operation {
	ops := make([]history.Operation, len(items))
	for i := range items {
		ops[i] = items[i].op
	}
	return ops
}
