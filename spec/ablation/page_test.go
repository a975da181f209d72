package ablation

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// page has a reason for one mutant that survives.
const page = "# Ablation\n\n" + tableBegins + "old\n" + tableEnds + `
## What survives

It is never wrong,
in no state.

- ` + "`f guard a || b`" + `
- ` + "`f guard c`" + `

Another reason.

- ` + "`f effect x = 1`" + `
`

func judgementOf(name string, how How) Judgement {
	_, kind, _ := strings.Cut(name, " ")
	kind, _, _ = strings.Cut(kind, " ")
	return Judgement{Mutant{Name: name, Function: "f", Kind: Kind(kind)}, Finding{How: how, What: "P", Scope: "1x1-new-F0", Matters: true}}
}

func parse(t *testing.T, text string) Page {
	t.Helper()
	p, err := ParsePage(text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestReasons(t *testing.T) {
	got := parse(t, page).Reasons()
	for name, want := range map[string]string{
		"f guard a || b": "It is never wrong, in no state.",
		"f guard c":      "It is never wrong, in no state.",
		"f effect x = 1": "Another reason.",
	} {
		if got[name] != want {
			t.Errorf("%s: %q", name, got[name])
		}
	}
	if len(got) != 3 {
		t.Errorf("got %q", got)
	}
}

// TestWrong refuses a survivor without a reason, a reason without a survivor, and a name
// under no reason.
func TestWrong(t *testing.T) {
	right := []Judgement{
		judgementOf("f guard a || b", Survives), judgementOf("f guard c", Survives),
		judgementOf("f effect x = 1", Survives), judgementOf("f guard d", ByGraph),
	}
	for _, row := range []struct {
		name string
		page string
		list []Judgement
		want string
	}{
		{"nothing", page, right, ""},
		{"a survivor without a reason", page, append(slices.Clone(right), judgementOf("f guard e", Survives)),
			"f guard e has no reason to survive: survives: P, 1x1-new-F0"},
		{"a reason for what is noticed", page, append(slices.Clone(right[:2]), judgementOf("f effect x = 1", ByProperty)),
			"f effect x = 1 has a reason to survive, and does not: property: P, 0 steps, 1x1-new-F0"},
		{"a reason for no mutant", page, right[:2], "f effect x = 1 has a reason to survive, and there is no such mutant"},
		{"a reason for what was not run", page + "\n- not run: `f effect x = 1`\n", right[:2], ""},
		{"no reason above", strings.Replace(page, "Another reason.", "## Others", 1), right,
			"f effect x = 1 is listed under no reason"},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got := strings.Join(parse(t, row.page).Wrong(row.list), "; "); got != row.want {
				t.Errorf("got %q", got)
			}
		})
	}
}

// TestTables writes tables that are then no longer stale, and leaves the rest as it was.
func TestTables(t *testing.T) {
	list := []Judgement{
		judgementOf("f guard a || b", Survives), judgementOf("f guard c", ByProperty),
		judgementOf("f effect x = 1", ByGraph), judgementOf("rule rule x", ByTest),
	}
	p := parse(t, page)
	if !p.Stale(list) {
		t.Error("the old tables are taken for the new ones")
	}
	with := p.With(list)
	again := parse(t, with)
	if again.Stale(list) || again.before != p.before || again.after != p.after {
		t.Errorf("got %s", with)
	}
	for _, line := range []string{
		"\n4 mutants: 2 guards, 1 effects and 1 rules; ",
		"\n| test | 0 | 0 | 1 |\n| property | 1 | 0 | 0 |\n| error | 0 | 0 | 0 |\n",
		"\n| 1x1-new-F0 | 1, 1, 1, 1 | 1576 | 4859 | 3 |\n", "\n| survives | 1 | 0 | 0 |\n", "\n| P | 2 |\n", "\n| f | 2 | 1 | 1 | 1 | property 1, graph 1 |\n",
	} {
		if !strings.Contains(with, line) {
			t.Errorf("there is no line %s in %s", line, with)
		}
	}
}

func TestNoMarks(t *testing.T) {
	if _, err := ParsePage(strings.Replace(page, tableEnds, "", 1)); err == nil {
		t.Error("a page without an end of the tables was taken")
	}
}

// TestPageIsOfTheSource: the tables of spec/ablation.md are about the mutants that the
// source has now, and every reason is for one of them.
func TestPageIsOfTheSource(t *testing.T) {
	text, err := os.ReadFile("../ablation.md")
	if err != nil {
		t.Fatal(err)
	}
	of, every := parse(t, string(text)), all(t)
	list := of.Judged(every)
	for _, name := range of.Left() {
		if !slices.ContainsFunc(every, func(m Mutant) bool { return m.Function == name || m.Name == name }) {
			t.Errorf("%s is said not to be run, and there is no such function or mutant", name)
		}
	}
	if !strings.Contains(string(text), "\n"+Of(list)) {
		t.Errorf("the page is not about the %sRun scripts/ablate --update", Of(list))
	}
	for name, reason := range of.Reasons() {
		if reason == "" || !slices.ContainsFunc(every, func(m Mutant) bool { return m.Name == name }) {
			t.Errorf("%s has the reason %q", name, reason)
		}
	}
}

// TestJudged: a function or a mutant that the page says was not run is left out, and the
// page is of another list then.
func TestJudged(t *testing.T) {
	list := []Mutant{{Name: "f guard a", Function: "f"}, {Name: "g guard a", Function: "g"}, {Name: "g guard b", Function: "g"}}
	for left, want := range map[string]int{"": 3, "- not run: `g`\n": 1, "- not run: `g guard a`\n": 2, "not run: `g`\n": 3} {
		got := parse(t, page+"\nLeft.\n\n"+left).Judged(list)
		if len(got) != want || (Of(got) == Of(list)) != (want == 3) {
			t.Errorf("%q: %v", left, got)
		}
	}
}

// TestOf: one guard more, or another one, and the page is of another source.
func TestOf(t *testing.T) {
	list := []Mutant{{Name: "f guard a", Kind: Guard}, {Name: "f guard b", Kind: Guard}}
	if Of(list) == Of(list[:1]) || Of(list) == Of([]Mutant{list[0], {Name: "f guard c", Kind: Guard}}) {
		t.Error("other mutants are not told apart")
	}
}

// all lists the mutants of the project.
func all(t *testing.T) []Mutant {
	t.Helper()
	return slices.Concat(ofModel(t).Mutants, ofRules(t).Mutants)
}

func ofModel(t *testing.T) *Instrumented { return of(t, "../../model", Model) }
func ofRules(t *testing.T) *Instrumented { return of(t, "../../model/sequential", Rules) }

func of(t *testing.T, folder string, instrument func(*Source) (*Instrumented, error)) *Instrumented {
	t.Helper()
	s, err := Load(folder)
	if err != nil {
		t.Fatal(err)
	}
	m, err := instrument(s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}
