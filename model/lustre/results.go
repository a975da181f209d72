package lustre

import "errors"

// The ways an operation on a target is refused. A refusal is a definite answer: it
// had no effect.
var (
	ErrNoTarget     = errors.New("no-target")     // the index is not in use, at the node or in the log
	ErrDeactivated  = errors.New("deactivated")   // the administrator has deactivated it at this node
	ErrUnreachable  = errors.New("unreachable")   // nothing was sent in the time allowed
	ErrNotConnected = errors.New("not-connected") // the OST has no export of that client
	ErrExists       = errors.New("exists")        // the index is in use, or belongs to another UUID
	ErrBusy         = errors.New("busy")          // remove of a target that is not deactivated (C3.3)
	ErrDropped      = errors.New("dropped")       // sync: data of this node was dropped since the last sync (C3.2)
	ErrNoUsable     = errors.New("no-usable")     // create: no target of the pool is active (C2.2.lov)
	ErrNoObject     = errors.New("no-object")     // unlink: no file has the object
)

// ErrUnknown is the end of an operation whose effect may have happened, or may yet:
// a request was sent and no answer came in time. It is no refusal.
var ErrUnknown = errors.New("unknown outcome")

// Refusals lists the errors above in a fixed order, for those who read them back
// from a file by their text.
func Refusals() []error {
	return []error{ErrNoTarget, ErrDeactivated, ErrUnreachable, ErrNotConnected, ErrExists, ErrBusy,
		ErrDropped, ErrNoUsable, ErrNoObject}
}

// Status is one read of a node's slot for a target under the slot's lock. Position
// is that of the last record of this target that the slot reflects; Active is the
// instance that the slot is active for, 0 for none. State is shown, never judged.
type Status struct {
	Position    Position
	Present     bool
	Deactivated bool
	Active      Instance
	State       ImportState
}
