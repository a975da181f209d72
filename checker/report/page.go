package report

import (
	"embed"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"

	"ostlife/checker/history"
	"ostlife/checker/linear"
	"ostlife/model/lustre"
)

// Page is a picture of a run: what was judged of it comes first, then everything that
// happened as one sequence, operations beside records, then porcupine's picture. Each
// part but the report may be missing. The steps of the report's tables are stamps of the
// same run.
type Page struct {
	Report  Report
	History *history.History
	Trace   []lustre.TraceRecord // in any order
	Linear  *linear.Verdict      // of the history
}

// The parts of the page.
//
//go:embed page
var pageFiles embed.FS

// pageScripts are put together in this order.
var pageScripts = []string{"layout.js", "shapes.js", "draw.js", "controls.js"}

var pageTemplate = template.Must(template.New("page.html").ParseFS(pageFiles, "page/page.html"))

// filled is what the template is filled with.
type filled struct {
	Report   *Report
	Facts    []factTold
	Findings []findingTold
	Timeline *timeline
	Searched string // porcupine's page; empty for none
	Style    template.CSS
	Script   template.JS
}

// factTold is a fact with its value in words.
type factTold struct{ Name, Value string }

// findingTold is a finding with its table laid out.
type findingTold struct {
	*Finding
	RuleLine string
	Columns  []string
	Rows     []rowTold
}

// rowTold is a row of a table with a cell for each column.
type rowTold struct {
	Step  uint64
	Cells []cellTold
}

// cellTold is what stands in a cell: a text with its changes, or that something is under
// way.
type cellTold struct {
	Text, Changes string
	Open          bool
}

// WriteHTML writes a page that needs nothing else: one file, which fetches nothing from
// anywhere. All names in it are harmless, whatever they are. The same page gives the same
// bytes.
func WriteHTML(w io.Writer, p Page) error {
	f := filled{Report: &p.Report, Timeline: newTimeline(&p)}
	for _, fact := range p.Report.Facts {
		f.Facts = append(f.Facts, factTold{fact.Name, told(fact.Value)})
	}
	for i := range p.Report.Violations {
		f.Findings = append(f.Findings, tellFinding(&p.Report.Violations[i]))
	}
	if p.Linear != nil && p.Linear.Drawn() > 0 {
		var b strings.Builder
		if err := p.Linear.WriteHTML(&b); err != nil {
			return err
		}
		f.Searched = b.String()
	}
	f.Style = template.CSS(pagePart("page.css"))
	for _, name := range pageScripts {
		f.Script += template.JS(pagePart(name))
	}
	if err := pageTemplate.Execute(w, f); err != nil {
		return fmt.Errorf("drawing the run: %w", err)
	}
	return nil
}

// pagePart gives an embedded file; one that is missing shows in every test.
func pagePart(name string) string {
	text, _ := pageFiles.ReadFile("page/" + name)
	return string(text)
}

func tellFinding(f *Finding) findingTold {
	t := findingTold{Finding: f}
	if f.Rule != "" {
		t.RuleLine = f.rule()
	}
	if f.Table == nil {
		return t
	}
	t.Columns = f.Table.Columns
	for _, row := range f.Table.Rows {
		cells := make([]cellTold, len(t.Columns))
		for c := range cells {
			cells[c].Open = slices.Contains(row.Open, c)
		}
		cells[row.Column] = cellTold{Text: row.Text, Changes: strings.Join(row.Changes, "; ")}
		t.Rows = append(t.Rows, rowTold{row.Step, cells})
	}
	return t
}
