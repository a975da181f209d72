package wire

import (
	"container/heap"
	"time"

	"ostlife/impl/env"
)

// The yield points of the network.
const (
	PointIdle    env.Point = "network: wait for a message that is due"
	PointDeliver env.Point = "network: before delivery"
)

// Counters says what became of the messages. Sent + Duplicated is Delivered + Lost +
// Malformed + those still on their way.
type Counters struct {
	Sent       int // accepted by Send
	Delivered  int // handed to a listener, copies included
	Lost       int // at random, on a cut link, or with nobody listening
	Late       int
	Duplicated int
	Reordered  int
	Malformed  int // arrived, but could not be decoded
}

// Deliver is what a node does with a message that arrives. It is called in the
// network's task, one message after the other, is given no right to wait and so
// cannot block; it may send.
type Deliver func(Message)

// Network carries messages between the nodes of one process. One task delivers them;
// it leaves when the world stops. Without faults, the messages of a link (a sender
// and a receiver) arrive in the order of sending.
type Network struct {
	world  *env.World
	faults Faults

	lock      *env.Lock
	due       *env.Queue // the network task waits here
	random    *env.Rand
	listeners map[Address]Deliver
	cut       map[link]bool
	isolated  map[Address]bool
	down      map[Address]bool
	inOrder   map[link]time.Duration // when the last message of the link arrives
	armed     []*armed
	flights   flights
	sequence  uint64
	counters  Counters
}

// link is one direction between two ends. The maps over links and addresses are only
// ever looked up.
type link struct{ from, to Address }

// New makes a network and starts its task. All that is random comes from the seed,
// in the order of the sends.
func New(w *env.World, f Faults, seed uint64) *Network {
	if f.LateBy <= 0 {
		f.LateBy = DefaultLateBy
	}
	lock := w.NewLock("network")
	n := &Network{
		world: w, faults: f, random: w.NewRand(seed),
		lock: lock, due: lock.NewQueue("messages"),
		listeners: map[Address]Deliver{},
		cut:       map[link]bool{},
		isolated:  map[Address]bool{},
		down:      map[Address]bool{},
		inOrder:   map[link]time.Duration{},
	}
	w.Go("network", n.carry)
	return n
}

// Listen has the messages to a delivered to deliver. nil takes the listener away, and
// what arrives then is lost.
func (n *Network) Listen(a Address, deliver Deliver) {
	n.lock.Lock()
	defer n.lock.Unlock()
	n.listeners[a] = deliver
}

// Send gives m to the network and returns at once. The error is that of [Encode]:
// then nothing was sent. That a message was accepted says nothing about its arrival.
func (n *Network) Send(m Message) error {
	b, err := Encode(m)
	if err != nil {
		return err
	}
	n.lock.Lock()
	defer n.lock.Unlock()
	n.counters.Sent++
	f := n.strike(&m, n.faults.draw(n.random))
	switch {
	case f.lost || n.down[m.From] || n.severed(m.From, m.To):
		n.counters.Lost++
		return nil
	case f.kept != nil:
		f.kept.kept = append(f.kept.kept, flight{from: m.From, to: m.To, bytes: b})
		return nil
	}
	n.post(m.From, m.To, b, n.arrival(link{m.From, m.To}, f))
	if f.repeated {
		n.counters.Duplicated++
		n.post(m.From, m.To, b, n.world.Now()+f.second)
	}
	n.due.Wake()
	return nil
}

// arrival is when a message with that fate arrives, and counts what keeps it back.
// One that is late or reordered does not keep back those behind it.
func (n *Network) arrival(l link, f fate) time.Duration {
	at := n.world.Now() + f.latency
	switch {
	case f.late:
		n.counters.Late++
		return at + f.by
	case f.reordered:
		n.counters.Reordered++
		return at + n.faults.MaxLatency + reorderBy
	}
	at = max(at, n.inOrder[l])
	n.inOrder[l] = at
	return at
}

// post puts bytes on their way.
func (n *Network) post(from, to Address, b []byte, at time.Duration) {
	n.sequence++
	heap.Push(&n.flights, flight{at: at, sequence: n.sequence, from: from, to: to, bytes: b})
}

// Partition cuts both directions between a and b, or heals them. What is on its way
// between them when it should arrive on a cut link is lost.
func (n *Network) Partition(a, b Address, on bool) {
	n.lock.Lock()
	defer n.lock.Unlock()
	n.cut[link{a, b}], n.cut[link{b, a}] = on, on
}

// Isolate cuts a from everybody, or ends that; partitions stay as they are.
func (n *Network) Isolate(a Address, on bool) {
	n.lock.Lock()
	defer n.lock.Unlock()
	n.isolated[a] = on
}

// Down has a machine be down, or up again: nothing is sent from it, and what arrives
// there is lost. What it had sent before is still on its way.
func (n *Network) Down(a Address, on bool) {
	n.lock.Lock()
	defer n.lock.Unlock()
	n.down[a] = on
}

// Counters tells what became of the messages so far.
func (n *Network) Counters() Counters {
	n.lock.Lock()
	defer n.lock.Unlock()
	return n.counters
}

// InFlight is how many messages are on their way, copies included.
func (n *Network) InFlight() int {
	n.lock.Lock()
	defer n.lock.Unlock()
	return len(n.flights)
}

func (n *Network) severed(from, to Address) bool {
	return n.cut[link{from, to}] || n.isolated[from] || n.isolated[to]
}
