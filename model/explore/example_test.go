package explore_test

import (
	"fmt"

	"ostlife/model/explore"
)

// An import is told by its connection count which reply is its own. Here the count is forgotten: a late reply of the
// first connection makes the second one look finished.
func Example() {
	type state struct {
		Connecting, Full bool
		Replies          uint8 // on their way, of any connection
		Served           bool  // the OST knows the connection that the import believes in
	}
	everywhere := func(int) []explore.Site { return []explore.Site{{}} }
	m := &explore.Machine[state]{
		Name:    "late reply",
		Init:    []state{{}},
		Sites:   everywhere,
		Budgets: []explore.Budget{{Name: "losses", Limit: 1}},
		Actions: []explore.Action[state]{
			{Name: "Connect", Context: "pinger", Next: func(from *state, _ explore.Site, to *state) bool {
				*to = *from
				to.Connecting, to.Served = true, false
				return !from.Connecting && !from.Full
			}},
			{Name: "Serve", Context: "ost", Next: func(from *state, _ explore.Site, to *state) bool {
				*to = *from
				to.Served = true
				to.Replies++
				return from.Connecting && !from.Served
			}},
			{Name: "Reply", Context: "ptlrpcd", Next: func(from *state, _ explore.Site, to *state) bool {
				*to = *from
				to.Replies--
				to.Connecting, to.Full = false, from.Connecting || from.Full
				return from.Replies > 0
			}},
			{Name: "Lose", Context: "fault", Budget: 1, Next: func(from *state, _ explore.Site, to *state) bool {
				*to = *from
				to.Connecting, to.Full = false, false
				return from.Connecting || from.Full
			}},
		},
		Properties: []explore.Property[state]{{
			Name: "FullIsServed", Clause: "C2.4", Why: "the import is FULL only on a connection that the OST knows",
			State:   func(s *state) bool { return !s.Full || s.Served },
			Witness: func(s *state) bool { return s.Full },
		}},
	}
	r, err := explore.Run(m, explore.Options[state]{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r)
	for _, step := range r.Violations[0].Trace {
		fmt.Println(" ", step)
	}

	m.Budgets[0].Limit = 0
	r, err = explore.Run(m, explore.Options[state]{})
	fmt.Println(r, err, r.NeverTaken())
	// Output:
	// violated: FullIsServed (C2.4) after 5 steps; 13 distinct, 15 generated, depth 6
	//   initial state
	//   Connect(0,0,0)
	//   Serve(0,0,0)
	//   Lose(0,0,0)
	//   Connect(0,0,0)
	//   Reply(0,0,0)
	// holds: 4 distinct, 4 generated, depth 4 <nil> [Lose]
}
