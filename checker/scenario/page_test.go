package scenario_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"ostlife/checker/scenario"
)

var update = flag.Bool("update", false, "write the tables of the language into its page")

const pageFile = "../../spec/scenarios.md"

// cell writes a text so that a table of the page can have it.
func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }

// tables gives the tables of the page by their headings, as the language has them.
func tables() (headings []string, text map[string]string) {
	text = map[string]string{}
	table := func(heading, first string, rows func(add func(form, doc string))) {
		headings = append(headings, heading)
		out := fmt.Sprintf("| %s | what it is |\n|---|---|\n", first)
		rows(func(form, doc string) { out += fmt.Sprintf("| `%s` | %s |\n", cell(form), cell(doc)) })
		text[heading] = out
	}
	for _, g := range scenario.Groups() {
		table("### "+g.Title, "verb", func(add func(form, doc string)) {
			for _, v := range g.Verbs {
				add(v.Form, v.Doc)
			}
		})
	}
	table("## Conditions", "condition", func(add func(form, doc string)) {
		for _, c := range scenario.Conditions() {
			add(c.Form, c.Doc)
		}
	})
	table("## Places", "place", func(add func(form, doc string)) {
		for _, p := range scenario.Places() {
			add(p.Name, p.Doc)
		}
	})
	table("## Fault points", "point", func(add func(form, doc string)) {
		for _, p := range scenario.Points() {
			add(p.Form, p.Doc)
		}
	})
	return headings, text
}

// tableBehind finds the table behind a heading, as the page has it.
func tableBehind(page, heading string) (at, end int) {
	start := strings.Index(page, "\n"+heading+"\n")
	if start < 0 {
		return -1, -1
	}
	begin := strings.Index(page[start:], "\n| ")
	if begin < 0 {
		return -1, -1
	}
	at = start + begin + 1
	for end = at; strings.HasPrefix(page[end:], "|"); {
		end += strings.Index(page[end:]+"\n", "\n") + 1
	}
	return at, min(end, len(page))
}

// TestPage holds the page and the language's tables equal.
func TestPage(t *testing.T) {
	bytes, err := os.ReadFile(pageFile)
	if err != nil {
		t.Fatal(err)
	}
	page := string(bytes)
	headings, text := tables()
	for _, heading := range headings {
		at, end := tableBehind(page, heading)
		if at < 0 {
			t.Errorf("the page has no table behind %q", heading)
			continue
		}
		if page[at:end] == text[heading] {
			continue
		}
		if *update {
			page = page[:at] + text[heading] + page[end:]
			continue
		}
		t.Errorf("the page has behind %q\n%s\nthe language has\n%s", heading, page[at:end], text[heading])
	}
	if *update {
		if err := os.WriteFile(pageFile, []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestPageSees shows that a table that differs is found, and one that is not there.
func TestPageSees(t *testing.T) {
	page := "x\n\n## Places\n\ntext\n\n| place | what it is |\n|---|---|\n| `NODE` | b |\n\nmore\n"
	at, end := tableBehind(page, "## Places")
	_, text := tables()
	if at < 0 || page[at:end] != "| place | what it is |\n|---|---|\n| `NODE` | b |\n" || page[at:end] == text["## Places"] {
		t.Errorf("the table is %d to %d", at, end)
	}
	if at, _ := tableBehind(page, "## Nowhere"); at >= 0 {
		t.Error("a table that is not there is found")
	}
}

// TestExampleOfPage runs the example that the page shows.
func TestExampleOfPage(t *testing.T) {
	bytes, err := os.ReadFile(pageFile)
	if err != nil {
		t.Fatal(err)
	}
	_, text, ok := strings.Cut(string(bytes), "```text\n")
	text, _, closed := strings.Cut(text, "```")
	if !ok || !closed {
		t.Fatal("the page shows no example")
	}
	s, err := scenario.Parse("example", text)
	if err != nil {
		t.Fatal(err)
	}
	for _, on := range []scenario.On{scenario.Controlled, scenario.Real, scenario.Model} {
		holds(t, runs(t, s, scenario.Options{On: on}))
	}
}

// untold are the parts of the language that no scenario needs.
var untold = []string{"needs NAME"}

// TestEverythingIsTold looks for each verb and condition in the scenarios.
func TestEverythingIsTold(t *testing.T) {
	used := map[string]bool{}
	for _, s := range files(t) {
		for _, form := range s.Forms() {
			used[form] = true
		}
	}
	for _, form := range scenario.AllForms() {
		if used[form] == slices.Contains(untold, form) {
			t.Errorf("%q is in no scenario, or is said to be", form)
		}
	}
}

// TestUntold holds the page's list of tests that are not told against the files.
func TestUntold(t *testing.T) {
	bytes, err := os.ReadFile(pageFile)
	if err != nil {
		t.Fatal(err)
	}
	_, section, ok := strings.Cut(string(bytes), "\n## Tests that are not told\n")
	rows, list := 0, files(t)
	for _, line := range strings.Split(section, "\n") {
		cells := strings.Split(line, "|")
		if len(cells) < 4 || strings.HasPrefix(cells[1], "---") || strings.TrimSpace(cells[1]) == "test" {
			continue
		}
		rows++
		for _, s := range list {
			if s.ID == strings.TrimSpace(cells[1]) {
				t.Errorf("%s is told, and said not to be", s.ID)
			}
		}
	}
	if !ok || rows < 5 {
		t.Errorf("the page says of %d tests that they are not told", rows)
	}
}
