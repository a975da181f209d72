package scenario

import (
	"slices"

	"ostlife/model"
)

// The model has room for a few objects of a target. A file that nobody touches, with its
// object, both on their disks, changes nothing and is changed by nothing: it is put aside,
// out of the state, when room is short, and is brought back to be unlinked.

// maxResting is how many object ids of a state leave it enough room for the next steps.
const maxResting = 4

// rests lists the files of a target's state that can be put aside.
func (m *modelWorld) rests(t int) model.IDs {
	s := &m.states[t]
	o := &s.Objects[0]
	at := o.There & o.Stored & o.Memory.Files & o.Disk.Files &^ (o.Memory.Records | o.Disk.Records) &^ single(o.Unlinked)
	for _, p := range s.Pairs {
		for _, msg := range p.Net {
			at &^= single(msg.Object)
		}
	}
	return at
}

func single(id uint8) model.IDs { return 1 << id &^ 1 }

// makeRoom puts files aside while there are many objects.
func (m *modelWorld) makeRoom(t int) {
	for len(m.ids[t]) > maxResting {
		at := m.rests(t).List()
		if len(at) == 0 {
			return
		}
		m.putAside(t, at[0])
	}
}

// putAside takes a file and its object out of the state, and its number if nothing else
// has it.
func (m *modelWorld) putAside(t int, id uint8) {
	s := &m.states[t]
	o := &s.Objects[0]
	for _, set := range []*model.IDs{&o.There, &o.Stored, &o.Memory.Files, &o.Disk.Files} {
		*set &^= single(id)
	}
	m.aside[t] = append(m.aside[t], m.real(t, id))
	slices.Sort(m.aside[t])
	if (held(s)|single(o.Given))>>id&1 == 1 {
		return
	}
	m.ids[t] = slices.Delete(m.ids[t], int(id)-1, int(id))
	renumbered(s, func(n uint8) uint8 {
		if n > id {
			return n - 1
		}
		return n
	})
}

// bringBack puts a file and its object into the state again, false where there is no room.
func (m *modelWorld) bringBack(t int, object uint64) bool {
	s := &m.states[t]
	at, there := slices.BinarySearch(m.ids[t], object)
	id := uint8(at + 1)
	if !there {
		if len(m.ids[t]) >= maxObjects {
			return false
		}
		m.ids[t] = slices.Insert(m.ids[t], at, object)
		renumbered(s, func(n uint8) uint8 {
			if n >= id {
				return n + 1
			}
			return n
		})
	}
	o := &s.Objects[0]
	for _, set := range []*model.IDs{&o.There, &o.Stored, &o.Memory.Files, &o.Disk.Files} {
		*set |= single(id)
	}
	m.aside[t] = slices.DeleteFunc(m.aside[t], func(other uint64) bool { return other == object })
	return true
}

// maxObjects is how many object ids a state has room for.
const maxObjects = 7

// renumbered gives the object ids of a state other numbers, 0 for none aside.
func renumbered(s *model.State, to func(uint8) uint8) {
	o := &s.Objects[0]
	numbers := []*uint8{&o.Last, &o.Unlinked, &o.Given, &o.Memory.Used, &o.Disk.Used}
	for i := range s.Pairs {
		numbers = append(numbers, &s.Pairs[i].Slot.Stock)
		for j := range s.Pairs[i].Net {
			numbers = append(numbers, &s.Pairs[i].Net[j].Object)
		}
	}
	for _, n := range numbers {
		if *n != 0 {
			*n = to(*n)
		}
	}
	for _, set := range []*model.IDs{&o.There, &o.Stored, &o.Memory.Files, &o.Memory.Records, &o.Disk.Files, &o.Disk.Records} {
		var moved model.IDs
		for _, id := range set.List() {
			moved |= single(to(id))
		}
		*set = moved
	}
}

// choose has the state be one in which a file is the oldest of its target: the others are
// put aside. It returns false where that cannot be.
func (m *modelWorld) choose(t int, object uint64) bool {
	for at := m.rests(t).List(); len(at) > 0; at = m.rests(t).List() {
		m.putAside(t, at[0])
	}
	if slices.Contains(m.aside[t], object) && !m.bringBack(t, object) {
		return false
	}
	o := &m.states[t].Objects[0]
	files := m.reals(t, o.Memory.Files&o.Disk.Files)
	return len(files) > 0 && files[0] == object
}

// files are those of a target that the MDS has in memory, rising.
func (m *modelWorld) files(t int) []uint64 {
	list := append(m.reals(t, m.states[t].Objects[0].Memory.Files), m.aside[t]...)
	slices.Sort(list)
	return list
}
