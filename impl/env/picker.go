package env

import "math/rand/v2"

// NewRandomPicker picks uniformly. It is the plainest search, and weak against bugs
// that need a task to stay away for long: see [NewPCT].
func NewRandomPicker(seed uint64) Picker { return &randomPicker{newPCG(seed)} }

type randomPicker struct{ pcg *rand.Rand }

func (r *randomPicker) Pick(choices []Choice) int {
	if len(choices) == 1 {
		return 0
	}
	return r.pcg.IntN(len(choices))
}

// NewReplay takes the picks of an earlier run ([Report.Picks]), or any others: one
// out of range counts modulo the number of choices, and when they are exhausted the
// first choice is taken. So every list of numbers is a schedule, and a shorter list
// or smaller numbers are a simpler one.
func NewReplay(picks []uint16) Picker { return &replay{picks} }

type replay struct{ rest []uint16 }

func (r *replay) Pick(choices []Choice) int {
	if len(choices) == 1 || len(r.rest) == 0 {
		return 0
	}
	i := int(r.rest[0]) % len(choices)
	r.rest = r.rest[1:]
	return i
}
