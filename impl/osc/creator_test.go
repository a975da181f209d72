package osc_test

import (
	"errors"
	"fmt"
	"testing"

	"ostlife/impl/env"
	"ostlife/impl/osc"
	"ostlife/impl/ptlrpc"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// creator is the stage of an MDS's OSC.
type creator struct {
	*stage
	task  *env.Task
	used  []uint64
	found uint64
	fails error // of the use of an object
}

// makes runs body with an OSC that creates so many objects at a time.
func makes(t *testing.T, stock uint32, flag bool, body func(*creator), defects ...lustre.Defect) {
	t.Helper()
	c := &creator{}
	c.stage = actWith(t, func(s *stage, rpc *ptlrpc.Ptlrpcd, config ptlrpc.Config) *osc.OSC {
		return osc.NewMDS(s.world, rpc, config, s.above, osc.Creator{Flag: flag, Stock: stock, Found: func(last uint64) { c.found = last }})
	}, func(task *env.Task, s *stage) {
		c.stage, c.task = s, task
		body(c)
	}, defects...)
}

// file creates a file in a task of its own.
func (c *creator) file() *outcome {
	return c.run(func(own *env.Task, o *outcome) {
		o.value, o.err = c.CreateFile(own, c.world.Now()+operation, func(object uint64) (uint64, error) {
			c.used = append(c.used, object)
			return uint64(len(c.used)), c.fails
		})
	})
}

// prepare answers the steps of a connection up to RECOVERY's end, and checks what the
// OST is told of the last id.
func (c *creator) prepare(last uint64, flag bool) {
	c.t.Helper()
	if !flag {
		c.ok(c.task, wire.MDSConn)
	}
	c.ok(c.task, wire.LlogConnect)
	if m := c.expect(c.task, wire.Orphans); m.Object != last {
		c.t.Errorf("orphans above %d, want %d", m.Object, last)
	} else {
		c.reply(m, wire.OK, func(r *wire.Message) { r.Object = last })
	}
	rest(c.task)
}

// stocked answers the next request, a create, with objects up to a last one.
func (c *creator) stocked(last uint64, stock uint32) {
	c.t.Helper()
	m := c.expect(c.task, wire.Create)
	c.reply(m, wire.OK, func(r *wire.Message) { r.Object, r.Stock = last, stock })
	rest(c.task)
}

// TestPrepare takes an MDS's OSC through the steps of C2.2.osc, told by a request and by a
// flag of the connect: the layer above hears of the connection after the llog's replay,
// and creates go after the orphans.
func TestPrepare(t *testing.T) {
	for _, flag := range []bool{false, true} {
		t.Run(fmt.Sprintf("flag=%v", flag), func(t *testing.T) {
			makes(t, 1, flag, func(c *creator) {
				c.Tell(5, false)
				c.Change("a test", func(h ptlrpc.Held) { h.Connect() })
				if m := c.welcome(c.task, 1, lustre.NoWindow); m.MDS != flag {
					t.Errorf("the connect says that it is the MDS's: %v", m.MDS)
				}
				if !flag {
					c.ok(c.task, wire.MDSConn)
				}
				if i := c.Snapshot().Import; !i.Recovery || i.Prepared != 0 || len(c.above.told) > 0 {
					t.Errorf("before the llog: %+v, told %v", i, c.above.told)
				}
				c.ok(c.task, wire.LlogConnect)
				if i := c.Snapshot().Import; !i.Recovery || i.Prepared == 0 || len(c.above.told) == 0 {
					t.Errorf("before the orphans: %+v, told %v", i, c.above.told)
				}
				o := c.file()
				rest(c.task)
				if m := c.expect(c.task, wire.Orphans); m.Object != 5 || m.Lost {
					t.Errorf("got %+v", m)
				} else {
					c.silent("RECOVERY")
					c.reply(m, wire.OK, func(r *wire.Message) { r.Object = 5 })
				}
				c.stocked(6, 1)
				o.check(t, 6, 0, nil)
			})
		})
	}
}

// TestStock takes files from a stock, which is filled when it is empty and ends with its
// connection.
func TestStock(t *testing.T) {
	makes(t, 3, true, func(c *creator) {
		c.Tell(0, false)
		c.connect(c.task, 1, lustre.NoWindow)
		c.prepare(0, true)
		first, second := c.file(), c.file()
		c.stocked(3, 3)
		first.check(t, 1, 0, nil)
		second.check(t, 2, 0, nil)
		c.silent("a stock")
		c.lose(c.task)
		c.connect(c.task, 1, lustre.NoWindow)
		c.prepare(2, true)
		third := c.file()
		c.stocked(5, 2) // less than was asked for
		third.check(t, 4, 0, nil)
		if fmt.Sprint(c.used) != "[1 2 4]" {
			t.Errorf("used %v", c.used)
		}
		c.fails = errors.New("no disk")
		fourth := c.file()
		rest(c.task)
		fourth.check(t, 5, 0, c.fails)
	})
	makes(t, 3, true, func(c *creator) {
		c.connect(c.task, 1, lustre.NoWindow)
		c.prepare(0, true)
		first := c.file()
		c.stocked(3, 3)
		first.check(t, 1, 0, nil)
		c.lose(c.task)
		c.connect(c.task, 1, lustre.NoWindow)
		c.prepare(1, true)
		second := c.file()
		rest(c.task)
		second.check(t, 2, 0, nil) // which the OST has destroyed
	}, lustre.DefectStockKept)
}

// TestObjidLost has an OSC that was told that lov-objid is lost: the OST's last id is the
// last one used.
func TestObjidLost(t *testing.T) {
	makes(t, 1, true, func(c *creator) {
		c.Tell(0, true)
		c.connect(c.task, 1, lustre.NoWindow)
		c.ok(c.task, wire.LlogConnect)
		m := c.expect(c.task, wire.Orphans)
		if !m.Lost {
			t.Errorf("got %+v", m)
		}
		c.reply(m, wire.OK, func(r *wire.Message) { r.Object = 9 })
		rest(c.task)
		c.lose(c.task)
		c.connect(c.task, 1, lustre.NoWindow)
		c.prepare(9, true)
		if c.found != 9 {
			t.Errorf("found %d", c.found)
		}
	})
}

// TestStepFails refuses a step, or leaves it without an answer: the connection is lost and
// made again, and the target is never deactivated (C2.4).
func TestStepFails(t *testing.T) {
	for _, answered := range []bool{true, false} {
		makes(t, 1, true, func(c *creator) {
			c.connect(c.task, 1, lustre.NoWindow)
			m := c.expect(c.task, wire.LlogConnect)
			if answered {
				c.reply(m, wire.NotConnected, nil)
			} else {
				c.task.Sleep("test: no answer", requestTime+window)
			}
			rest(c.task)
			if i := c.Snapshot().Import; i.State != lustre.Disconn || i.Deactive || i.Workers != 0 {
				t.Errorf("answered %v: %+v", answered, i)
			}
			c.connect(c.task, 1, lustre.NoWindow)
			c.prepare(0, true)
			if i := c.Snapshot().Import; i.State != lustre.Full || i.Recovery {
				t.Errorf("answered %v, then: %+v", answered, i)
			}
		})
	}
}

// TestDestroy has a client's OSC destroy objects.
func TestDestroy(t *testing.T) {
	act(t, func(task *env.Task, s *stage) {
		destroy := func() *outcome {
			return s.run(func(own *env.Task, o *outcome) {
				o.err = s.Destroy(own, lustre.ActDestroySend, wire.Message{Kind: wire.Destroy, Object: 3}, s.world.Now()+operation)
			})
		}
		s.connect(task, 1, lustre.NoWindow)
		o := destroy()
		if m := s.ok(task, wire.Destroy); m.Object != 3 || m.Instance != 1 {
			t.Errorf("got %+v", m)
		}
		o.check(t, 0, 0, nil)
		o = destroy()
		s.expect(task, wire.Destroy)
		s.lose(task)
		o.check(t, 0, 0, lustre.ErrUnknown)
		o = destroy()
		task.Sleep("test: no connection", operation+quiet)
		o.check(t, 0, 0, lustre.ErrUnreachable)
		s.Deactivate(1)
		rest(task)
		o = destroy()
		rest(task)
		o.check(t, 0, 0, lustre.ErrDeactivated)
	})
}
