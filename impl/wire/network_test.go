package wire

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"ostlife/impl/env"
)

// arrived is one delivery: which message, and when.
type arrived struct {
	xid uint64
	at  time.Duration
}

// scene is a network with a listener at each end that the tests use, in a controlled
// world.
type scene struct {
	w   *env.World
	n   *Network
	got map[Address][]arrived
}

// play runs a scene: act has the network to itself, and a minute and more pass before
// the world stops.
func play(t *testing.T, f Faults, seed uint64, act func(s *scene, task *env.Task)) *scene {
	t.Helper()
	w := env.NewControlled(env.Control{Picker: env.NewRandomPicker(seed)})
	s := &scene{w: w, n: New(w, f, seed), got: map[Address][]arrived{}}
	for _, a := range []Address{"a", "b", "c"} {
		s.n.Listen(a, func(m Message) { s.got[a] = append(s.got[a], arrived{m.XID, w.Now()}) })
	}
	report := w.Run("main", func(task *env.Task) {
		act(s, task)
		task.Sleep("let everything arrive", 2*DefaultLateBy)
		w.Stop()
	})
	if err := report.Err(); err != nil {
		t.Fatal(err)
	}
	c := s.n.Counters()
	if c.Sent+c.Duplicated != c.Delivered+c.Lost+c.Malformed+s.n.InFlight() {
		t.Errorf("a message is unaccounted for: %+v, %d on their way", c, s.n.InFlight())
	}
	return s
}

// send sends pings with these numbers.
func (s *scene) send(t *testing.T, from, to Address, xids ...uint64) {
	t.Helper()
	for _, xid := range xids {
		if err := s.n.Send(Message{From: from, To: to, XID: xid, Kind: Ping}); err != nil {
			t.Error(err)
		}
	}
}

// xids are the numbers that arrived at a, in order.
func (s *scene) xids(a Address) (xids []uint64) {
	for _, g := range s.got[a] {
		xids = append(xids, g.xid)
	}
	return xids
}

// count is the numbers from 1 to n.
func count(n uint64) (xids []uint64) {
	for xid := range n {
		xids = append(xids, xid+1)
	}
	return xids
}

func TestLinksKeepTheirOrder(t *testing.T) {
	f := Faults{MinLatency: time.Millisecond, MaxLatency: time.Second}
	s := play(t, f, 1, func(s *scene, _ *env.Task) {
		for _, xid := range count(50) {
			s.send(t, "a", "b", xid)
			s.send(t, "a", "c", 100+xid)
		}
	})
	if !slices.Equal(s.xids("b"), count(50)) || len(s.got["c"]) != 50 {
		t.Errorf("b got %v", s.xids("b"))
	}
	first := s.got["b"][0].at
	if last := s.got["b"][49].at; first < f.MinLatency || last > f.MaxLatency || first == last {
		t.Errorf("the first arrived at %v, the last at %v", first, last)
	}
	if want := (Counters{Sent: 100, Delivered: 100}); s.n.Counters() != want {
		t.Errorf("the counters are %+v", s.n.Counters())
	}
}

func TestRandomFaults(t *testing.T) {
	const sent = 1000
	for _, test := range []struct {
		name   string
		faults Faults
		of     func(Counters) int // how many messages it struck
	}{
		{"loss", Faults{Loss: 100}, func(c Counters) int { return c.Lost }},
		{"late", Faults{Late: 100}, func(c Counters) int { return c.Late }},
		{"duplicate", Faults{Duplicate: 100}, func(c Counters) int { return c.Duplicated }},
		{"reorder", Faults{Reorder: 100}, func(c Counters) int { return c.Reordered }},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := play(t, test.faults, 1, func(s *scene, _ *env.Task) { s.send(t, "a", "b", count(sent)...) })
			if n := test.of(s.n.Counters()); n < sent/20 || n > sent/5 {
				t.Errorf("%d of %d were struck by 100 permille", n, sent)
			}
			if slices.Equal(s.xids("b"), count(sent)) {
				t.Error("what arrived shows nothing of it")
			}
		})
	}
}

func TestSingleFaults(t *testing.T) {
	for _, test := range []struct {
		name  string
		fault Fault
		want  []uint64 // of 1, 2, 3, the second of which is struck
	}{
		{"lost", Lose, []uint64{1, 3}},
		{"late", Delay, []uint64{1, 3, 2}},
		{"twice", Repeat, []uint64{1, 2, 2, 3}},
		{"no fault", 0, []uint64{1, 2, 3}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := play(t, Faults{}, 1, func(s *scene, _ *env.Task) {
				s.send(t, "a", "b", 1)
				s.n.Arm(test.fault, Match{From: "a", To: "b", Kind: Ping, Side: Requests})
				s.send(t, "a", "b", 2, 3)
			})
			if !slices.Equal(s.xids("b"), test.want) {
				t.Errorf("got %v, want %v", s.xids("b"), test.want)
			}
		})
	}
}

func TestLateIsBeyondTheLatency(t *testing.T) {
	for _, test := range []struct {
		name   string
		lateBy time.Duration
		want   time.Duration
	}{{"as told", 5 * time.Second, 6 * time.Second}, {"default", 0, DefaultLateBy + time.Second}} {
		t.Run(test.name, func(t *testing.T) {
			f := Faults{MinLatency: time.Second, MaxLatency: time.Second, Late: 1000, LateBy: test.lateBy}
			s := play(t, f, 1, func(s *scene, _ *env.Task) { s.send(t, "a", "b", 1) })
			if want := []arrived{{1, test.want}}; !slices.Equal(s.got["b"], want) {
				t.Errorf("got %v, want %v", s.got["b"], want)
			}
		})
	}
}

func TestMatch(t *testing.T) {
	request := Message{From: "a", To: "b", XID: 1, Kind: Connect}
	for _, test := range []struct {
		name  string
		match Match
		want  bool
	}{
		{"anything", Match{}, true},
		{"all of it", Match{From: "a", To: "b", Kind: Connect, Side: Requests}, true},
		{"another sender", Match{From: "c"}, false},
		{"another receiver", Match{To: "c"}, false},
		{"another kind", Match{Kind: Ping}, false},
		{"replies", Match{Side: Replies}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := test.match.matches(&request); got != test.want {
				t.Errorf("got %v", got)
			}
		})
	}
	reply := request.Answer(OK)
	if !(Match{Side: Replies}).matches(&reply) || (Match{Side: Requests}).matches(&reply) {
		t.Error("a reply is taken for a request")
	}
}

// A single fault strikes once, and waits for its message.
func TestArmedFaultWaits(t *testing.T) {
	s := play(t, Faults{Duplicate: 1000}, 1, func(s *scene, _ *env.Task) {
		s.n.Arm(Lose, Match{To: "c"})
		s.n.Arm(Lose, Match{To: "c"})
		s.send(t, "a", "b", 1)
		s.send(t, "a", "c", 2, 3, 4)
	})
	if !slices.Equal(s.xids("b"), []uint64{1, 1}) || !slices.Equal(s.xids("c"), []uint64{4, 4}) {
		t.Errorf("b got %v, c got %v", s.xids("b"), s.xids("c"))
	}
}

func TestPartitionHeals(t *testing.T) {
	for _, test := range []struct {
		name string
		cut  func(n *Network, on bool)
		b, c []uint64 // what arrives
	}{
		{"partition", func(n *Network, on bool) { n.Partition("a", "b", on) }, []uint64{3}, []uint64{10, 20}},
		{"the other way", func(n *Network, on bool) { n.Partition("b", "a", on) }, []uint64{3}, []uint64{10, 20}},
		{"isolated receiver", func(n *Network, on bool) { n.Isolate("b", on) }, []uint64{3}, []uint64{10, 20}},
		{"isolated sender", func(n *Network, on bool) { n.Isolate("a", on) }, []uint64{3}, nil},
		{"receiver down", func(n *Network, on bool) { n.Down("b", on) }, []uint64{3}, []uint64{10, 20}},
		{"sender down", func(n *Network, on bool) { n.Down("a", on) }, []uint64{1, 3}, []uint64{10}},
		{"nobody listens", func(n *Network, on bool) {
			if on {
				n.Listen("c", nil)
			}
		}, []uint64{1, 2, 3}, nil},
		{"none", func(*Network, bool) {}, []uint64{1, 2, 3}, []uint64{10, 20}},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := Faults{MinLatency: time.Second, MaxLatency: time.Second}
			s := play(t, f, 1, func(s *scene, task *env.Task) {
				s.send(t, "a", "b", 1) // on its way when the link is cut
				s.send(t, "a", "c", 10)
				test.cut(s.n, true)
				s.send(t, "a", "b", 2)
				s.send(t, "a", "c", 20)
				task.Sleep("the link is cut", time.Minute)
				test.cut(s.n, false)
				s.send(t, "a", "b", 3)
			})
			if !slices.Equal(s.xids("b"), test.b) || !slices.Equal(s.xids("c"), test.c) {
				t.Errorf("b got %v, c got %v", s.xids("b"), s.xids("c"))
			}
		})
	}
}

// What is sent into a cut link is lost, even if the link heals before it would arrive.
func TestCutLinkLosesAtOnce(t *testing.T) {
	s := play(t, Faults{MinLatency: time.Second}, 1, func(s *scene, _ *env.Task) {
		s.n.Partition("a", "b", true)
		s.send(t, "a", "b", 1)
		s.n.Partition("a", "b", false)
		s.send(t, "a", "b", 2)
	})
	if !slices.Equal(s.xids("b"), []uint64{2}) {
		t.Errorf("got %v", s.xids("b"))
	}
}

func TestMalformedBytesAreCounted(t *testing.T) {
	s := play(t, Faults{}, 1, func(s *scene, _ *env.Task) {
		s.send(t, "a", "b", 1)
		s.n.lock.Lock()
		defer s.n.lock.Unlock()
		s.n.flights[0].bytes[0] ^= 0x20
	})
	if want := (Counters{Sent: 1, Malformed: 1}); s.n.Counters() != want || s.got["b"] != nil {
		t.Errorf("the counters are %+v", s.n.Counters())
	}
}

func TestSendRefusesWhatCannotTravel(t *testing.T) {
	s := play(t, Faults{}, 1, func(s *scene, _ *env.Task) {
		if err := s.n.Send(Message{From: "a", To: "b"}); err == nil {
			t.Error("a message without number and kind was sent")
		}
	})
	if s.n.Counters() != (Counters{}) {
		t.Errorf("the counters are %+v", s.n.Counters())
	}
}

// The receiver has a copy: it shares nothing with the sender.
func TestReceiverSharesNothing(t *testing.T) {
	records := []Record{{Position: 1, UUID: "before"}}
	w := env.NewControlled(env.Control{})
	n := New(w, Faults{}, 1)
	got := ""
	n.Listen("b", func(m Message) { got = m.Records[0].UUID })
	w.Run("main", func(task *env.Task) {
		if err := n.Send(Message{From: "a", To: "b", XID: 1, Reply: true, Kind: LogRead, Records: records}); err != nil {
			t.Error(err)
		}
		records[0].UUID = "after"
		task.Sleep("let it arrive", time.Second)
		w.Stop()
	})
	if got != "before" {
		t.Errorf("the receiver got %q", got)
	}
}

func TestSameSeedSameNetwork(t *testing.T) {
	f := Faults{MaxLatency: time.Second, Loss: 50, Late: 50, Duplicate: 50, Reorder: 50}
	story := func(seed uint64) string {
		s := play(t, f, seed, func(s *scene, _ *env.Task) {
			s.send(t, "a", "b", count(200)...)
			s.send(t, "b", "a", count(200)...)
		})
		return fmt.Sprint(s.got["a"], s.got["b"], s.n.Counters())
	}
	first := story(1)
	for range 20 {
		if story(1) != first {
			t.Fatal("the same seed gave two stories")
		}
	}
	if story(2) == first {
		t.Error("two seeds gave one story")
	}
}

// One rate does not change what another one strikes.
func TestRatesAreIndependent(t *testing.T) {
	lost := func(f Faults) []uint64 {
		s := play(t, f, 1, func(s *scene, _ *env.Task) { s.send(t, "a", "b", count(200)...) })
		return slices.DeleteFunc(count(200), func(xid uint64) bool { return slices.Contains(s.xids("b"), xid) })
	}
	plain := lost(Faults{Loss: 100})
	if len(plain) == 0 || !slices.Equal(plain, lost(Faults{Loss: 100, Late: 300, Duplicate: 300, Reorder: 300})) {
		t.Errorf("lost were %v at first", plain)
	}
}

// In a real world the same network carries a conversation; it leaves with the world.
func TestRealNetwork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := env.NewReal()
		n := New(w, Faults{MinLatency: time.Millisecond, MaxLatency: time.Second}, 1)
		lock := w.NewLock("test")
		done := lock.NewQueue("all replies")
		replies := 0
		n.Listen("OST0000", func(m Message) {
			if err := n.Send(m.Answer(OK)); err != nil {
				t.Error(err)
			}
		})
		n.Listen("client0", func(m Message) {
			lock.Lock()
			defer lock.Unlock()
			replies++
			done.Wake()
		})
		report := w.Run("main", func(task *env.Task) {
			defer w.Stop()
			for _, xid := range count(20) {
				if err := n.Send(Message{From: "client0", To: "OST0000", XID: xid, Kind: Ping}); err != nil {
					t.Error(err)
				}
			}
			lock.Lock()
			defer lock.Unlock()
			for replies < 20 && done.Wait(task, "wait for the replies", time.Minute) == env.Woken {
			}
		})
		if report.Err() != nil || replies != 20 {
			t.Errorf("%d replies: %v", replies, report.Err())
		}
	})
}
