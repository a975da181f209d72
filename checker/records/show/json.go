package show

import (
	"encoding/json"
	"io"
	"strings"
	"time"

	"ostlife/checker/records"
	"ostlife/checker/records/judge"
)

// Document is what --json prints; schema.json describes it.
type Document struct {
	Command    string        `json:"command" doc:"lustre"`
	Verdict    judge.Verdict `json:"verdict" doc:"conforms, violates or cannot tell"`
	Exit       int           `json:"exit" doc:"the exit code"`
	Why        string        `json:"why" doc:"the verdict in one sentence"`
	Files      []FileDoc     `json:"files" doc:"what was read, in that order"`
	Axes       []AxisDoc     `json:"axes" doc:"clocks that can be compared within themselves alone"`
	Clocks     []ClockDoc    `json:"clocks,omitempty" doc:"what was assumed of clocks"`
	Lanes      []LaneDoc     `json:"lanes" doc:"imports, targets at their servers, nodes"`
	Config     []ConfigDoc   `json:"config,omitempty" doc:"config logs"`
	Violations []BrokenDoc   `json:"violations,omitempty" doc:"changes of state that were not legal"`
	Findings   []FindingDoc  `json:"findings,omitempty" doc:"what to act on; they change no verdict"`
	Design     []DesignDoc   `json:"design,omitempty" doc:"what the RFC's design would not have done"`
	Skipped    int64         `json:"skipped,omitempty" doc:"messages left out by rate limiting"`
	Damaged    int64         `json:"damaged,omitempty" doc:"lines about imports that could not be read"`
	Beyond     int64         `json:"beyond_limit,omitempty" doc:"records of imports beyond --max-imports"`
}

// FileDoc is a file.
type FileDoc struct {
	Name   string `json:"name" doc:"as named"`
	Packed string `json:"packed,omitempty" doc:"gzip or zstd"`
	Bytes  int64  `json:"bytes" doc:"unpacked"`
	Lines  int64  `json:"lines" doc:"in all"`
	Told   int64  `json:"told" doc:"lines that tell something"`
	Silent int64  `json:"silent" doc:"lines that are about something else"`
	Unread int64  `json:"unread" doc:"lines that are not understood"`
	Error  string `json:"error,omitempty" doc:"why it could not be read to its end"`
}

// AxisDoc is an axis of time.
type AxisDoc struct {
	Clock string `json:"clock" doc:"epoch, uptime (of one boot) or yearless (since the year began, in a leap year)"`
	Of    string `json:"of,omitempty" doc:"whose clock it is, where it is one's alone"`
	Low   int64  `json:"low" doc:"nanoseconds"`
	High  int64  `json:"high" doc:"nanoseconds"`
}

// ClockDoc is an assumption about a clock.
type ClockDoc struct {
	Of   string `json:"of" doc:"host or file"`
	Text string `json:"text" doc:"what was assumed"`
}

// LineDoc is a line of a file.
type LineDoc struct {
	File string `json:"file" doc:"its name"`
	Line int    `json:"line" doc:"from 1"`
}

// LaneDoc is a lane.
type LaneDoc struct {
	ID       int           `json:"id" doc:"its place in the list"`
	Kind     judge.Kind    `json:"kind" doc:"import, target, node or file"`
	Group    string        `json:"group" doc:"who has it"`
	Target   string        `json:"target" doc:"for example OST0002"`
	FS       string        `json:"fs,omitempty" doc:"file system"`
	Device   string        `json:"device,omitempty" doc:"the obd device"`
	Address  string        `json:"address,omitempty" doc:"the import's address in debug logs"`
	Host     string        `json:"host,omitempty" doc:"as a system log names it"`
	Verdict  judge.Verdict `json:"verdict" doc:"conforms, violates, cannot tell or nothing to judge"`
	State    string        `json:"state,omitempty" doc:"the last one known"`
	Legal    int64         `json:"legal" doc:"changes of state that are legal"`
	Events   []EventDoc    `json:"events,omitempty" doc:"in the order of time"`
	Dropped  int64         `json:"dropped,omitempty" doc:"events that were not kept, between the first and the last ones"`
	Missing  []MissingDoc  `json:"missing,omitempty" doc:"what the verdict would have needed"`
	Snapshot []SnapshotDoc `json:"snapshots,omitempty" doc:"what parameter files say, at moments that nobody knows"`
}

// EventDoc is an event.
type EventDoc struct {
	Axis int    `json:"axis" doc:"number of the axis; -1 where no time was told"`
	At   int64  `json:"at" doc:"nanoseconds on the axis"`
	Time string `json:"time,omitempty" doc:"RFC 3339 on an epoch axis"`
	What string `json:"what,omitempty" doc:"the message; none for a change of state"`
	From string `json:"from,omitempty" doc:"the state left, where it is known"`
	To   string `json:"to,omitempty" doc:"the state afterwards, where the event says it"`
	Text string `json:"text,omitempty" doc:"the event in words"`
	NID  string `json:"nid,omitempty" doc:"the peer that it names"`
	LineDoc
}

// MissingDoc is something missing.
type MissingDoc struct {
	Text  string    `json:"text" doc:"what"`
	Lines []LineDoc `json:"lines,omitempty" doc:"where"`
}

// SnapshotDoc is what a parameter file says.
type SnapshotDoc struct {
	Kind  string   `json:"kind" doc:"of file"`
	State string   `json:"state,omitempty" doc:"of the import"`
	Flags []string `json:"flags,omitempty" doc:"INVALID, DEACTIVE, ACTIVE in the LOV, INACTIVE in the LOV"`
	Text  string   `json:"text,omitempty" doc:"another value"`
	LineDoc
}

// ConfigDoc is a config log.
type ConfigDoc struct {
	Log     string      `json:"log" doc:"its name, or its file"`
	Records int64       `json:"records" doc:"in all"`
	Targets []TargetDoc `json:"targets,omitempty" doc:"those it adds"`
	Pools   []PoolDoc   `json:"pools,omitempty" doc:"with their members at the end"`
}

// TargetDoc is a target of a config log.
type TargetDoc struct {
	Name  string `json:"name" doc:"for example demo-OST0002"`
	Index string `json:"index,omitempty" doc:"as printed"`
	Off   string `json:"off,omitempty" doc:"SKIP, EXCLUDE, active=0 or removed"`
}

// PoolDoc is a pool of a config log.
type PoolDoc struct {
	Name    string   `json:"name" doc:"with its file system"`
	Members []string `json:"members" doc:"targets"`
}

// BrokenDoc is a violation.
type BrokenDoc struct {
	Lane     int       `json:"lane" doc:"its id"`
	Rule     string    `json:"rule" doc:"for example enter-full"`
	Sentence string    `json:"sentence" doc:"what was seen"`
	Demand   string    `json:"demand" doc:"what the rule demands"`
	From     string    `json:"from" doc:"state"`
	To       string    `json:"to" doc:"state"`
	Lines    []LineDoc `json:"lines" doc:"that show it"`
	Legal    []string  `json:"legal,omitempty" doc:"how that state may be entered, with sources"`
}

// FindingDoc is a finding.
type FindingDoc struct {
	Kind     string      `json:"kind" doc:"for example evicted"`
	Level    judge.Level `json:"level" doc:"problem, look or told"`
	Lanes    []int       `json:"lanes,omitempty" doc:"ids"`
	Sentence string      `json:"sentence" doc:"what"`
	Why      []string    `json:"why,omitempty" doc:"what it means, and its likely cause"`
	Lines    []LineDoc   `json:"lines,omitempty" doc:"that show it"`
	More     int         `json:"more,omitempty" doc:"lines beyond those"`
	Next     []string    `json:"next,omitempty" doc:"commands to run next"`
}

// DesignDoc is a difference from the design.
type DesignDoc struct {
	Clause string  `json:"clause" doc:"of spec/clauses.md"`
	What   string  `json:"what" doc:"what was seen"`
	Design string  `json:"design" doc:"what the design says in its place"`
	Count  int64   `json:"count" doc:"how often"`
	Lanes  []int   `json:"lanes" doc:"ids"`
	First  LineDoc `json:"first" doc:"the first line that shows it"`
}

// JSON writes the story as one document. The error is that of writing.
func JSON(w io.Writer, t *Told, exit int) error {
	text, err := json.MarshalIndent(NewDocument(t, exit), "", "  ")
	if err != nil {
		return err
	}
	_, err = w.Write(append(text, '\n'))
	return err
}

// NewDocument gives the story as a document.
func NewDocument(t *Told, exit int) *Document {
	s := t.Story
	d := &Document{Command: "lustre", Verdict: s.Verdict, Exit: exit, Why: s.Why, Skipped: s.Skipped, Damaged: s.Damaged,
		Beyond: s.LanesOver, Files: []FileDoc{}, Axes: []AxisDoc{}, Lanes: []LaneDoc{}}
	for i := range t.Read.Files {
		d.Files = append(d.Files, fileDoc(&t.Read.Files[i]))
	}
	clocks := map[records.Clock]string{records.Uptime: "uptime", records.YearLess: "yearless"}
	for _, a := range s.Axes {
		name, ok := clocks[a.Clock]
		if !ok {
			name = "epoch"
		}
		d.Axes = append(d.Axes, AxisDoc{name, a.Name, a.Low, a.High})
	}
	for _, c := range s.Clocks {
		d.Clocks = append(d.Clocks, ClockDoc{c.Scope, c.Text})
	}
	for _, l := range s.Lanes {
		d.Lanes = append(d.Lanes, laneDoc(s, l))
		for i := range l.Violation {
			d.Violations = append(d.Violations, brokenDoc(&l.Violation[i]))
		}
	}
	for i := range s.Config {
		d.Config = append(d.Config, configDoc(&s.Config[i]))
	}
	for i := range s.Findings {
		f := &s.Findings[i]
		d.Findings = append(d.Findings, FindingDoc{f.Kind, f.Level, f.Lanes, f.Sentence, f.Why, momentLines(f.Lines), f.More, f.Next})
	}
	for i := range s.Design {
		x := &s.Design[i]
		d.Design = append(d.Design, DesignDoc{x.Clause, x.What, x.Design, x.Count, x.Lanes, lineDoc(x.First.Place)})
	}
	return d
}

func fileDoc(f *records.FileSummary) FileDoc {
	d := FileDoc{Name: f.Name, Packed: f.Packed, Bytes: f.Bytes, Lines: f.Lines}
	for _, t := range f.Kinds {
		d.Told, d.Silent, d.Unread = d.Told+t.Told, d.Silent+t.Silent, d.Unread+t.Unread
	}
	if f.Err != nil {
		d.Error = f.Err.Error()
	}
	return d
}

func lineDoc(p records.Place) LineDoc { return LineDoc{p.File, p.Line} }

func placeLines(list []records.Place) []LineDoc {
	var lines []LineDoc
	for _, p := range list {
		lines = append(lines, lineDoc(p))
	}
	return lines
}

func momentLines(list []judge.Moment) []LineDoc {
	var lines []LineDoc
	for i := range list {
		lines = append(lines, lineDoc(list[i].Place))
	}
	return lines
}

// stateWord names a state; one that nobody knows has no word.
func stateWord(s records.State) string {
	if s == records.StateUnknown {
		return ""
	}
	return s.String()
}

func laneDoc(s *judge.Story, l *judge.Lane) LaneDoc {
	d := LaneDoc{ID: l.ID, Kind: l.Kind, Group: l.Group, Target: l.Name, FS: l.FS, Device: l.Device, Address: l.Pointer,
		Host: l.Host, Verdict: l.Verdict, State: stateWord(l.State), Legal: l.Legal, Dropped: l.Dropped}
	for i := range l.Moments {
		m := &l.Moments[i]
		e := EventDoc{Axis: m.Group, At: m.At, What: string(m.What), From: stateWord(m.Left), To: stateWord(m.Now),
			Text: m.Text, NID: m.Peer, LineDoc: lineDoc(m.Place)}
		if m.Group >= 0 && s.Axes[m.Group].Clock == records.Epoch {
			e.Time = time.Unix(0, m.At).UTC().Format(time.RFC3339Nano)
		}
		d.Events = append(d.Events, e)
	}
	for _, m := range l.Missing {
		d.Missing = append(d.Missing, MissingDoc{m.Text, placeLines(m.Lines)})
	}
	for i := range l.Snapshots {
		x := &l.Snapshots[i]
		d.Snapshot = append(d.Snapshot, SnapshotDoc{x.Kind.String(), stateWord(x.State), x.Flags(), x.Text, lineDoc(x.Place)})
	}
	return d
}

func brokenDoc(v *judge.Violation) BrokenDoc {
	d := BrokenDoc{Lane: v.Lane, Rule: v.Rule, Sentence: v.Sentence, Demand: v.Demand, From: stateWord(v.From),
		To: stateWord(v.To), Lines: placeLines(v.Lines)}
	for _, w := range v.Legal {
		d.Legal = append(d.Legal, strings.Join([]string{w.From.String() + " to " + w.To.String(), w.How, w.Edge, w.Source}, "; "))
	}
	return d
}

func configDoc(l *judge.ConfigLog) ConfigDoc {
	d := ConfigDoc{Log: l.Name, Records: l.Records}
	for _, t := range l.Targets {
		d.Targets = append(d.Targets, TargetDoc{t.Name, t.Index, t.Off})
	}
	for _, p := range l.Pools {
		d.Pools = append(d.Pools, PoolDoc{p.Name, append([]string{}, p.Members...)})
	}
	return d
}
