package render

import (
	"fmt"
	"time"

	"ostlife/checker/records"
	"ostlife/checker/records/era"
)

// Pick gives a number from 0 to n-1.
type Pick func(n int) int

// Shape is what is drawn.
type Shape struct {
	Era     era.Era
	Imports int
	Changes int // of state, of each import at most
}

// Change is one change of an import's state.
type Change struct {
	At       time.Time
	From, To records.State
	Silent   bool   // neither the debug log nor the ring has it
	Function string // that makes it
}

// Import is an import with all that happened to it.
type Import struct {
	Device  string // "demo-OST0002-osc-ffff9a0011223344"
	Target  string // "demo-OST0002"
	Address string // as a debug log prints it
	NID     string
	Changes []Change
	Gone    bool // it is closed, or another one has its name: no parameter file speaks of it
}

// History is what happened on a node.
type History struct {
	Era     era.Era
	Host    string
	Imports []Import
}

// start is when a history begins.
var start = time.Unix(1787650000, 0).UTC()

// walker draws the changes of one import.
type walker struct {
	pick    Pick
	era     era.Era
	state   records.State
	failed  bool
	invalid bool
	at      time.Time
}

// Draw draws a history: legal changes only.
func Draw(pick Pick, s Shape) *History {
	h := &History{Era: s.Era, Host: "node1"}
	owner := "ffff9a0011223344"
	if pick(2) == 1 {
		owner = "MDT0000"
	}
	for i := range s.Imports {
		im := Import{Target: fmt.Sprintf("demo-OST%04x", i), NID: fmt.Sprintf("10.9.8.%d@tcp", 7+i%2),
			Address: fmt.Sprintf("%016x", 0xa1b2c3d4+0x100*i)}
		im.Device = im.Target + "-osc-" + owner
		w := walker{pick: pick, era: s.Era, state: records.New, at: start}
		for range 1 + pick(s.Changes) {
			if c, ok := w.step(); ok {
				im.Changes = append(im.Changes, c)
			}
		}
		h.Imports = append(h.Imports, im)
	}
	return h
}

// step takes one way that is open.
func (w *walker) step() (Change, bool) {
	var ways []era.Edge
	var to []records.State
	for s := records.Closed; s <= records.Idle; s++ {
		for _, e := range era.Find(w.state, s, era.Of(w.era)) {
			if w.open(e) {
				ways, to = append(ways, e), append(to, s)
			}
		}
	}
	if len(ways) == 0 {
		return Change{}, false
	}
	n := w.pick(len(ways))
	if to[n] == records.Closed && w.pick(8) > 0 { // the end comes seldom
		n = w.pick(len(ways))
	}
	c := Change{At: w.at, From: w.state, To: to[n], Silent: ways[n].Silent, Function: callers[ways[n].Name]}
	w.enter(to[n])
	w.at = w.at.Add(delays[w.pick(len(delays))])
	return c, true
}

// delays are the times between two changes.
var delays = []time.Duration{0, time.Microsecond, 300 * time.Microsecond, 40 * time.Millisecond, time.Second,
	7 * time.Second, 25 * time.Second, 50 * time.Second, 11 * time.Minute}

// callers are the functions that made a change, before one function made all.
var callers = map[string]string{"E2": "ptlrpc_connect_import", "E3": "ptlrpc_connect_interpret", "E23": "ptlrpc_set_import_discon"}

// open reports that the import is in the situation that a way needs.
func (w *walker) open(e era.Edge) bool {
	switch e.When {
	case era.JustFailed:
		return w.failed
	case era.Invalidating:
		return w.invalid
	case era.Reverse:
		return false
	}
	return true
}

func (w *walker) enter(to records.State) {
	if to != w.state {
		w.failed = w.state == records.Connecting && to == records.Disconn
	}
	switch to {
	case records.Evicted:
		w.invalid = true
	case records.Full, records.New, records.Idle:
		w.invalid = false
	}
	w.state = to
}

// Last is the state that an import has come to.
func (im *Import) Last() records.State {
	if len(im.Changes) == 0 {
		return records.New
	}
	return im.Changes[len(im.Changes)-1].To
}
