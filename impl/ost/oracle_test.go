package ost_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"ostlife/impl/env"
	"ostlife/impl/ost"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// refused is what is answered to a step that cannot be.
const refused = "refused"

// clients is how many clients the oracle's histories have.
const clients = 3

// step is one thing that happens in a history.
type step struct {
	what  string
	who   int
	value uint64
	come  [clients]bool // of a restart: who comes back
	fails bool          // of a restart: the write that is replayed fails
}

// whats are the steps that there are.
var whats = []string{"connect", "lock", "write", "sync", "cancel", "evict", "restart", "create"}

func drawStep(t *rapid.T) step {
	s := step{what: rapid.SampledFrom(whats).Draw(t, "what"), who: rapid.IntRange(0, clients-1).Draw(t, "who"),
		value: rapid.Uint64Range(1, 9).Draw(t, "value")}
	for c := range s.come {
		s.come[c] = rapid.IntRange(0, 3).Draw(t, "comes") > 0
	}
	s.fails = rapid.IntRange(0, 5).Draw(t, "fails") == 0
	return s
}

// oracle is what a sequential register with a lock is after some steps.
type oracle struct {
	committed, current uint64
	unstable           bool // current is not committed
	holder             int  // -1 for nobody
	connected          [clients]bool
	objects            uint64
}

// leave is what happens to lock and data when a client's export goes.
func (o *oracle) leave(c int) {
	o.connected[c] = false
	if o.holder == c {
		o.committed, o.unstable, o.holder = o.current, false, -1
	}
}

// take says what must be answered to a step: a value, an id, or that it is refused.
func (o *oracle) take(s step) string {
	c := s.who
	switch s.what {
	case "connect":
		o.connected[c] = true
	case "evict":
		o.leave(c)
	case "lock":
		if !o.connected[c] || o.holder >= 0 && o.holder != c {
			return refused
		}
		o.holder = c
		return fmt.Sprint(o.current)
	case "write":
		if o.holder != c {
			return refused
		}
		o.current, o.unstable = s.value, true
	case "sync", "cancel":
		if o.holder == c {
			o.committed, o.unstable = o.current, false
		}
		if o.holder == c && s.what == "cancel" {
			o.holder = -1
		}
	case "create":
		if !o.connected[c] {
			return refused
		}
		o.objects++
		return fmt.Sprint(o.objects)
	case "restart":
		o.restart(s)
	}
	return ""
}

// restart keeps the clients that come, and what the holder of the lock replays.
func (o *oracle) restart(s step) {
	for c := range o.connected {
		o.connected[c] = o.connected[c] && s.come[c]
	}
	h := o.holder
	if h >= 0 && s.come[h] && !(s.fails && o.unstable) {
		return
	}
	if h >= 0 {
		o.connected[h] = false
	}
	o.current, o.unstable, o.holder = o.committed, false, -1
}

// shown is what a client that reads the object sees.
func (o *oracle) shown(c int) string {
	if o.holder != c {
		return refused
	}
	return fmt.Sprint(o.current)
}

// compare plays steps over an OST, and those that are told to the oracle over that. It
// gives the first difference of what is answered, and of what each client reads.
func compare(t testing.TB, steps, told []step) (difference string) {
	w := env.NewControlled(env.Control{})
	network := wire.New(w, wire.Faults{}, 1)
	y := &yard{network: network, reply: map[uint64]wire.Message{},
		ost: ost.New(w, network, "OST0000", 0, ost.Config{Window: window})}
	for c := range clients {
		network.Listen(wire.Address(lustre.Node(c).String()), func(m wire.Message) { y.reply[m.XID] = m })
	}
	o := oracle{holder: -1}
	report := w.Run("test", func(task *env.Task) {
		defer w.Stop()
		for n, s := range steps {
			got, want := []string{y.take(task, s)}, []string{o.take(told[n])}
			for c := range clients {
				got, want = append(got, y.read(task, c)), append(want, o.shown(c))
			}
			if difference == "" && !slices.Equal(got, want) {
				difference = fmt.Sprintf("step %d %+v: %v, want %v", n, s, got, want)
			}
		}
	})
	if err := report.Err(); err != nil {
		t.Error(err)
	}
	return difference
}

// TestRegister holds random histories against the oracle.
func TestRegister(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		steps := []step{{what: "connect"}, {what: "connect", who: 1}}
		steps = append(steps, rapid.SliceOfN(rapid.Custom(drawStep), 1, 40).Draw(r, "steps")...)
		if difference := compare(t, steps, steps); difference != "" {
			r.Fatal(difference)
		}
	})
}

// TestOracleSees tells the oracle something else than the OST was asked.
func TestOracleSees(t *testing.T) {
	all := [clients]bool{true, true, true}
	written := []step{{what: "connect"}, {what: "lock"}, {what: "write", value: 4}, {what: "sync"}, {what: "write", value: 5}}
	for _, test := range []struct {
		name       string
		last, told step
	}{
		{"another value", step{what: "write", value: 6}, step{what: "write", value: 7}},
		{"lost data", step{what: "restart"}, step{what: "restart", come: all}},
		{"a failed replay", step{what: "restart", come: all, fails: true}, step{what: "restart", come: all}},
		{"kept data", step{what: "restart", come: all}, step{what: "restart"}},
		{"a lock that is gone", step{what: "evict"}, step{what: "sync"}},
		{"a lock that is kept", step{what: "sync"}, step{what: "cancel"}},
		{"an object that was not there", step{what: "create"}, step{what: "sync"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			steps, told := append(slices.Clone(written), test.last), append(slices.Clone(written), test.told)
			if difference := compare(t, steps, steps); difference != "" {
				t.Error(difference)
			}
			if compare(t, steps, told) == "" {
				t.Error("it went unseen")
			}
		})
	}
}
