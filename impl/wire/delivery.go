package wire

import (
	"container/heap"
	"time"

	"ostlife/impl/env"
)

// carry is the network's task.
func (n *Network) carry(t *env.Task) {
	for n.waitForDue(t) {
		t.Yield(PointDeliver)
		if deliver, m := n.arrive(); deliver != nil {
			deliver(m)
		}
	}
}

// waitForDue returns when the first message is due; false when the world stops.
func (n *Network) waitForDue(t *env.Task) bool {
	n.lock.Lock()
	defer n.lock.Unlock()
	for !n.world.Stopped() {
		until := env.Forever
		if len(n.flights) > 0 {
			until = n.flights[0].at
		}
		if until <= n.world.Now() {
			return true
		}
		n.due.Wait(t, PointIdle, until)
	}
	return false
}

// arrive takes the first message off its way, and finds who listens to it; nil if it
// is lost after all.
func (n *Network) arrive() (Deliver, Message) {
	n.lock.Lock()
	defer n.lock.Unlock()
	f := heap.Pop(&n.flights).(flight)
	deliver := n.listeners[f.to]
	if deliver == nil || n.down[f.to] || n.severed(f.from, f.to) {
		n.counters.Lost++
		return nil, Message{}
	}
	m, err := Decode(f.bytes)
	if err != nil {
		n.counters.Malformed++
		return nil, Message{}
	}
	n.counters.Delivered++
	return deliver, m
}

// flight is an encoded message on its way.
type flight struct {
	at       time.Duration
	sequence uint64
	from, to Address
	bytes    []byte
}

// flights is a heap ordered by arrival, then by the order of sending.
type flights []flight

func (h flights) Len() int { return len(h) }

func (h flights) Less(i, j int) bool {
	if h[i].at != h[j].at {
		return h[i].at < h[j].at
	}
	return h[i].sequence < h[j].sequence
}

func (h flights) Swap(i, j int) { h[i], h[j] = h[j], h[i] }

// Push implements [heap.Interface].
func (h *flights) Push(x any) { *h = append(*h, x.(flight)) }

// Pop implements [heap.Interface].
func (h *flights) Pop() any {
	old := *h
	last := old[len(old)-1]
	old[len(old)-1] = flight{}
	*h = old[:len(old)-1]
	return last
}
