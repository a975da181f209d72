package model

import (
	"fmt"
	"slices"

	"ostlife/model/lustre"
)

// Defect is one departure from the design and what must catch it.
type Defect struct {
	Name     lustre.Defect
	Design   Design
	Property string // the property that it breaks first
	Faults   uint8  // the fewest faults with which it does, in its scope
	Source   string // the clause it departs from, and where Lustre has been there
	Story    string // what is different, in one sentence

	// What its scope has beyond one node and one target from new: with any of it, it is
	// from connected.
	Nodes, Writes, Creates uint8

	MDS     bool // the first node is the MDS
	Unlinks uint8
	Quiet   bool // and the administrator writes nothing
}

// Liveness reports that the property is about what comes about in the end, so that an
// exploration has to be asked for it.
func (d Defect) Liveness() bool {
	return slices.ContainsFunc(promises, func(p promise) bool { return p.name == d.Property })
}

// Scope is the smallest scope in which the defect breaks its property.
func (d Defect) Scope() Scope {
	s := Section4(max(d.Nodes, 1), 1, d.Nodes+d.Writes+d.Creates+d.Unlinks > 0, d.Faults)
	s.Writes, s.Creates, s.MDS, s.Unlinks = d.Writes, d.Creates, d.MDS, d.Unlinks
	if d.Quiet {
		s = s.Quieted()
	}
	return s
}

// Defects lists every defect of the model, those that the implementation knows too
// first.
func Defects() []Defect {
	return slices.Concat(plantedDefects(), connectionDefects(), dataDefects(), mdsDefects(), endlessDefects())
}

// DefectError says that no defect has that name.
type DefectError struct{ Name lustre.Defect }

// Error names the defect.
func (e *DefectError) Error() string { return fmt.Sprintf("there is no defect %q", e.Name) }

// DefectNamed gives a defect by its name, or fails with a [DefectError].
func DefectNamed(name lustre.Defect) (Defect, error) {
	for _, d := range Defects() {
		if d.Name == name {
			return d, nil
		}
	}
	return Defect{}, &DefectError{name}
}
