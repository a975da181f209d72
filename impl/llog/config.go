package llog

import (
	"fmt"
	"slices"

	"ostlife/model/lustre"
)

// Config is the config log as far as it decides anything: what it says of each target.
// The MGS and every node keep one, and each decides alike from it (C3.3).
type Config struct {
	defects lustre.Defects
	targets map[lustre.Target]*said // never ranged over
	pools   map[string]int          // the named pools, and how many targets each has
	end     lustre.Position
}

// said is what the log says of a target.
type said struct {
	uuid        string // for good, once the index was used
	present     bool
	deactivated bool
	pools       []string // the named ones that it is in
	last        lustre.Position
}

// NewConfig makes an empty log.
func NewConfig(d lustre.Defects) *Config {
	return &Config{defects: d, targets: map[lustre.Target]*said{}, pools: map[string]int{}}
}

// End is the position of the last record.
func (l *Config) End() lustre.Position { return l.end }

// Decide tells what a record would do, whatever its position: changes is whether it is
// worth writing, and err is the refusal. last is the position of the target's last
// record, which is the answer to a request that changes nothing.
func (l *Config) Decide(r lustre.ConfigRecord) (changes bool, last lustre.Position, err error) {
	s := l.targets[r.Target]
	if r.Kind == lustre.ConfigAdd {
		if s != nil && (s.present || s.uuid != r.UUID) {
			return false, 0, lustre.ErrExists
		}
		return true, 0, nil
	}
	if s == nil || !s.present {
		return false, 0, lustre.ErrNoTarget
	}
	switch r.Kind {
	case lustre.ConfigDeactivate:
		return !s.deactivated, s.last, nil
	case lustre.ConfigActivate:
		return s.deactivated, s.last, nil
	case lustre.ConfigRemove:
		if !s.deactivated && !l.defects.Has(lustre.DefectRemoveUnchecked) {
			return false, 0, lustre.ErrBusy
		}
		return true, 0, nil
	case lustre.ConfigJoin, lustre.ConfigLeave:
		return l.decidePool(s, r)
	}
	return false, 0, fmt.Errorf("config log: %s of %s is nothing that a record does", r.Kind, r.Target)
}

// Append takes a record that [Config.Decide] let through.
func (l *Config) Append(r lustre.ConfigRecord) {
	l.end = r.Position
	s := l.targets[r.Target]
	if s == nil {
		s = &said{uuid: r.UUID}
		l.targets[r.Target] = s
	}
	s.last = r.Position
	switch r.Kind {
	case lustre.ConfigAdd:
		s.present = true
	case lustre.ConfigDeactivate:
		s.deactivated = true
	case lustre.ConfigActivate:
		s.deactivated = false
	case lustre.ConfigRemove:
		for _, pool := range slices.Clone(s.pools) {
			l.leave(s, pool)
		}
		s.present, s.deactivated = false, false
	case lustre.ConfigJoin:
		s.pools = append(s.pools, r.Pool)
		l.pools[r.Pool]++
	case lustre.ConfigLeave:
		l.leave(s, r.Pool)
	}
}
