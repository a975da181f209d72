package judge

import (
	"fmt"
	"math"
	"time"

	"ostlife/checker/records"
)

// How far two records of one event may be apart: clocks differ, and a client learns of an
// eviction when it next connects.
const (
	sameEvent   = 5 * time.Second
	learnsLater = 15 * time.Minute
)

// evictions tells who was evicted, and what by, as far as the records show it.
func (f *finder) evictions() {
	for l := range f.imports {
		entered := merged(l.entries(records.Evicted))
		if len(entered) == 0 {
			continue
		}
		x := Finding{Kind: "evicted", Level: Problem, Lanes: []int{l.ID}, Lines: entered}
		last := entered[len(entered)-1]
		own := near(l.of(records.WhatInvalidReconnect, records.WhatValid), last, sameEvent)
		switch {
		case len(own) > 0:
			x.Level = Look
			x.Sentence = fmt.Sprintf("%s evicted itself at %s: it was activated again, and what it had cached before is gone", l.Title(), f.when(&last))
			x.Why = []string{"A deactivated import is INVALID until it has been through an eviction of its own. The server has nothing to do with it."}
			x.Lines = append(own, x.Lines...)
		case len(entered) == 1:
			x.Sentence = fmt.Sprintf("%s was evicted at %s: what it had not written is lost, and its locks are gone", l.Title(), f.when(&last))
		default:
			x.Sentence = fmt.Sprintf("%s was evicted %d times, first at %s, last at %s", l.Title(), len(entered), f.when(&entered[0]), f.when(&last))
		}
		if len(own) == 0 {
			f.cause(&x, l, last)
		}
		x.Next = append(x.Next, l.asks())
		f.add(x)
	}
}

// merged leaves one of several moments of one event: the console's and the debug log's.
func merged(list []Moment) []Moment {
	var out []Moment
	for _, m := range list {
		if len(out) > 0 && out[len(out)-1].Group == m.Group && m.At-out[len(out)-1].At < int64(time.Second) {
			continue
		}
		out = append(out, m)
	}
	return out
}

// cause adds the likely cause of an eviction.
func (f *finder) cause(x *Finding, l *Lane, at Moment) {
	hints := near(l.of(records.WhatHandleChanged, records.WhatForgotten, records.WhatAborted,
		records.WhatVersionRecovery, records.WhatDenied), at, sameEvent)
	for _, m := range hints {
		x.Lines = append(x.Lines, m)
		switch m.What {
		case records.WhatHandleChanged:
			x.Why = append(x.Why, "The server had another handle for it: it had dropped the old connection and made a new one.")
		case records.WhatForgotten:
			x.Why = append(x.Why, "The server did not know it any more: it had evicted it, or its recovery had ended without it.")
		case records.WhatDenied:
			x.Why = append(x.Why, "The server denied the connection: nodemap, or a mount read-only at the server.")
		case records.WhatVersionRecovery:
			x.Why = append(x.Why, "Version-based recovery failed: what it wanted to replay rests on changes that are lost.")
		}
	}
	for _, s := range f.server(l) {
		told := s.of(records.WhatServerEvicts, records.WhatLockEvicts, records.WhatAdminEvicts, records.WhatStaleClient,
			records.WhatRecoveryTimedOut)
		for _, m := range near(told, at, learnsLater) {
			x.Lines = append(x.Lines, m)
			x.Why = append(x.Why, "Its server says: "+m.Text+".")
			x.Lanes = append(x.Lanes, s.ID)
		}
		for _, m := range near(s.of(records.WhatWindowOver), at, learnsLater) {
			if evictedIn(&m) > 0 {
				x.Lines = append(x.Lines, m)
				x.Why = append(x.Why, "Its server's recovery had ended without it: "+m.Text+".")
				x.Lanes = append(x.Lanes, s.ID)
			}
		}
	}
	away := l.away(at)
	switch {
	case len(x.Why) > 0:
	case away > int64(2*time.Minute):
		x.Why = append(x.Why, fmt.Sprintf("It had been without a connection for %s: the server has most likely given it up, or its recovery ended without it.", span(away)))
	case away > 0:
		x.Why = append(x.Why, "It was connected until just before: most likely the server did not get a lock back in time, or no ping of it arrived.")
	default:
		x.Why = append(x.Why, "These records do not show why. The server's console does: \"haven't heard from client\", \"lock callback\", or the end of a recovery.")
	}
	x.Next = append(x.Next, fmt.Sprintf("dmesg -T | grep -E 'evict|haven.t heard|Recovery over' # on the server of %s", l.Name))
}

// away is for how long an import had not been FULL before a moment; 0 where nobody knows.
func (l *Lane) away(before Moment) int64 {
	away := int64(0)
	for _, m := range l.Moments {
		if m.Group != before.Group || m.At > before.At {
			continue
		}
		if m.Now == records.Disconn && m.Left == records.Full || m.What == records.WhatLost {
			away = max(before.At-m.At, 1)
		}
	}
	return away
}

// fullInvalid tells an import that looks connected and is not to be used.
func (f *finder) fullInvalid() {
	for l := range f.imports {
		for _, s := range l.Snapshots {
			if s.State != records.Full || s.Invalid != yes {
				continue
			}
			x := Finding{Kind: "full-invalid", Level: Problem, Lanes: []int{l.ID}, Lines: []Moment{snapshotMoment(l, s, "state FULL, flag invalid")}}
			if s.Deactive == yes {
				x.Level = Look
				x.Sentence = l.Title() + " is FULL and INVALID: the administrator has deactivated it, and the state does not show that"
				x.Why = []string{"lctl deactivate leaves the state as it is. Every request is refused with ESHUTDOWN until it is activated again."}
				x.Next = []string{fmt.Sprintf("lctl set_param %s.%s.active=1 # if it is to be used again", l.kind(), l.device())}
			} else {
				x.Sentence = l.Title() + " is FULL and INVALID although nobody has deactivated it: every request is refused, and nothing will reconnect it"
				x.Why = []string{"A deactivation and an activation overtook each other, or a loss and a reconnect (LU-11542). Writing active=1 again changes nothing: it counts as active already."}
				x.Next = []string{fmt.Sprintf("lctl set_param %s.%s.active=0 && lctl set_param %s.%s.active=1", l.kind(), l.device(), l.kind(), l.device())}
			}
			f.add(x)
			break
		}
	}
}

// snapshotMoment makes a line of a parameter file.
func snapshotMoment(l *Lane, s Snapshot, text string) Moment {
	return Moment{Event: Event{Place: s.Place, Text: text, Now: s.State}, Lane: l.ID, Group: -1}
}

// stuckAfter is how long an import stays in a state on its way before that is told.
const stuckAfter = time.Minute

// stuck tells imports that have not become usable by the end of the records.
func (f *finder) stuck() {
	for l := range f.imports {
		if settled(l.State) || f.told[l.ID] || l.State == records.Disconn && l.Deactive == yes {
			continue // what is deactivated stays DISCONN, and has a finding of its own
		}
		x := Finding{Kind: "stuck", Level: Problem, Lanes: []int{l.ID}}
		if l.Since != nil {
			x.Lines = []Moment{*l.Since}
			lasted := f.ends(l) - l.Since.At
			since := fmt.Sprintf(", %s before its records end", span(lasted))
			if l.Since.Group < 0 || lasted < int64(stuckAfter) {
				x.Level, since = Look, ", and its records end then"
			}
			x.Sentence = fmt.Sprintf("%s is %s since %s%s", l.Title(), l.State, f.when(l.Since), since)
			if l.Since.What == records.WhatLost {
				x.Level = Look
				x.Sentence = fmt.Sprintf("%s was lost at %s, and no record says that it came back%s", l.Title(), f.when(l.Since), since)
			}
		} else {
			x.Sentence = fmt.Sprintf("%s is %s", l.Title(), l.State)
		}
		x.Why = append(x.Why, stuckWhy[l.State])
		x.Next = append(l.pings(), l.asks())
		f.add(x)
	}
}

// ends is when the records that tell of a lane end: each of its files has its own end.
func (f *finder) ends(l *Lane) int64 {
	end := int64(math.MinInt64)
	for i := range l.Moments {
		if m := &l.Moments[i]; m.Group == l.Since.Group {
			end = max(end, f.story.Ends()[l.End(m)])
		}
	}
	return end
}

// settled reports that a state is not one to leave soon.
func settled(s records.State) bool {
	switch s {
	case records.Full, records.Idle, records.Closed, records.New, records.StateUnknown:
		return true
	}
	return false
}

// stuckWhy is what an import waits for.
var stuckWhy = map[records.State]string{
	records.Disconn:     "The pinger tries again every quarter of obd_timeout, unless the import is deactivated. A console may leave out the line that it was restored.",
	records.Connecting:  "A connect is under way: the server does not answer, or refuses it for now.",
	records.Replay:      "Requests are being replayed: a replay that fails at once can leave an import here for ever, since the pinger looks after DISCONN alone.",
	records.ReplayLocks: "Locks are being replayed; up to 2.16 a connection lost meanwhile could leave it here (LU-14027, LU-18154).",
	records.ReplayWait:  "It has replayed all, and waits for the others: the server's recovery ends when all have come, or by time.",
	records.Recover:     "Unanswered requests are sent again.",
	records.Evicted:     "It invalidates what it had: that waits for all requests in flight, without an end.",
}

// pings is the command that tries the peer which a lane named last, if it named one.
func (l *Lane) pings() []string {
	for i := len(l.Moments) - 1; i >= 0; i-- {
		if nid := l.Moments[i].Peer; nid != "" {
			return []string{"lctl ping " + nid}
		}
	}
	for _, s := range l.Snapshots {
		if s.NID != "" {
			return []string{"lctl ping " + s.NID}
		}
	}
	return nil
}

// denied tells connections that a server refuses.
func (f *finder) denied() {
	for l := range f.imports {
		lines := l.of(records.WhatDenied, records.WhatVersionRefused)
		if len(lines) == 0 {
			continue
		}
		f.add(Finding{Kind: "denied", Level: Problem, Lanes: []int{l.ID}, Lines: lines,
			Sentence: fmt.Sprintf("%s: the server refuses the connection", l.Title()),
			Why:      []string{"It will not help to wait: nodemap, a read-only server, or versions that do not fit."},
			Next:     []string{"lctl get_param nodemap.active nodemap.*.exports # on the MGS", "lctl get_param version # on both"}})
	}
}
