package report_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"ostlife/checker/history"
	"ostlife/checker/linear"
	"ostlife/checker/report"
	"ostlife/model/lustre"
)

// page writes a page.
func page(t testing.TB, p report.Page) string {
	t.Helper()
	var b bytes.Buffer
	if err := report.WriteHTML(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// small is a run with a trace, operations and faults, in which a late reply is taken and
// an operation cannot be placed.
func small() report.Page {
	h := dropped()
	for i := range h.Operations { // between the records
		h.Operations[i].Call += 20
		h.Operations[i].Return += 20
	}
	h.Operations[0].Call, h.Operations[0].Return = 0, 3
	h.Faults = []history.Fault{{Stamp: 8, Time: 1_500_000, Name: "late", Detail: "late next CONNECT reply"}}
	v := linear.Check(h, linear.Options{})
	r := traced()
	r.Violations = append(r.Violations, report.Partitions(v.Violations, "ostlife check history.jsonl")...)
	r.Facts.Add("faults", 1)
	records := []lustre.TraceRecord{
		{Stamp: 1, Action: lustre.ActLogAdd, Position: 1},
		{Stamp: 2, Action: lustre.ActConfigAdd, Slot: 1, Position: 1, LOV: lustre.LOVTrace{Position: 1, Present: true}},
		{Stamp: 4, Action: lustre.ActConnectSend, Slot: 1, Current: lustre.Numbers{Count: 1}, Import: lustre.ImportTrace{State: lustre.Connecting}},
		{Stamp: 6, Action: lustre.ActOstConnect, Numbers: lustre.Numbers{Count: 1}, Instance: 4, Taken: true, Export: lustre.ExportTrace{Instance: 4}},
		{Stamp: 11, Action: lustre.ActConnectInterpret, Slot: 1, Numbers: lustre.Numbers{Count: 1}, Current: lustre.Numbers{Count: 2},
			Instance: 4, Taken: true, Import: lustre.ImportTrace{State: lustre.Recover, Handle: 4, Workers: 1}},
		{Stamp: 12, Action: lustre.ActLovActive, Slot: 1, Instance: 4, LOV: lustre.LOVTrace{Position: 1, Present: true, Active: 4}},
	}
	return report.Page{Report: r, History: h, Trace: records, Linear: v}
}

// drawn is what a page holds for its script.
type drawn struct {
	Columns []struct{ Lane, Group, Name, Target string }
	Steps   []struct {
		Stamp, Text, Node, Target string
		Column, Other             int
		Fault                     bool
		Changes                   []string
	}
	Messages []struct {
		Kind     string
		From, To int
	}
	Operations []struct {
		ID, Text, Mark string
		Call, Return   int
	}
	Findings []struct {
		Rule  string
		Steps []string
	}
	LeftOut int
}

var timelineOf = regexp.MustCompile(`(?s)<script type="application/json" id="timeline">(.*?)</script>`)

func readPage(t *testing.T, text string) drawn {
	t.Helper()
	found := timelineOf.FindStringSubmatch(text)
	if found == nil {
		t.Fatal("the page has no timeline")
	}
	var d drawn
	if err := json.Unmarshal([]byte(found[1]), &d); err != nil {
		t.Fatal(err)
	}
	return d
}

// theirs are the parts of a page that are the same in all, and porcupine's.
var theirs = regexp.MustCompile(`(?s)(<style>|<script>\n"use strict";|id="porcupine">).*?(</style>|</script>)`)

// TestPageGolden pins what is in a page, without its script and style.
func TestPageGolden(t *testing.T) {
	golden(t, "page.html", theirs.ReplaceAllString(page(t, small()), "$1 ... $2"))
}

// TestPageIsTheSameEveryTime: whatever the order in which the records came.
func TestPageIsTheSameEveryTime(t *testing.T) {
	p := small()
	first := page(t, p)
	slices.Reverse(p.Trace)
	if page(t, p) != first {
		t.Error("the order of the records shows")
	}
	p.Trace[1].Instance = 5 // the one that interprets
	if page(t, p) == first {
		t.Error("another record does not show")
	}
}

// TestPageConnects: steps, tables, operations and messages name the same moments.
func TestPageConnects(t *testing.T) {
	d := readPage(t, page(t, small()))
	stamps := map[string]int{}
	for i, s := range d.Steps {
		stamps[s.Stamp] = i
		if i > 0 && s.Column >= len(d.Columns) {
			t.Errorf("step %s is in column %d", s.Stamp, s.Column)
		}
	}
	for _, f := range d.Findings[1:] { // the first one tells of records that the page does not have
		for _, s := range f.Steps {
			if _, ok := stamps[s]; !ok {
				t.Errorf("%s: step %s is not there", f.Rule, s)
			}
		}
	}
	marks := ""
	for _, o := range d.Operations {
		marks += o.ID + ":" + o.Mark + " "
		if !strings.Contains(d.Steps[o.Call].Text, o.Text) || o.Return >= 0 && o.Return <= o.Call {
			t.Errorf("operation %s is called at %+v and returns at %d", o.ID, d.Steps[o.Call], o.Return)
		}
	}
	if want := "1: 2: 3: 4:the last good one 5:cannot be placed "; marks != want {
		t.Errorf("marks %q, want %q", marks, want)
	}
	sent := ""
	for _, m := range d.Messages {
		sent += fmt.Sprintf("%s %s>%s ", m.Kind, d.Steps[m.From].Stamp, d.Steps[m.To].Stamp)
	}
	if want := "log 1>2 connect 4>6 connect 6>11 "; sent != want {
		t.Errorf("messages %q, want %q", sent, want)
	}
}

// TestPageParts: any part may be missing.
func TestPageParts(t *testing.T) {
	whole := small()
	for _, row := range []struct {
		name                      string
		change                    func(p *report.Page)
		records, operations, more bool
	}{
		{"all", func(*report.Page) {}, true, true, true},
		{"no trace", func(p *report.Page) { p.Trace = nil }, false, true, true},
		{"no operations", func(p *report.Page) { p.History, p.Linear = nil, nil }, true, false, false},
		{"nothing that was searched", func(p *report.Page) { p.Linear = linear.Check(&history.History{}, linear.Options{}) }, true, true, false},
		{"the report alone", func(p *report.Page) { *p = report.Page{Report: p.Report} }, false, false, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			p := whole
			row.change(&p)
			text := page(t, p)
			d := readPage(t, text)
			records := slices.ContainsFunc(d.Columns, func(c struct{ Lane, Group, Name, Target string }) bool { return c.Lane == "pinger" })
			if records != row.records || (len(d.Operations) > 0) != row.operations {
				t.Errorf("records %v, %d operations", records, len(d.Operations))
			}
			if strings.Contains(text, `id="porcupine"`) != row.more || strings.Contains(text, `id="picture"`) != (row.records || row.operations) {
				t.Error("a part is there that should not be, or the other way round")
			}
			if !strings.Contains(text, "LateReplyIgnored") || !strings.Contains(text, `<tr data-step="11">`) {
				t.Error("the violation is not told")
			}
		})
	}
}

// TestPageColumns: a column for each node, for each worker of a target, for each OST.
func TestPageColumns(t *testing.T) {
	trace := []lustre.TraceRecord{
		{Stamp: 1, Action: lustre.ActConnectFull, Slot: 1}, {Stamp: 2, Action: lustre.ActConnectFull, Target: 1, Slot: 1},
		{Stamp: 3, Action: lustre.ActPingSend, Node: 1, Slot: 1, Target: 1}, {Stamp: 4, Action: lustre.ActOstRestart, Target: 1},
		{Stamp: 5, Action: lustre.ActCreateSend, Node: lustre.FirstMDS, Slot: 1},
	}
	d := readPage(t, page(t, report.Page{Trace: trace}))
	columns := ""
	for _, c := range d.Columns {
		columns += strings.TrimSpace(strings.Join([]string{c.Group, c.Name, c.Target}, " ")) + "; "
	}
	want := "client0 worker OST0000; client0 worker OST0001; client1 pinger; mds0 application; OST OST0000 OST0000; OST OST0001 OST0001; fault; "
	if columns != want {
		t.Errorf("got %q, want %q", columns, want)
	}
	if s := d.Steps[3]; !s.Fault || s.Node != "" || s.Text != "OstRestart OST0001" || d.Columns[s.Other].Name != "OST0001" {
		t.Errorf("the restart is %+v", s)
	}
}

// TestPageEscapes gives names that a browser must not run, wherever a name can stand.
func TestPageEscapes(t *testing.T) {
	named := func(name string) string {
		p := small()
		p.History.Operations[0].UUID = name
		p.History.Faults[0].Name, p.History.Faults[0].Detail = name, name
		p.Trace[1].LOV.Named = name
		p.Linear = linear.Check(p.History, linear.Options{})
		p.Report.Subject, p.Report.Why = name, name
		p.Report.Facts.Add(name, name)
		v := &p.Report.Violations[0]
		v.Sentence, v.Rule, v.Clause, v.Demand, v.Replay = name, name, name, name, name
		v.Table.Columns[0], v.Table.Rows[0].Text, v.Table.Rows[0].Changes = name, name, []string{name}
		v.Notes = []report.Note{{Title: name, Lines: []string{name}}}
		return page(t, p)
	}
	plain := named("OST0000_UUID")
	marks := regexp.MustCompile(`<[a-zA-Z!/]|-->`)
	for _, evil := range []string{"</script><script>alert(1)</script>", "<!--<script>", `"><img src=x onerror=alert(1)>`, "</style></pre></textarea><svg onload=alert(1)>", "`${alert(1)}`\u2028'"} {
		text := named(evil)
		if strings.Contains(text, evil) {
			t.Errorf("%q is in the page as it is", evil)
		}
		if got, want := len(marks.FindAllString(text, -1)), len(marks.FindAllString(plain, -1)); got != want {
			t.Errorf("%q makes %d tags, want %d", evil, got, want)
		}
	}
}

// TestPageFetchesNothing: no address is in a page but the name of SVG, and the browser is
// told to fetch nothing.
func TestPageFetchesNothing(t *testing.T) {
	text := page(t, small())
	if !strings.Contains(text, `content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"`) {
		t.Error("the browser may fetch")
	}
	for _, address := range regexp.MustCompile(`(?i)[a-z]+://[^\\"'\s<)]*|@import|url\(|<link|\bsrc=`).FindAllString(text, -1) {
		if address != "http://www.w3.org/2000/svg" {
			t.Errorf("the page has %q", address)
		}
	}
}

// long is a trace of n records.
func long(n int) []lustre.TraceRecord {
	var trace []lustre.TraceRecord
	for i := range n {
		count := lustre.ConnectionCount(i/3 + 1)
		r := lustre.TraceRecord{Stamp: uint64(i + 1), Slot: 1, Target: lustre.Target(i / 3 % 2), Numbers: lustre.Numbers{Count: count},
			Current: lustre.Numbers{Count: count}, Taken: true, Import: lustre.ImportTrace{State: lustre.Connecting, Handle: lustre.Instance(i)}}
		r.Action = []lustre.Action{lustre.ActConnectSend, lustre.ActOstConnect, lustre.ActConnectInterpret}[i%3]
		trace = append(trace, r)
	}
	return trace
}

// TestPageOfMuch: of too long a trace the records that lead to the violation stay, or the
// first ones, and the page says how many are left out.
func TestPageOfMuch(t *testing.T) {
	const more = 30
	trace := long(report.MaxPageRecords + more)
	last := len(trace) - more/2
	r := report.Report{Violations: []report.Finding{{Rule: "X", Table: &report.Table{
		Columns: []string{"worker"}, Rows: []report.Row{{Step: uint64(last)}}}}}}
	for _, row := range []struct {
		name        string
		page        report.Page
		first, last string
	}{
		{"nothing is wrong", report.Page{Trace: trace}, "1", fmt.Sprint(report.MaxPageRecords)},
		{"something is wrong near the end", report.Page{Report: r, Trace: trace}, fmt.Sprint(last - report.MaxPageRecords + 1), fmt.Sprint(last)},
	} {
		t.Run(row.name, func(t *testing.T) {
			text := page(t, row.page)
			d := readPage(t, text)
			if d.LeftOut != more || !strings.Contains(text, fmt.Sprintf("<p>%d records of the trace are left out.", more)) {
				t.Errorf("%d left out", d.LeftOut)
			}
			if d.Steps[0].Stamp != row.first || d.Steps[len(d.Steps)-1].Stamp != row.last {
				t.Errorf("from %s to %s", d.Steps[0].Stamp, d.Steps[len(d.Steps)-1].Stamp)
			}
		})
	}
	if d := readPage(t, page(t, report.Page{Trace: trace[:report.MaxPageRecords]})); d.LeftOut != 0 {
		t.Errorf("%d left out of what fits", d.LeftOut)
	}
}

// full is a writer with no room.
type full struct{}

var errFull = errors.New("no room")

func (full) Write([]byte) (int, error) { return 0, errFull }

// TestPageFails wants the error of the writer back.
func TestPageFails(t *testing.T) {
	if err := report.WriteHTML(full{}, small()); !errors.Is(err, errFull) {
		t.Errorf("%v, want the writer's error", err)
	}
}

// BenchmarkPage writes pages of so many records, as one reads them after a long run.
func BenchmarkPage(b *testing.B) {
	for _, n := range []int{1000, 20_000} {
		p := report.Page{Trace: long(n)}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				b.SetBytes(int64(len(page(b, p))))
			}
		})
	}
}
