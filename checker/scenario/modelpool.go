package scenario

import (
	"slices"

	"ostlife/model"
	"ostlife/model/lustre"
)

// The model's state has one named pool for a target, and that only if there is room for
// all of its records. Records of the others stand in the
// same config log and are applied as far as a node has read that; a pool is what they say,
// and no more is known of it (C1c): removing a target takes it out of them, too (C3.3).

// poolRecord is a record of the config log on a pool that the state has not.
type poolRecord struct {
	pool     string
	target   int
	joins    bool
	position lustre.Position
}

// crowded finds the targets of which a scenario may write more records than there is room
// for: their pools are not in the state.
func (s *Scenario) crowded(targets []lustre.Target) []bool {
	records := map[lustre.Target]int{}
	each(s.Steps, func(step *Step) {
		if slices.Contains([]string{"add", "deact", "act", "remove", "pool add", "pool remove"}, step.Verb.Name) {
			records[step.Args.target()]++
		}
	})
	list := make([]bool, len(targets))
	for i, t := range targets {
		list[i] = records[t]+1 > model.MaxRecords // one that added it
	}
	return list
}

// changePool writes a record on a pool that the state has not. One that changes nothing is
// answered with the position of the target's last record.
func (m *modelWorld) changePool(t int, c lustre.ConfigRecord) (lustre.Position, error) {
	last, present, _ := m.log(t)
	joins := c.Kind == lustre.ConfigJoin
	switch {
	case !present:
		return 0, lustre.ErrNoTarget
	case m.joined(c.Pool, t, m.records) == joins:
		for _, r := range m.joins {
			if r.target == t {
				last = max(last, r.position)
			}
		}
		return last, nil
	}
	m.records++
	m.joins = append(m.joins, poolRecord{c.Pool, t, joins, m.records})
	m.seen.take(action{at: m.world.Now(), name: writer(c.Kind), node: m.nodes[0], target: m.targets[t]})
	return m.records, nil
}

// joined reports that the config log has a target in a pool that the state has not, as far
// as it is read.
func (m *modelWorld) joined(pool string, t int, read lustre.Position) (in bool) {
	since := lustre.Position(0)
	for _, r := range m.joins {
		if r.pool == pool && r.target == t && r.position <= read {
			in, since = r.joins, r.position
		}
	}
	for i, r := range m.states[t].Log[:m.written(t)] {
		if at := m.logged[t][i]; r.Kind == lustre.ConfigRemove && at > since && at <= read {
			return false
		}
	}
	return in
}

// inPool reports that a node has a target in a pool, the global one without a name.
func (m *modelWorld) inPool(n, t int, pool string) bool {
	p := m.pair(n, t)
	return pool == "" && p.Pooled || pool != "" && pool == m.pools[t] && p.Named || m.joined(pool, t, m.read[n])
}

// unread is the first record on such a pool that a node has not read, none if that is 0.
func (m *modelWorld) unread(n int) lustre.Position {
	i := slices.IndexFunc(m.joins, func(r poolRecord) bool { return r.position > m.read[n] })
	if i < 0 {
		return 0
	}
	return m.joins[i].position
}
