package follow

import (
	"fmt"
	"slices"

	"ostlife/model"
	"ostlife/model/lustre"
)

// numbers is what a slot's records show and the model's state leaves out: numbers that
// count up, and how much is on its way.
type numbers struct {
	slot    uint32
	current lustre.Numbers
	handle  lustre.Instance

	position  lustre.Position // of the last record that the slot reflects
	active    lustre.Instance
	activeFor lustre.ConnectionCount

	events  []event // queued, the one in the worker's hand first
	pings   []ping
	connect bool                     // the current connection's connect has not ended
	unheard []lustre.ConnectionCount // connects whose reply no record has told, the last maxUnheard of them
	asked   bool                     // nor what the import asks for
	parts   bool                     // nor the deactivation's disconnect
	fading  int                      // requests that the numbers have overtaken: they end unheard
	worked  bool                     // a worker was seen, and may not have ended

	dying model.Dying // once it is removed
}

// maxUnheard is of how many connects it is remembered that their reply may come. One that
// comes later than that is one too many.
const maxUnheard = 64

// hears takes the reply of a connect, however late: there is one of each.
func (n *numbers) hears(r *lustre.TraceRecord) string {
	i := slices.Index(n.unheard, r.Numbers.Count)
	if i < 0 {
		return fmt.Sprintf("no connect of %s is without its reply", told(r.Numbers))
	}
	n.unheard = slices.Delete(n.unheard, i, i+1)
	return ""
}

// sent notes a connect.
func (n *numbers) sent() {
	n.unheard = append(n.unheard, n.current.Count)
	if len(n.unheard) > maxUnheard {
		n.unheard = slices.Delete(n.unheard, 0, 1)
	}
}

// ping is a ping on its way, or a read, which says of the connection what a ping says.
type ping struct {
	numbers lustre.Numbers
	ask     lustre.Ask
}

// event is a queued event.
type event struct {
	kind     lustre.Event
	numbers  lustre.Numbers
	position lustre.Position
	instance lustre.Instance // of a connection
	over     bool            // its last step was taken
	gone     bool            // overtaken before its turn: the model has left it out
}

// head is the event that the worker is at, nil if there is none.
func (n *numbers) head() *event {
	for i := range n.events {
		if !n.events[i].over {
			return &n.events[i]
		}
	}
	return nil
}

// begun drops the events that were over when a worker's step shows that it went on.
func (n *numbers) begun() {
	n.events = slices.DeleteFunc(n.events, func(e event) bool { return e.over })
}

// queue appends an event with the numbers of now.
func (n *numbers) queue(kind lustre.Event, p lustre.Position, i lustre.Instance) {
	n.events = append(n.events, event{kind: kind, numbers: n.current, position: p, instance: i})
	n.worked = true
}

// overtake is what raising the numbers does to events and requests. A connect outlives
// a raised count only as one that nobody waits for.
func (n *numbers) overtake(count, generation bool) {
	if count {
		n.current.Count++
	}
	if generation {
		n.current.Generation++
	}
	inHand := true
	for i := range n.events {
		e := &n.events[i]
		if e.over || e.gone {
			continue
		}
		e.gone = !inHand && e.kind == lustre.EventConnected
		inHand = false
	}
	for _, open := range []*bool{&n.connect, &n.asked} {
		if *open {
			n.fading++
			*open = false
		}
	}
}

// open is how many requests have not ended for certain.
func (n *numbers) open() int {
	count := len(n.pings)
	for _, is := range []bool{n.connect, n.asked, n.parts} {
		if is {
			count++
		}
	}
	return count
}

// pinged takes out the ping that a record ends, if there is one.
func (n *numbers) pinged(r *lustre.TraceRecord) bool {
	i := slices.Index(n.pings, ping{r.Numbers, r.Ask})
	if i < 0 {
		return false
	}
	n.pings = slices.Delete(n.pings, i, i+1)
	return true
}

// queued reports that the import may show this many events and workers: an event that
// is over may not have been taken out yet, nor a worker without events have ended. What
// is seen to have gone is gone.
func (n *numbers) queued(events, workers int) bool {
	for events < len(n.events) && n.events[0].over {
		n.events = slices.Delete(n.events, 0, 1)
	}
	ok := events == len(n.events) && workers <= 1 && (workers == 1 || events == 0) && (workers == 0 || n.worked)
	n.worked = workers == 1
	return ok
}
