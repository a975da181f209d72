package harness

import (
	"slices"
	"strings"
	"time"

	"ostlife/impl/env"
	"ostlife/impl/ptlrpc"
	"ostlife/impl/wire"
)

// window is the picker of a small program. Outside of its window, in the preparation
// and after the end, it takes the first choice. The window opens at the moment at which
// the clients call and closes when the clock moves on after they have all returned.
// Inside, it asks the picker that enumerates, but for two things:
//
// A relay goes first, and nobody is asked: see [relays].
//
// Where the task that moved last waits, any other may go on, and there are many such
// places: going on with another than the first is a switch, and bounded as preemptions
// are. When the bound is used up, the first goes on.
type window struct {
	inner  env.Picker
	runner *runner
	opens  time.Duration
	relays []relay
	met    []int // by relay: how often it went first

	switches int           // left in this run; below 0: any number
	last     int           // the task that moved last, relays aside; -1 for none
	alias    int           // the number under which inner knows it
	moved    bool          // it has, and nobody was asked since
	when     time.Duration // it did
	waited   bool          // it waits, or did before a relay woke it
	offered  []env.Choice
}

func newWindow(inner env.Picker, opens time.Duration, switches int) *window {
	return &window{inner: inner, opens: opens, switches: switches, relays: relays, met: make([]int, len(relays)),
		last: -1, alias: -1, waited: true}
}

// open reports that the moment belongs to the window. The runner's fields may be read
// here: the goroutine that asks for a pick has the world's baton.
func (w *window) open(now time.Duration) bool {
	if now <= w.opens {
		return now == w.opens
	}
	for c, steps := range w.runner.plan.Clients {
		if w.runner.at[c] < len(steps) {
			return true
		}
	}
	return false
}

// Pick implements [env.Picker].
func (w *window) Pick(choices []env.Choice) int {
	now := w.runner.world.Now()
	if !w.open(now) {
		return 0
	}
	if w.moved {
		w.moved = false
		w.waited = now != w.when || !slices.ContainsFunc(choices, func(c env.Choice) bool { return c.Task == w.last })
	}
	if i := w.relay(choices); i >= 0 {
		return i
	}
	i := w.ask(choices)
	w.last, w.alias, w.moved, w.when = choices[i].Task, w.offered[i].Task, true, now
	return i
}

// ask asks the picker that enumerates, with one choice only where no switch is left.
// That picker takes a task which moved last and can go on for one that did not wait; one
// that a relay woke meanwhile did, and is offered as another task.
func (w *window) ask(choices []env.Choice) int {
	if w.waited && w.switches == 0 {
		choices = choices[:1]
	}
	w.offered = append(w.offered[:0], choices...)
	for i := range w.offered {
		switch c := &w.offered[i]; {
		case c.Task != w.last:
		case !w.waited:
			c.Task = w.alias
		case w.alias == w.last:
			c.Task = wokenTask
		}
	}
	i := w.inner.Pick(w.offered)
	if w.waited && i > 0 && w.switches > 0 {
		w.switches--
	}
	return i
}

// wokenTask is the number of no task.
const wokenTask = -2

// relay is the first choice that is a relay, -1 if there is none.
func (w *window) relay(choices []env.Choice) int {
	for i := range choices {
		for n := range w.relays {
			if w.relays[n].is(&choices[i]) {
				w.met[n]++
				return i
			}
		}
	}
	return -1
}

// relays are the steps that only pass something on, each with the reason why nothing is
// lost when such a step is taken as soon as it can be. In general: let the step r of a
// task be ready, and let the steps of other tasks that a schedule takes before r neither
// see what r does nor change what r will do. Then r can be taken before them, one after
// the other, and every later state is the same. So is the verdict, because a history is
// judged by which return came before which call, and a trace by the order of the records
// of each lock. The schedule with its relays in front has no more preemptions than the
// one that it stands for: it leaves a task that could go on only where that one left it,
// for the same task or for a relay.
var relays = []relay{
	{"network", wire.PointIdle, "the messages leave in the order in which they were sent, which a message sent meanwhile does not change"},
	{"network", wire.PointDeliver, "a message joins the end of what its receiver has not looked at yet; nobody else puts anything there"},
	{"", ptlrpc.PointRequests, "the service task alone takes from the front of its queue, and stops again before it serves"},
	{"ptlrpcd ", ptlrpc.PointReplies, "ptlrpcd alone takes from the front of its queue, and stops again before it interprets; an abort of what it took changes nothing any more, before as after; no OST calls the one client back"},
	{"ptlrpcd admin", ptlrpc.PointInterpret, "the answer is for one client, who waits for nothing else"},
	{"client ", ptlrpc.PointCall, "the client has its answer and only returns; a return that comes earlier leaves fewer orders of the operations, so that it is judged more strictly, never less"},
	{"worker ", env.PointStart, "the worker stops again before it looks at anything"},
	{"harness", PointDone, "the harness only counts the clients that have returned"},
}

// relay is a step: of the tasks whose name begins so, from that point.
type relay struct {
	task  string
	point env.Point
	why   string
}

func (r *relay) is(c *env.Choice) bool {
	return c.Point == r.point && strings.HasPrefix(c.Name, r.task)
}
