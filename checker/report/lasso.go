package report

import (
	"fmt"
	"slices"

	"ostlife/model"
	"ostlife/model/explore"
)

// lasso tells a behaviour that never ends, and in which what a liveness property says
// never comes about: the way to where it goes round, then once round.
func lasso(m *explore.Machine[model.State], scope model.Scope, v explore.Violation[model.State], replay string) Finding {
	once := slices.Concat(v.Trace, v.Loop)
	f := Finding{
		Sentence: fmt.Sprintf("The design comes, in %s, to where %s, and what %s promises never comes.", stepsOf(v), round(v), v.Property),
		Rule:     v.Property, Clause: v.Clause, Demand: v.Why, Table: sequence(m, scope, once), Replay: replay,
	}
	if len(v.Trace) == 0 {
		return f
	}
	f.note("where it starts", standing(fieldsOf(&v.Trace[0].State, scope)))
	f.note("where it stays", standing(fieldsOf(&v.Trace[len(v.Trace)-1].State, scope)))
	f.note("how to read it", append(slices.Clone(reading), fairness)...)
	return f
}

// fairness says what the words for ever leave out.
const fairness = "For ever: no fault comes any more, and whatever can be done at a node for a target without a break is done."

// round says what happens at the end of a lasso again and again.
func round(v explore.Violation[model.State]) string {
	first := len(v.Trace)
	switch len(v.Loop) {
	case 0:
		return "nothing is left that must happen"
	case 1:
		return fmt.Sprintf("step %d is taken for ever", first)
	}
	return fmt.Sprintf("steps %d to %d are taken for ever", first, first+len(v.Loop)-1)
}
