package report

import (
	"cmp"
	"fmt"
	"slices"

	"ostlife/checker/history"
	"ostlife/checker/linear"
	"ostlife/model/lustre"
)

// MaxPageRecords is how many records of a trace a page has at most. Of a longer one it has
// those that lead to the first violation, or else the first ones, and says so.
const MaxPageRecords = 40_000

// timeline is everything of a page that has a moment: records, calls, returns and faults
// as steps in the order of their stamps, and what connects them.
type timeline struct {
	Columns    []column  `json:"columns"`
	Steps      []step    `json:"steps"`
	Messages   []message `json:"messages"`
	Operations []bar     `json:"operations"`
	Findings   []found   `json:"findings"`
	LeftOut    int       `json:"leftOut,omitempty"` // records
}

// column is where the steps of one lane are drawn.
type column struct {
	Lane   string `json:"lane"`
	Group  string `json:"group"` // the node, or what else stands over its columns
	Name   string `json:"name"`
	Target string `json:"target,omitempty"`
}

// step is one moment. Other is a second column that it touches, -1 for none: the one from
// which it is called, or of a fault the one that it strikes.
type step struct {
	Stamp   uint64   `json:"stamp,string"`
	Time    int64    `json:"time"` // in nanoseconds
	Column  int      `json:"column"`
	Other   int      `json:"other"`
	Text    string   `json:"text"`
	Changes []string `json:"changes,omitempty"`
	Node    string   `json:"node,omitempty"`
	Target  string   `json:"target,omitempty"`
	Fault   bool     `json:"fault,omitempty"`

	place, other place
	record       *lustre.TraceRecord
	op           *history.Operation
	returns      bool
}

// bar is an operation from its call to its return; Return is -1 where nobody saw it.
type bar struct {
	ID      uint64          `json:"id,string"`
	Text    string          `json:"text"`
	Answer  string          `json:"answer"`
	Outcome history.Outcome `json:"outcome"`
	Call    int             `json:"call"`
	Return  int             `json:"return"`
	Mark    string          `json:"mark,omitempty"`
}

// The marks of operations.
const (
	markFirst    = "cannot be placed"
	markLastGood = "the last good one"
)

// found is a finding by the stamps of its table; the last one is where it shows.
type found struct {
	Rule  string   `json:"rule"`
	Steps []string `json:"steps"`
}

// newTimeline puts a page's parts in the order of their stamps.
func newTimeline(p *Page) *timeline {
	t := &timeline{Columns: []column{}, Steps: []step{}, Messages: []message{}, Operations: []bar{}, Findings: findings(&p.Report)}
	trace := slices.Clone(p.Trace)
	slices.SortStableFunc(trace, func(a, b lustre.TraceRecord) int { return cmp.Compare(a.Stamp, b.Stamp) })
	trace, t.LeftOut = t.bounded(trace)
	several := severalOf(trace)
	t.addRecords(trace, several)
	if p.History != nil {
		t.addOperations(p.History.Operations)
		t.addFaults(p.History.Faults)
	}
	slices.SortStableFunc(t.Steps, func(a, b step) int { return cmp.Compare(a.Stamp, b.Stamp) })
	t.connect(t.addColumns(several))
	if p.Linear != nil {
		t.mark(p.Linear.Violations)
	}
	return t
}

// findings takes the steps of the tables.
func findings(r *Report) []found {
	list := []found{}
	for i := range r.Violations {
		f := found{Rule: r.Violations[i].Rule, Steps: []string{}}
		if table := r.Violations[i].Table; table != nil {
			for _, row := range table.Rows {
				f.Steps = append(f.Steps, fmt.Sprint(row.Step))
			}
		}
		list = append(list, f)
	}
	return list
}

// bounded cuts a trace to what a page takes, and says how much is left out.
func (t *timeline) bounded(trace []lustre.TraceRecord) ([]lustre.TraceRecord, int) {
	end := min(len(trace), MaxPageRecords)
	for _, f := range t.Findings {
		shows := slices.IndexFunc(trace, func(r lustre.TraceRecord) bool {
			return len(f.Steps) > 0 && fmt.Sprint(r.Stamp) == f.Steps[len(f.Steps)-1]
		})
		if shows >= 0 {
			end = max(end, shows+1)
			break
		}
	}
	return trace[max(0, end-MaxPageRecords):end], len(trace) - min(end, MaxPageRecords)
}

// several says what a trace has more than one of, so that a step must name it.
type several struct{ nodes, targets bool }

func severalOf(trace []lustre.TraceRecord) (s several) {
	for i := range trace {
		s.nodes = s.nodes || trace[i].Node != trace[0].Node
		s.targets = s.targets || trace[i].Target != trace[0].Target
	}
	return s
}

// slotKey is whose state a record shows: a slot's, or, with slot 0, an export's.
type slotKey struct {
	node   lustre.Node
	target lustre.Target
	slot   uint32
}

func (t *timeline) addRecords(trace []lustre.TraceRecord, s several) {
	last := map[slotKey]*shown{}
	for i := range trace {
		r := &trace[i]
		key := slotKey{r.Node, r.Target, r.Slot}
		if last[key] == nil {
			last[key] = &shown{}
		}
		d := step{Stamp: r.Stamp, Time: int64(r.Time), Text: recordText(r), Changes: last[key].advance(r),
			Target: r.Target.String(), place: placeOf(r), other: touched(r), record: r, Fault: laneOf(r.Action) == laneFault}
		if !slices.Contains(ofServer, r.Action) {
			d.Node = r.Node.String()
		}
		if s.targets && d.place.lane != laneOST && d.place.lane != laneWorker {
			d.Text += " " + d.Target
		}
		if s.nodes && !ofNode(d.place.lane) && d.Node != "" {
			d.Text += " " + d.Node
		}
		t.Steps = append(t.Steps, d)
	}
}

// touched gives the second column of a record: the worker calls the LOV, which calls what
// is above it; a fault strikes an OST or a node.
func touched(r *lustre.TraceRecord) place {
	switch laneOf(r.Action) {
	case laneLOV:
		return at(laneWorker, r.Node, r.Target)
	case laneTop:
		return at(laneLOV, r.Node, r.Target)
	case laneFault:
		if r.Slot == 0 {
			return at(laneOST, r.Node, r.Target)
		}
		return at(lanePtlrpcd, r.Node, r.Target)
	}
	return place{}
}

func (t *timeline) addOperations(ops []history.Operation) {
	for _, m := range moments(ops) {
		asked, answer := halves(m.of)
		d := step{Stamp: m.stamp, Time: m.of.CallTime, place: place{lane: laneOperations, client: m.of.Client},
			op: m.of, returns: m.returns, Text: fmt.Sprintf("%d: %s%s", m.of.ID, asked, whereOf(m.of))}
		if m.returns {
			d.Time, d.Text = m.of.ReturnTime, "= "+answer
		}
		d.Node, d.Target = aboutOf(m.of)
		t.Steps = append(t.Steps, d)
	}
}

// aboutOf names the node and the target of an operation, each empty if it is about none.
func aboutOf(op *history.Operation) (node, target string) {
	switch op.Kind {
	case history.Connect, history.Evict, history.Status, history.WriteValue, history.ReadValue, history.Sync,
		history.Unlink, history.LastID:
		return op.Node.String(), op.Target.String()
	case history.Settle, history.Create, history.PoolList, history.EASize, history.Crash:
		return op.Node.String(), ""
	default:
		return "", op.Target.String()
	}
}

func whereOf(op *history.Operation) string {
	node, target := aboutOf(op)
	switch {
	case op.Kind == history.Add:
		return "" // its UUID says it
	case node == "":
		return " " + target
	case target == "":
		return " " + node
	default:
		return " " + target + " " + node
	}
}

func (t *timeline) addFaults(faults []history.Fault) {
	for i := range faults {
		f := &faults[i]
		text := fmt.Sprintf("%s %s at %s", f.Name, f.Target, f.Node)
		if f.Detail != "" {
			text += ": " + f.Detail
		}
		t.Steps = append(t.Steps, step{Stamp: f.Stamp, Time: f.Time, Text: text, Fault: true,
			Node: f.Node.String(), Target: f.Target.String(), place: at(laneFault, 0, 0)})
	}
}

// addColumns makes a column of each place where something happens or a message goes to,
// and tells the steps theirs.
func (t *timeline) addColumns(s several) (number func(place) int) {
	var places []place
	for i := range t.Steps {
		d := &t.Steps[i]
		places = append(places, d.place)
		if d.record == nil {
			continue
		}
		if _, end := endOf(d.record); end == atSend {
			places = append(places, at(laneOST, 0, d.record.Target))
		}
	}
	slices.SortFunc(places, place.compare)
	places = slices.Compact(places)
	numbers := map[place]int{}
	for i, p := range places {
		numbers[p] = i
		t.Columns = append(t.Columns, p.column(s))
	}
	number = func(p place) int {
		if n, ok := numbers[p]; ok {
			return n
		}
		return -1
	}
	for i := range t.Steps {
		d := &t.Steps[i]
		d.Column, d.Other = number(d.place), number(d.other)
	}
	return number
}

// column names a place.
func (p place) column(s several) column {
	c := column{Lane: p.lane, Name: p.lane}
	switch {
	case p.lane == laneOperations:
		c.Group, c.Name = "operations by client", fmt.Sprint(p.client)
	case p.lane == laneOST:
		c.Group, c.Name, c.Target = "OST", p.target.String(), p.target.String()
	case ofNode(p.lane):
		c.Group = p.node.String()
		if p.lane == laneWorker && s.targets {
			c.Target = p.target.String()
		}
	}
	return c
}

// connect draws the messages, and a bar for each operation.
func (t *timeline) connect(number func(place) int) {
	post := newPost(number)
	bars := map[*history.Operation]int{}
	for i := range t.Steps {
		d := &t.Steps[i]
		switch {
		case d.record != nil:
			post.take(i, d.record)
		case d.returns:
			t.Operations[bars[d.op]].Return = i
		case d.op != nil:
			bars[d.op] = len(t.Operations)
			asked, answer := halves(d.op)
			t.Operations = append(t.Operations, bar{ID: d.op.ID, Text: asked + whereOf(d.op), Answer: answer,
				Outcome: d.op.Outcome, Call: i, Return: -1})
		}
	}
	t.Messages = append(t.Messages, post.messages...)
}

// mark marks the operations that the violations of a history name.
func (t *timeline) mark(violations []linear.Violation) {
	for i := range t.Operations {
		o := &t.Operations[i]
		for _, v := range violations {
			switch {
			case v.First.ID == o.ID:
				o.Mark = markFirst
			case v.LastGood != nil && v.LastGood.ID == o.ID && o.Mark == "":
				o.Mark = markLastGood
			}
		}
	}
}
