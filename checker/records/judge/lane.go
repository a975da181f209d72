package judge

import (
	"slices"
	"strings"

	"ostlife/checker/records"
)

// lane is what is known of one import, target or node.
type lane struct {
	key     string
	device  string
	name    Name
	host    string
	pointer string
	loose   bool // only the target is known
	odd     bool // an address without a target that anybody knows: a server's import
	node    bool // of what a whole node does
	into    *lane
	scopes  []string

	events    kept
	chain     chain
	changes   changes
	snapshots []Snapshot
	tally     map[records.What]int64
	skipped   int64 // messages left out by rate limiting
	uuids     int   // parameter files beyond those kept

	deactive tri // the administrator's mark, as the messages tell it
}

// changes is what was judged of a lane.
type changes struct {
	legal   int64
	edges   map[[2]records.State]int64
	broken  []Violation
	more    int64 // violations beyond those kept
	missing []Missing
	lost    int64 // places of missing lines beyond those kept
}

// tri is yes, no, or nobody knows.
type tri int8

const (
	unknown tri = iota
	no
	yes
)

func (l *lane) seenIn(scope string) {
	if len(l.scopes) < maxScopes && !slices.Contains(l.scopes, scope) {
		l.scopes = append(l.scopes, strings.Clone(scope))
	}
}

// snapshot keeps what a parameter file says.
func (l *lane) snapshot(s Snapshot) {
	if len(l.snapshots) < maxSnapshot {
		l.snapshots = append(l.snapshots, s)
		return
	}
	l.uuids++
}

// broke keeps a violation.
func (c *changes) broke(v Violation) {
	if len(c.broken) < maxBroken {
		c.broken = append(c.broken, v)
		return
	}
	c.more++
}

// miss keeps a place where lines are missing.
func (c *changes) miss(m Missing) {
	if len(c.missing) < maxMissing {
		c.missing = append(c.missing, m)
		return
	}
	c.lost++
}

func (c *changes) count(from, to records.State) {
	if c.edges == nil {
		c.edges = map[[2]records.State]int64{}
	}
	c.edges[[2]records.State{from, to}]++
}

// merge takes in another lane that turned out to be the same import.
func (l *lane) merge(o *lane) {
	o.into = l
	if l.pointer == "" {
		l.pointer = o.pointer
	}
	for _, s := range o.scopes {
		l.seenIn(s)
	}
	for _, e := range o.events.all() {
		l.events.add(e, func() bool { return true })
	}
	l.events.dropped += o.events.dropped
	l.skipped += o.skipped
	for _, s := range o.snapshots {
		l.snapshot(s)
	}
	for what, n := range o.tally {
		l.count(what, n)
	}
	if l.deactive == unknown {
		l.deactive = o.deactive
	}
	c := &l.changes
	c.legal += o.changes.legal
	for _, v := range o.changes.broken {
		c.broke(v)
	}
	for _, m := range o.changes.missing {
		c.miss(m)
	}
	c.more += o.changes.more
	c.lost += o.changes.lost
	for e, n := range o.changes.edges {
		c.count(e[0], e[1])
		c.edges[e] += n - 1
	}
}

func (l *lane) count(what records.What, n int64) {
	if l.tally == nil {
		l.tally = map[records.What]int64{}
	}
	l.tally[what] += n
}
