package show

import (
	"math"
	"slices"
	"strings"
	"time"

	"ostlife/checker/records"
	"ostlife/checker/records/judge"
)

// scale maps the times of one axis to columns.
type scale struct {
	axis   *judge.Axis
	width  int
	points []point // nil where it is to scale
}

// point is a moment of the axis with a place of its own.
type point struct {
	at     int64
	column int
	room   int // columns for moments at that time
}

// newScale lays an axis out for those lanes.
func newScale(axis *judge.Axis, group int, lanes []*judge.Lane, width int) scale {
	rooms := map[int64]int{}
	for _, l := range lanes {
		own := map[int64]int{}
		for i := range l.Moments {
			if m := &l.Moments[i]; m.Group == group && m.Now != records.StateUnknown {
				own[m.At]++
				rooms[m.At] = max(rooms[m.At], own[m.At])
			}
		}
		if len(rooms) > width {
			return scale{axis: axis, width: width}
		}
	}
	var points []point
	for at, room := range rooms {
		points = append(points, point{at: at, room: room})
	}
	slices.SortFunc(points, func(a, b point) int { return int(math.Copysign(1, float64(a.at-b.at))) })
	total := 0
	for _, p := range points {
		total += p.room
	}
	if total > width {
		return scale{axis: axis, width: width}
	}
	return spread(axis, points, total, width)
}

// maxBetween is the room between two moments at most.
const maxBetween = 12

// spread gives the room that is left to the times between, by their logarithm.
func spread(axis *judge.Axis, points []point, total, width int) scale {
	weights, sum := make([]float64, len(points)), 0.0
	for i := 1; i < len(points); i++ {
		passed := time.Duration(points[i].at - points[i-1].at)
		weights[i] = math.Log2(2 + passed.Seconds())
		sum += weights[i]
	}
	column := 0
	for i := range points {
		if i > 0 {
			column += min(maxBetween, int(float64(width-total)*weights[i]/sum))
		}
		points[i].column = column
		column += points[i].room
	}
	return scale{axis: axis, width: column, points: points}
}

// column gives the place of the nth moment at a time.
func (s *scale) column(at int64, nth int) int {
	if s.points == nil {
		if s.axis.High == s.axis.Low {
			return 0
		}
		return int(float64(at-s.axis.Low) / float64(s.axis.High-s.axis.Low) * float64(s.width-1))
	}
	i, found := slices.BinarySearchFunc(s.points, at, func(p point, at int64) int {
		return int(math.Copysign(1, float64(p.at-at))) * b2i(p.at != at)
	})
	if found {
		p := s.points[i]
		return p.column + p.room - 1 - max(0, p.room-1-nth)
	}
	if i == 0 {
		return 0
	}
	return s.points[i-1].column + s.points[i-1].room - 1
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// strip draws a lane: from its first state on, until its records end.
func (s *scale) strip(l *judge.Lane, group int, until int64) []records.State {
	cells := make([]records.State, s.width)
	set := func(at int, state records.State) {
		if at < len(cells) && looks[state].rank >= looks[cells[at]].rank {
			cells[at] = state
		}
	}
	state, from, nth, last := records.StateUnknown, 0, 0, int64(math.MinInt64)
	for i := range l.Moments {
		m := &l.Moments[i]
		if m.Gap {
			state = records.StateUnknown // what it was meanwhile was not kept
		}
		if m.Group != group || m.Now == records.StateUnknown {
			continue
		}
		if m.At != last {
			nth, last = 0, m.At
		}
		to := s.column(m.At, nth)
		for c := from + 1; c < to; c++ {
			set(c, state)
		}
		if s.points != nil {
			cells[min(to, len(cells)-1)] = m.Now
		} else {
			set(to, m.Now)
		}
		state, from = m.Now, to
		nth++
	}
	if state != records.StateUnknown {
		for c := from + 1; c <= s.column(until, 0); c++ {
			set(c, state)
		}
	}
	return cells
}

// ticks writes times under the places where they are, those that have room.
func (s *scale) ticks() string {
	line := []byte(strings.Repeat(" ", s.width+24))
	free := 0
	put := func(column int, at int64) {
		text := s.axis.Time(at, time.Second)
		if column >= free && column+len(text) <= len(line) {
			copy(line[column:], text)
			free = column + len(text) + 2
		}
	}
	if s.points == nil {
		for i := range 4 {
			at := s.axis.Low + (s.axis.High-s.axis.Low)/4*int64(i)
			put(s.column(at, 0), at)
		}
	}
	if n := len(s.points); n > 0 {
		last := s.points[n-1]
		text := s.axis.Time(last.at, time.Second)
		copy(line[last.column:], text) // the end is told in any case
		for _, p := range s.points[:n-1] {
			if p.column+len(text)+2 <= last.column {
				put(p.column, p.at)
			}
		}
	}
	return strings.TrimRight(string(line), " ")
}
