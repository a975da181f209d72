package main

import (
	"fmt"
	"strings"

	"ostlife/model"
)

// subject names what is explored.
func (f *exploreFlags) subject(preset model.Preset, d model.Defect) string {
	text := fmt.Sprintf("the design, %s, %s, from %s, at most %s",
		counted(int(f.nodes), "node"), counted(int(f.targets), "target"), f.from, counted(int(f.faults), "fault"))
	for _, more := range []struct {
		count uint8
		word  string
	}{{f.writes, "write"}, {f.creates, "create"}, {f.unlinks, "unlink"}, {f.pools, "change"}} {
		if more.count > 0 {
			text += ", " + counted(int(more.count), more.word)
		}
	}
	if f.pools > 0 {
		text += " of the named pool each way"
	}
	if f.mds {
		text += ", the first node an MDS"
	}
	if f.quiet {
		text += ", no administrator"
	}
	if f.records != nil {
		text += ", an administrator that can " + strings.Join(f.records, " and ")
	}
	if f.symmetry {
		text += ", states alike but for names counted as one"
	}
	if preset.Design != (model.Design{}) {
		text += ", as in " + preset.Name + ": " + preset.Story
	}
	if d.Name != "" {
		text += fmt.Sprintf(", with defect %s: %s", d.Name, d.Story)
	}
	return text
}

// counted gives a number with its word: "1 node", "2 nodes".
func counted(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

// command is the one that explores the same again, and judges one property alone if
// there is one to name.
func (f *exploreFlags) command(property string) string {
	text := fmt.Sprintf("%s explore --nodes %d --targets %d --from %s --faults %d", program(), f.nodes, f.targets, f.from, f.faults)
	for _, more := range []struct {
		count uint8
		flag  string
	}{{f.writes, "writes"}, {f.creates, "creates"}, {f.pools, "pools"}, {f.unlinks, "unlinks"}} {
		if more.count > 0 {
			text += fmt.Sprintf(" --%s %d", more.flag, more.count)
		}
	}
	if f.mds {
		text += " --mds"
	}
	if f.quiet {
		text += " --quiet"
	}
	if f.records != nil {
		text += " --records " + strings.Join(f.records, ",")
	}
	for _, more := range []struct {
		set  bool
		flag string
	}{{f.liveness, "liveness"}, {f.fingerprints, "fingerprints"}, {f.symmetry, "symmetry"}} {
		if more.set {
			text += " --" + more.flag
		}
	}
	if f.walks > 0 {
		text += fmt.Sprintf(" --walks %d --seed %d", f.walks, f.seed)
	}
	if f.design != "rfc" {
		text += " --design " + f.design
	}
	if f.defect != "" {
		text += " --defect " + f.defect
	}
	if property != "" {
		text += " --property " + property
	}
	return text
}
