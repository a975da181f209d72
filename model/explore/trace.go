package explore

import (
	"errors"
	"fmt"
	"slices"
)

// Step is one entry of a trace: an action, where it was taken, and the state it led to. The first step of a trace has
// no action and is an initial state.
type Step[S comparable] struct {
	Action string
	Site   Site
	State  S
}

func (s Step[S]) String() string {
	if s.Action == "" {
		return "initial state"
	}
	return fmt.Sprintf("%s(%d,%d,%d)", s.Action, s.Site.Node, s.Site.Target, s.Site.Index)
}

// Violation is the shortest story of a property that does not hold: its last state, or its last step, breaks it. Of a
// liveness property it is a lasso: a way to the state from which the steps of Loop are taken again and again, back to it;
// without steps, nothing that is due to happen can.
type Violation[S comparable] struct {
	Property, Clause, Why string
	Trace                 []Step[S]

	Lasso bool
	At    Site // of a lasso, where the property does not hold
	Loop  []Step[S]
}

// What can be wrong with a violation that is replayed: ReplayError wraps one of these.
var (
	ErrEmptyTrace    = errors.New("empty trace")
	ErrNotInitial    = errors.New("not an initial state")
	ErrUnknownAction = errors.New("no such action")
	ErrUnknownSite   = errors.New("the action is not tried at this site")
	ErrNotEnabled    = errors.New("the action is not enabled")
	ErrBudgetSpent   = errors.New("the action's budget is spent")
	ErrOtherState    = errors.New("the action leads to another state")
	ErrEarlier       = errors.New("the property is violated before the end")
	ErrNoViolation   = errors.New("the property holds at the end")
	ErrNoLoop        = errors.New("the steps that are repeated do not come back")
	ErrUnfair        = errors.New("what is due to happen never does")
)

// ReplayError says at which step of a trace (0 is the initial state) a replay parted from the machine.
type ReplayError struct {
	Property string
	Step     int
	Action   string // empty for the initial state
	Err      error
}

func (e *ReplayError) Error() string {
	return fmt.Sprintf("replay of %s: step %d %s: %v", e.Property, e.Step, e.Action, e.Err)
}

// Unwrap returns the reason, for errors.Is.
func (e *ReplayError) Unwrap() error { return e.Err }

// Replay executes a violation's trace again, without anything that the explorer kept, and checks that it is a behaviour
// of the machine, that the property breaks at its end and nowhere before. The error is a *ReplayError, or a
// *MachineError if the machine has no such property.
func Replay[S comparable](m *Machine[S], v Violation[S]) error {
	if v.Lasso {
		return replayLasso(m, v)
	}
	row := slices.IndexFunc(m.Properties, func(p Property[S]) bool { return p.Name == v.Property })
	if row < 0 {
		return m.flaw(ErrUnknownProperty, "property %q", v.Property)
	}
	if len(v.Trace) == 0 {
		return &ReplayError{Property: v.Property, Err: ErrEmptyTrace}
	}
	r := replay[S]{m: m, property: &m.Properties[row], fields: m.budgetFields()}
	last := len(v.Trace) - 1
	for i := range v.Trace {
		holds, err := r.step(v.Trace, i)
		switch {
		case err != nil:
		case !holds && i < last:
			err = ErrEarlier
		case holds && i == last:
			err = ErrNoViolation
		}
		if err != nil {
			return &ReplayError{Property: v.Property, Step: i, Action: v.Trace[i].Action, Err: err}
		}
	}
	return nil
}

type replay[S comparable] struct {
	m        *Machine[S]
	property *Property[S]
	fields   []field
	used     uint32
}

// step executes entry i of a trace and reports whether the property holds there.
func (r *replay[S]) step(trace []Step[S], i int) (holds bool, err error) {
	step := trace[i]
	if i == 0 {
		if step.Action != "" || !slices.Contains(r.m.Init, step.State) {
			return false, ErrNotInitial
		}
		return r.property.State == nil || r.property.State(&step.State), nil
	}
	from := trace[i-1].State
	action, err := r.take(&from, step)
	if err != nil {
		return false, err
	}
	if r.property.State != nil {
		return r.property.State(&step.State), nil
	}
	return r.property.Step(&from, action, step.Site, &step.State), nil
}

func (r *replay[S]) take(from *S, step Step[S]) (action int, err error) {
	action = slices.IndexFunc(r.m.Actions, func(a Action[S]) bool { return a.Name == step.Action })
	if action < 0 {
		return action, ErrUnknownAction
	}
	if !slices.Contains(r.m.Sites(action), step.Site) {
		return action, ErrUnknownSite
	}
	row := &r.m.Actions[action]
	var ok bool
	if r.used, ok = r.fields[row.Budget].use(r.used); !ok {
		return action, ErrBudgetSpent
	}
	var to S
	if !row.Next(from, step.Site, &to) {
		return action, ErrNotEnabled
	}
	if to != step.State {
		return action, ErrOtherState
	}
	return action, nil
}
