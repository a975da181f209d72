package follow

import (
	"cmp"
	"fmt"

	"ostlife/checker/conform/objects"
	"ostlife/model"
	"ostlife/model/lustre"
)

// Follower follows one trace.
type Follower struct {
	pairs   map[place]*pair
	exports map[place]*export
	targets map[lustre.Target][]*export // those of a target, in the order in which they came
	nodes   map[lustre.Node]*reader
	log     configLog
	objects *objects.Account
	clients map[lustre.Node]*unlinks // what clients have asked the MDS to unlink
	disk    mdsDisk
	osts    map[lustre.Target]*ostDisk
	stamp   uint64
	records int
}

// place is a node and a target.
type place struct {
	node   lustre.Node
	target lustre.Target
}

// New begins a trace.
func New() *Follower {
	return &Follower{pairs: map[place]*pair{}, exports: map[place]*export{},
		targets: map[lustre.Target][]*export{},
		nodes:   map[lustre.Node]*reader{}, log: newConfigLog(),
		objects: objects.New(), clients: map[lustre.Node]*unlinks{}, osts: map[lustre.Target]*ostDisk{},
		disk: mdsDisk{missing: map[lustre.Target]int{}}}
}

// Record follows the next record, nil if the model can. After a deviation the pair that
// deviated is left alone: what comes after it proves nothing.
func (f *Follower) Record(r *lustre.TraceRecord) *Deviation {
	f.records++
	if r.Stamp <= f.stamp {
		return f.deviates(r, nil, fmt.Sprintf("its stamp is not above %d, the one before", f.stamp))
	}
	f.stamp = r.Stamp
	if wrong := malformed(r); wrong != "" {
		return f.deviates(r, nil, wrong)
	}
	defer f.objects.Take(r)
	switch sideOf[r.Action] {
	case sideMGS:
		return f.log.write(f, r)
	case sideOST:
		return f.server(r)
	case sideNetwork:
		return nil
	case sideNode:
		return f.node(r)
	case sideMDS:
		return f.whole(r)
	}
	return f.deviates(r, nil, "the design has no such action")
}

// Records is how many records were followed.
func (f *Follower) Records() int { return f.records }

// node follows what a node did.
func (f *Follower) node(r *lustre.TraceRecord) *Deviation {
	at := place{r.Node, r.Target}
	p := f.pairs[at]
	n := f.reader(r.Node)
	if p == nil {
		p = &pair{objects: f.objects.Target(r.Target), fresh: true}
		f.pairs[at] = p
	}
	p.starting = n.starting
	if p.lost {
		return nil
	}
	if wrong := cmp.Or(f.config(r), f.answered(r), f.ofDisk(r, p), p.begins(r, n)); wrong != "" {
		p.lost = true
		return f.deviates(r, p, wrong)
	}
	before := *p
	if wrong := p.take(r); wrong != "" {
		p.lost = true
		return f.deviates(r, &before, wrong)
	}
	return nil
}

// reader is how far a node has applied the config log.
type reader struct {
	applied  lustre.Position
	starting bool                   // it has crashed, and has not read the log to its end since
	based    bool                   // what follows is known
	base     lustre.ConnectionCount // from where its imports count
	size     uint32                 // what its EA size covers, of an MDS with its disk
}

func (f *Follower) reader(n lustre.Node) *reader {
	if f.nodes[n] == nil {
		f.nodes[n] = &reader{}
	}
	return f.nodes[n]
}

// config holds a config action against the node's place in the log, and against the
// log, as far as the trace shows it being written.
func (f *Follower) config(r *lustre.TraceRecord) string {
	kind, last := configKind(r.Action)
	if kind == lustre.ConfigNone {
		return ""
	}
	n := f.reader(r.Node)
	if r.Position != n.applied+1 {
		return fmt.Sprintf("config record %d, although the node has applied %d", r.Position, n.applied)
	}
	if wrong := f.log.holds(r, kind); wrong != "" {
		return wrong
	}
	if last {
		n.applied++
	}
	return ""
}

// configKind gives the kind of record that an action applies, and whether the record is
// applied with it.
func configKind(a lustre.Action) (kind lustre.ConfigKind, last bool) {
	switch a {
	case lustre.ActConfigAdd, lustre.ActConfigLlog, lustre.ActConfigObjid:
		return lustre.ConfigAdd, false
	case lustre.ActConfigPoolAdd:
		return lustre.ConfigAdd, true
	case lustre.ActConfigDeactivate:
		return lustre.ConfigDeactivate, true
	case lustre.ActConfigActivate:
		return lustre.ConfigActivate, true
	case lustre.ActConfigJoin:
		return lustre.ConfigJoin, true
	case lustre.ActConfigLeave:
		return lustre.ConfigLeave, true
	case lustre.ActConfigPoolFlush:
		return lustre.ConfigRemove, false
	case lustre.ActConfigRemove:
		return lustre.ConfigRemove, true
	}
	return lustre.ConfigNone, false
}

// side is who takes an action.
type side uint8

const (
	noSide side = iota
	sideNode
	sideOST
	sideMGS
	sideNetwork
	sideMDS // of the MDS, or of a node as a whole
)

// sideOf gives each action's side: by its context, but for the faults and the config
// log, which have several.
var sideOf = func() map[lustre.Action]side {
	m := map[lustre.Action]side{}
	for _, a := range model.Actions() {
		switch a.Context {
		case "ost":
			m[a.Name] = sideOST
		case "mds":
			m[a.Name] = sideMDS
		default:
			m[a.Name] = sideNode
		}
	}
	for _, a := range []lustre.Action{lustre.ActLogAdd, lustre.ActLogDeactivate, lustre.ActLogActivate,
		lustre.ActLogRemove, lustre.ActLogJoin, lustre.ActLogLeave} {
		m[a] = sideMGS
	}
	for _, a := range []lustre.Action{lustre.ActEvict, lustre.ActOstRestart, lustre.ActVersionFails} {
		m[a] = sideOST
	}
	for _, a := range []lustre.Action{lustre.ActNodeStarted, lustre.ActUnlinkSend, lustre.ActUnlinkInterpret,
		lustre.ActMdsCrash, lustre.ActClientCrash} {
		m[a] = sideMDS
	}
	m[lustre.ActMessageLost], m[lustre.ActMessageLate] = sideNetwork, sideNetwork
	return m
}()
