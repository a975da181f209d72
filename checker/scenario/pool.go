package scenario

import (
	"strings"

	"ostlife/impl/env"
	"ostlife/model/lustre"
)

// The config log knows a pool from its first target on. That a pool is there without a
// target is the administrator's tool's to know, as it is in Lustre.

// members lists what the log has put into a pool and not taken out.
func (r *runner) members(pool string) []lustre.Target {
	r.lock.Lock()
	defer r.lock.Unlock()
	var list []lustre.Target
	for t := range lustre.Target(r.scenario.Cluster.Targets) {
		if r.pools[pool+" "+t.String()] {
			list = append(list, t)
		}
	}
	return list
}

// known reports that the tool knows a pool.
func (r *runner) known(pool string) bool {
	r.lock.Lock()
	defer r.lock.Unlock()
	return r.pools[pool]
}

// keep has the tool know or forget a pool, or a member of one.
func (r *runner) keep(key string, known bool) {
	r.lock.Lock()
	defer r.lock.Unlock()
	r.pools[key] = known
}

// flush takes a target that was removed out of every pool (C3.3).
func (r *runner) flush(t lustre.Target) {
	r.lock.Lock()
	defer r.lock.Unlock()
	for key := range r.pools {
		if strings.HasSuffix(key, " "+t.String()) {
			r.pools[key] = false
		}
	}
}

func (r *runner) poolNew(_ *env.Task, s *Step) (Answer, error) {
	pool := s.Args.text("POOL")
	if r.known(pool) {
		return Answer{}, lustre.ErrExists
	}
	r.keep(pool, true)
	return Answer{}, nil
}

func (r *runner) poolDestroy(_ *env.Task, s *Step) (Answer, error) {
	pool := s.Args.text("POOL")
	switch {
	case !r.known(pool):
		return Answer{}, ErrPool
	case len(r.members(pool)) > 0:
		return Answer{}, ErrNotEmpty
	}
	r.keep(pool, false)
	return Answer{}, nil
}

func (r *runner) poolAdd(t *env.Task, s *Step) (Answer, error) {
	pool, target := s.Args.text("POOL"), s.Args.target()
	answer, err := r.change(t, lustre.ConfigRecord{Kind: lustre.ConfigJoin, Target: target, Pool: pool})
	if err == nil {
		r.keep(pool, true)
		r.keep(pool+" "+target.String(), true)
	}
	return answer, err
}

func (r *runner) poolRemove(t *env.Task, s *Step) (Answer, error) {
	pool, target := s.Args.text("POOL"), s.Args.target()
	if !r.known(pool) {
		return Answer{}, ErrPool
	}
	answer, err := r.change(t, lustre.ConfigRecord{Kind: lustre.ConfigLeave, Target: target, Pool: pool})
	if err == nil {
		r.keep(pool+" "+target.String(), false)
	}
	return answer, err
}

func (r *runner) poolList(_ *env.Task, s *Step) (Answer, error) {
	pool := s.Args.text("POOL")
	if !r.known(pool) {
		return Answer{}, ErrPool
	}
	return Answer{Targets: r.site.Pool(s.Args.node(), pool)}, nil
}
