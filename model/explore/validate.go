package explore

import (
	"errors"
	"fmt"
	"math/bits"
	"reflect"
)

// Bounds on what a machine may be. One that exceeds them is refused with a MachineError.
const (
	// MaxMoves is how many moves (an action at one of its sites) a machine may have: a node keeps the number of the
	// move that found it in 16 bits.
	MaxMoves = 1 << 16
	// MaxBudgetBits is how many bits all budgets of a machine may take together, each as many as its limit needs: a
	// node keeps its used budgets in one word.
	MaxBudgetBits = 32
)

// What can be wrong with a machine or with the properties asked for: MachineError wraps one of these.
var (
	ErrNoInit          = errors.New("no initial state")
	ErrNoSites         = errors.New("no Sites function")
	ErrNoName          = errors.New("no name")
	ErrDuplicateName   = errors.New("name used twice")
	ErrNoNext          = errors.New("no Next function")
	ErrBudgetRange     = errors.New("budget out of range")
	ErrBudgetBits      = errors.New("budgets take too many bits")
	ErrPropertyKind    = errors.New("needs exactly one of State and Step")
	ErrNoWitness       = errors.New("needs a Witness or a WitnessStep")
	ErrTooManyMoves    = errors.New("too many moves")
	ErrNotFlat         = errors.New("state is not flat")
	ErrUnknownProperty = errors.New("no such property")
	ErrNeedsGraph      = errors.New("neither fingerprints nor symmetry keep the graph that liveness is judged by")
	ErrNoCanonical     = errors.New("no symmetry is known")
)

// MachineError says which part of which machine cannot be explored. It wraps one of the Err values of this package.
type MachineError struct {
	Machine string // name of the machine
	Part    string // the row meant: action "Connect", property 3, ...; empty for the machine itself
	Err     error
}

func (e *MachineError) Error() string {
	if e.Part == "" {
		return fmt.Sprintf("machine %q: %v", e.Machine, e.Err)
	}
	return fmt.Sprintf("machine %q: %s: %v", e.Machine, e.Part, e.Err)
}

// Unwrap returns the reason, for errors.Is.
func (e *MachineError) Unwrap() error { return e.Err }

func (m *Machine[S]) flaw(err error, part string, args ...any) error {
	return &MachineError{Machine: m.Name, Part: fmt.Sprintf(part, args...), Err: err}
}

// Validate returns a *MachineError for the first thing that makes the machine unfit to be explored, or nil.
func (m *Machine[S]) Validate() error {
	if where, ok := flat(reflect.TypeFor[S]()); !ok {
		return m.flaw(ErrNotFlat, "%s", where)
	}
	if len(m.Init) == 0 {
		return m.flaw(ErrNoInit, "")
	}
	if m.Sites == nil {
		return m.flaw(ErrNoSites, "")
	}
	for _, check := range []func() error{m.checkBudgets, m.checkActions, m.checkProperties, m.checkMoves} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func (m *Machine[S]) checkBudgets() error {
	width, names := 0, map[string]bool{}
	for i, b := range m.Budgets {
		if err := m.checkName(names, "budget", i, b.Name); err != nil {
			return err
		}
		width += bits.Len8(b.Limit)
	}
	if width > MaxBudgetBits {
		return m.flaw(ErrBudgetBits, "%d bits, at most %d", width, MaxBudgetBits)
	}
	return nil
}

func (m *Machine[S]) checkActions() error {
	names := map[string]bool{}
	for i, a := range m.Actions {
		if err := m.checkName(names, "action", i, a.Name); err != nil {
			return err
		}
		if a.Next == nil {
			return m.flaw(ErrNoNext, "action %q", a.Name)
		}
		if a.Budget < 0 || a.Budget > len(m.Budgets) {
			return m.flaw(ErrBudgetRange, "action %q: budget %d of %d", a.Name, a.Budget, len(m.Budgets))
		}
	}
	return nil
}

func (m *Machine[S]) checkProperties() error {
	names := map[string]bool{}
	for i, p := range m.Properties {
		if err := m.checkName(names, "property", i, p.Name); err != nil {
			return err
		}
		if (p.State == nil) == (p.Step == nil) {
			return m.flaw(ErrPropertyKind, "property %q", p.Name)
		}
		if p.Witness == nil && p.WitnessStep == nil {
			return m.flaw(ErrNoWitness, "property %q", p.Name)
		}
	}
	return nil
}

func (m *Machine[S]) checkMoves() error {
	n := 0
	for i := range m.Actions {
		n += len(m.Sites(i))
	}
	if n > MaxMoves {
		return m.flaw(ErrTooManyMoves, "%d moves, at most %d", n, MaxMoves)
	}
	return nil
}

func (m *Machine[S]) checkName(seen map[string]bool, kind string, row int, name string) error {
	if name == "" {
		return m.flaw(ErrNoName, "%s %d", kind, row)
	}
	if seen[name] {
		return m.flaw(ErrDuplicateName, "%s %q", kind, name)
	}
	seen[name] = true
	return nil
}

// flat reports whether equal values of a type have equal meaning for ever: no pointer behind which something changes,
// no NaN that differs from itself. If not, it names the offending field.
func flat(t reflect.Type) (where string, ok bool) {
	switch k := t.Kind(); {
	case k >= reflect.Bool && k <= reflect.Uint64:
		return "", true
	case k == reflect.Array:
		return flat(t.Elem())
	case k == reflect.Struct:
		for f := range t.Fields() {
			if where, ok := flat(f.Type); !ok {
				return f.Name + " " + where, false
			}
		}
		return "", true
	default:
		return t.String(), false
	}
}
