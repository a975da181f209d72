package judge

import (
	"fmt"
	"strings"
	"time"

	"ostlife/checker/records"
)

// Placing is how a clock was put on the axis.
type Placing uint8

// The ways, the surest first.
const (
	Exact    Placing = iota // seconds since 1970, or with a zone
	Anchored                // by a request whose absolute time was printed with it
	Assumed                 // without a zone, taken as UTC; without a year, as the nearest one
	Alone                   // nothing else has this clock
)

// clockKey is what makes two stamps of one clock.
type clockKey struct {
	clock records.Clock
	zoned bool
	scope string // of what an absolute clock does not need
}

// clock is one clock that stamps are of.
type clock struct {
	key     clockKey
	first   records.Place
	anchor  int64 // nanoseconds to add for the time since 1970, from requests; the highest
	anchors int
	low     int64 // of its stamps
	high    int64
	offset  int64
	placing Placing
}

// clocks are all clocks of a story. The first is the absolute one.
type clocks struct {
	list  []*clock
	index map[clockKey]int32
}

func newClocks() clocks {
	c := clocks{index: map[clockKey]int32{}}
	c.list = append(c.list, &clock{})
	return c
}

func absolute(s *records.Stamp) bool {
	return s.Clock == records.Epoch || s.Clock == records.Wall && s.Zoned
}

// of gives the number of a stamp's clock, and -1 where there was no time.
func (c *clocks) of(s *records.Stamp, o *records.Origin) int32 {
	if s.Clock == records.NoClock {
		return -1
	}
	at := int32(0)
	if !absolute(s) {
		at = c.find(s, o)
	}
	k := c.list[at]
	if k.first.File == "" {
		k.first, k.low, k.high = o.First, s.Nanos, s.Nanos
	}
	k.low, k.high = min(k.low, s.Nanos), max(k.high, s.Nanos)
	return at
}

// find finds the clock: seconds since boot are each file's, unless a host is named.
func (c *clocks) find(s *records.Stamp, o *records.Origin) int32 {
	key := clockKey{clock: s.Clock, zoned: s.Zoned, scope: scopeOf(o)}
	if n, ok := c.index[key]; ok {
		return n
	}
	if len(c.list) >= maxClocks {
		return int32(len(c.list) - 1)
	}
	c.list = append(c.list, &clock{key: key})
	n := int32(len(c.list) - 1)
	c.index[key] = n
	return n
}

// anchor takes a request's own time: the message was printed when it had timed out, and so
// not before its deadline.
func (c *clocks) anchor(m *records.Message) {
	if m.Request == nil || m.What != records.WhatTimedOut || m.Stamp.Clock == records.NoClock || absolute(&m.Stamp) {
		return
	}
	told := max(m.Request.Sent, m.Request.Deadline)
	if told <= 0 {
		return
	}
	k := c.list[c.of(&m.Stamp, &m.Origin)]
	offset := told*int64(time.Second) - m.Stamp.Nanos
	if k.anchors == 0 || offset > k.anchor {
		k.anchor = offset
	}
	k.anchors++
}

// zoneStep is what zones differ by at least.
const zoneStep = int64(15 * time.Minute)

// place puts the clocks on one axis.
func (c *clocks) place() {
	known := c.list[0].first.File != ""
	low, high := c.list[0].low, c.list[0].high
	widen := func(k *clock) {
		if !known {
			low, high, known = k.low+k.offset, k.high+k.offset, true
		}
		low, high = min(low, k.low+k.offset), max(high, k.high+k.offset)
	}
	for _, k := range c.list[1:] {
		if k.anchors > 0 {
			k.placing, k.offset = Anchored, k.anchor
			if k.key.clock != records.Uptime {
				k.offset = roundTo(k.anchor, zoneStep)
			}
			widen(k)
		} else if k.key.clock == records.Wall {
			k.placing = Assumed
			widen(k)
		}
	}
	for _, k := range c.list[1:] {
		if k.anchors > 0 || k.key.clock == records.Wall {
			continue
		}
		k.placing = Alone
		if k.key.clock == records.YearLess && known {
			k.placing, k.offset = Assumed, nearestYear(k, low+(high-low)/2)
		}
	}
	c.only(known)
}

// only gives a clock that is beside no other one the axis for itself, and puts clocks
// without a year beside each other.
func (c *clocks) only(known bool) {
	if known {
		return
	}
	for _, k := range c.list[1:] {
		if k.key.clock == records.YearLess {
			k.placing = Assumed
		}
	}
}

func roundTo(n, step int64) int64 {
	half := step / 2
	if n < 0 {
		half = -half
	}
	return (n + half) / step * step
}

// nearestYear gives the offset of the year in which a clock's stamps are nearest to a time.
func nearestYear(k *clock, to int64) int64 {
	year := time.Unix(0, to).UTC().Year()
	best, distance := int64(0), int64(-1)
	for _, y := range []int{year - 1, year, year + 1} {
		offset := yearOffset(y, k.low)
		away := k.low + offset - to
		if away < 0 {
			away = -away
		}
		if distance < 0 || away < distance {
			best, distance = offset, away
		}
	}
	return best
}

// yearOffset is what a time in a leap year that began at 0 is to be moved by, to be the same
// date of another year.
func yearOffset(year int, nanos int64) int64 {
	start := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)
	offset := start.UnixNano()
	const endOfFebruary = int64(59 * 24 * time.Hour)
	if nanos >= endOfFebruary && start.AddDate(1, 0, -1).YearDay() == 365 {
		offset -= int64(24 * time.Hour)
	}
	return offset
}

// ClockNote says what was assumed of a clock.
type ClockNote struct {
	Scope string // the host, or the file
	Text  string
}

// notes tells what was assumed.
func (c *clocks) notes() []ClockNote {
	var list []ClockNote
	for _, k := range c.list[1:] {
		text := ""
		switch {
		case k.first.File == "":
		case k.placing == Anchored && k.key.clock == records.Uptime:
			text = "seconds since boot; requests whose absolute time is told place them, at most some seconds early"
		case k.placing == Anchored:
			text = "no zone is named; requests whose absolute time is told show it"
		case k.placing == Assumed && k.key.clock == records.Wall:
			text = "no zone is named: the times are taken as UTC"
		case k.placing == Assumed && k.offset != 0:
			text = fmt.Sprintf("no year is named: %d is nearest to the others", time.Unix(0, k.low+k.offset).UTC().Year())
		case k.placing == Alone && len(c.list) > 2:
			text = "a clock that cannot be put beside the others, told for itself"
		}
		if text != "" {
			list = append(list, ClockNote{strings.TrimPrefix(k.key.scope, "host "), text})
		}
	}
	return list
}
