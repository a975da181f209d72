package ptlrpc

import (
	"fmt"
	"testing"
	"time"

	"ostlife/impl/env"
	"ostlife/impl/wire"
)

// BenchmarkPtlrpcd is one request and its end, while others are in flight with later
// deadlines (pending), or have ended without a reply (lingering).
func BenchmarkPtlrpcd(b *testing.B) {
	for _, others := range []int{0, 100, 1000} {
		for _, how := range []string{"pending", "lingering"} {
			b.Run(fmt.Sprintf("%d %s", others, how), func(b *testing.B) {
				b.ReportAllocs()
				w := env.NewControlled(env.Control{})
				p := NewPtlrpcd(w, wire.New(w, wire.Faults{}, 1), "client0")
				for range others {
					xid := p.Send(ping, time.Hour, func(Answer) {})
					if how == "lingering" {
						p.Abort(xid)
						p.next()
					}
				}
				for b.Loop() {
					xid := p.Send(ping, time.Second, func(Answer) {})
					p.deliver(wire.Message{XID: xid, Reply: true})
					p.next()
				}
			})
		}
	}
}
