package judge

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"ostlife/checker/records"
)

// Bounds of what is called a storm.
const (
	stormConnects = 3 // connects that failed one after another
	flaps         = 3 // times that an import was lost and came back
	flapWithin    = time.Hour
)

// storms tells imports that connect in vain again and again, and how often.
func (f *finder) storms() {
	for l := range f.imports {
		longest := l.vain()
		if len(longest) < stormConnects {
			longest = l.refused()
		}
		if len(longest) < stormConnects {
			continue
		}
		first, last := longest[0], longest[len(longest)-1]
		x := Finding{Kind: "reconnects", Level: Look, Lanes: []int{l.ID}, Lines: longest,
			Sentence: fmt.Sprintf("%s: %d connects in a row failed, %s to %s%s", l.Title(), len(longest),
				f.when(&first), f.when(&last), every(longest))}
		x.Why = []string{"The server was down, was not ready (EBUSY or EAGAIN while it starts), or there was no way to it; each try takes a NID's turn."}
		if l.State == records.Full || l.State == records.Idle {
			x.Level = Told
			x.Why = append(x.Why, "It is over: it has connected since.")
		}
		x.Next = append(l.pings(), l.asks())
		f.add(x)
	}
}

// vain gives the longest run of connects that failed, one after another: when each began.
func (l *Lane) vain() []Moment {
	var run, longest []Moment
	var began *Moment
	for i := range l.Moments {
		m := &l.Moments[i]
		if m.Gap {
			run, began = nil, nil
		}
		switch {
		case m.What != "":
			continue
		case m.Now == records.Connecting:
			began = m
			continue
		case m.Now == records.Disconn && m.Left == records.Connecting && began != nil:
			run = append(run, *began)
		case m.Now == records.Disconn && m.Left == records.Connecting, m.Now == records.New:
		default:
			run = nil
		}
		began = nil
		if len(run) > len(longest) {
			longest = slices.Clone(run)
		}
	}
	return longest
}

// refused gives the longest run of connects that a console tells to have failed, where none
// came through between.
func (l *Lane) refused() []Moment {
	var run, longest []Moment
	for i := range l.Moments {
		m := &l.Moments[i]
		if m.Gap {
			run = nil
		}
		switch {
		case m.Group < 0:
		case m.What == records.WhatConnectFailed, m.What == records.WhatRequestFailed && strings.Contains(m.Text, "_connect failed"):
			run = append(run, *m)
		case m.Now == records.Full:
			run = nil
		}
		if len(run) > len(longest) {
			longest = slices.Clone(run)
		}
	}
	return longest
}

// every tells the period of moments, if they have one.
func every(list []Moment) string {
	low, high, sum := int64(0), int64(0), int64(0)
	for i, m := range list[1:] {
		gap := m.At - list[i].At
		if i == 0 || gap < low {
			low = gap
		}
		high, sum = max(high, gap), sum+gap
	}
	mean := sum / int64(len(list)-1)
	switch {
	case mean < int64(time.Second):
		return ", all within moments"
	case high-low <= mean/4:
		return fmt.Sprintf(", every %s", span(mean))
	default:
		return fmt.Sprintf(", every %s on average, %s to %s apart", span(mean), span(low), span(high))
	}
}

// flapping tells imports that are lost and come back again and again.
func (f *finder) flapping() {
	for l := range f.imports {
		var lost []Moment
		for _, m := range l.Moments {
			if m.What == "" && m.Left == records.Full && m.Now == records.Disconn || m.What == records.WhatLost {
				lost = append(lost, m)
			}
		}
		lost = merged(lost)
		if len(lost) < flaps {
			continue
		}
		first, last := lost[0], lost[len(lost)-1]
		if last.At-first.At > int64(flapWithin)*int64(len(lost)) {
			continue
		}
		f.add(Finding{Kind: "storm", Level: Problem, Lanes: []int{l.ID}, Lines: lost,
			Sentence: fmt.Sprintf("%s was lost %s times, %s to %s%s", l.Title(), l.atLeast(len(lost)), f.when(&first), f.when(&last), l.period(lost)),
			Why:      []string{"It comes back each time, and is lost again: a bad link, an overloaded server whose answers come too late, or two nodes with one NID."},
			Next:     []string{"lctl get_param " + l.kind() + "." + l.device() + ".timeouts", "lnetctl stats show"}})
	}
}

// atLeast is a number of moments, which are more where some were not kept.
func (l *Lane) atLeast(n int) string {
	if l.Dropped > 0 {
		return fmt.Sprintf("at least %d", n)
	}
	return strconv.Itoa(n)
}

// period tells the period of moments, where all were kept.
func (l *Lane) period(list []Moment) string {
	if l.Dropped > 0 {
		return ""
	}
	return every(list)
}

// longStay is how long an import may be on its way before that is told, although it is over.
const longStay = 5 * time.Minute

// stays tells imports that were on their way for long, and are no more.
func (f *finder) stays() {
	for l := range f.imports {
		var worst, end Moment
		for i, m := range l.Moments[:max(0, len(l.Moments)-1)] {
			next := l.Moments[i+1]
			if m.Now == records.StateUnknown || settled(m.Now) || m.Now == records.Disconn || m.What != "" ||
				next.Group != m.Group || next.What != "" || next.Left != m.Now || next.Gap {
				continue
			}
			if next.At-m.At > end.At-worst.At {
				worst, end = m, next
			}
		}
		if end.At-worst.At < int64(longStay) {
			continue
		}
		f.add(Finding{Kind: "slow", Level: Look, Lanes: []int{l.ID}, Lines: []Moment{worst, end},
			Sentence: fmt.Sprintf("%s was in %s for %s, %s to %s", l.Title(), worst.Now, span(end.At-worst.At), f.when(&worst), f.when(&end)),
			Why:      []string{stuckWhy[worst.Now]}, Next: []string{l.asks()}})
	}
}

// manyConnects is how many connects an import file may count before that is told.
const manyConnects = 10

// troubled tells imports whose file shows that they have had trouble, or run on another NID
// than the usual one.
func (f *finder) troubled() {
	for l := range f.imports {
		for _, s := range l.Snapshots {
			if s.Attempts > manyConnects {
				f.add(Finding{Kind: "connects", Level: Look, Lanes: []int{l.ID}, Next: []string{l.asks()},
					Lines: []Moment{snapshotMoment(l, s, "connection_attempts")},
					Sentence: fmt.Sprintf("%s has connected %s since it was set up, and %s", l.Title(),
						counted(s.Attempts, "time", "times"), counted(s.Timeouts, "request has timed out", "requests have timed out")),
					Why: []string{"One connect is enough where nothing is ever lost. The state file's ring and the console tell when it was."}})
			}
			if s.First != "" && s.NID != "" && s.First != s.NID && s.State == records.Full {
				f.add(Finding{Kind: "failed-over", Level: Look, Lanes: []int{l.ID}, Next: append(l.pings(), "lctl ping "+s.First),
					Lines:    []Moment{snapshotMoment(l, s, "current_connection")},
					Sentence: fmt.Sprintf("%s is connected at %s, and %s is the first of its NIDs: it has failed over", l.Title(), s.NID, s.First)})
			}
		}
	}
}
