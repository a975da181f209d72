package show

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"ostlife/checker/records"
	"ostlife/checker/records/judge"
)

// told is a line of what happened: one moment, or several changes of one import at one time.
type told struct {
	m    *judge.Moment
	lane *judge.Lane
	path []records.State
	last *judge.Moment
}

// happened lists the moments of all lanes in the order of time.
func (p *page) happened() {
	least := judge.Step
	if p.o.Events || p.all() <= maxEvents {
		least = judge.Detail
	}
	list, hidden := p.moments(least)
	if len(list) == 0 {
		return
	}
	p.title("What happened")
	head, tail := len(list), 0
	if !p.o.Events && len(list) > maxEvents {
		head, tail = maxEvents/2, maxEvents/2
	}
	l := p.columns(slices.Concat(list[:head], list[len(list)-tail:]))
	for _, t := range list[:head] {
		p.moment(t, l)
	}
	if left := len(list) - head - tail; left > 0 {
		p.wrap(fmt.Sprintf("... %d more (--events shows them)", left), 2, 4, dim)
	}
	for _, t := range list[len(list)-tail:] {
		p.moment(t, l)
	}
	if hidden > 0 {
		p.wrap(fmt.Sprintf("%s in between that say less (--events shows them)", number(hidden, "line")), 2, 4, dim)
	}
}

// all counts the moments of all lanes.
func (p *page) all() int {
	n := 0
	for _, l := range p.Story.Lanes {
		n += len(l.Moments)
	}
	return n
}

// moments gathers what is to be listed, and counts what is not.
func (p *page) moments(least judge.Weight) ([]told, int64) {
	var list []told
	hidden := int64(0)
	for _, l := range p.Story.Lanes {
		for i := range l.Moments {
			m := &l.Moments[i]
			if m.Weight < least {
				hidden++
				continue
			}
			n := len(list) - 1
			if n >= 0 && list[n].lane == l && list[n].goesOn(m) {
				list[n].path = append(list[n].path, m.Now)
				list[n].last = m
				continue
			}
			t := told{m: m, lane: l, last: m}
			if m.What == "" {
				if m.Left != records.StateUnknown {
					t.path = append(t.path, m.Left)
				}
				t.path = append(t.path, m.Now)
			}
			list = append(list, t)
		}
	}
	slices.SortStableFunc(list, func(a, b told) int {
		order := cmp.Or(cmp.Compare(a.m.Group, b.m.Group), cmp.Compare(a.m.At, b.m.At))
		if order == 0 && a.m.Place.File == b.m.Place.File {
			order = cmp.Compare(a.m.Place.Line, b.m.Place.Line)
		}
		return order
	})
	return list, hidden
}

// goesOn reports that a change belongs to the same line: it goes on from where the last one
// led, in the same second.
func (t *told) goesOn(m *judge.Moment) bool {
	return m.What == "" && t.m.What == "" && m.Left == t.last.Now && m.Left != records.StateUnknown &&
		m.Group == t.m.Group && m.At-t.m.At < int64(time.Second)
}

// widths are those of the columns.
type widths struct{ when, who int }

func (p *page) columns(list []told) widths {
	var w widths
	for _, t := range list {
		w.when = max(w.when, len(p.when(t.m)))
		w.who = max(w.who, len(p.laneName(t.lane)))
	}
	return w
}

func (p *page) when(m *judge.Moment) string {
	if m.Group < 0 {
		return ""
	}
	return p.Story.Axes[m.Group].Time(m.At, p.coarse[m.Group])
}

// moment writes one line, and where it was read if there is room.
func (p *page) moment(t told, w widths) {
	text, colour := t.m.Text, plain
	if len(t.path) > 0 {
		var words []string
		for _, s := range t.path {
			words = append(words, s.String())
		}
		text = strings.Join(words, " > ")
	}
	if t.last.Now != records.StateUnknown {
		colour = looks[t.last.Now].colour
	}
	head := fmt.Sprintf("  %*s  %-*s  ", w.when, p.when(t.m), w.who, p.laneName(t.lane))
	where := p.at(t.m.Place)
	if t.last != t.m {
		where = fmt.Sprintf("%s-%d", where, t.last.Place.Line)
	}
	free := p.o.Width - len(head) - len(text) - 2 - len(where)
	p.b.WriteString(head + p.paint.in(colour, text))
	if free >= 0 {
		fmt.Fprintf(&p.b, "%*s%s", free+2, "", p.paint.in(dim, where))
	} else {
		fmt.Fprintf(&p.b, "\n%*s%s", len(head)+2, "", p.paint.in(dim, where))
	}
	p.b.WriteByte('\n')
}
