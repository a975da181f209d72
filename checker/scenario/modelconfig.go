package scenario

import (
	"cmp"
	"fmt"
	"slices"

	"ostlife/impl/env"
	"ostlife/model"
	"ostlife/model/lustre"
)

// Change writes a record, or tells why there is none to write.
func (m *modelWorld) Change(_ *env.Task, c lustre.ConfigRecord) (lustre.Position, error) {
	t := slices.Index(m.targets, c.Target)
	if t < 0 {
		return 0, nil // of a target that no line names
	}
	if c.Pool != "" && (m.crowded[t] || m.pools[t] != "" && c.Pool != m.pools[t]) {
		return m.changePool(t, c)
	}
	m.pools[t] = cmp.Or(c.Pool, m.pools[t])
	last, present, deactivated := m.log(t)
	switch {
	case c.Kind == lustre.ConfigAdd && (present || m.uuids[t] != "" && c.UUID != m.uuids[t]):
		return 0, lustre.ErrExists
	case m.written(t) == model.MaxRecords:
		return 0, &Error{What: fmt.Sprintf("the model's config log has room for %d records of a target", model.MaxRecords), Missing: "more config records in the model"}
	case m.take(writer(c.Kind), m.at(0, t)):
		m.uuids[t] = cmp.Or(m.uuids[t], c.UUID)
		return m.records, nil
	case !present:
		return 0, lustre.ErrNoTarget
	case c.Kind == lustre.ConfigRemove && !deactivated:
		return 0, lustre.ErrBusy
	}
	return last, nil
}

// writer gives the action that writes a record of a kind.
func writer(kind lustre.ConfigKind) lustre.Action {
	for action, writes := range writes {
		if writes == kind {
			return action
		}
	}
	return ""
}

// written is how many records the log has of a target.
func (m *modelWorld) written(t int) int {
	n := 0
	for n < model.MaxRecords && m.states[t].Log[n].Kind != lustre.ConfigNone {
		n++
	}
	return n
}

// log gives what the log says of a target, and its last record of it.
func (m *modelWorld) log(t int) (last lustre.Position, present, deactivated bool) {
	for i, r := range m.states[t].Log[:m.written(t)] {
		last = m.logged[t][i]
		switch r.Kind {
		case lustre.ConfigAdd, lustre.ConfigRemove:
			present, deactivated = r.Kind == lustre.ConfigAdd, false
		case lustre.ConfigDeactivate, lustre.ConfigActivate:
			deactivated = r.Kind == lustre.ConfigDeactivate
		}
	}
	return last, present, deactivated
}
