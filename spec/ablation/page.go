package ablation

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// The lines of the page between which the tables stand.
const (
	tableBegins = "<!-- tables: begin (written by scripts/ablate --update) -->\n"
	tableEnds   = "<!-- tables: end -->\n"
)

// Judgement is a mutant and what was noticed of it.
type Judgement struct {
	Mutant
	Finding Finding
}

// Page is spec/ablation.md: the reasons that people gave, around the tables.
type Page struct{ before, tables, after string }

// ParsePage takes the page apart. It fails where the marks of the tables are not there.
func ParsePage(text string) (Page, error) {
	before, rest, begins := strings.Cut(text, tableBegins)
	tables, after, ends := strings.Cut(rest, tableEnds)
	if !begins || !ends {
		return Page{}, fmt.Errorf("the page has no line %q before a line %q",
			strings.TrimSpace(tableBegins), strings.TrimSpace(tableEnds))
	}
	return Page{before, tables, after}, nil
}

// With gives the page with the tables of these judgements.
func (p Page) With(list []Judgement) string {
	return p.before + tableBegins + Tables(list) + tableEnds + p.after
}

// Stale reports that the tables are not those of the judgements.
func (p Page) Stale(list []Judgement) bool { return p.tables != Tables(list) }

// named is a line that puts a mutant under the reason above it.
var named = regexp.MustCompile("^- `(.+)`$")

// unjudged is a line that names a function, or one mutant, which nobody was asked about.
var unjudged = regexp.MustCompile("(?m)^- not run: `(.+)`$")

// Left lists the functions and mutants that the page says were not judged.
func (p Page) Left() []string {
	var names []string
	for _, found := range unjudged.FindAllStringSubmatch(p.before+"\n"+p.after, -1) {
		names = append(names, found[1])
	}
	return names
}

// Judged gives the mutants that the page does not leave out.
func (p Page) Judged(list []Mutant) []Mutant {
	left := p.Left()
	return slices.DeleteFunc(slices.Clone(list), func(m Mutant) bool {
		return slices.Contains(left, m.Function) || slices.Contains(left, m.Name)
	})
}

// Reasons gives, for each mutant that the page names outside the tables, the paragraph
// above the list that names it; it is empty where there is none.
func (p Page) Reasons() map[string]string {
	reasons := map[string]string{}
	reason, listed := "", false
	for line := range strings.Lines(p.before + "\n" + p.after) {
		line = strings.TrimSpace(line)
		found := named.FindStringSubmatch(line)
		switch {
		case found != nil:
			reasons[found[1]] = strings.TrimSpace(reason)
			listed = true
		case line == "":
		case listed || strings.HasPrefix(line, "#"):
			reason, listed = "", false
			if !strings.HasPrefix(line, "#") {
				reason = line
			}
		default:
			reason += " " + line
		}
	}
	return reasons
}

// Wrong lists what is wrong between the page and the judgements: survivors without a
// reason, and reasons for what does not survive. A reason for what was not run is of the
// time when it was.
func (p Page) Wrong(list []Judgement) []string {
	var wrong []string
	reasons := p.Reasons()
	for _, j := range list {
		reason, given := reasons[j.Name]
		delete(reasons, j.Name)
		switch survives := j.Finding.How == Survives; {
		case given && !survives:
			wrong = append(wrong, fmt.Sprintf("%s has a reason to survive, and does not: %s", j.Name, j.Finding))
		case survives && !given:
			wrong = append(wrong, fmt.Sprintf("%s has no reason to survive: %s", j.Name, j.Finding))
		case given && reason == "":
			wrong = append(wrong, fmt.Sprintf("%s is listed under no reason", j.Name))
		}
	}
	left := p.Left()
	for _, name := range slices.Sorted(maps.Keys(reasons)) {
		function, _, _ := strings.Cut(name, " ")
		if slices.Contains(left, name) || slices.Contains(left, function) {
			continue
		}
		wrong = append(wrong, fmt.Sprintf("%s has a reason to survive, and there is no such mutant", name))
	}
	return wrong
}

// Of is the line of the page that says which mutants it is about: it changes with the
// source.
func Of(list []Mutant) string {
	sum := sha256.New()
	counts := map[Kind]int{}
	for _, m := range list {
		fmt.Fprintln(sum, m.Name)
		counts[m.Kind]++
	}
	return fmt.Sprintf("%d mutants: %d guards, %d effects and %d rules; the SHA-256 of their names begins with %.6x.\n",
		len(list), counts[Guard], counts[Effect], counts[Rule], sum.Sum(nil))
}

// Tables writes what was noticed: in all, in each scope, by each property, and of each
// function.
func Tables(list []Judgement) string {
	var mutants []Mutant
	var rows tally
	for _, j := range list {
		mutants = append(mutants, j.Mutant)
		rows.add(j)
	}
	var b strings.Builder
	b.WriteString(Of(mutants))
	b.WriteString("\n| noticed by | guards | effects | rules |\n|---|---|---|---|\n")
	for how := ByTest; ; how-- {
		fmt.Fprintf(&b, "| %s | %d | %d | %d |\n", how, rows.ways[how][Guard], rows.ways[how][Effect], rows.ways[how][Rule])
		if how == Survives {
			break
		}
	}
	scopes(&b, list)
	b.WriteString("\n| property that breaks, or package with a test that fails | mutants |\n|---|---|\n")
	for _, what := range slices.Sorted(maps.Keys(rows.what)) {
		fmt.Fprintf(&b, "| %s | %d |\n", what, rows.what[what])
	}
	b.WriteString("\n| function | guards | noticed | effects | noticed | by |\n|---|---|---|---|---|---|\n")
	for _, f := range rows.functions {
		fmt.Fprintf(&b, "| %s | %d | %d | %d | %d | %s |\n", f.name,
			f.dropped[Guard], f.noticed[Guard], f.dropped[Effect], f.noticed[Effect], f.by())
	}
	return b.String()
}

// scopes writes the ladder, and how much was noticed on which rung.
func scopes(b *strings.Builder, list []Judgement) {
	noticed := map[string]int{}
	for _, j := range list {
		if j.Finding.How != Survives {
			noticed[j.Finding.Scope]++
		}
	}
	b.WriteString("\n| scope | ADD, DEACTIVATE, ACTIVATE, REMOVE | TLC's states | TLC's steps | noticed |\n|---|---|---|---|---|\n")
	for _, r := range Ladder() {
		states, steps := fmt.Sprint(r.Distinct), fmt.Sprint(r.Generated)
		switch {
		case r.Room > 0:
			states, steps = fmt.Sprintf("the first %d alone", r.Room), ""
		case r.Edges:
			steps += ", and their digest"
		}
		s := r.Scope
		fmt.Fprintf(b, "| %s | %d, %d, %d, %d | %s | %s | %d |\n", r, s.Adds, s.Deactivates, s.Activates, s.Removes,
			states, steps, noticed[r.String()])
	}
}

// tally is what the tables are made of.
type tally struct {
	ways      [ByTest + 1]map[Kind]int
	what      map[string]int
	functions []*row
}

// row is of a function.
type row struct {
	name             string
	dropped, noticed map[Kind]int
	ways             [ByTest + 1]int
}

func (t *tally) add(j Judgement) {
	how := j.Finding.How
	if t.what == nil {
		t.what = map[string]int{}
	}
	if t.ways[how] == nil {
		t.ways[how] = map[Kind]int{}
	}
	t.ways[how][j.Kind]++
	if how == ByProperty || how == ByTest {
		t.what[j.Finding.What]++
	}
	if j.Kind == Rule {
		return
	}
	at := slices.IndexFunc(t.functions, func(r *row) bool { return r.name == j.Function })
	if at < 0 {
		at = len(t.functions)
		t.functions = append(t.functions, &row{name: j.Function, dropped: map[Kind]int{}, noticed: map[Kind]int{}})
	}
	r := t.functions[at]
	r.dropped[j.Kind]++
	r.ways[how]++
	if how != Survives {
		r.noticed[j.Kind]++
	}
}

// by lists the ways, the strongest first.
func (r *row) by() string {
	var list []string
	for how := ByTest; how > Survives; how-- {
		if r.ways[how] > 0 {
			list = append(list, fmt.Sprintf("%s %d", how, r.ways[how]))
		}
	}
	return strings.Join(list, ", ")
}
