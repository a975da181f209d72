package show

import (
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io"

	"ostlife/checker/records"
	"ostlife/checker/records/judge"
)

// Bounds of a page, so that a browser can open it.
const (
	maxPageEvents = 400_000 // of all lanes; more are left out from the middle of each lane
	minLaneEvents = 16
)

//go:embed page
var pageFiles embed.FS

var pageTemplate = template.Must(template.ParseFS(pageFiles, "page/page.html"))

// pageScripts are put together in this order.
var pageScripts = []string{"model.js", "draw.js", "lists.js"}

// pageData is what the page's script is given. Events are lists of numbers, and texts and
// files are told once: a page of thousands of imports stays small.
type pageData struct {
	Verdict  judge.Verdict `json:"verdict"`
	Why      string        `json:"why"`
	States   []pageState   `json:"states"`
	Axes     []pageAxis    `json:"axes"`
	Files    []string      `json:"files"`
	Texts    []string      `json:"texts"`
	Lanes    []pageLane    `json:"lanes"`
	Findings []pageFinding `json:"findings"`
	Design   []DesignDoc   `json:"design"`
	Notes    []string      `json:"notes"`
}

type pageState struct {
	Name string `json:"name"`
	Rank int    `json:"rank"`
}

// pageAxis is an axis: its times are microseconds from low, which is in microseconds too.
type pageAxis struct {
	Name  string `json:"name"`
	Clock string `json:"clock"`
	Low   int64  `json:"low"`
	Span  int64  `json:"span"`
}

type pageLane struct {
	Group   string        `json:"group"`
	Name    string        `json:"name"`
	Device  string        `json:"device,omitempty"`
	Verdict judge.Verdict `json:"verdict"`
	State   int           `json:"state"`
	Still   string        `json:"still,omitempty"`
	Left    int64         `json:"left,omitempty"` // events left out
	Ends    [][2]int64    `json:"ends"`           // axis, when its records end
	Events  [][7]int64    `json:"events"`         // axis, time, state (-1: not kept), state before, text, file, line
	Broken  []string      `json:"broken,omitempty"`
	Missing []string      `json:"missing,omitempty"`
}

type pageFinding struct {
	Level    judge.Level `json:"level"`
	Sentence string      `json:"sentence"`
	Why      []string    `json:"why"`
	Next     []string    `json:"next"`
	Lanes    []int       `json:"lanes"`
	Lines    []string    `json:"lines"`
	Axis     int         `json:"axis"` // -1 for none
	From     int64       `json:"from"`
	To       int64       `json:"to"`
}

// filled is what the template is filled with.
type filled struct {
	Title  string
	Style  template.CSS
	Script template.JS
	Data   template.JS
}

// words numbers texts.
type words struct {
	list  []string
	index map[string]int64
}

func (w *words) number(text string) int64 {
	n, ok := w.index[text]
	if !ok {
		n = int64(len(w.list))
		w.index[text] = n
		w.list = append(w.list, text)
	}
	return n
}

// HTML writes the story as one page that needs nothing else and fetches nothing. The same
// story gives the same bytes. The error is that of writing.
func HTML(w io.Writer, t *Told) error {
	data, err := json.Marshal(newPage(t)) // which leaves no < in any text
	if err != nil {
		return err
	}
	f := filled{Title: "ostlife lustre: " + string(t.Story.Verdict), Style: template.CSS(pagePart("page.css")), Data: template.JS(data)}
	for _, name := range pageScripts {
		f.Script += template.JS(pagePart(name))
	}
	if err := pageTemplate.Execute(w, f); err != nil {
		return fmt.Errorf("drawing the story: %w", err)
	}
	return nil
}

// pagePart gives an embedded file; one that is missing shows in every test.
func pagePart(name string) string {
	text, _ := pageFiles.ReadFile("page/" + name)
	return string(text)
}

// newPage gathers what the script is given.
func newPage(t *Told) *pageData {
	s := t.Story
	p := &page{Told: t, o: TextOptions{Width: Width}, files: shortNames(t), coarse: coarsest(s)}
	d := &pageData{Verdict: s.Verdict, Why: s.Why, Axes: []pageAxis{}, Lanes: []pageLane{}, Findings: []pageFinding{},
		Design: []DesignDoc{}, Notes: []string{}}
	for state := records.StateUnknown; state <= records.Idle; state++ {
		d.States = append(d.States, pageState{state.String(), looks[state].rank})
	}
	for i := range s.Axes {
		d.Axes = append(d.Axes, axisData(&s.Axes[i], p.files))
	}
	texts, files := words{index: map[string]int64{}}, words{index: map[string]int64{}}
	most := max(minLaneEvents, maxPageEvents/max(1, len(s.Lanes)))
	for _, l := range s.Lanes {
		d.Lanes = append(d.Lanes, p.laneData(l, most, &texts, &files))
	}
	d.Texts, d.Files = texts.list, files.list
	for i := range s.Findings {
		d.Findings = append(d.Findings, p.findingData(&s.Findings[i]))
	}
	d.Design = append(d.Design, NewDocument(&Told{Story: &judge.Story{Design: s.Design}}, 0).Design...)
	for _, c := range s.Clocks {
		d.Notes = append(d.Notes, c.Scope+": "+c.Text)
	}
	d.Notes = append(d.Notes, p.unread()...)
	return d
}

const micro = 1000 // nanoseconds

func axisData(a *judge.Axis, files map[string]string) pageAxis {
	x := pageAxis{Name: files[a.Name], Clock: "epoch", Low: a.Low / micro, Span: (a.High - a.Low) / micro}
	switch a.Clock {
	case records.Uptime:
		x.Clock = "uptime"
	case records.YearLess:
		x.Clock = "yearless"
	}
	return x
}

// laneData makes a lane's numbers.
func (p *page) laneData(l *judge.Lane, most int, texts, files *words) pageLane {
	x := pageLane{Group: l.Group, Name: l.Name, Device: l.Device, Verdict: l.Verdict, State: int(l.State),
		Still: p.snapshots(l), Left: l.Dropped, Events: [][7]int64{}}
	if l.FS != "" {
		x.Name = l.FS + "-" + l.Name
	}
	moments, left := l.Moments, x.Left
	for i := range moments {
		if len(moments) > most && i >= most/2 && i < len(moments)-most/2 {
			x.Left++
			continue
		}
		m := &moments[i]
		if n := len(x.Events); n > 0 && (m.Gap || left < x.Left) {
			gap := x.Events[n-1]
			gap[2], gap[3], gap[4] = -1, 0, texts.number("events are left out here") // of no state
			x.Events = append(x.Events, gap)
		}
		left = x.Left
		at := int64(0)
		if m.Group >= 0 {
			at = (m.At - p.Story.Axes[m.Group].Low) / micro
		}
		x.Events = append(x.Events, [7]int64{int64(m.Group), at, int64(m.Now), int64(m.Left), texts.number(m.Text),
			files.number(m.Place.File), int64(m.Place.Line)})
	}
	for i := range l.Violation {
		v := &l.Violation[i]
		x.Broken = append(x.Broken, v.Sentence+" Rule "+v.Rule+": "+v.Demand+".")
	}
	for _, m := range l.Missing {
		x.Missing = append(x.Missing, m.Text)
	}
	x.Ends = p.laneEnds(l)
	return x
}

// laneEnds is when the records that tell of a lane end, on each axis.
func (p *page) laneEnds(l *judge.Lane) [][2]int64 {
	ends := [][2]int64{}
	for group := range p.Story.Axes {
		until, found := int64(0), false
		for i := range l.Moments {
			if m := &l.Moments[i]; m.Group == group {
				until, found = max(until, p.Story.Ends()[l.End(m)]), true
			}
		}
		if found {
			ends = append(ends, [2]int64{int64(group), (until - p.Story.Axes[group].Low) / micro})
		}
	}
	return ends
}

// findingData makes a finding, with the time that it spans.
func (p *page) findingData(f *judge.Finding) pageFinding {
	x := pageFinding{Level: f.Level, Sentence: f.Sentence, Why: f.Why, Next: f.Next, Lanes: f.Lanes,
		Lines: p.places(f.Lines), Axis: -1}
	for i := range f.Lines {
		m := &f.Lines[i]
		if m.Group < 0 {
			continue
		}
		at := (m.At - p.Story.Axes[m.Group].Low) / micro
		if x.Axis < 0 {
			x.Axis, x.From, x.To = m.Group, at, at
		}
		if m.Group == x.Axis {
			x.From, x.To = min(x.From, at), max(x.To, at)
		}
	}
	return x
}
