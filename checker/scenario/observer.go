package scenario

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"sync"
	"time"

	"ostlife/model/lustre"
)

// Bounds of what is kept of a run.
const (
	// MaxSeen is how many actions of a run are kept; with more it is undecided.
	MaxSeen = 1 << 20
	// TailLines is how many of the last actions a failure tells.
	TailLines = 20
)

// action is one action of a run.
type action struct {
	at     time.Duration // of the world
	stamp  uint64
	name   lustre.Action
	node   lustre.Node
	target lustre.Target
	state  lustre.ImportState // of the import behind it, ABSENT where the action shows none
	moved  bool               // into that state, by this action
	taken  bool               // of an OST: it took it, and did not refuse it
	object uint64
}

// pair is a node and a target.
type pair struct {
	node   lustre.Node
	target lustre.Target
}

// observer keeps what happened, for expectations and for the trace's tail.
type observer struct {
	mu    sync.Mutex
	list  []action
	state map[pair]lustre.ImportState
	more  bool // than are kept

	hears func(action) // of every action, without the observer's lock; nil: nobody
}

func newObserver() *observer { return &observer{state: map[pair]lustre.ImportState{}} }

// record takes an action of the implementation. It may be called under locks.
func (o *observer) record(r lustre.TraceRecord) {
	o.take(action{at: r.Time, stamp: r.Stamp, name: r.Action, node: r.Node, target: r.Target,
		state: r.Import.State, taken: r.Taken && !r.Refused, object: r.Object})
}

// take takes an action of any world.
func (o *observer) take(a action) {
	o.keep(a)
	if o.hears != nil {
		o.hears(a)
	}
}

// keep keeps an action.
func (o *observer) keep(a action) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.list) >= MaxSeen {
		o.more = true
		return
	}
	key := pair{a.node, a.target}
	if a.name == lustre.ActConfigRemove {
		a.state = lustre.Absent
		delete(o.state, key)
	}
	if a.state != lustre.Absent {
		a.moved = o.state[key] != a.state
		o.state[key] = a.state
	}
	o.list = append(o.list, a)
}

// writes are the actions that write a record of the config log.
var writes = map[lustre.Action]lustre.ConfigKind{
	lustre.ActLogAdd: lustre.ConfigAdd, lustre.ActLogDeactivate: lustre.ConfigDeactivate, lustre.ActLogActivate: lustre.ConfigActivate,
	lustre.ActLogRemove: lustre.ConfigRemove, lustre.ActLogJoin: lustre.ConfigJoin, lustre.ActLogLeave: lustre.ConfigLeave,
}

// position is how many records the config log has.
func (o *observer) position() (n int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for i := range o.list {
		if writes[o.list[i].name] != lustre.ConfigNone {
			n++
		}
	}
	return n
}

// records lists the kinds of the records that name a target.
func (o *observer) records(t lustre.Target) (kinds []string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for i := range o.list {
		if kind := writes[o.list[i].name]; kind != lustre.ConfigNone && o.list[i].target == t {
			kinds = append(kinds, kind.String())
		}
	}
	return kinds
}

// states lists the states of an import since a moment, the one it was in then included.
func (o *observer) states(n lustre.Node, t lustre.Target, from time.Duration) []lustre.ImportState {
	o.mu.Lock()
	defer o.mu.Unlock()
	var list []lustre.ImportState
	for i := range o.list {
		a := &o.list[i]
		if !a.moved || a.node != n || a.target != t {
			continue
		}
		if a.at < from {
			list = list[:0]
		}
		list = append(list, a.state)
	}
	return list
}

// count counts actions of a name, or moves into a state, since a moment. Without nodes it
// asks for no node.
func (o *observer) count(what Arg, nodes []lustre.Node, targets []lustre.Target, from time.Duration) (n int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for i := range o.list {
		a := &o.list[i]
		hit := string(a.name) == what.Text || what.State != lustre.Absent && a.moved && a.state == what.State
		if hit && a.at >= from && (len(nodes) == 0 || slices.Contains(nodes, a.node)) && slices.Contains(targets, a.target) {
			n++
		}
	}
	return n
}

// made counts the objects that were made on a target, those included that were made ahead:
// an OST numbers them one after the other, and gives no id twice.
func (o *observer) made(t lustre.Target) (n int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for i := range o.list {
		if a := &o.list[i]; a.name == lustre.ActOstCreate && a.taken && a.target == t {
			n = max(n, int(a.object))
		}
	}
	return n
}

// tail tells the last actions, in the order of their stamps.
func (o *observer) tail(c clock) []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	last := slices.Clone(o.list[max(0, len(o.list)-TailLines):])
	slices.SortStableFunc(last, func(a, b action) int { return cmp.Compare(a.stamp, b.stamp) })
	var lines []string
	for _, a := range last {
		text := fmt.Sprintf("%9.3f  %-20s %s%s", c.told(a.at).Seconds(), a.name, a.target, a.where())
		if a.state != lustre.Absent {
			text += ", " + a.state.String()
		}
		lines = append(lines, text)
	}
	return lines
}

// digest stands for all that happened.
func (o *observer) digest() uint64 {
	o.mu.Lock()
	defer o.mu.Unlock()
	hash := fnv.New64a()
	for _, a := range o.list {
		fmt.Fprintln(hash, a)
	}
	return hash.Sum64()
}

// where tells the node of an action: that it was at, or, of an OST's, that it was for.
func (a *action) where() string {
	switch name := string(a.name); {
	case strings.HasPrefix(name, "Log"), strings.HasPrefix(name, "Window"), a.name == lustre.ActOstRestart:
		return ""
	case strings.HasPrefix(name, "Ost"), a.name == lustre.ActEvict, a.name == lustre.ActVersionFails:
		return " for " + a.node.String()
	}
	return " at " + a.node.String()
}
