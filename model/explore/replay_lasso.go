package explore

import "slices"

// replayLasso executes a lasso again and checks that it is a behaviour, that it comes back, that it is fair, and that
// the property does not hold of it.
func replayLasso[S comparable](m *Machine[S], v Violation[S]) error {
	row := slices.IndexFunc(m.Liveness, func(l Liveness[S]) bool { return l.Name == v.Property })
	if row < 0 {
		return m.flaw(ErrUnknownProperty, "property %q", v.Property)
	}
	if len(v.Trace) == 0 {
		return &ReplayError{Property: v.Property, Err: ErrEmptyTrace}
	}
	always := &Property[S]{State: func(*S) bool { return true }}
	r := replay[S]{m: m, property: always, fields: m.budgetFields()}
	steps := slices.Concat(v.Trace, v.Loop)
	for i := range steps {
		if _, err := r.step(steps, i); err != nil {
			return &ReplayError{Property: v.Property, Step: i, Action: steps[i].Action, Err: err}
		}
	}
	last := len(steps) - 1
	if steps[last].State != v.Trace[len(v.Trace)-1].State {
		return &ReplayError{Property: v.Property, Step: last, Action: steps[last].Action, Err: ErrNoLoop}
	}
	if err := r.unending(&m.Liveness[row], v); err != nil {
		return &ReplayError{Property: v.Property, Step: last, Action: steps[last].Action, Err: err}
	}
	return nil
}

// unending checks what is repeated: that While holds throughout and Until does not, and that whatever is enabled
// throughout is taken.
func (r *replay[S]) unending(row *Liveness[S], v Violation[S]) error {
	states := []*S{&v.Trace[len(v.Trace)-1].State}
	for i := range v.Loop {
		states = append(states, &v.Loop[i].State)
	}
	bad := false
	for _, s := range states {
		if !row.While(s, v.At) {
			return ErrNoViolation
		}
		bad = bad || row.Until == nil || !row.Until(s, v.At)
	}
	if !bad {
		return ErrNoViolation
	}
	for i := range r.m.Actions {
		for _, at := range r.m.Sites(i) {
			if at.Index == 0 && r.m.Actions[i].Fair && r.due(i, at, states) && !r.takes(i, at, v.Loop) {
				return ErrUnfair
			}
		}
	}
	return nil
}

// due reports that the action is enabled, and changes something, in all the states, at that node and target.
func (r *replay[S]) due(action int, at Site, states []*S) bool {
	for _, s := range states {
		if !slices.ContainsFunc(r.m.Sites(action), func(here Site) bool {
			var to S
			_, budget := r.fields[r.m.Actions[action].Budget].use(r.used)
			together := here.Node == at.Node && here.Target == at.Target
			return budget && together && r.m.Actions[action].Next(s, here, &to) && to != *s
		}) {
			return false
		}
	}
	return true
}

func (r *replay[S]) takes(action int, at Site, loop []Step[S]) bool {
	return slices.ContainsFunc(loop, func(s Step[S]) bool {
		return s.Action == r.m.Actions[action].Name && s.Site.Node == at.Node && s.Site.Target == at.Target
	})
}
