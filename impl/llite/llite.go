// Package llite is the top of a client: it is told which targets are active and has
// nothing to do about it (C2.2.top).
package llite

import (
	"ostlife/impl/env"
	"ostlife/impl/lov"
)

// Llite is the top of one client.
type Llite struct{ *lov.Listener }

// New makes a top that has been told nothing.
func New(w *env.World, name string) *Llite { return &Llite{lov.NewListener(w, "llite "+name)} }
