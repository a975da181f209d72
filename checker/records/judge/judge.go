package judge

import (
	"strings"

	"ostlife/checker/records"
	"ostlife/checker/records/era"
)

// Options says how records are judged.
type Options struct {
	Lanes int // imports and targets that are told apart; 0: [MaxLanes]
}

// Judge takes records and makes a story of them. It is for one goroutine.
type Judge struct {
	limit  int
	lanes  map[string]*lane
	order  []*lane
	eras   map[string]era.Set // by scope
	joined map[string]string  // an import's address in its scope: the device that a line named with it
	hosts  map[string]bool
	clocks clocks
	config config
	events int   // kept in the later parts of all lanes
	breaks int64 // places where a debug log has lost lines
	over   int64
	seen   counts
	pools  []poolSeen
	lovs   []lovSeen
	server []recoverySeen
}

// New begins a story.
func New(o Options) *Judge {
	if o.Lanes <= 0 {
		o.Lanes = MaxLanes
	}
	return &Judge{limit: o.Lanes, lanes: map[string]*lane{}, eras: map[string]era.Set{},
		joined: map[string]string{}, hosts: map[string]bool{}, clocks: newClocks(), config: newConfig()}
}

// Take takes the next record. Those of one file come in the file's order. It keeps nothing
// of what the record points to.
func (j *Judge) Take(r records.Record) {
	j.seen.records++
	switch r := r.(type) {
	case *records.Transition:
		j.transition(r)
	case *records.Message:
		j.message(r)
	case *records.Gap:
		j.gap(r)
	case *records.StateFile:
		j.stateFile(r)
	case *records.ImportFile:
		j.importFile(r)
	case *records.ServerUUID:
		j.serverUUID(r)
	case *records.TargetOBD:
		j.targetOBD(r)
	case *records.RecoveryStatus:
		j.recoveryStatus(r)
	case *records.Devices:
		j.devices(r)
	case *records.Pool:
		j.pool(r)
	case *records.Param:
		j.param(r)
	case *records.LlogRecord:
		j.config.take(r)
	}
}

// scopeOf is the host that a record names, or else its file: what is in one scope is of one
// node.
func scopeOf(o *records.Origin) string {
	if o.Node != "" {
		return "host " + o.Node
	}
	return o.First.File
}

// lane finds or makes the lane of that key. Beyond the limit there is one lane for all
// others, which is told as such.
func (j *Judge) lane(key string, o *records.Origin) *lane {
	l := j.lanes[key]
	if l == nil {
		if len(j.order) >= j.limit {
			j.over++
			return &lane{}
		}
		key = strings.Clone(key)
		l = &lane{key: key, host: strings.Clone(o.Node)}
		j.lanes[key] = l
		j.order = append(j.order, l)
	}
	l.seenIn(scopeOf(o))
	if o.Node != "" {
		j.hosts[o.Node] = true
	}
	return l
}

// device gives the lane of an obd device, an import's or a target's.
func (j *Judge) device(name string, o *records.Origin) *lane {
	n := ParseName(name)
	if n.Role == RoleNone || n.Role == RoleLOV {
		return j.nodeLane(o)
	}
	l := j.lane("device "+name+"@"+o.Node, o)
	if l.name.Role == RoleNone {
		l.device, l.name = strings.Clone(name), n.clone()
	}
	return l
}

func (n Name) clone() Name {
	n.FS, n.Target, n.Owner = strings.Clone(n.FS), strings.Clone(n.Target), strings.Clone(n.Owner)
	return n
}

// nodeLane is the lane of what a whole node does.
func (j *Judge) nodeLane(o *records.Origin) *lane {
	l := j.lane("node "+scopeOf(o), o)
	l.node = true
	return l
}

// target gives the lane of an import of which only the target is known, in this scope.
func (j *Judge) target(uuid string, o *records.Origin) *lane {
	l := j.lane("target "+strings.TrimSuffix(uuid, "_UUID")+" "+scopeOf(o), o)
	if l.name.Target == "" {
		l.name, l.loose = ParseName(uuid).clone(), true
		if l.name.Target == "" {
			l.name.Target = strings.Clone(uuid)
		}
	}
	return l
}

// address gives the lane of an import that a debug log names by its address. Without a host
// an address is one import's in every file: no two nodes have the same one for one target.
func (j *Judge) address(pointer, uuid string, o *records.Origin) *lane {
	l := j.lane("import "+pointer+" "+uuid+"@"+o.Node, o)
	if l.pointer == "" {
		l.pointer, l.name = strings.Clone(pointer), ParseName(uuid).clone()
		if l.name.Target == "" {
			l.odd = true
			l.name.Target = strings.Clone(uuid)
		}
	}
	return l
}

// evidence narrows the eras that a scope may be of, and gives them.
func (j *Judge) evidence(o *records.Origin, of era.Set) era.Set {
	scope := scopeOf(o)
	have, ok := j.eras[scope]
	if !ok {
		have = era.All
		scope = strings.Clone(scope)
	}
	narrow := have.Narrow(of)
	if !ok || narrow != have {
		j.eras[scope] = narrow
	}
	return narrow
}

// keep adds an event to a lane.
func (j *Judge) keep(l *lane, e Event, o *records.Origin) {
	e.Stamp, e.Place = o.Stamp, o.First
	j.put(l, e, o)
}

func (j *Judge) put(l *lane, e Event, o *records.Origin) {
	e.clock = j.clocks.of(&e.Stamp, o)
	l.events.add(e, func() bool {
		j.events++
		return j.events <= maxEvents
	})
}
