package scenario

import (
	"ostlife/model"
	"ostlife/model/lustre"
)

// The model numbers the object ids of a state anew after every action, in their order.
// What follows keeps which id each number stands for.

// real is the id that a number of a target's state stands for, 0 for none.
func (m *modelWorld) real(t int, id uint8) uint64 {
	if id == 0 || int(id) > len(m.ids[t]) {
		return 0
	}
	return m.ids[t][id-1]
}

// reals are the ids of a set.
func (m *modelWorld) reals(t int, set model.IDs) (list []uint64) {
	for _, id := range set.List() {
		list = append(list, m.real(t, id))
	}
	return list
}

// held is the numbers that something of a state holds, the ghost given aside.
func held(s *model.State) (set model.IDs) {
	add := func(ids ...uint8) {
		for _, id := range ids {
			set |= 1 << id &^ 1
		}
	}
	o := &s.Objects[0]
	add(o.Last, o.Unlinked, o.Memory.Used, o.Disk.Used, s.Pairs[0].Slot.Stock)
	for _, p := range s.Pairs {
		for _, msg := range p.Net {
			add(msg.Object)
		}
	}
	return set | o.There | o.Stored | o.Memory.Files | o.Memory.Records | o.Disk.Files | o.Disk.Records
}

// renumber follows an action in what the numbers of a target's objects stand for. Which of
// them went away is found by the ghost: the action is taken once more for each number,
// from a state in which the ghost has it, and the number has gone if nothing but the ghost
// has it behind that. It returns false if that cannot be told.
func (m *modelWorld) renumber(action int, at model.Site, t int, from, to *model.State) bool {
	name := lustre.Action(m.machine.Actions[action].Name)
	var ids []uint64
	for n := uint8(1); int(n) <= len(m.ids[t]); n++ {
		if m.survives(name, action, at, n, from) {
			ids = append(ids, m.ids[t][n-1])
		}
	}
	after := held(to) | 1<<to.Objects[0].Given&^1
	if len(after.List()) == len(ids)+1 { // the OST has given a new one
		ids = append(ids, m.servers[t].object+1)
	}
	m.ids[t] = ids
	return len(after.List()) == len(ids)
}

// survives reports that a number of a state still stands for something behind an action.
func (m *modelWorld) survives(name lustre.Action, action int, at model.Site, n uint8, from *model.State) bool {
	if name == lustre.ActCreateTake { // which moves the ghost itself
		without := *from
		without.Objects[0].Memory.Used = 0
		return held(&without)>>n&1 == 1
	}
	var to model.State
	probe := *from
	probe.Objects[0].Given = n
	if !m.machine.Actions[action].Next(&probe, at, &to) {
		return false
	}
	return n == from.Objects[0].Given || held(&to)>>to.Objects[0].Given&1 == 1
}
