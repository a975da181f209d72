package judge

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"ostlife/checker/records"
)

// Story ends the taking of records and tells what they show.
func (j *Judge) Story() *Story {
	j.resolve()
	j.clocks.place()
	s := &Story{Records: j.seen.records, Skipped: j.seen.skipped, Damaged: j.seen.damaged, LanesOver: j.over,
		ConfigFull: j.config.full}
	groups := j.axes(s)
	byKey := map[string]*Lane{}
	for _, l := range j.order {
		if l.into == nil {
			lane := j.told(l, groups)
			s.Lanes = append(s.Lanes, lane)
			byKey[l.key] = lane
		}
	}
	slices.SortStableFunc(s.Lanes, compareLanes)
	for i, l := range s.Lanes {
		l.ID = i
		for n := range l.Moments {
			l.Moments[n].Lane = i
		}
		for n := range l.Violation {
			l.Violation[n].Lane = i
		}
	}
	s.Clocks = j.clocks.notes()
	s.Config = j.config.told()
	s.decide()
	f := &finder{story: s, judge: j, lanes: byKey, told: map[int]bool{}}
	f.find()
	s.Design = differences(s)
	return s
}

// compareLanes orders clients, MDTs and servers, and each one's by name.
func compareLanes(a, b *Lane) int {
	return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.FS, b.FS), cmp.Compare(a.Group, b.Group),
		cmp.Compare(a.Name, b.Name), cmp.Compare(a.Device, b.Device), cmp.Compare(a.Pointer, b.Pointer))
}

func rank(l *Lane) int {
	switch {
	case l.Kind == KindImport && !strings.HasPrefix(l.Group, "MDT"):
		return 0
	case l.Kind == KindImport:
		return 1
	case l.Kind == KindTarget:
		return 2
	default:
		return 3
	}
}

// axes makes the groups of clocks that can be compared: one for all that are placed, one
// for each that is alone. It gives the group of each clock.
func (j *Judge) axes(s *Story) []int {
	groups := make([]int, len(j.clocks.list))
	common := -1
	for i, k := range j.clocks.list {
		groups[i] = -1
		if k.first.File == "" {
			continue
		}
		low, high := k.low+k.offset, k.high+k.offset
		if k.placing != Alone && common >= 0 {
			a := &s.Axes[common]
			a.Low, a.High = min(a.Low, low), max(a.High, high)
			groups[i] = common
			continue
		}
		groups[i] = len(s.Axes)
		a := Axis{Clock: records.Epoch, Low: low, High: high}
		switch {
		case k.placing == Alone:
			a.Clock, a.Name = k.key.clock, k.key.scope
		case k.key.clock == records.YearLess && k.offset == 0:
			a.Clock = records.YearLess
		}
		if k.placing != Alone {
			common = len(s.Axes)
		}
		s.Axes = append(s.Axes, a)
	}
	return groups
}

// leapYear is where times without a year are counted from.
var leapYear = time.Date(1972, 1, 1, 0, 0, 0, 0, time.UTC)

// Time tells a time of an axis: the date, where it is not all on one day.
func (a *Axis) Time(at int64, step time.Duration) string {
	layout := "15:04:05"
	if step < time.Second {
		layout = "15:04:05.000000"
	}
	switch a.Clock {
	case records.Uptime:
		return fmt.Sprintf("%.6f", time.Duration(at).Seconds())
	case records.YearLess:
		if a.days() {
			layout = "Jan _2 " + layout
		}
		return leapYear.Add(time.Duration(at)).Format(layout)
	default:
		if a.days() {
			layout = "2006-01-02 " + layout
		}
		return time.Unix(0, at).UTC().Format(layout)
	}
}

// Day tells the day of an axis that is all on one day.
func (a *Axis) Day() string {
	switch {
	case a.Clock == records.Uptime || a.days():
		return ""
	case a.Clock == records.YearLess:
		return leapYear.Add(time.Duration(a.Low)).Format("Jan 2")
	default:
		return time.Unix(0, a.Low).UTC().Format("2006-01-02")
	}
}

// days reports that the axis is not all on one day.
func (a *Axis) days() bool {
	const day = int64(24 * time.Hour)
	return a.Low/day != a.High/day
}

// told makes a lane of what was gathered of it.
func (j *Judge) told(l *lane, groups []int) *Lane {
	t := &Lane{Kind: KindImport, Name: l.name.Target, FS: l.name.FS, Device: l.device, Pointer: l.pointer, Host: l.host,
		Role: l.name.Role, Dropped: l.events.dropped, Skipped: l.skipped, Snapshots: l.snapshots,
		Legal: l.changes.legal, Edges: l.changes.edges, Violation: l.changes.broken, More: l.changes.more,
		Missing: l.changes.missing, Lost: l.changes.lost, Deactive: l.deactive, Tally: l.tally}
	switch {
	case l.node:
		t.Kind, t.Name = KindNode, strings.TrimPrefix(strings.TrimPrefix(l.key, "node "), "host ")
	case l.name.Role == RoleTarget && l.device != "":
		t.Kind = KindTarget
	case strings.HasPrefix(l.key, "file "):
		t.Kind = KindFile
	}
	if l.odd {
		t.Name = l.pointer // what stands in the target's place there says nothing
	}
	t.Group = l.group(t.Kind)
	events := l.events.all()
	t.Moments = make([]Moment, 0, len(events))
	for _, e := range events {
		m := Moment{Event: e, Group: -1}
		if e.clock >= 0 {
			m.Group, m.At = groups[e.clock], e.Stamp.Nanos+j.clocks.list[e.clock].offset
		}
		t.Moments = append(t.Moments, m)
	}
	l.events = kept{} // the moments are in their place now
	t.order()
	t.doubt()
	t.end()
	t.judge()
	return t
}

// group names who has a lane.
func (l *lane) group(k Kind) string {
	host := ""
	if l.host != "" {
		host = " on " + l.host
	}
	switch {
	case k == KindNode:
		return "node"
	case k == KindTarget:
		return "server" + host
	case k == KindFile:
		return "file"
	case strings.HasPrefix(l.name.Owner, "MDT") || strings.HasPrefix(l.name.Owner, "OST"):
		return l.name.Owner + host
	case l.name.Role == RoleMGC:
		return "MGC" + host
	case l.name.Owner != "":
		return "client " + l.name.Owner + host
	case l.odd:
		return "server's own import" + host
	case l.pointer != "":
		return "import " + l.pointer + host
	default:
		return "import" + host
	}
}

// order sorts a lane's moments, and takes out of a ring what a debug log tells better.
func (t *Lane) order() {
	slices.SortStableFunc(t.Moments, func(a, b Moment) int {
		return cmp.Or(cmp.Compare(a.Group, b.Group), cmp.Compare(a.second(), b.second()), cmp.Compare(b2i(b.Ring), b2i(a.Ring)), cmp.Compare(a.At, b.At), compareLines(a.Place, b.Place))
	})
	logged := map[[3]int64]int{}
	for i := range t.Moments {
		if m := &t.Moments[i]; m.What == "" && !m.Ring {
			logged[[3]int64{int64(m.Group), m.second(), int64(m.Now)}]++
		}
	}
	t.Moments = slices.DeleteFunc(t.Moments, func(m Moment) bool {
		key := [3]int64{int64(m.Group), m.second(), int64(m.Now)}
		if !m.Ring || logged[key] == 0 {
			return false
		}
		logged[key]--
		return true
	})
	t.quiet()
}

// quiet takes the state from a message where the change itself was seen: it would be told
// twice.
func (t *Lane) quiet() {
	for i := range t.Moments {
		m := &t.Moments[i]
		if m.What == "" || m.Now == records.StateUnknown {
			continue
		}
		for _, c := range t.Moments[max(0, i-nearby):min(len(t.Moments), i+nearby)] {
			if c.What == "" && c.Now == m.Now && c.Group == m.Group && abs(c.At-m.At) <= int64(sameEvent) {
				m.Now = records.StateUnknown
			}
		}
	}
}

// doubt takes it back that an import was restored while it was deactivated: the line is
// printed all the same.
func (t *Lane) doubt() {
	deactive := false
	for i := range t.Moments {
		m := &t.Moments[i]
		switch m.What {
		case records.WhatDeactivated:
			deactive = true
		case records.WhatValid:
			deactive = false
		case records.WhatMarkedAdmin:
			deactive = strings.HasSuffix(m.Text, "deactivate")
		case records.WhatRestored:
			if deactive {
				m.Now, m.Text = records.Disconn, "says restored, but it is deactivated, and so it is not FULL (LU-4386)"
			}
		}
	}
}

// compareLines orders lines of one file.
func compareLines(a, b records.Place) int {
	if a.File != b.File {
		return 0
	}
	return cmp.Compare(a.Line, b.Line)
}

// second is the second that a moment was in: what a ring knows.
func (m *Moment) second() int64 { return m.At / int64(time.Second) }

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// end finds the last state of a lane: that of its last moment which says one, or of a
// parameter file if there is none.
func (t *Lane) end() {
	for i := len(t.Moments) - 1; i >= 0; i-- {
		if t.Moments[i].Now != records.StateUnknown {
			t.State, t.Since = t.Moments[i].Now, &t.Moments[i]
			break
		}
	}
	if t.Since != nil && t.Since.What == "" {
		return // a change that was seen is as new as any file, and has a time
	}
	for _, s := range t.Snapshots {
		if s.State != records.StateUnknown && s.State != t.State {
			t.State, t.Since = s.State, nil
		}
	}
}

// judge gives the lane its verdict.
func (t *Lane) judge() {
	switch {
	case len(t.Violation) > 0:
		t.Verdict = Violates
	case len(t.Missing) > 0:
		t.Verdict = CannotTell
	case t.Legal > 0:
		t.Verdict = Conforms
	case t.Kind == KindImport && len(t.Moments) > 0:
		t.Verdict = CannotTell
		t.Missing = []Missing{{Text: "the changes of state themselves: a console does not print them; " +
			"lctl get_param '*.*.state' and a debug log with +ha do"}}
	default:
		t.Verdict = Nothing
	}
}

// decide gives the story its verdict and says why.
func (s *Story) decide() {
	of := map[Verdict]int{}
	for _, l := range s.Lanes {
		of[l.Verdict]++
		s.Legal += l.Legal
		s.Violations += int64(len(l.Violation)) + l.More
	}
	imports := of[Conforms] + of[Violates] + of[CannotTell]
	legal := counted(s.Legal, "change of state is legal", "changes of state are legal")
	switch {
	case of[Violates] > 0:
		s.Verdict = Violates
		s.Why = fmt.Sprintf("%s not legal, of %s", counted(s.Violations, "change of state is", "changes of state are"), counted(int64(of[Violates]), "import", "imports"))
	case of[CannotTell] > 0:
		s.Verdict = CannotTell
		s.Why = fmt.Sprintf("%s, but of %d of %s something is missing", legal,
			of[CannotTell], counted(int64(imports), "import", "imports"))
		if s.Legal == 0 {
			s.Why = fmt.Sprintf("nothing is wrong in what is there of %s, and their changes of state are not there",
				counted(int64(imports), "import", "imports"))
		}
	case of[Conforms] > 0:
		s.Verdict = Conforms
		s.Why = fmt.Sprintf("%s, of %s", legal, counted(int64(of[Conforms]), "import", "imports"))
	default:
		s.Verdict = CannotTell
		s.Why = "the records show no change of an import's state: state files and debug logs do"
	}
	if s.LanesOver > 0 && s.Verdict == Conforms {
		s.Verdict = CannotTell
		s.Why += fmt.Sprintf("; but %s of imports beyond the limit were not judged", counted(s.LanesOver, "record", "records"))
	}
}

// counted puts a number before the word for one or for many.
func counted(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
