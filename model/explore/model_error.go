package explore

import (
	"errors"
	"fmt"
	"strings"
)

// ErrFromChanged is the cause of a ModelError when an action wrote to the state it was given to read.
var ErrFromChanged = errors.New("it changed the state it was given to read")

// PanicError is the cause of a ModelError when a function of the machine panicked.
type PanicError struct {
	Value any    // what it panicked with
	Stack []byte // of the goroutine, formatted
}

func (e *PanicError) Error() string { return fmt.Sprintf("panic: %v", e.Value) }

// Unwrap returns the value of the panic if it is an error, such as a runtime.Error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

// ModelError says which function of a machine misbehaved, and after which story.
type ModelError struct {
	Machine string
	Row     string   // the row of a table: action Connect(0,1,2), property FullImpliesValid, or StateKey
	Path    []string // the steps to the state in which it did, the initial state first
	Err     error    // a *PanicError or ErrFromChanged
}

func (e *ModelError) Error() string {
	return fmt.Sprintf("machine %q: %s after %s: %v", e.Machine, e.Row, strings.Join(e.Path, ", "), e.Err)
}

// Unwrap returns the cause, for errors.Is and errors.As.
func (e *ModelError) Unwrap() error { return e.Err }

// blame draws up the error for what the block was doing.
func (b *block[S]) blame(cause error) error {
	e := &ModelError{Machine: b.s.m.Name, Row: "StateKey", Err: cause}
	switch {
	case b.property != noProperty:
		e.Row = "property " + b.s.m.Properties[b.property].Name
	case b.move != noMove:
		mv := b.s.moves[b.move]
		e.Row = "action " + Step[S]{Action: b.s.m.Actions[mv.action].Name, Site: mv.site}.String()
	}
	for _, step := range b.s.path(b.node) {
		e.Path = append(e.Path, step.String())
	}
	return e
}
