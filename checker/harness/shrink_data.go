package harness

import (
	"slices"

	"ostlife/checker/history"
)

// plainData takes away the disks and the MDSs that do nothing, has one pool play the part of all, and
// makes the values that are written small.
func (s *shrinker) plainData() (plainer bool) {
	if s.best.Disks {
		plainer = s.try(func(p *Plan) { p.Disks = false }) // refused while a step needs them
	}
	if s.best.MDSs > 0 {
		plainer = s.try(func(p *Plan) { p.MDSs-- }) || plainer // likewise
	}
	if pools := s.best.pools(); len(pools) > 1 {
		plainer = s.try(func(p *Plan) { p.rename(pools[1:], pools[0]) }) || plainer
	}
	if values := s.best.values(); len(values) > 0 && values[len(values)-1] > uint64(len(values)) {
		plainer = s.try(func(p *Plan) { p.renumber(values) }) || plainer
	}
	return plainer
}

// each calls f with every step.
func (p *Plan) each(f func(*Step)) {
	for _, steps := range p.Clients {
		for i := range steps {
			f(&steps[i])
		}
	}
}

// pools lists the named pools of the plan, rising.
func (p *Plan) pools() (list []string) {
	p.each(func(s *Step) {
		if s.Pool != "" {
			list = append(list, s.Pool)
		}
	})
	slices.Sort(list)
	return slices.Compact(list)
}

// rename gives some pools one name.
func (p *Plan) rename(from []string, to string) {
	p.each(func(s *Step) {
		if slices.Contains(from, s.Pool) {
			s.Pool = to
		}
	})
}

// values lists what the plan writes, rising.
func (p *Plan) values() (list []uint64) {
	p.each(func(s *Step) {
		if s.Do == Do(history.WriteValue) {
			list = append(list, s.Value)
		}
	})
	slices.Sort(list)
	return slices.Compact(list)
}

// renumber replaces each value by its place among all, from 1: those that were different
// stay so.
func (p *Plan) renumber(values []uint64) {
	p.each(func(s *Step) {
		if at, found := slices.BinarySearch(values, s.Value); found && s.Do == Do(history.WriteValue) {
			s.Value = uint64(at) + 1
		}
	})
}
