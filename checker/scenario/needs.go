package scenario

import (
	"fmt"
	"slices"
	"strings"
)

// What a step may need beside what every world has.
const (
	mdsSide = "the MDS's side"
	someEnd = "nodes that stop and start"
)

// ofSide are the verbs and conditions, by their first words, that only the MDS's side has.
var ofSide = []string{"barrier", "disk", "unlink", "file", "object", "records", "agree", "easize"}

// ofMachines are the verbs that end a machine or start it.
var ofMachines = []string{"stop", "crash", "start", "fail", "fail_abort", "mount", "umount"}

// needs tells what a step needs, nothing for what every world has.
func (s *Step) needs() string {
	word := s.Verb.Name
	if s.Condition != nil {
		word, _, _ = strings.Cut(s.Condition.Form, " ")
	}
	server := s.Args["SERVER"].Machine
	switch m := machineOf(s); {
	case slices.Contains(ofSide, word), word == "fl" && pointNamed(s.Args.text("POINT")).side,
		s.Args.has("KIND") && slices.Contains(kindsOfSide, s.Args["KIND"].Kind),
		word == "create" && !s.Args.node().MDS(),
		m.Kind == IsNode && m.Node.MDS() && slices.Contains(ofMachines, word),
		server.Kind == IsNode && server.Node.MDS():
		return mdsSide
	case m.Kind == IsNode && slices.Contains(ofMachines, word):
		return someEnd
	}
	return ""
}

// first finds the first step that needs something, nil for none.
func (s *Scenario) first(need string) (first *Step) {
	each(s.Steps, func(step *Step) {
		if first == nil && step.needs() == need {
			first = step
		}
	})
	return first
}

// disks reports that the scenario runs with the MDS's side.
func (s *Scenario) disks() bool { return s.first(mdsSide) != nil }

// refuses refuses a scenario that asks a world for what it has not.
func (s *Scenario) refuses(on On) *Error {
	var site any = (*implementation)(nil)
	if on == Model {
		site = (*modelWorld)(nil)
	}
	side, lives := s.first(mdsSide), s.first(someEnd)
	_, hasSide := site.(Metadata)
	_, hasLives := site.(Lives)
	lacking := func(step *Step, need, of string) *Error {
		return &Error{File: s.File, Place: step.Place, What: fmt.Sprintf("%q needs %s, which %s has not", step.Text, need, of), Missing: need}
	}
	switch {
	case side != nil && !hasSide:
		return lacking(side, mdsSide, string(on))
	case side != nil && s.Cluster.MDSs != 1:
		return lacking(side, oneMDS(s.Cluster.MDSs), fmt.Sprintf("a cluster of %d MDSs", s.Cluster.MDSs))
	case lives != nil && !hasLives:
		return lacking(lives, someEnd, string(on))
	}
	return nil
}

// oneMDS names what is missing for the MDS's side.
func oneMDS(mdss int) string {
	if mdss == 0 {
		return "an MDS"
	}
	return "a second MDS with a disk"
}

// side is the world's MDS's side, and lives its nodes that stop and start: a scenario that
// needs either is refused where it is not there.
func (r *runner) side() Metadata {
	side, _ := r.site.(Metadata)
	return side
}

func (r *runner) lives() Lives {
	lives, _ := r.site.(Lives)
	return lives
}

// machineOf gives the machine that a step names.
func machineOf(s *Step) Machine {
	for _, place := range []string{"MACHINE", "SERVER", "NODE"} {
		if a, ok := s.Args[place]; ok {
			if place == "NODE" {
				return Machine{Name: a.Text, Kind: IsNode, Node: a.Nodes[0]}
			}
			return a.Machine
		}
	}
	return Machine{}
}
