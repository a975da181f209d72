package linear_test

import (
	"fmt"
	"strings"

	"ostlife/checker/history"
	"ostlife/checker/linear"
)

// told is everything that a verdict has to tell, as text.
func told(v *linear.Verdict) string {
	var b strings.Builder
	fmt.Fprintln(&b, v.Result, v.Unjudged)
	for _, j := range v.Judgements {
		fmt.Fprintf(&b, "%s: %s %s, %d operations, width %d, %d configurations\n",
			j.Partition, j.Result, j.Why, j.Operations, j.Width, j.Configurations)
	}
	for _, x := range v.Violations {
		fmt.Fprintf(&b, "%s: %s %t, first %s", x.Partition, x.Rule, x.Sole, line(x.First))
		if x.LastGood != nil {
			fmt.Fprintf(&b, ", last good %s", line(*x.LastGood))
		}
		fmt.Fprintln(&b)
		for _, op := range x.Minimal {
			fmt.Fprintln(&b, "  ", line(op))
		}
		for _, end := range x.DeadEnds {
			fmt.Fprint(&b, "  order")
			for _, op := range end.Order {
				fmt.Fprint(&b, " ", op.ID)
			}
			fmt.Fprintf(&b, " gives %s\n", end.State)
			for _, way := range end.Ways {
				fmt.Fprintf(&b, "    %s: %s: %s\n", line(way.Operation), way.Reason.Rule, way.Reason)
			}
		}
	}
	return b.String()
}

func line(op history.Operation) string {
	return fmt.Sprintf("%d: client %d, %d-%d, %s", op.ID, op.Client, op.Call, op.Return, linear.Describe(&op))
}
