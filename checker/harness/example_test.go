package harness_test

import (
	"fmt"

	"ostlife/checker/harness"
	"ostlife/model/lustre"
)

// A defect is planted, plans are drawn until one shows it, and that one is made as
// small as it goes.
func Example() {
	shape := harness.Shape{Defects: []lustre.Defect{lustre.DefectRemoveUnchecked}}
	run := func(p harness.Plan) (harness.Verdict, []uint16) {
		out, err := harness.Run(p, harness.Options{})
		if err != nil {
			return harness.Verdict{}, nil
		}
		return harness.Judge(&out, harness.Everything), out.Report.Picks
	}
	for seed := uint64(1); ; seed++ {
		plan := harness.Draw(seed, shape)
		verdict, _ := run(plan)
		name := verdict.First()
		if name == "" {
			continue
		}
		fmt.Println(name)
		small, complete := harness.Shrink(plan, harness.ShrinkOptions{}, func(p harness.Plan) (bool, []uint16) {
			v, picks := run(p)
			return v.First() == name, picks
		})
		fmt.Println("as small as it goes:", complete)
		for client, steps := range small.Clients {
			for _, s := range steps {
				fmt.Println("client", client, "does", s.Do, "at", s.Target)
			}
		}
		break
	}
	// Output:
	// RemoveOnlyDeactivated
	// as small as it goes: true
	// client 0 does remove at OST0000
}
