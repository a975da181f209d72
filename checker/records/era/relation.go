package era

import (
	"slices"

	"ostlife/checker/records"
)

// Find gives the rows that lead from a state to another one in any of those eras, whatever
// the situation; none if the change is not legal.
func Find(from, to records.State, in Set) []Edge {
	var found []Edge
	for _, e := range edges {
		if e.Eras&in != 0 && slices.Contains(e.From, from) && slices.Contains(e.To, to) {
			found = append(found, e)
		}
	}
	return found
}

// Legality is what the relation says of a change.
type Legality uint8

// What may be said. Where it depends on a situation, [When] says on which.
const (
	Illegal Legality = iota
	Legal
	Depends
)

// index has for each pair of states and each era what Find would give.
var index = makeIndex()

// situations has one bit for each situation in which a change is legal.
type situations uint8

func makeIndex() (table [eras][records.Idle + 1][records.Idle + 1]situations) {
	for _, e := range edges {
		for era := range eras {
			if !e.Eras.Has(era) {
				continue
			}
			for _, from := range e.From {
				for _, to := range e.To {
					table[era][from][to] |= 1 << e.When
				}
			}
		}
	}
	return table
}

// Judge says whether a change is legal in any of those eras. In is asked for a situation
// that counts: whether it is that one, and whether that is known at all.
func Judge(from, to records.State, eras Set, in func(When) (is, known bool)) Legality {
	if !known(from) || !known(to) {
		return Depends
	}
	open := open(from, to, eras)
	if open&(1<<Always) != 0 {
		return Legal
	}
	answer := Illegal
	for _, w := range []When{JustFailed, Invalidating, Reverse} {
		if open&(1<<w) == 0 {
			continue
		}
		switch is, sure := in(w); {
		case sure && is:
			return Legal
		case !sure:
			answer = Depends
		}
	}
	return answer
}

// known is that a state is one of the relation's.
func known(s records.State) bool { return s != records.StateUnknown && s <= records.Idle }

// open gives the situations in which a change is legal in any of those eras.
func open(from, to records.State, in Set) situations {
	var all situations
	for e := range eras {
		if in.Has(e) {
			all |= index[e][from][to]
		}
	}
	return all
}

// Prints reports that a debug log of one of those eras has a line for a change: none has
// one for a [Edge.Silent] change, and since 2019 none for leaving NEW.
func Prints(from, to records.State, in Set) bool {
	if silent(from, to, in) {
		return false
	}
	return from != records.New || in&Of(Old, Middle) != 0
}

// silent reports that a change is set without a word.
func silent(from, to records.State, in Set) bool {
	return slices.ContainsFunc(Find(from, to, in), func(e Edge) bool { return e.Silent })
}

// Bridges reports that an import may have come from a state to another one without a line
// in a debug log of any of those eras: the state it was seen to enter, and the one it was
// then seen to leave.
func Bridges(from, to records.State, in Set) bool {
	if from == to {
		return true
	}
	unprinted := from == records.New || silent(from, records.New, in)
	if !unprinted {
		return false
	}
	if to == records.New {
		return true
	}
	return in.Has(Now) && open(records.New, to, Of(Now))&(1<<Always) != 0
}

// Skips reports that a state file's ring may show one state right behind another one
// although there is no such edge: NEW is not in the ring when it is set without a word.
func Skips(from, to records.State, in Set) bool {
	return silent(from, records.New, in) && open(records.New, to, in)&(1<<Always) != 0
}

// Entered lists the states from which another one can be entered in those eras, races and
// reverse imports aside, in the order of their numbers.
func Entered(to records.State, in Set) []records.State { return neighbours(to, in, false) }

// Left lists the states that can be entered from a state in those eras.
func Left(from records.State, in Set) []records.State { return neighbours(from, in, true) }

func neighbours(of records.State, in Set, ahead bool) []records.State {
	var list []records.State
	for s := records.Closed; s <= records.Idle; s++ {
		from, to := s, of
		if ahead {
			from, to = of, s
		}
		if of <= records.Idle && open(from, to, in)&(1<<Always|1<<JustFailed) != 0 {
			list = append(list, s)
		}
	}
	return list
}
