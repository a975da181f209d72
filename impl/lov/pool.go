package lov

import (
	"slices"
	"strings"

	"ostlife/model/lustre"
)

// pools are the pools of a node: which indices each of them names, rising. The global
// pool has no name and is always there; a named one is there while it names something.
type pools struct {
	names   []string // of the named ones, rising
	members map[string][]lustre.Target
}

func newPools() pools { return pools{members: map[string][]lustre.Target{}} }

// has reports that a pool names the index.
func (p *pools) has(name string, t lustre.Target) bool {
	_, found := slices.BinarySearch(p.members[name], t)
	return found
}

// join has a pool name the index.
func (p *pools) join(name string, t lustre.Target) {
	if at, found := slices.BinarySearch(p.members[name], t); !found {
		p.members[name] = slices.Insert(p.members[name], at, t)
	}
	if at, found := slices.BinarySearch(p.names, name); !found && name != "" {
		p.names = slices.Insert(p.names, at, name)
	}
}

// leave has a pool name the index no more.
func (p *pools) leave(name string, t lustre.Target) {
	at, found := slices.BinarySearch(p.members[name], t)
	if !found {
		return
	}
	p.members[name] = slices.Delete(p.members[name], at, at+1)
	if len(p.members[name]) > 0 || name == "" {
		return
	}
	delete(p.members, name)
	at, _ = slices.BinarySearch(p.names, name)
	p.names = slices.Delete(p.names, at, at+1)
}

// flush takes the index out of every pool (C3.3).
func (p *pools) flush(t lustre.Target) {
	p.leave("", t)
	for _, name := range slices.Clone(p.names) {
		p.leave(name, t)
	}
}

// named lists the named pools that name the index, with commas between.
func (p *pools) named(t lustre.Target) string {
	var list []string
	for _, name := range p.names {
		if p.has(name, t) {
			list = append(list, name)
		}
	}
	return strings.Join(list, ",")
}

// Pool lists the targets that a pool of this node names, rising, and the position of
// the last config record that the node's pools reflect. The global pool's name is
// empty; a pool that is not there names nothing (C1c).
func (l *LOV) Pool(name string) (lustre.Position, []lustre.Target) {
	l.lock.Lock()
	defer l.lock.Unlock()
	return l.pooledAt, slices.Clone(l.pools.members[name])
}

// change is a JOIN or LEAVE record (C1c).
func (l *LOV) change(r lustre.ConfigRecord) error {
	l.lock.Lock()
	defer l.lock.Unlock()
	e := l.table[r.Target]
	if e == nil || e.slot == nil {
		return l.refuse(r, "there is no such target")
	}
	l.pooledAt = r.Position
	action := lustre.ActConfigJoin
	if r.Kind == lustre.ConfigJoin {
		l.pools.join(r.Pool, r.Target)
	} else {
		action = lustre.ActConfigLeave
		l.pools.leave(r.Pool, r.Target)
	}
	l.write(action, r.Target, lustre.TraceRecord{Slot: e.slot.number, Position: r.Position, Pool: r.Pool, LOV: e.slot.state()})
	return nil
}

// flush takes the index of a target that is removed out of every pool (C3.3).
func (l *LOV) flush(s *slot, r lustre.ConfigRecord) {
	l.lock.Lock()
	defer l.lock.Unlock()
	l.pooledAt = r.Position
	l.pools.flush(r.Target)
	s.stepped()
	l.write(lustre.ActConfigPoolFlush, r.Target, lustre.TraceRecord{Slot: s.number, Position: r.Position, LOV: s.state()})
}
