package ptlrpc

import (
	"testing"

	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// TestServed looks at which requests are carried out, and what is answered.
func TestServed(t *testing.T) {
	s := NewServed()
	carried := lustre.Position(0)
	carryOut := func(m wire.Message) wire.Message {
		carried++
		reply := m.Answer(wire.OK)
		reply.Position = carried
		return reply
	}
	serve := func(from wire.Address, xid uint64) (lustre.Position, bool) {
		r, ok := s.Serve(wire.Message{From: from, To: "MGS", XID: xid, Kind: wire.LogAdd}, carryOut)
		if ok && (r.To != from || r.XID != xid) {
			t.Fatalf("%s's request %d was answered with %v", from, xid, r)
		}
		return r.Position, ok
	}
	want := func(from wire.Address, xid uint64, position lustre.Position, answered bool) {
		t.Helper()
		if p, ok := serve(from, xid); p != position || ok != answered {
			t.Errorf("%s's request %d: %d, %v, want %d, %v", from, xid, p, ok, position, answered)
		}
	}
	want("a", 2, 1, true)
	want("a", 1, 2, true) // overtaken on its way, and new all the same
	want("a", 2, 1, true) // a copy
	want("b", 2, 3, true) // another sender's
	for xid := uint64(3); xid <= ServedRequests; xid++ {
		serve("a", xid)
	}
	want("a", 2, 1, true) // the oldest that is remembered
	last := carried
	want("a", ServedRequests+2, last+1, true)
	want("a", 2, 0, false) // forgotten: nobody can tell
	want("a", 1, 2, true)
	want("a", ServedRequests+1, last+2, true)
	want("a", 1, 0, false)
	want("b", 2, 3, true)
	if of := s.senders["a"]; len(of.replies) != ServedRequests || len(of.order) != ServedRequests {
		t.Errorf("%d replies, %d in order, want %d", len(of.replies), len(of.order), ServedRequests)
	}
}
