package judge

import (
	"fmt"
	"slices"

	"ostlife/checker/records"
)

// Difference is something that these nodes did and that the RFC's design would not have
// done. It is no fault of the nodes: Lustre took other decisions.
type Difference struct {
	Clause string // for example "C2.4"
	What   string // what was seen
	Design string // what the design says in its place
	Count  int64
	Lanes  []int
	First  Moment
}

// departure is a row of what departs from the design: a change of state, or a message.
type departure struct {
	clause string
	left   []records.State
	now    []records.State
	what   []records.What
	seen   string
	design string
}

func states(list ...records.State) []records.State { return list }

// departures is the comparison with the design. A change of state that is in no row, and a
// message that is in none, is one that the design has too, or says nothing of.
var departures = []departure{
	{clause: "C2.1c, C2.4", left: states(records.Connecting), now: states(records.Full),
		seen:   "the connect reply made the import FULL at once",
		design: "an accepted reply makes it RECOVER; the worker runs the rest and makes it FULL"},
	{clause: "C2.4, C2.5", left: states(records.Replay, records.ReplayLocks, records.ReplayWait, records.Recover), now: states(records.Connecting),
		seen:   "a recovery that broke went to CONNECTING without having been DISCONN",
		design: "that is a loss: the import becomes DISCONN, the count is raised and INACTIVE is queued, before anything connects"},
	{clause: "C2.4", left: states(records.Evicted), now: states(records.Connecting),
		seen:   "a connect was sent while the invalidation ran",
		design: "no connect is sent while an invalidation runs"},
	{clause: "C2.4", left: states(records.Disconn), now: states(records.Recover),
		seen:   "an invalidation that had been overtaken set the state",
		design: "an overtaken step changes nothing but the invalidation itself"},
	{clause: "C2.4", left: states(records.Disconn), now: states(records.Evicted),
		seen:   "a denied connect evicted the import",
		design: "a reply leads from CONNECTING, and only another instance of the export evicts"},
	{clause: "C3.2, C3.3", left: states(records.Full), now: states(records.Connecting),
		seen:   "a connection was given up, and the import was CONNECTING meanwhile",
		design: "a deactivation or a removal alone gives a connection up, and leads from FULL to DISCONN or CLOSED"},
	{clause: "C2.5", left: states(records.Connecting), now: states(records.Idle),
		seen:   "an idle import was disconnected, and nobody was told",
		design: "who gives a connection up makes the slot inactive; there is no IDLE, so that active means connected (C2.1a)"},
	{clause: "C2.5", left: states(records.Connecting), now: states(records.New),
		seen:   "an idle import that was wanted again became NEW",
		design: "only an ADD makes an import NEW"},
	{clause: "C3.2", what: []records.What{records.WhatInvalidReconnect},
		seen:   "an import that was activated again evicted itself",
		design: "deactivation is no invalidation: a kept handle reconnects, and pinned data is good again"},
	{clause: "C3.2", what: []records.What{records.WhatDeactivated},
		seen:   "a deactivation was done by one node's administrator, and dropped what was cached",
		design: "DEACTIVATE is a record of the config log that all nodes apply; dirty data is written and nothing is discarded"},
	{clause: "C2.5", what: []records.What{records.WhatAutoDeactivated},
		seen:   "a loss made the import INVALID",
		design: "a loss makes the slot inactive, never more"},
	{clause: "C2.4", what: []records.What{records.WhatSyncFailed},
		seen:   "a target was deactivated because synchronising with it failed",
		design: "a step that fails drops the connection and tries again; it never deactivates"},
	{clause: "C2.1c", what: []records.What{records.WhatInvalidateThread},
		seen:   "a thread of its own invalidated the import",
		design: "there is no separate synchronising or invalidating thread: the import's worker does it"},
	{clause: "C2.2.osc", what: []records.What{records.WhatNowActive},
		seen:   "orphans were cleaned up by a thread above the LOV, after the target was active",
		design: "the OSC prepares the connection before the LOV hears of it"},
}

// differences compares what the lanes did with the design.
func differences(s *Story) []Difference {
	var list []Difference
	for i := range departures {
		d := Difference{Clause: departures[i].clause, What: departures[i].seen, Design: departures[i].design}
		for _, l := range s.Lanes {
			if l.Kind == KindImport {
				departures[i].in(l, &d)
			}
		}
		if d.Count > 0 {
			list = append(list, d)
		}
	}
	return slices.Concat(list, foreign(s), newcomers(s), invalidDeactive(s))
}

// designed are the states that the design's actions lead to from each state, besides CLOSED,
// which ends every import, and DISCONN, which a loss and a deactivation lead to from each.
var designed = map[records.State][]records.State{
	records.Closed:      {records.New},
	records.New:         {records.Connecting},
	records.Disconn:     {records.Connecting},
	records.Connecting:  {records.Replay, records.ReplayLocks, records.Recover, records.Evicted},
	records.Replay:      {records.ReplayLocks},
	records.ReplayLocks: {records.ReplayWait},
	records.ReplayWait:  {records.Recover},
	records.Evicted:     {records.Recover},
	records.Recover:     {records.Full},
}

// foreign tells changes that are in no row of departures and that no action of the design
// makes: those that are not legal in Lustre either, above all.
func foreign(s *Story) []Difference {
	var list []Difference
	index := map[[2]records.State]int{}
	for _, l := range s.Lanes {
		if l.Kind != KindImport {
			continue
		}
		for i := range l.Moments {
			m := &l.Moments[i]
			e := [2]records.State{m.Left, m.Now}
			if m.What != "" || !isForeign(e) {
				continue
			}
			at, ok := index[e]
			if !ok {
				at = len(list)
				index[e] = at
				list = append(list, Difference{Clause: "C2.4", First: *m, What: fmt.Sprintf("the import went from %s to %s", e[0], e[1]),
					Design: "no action leads there"})
			}
			list[at].Count++
			if !slices.Contains(list[at].Lanes, l.ID) {
				list[at].Lanes = append(list[at].Lanes, l.ID)
			}
		}
	}
	return list
}

// newcomers tells first connections that a server took into its recovery. A connection that was
// broken in a recovery comes back the same way, and the design has that.
func newcomers(s *Story) []Difference {
	d := Difference{Clause: "C2.4", What: "a first connection was taken into the server's recovery",
		Design: "an OST in its window takes no new connection: the reply names no instance, and the import is DISCONN"}
	for _, l := range s.Lanes {
		if m := l.newcomer(); m != nil {
			d.Count++
			d.Lanes = append(d.Lanes, l.ID)
			if d.First.Place.File == "" {
				d.First = *m
			}
		}
	}
	if d.Count == 0 {
		return nil
	}
	return []Difference{d}
}

// newcomer is the change by which an import that never was connected joined a recovery; nil
// where there is none, and where what was before the first change is not known.
func (l *Lane) newcomer() *Moment {
	for i := range l.Moments {
		m := &l.Moments[i]
		switch {
		case m.What != "":
		case m.Left == records.Connecting && m.Now == records.ReplayLocks:
			return m
		case m.Now != records.Connecting && m.Now != records.Disconn && m.Now != records.New,
			m.Left == records.StateUnknown && l.Overflowed(), i == 0 && !m.first():
			return nil
		}
	}
	return nil
}

// first reports that a change may be the first of all: it leaves NEW, which a ring does not say.
func (m *Moment) first() bool {
	return m.Left == records.New || m.Now == records.New || m.Left == records.StateUnknown && m.Now == records.Connecting
}

// Overflowed reports that the import's ring of states is full, so that older ones are lost.
func (l *Lane) Overflowed() bool {
	const ring = 16
	n := 0
	for i := range l.Moments {
		if l.Moments[i].Ring {
			n++
		}
	}
	return n >= ring
}

// isForeign reports that neither the design nor a row of departures has a change.
func isForeign(e [2]records.State) bool {
	left, now := e[0], e[1]
	if left == records.StateUnknown || now == records.StateUnknown || left == now || left == records.Idle ||
		now == records.Closed || now == records.Disconn && left != records.Closed || slices.Contains(designed[left], now) {
		return false
	}
	return !slices.ContainsFunc(departures, func(d departure) bool {
		return slices.Contains(d.left, left) && slices.Contains(d.now, now)
	})
}

// in counts a departure in a lane: changes by their tally, so that those whose events were
// not kept count too.
func (d *departure) in(l *Lane, into *Difference) {
	before := into.Count
	for e, n := range l.Edges {
		if slices.Contains(d.left, e[0]) && slices.Contains(d.now, e[1]) {
			into.Count += n
		}
	}
	for _, w := range d.what {
		into.Count += l.Tally[w]
	}
	if into.Count == before {
		return
	}
	into.Lanes = append(into.Lanes, l.ID)
	if into.First.Place.File != "" {
		return
	}
	for _, m := range l.Moments {
		if m.What == "" && slices.Contains(d.left, m.Left) && slices.Contains(d.now, m.Now) ||
			m.What != "" && slices.Contains(d.what, m.What) {
			into.First = m
			return
		}
	}
}

// invalidDeactive tells deactivated imports that are INVALID, which a file shows.
func invalidDeactive(s *Story) []Difference {
	d := Difference{Clause: "C3.2", What: "a deactivated import is INVALID, and keeps its state",
		Design: "INVALID is an eviction's alone; a deactivated import ends DISCONN, its locks cancelled with the OST"}
	for _, l := range s.Lanes {
		for _, snap := range l.Snapshots {
			if snap.Deactive == yes && snap.Invalid == yes {
				d.Count++
				d.Lanes = append(d.Lanes, l.ID)
				if d.First.Place.File == "" {
					d.First = snapshotMoment(l, snap, fmt.Sprintf("state %s, flags invalid, deactive", snap.State))
				}
				break
			}
		}
	}
	if d.Count == 0 {
		return nil
	}
	return []Difference{d}
}
