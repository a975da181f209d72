package judge

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"ostlife/checker/records"
)

// outage is the absence of one server, as all sides tell it: those that lost it and came
// back to it, and itself.
type outage struct {
	nid     string
	targets []string
	lost    []Moment
	back    []Moment
	own     []Moment // what the server itself says
	among   string   // of how many it is one, where not all are told
}

// outages tells, for each server, when it was gone for whom and when it was back: the one
// story of several nodes.
func (f *finder) outages() {
	for _, o := range f.gathered() {
		switch {
		case len(o.lost) > 0:
			f.times(o.episodes())
		case len(o.back) > 1:
			f.cameBack(o)
		}
	}
}

// maxEpisodes is how many outages of one server are told one by one.
const maxEpisodes = 2

// times tells a server's outages: of many, the longest one and how many there were.
func (f *finder) times(list []*outage) {
	if len(list) <= maxEpisodes {
		for _, e := range list {
			f.outage(e)
		}
		return
	}
	longest := slices.MaxFunc(list, func(a, b *outage) int { return cmp.Compare(a.span(), b.span()) })
	first, last := list[0].lost[0], list[len(list)-1].lost[0]
	longest.among = fmt.Sprintf("It was lost %d times in all, %s to %s; this was the longest.", len(list), f.when(&first), f.when(&last))
	if f.outage(longest); len(list[len(list)-1].back) > 0 {
		return
	}
	if e := list[len(list)-1]; e != longest {
		f.outage(e) // which may not be over
	}
}

// span is how long an outage lasted, as far as the returns tell it.
func (o *outage) span() int64 {
	if len(o.back) == 0 {
		return 0
	}
	return o.back[len(o.back)-1].At - o.lost[0].At
}

// aroundOutage is how long before an outage and after it what the server says belongs to it.
const aroundOutage = int64(time.Minute)

// episodes splits losses and returns where all who had lost the server are back.
func (o *outage) episodes() []*outage {
	all := byTime(slices.Concat(o.lost, o.back))
	away := map[int]bool{}
	var list []*outage
	var e *outage
	for _, m := range all {
		if m.What == records.WhatLost {
			if e == nil {
				e = &outage{nid: o.nid, targets: o.targets}
				list = append(list, e)
			}
			e.lost = append(e.lost, m)
			away[m.Lane] = true
			continue
		}
		if e == nil {
			continue
		}
		e.back = append(e.back, m)
		if delete(away, m.Lane); len(away) == 0 {
			e = nil
		}
	}
	for i, e := range list {
		low, high := e.lost[0].At-aroundOutage, int64(math.MaxInt64)
		if n := len(e.back); n > 0 {
			high = e.back[n-1].At + aroundOutage
		}
		if i+1 < len(list) {
			high = min(high, list[i+1].lost[0].At-1)
		}
		for _, m := range o.own {
			if m.Group == e.lost[0].Group && m.At >= low && m.At <= high {
				e.own = append(e.own, m)
			}
		}
	}
	return list
}

// gathered puts together what names one NID: the losses, the returns, and what the servers
// of the targets that were lost there say.
func (f *finder) gathered() []*outage {
	byNID := map[string]*outage{}
	var order []*outage
	for l := range f.imports {
		lostAt := "" // where it came back elsewhere, that ends the absence there
		for _, m := range l.of(records.WhatLost, records.WhatRestored) {
			if m.Peer == "" || m.Group < 0 {
				continue
			}
			nid := m.Peer
			if m.What == records.WhatRestored && lostAt != "" {
				nid, lostAt = lostAt, ""
			} else if m.What == records.WhatLost {
				lostAt = nid
			}
			o := byNID[nid]
			if o == nil {
				o = &outage{nid: nid}
				byNID[nid] = o
				order = append(order, o)
			}
			if name := l.FS + "-" + l.Name; !slices.Contains(o.targets, name) {
				o.targets = append(o.targets, name)
			}
			if m.What == records.WhatLost {
				o.lost = append(o.lost, m)
			} else {
				o.back = append(o.back, m)
			}
		}
	}
	for _, o := range order {
		slices.Sort(o.targets)
		f.addServers(o)
	}
	return order
}

// addServers adds what the server says of itself: its targets' lanes, and those of its node.
func (f *finder) addServers(o *outage) {
	var files []string
	for _, l := range f.story.Lanes {
		if l.Kind == KindTarget && slices.Contains(o.targets, l.FS+"-"+l.Name) {
			o.own = append(o.own, l.of(records.WhatWindow, records.WhatServing, records.WhatWindowOver,
				records.WhatOrphansDeleted, records.WhatStopping, records.WhatStopped)...)
			for _, m := range l.Moments {
				if !slices.Contains(files, m.Place.File) {
					files = append(files, m.Place.File)
				}
			}
		}
	}
	for _, l := range f.story.Lanes {
		if l.Kind == KindNode {
			for _, m := range l.of(records.WhatVersion) {
				if slices.Contains(files, m.Place.File) {
					o.own = append(o.own, m)
				}
			}
		}
	}
}

func byTime(list []Moment) []Moment {
	slices.SortStableFunc(list, func(a, b Moment) int { return cmp.Or(cmp.Compare(a.Group, b.Group), cmp.Compare(a.At, b.At)) })
	return list
}

// flapLimit is how many losses of one server are told as one outage; more are a storm.
const flapLimit = 64

// outage tells one that has an end, or whose server says something.
func (f *finder) outage(o *outage) {
	lost, back, own := byTime(o.lost), byTime(o.back), byTime(o.own)
	first := lost[0]
	ends := byTime(slices.Concat(back, own))
	ends = slices.DeleteFunc(ends, func(m Moment) bool { return m.Group != first.Group || m.At < first.At })
	if len(ends) == 0 || len(lost) > flapLimit {
		return
	}
	last := ends[len(ends)-1]
	x := Finding{Kind: "outage", Level: Told, Lines: byTime(slices.Concat(lost, own, back))}
	for _, m := range x.Lines {
		if !slices.Contains(x.Lanes, m.Lane) {
			x.Lanes = append(x.Lanes, m.Lane)
		}
	}
	x.Sentence = fmt.Sprintf("%s, with %s, was away for %s: %s to %s", o.nid, few(o.targets), span(last.At-first.At),
		f.when(&first), f.when(&last))
	elsewhere, all := o.elsewhere()
	if all {
		x.Sentence = fmt.Sprintf("%s failed over from %s to %s in %s: %s to %s", few(o.targets), o.nid, few(elsewhere),
			span(last.At-first.At), f.when(&first), f.when(&last))
	}
	x.Why = append(x.Why, "Lost by "+few(f.who(lost))+"."+f.justBefore(lost))
	for _, m := range own {
		x.Why = append(x.Why, fmt.Sprintf("%s at %s: %s.", f.whose(&m), f.when(&m), m.Text))
	}
	x.Why = compactWhy(x.Why)
	if len(back) > 0 {
		x.Why = append(x.Why, "Back for "+few(f.who(back))+".")
	}
	if len(elsewhere) > 0 && !all {
		x.Why = append(x.Why, "Some are back at "+few(elsewhere)+": those failed over.")
	}
	if o.among != "" {
		x.Why = append(x.Why, o.among)
	}
	f.silent(&x, lost, back, own)
	x.Next = []string{fmt.Sprintf("lctl get_param '*.%s*.state' # on each node", common(o.targets))}
	f.add(x)
}

// causeWithin is how long before a loss what led to it was told.
const causeWithin = int64(2 * time.Second)

// justBefore tells what the first import that was lost had said just before.
func (f *finder) justBefore(lost []Moment) string {
	for _, m := range lost {
		for _, c := range f.story.Lanes[m.Lane].of(records.WhatTimedOut, records.WhatRequestFailed, records.WhatLockTimedOut, records.WhatAbrupt) {
			if c.Group == m.Group && c.At <= m.At && m.At-c.At <= causeWithin && compareLines(c.Place, m.Place) <= 0 {
				return " Just before: " + c.Text + "."
			}
		}
	}
	return ""
}

// elsewhere is at which other NIDs those that had lost the server are back, and whether all of
// them are.
func (o *outage) elsewhere() (nids []string, all bool) {
	all = len(o.back) > 0
	for _, m := range o.back {
		switch {
		case m.Peer == o.nid:
			all = false
		case !slices.Contains(nids, m.Peer):
			nids = append(nids, m.Peer)
		}
	}
	return nids, all
}

// silent says of whom no record tells that it is back. An OST that deletes orphans has its
// MDT connected.
func (f *finder) silent(x *Finding, lost, back, own []Moment) {
	var silent, proved []Moment
	for _, m := range lost {
		f.told[m.Lane] = true
		l := f.story.Lanes[m.Lane]
		orphans := func(o Moment) bool {
			s := f.story.Lanes[o.Lane]
			return o.What == records.WhatOrphansDeleted && s.Name == l.Name && o.At >= m.At
		}
		switch {
		case slices.ContainsFunc(back, func(b Moment) bool { return b.Lane == m.Lane && b.At >= m.At }):
		case strings.HasPrefix(l.Group, "MDT") && slices.ContainsFunc(own, orphans):
			proved = append(proved, m)
		default:
			silent = append(silent, m)
		}
	}
	if len(proved) > 0 {
		x.Why = append(x.Why, few(f.who(proved))+" is back too: its OST deletes orphans for a connected MDT alone.")
	}
	if len(silent) > 0 {
		x.Level = Look
		x.Why = append(x.Why, "That it is back for "+few(f.who(silent))+" no record says"+f.until(silent)+".")
	}
}

// until says that the records of whoever is silent end soon after, where they do.
func (f *finder) until(silent []Moment) string {
	for _, m := range silent {
		if f.story.Ends()[f.story.Lanes[m.Lane].End(&m)]-m.At > int64(stuckAfter) {
			return ""
		}
	}
	return "; its own records end with the loss"
}

// who names whose imports moments are of, with their targets.
func (f *finder) who(list []Moment) []string {
	var names []string
	targets := map[string][]string{}
	for _, m := range list {
		l := f.story.Lanes[m.Lane]
		if !slices.Contains(names, l.Group) {
			names = append(names, l.Group)
		}
		if !slices.Contains(targets[l.Group], l.Name) {
			targets[l.Group] = append(targets[l.Group], l.Name)
		}
	}
	for i, name := range names {
		names[i] = fmt.Sprintf("%s (%s)", name, few(targets[name]))
	}
	return names
}

// whose names the server or node that says something.
func (f *finder) whose(m *Moment) string {
	l := f.story.Lanes[m.Lane]
	if l.Kind == KindNode {
		return "Its node"
	}
	return l.Name
}

// few lists names, and counts those beyond the first ones.
func few(list []string) string {
	if len(list) > maxLines {
		list = append(slices.Clone(list[:maxLines]), fmt.Sprintf("%d more", len(list)-maxLines))
	}
	return joined(list, "and")
}

// compactWhy leaves out what is beyond the first and the last lines.
func compactWhy(list []string) []string {
	if len(list) <= maxLines+1 {
		return list
	}
	return append(append(slices.Clone(list[:maxLines/2]), "..."), list[len(list)-maxLines/2:]...)
}

// common is what names begin with alike.
func common(list []string) string {
	for _, s := range list[1:] {
		for !strings.HasPrefix(s, list[0]) {
			list = []string{list[0][:len(list[0])-1]}
		}
	}
	return list[0]
}

// cameBack tells a server to which several imports came back, without their loss: a failover,
// most likely.
func (f *finder) cameBack(o *outage) {
	back := byTime(o.back)
	first, last := back[0], back[len(back)-1]
	x := Finding{Kind: "back", Level: Told, Lines: back,
		Sentence: fmt.Sprintf("%s came back at %s, %s to %s", few(o.targets), o.nid, f.when(&first), f.when(&last)),
		Why:      []string{"For " + few(f.who(back)) + ". No record says when they were lost, or why: if that NID is not their usual one, they failed over to it."},
		Next:     []string{fmt.Sprintf("lctl get_param '*.%s*.import' | grep -E 'name|current_connection|failover_nids'", common(o.targets))}}
	for _, m := range back {
		if !slices.Contains(x.Lanes, m.Lane) {
			x.Lanes = append(x.Lanes, m.Lane)
		}
	}
	f.add(x)
}
