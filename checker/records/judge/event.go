package judge

import (
	"strings"

	"ostlife/checker/records"
)

// Weight is how much an event matters in a story.
type Weight uint8

// The weights. Noise is counted and not kept.
const (
	Noise Weight = iota
	Detail
	Step
	Mark
)

// Event is one thing that happened to a lane.
type Event struct {
	Stamp  records.Stamp
	Place  records.Place
	What   records.What  // of a message; 0 for a change of state
	Left   records.State // of a change of state, where it is known
	Now    records.State // what the lane is in afterwards; unknown where the event does not say
	Seen   bool          // the change itself was printed, or is in a ring: not only concluded
	Ring   bool          // from a state file's ring
	Gap    bool          // others were before it that were not kept
	Weight Weight
	Text   string
	Peer   string // the NID that it names
	Count  int64  // of a recovery's end: the clients that it evicted
	clock  int32  // which clock the stamp is of
}

// kept is a lane's events: the first and the last ones, and how many were between.
type kept struct {
	first, last []Event
	next        int // in last, which is a ring once it is full
	dropped     int64
}

// add keeps an event, or takes the place of the oldest that is not among the first.
func (k *kept) add(e Event, room func() bool) {
	switch {
	case len(k.first) < firstEvents:
		k.first = append(k.first, e)
	case len(k.last) < leastEvents || len(k.last) < lastEvents && room():
		k.last = append(k.last, e)
	default:
		k.last[k.next] = e
		k.next = (k.next + 1) % len(k.last)
		k.dropped++
	}
}

// all lists the events in the order in which they were taken.
func (k *kept) all() []Event {
	list := make([]Event, 0, len(k.first)+len(k.last))
	list = append(list, k.first...)
	list = append(list, k.last[k.next:]...)
	list = append(list, k.last[:k.next]...)
	if k.dropped > 0 {
		list[len(k.first)].Gap = true
	}
	return list
}

// told is how a message is told: with {name} in place of a field, and what state it says.
type told struct {
	text   string
	weight Weight
	now    records.State
}

// fill puts a message's fields into a text. What it does not have leaves its place empty.
func fill(text string, m *records.Message) string {
	var b strings.Builder
	for {
		before, behind, found := strings.Cut(text, "{")
		b.WriteString(before)
		if !found {
			return strings.TrimRight(b.String(), " ")
		}
		name, rest, _ := strings.Cut(behind, "}")
		b.WriteString(field(name, m))
		text = rest
	}
}

func field(name string, m *records.Message) string {
	switch name {
	case "nid":
		return m.NID
	case "client":
		if _, named := m.Fields.Get("client"); !named {
			return m.NID
		}
	case "target":
		return ParseName(m.Target).Target
	}
	value, _ := m.Fields.Get(name)
	return value
}
