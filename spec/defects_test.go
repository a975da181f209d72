package spec_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"ostlife/model"
	"ostlife/model/explore"
	"ostlife/model/lustre"
)

var update = flag.Bool("update", false, "rewrite the tables of spec/defects.md")

// The lines of defects.md between which the table stands.
const (
	tableBegins = "<!-- table: begins (written by TestDefectTable -update) -->\n"
	tableEnds   = "<!-- table: ends -->\n"
)

// TestDefectTable explores every defect at the fewest faults that show it and keeps
// the table in defects.md to what was found.
func TestDefectTable(t *testing.T) {
	page, err := os.ReadFile("defects.md")
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok := strings.Cut(string(page), tableBegins)
	_, tail, ok2 := strings.Cut(rest, tableEnds)
	if !ok || !ok2 {
		t.Fatal("defects.md has no table marks")
	}
	want := []byte(head + tableBegins + table(t) + tableEnds + tail)
	if *update {
		if err := os.WriteFile("defects.md", want, 0o644); err != nil {
			t.Fatal(err)
		}
	} else if !bytes.Equal(page, want) {
		t.Error("spec/defects.md is not what exploring gives; look at why, then run this test with -update")
	}
}

// table is a row for each defect.
func table(t *testing.T) string {
	var b strings.Builder
	b.WriteString("| defect | what is different | source | property | scope | steps | states | in impl/ |\n")
	b.WriteString("|---|---|---|---|---|---|---|---|\n")
	for _, d := range model.Defects() {
		m, err := model.Machine(d.Design, d.Scope())
		if err != nil {
			t.Fatal(err)
		}
		r, err := explore.Run(m, explore.Options[model.State]{Liveness: d.Liveness()})
		if err != nil {
			t.Fatal(err)
		}
		if r.Verdict != explore.Violated {
			t.Errorf("%s: %v", d.Name, r)
			continue
		}
		planted := "no"
		if slices.Contains(slices.Concat(lustre.Planted(), lustre.PlantedOnDisk()), d.Name) {
			planted = "yes"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %d | %d | %s |\n", d.Name, d.Story, d.Source,
			r.Violations[0].Property, d.Scope(), len(r.Violations[0].Trace)-1+len(r.Violations[0].Loop), r.Distinct, planted)
	}
	return b.String()
}
