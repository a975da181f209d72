package era

import "strings"

// Era is an age of Lustre in which the relation and what is printed of it did not change.
type Era uint8

// The eras. Old is 1.6, 1.8 and 2.0: no IDLE, no restart of a replay where it broke. Middle
// is 2.1 to 2.12: each change is printed by the function that makes it. Now is since July
// 2019 (2.13): one function prints them all, and leaves out those from NEW.
const (
	Old Era = iota
	Middle
	Now
	eras
)

var eraNames = [eras]string{"1.6 to 2.0", "2.1 to 2.12", "2.13 and later"}

// String gives the versions, for example "2.1 to 2.12".
func (e Era) String() string {
	if e < eras {
		return eraNames[e]
	}
	return "no era"
}

// Set is a set of eras: those that a record may be of.
type Set uint8

// All is the set of a record that says nothing of its age.
const All Set = 1<<eras - 1

// Of gives the set of those eras.
func Of(list ...Era) Set {
	var s Set
	for _, e := range list {
		s = s.With(e)
	}
	return s
}

// With adds an era.
func (s Set) With(e Era) Set { return s | 1<<e }

// Has reports whether an era is in the set.
func (s Set) Has(e Era) bool { return s&(1<<e) != 0 }

// Narrow leaves only those eras that are in both. Evidence that contradicts what is known
// already, as a vendor's patch may, is not believed alone: then both are possible.
func (s Set) Narrow(to Set) Set {
	if s&to == 0 {
		return s | to
	}
	return s & to
}

// String lists the eras, for example "2.1 to 2.12 or 2.13 and later".
func (s Set) String() string {
	if s == All {
		return "any era"
	}
	var names []string
	for e := range eras {
		if s.Has(e) {
			names = append(names, e.String())
		}
	}
	return strings.Join(names, " or ")
}
