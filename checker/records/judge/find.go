package judge

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"ostlife/checker/records"
)

// Level is how urgent a finding is.
type Level string

// The levels, the most urgent first.
const (
	Problem Level = "problem" // somebody should act
	Look    Level = "look"    // somebody should look
	Told    Level = "told"    // what happened, and is over
)

// Finding is something that people act on. It changes no verdict.
type Finding struct {
	Kind     string // for example "evicted"
	Level    Level
	Lanes    []int
	Sentence string
	Why      []string // what it means, and the likely cause
	Lines    []Moment // that show it
	More     int      // lines beyond those
	Next     []string // commands to run next
}

// finder looks for findings in a story.
type finder struct {
	story *Story
	judge *Judge
	lanes map[string]*Lane
	told  map[int]bool // lanes whose loss an outage has told

	servers map[string][]*Lane // of each target
}

// finders is every finder, in the order in which their findings are told within a level.
var finders = []func(*finder){
	(*finder).outages, (*finder).evictions, (*finder).fullInvalid, (*finder).stuck, (*finder).stays, (*finder).troubled, (*finder).deactivated, (*finder).forGood, (*finder).denied,
	(*finder).serverRecoveries, (*finder).serverEvictions, (*finder).storms, (*finder).flapping, (*finder).disagreements, (*finder).configLogs,
	(*finder).precreates, (*finder).orphans,
}

var levelOrder = map[Level]int{Problem: 0, Look: 1, Told: 2}

func (f *finder) find() {
	for _, look := range finders {
		look(f)
	}
	slices.SortStableFunc(f.story.Findings, func(a, b Finding) int {
		return cmp.Compare(levelOrder[a.Level], levelOrder[b.Level])
	})
}

// add keeps a finding with as many lines as there is room for.
func (f *finder) add(x Finding) {
	if len(x.Lines) > maxLines {
		x.More = len(x.Lines) - maxLines
		x.Lines = x.Lines[:maxLines]
	}
	f.story.Findings = append(f.story.Findings, x)
}

// imports gives the lanes that are imports.
func (f *finder) imports(yield func(*Lane) bool) {
	for _, l := range f.story.Lanes {
		if l.Kind == KindImport && !yield(l) {
			return
		}
	}
}

// Title names a lane where it stands alone.
func (l *Lane) Title() string {
	name := l.Name
	if l.FS != "" {
		name = l.FS + "-" + l.Name
	}
	switch l.Kind {
	case KindImport:
		return fmt.Sprintf("%s at %s", name, l.Group)
	case KindTarget:
		return fmt.Sprintf("%s at its server", name)
	case KindNode:
		return "node " + name
	default:
		return name
	}
}

// device is what a command is given to name the import.
func (l *Lane) device() string {
	if l.Device != "" {
		return l.Device
	}
	name := l.Name
	if l.FS != "" {
		name = l.FS + "-" + l.Name
	}
	return name + "-*"
}

// kind is the parameter's first word.
func (l *Lane) kind() string {
	switch l.Role {
	case RoleMDC, RoleMGC, RoleOSC, RoleOSP, RoleLWP:
		return string(l.Role)
	}
	if strings.HasPrefix(l.Name, "MDT") {
		return "mdc"
	}
	return "os[cp]"
}

// asks are the commands that show an import as it is now.
func (l *Lane) asks() string {
	return fmt.Sprintf("lctl get_param %s.%s.import %s.%s.state", l.kind(), l.device(), l.kind(), l.device())
}

// entries lists a lane's moments that enter a state.
func (l *Lane) entries(s records.State) []Moment {
	var list []Moment
	for _, m := range l.Moments {
		if m.Now == s && (m.What == "" || m.What == records.WhatEvicted || m.What == records.WhatLost || m.What == records.WhatRestored) {
			list = append(list, m)
		}
	}
	return list
}

// of lists a lane's moments that are one of those messages.
func (l *Lane) of(what ...records.What) []Moment {
	var list []Moment
	for _, m := range l.Moments {
		if m.What != "" && slices.Contains(what, m.What) {
			list = append(list, m)
		}
	}
	return list
}

// near lists moments within a time of one of those, in the same group.
func near(list []Moment, to Moment, within time.Duration) []Moment {
	var found []Moment
	for _, m := range list {
		if m.Group == to.Group && m.Group >= 0 && abs(m.At-to.At) <= int64(within) {
			found = append(found, m)
		}
	}
	return found
}

func abs(n int64) int64 {
	if n < 0 {
		return -n
	}
	return n
}

// server gives the lanes of a target at its servers.
func (f *finder) server(of *Lane) []*Lane {
	if f.servers == nil {
		f.servers = map[string][]*Lane{}
		for _, l := range f.story.Lanes {
			if l.Kind == KindTarget {
				f.servers[l.FS+"-"+l.Name] = append(f.servers[l.FS+"-"+l.Name], l)
			}
		}
	}
	return f.servers[of.FS+"-"+of.Name]
}

// span tells a time as people do: "53 s", "20 min 15 s", "3 h 12 min".
func span(nanos int64) string {
	d := time.Duration(nanos)
	switch {
	case d == 0:
		return "less than a second" // the clock shows no less
	case d < time.Second && d > 0:
		return fmt.Sprintf("%d ms", max(1, d.Milliseconds()))
	case d < 2*time.Minute:
		return fmt.Sprintf("%d s", int64(d.Round(time.Second).Seconds()))
	case d < 2*time.Hour:
		return fmt.Sprintf("%d min %d s", int64(d.Minutes()), int64(d.Seconds())%60)
	case d < 72*time.Hour:
		return fmt.Sprintf("%d h %d min", int64(d.Hours()), int64(d.Minutes())%60)
	default:
		return fmt.Sprintf("%d days", int64(d.Hours()/24))
	}
}

// when tells a moment's time.
func (f *finder) when(m *Moment) string { return f.story.When(m) }

// When tells a moment's time on its axis, and its own clock's where it is on none.
func (s *Story) When(m *Moment) string {
	if m.Group < 0 {
		return "an unknown time"
	}
	a := &s.Axes[m.Group]
	text := a.Time(m.At, max(m.Stamp.Step, time.Second))
	if a.Clock == records.Uptime {
		text += " s after boot"
	}
	return text
}
