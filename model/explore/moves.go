package explore

import "math/bits"

// move is an action at one of its sites, with the place of its budget in a node's packed word.
type move[S comparable] struct {
	next   func(from *S, at Site, to *S) bool
	site   Site
	action int
	budget field
}

// moves lists what may happen in any state: actions in table order, each at its sites in their order. This is also the
// order in which successors of one node are discovered.
func (m *Machine[S]) moves() []move[S] {
	var all []move[S]
	fields := m.budgetFields()
	for i, a := range m.Actions {
		for _, at := range m.Sites(i) {
			all = append(all, move[S]{next: a.Next, site: at, action: i, budget: fields[a.Budget]})
		}
	}
	return all
}

// field is the place of one budget in the word that packs all used budgets of a node.
type field struct {
	one   uint32 // what one use adds to the word; 0 for no budget
	mask  uint32 // the bits of the field
	spent uint32 // the field when the limit is reached
}

// budgetFields lays the budgets out, as many bits each as its limit needs. Entry 0 is that of no budget, so that
// Action.Budget is an index.
func (m *Machine[S]) budgetFields() []field {
	fields, shift := []field{{}}, 0
	for _, b := range m.Budgets {
		width := bits.Len8(b.Limit)
		mask := uint32(1)<<width - 1
		one := uint32(1) << min(shift, MaxBudgetBits-1) // a budget of limit 0 may come after the last bit
		fields = append(fields, field{one: one, mask: mask << shift, spent: uint32(b.Limit) << shift})
		shift += width
	}
	return fields
}

// use takes one of the budget, unless it is spent.
func (f field) use(used uint32) (after uint32, ok bool) {
	if f.one != 0 && used&f.mask == f.spent {
		return used, false
	}
	return used + f.one, true
}

// unpack writes how often each budget was used.
func unpack(fields []field, used uint32) []uint8 {
	counts := make([]uint8, 0, len(fields))
	for _, f := range fields[1:] {
		counts = append(counts, uint8(used&f.mask/f.one))
	}
	return counts
}
