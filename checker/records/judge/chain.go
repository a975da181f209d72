package judge

import (
	"fmt"
	"slices"
	"strings"

	"ostlife/checker/records"
	"ostlife/checker/records/era"
)

// printer is the function that prints every change of state since 2019. Before, each was
// printed where it was made.
const printer = "import_set_state_nolock"

// callers begins the names of the functions that printed their own changes before 2019. A
// name that is neither proves nothing: a byte of it may be wrong.
const callers = "ptlrpc_"

// chain is what was seen of an import in one file, up to a line: from where the next change
// goes on, and in which situation it is.
type chain struct {
	file        string
	breaks      int64 // the judge's, when it was looked at last
	place       records.Place
	state       records.State // entered last; unknown at the beginning and behind a break
	failed      tri           // it was entered from CONNECTING, by that change
	invalidated tri           // it has been EVICTED and not FULL since
}

// begin forgets all: another file, or lines are missing.
func (c *chain) begin(file string) {
	breaks := c.breaks
	invalidated := unknown
	if c.file == file && c.invalidated == yes {
		invalidated = yes // a missing line can have ended it, and nothing else
	}
	*c = chain{file: file, breaks: breaks, invalidated: invalidated}
}

// enter takes in a change.
func (c *chain) enter(from, to records.State, at records.Place) {
	if from != to {
		c.failed = no
	}
	if from == records.Connecting && to == records.Disconn {
		c.failed = yes
	}
	switch to {
	case records.Evicted:
		c.invalidated = yes
	case records.Full, records.New, records.Idle:
		c.invalidated = no
	}
	c.state, c.place = to, at
}

// situation answers what the relation asks. A debug log loses lines without a trace, and
// those that are left may fit together all the same: it can show that an import is in a
// situation, and never that it is not. A ring loses nothing.
func (c *chain) situation(reverse tri, ring bool) func(era.When) (is, sure bool) {
	return func(w era.When) (bool, bool) {
		answer := reverse
		switch w {
		case era.JustFailed:
			answer = c.failed
		case era.Invalidating:
			answer = c.invalidated
		}
		return answer == yes, answer == yes || answer == no && (ring || w == era.Reverse)
	}
}

// judged judges one change that was seen as such.
func (l *lane) judged(from, to records.State, in era.Set, reverse tri, at sighting) {
	l.changes.count(from, to)
	switch era.Judge(from, to, in, l.chain.situation(reverse, at.ring)) {
	case era.Legal:
		l.changes.legal++
	case era.Illegal:
		l.changes.broke(violation(from, to, in, at))
	default:
		l.changes.miss(Missing{Lines: at.places(), Text: fmt.Sprintf(
			"whether %s to %s was legal depends on what was before, which the records do not show", from, to)})
	}
}

// sighting is where a change was seen: the lines that show it.
type sighting struct {
	first, last records.Place
	stamp       records.Stamp
	ring        bool
}

func (s sighting) places() []records.Place {
	if s.first == s.last {
		return []records.Place{s.first}
	}
	return []records.Place{s.first, s.last}
}

// violation tells why a change is not legal.
func violation(from, to records.State, in era.Set, at sighting) Violation {
	v := Violation{From: from, To: to, Lines: at.places(), Stamp: at.stamp, Rule: "enter-" + strings.ToLower(to.String())}
	v.Sentence = fmt.Sprintf("the debug log says that it went from %s to %s.", from, to)
	if at.ring {
		v.Sentence = fmt.Sprintf("%s stands right behind %s in the ring of its state file.", to, from)
	}
	ways := era.Entered(to, in)
	v.Demand = fmt.Sprintf("in Lustre %s no import comes from %s to %s", in, from, to)
	if from == records.Closed {
		v.Rule = "closed"
		v.Demand = "an import that is CLOSED remains so until its device is set up again"
	} else if len(ways) > 0 {
		v.Demand += "; to " + to.String() + " it comes from " + names(ways)
	}
	for _, s := range ways {
		for _, e := range era.Find(s, to, in) {
			if e.When == era.Always || e.When == era.JustFailed {
				v.Legal = append(v.Legal, Way{s, to, e.Name, e.How, e.Source})
			}
		}
	}
	v.Legal = slices.CompactFunc(v.Legal, func(a, b Way) bool { return a == b })
	return v
}

// names lists states with commas.
func names(list []records.State) string {
	var words []string
	for _, s := range list {
		words = append(words, s.String())
	}
	return joined(words, "or")
}

// joined joins words with commas and one word before the last.
func joined(words []string, last string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " " + last + " " + words[len(words)-1]
}

// transition judges a change of state that a debug log prints.
func (j *Judge) transition(t *records.Transition) {
	j.seen.transitions++
	l := j.address(t.Import, t.Target, &t.Origin)
	eras := j.evidence(&t.Origin, transitionEras(t))
	c := &l.chain
	if c.file != t.First.File || c.breaks != j.breaks {
		c.begin(t.First.File)
		c.breaks = j.breaks
	}
	if c.state != records.StateUnknown && !era.Bridges(c.state, t.Left, eras) {
		l.changes.miss(Missing{Lines: []records.Place{c.place, t.First}, Text: fmt.Sprintf(
			"it was %s, and leaves %s: the lines between are missing, or out of order", c.state, t.Left)})
		c.begin(c.file)
	} else if c.state != t.Left {
		c.failed = no // a step that nobody prints was between, and none of those is a failed connect
	}
	if c.state == records.StateUnknown {
		c.failed = unknown
	}
	reverse := no
	if l.odd {
		reverse = yes // every import but a server's own has a target that is named as one
	}
	if strings.HasPrefix(t.Spot.Function, "ptlrpc_import_enter_resend") {
		reverse = yes
	}
	now := whole(t, eras)
	l.judged(t.Left, now, eras, reverse, sighting{first: t.First, last: t.First, stamp: t.Stamp})
	c.enter(t.Left, now, t.First)
	j.keep(l, Event{Left: t.Left, Now: now, Seen: true, Weight: Step}, &t.Origin)
}

// whole gives the state that a line names last. Of a line that was cut or wrapped, REPLAY may
// be the beginning of REPLAY_LOCKS or REPLAY_WAIT: it is believed only where it fits.
func whole(t *records.Transition, in era.Set) records.State {
	torn := t.Cut || t.First.Line != t.Last.Line
	if torn && t.Now == records.Replay && len(era.Find(t.Left, t.Now, in)) == 0 {
		return records.StateUnknown
	}
	return t.Now
}

// transitionEras is what a line of the debug log says of its era.
func transitionEras(t *records.Transition) era.Set {
	in := era.All
	switch {
	case t.Left == records.New: // not printed since 2019
		in = era.Of(era.Old, era.Middle)
	case t.Spot.Function == printer:
		in = era.Of(era.Now)
	case strings.HasPrefix(t.Spot.Function, callers):
		in = era.Of(era.Old, era.Middle)
	}
	if t.Left == records.Idle || t.Now == records.Idle {
		in = in.Narrow(era.Of(era.Middle, era.Now))
	}
	return in
}
