// Package mds is the top of a metadata server, as far as objects go: it creates each new
// object on a target that is fit for it, and goes to another one when that target is not
// any more (C2.2.lov, C3.2). What its LOV tells it of a target it has nothing to do about
// (C2.2.top).
//
// An MDS with its disk serves clients, too ([MDS.Serve]). A file has one object and is
// named by it. A create is answered when the file, and the id that it used, are committed;
// an unlink at once, with the cookie of the record that its transaction has written
// (C1a). Clients keep unlinks until they are committed and replay them to the next start
// of the MDS. The object is destroyed by the client, else for its record: by the llog's
// replay, or by the MDS itself when the client has died.
package mds

import (
	"errors"
	"time"

	"ostlife/impl/env"
	"ostlife/impl/lov"
	"ostlife/model/lustre"
)

// MDS is the top of one metadata server.
type MDS struct {
	*lov.Listener
	lov    *lov.LOV
	server *server // of one with its disk; nil for none
}

// New makes a top that has been told nothing. [MDS.Attach] gives it its LOV.
func New(w *env.World, name string) *MDS { return &MDS{Listener: lov.NewListener(w, "mds "+name)} }

// Attach gives the MDS the LOV below it, which was made with this MDS as its top.
func (m *MDS) Attach(l *lov.LOV) { m.lov = l }

// Create makes a new object on a target of a pool, the global one if the name is empty,
// and returns where, and the object's id. A create waits while its target recovers
// (C2.3), and goes to another target when its own is deactivated, disconnected or
// removed. It is refused with ErrNoUsable when no target of the pool is fit, and when
// until comes with ErrUnreachable; with ErrUnknown if a request was on its way then. An
// object that was made by a request whose answer never came is nobody's, and its id is
// not given again. With a disk it makes a file of the object.
func (m *MDS) Create(t *env.Task, pool string, until time.Duration) (lustre.Target, uint64, error) {
	if m.server != nil {
		return m.server.createOwn(t, pool, until)
	}
	return create(t, m.lov, pool, until, func(a *lov.Allocation) (uint64, error) { return a.Create(t, until) })
}

// create chooses a target and has the object made there.
func create(t *env.Task, l *lov.LOV, pool string, until time.Duration, at func(*lov.Allocation) (uint64, error)) (lustre.Target, uint64, error) {
	for {
		a, err := l.Allocate(t, pool, until)
		if err != nil {
			return 0, 0, err
		}
		object, err := on(t, a, until, at)
		target := a.Target
		a.Put()
		if !errors.Is(err, errMoves) {
			return target, object, err
		}
	}
}

// errMoves is the end of a create on a target that is not fit any more.
var errMoves = errors.New("the create goes elsewhere")

// on makes the object on the target that was chosen.
func on(t *env.Task, a *lov.Allocation, until time.Duration, at func(*lov.Allocation) (uint64, error)) (uint64, error) {
	for {
		object, err := at(a)
		switch {
		case err == nil || errors.Is(err, lustre.ErrUnknown):
			return object, err
		case a.Moves(t, until):
			return 0, errMoves
		case t.World().Now() >= until || t.World().Stopped():
			return 0, lustre.ErrUnreachable
		}
	}
}
