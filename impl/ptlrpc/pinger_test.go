package ptlrpc

import (
	"testing"
	"time"

	"ostlife/impl/env"
	"ostlife/impl/wire"
)

// TestPinger has a pinger look after an import: it connects it, pings it once an
// interval, and connects it again; after Del it leaves it alone.
func TestPinger(t *testing.T) {
	const interval = 100 * time.Millisecond
	play(t, func(task *env.Task, s *stage) {
		p := NewPinger(s.world, "client0", interval)
		p.Add(s.i)
		p.Start(s.world, "client0")
		s.reply(s.expect(task, wire.Connect), wire.OK, 1)
		for range 3 {
			began := s.world.Now()
			s.reply(s.expect(task, wire.Ping), wire.OK, 1)
			if took := s.world.Now() - began; took > interval+quiet {
				t.Errorf("a ping after %v", took)
			}
		}
		s.reply(s.expect(task, wire.Ping), wire.NotConnected, 0)
		s.reply(s.expect(task, wire.Connect), wire.OK, 2)
		rest(task)
		if !p.Del(s.i) {
			t.Error("the pinger does not know its import")
		}
		s.i.Put()
		task.Sleep("test: some intervals", 3*interval)
		s.silent()
	})
}
