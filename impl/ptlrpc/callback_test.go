package ptlrpc

import (
	"testing"

	"ostlife/impl/env"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// call sends a callback for an instance.
func (s *stage) call(given lustre.Instance) {
	m := wire.Message{From: ostAddress, To: "client0", XID: 1, Kind: wire.Callback, Instance: given}
	if err := s.network.Send(m); err != nil {
		s.t.Error(err)
	}
}

// TestCallback has the OST call for the lock: the lock layer of the import hears it, if
// it is meant for the connection that the import has.
func TestCallback(t *testing.T) {
	for _, test := range []struct {
		name   string
		before func(*env.Task, *stage)
		given  lustre.Instance
		want   int
	}{
		{"of this connection", connected, 1, 1},
		{"of another", connected, 2, 0},
		{"with no lock layer", func(task *env.Task, s *stage) {
			s.full(task, 1)
			s.i.OnCallback(nil)
		}, 1, 0},
		{"removed", func(task *env.Task, s *stage) {
			s.full(task, 1)
			s.i.Hold()
			s.i.Remove(1, lustre.LOVTrace{})
		}, 0, 0},
		{"freed", func(task *env.Task, s *stage) {
			s.full(task, 1)
			s.i.Remove(1, lustre.LOVTrace{})
			expire(task)
		}, 0, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			play(t, func(task *env.Task, s *stage) {
				heard := 0
				s.i.OnCallback(func(h Held) {
					heard++
					if h.Handle() != test.given {
						t.Errorf("under handle %d", h.Handle())
					}
				})
				test.before(task, s)
				s.call(test.given)
				rest(task)
				if heard != test.want {
					t.Errorf("heard %d times, want %d", heard, test.want)
				}
				if known := len(s.rpc.imports); (known == 0) != (s.upper.frees == 1) {
					t.Errorf("ptlrpcd knows %d imports", known)
				}
			})
		})
	}
}

// TestCallbackFindsNewest adds a target again before its old import has gone: callbacks
// go to the new one, also when the old one goes.
func TestCallbackFindsNewest(t *testing.T) {
	play(t, func(task *env.Task, s *stage) {
		s.i.Hold()
		s.i.Remove(1, lustre.LOVTrace{})
		heard := 0
		next := NewImport(s.world, s.rpc, s.i.config, s.upper)
		next.OnCallback(func(Held) { heard++ })
		s.call(0)
		rest(task)
		s.i.Put()
		s.call(0)
		rest(task)
		if heard != 2 || s.upper.frees != 1 {
			t.Errorf("heard %d times, freed %d times", heard, s.upper.frees)
		}
	})
}
