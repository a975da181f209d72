package scenario

import (
	"fmt"
	"maps"
	"slices"

	"ostlife/impl/env"
	"ostlife/model/lustre"
)

// Verb is what a line can do. The form is its grammar and its documentation: capitals are
// places, brackets hold what may be left out, bars stand between words of which one is
// meant, and dots let the last place be filled more than once.
type Verb struct {
	Name string
	Form string
	Doc  string
	All  bool // it has to do with every target, named or not

	Check func(*Cluster, Args) Lack // what else cannot be; it may fill places that were left out
	do    func(*runner, *env.Task, *Step) (Answer, error)
	plain bool // it has no result: it ends at once, or the scenario with it
}

// Result reports that the verb is an operation: it has a result, which can be named, and
// can be done in the background.
func (v *Verb) Result() bool { return v.do != nil && !v.plain }

// Answer is what an operation gives.
type Answer struct {
	Number  uint64          // a value that was read, an instance, a position in the config log
	Objects []Object        // that were made
	Targets []lustre.Target // that were listed
}

// Object is an object of a target.
type Object struct {
	Target lustre.Target
	ID     uint64
}

// verbNamed gives a verb by its name.
func verbNamed(name string) *Verb {
	for i := range verbs {
		if verbs[i].Name == name {
			return &verbs[i]
		}
	}
	panic("no verb " + name) // a name in the code, not in a file
}

// Lack is why a line cannot be, nothing if it can: what is wrong, and, where the line is
// well formed, what is missing for it.
type Lack struct{ What, Missing string }

// usesData refuses an MDS as one that writes or reads.
func usesData(_ *Cluster, a Args) Lack {
	if a.node().MDS() {
		return Lack{What: fmt.Sprintf("%s is an MDS: it writes and reads no data", a.node())}
	}
	return Lack{}
}

// unlinks refuses an MDS as one that unlinks.
func unlinks(_ *Cluster, a Args) Lack {
	if a.node().MDS() {
		return Lack{What: fmt.Sprintf("%s is an MDS: a client unlinks", a.node())}
	}
	return Lack{}
}

// Group is verbs that belong together.
type Group struct {
	Title string
	Verbs []Verb
}

// Groups lists every verb once, in the order of the page.
func Groups() []Group { return groups }

var groups = []Group{
	{"The scenario", ofScenario},
	{"The administrator", ofAdministrator},
	{"Servers and links", ofServers},
	{"Messages", ofMessages},
	{"Data and objects", ofData},
}

// verbs are those of all groups.
var verbs = func() (list []Verb) {
	for _, g := range groups {
		list = append(list, g.Verbs...)
	}
	return list
}()

// AllForms lists the forms of every verb and condition.
func AllForms() (list []string) {
	for _, v := range verbs {
		list = append(list, v.Form)
	}
	for _, c := range conditions {
		list = append(list, c.Form)
	}
	return list
}

// Forms lists the forms of the verbs and conditions that the lines of a scenario have.
func (s *Scenario) Forms() []string {
	used := map[string]bool{}
	for _, name := range s.outside {
		used[verbNamed(name).Form] = true
	}
	each(s.Steps, func(step *Step) {
		used[step.Verb.Form] = true
		if step.Condition != nil {
			used[step.Condition.Form] = true
		}
	})
	return slices.Sorted(maps.Keys(used))
}
