package judge

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"ostlife/checker/records"
)

// serverRecoveries tells recoveries that clients did not come through, or that go on.
func (f *finder) serverRecoveries() {
	for _, r := range f.judge.server {
		l := r.lane
		for l.into != nil {
			l = l.into
		}
		if lane := f.lanes[l.key]; lane != nil {
			f.recoveryFile(lane, r)
		}
	}
	for _, l := range f.story.Lanes {
		for _, m := range l.of(records.WhatWindowOver) {
			if n := evictedIn(&m); n > 0 {
				f.add(Finding{Kind: "recovery-evicted", Level: Problem, Lanes: []int{l.ID}, Lines: []Moment{m},
					Sentence: fmt.Sprintf("%s: its recovery evicted %s at %s", l.Title(), counted(n, "client", "clients"), f.when(&m)),
					Why:      []string{"They did not connect in time: what they had not written is lost."},
					Next:     []string{evictedCommand(l)}})
			}
		}
	}
}

func evictedCommand(l *Lane) string {
	return fmt.Sprintf("lctl get_param *.%s.recovery_status *.%s.exports.*.uuid # on the server: who is there", l.device(), l.device())
}

// evictedIn is how many clients a recovery evicted, as its end says.
func evictedIn(m *Moment) int64 { return m.Count }

// recoveryFile tells a recovery_status.
func (f *finder) recoveryFile(l *Lane, r recoverySeen) {
	line := Moment{Event: Event{Place: r.place, Text: "status: " + r.status}, Lane: l.ID, Group: -1}
	x := Finding{Lanes: []int{l.ID}, Lines: []Moment{line}, Next: []string{evictedCommand(l)}}
	switch missing := r.total - r.done; {
	case r.status == "COMPLETE" && missing > 0:
		x.Kind, x.Level = "recovery-evicted", Problem
		x.Sentence = fmt.Sprintf("%s: %d of %d clients came through its recovery; %s evicted", l.Title(), r.done, r.total, counted(missing, "was", "were"))
		x.Why = []string{"Who does not connect in time loses what it had not written." + lasted(r)}
	case r.fields["evicted_clients"] > 0:
		x.Kind, x.Level = "recovery-evicted", Problem
		x.Sentence = fmt.Sprintf("%s: its recovery has evicted %s so far", l.Title(), counted(r.fields["evicted_clients"], "client", "clients"))
	case r.status == "RECOVERING" || strings.HasPrefix(r.status, "WAITING"):
		x.Kind, x.Level = "recovering", Look
		x.Sentence = fmt.Sprintf("%s is in recovery (%s)", l.Title(), r.status)
		if r.total > 0 {
			x.Sentence += fmt.Sprintf(", %d of %d clients are there", r.done, r.total)
		}
		if left := r.fields["time_remaining"]; left > 0 {
			x.Sentence += fmt.Sprintf(", %d s left", left)
		}
		x.Why = []string{"Until it ends no new client is let in, and nobody's new requests are answered."}
	default:
		return
	}
	f.add(x)
}

// serverWhys is why a server evicts, and what to do about it.
var serverWhys = []struct {
	what     records.What
	did, why string
	next     string
}{
	{records.WhatServerEvicts, "gave up clients that it had not heard of",
		"No ping of theirs arrived in time: they are down, hang, or the network loses what they send.",
		"lctl ping NID # from the server, for each of those NIDs"},
	{records.WhatLockEvicts, "evicted clients that kept a lock",
		"They were asked to give a lock back and did not in time: they hang, cannot write what is under it, or never got the request.",
		"lctl get_param ldlm.namespaces.*.lock_timeouts ldlm.lock_limit_mb # on the server"},
	{records.WhatAdminEvicts, "evicted clients at the administrator's request",
		"Somebody wrote to evict_client.", "lctl get_param *.*.evict_client # on the server"},
	{records.WhatStaleClient, "evicted clients that did not come back in its recovery",
		"What they had not written is lost.", "lctl get_param *.*.recovery_status # on the server"},
}

// serverEvictions tells whom a server evicted, and why.
func (f *finder) serverEvictions() {
	for _, l := range f.story.Lanes {
		for _, row := range serverWhys {
			lines := l.of(row.what)
			if len(lines) == 0 {
				continue
			}
			var who []string
			for i := range lines {
				if nid := lines[i].Peer; nid != "" && !slices.Contains(who, nid) {
					who = append(who, nid)
				}
			}
			first, last := lines[0], lines[len(lines)-1]
			x := Finding{Kind: "server-evicts", Level: Problem, Lanes: []int{l.ID}, Lines: lines, Why: []string{row.why}, Next: []string{row.next},
				Sentence: fmt.Sprintf("%s %s: %s, %s", l.Title(), row.did, few(who), f.when(&first))}
			if len(lines) > 1 {
				x.Sentence += " to " + f.when(&last)
			}
			f.add(x)
		}
	}
}

func lasted(r recoverySeen) string {
	if d := r.fields["recovery_duration"]; d > 0 {
		return fmt.Sprintf(" It took %s.", span(d*int64(time.Second)))
	}
	return ""
}

// orphans tells the cleaning up of objects that nobody has.
func (f *finder) orphans() {
	var lines []Moment
	var lanes []int
	failed := false
	for _, l := range f.story.Lanes {
		found := l.of(records.WhatOrphansDeleted, records.WhatOrphanBegin, records.WhatOrphanLast, records.WhatOrphanEnd,
			records.WhatOrphanFailed)
		if len(found) > 0 {
			lanes = append(lanes, l.ID)
		}
		failed = failed || len(l.of(records.WhatOrphanFailed)) > 0
		lines = append(lines, found...)
	}
	if len(lines) == 0 {
		return
	}
	x := Finding{Kind: "orphans", Level: Told, Lanes: lanes, Lines: lines,
		Sentence: fmt.Sprintf("orphans were cleaned up on %s", f.names(lanes)),
		Why: []string{"An MDT that has connected has its OST delete the objects above the last one that it has given to a file. " +
			"That is as it should be: so the MDT was connected by then."},
		Next: []string{"lctl get_param osp.*.prealloc_last_id osp.*.prealloc_status # on the MDS"}}
	if failed {
		x.Level = Problem
		x.Sentence = "the cleaning up of orphans failed on " + f.names(lanes)
		x.Why = []string{"Until it succeeds no file gets an object there."}
	}
	f.add(x)
}

// names lists lanes by their targets.
func (f *finder) names(lanes []int) string {
	var words []string
	for i, id := range lanes {
		if i == maxLines {
			words = append(words, fmt.Sprintf("%d more", len(lanes)-i))
			break
		}
		if name := f.story.Lanes[id].Name; !slices.Contains(words, name) {
			words = append(words, name)
		}
	}
	return joined(words, "and")
}
