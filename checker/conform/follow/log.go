package follow

import (
	"fmt"
	"slices"

	"ostlife/model"
	"ostlife/model/lustre"
)

// configLog is the config log as the MGS was seen to write it: of each target what it
// says, and of each record what it is, a few bytes.
type configLog struct {
	records []entry // by position, from 1
	targets map[lustre.Target]*said
}

// entry is one record.
type entry struct {
	kind   lustre.ConfigKind
	target lustre.Target
	pool   string
}

// said is what the log says of a target.
type said struct {
	present, deactivated bool
	pools                []string
}

func newConfigLog() configLog { return configLog{targets: map[lustre.Target]*said{}} }

// logKind gives the kind of record that an action of the MGS writes.
func logKind(a lustre.Action) lustre.ConfigKind {
	switch a {
	case lustre.ActLogAdd:
		return lustre.ConfigAdd
	case lustre.ActLogDeactivate:
		return lustre.ConfigDeactivate
	case lustre.ActLogActivate:
		return lustre.ConfigActivate
	case lustre.ActLogRemove:
		return lustre.ConfigRemove
	case lustre.ActLogJoin:
		return lustre.ConfigJoin
	default:
		return lustre.ConfigLeave
	}
}

// write follows the MGS.
func (l *configLog) write(f *Follower, r *lustre.TraceRecord) *Deviation {
	if end := lustre.Position(len(l.records)); r.Position != end+1 {
		return f.deviates(r, nil, fmt.Sprintf("position %d, although the log ends at %d", r.Position, end))
	}
	if !r.Taken || r.Node != 0 || r.Slot != 0 {
		return f.deviates(r, nil, "it is no record of the MGS's")
	}
	s := l.targets[r.Target]
	if s == nil {
		s = &said{}
		l.targets[r.Target] = s
	}
	kind := logKind(r.Action)
	l.records = append(l.records, entry{kind, r.Target, r.Pool})
	from := s.state(r.Pool)
	if _, ok := clientMachine.step(r.Action, &from); !ok {
		return f.deviates(r, nil, fmt.Sprintf("the log before it says of the target: %s", s))
	}
	s.append(kind, r.Pool)
	return nil
}

// state is a state of the model whose log says the same, of one pool.
func (s *said) state(pool string) model.State {
	var m model.State
	n := 0
	put := func(when bool, kind lustre.ConfigKind) {
		if when {
			m.Log[n] = model.Record{Kind: kind}
			n++
		}
	}
	put(s.present, lustre.ConfigAdd)
	put(s.deactivated, lustre.ConfigDeactivate)
	put(slices.Contains(s.pools, pool), lustre.ConfigJoin)
	return m
}

func (s *said) append(kind lustre.ConfigKind, pool string) {
	switch kind {
	case lustre.ConfigAdd:
		*s = said{present: true}
	case lustre.ConfigRemove:
		*s = said{}
	case lustre.ConfigDeactivate, lustre.ConfigActivate:
		s.deactivated = kind == lustre.ConfigDeactivate
	case lustre.ConfigJoin:
		s.pools = append(s.pools, pool)
	case lustre.ConfigLeave:
		s.pools = slices.DeleteFunc(s.pools, func(p string) bool { return p == pool })
	}
}

// String says what the log says.
func (s *said) String() string {
	return fmt.Sprintf("present %t, deactivated %t, pools %v", s.present, s.deactivated, s.pools)
}

// holds checks that the log has what a node applies. A trace of nodes alone shows no
// log, and is held against itself only.
func (l *configLog) holds(r *lustre.TraceRecord, kind lustre.ConfigKind) string {
	if len(l.records) == 0 {
		return ""
	}
	if r.Position > lustre.Position(len(l.records)) {
		return fmt.Sprintf("config record %d, although the log ends at %d", r.Position, len(l.records))
	}
	e := l.records[r.Position-1]
	named := kind == lustre.ConfigJoin || kind == lustre.ConfigLeave
	if e.kind != kind || e.target != r.Target || named && e.pool != r.Pool {
		return fmt.Sprintf("config record %d is %s %s, which this is not", r.Position, e.kind, e.target)
	}
	return ""
}
