package conform

import (
	"cmp"
	"fmt"
	"slices"
	"sync"

	"ostlife/checker/conform/objects"
	"ostlife/model/lustre"
)

// DefaultViolations is how many violations a watch keeps if [Options] says nothing;
// the later ones are counted only.
const DefaultViolations = 64

// Options says how a trace is watched.
type Options struct {
	Violations int // how many are kept; 0: DefaultViolations
}

// Violation is a record that breaks a property.
type Violation struct {
	Property, Clause, Why string

	What   string             // what was wrong, in one sentence
	Record lustre.TraceRecord // the record that shows it
}

// Error tells the property, the place and what was wrong. It names no stamp and no
// time, so that two runs that go wrong in one way say so in one way.
func (v *Violation) Error() string {
	return fmt.Sprintf("%s (%s) at %s %s: %s", v.Property, v.Clause, v.Record.Node, v.Record.Target, v.What)
}

// place is a node and a target.
type place struct {
	node   lustre.Node
	target lustre.Target
}

// Watch judges one trace.
type Watch struct {
	mu      sync.Mutex
	limit   int
	pairs   map[place]*pair
	osts    map[lustre.Target]*served
	nodes   map[lustre.Node]node
	log     map[lustre.Position]entry         // the config log, as the MGS wrote it
	said    map[lustre.Target]lustre.Position // of the last record of each target
	objects *objects.Account                  // of OSTs and of the MDS
	side    bool                              // an MDS with its disk was seen
	looked  []int                             // by property: how many records it was asked about
	stamp   uint64                            // the highest one
	found   []Violation
	more    int
}

// NewWatch begins a trace.
func NewWatch(o Options) *Watch {
	if o.Violations <= 0 {
		o.Violations = DefaultViolations
	}
	return &Watch{
		limit: o.Violations, looked: make([]int, len(propertyTable)),
		pairs: map[place]*pair{}, osts: map[lustre.Target]*served{}, nodes: map[lustre.Node]node{},
		log: map[lustre.Position]entry{}, said: map[lustre.Target]lustre.Position{}, objects: objects.New(),
	}
}

// Record judges the next record of the trace. It is a [lustre.Tracer]: it may be called
// by many goroutines, under the locks of the implementation, and waits for nothing.
func (w *Watch) Record(r lustre.TraceRecord) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.side = w.side || r.Action == lustre.ActConfigLlog
	v := w.viewOf(&r)
	lies := guardOf(&r) == ostLock && w.objects.Target(r.Target).Lied
	for i := range propertyTable {
		p := &propertyTable[i]
		if p.judge == nil || lies || !p.looks(&r) {
			continue
		}
		w.looked[i]++
		if wrong := p.judge(v, &r); wrong != "" {
			w.broken(p, &r, wrong)
		}
	}
	v.advance(&r)
	w.stamp = max(w.stamp, r.Stamp)
}

// Used takes a use of what had been freed, as the implementation itself saw it.
func (w *Watch) Used(v lustre.Violation) {
	w.mu.Lock()
	defer w.mu.Unlock()
	r := lustre.TraceRecord{Stamp: v.Stamp, Node: v.Node, Target: v.Target}
	w.broken(propertyNamed("RemovedIsUnreferenced"), &r, v.What)
}

// Rest judges what the nodes show when a run has come to rest: for each node and
// target in use its import and its slot, as they stood. It comes after the last record of
// what is at rest: a slot whose numbers have risen since it was shown is not.
func (w *Watch) Rest(snapshot []lustre.TraceRecord) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, shown := range snapshot {
		r := &shown
		r.Stamp = max(r.Stamp, w.stamp) // what is wrong at rest comes after what led to it
		v := w.look(r)
		for i := range propertyTable {
			p := &propertyTable[i]
			if p.rest == nil || v.slot == nil || v.slot.since(r) {
				continue
			}
			w.looked[i]++
			if wrong := p.rest(v, r); wrong != "" {
				w.broken(p, r, wrong)
			}
		}
	}
}

func (w *Watch) broken(p *property, r *lustre.TraceRecord, what string) {
	if len(w.found) >= w.limit {
		w.more++
		return
	}
	w.found = append(w.found, Violation{p.name, p.clause, p.why, what, *r})
}

// Violations lists what was found, in the order of the stamps; of one record, in the
// order of the properties.
func (w *Watch) Violations() []Violation {
	w.mu.Lock()
	defer w.mu.Unlock()
	list := slices.Clone(w.found)
	slices.SortStableFunc(list, func(a, b Violation) int { return cmp.Compare(a.Record.Stamp, b.Record.Stamp) })
	return list
}

// More is how many violations were found beyond those that are kept.
func (w *Watch) More() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.more
}

// Looked tells for each property how often there was something to judge. A property
// with none has not been put to the test by this trace. Those of the MDS's side are there
// where the trace has an MDS with its disk.
func (w *Watch) Looked() []Look {
	w.mu.Lock()
	defer w.mu.Unlock()
	list := make([]Look, 0, len(propertyTable))
	for i := range propertyTable {
		if w.side || !propertyTable[i].mds {
			list = append(list, Look{propertyTable[i].name, w.looked[i]})
		}
	}
	return list
}

// Look is a property's name and how often it was asked.
type Look struct {
	Property string
	Records  int
}
