package model_test

import (
	"fmt"

	"ostlife/model"
	"ostlife/model/explore"
	"ostlife/model/lustre"
)

// The shortest story that shows what a REMOVE without its check does.
func Example() {
	d, err := model.DefectNamed(lustre.DefectRemoveUnchecked)
	if err != nil {
		fmt.Println(err)
		return
	}
	m, err := model.Machine(d.Design, model.Section4(1, 1, false, 0))
	if err != nil {
		fmt.Println(err)
		return
	}
	r, err := explore.Run(m, explore.Options[model.State]{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r.Violations[0].Property, "is broken:", d.Story)
	for _, step := range r.Violations[0].Trace[1:] {
		fmt.Println(step.Action)
	}
	// Output:
	// RemoveOnlyDeactivated is broken: REMOVE is accepted for a target that is not deactivated
	// LogRemove
	// ConfigPoolFlush
	// ConfigRemove
}
