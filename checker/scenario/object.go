package scenario

import (
	"fmt"
	"slices"

	"ostlife/impl/env"
	"ostlife/model/lustre"
)

// create makes the object of a file on one target, or objects on as many as it is wide:
// no more than are usable, as each has one at most.
func (r *runner) create(t *env.Task, s *Step) (Answer, error) {
	n, pool, width := s.Args.node(), s.Args.text("POOL"), 1
	if s.Args.has("COUNT") {
		width = int(s.Args["COUNT"].Number)
	}
	if s.Args.has("COUNT") || s.Args.has("COUNT|all") {
		members := r.site.Pool(n, pool)
		fit := slices.DeleteFunc(r.free(n), func(t lustre.Target) bool { return !slices.Contains(members, t) })
		if s.Args.has("COUNT|all") {
			width = len(fit)
		}
		width = max(1, min(width, len(fit)))
	}
	var answer Answer
	for range width {
		target, id, err := r.site.Create(t, n, pool)
		if err != nil {
			return answer, err
		}
		answer.Objects = append(answer.Objects, Object{target, id})
	}
	return answer, nil
}

// unlink unlinks files, by the results of their creates.
func (r *runner) unlink(t *env.Task, s *Step) (Answer, error) {
	for _, a := range s.Args["RESULT"].List {
		res := r.result(a.Text)
		if !res.good() || len(res.answer.Objects) == 0 {
			return Answer{}, lustre.ErrNoObject
		}
		for _, o := range res.answer.Objects {
			if err := r.side().Unlink(t, s.Args.node(), o); err != nil {
				return Answer{}, err
			}
		}
	}
	return Answer{}, nil
}

// made counts the objects that were ever made on a target.
func (r *runner) made(a Args) (bool, string) {
	n := int64(r.seen.made(a.target()))
	return compare(n, a.text("OP"), int64(a["COUNT"].Number)), fmt.Sprint(n)
}

// objects counts those that a target has: of a world that destroys none, those made.
func (r *runner) objects(a Args) (bool, string) {
	if !r.scenario.disks() {
		return r.made(a)
	}
	stored, _, _ := r.side().Objects(a.target())
	n := int64(len(stored))
	return compare(n, a.text("OP"), int64(a["COUNT"].Number)), fmt.Sprint(n)
}

// ofAll asks for every object of a result whether it is there, and answers whether all
// are, or none is, as is expected.
func (r *runner) ofAll(a Args, there func(Object) bool) (bool, string) {
	res := r.result(a.text("RESULT"))
	have := 0
	for _, o := range res.answer.Objects {
		if there(o) {
			have++
		}
	}
	all := len(res.answer.Objects)
	seen := fmt.Sprintf("%d of %d", have, all)
	if a.text("there|gone") == "there" {
		return all > 0 && have == all, seen
	}
	return all > 0 && have == 0, seen
}

func (r *runner) filed(a Args) (bool, string) {
	return r.ofAll(a, func(o Object) bool {
		_, filed, _ := r.side().Objects(o.Target)
		return slices.Contains(filed, o.ID)
	})
}

func (r *runner) stored(a Args) (bool, string) {
	return r.ofAll(a, func(o Object) bool {
		stored, _, _ := r.side().Objects(o.Target)
		return slices.Contains(stored, o.ID)
	})
}

func (r *runner) logged(a Args) (bool, string) {
	_, _, n := r.side().Objects(a.target())
	return compare(int64(n), a.text("OP"), int64(a["COUNT"].Number)), fmt.Sprint(n)
}

// agree asks whether a target has no object beyond those that the MDS has used and those
// that were made ahead for it.
func (r *runner) agree(a Args) (bool, string) {
	used, err := r.side().LastID(a["MDS"].Nodes[0], a.target())
	if err != nil {
		return false, err.Error()
	}
	stored, _, _ := r.side().Objects(a.target())
	highest := slices.Max(append(stored, 0))
	return highest <= used+uint64(r.scenario.Cluster.Precreate), fmt.Sprintf("the MDS has used %d, the target has %d", used, highest)
}

func (r *runner) easize(a Args) (bool, string) {
	n := int64(r.side().EASize(a.node()))
	return compare(n, a.text("OP"), int64(a["COUNT"].Number)), fmt.Sprint(n)
}
