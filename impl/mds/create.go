package mds

import (
	"errors"
	"time"

	"ostlife/impl/disk"
	"ostlife/impl/env"
	"ostlife/impl/lov"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// create is a client's, in a task of its own since it may wait. It is answered when it is
// committed, so that none is ever replayed.
func (s *server) create(t *env.Task, m wire.Message, c *client) {
	t.Yield(PointCreateServe)
	reply := m.Answer(wire.OK)
	target, object, number, err := s.createFile(t, m.Pool, s.world.Now()+s.Operation, func(target lustre.Target, object uint64) []disk.Change {
		reply.Target, reply.Object = target, object
		return []disk.Change{c.change(m.Client, m.Number, reply)}
	})
	if err == nil && !s.await(t, number, env.Forever) {
		return // the client asks again after the crash
	}
	s.lock.Lock()
	defer s.lock.Unlock()
	c.busy = false
	switch {
	case err == nil:
		c.answer = reply
		c.answer.Transno = number
		reply = s.repeat(m, c)
		reply.Target, reply.Object = target, object
	case errors.Is(err, lustre.ErrNoUsable):
		reply = s.answer(m, wire.NoUsable)
		c.answer = reply
	default:
		if c.number == m.Number {
			c.number-- // nothing was done: the client may ask for it again
		}
		reply = s.answer(m, wire.Later)
	}
	_ = s.Network.Send(reply) // a reply that cannot be sent is one that is lost
}

// createFile makes a file with an object on a target of a pool, and returns the
// transaction that did it. Other changes go into that.
func (s *server) createFile(t *env.Task, pool string, until time.Duration, others func(lustre.Target, uint64) []disk.Change) (target lustre.Target, object, number uint64, err error) {
	target, object, err = create(t, s.lov, pool, until, func(a *lov.Allocation) (uint64, error) {
		return a.CreateFile(t, until, func(object uint64) (_ uint64, err error) {
			changes := append(others(a.Target, object), disk.Put(fileName(a.Target, object), nil))
			if s.Defects.Has(lustre.DefectObjidLate) {
				if _, err = s.Disk.Write(changes...); err != nil {
					return 0, err
				}
				changes = nil
			}
			number, err = s.Storage.Use(a.Target, object, changes...)
			return number, err
		})
	})
	return target, object, number, err
}

// createOwn is a create of an application on the MDS itself.
func (s *server) createOwn(t *env.Task, pool string, until time.Duration) (lustre.Target, uint64, error) {
	target, object, number, err := s.createFile(t, pool, until, func(lustre.Target, uint64) []disk.Change { return nil })
	if err == nil && !s.await(t, number, until) {
		return 0, 0, lustre.ErrUnknown
	}
	return target, object, err
}

// LastID is the last object id of a target that was used (C1b), as a client hears it: one
// that a crash takes back was never used, so that it waits for the commit.
func (m *MDS) LastID(t *env.Task, target lustre.Target, until time.Duration) (uint64, error) {
	s := m.server
	s.lock.Lock()
	defer s.lock.Unlock()
	for {
		last, err := s.lov.LastID(target)
		if err != nil || s.Storage.Committed() {
			return last, err
		}
		if s.committed.Wait(t, PointCommitWait, until) != env.Woken {
			return 0, lustre.ErrUnknown
		}
	}
}

// await waits until a transaction is committed.
func (s *server) await(t *env.Task, number uint64, until time.Duration) bool {
	s.lock.Lock()
	defer s.lock.Unlock()
	for s.Disk.Committed() < number {
		if s.committed.Wait(t, PointCommitWait, until) != env.Woken {
			return false
		}
	}
	return true
}
