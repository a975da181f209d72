package judge

import (
	"fmt"
	"time"

	"ostlife/checker/records"
)

// Bounds of what is called a storm.
const (
	stormConnects = 4 // connects that failed one after another
	flaps         = 3 // times that an import was lost and came back
	flapWithin    = time.Hour
)

// storms tells imports that connect in vain again and again, and how often.
func (f *finder) storms() {
	for l := range f.imports {
		run, longest := []Moment{}, []Moment{}
		for _, m := range l.Moments {
			switch {
			case m.What != "":
			case m.Now == records.Connecting:
				run = append(run, m)
			case m.Now == records.Disconn || m.Now == records.New:
			default:
				run = nil
			}
			if len(run) > len(longest) {
				longest = append(longest[:0], run...)
			}
		}
		if len(longest) < stormConnects {
			continue
		}
		first, last := longest[0], longest[len(longest)-1]
		x := Finding{Kind: "reconnects", Level: Look, Lanes: []int{l.ID}, Lines: longest,
			Sentence: fmt.Sprintf("%s connected %d times in a row without success, %s to %s%s", l.Title(), len(longest),
				f.when(&first), f.when(&last), every(longest))}
		x.Why = []string{"The server was down, was not ready (EBUSY or EAGAIN while it starts), or there was no way to it; each try takes a NID's turn."}
		if l.State == records.Full || l.State == records.Idle {
			x.Level = Told
			x.Why = append(x.Why, "It is over: it has connected since.")
		}
		x.Next = []string{"lctl ping " + l.nid(), l.asks()}
		f.add(x)
	}
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
			Sentence: fmt.Sprintf("%s was lost %d times, %s to %s%s", l.Title(), len(lost), f.when(&first), f.when(&last), every(lost)),
			Why:      []string{"It comes back each time, and is lost again: a bad link, an overloaded server whose answers come too late, or two nodes with one NID."},
			Next:     []string{"lctl get_param " + l.kind() + "." + l.device() + ".timeouts", "lnetctl stats show; lnetctl peer show --nid " + l.nid()}})
	}
}
