package ablation

import (
	"ostlife/model"
	"ostlife/model/explore"
	"ostlife/spec/ablation/gate"
)

// step is an action's guard and effect.
type step func(from *model.State, at explore.Site, to *model.State) bool

// beside has the exploration of the design try every mutant beside it: from each state,
// the steps that it would take otherwise. [gate.None] differs always: it is explored as
// a control.
func (j *Judge) beside(m *explore.Machine[model.State], o *outcome) {
	o.matters, o.differs = make([]bool, j.mutants+1), make([]bool, j.mutants+1)
	o.matters[gate.None], o.differs[gate.None] = true, true
	for i := range m.Actions {
		next := step(m.Actions[i].Next)
		m.Actions[i].Next = func(from *model.State, at explore.Site, to *model.State) bool {
			var ok bool
			for _, mutant := range gate.Watch(func() { ok = next(from, at, to) }) {
				o.matters[mutant] = true
				if !o.differs[mutant] {
					j.other.Store(int64(mutant))
					o.differs[mutant] = next.differs(mutant, from, at, to, ok)
					j.other.Store(gate.None)
				}
			}
			return ok
		}
	}
	sites := m.Sites
	m.Sites = func(action int) (list []explore.Site) {
		for _, mutant := range gate.Watch(func() { list = sites(action) }) {
			o.matters[mutant], o.differs[mutant] = true, true
		}
		return list
	}
}

// differs reports that a mutant takes another step than the one that the design takes,
// where ok is whether it takes any; also if it panics, or changes the state before.
func (next step) differs(mutant int, from *model.State, at explore.Site, to *model.State, ok bool) (other bool) {
	defer gate.Drop(gate.Drop(mutant))
	defer func() { other = other || recover() != nil }()
	before, after := *from, model.State{}
	if next(&before, at, &after) != ok {
		return true
	}
	return before != *from || ok && after != *to
}
