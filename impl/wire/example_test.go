package wire_test

import (
	"fmt"
	"time"

	"ostlife/impl/env"
	"ostlife/impl/wire"
)

// A client pings an OST and the first reply is lost.
func Example() {
	w := env.NewControlled(env.Control{})
	n := wire.New(w, wire.Faults{MinLatency: time.Millisecond, MaxLatency: time.Millisecond}, 1)
	n.Listen("OST0000", func(m wire.Message) {
		fmt.Println(w.Now(), m)
		if err := n.Send(m.Answer(wire.OK)); err != nil {
			fmt.Println(err)
		}
	})
	n.Listen("client0", func(m wire.Message) { fmt.Println(w.Now(), m) })
	n.Arm(wire.Lose, wire.Match{To: "client0", Side: wire.Replies})

	w.Run("client", func(t *env.Task) {
		defer w.Stop()
		for xid := range uint64(2) {
			ping := wire.Message{From: "client0", To: "OST0000", XID: xid + 1, Kind: wire.Ping}
			if err := n.Send(ping); err != nil {
				fmt.Println(err)
			}
			t.Sleep("wait for the reply", time.Second)
		}
	})
	fmt.Printf("%+v\n", n.Counters())
	// Output:
	// 1ms client0 to OST0000: request 1: PING
	// 1.001s client0 to OST0000: request 2: PING
	// 1.002s OST0000 to client0: reply 2 to PING: OK
	// {Sent:4 Delivered:3 Lost:1 Late:0 Duplicated:0 Reordered:0 Malformed:0}
}
