package ablation

import (
	"testing"

	"ostlife/model"
	"ostlife/model/explore"
	"ostlife/spec/ablation/gate"
)

// TestBeside: a mutant differs where it takes another step, takes one that the design does
// not take, leaves one out, panics or changes the state before; not where it only asks.
func TestBeside(t *testing.T) {
	const (
		same = iota + 1
		another
		more
		less
		panics
		changes
		never
		count
	)
	next := func(from *model.State, at explore.Site, to *model.State) bool {
		for _, mutant := range []int{same, another, more, less, panics, changes} {
			gate.Done(mutant)
		}
		*to = *from
		switch {
		case gate.Dropped(another):
			to.Size[0] = 7
		case gate.Dropped(panics):
			panic("out of range")
		case gate.Dropped(changes):
			from.Size[0] = 7
		}
		return at.Index == 0 && !gate.Dropped(less) || at.Index == 1 && gate.Dropped(more)
	}
	m := &explore.Machine[model.State]{
		Init:    []model.State{{}},
		Actions: []explore.Action[model.State]{{Name: "A", Next: next}},
		Sites:   func(int) []explore.Site { return []explore.Site{{}, {Index: 1}} },
	}
	o := &outcome{}
	(&Judge{mutants: count}).beside(m, o)
	for _, at := range m.Sites(0) {
		from, to := model.State{}, model.State{}
		if m.Actions[0].Next(&from, at, &to) != (at.Index == 0) || from != (model.State{}) {
			t.Errorf("the design is another one at %v", at)
		}
	}
	for mutant, want := range map[int]bool{gate.None: true, same: false, another: true, more: true, less: true, panics: true, changes: true, never: false} {
		if o.differs[mutant] != want || o.matters[mutant] != (mutant != never) {
			t.Errorf("mutant %d: differs %v, matters %v", mutant, o.differs[mutant], o.matters[mutant])
		}
	}
}

// TestEndless: what is found of a mutant that does not end is not said of another one.
func TestEndless(t *testing.T) {
	j := NewJudge(3, Ladder())
	if f, err := j.endless(); err != nil || f.How != ByError || f.What != endless {
		t.Errorf("got %v, %v", f, err)
	}
	j.other.Store(2)
	if f, err := j.endless(); err == nil {
		t.Errorf("got %v", f)
	}
}
