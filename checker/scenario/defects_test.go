package scenario_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"ostlife/checker/scenario"
	"ostlife/model/lustre"
)

// noticed says of every defect that can be planted which scenario notices it, on the
// implementation and on the model, and why not where none does.
var noticed = []struct {
	defect      lustre.Defect
	file        string
	impl, model bool
	whyNot      string
}{
	{lustre.DefectLateReply, "conf-sanity-101b", true, false,
		"the model's world gives up no connect while its reply is on the way"},
	{lustre.DefectLossDeactivated, "conf-sanity-101b", true, true, ""},
	{lustre.DefectRemoveUnchecked, "conf-sanity-123ae", true, true, ""},
	{lustre.DefectActiveFirst, "sanity-0c", true, true, ""},
	{lustre.DefectPoolKept, "conf-sanity-123ae", true, true, ""},
	{lustre.DefectWorkerWithoutReference, "conf-sanity-123ae", true, false,
		"in the model's world a worker's last steps are one with the removal"},
	{lustre.DefectEvictionLeavesLocks, "recovery-small-18b", true, true, ""},
	{lustre.DefectPingDeactive, "conf-sanity-101b", true, true, ""},
	{lustre.DefectDestroyAtOnce, "design-c1a-commit", true, true, ""},
	{lustre.DefectCancelEarly, "design-c2.2-cancel", true, true, ""},
	{lustre.DefectObjidLate, "design-c1b-stock", false, true,
		"file and lov-objid are written one right after the other; only a crash between the two writes shows it, and a scenario has no name for that moment"},
	{lustre.DefectStockKept, "design-c1b-stock", true, false,
		"the model has one object in stock, and takes it before the connection is lost"},
	{lustre.DefectOrphansSpared, "design-c2.2-orphans", true, false,
		"the model's world leaves no stock behind here"},
	{lustre.DefectLlogOnlyAtConnect, "design-c1a-dead-client", true, true, ""},
}

// TestDefects plants every defect that the implementation knows. Each is noticed where the
// table says so and nowhere else, so that a miss stays one that is known.
func TestDefects(t *testing.T) {
	list := files(t)
	var defects []lustre.Defect
	for _, row := range noticed {
		defects = append(defects, row.defect)
		i := slices.IndexFunc(list, func(s *scenario.Scenario) bool { return s.File == row.file })
		for on, want := range map[scenario.On]bool{scenario.Controlled: row.impl, scenario.Model: row.model} {
			r := runs(t, list[i], scenario.Options{On: on, Seed: 1, Defects: lustre.Defects{row.defect}})
			if got := !r.Holds() && r.Refused == nil; got != want {
				t.Errorf("%s with %s planted on %v: noticed %v, want %v (%v)", row.file, row.defect, on, got, want, r.Refused)
			}
		}
		if (row.impl && row.model) != (row.whyNot == "") {
			t.Errorf("%s: noticed by both or not, and of misses it says %q", row.defect, row.whyNot)
		}
	}
	if want := slices.Concat(lustre.Planted(), lustre.PlantedOnDisk()); !slices.Equal(defects, want) {
		t.Errorf("the table has %v, planted can be %v", defects, want)
	}
}

const (
	defectsPage   = "../../spec/defects.md"
	noticedBegins = "<!-- scenarios: begin (written by go test ./checker/scenario -run TestDefectsPage -update) -->\n"
	noticedEnds   = "<!-- scenarios: end -->\n"
)

// TestDefectsPage keeps the page's table to the one above.
func TestDefectsPage(t *testing.T) {
	page, err := os.ReadFile(defectsPage)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, begins := strings.Cut(string(page), noticedBegins)
	_, tail, ends := strings.Cut(rest, noticedEnds)
	if !begins || !ends {
		t.Fatal("the page has no marks for the table")
	}
	want := head + noticedBegins + noticedTable() + noticedEnds + tail
	if *update {
		if err := os.WriteFile(defectsPage, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if want != string(page) {
		t.Error("spec/defects.md does not have the table; run this test with -update")
	}
}

func noticedTable() string {
	text := "| defect | scenario | on the implementation | on the model | where it is missed |\n|---|---|---|---|---|\n"
	for _, row := range noticed {
		word := map[bool]string{true: "noticed", false: "missed"}
		text += fmt.Sprintf("| %s | [%s](scenarios/%s.scenario) | %s | %s | %s |\n", row.defect, row.file, row.file,
			word[row.impl], word[row.model], row.whyNot)
	}
	return text
}
