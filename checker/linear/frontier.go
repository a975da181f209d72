package linear

import (
	"math/bits"
	"time"

	"ostlife/model/sequential"
)

// frontier decides a partition by another way than porcupine: it goes along the stamps and
// keeps all the configurations that are possible at the moment, instead of following one
// order to its end and coming back. An operation is placed only when one that returns has
// to be there. It cannot show an order, nor where one fails; but it remembers no more than
// one moment has, where a search in depth, that took a wrong way early, goes through all
// that comes later again and again. It takes over when [search] has used its memory up.
type frontier struct {
	rules    sequential.Rules
	deadline time.Time // none if zero
	most     int       // configurations at one moment

	items   []item
	slots   []int  // what is open: an item, or none
	open    uint64 // the slots in use
	slot    []int  // of each item that is open
	scratch sequential.State

	steps   int
	stopped string
	doubt   sequential.Rule
}

// configuration is one way to have come to a moment: where it has led, and which of the
// open operations have taken effect.
type configuration struct {
	at    *place
	taken uint64
}

// none is a slot that is free.
const none = -1

// outOfSlots says that more operations are open at once than a set of them can tell.
const outOfSlots = "more operations are open at once than the search can hold"

// run decides, and says why if it cannot.
func (f *frontier) run(items []item) (Result, string) {
	f.items, f.slot = items, make([]int, len(items))
	now := newCrowd()
	now.add(configuration{at: start()})
	for _, e := range events(items) {
		switch {
		case !e.returns:
			f.call(e.of)
		default:
			now = f.returned(now, e.of)
		}
		if f.stopped != "" {
			return Undecided, f.stopped
		}
		if len(now.list) == 0 {
			return f.nothingLeft()
		}
	}
	return Holds, ""
}

// nothingLeft is the verdict where no order is possible, but for those that a bound of the
// specification cut off.
func (f *frontier) nothingLeft() (Result, string) {
	if f.doubt != sequential.Accepted {
		return Undecided, f.doubt.Sentence()
	}
	return Violated, ""
}

// call gives an operation a slot.
func (f *frontier) call(of int) {
	b := bits.TrailingZeros64(^f.open)
	switch {
	case b == 64:
		f.stopped = outOfSlots
		return
	case b == len(f.slots):
		f.slots = append(f.slots, none)
	}
	f.slots[b], f.slot[of] = of, b
	f.open |= 1 << b
}

// returned keeps the configurations in which the operation has taken effect, and goes on
// from the others until it has.
func (f *frontier) returned(now *crowd, of int) *crowd {
	bit := uint64(1) << f.slot[of]
	next, seen := newCrowd(), now
	for i := 0; i < len(seen.list) && f.stopped == ""; i++ { // the list grows
		c := seen.list[i]
		if c.taken&bit != 0 {
			next.add(configuration{c.at, c.taken &^ bit})
			continue
		}
		f.expand(c, seen)
	}
	f.open &^= bit
	f.slots[f.slot[of]] = none
	return next
}

// expand adds what one more operation leads to. One that is calm and changes nothing may
// as well come first: then nothing else needs to be tried ([item.calm]).
func (f *frontier) expand(c configuration, seen *crowd) {
	from := len(seen.list)
	for left := f.open &^ c.taken; left != 0; left &= left - 1 {
		b := bits.TrailingZeros64(left)
		it := &f.items[f.slots[b]]
		f.look(len(seen.list))
		to, reason := c.at.take(f.rules, it, &f.scratch)
		if to == nil {
			if reason.Rule.Bound() {
				f.doubt = reason.Rule
			}
			continue
		}
		one := configuration{to, c.taken | 1<<b}
		if to != c.at && to.state == c.at.state && it.calm() {
			seen.cut(from)
			seen.add(one)
			return
		}
		seen.add(one)
	}
}

// look ends the search if a bound is reached.
func (f *frontier) look(configurations int) {
	f.steps++
	switch {
	case configurations > f.most:
		f.stopped = outOfMemory
	case f.steps%clockSteps == 0 && !f.deadline.IsZero() && !time.Now().Before(f.deadline):
		f.stopped = outOfTime
	}
}

// crowd is a set of configurations in the order in which they came.
type crowd struct {
	list []configuration
	last map[uint64]int // the last one in the list of each hash, counted from 1
	same []int          // of each, the one before it of the same hash
}

func newCrowd() *crowd { return &crowd{last: map[uint64]int{}} }

func (c configuration) hash() uint64 { return c.at.hash() ^ c.taken*0x9E3779B97F4A7C15 }

func (s *crowd) add(c configuration) {
	h := c.hash()
	head := s.last[h]
	for i := head; i != 0; i = s.same[i-1] {
		if other := s.list[i-1]; other.taken == c.taken && other.at.equal(c.at) {
			return
		}
	}
	s.list, s.same = append(s.list, c), append(s.same, head)
	s.last[h] = len(s.list)
}

// cut takes back all from a place in the list on.
func (s *crowd) cut(from int) {
	for i := len(s.list) - 1; i >= from; i-- {
		s.last[s.list[i].hash()] = s.same[i]
	}
	s.list, s.same = s.list[:from], s.same[:from]
}
