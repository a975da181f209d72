package ldlm

import (
	"testing"
	"time"

	"ostlife/impl/env"
	"ostlife/impl/ptlrpc"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// The times of the tests. A reply takes two latencies.
const (
	latency     = time.Millisecond
	requestTime = 40 * time.Millisecond
	pause       = 5 * time.Millisecond
	quiet       = 4 * time.Millisecond // long enough for all that needs no time-out
	operation   = 200 * time.Millisecond
)

const ostAddress wire.Address = "OST0000"

// stage is the locks of one import between an OST that answers what the test says and a
// layer above with so much under the lock that must go to the OST first.
type stage struct {
	t       *testing.T
	world   *env.World
	network *wire.Network
	i       *ptlrpc.Import
	n       *Namespace

	lock     *env.Lock
	came     *env.Queue
	requests []wire.Message

	covered int // what lies under the lock; under the import lock
	records []lustre.TraceRecord
	frees   int

	before func(*env.Task) // what the layer above does before it gives back the lock, nil for nothing
}

// upper is a layer above that never waits.
type upper struct{ s *stage }

func (u upper) Active(*env.Task, ptlrpc.Event) bool           { return true }
func (u upper) RecoveryFinished(*env.Task, ptlrpc.Event) bool { return true }
func (u upper) Inactive(*env.Task, ptlrpc.Event) bool         { return true }
func (u upper) Activate(*env.Task, ptlrpc.Event) bool         { return true }
func (u upper) Removed(*env.Task, ptlrpc.Event) bool          { return true }
func (u upper) Freed()                                        { u.s.frees++ }
func (u upper) Deactivate(t *env.Task, e ptlrpc.Event) bool {
	if u.s.before != nil {
		u.s.before(t)
	}
	u.s.n.Drain(t, e.Numbers)
	return true
}

// play runs a body over a stage and checks that the run ended well.
func play(t *testing.T, body func(*env.Task, *stage)) *stage {
	t.Helper()
	return playUnder(t, env.Control{}, body)
}

// playUnder is play with another schedule.
func playUnder(t *testing.T, c env.Control, body func(*env.Task, *stage)) *stage {
	t.Helper()
	w := env.NewControlled(c)
	s := &stage{t: t, world: w, network: wire.New(w, wire.Faults{MinLatency: latency, MaxLatency: latency}, 1)}
	s.lock = w.NewLock("test")
	s.came = s.lock.NewQueue("requests")
	s.i = ptlrpc.NewImport(w, ptlrpc.NewPtlrpcd(w, s.network, "client0"), ptlrpc.Config{
		Slot: 1, OST: ostAddress, Request: requestTime,
		Trace:  func(r lustre.TraceRecord) { s.records = append(s.records, r) },
		Broken: func(v lustre.Violation) { t.Errorf("violation: %+v", v) },
	}, upper{s})
	s.n = New(w, "client0 OST0000", s.i, pause, s.cover)
	s.network.Listen(ostAddress, func(m wire.Message) {
		s.lock.Lock()
		defer s.lock.Unlock()
		s.requests = append(s.requests, m)
		s.came.Wake()
	})
	report := w.Run("test", func(task *env.Task) {
		defer w.Stop()
		body(task, s)
	})
	if err := report.Err(); err != nil {
		t.Errorf("the run did not end well: %v", err)
	}
	return s
}

// cover sends a sync for each thing under the lock.
func (s *stage) cover(h ptlrpc.Held) bool {
	if s.covered == 0 {
		return false
	}
	h.Ask(lustre.ActSyncSend, lustre.AskSync, wire.Message{Kind: wire.Sync}, func(ptlrpc.Answer) { s.covered-- })
	return true
}

// expect waits for the next request, which must be of the kind.
func (s *stage) expect(task *env.Task, k wire.Kind) wire.Message {
	s.t.Helper()
	s.lock.Lock()
	defer s.lock.Unlock()
	for len(s.requests) == 0 {
		if s.came.Wait(task, "test: wait for a request", s.world.Now()+time.Second) != env.Woken {
			s.t.Errorf("no %s came", k)
			return wire.Message{From: "client0", To: ostAddress, XID: 1 << 40, Kind: k}
		}
	}
	m := s.requests[0]
	s.requests = s.requests[1:]
	if m.Kind != k {
		s.t.Errorf("the OST got %v, want a %v", m, k)
	}
	return m
}

// silent checks that the OST got nothing that the test has not looked at.
func (s *stage) silent(when string) {
	s.t.Helper()
	s.lock.Lock()
	defer s.lock.Unlock()
	if len(s.requests) > 0 {
		s.t.Errorf("%s: the OST got %v", when, s.requests)
	}
}

// reply answers a request; a connect gets an instance.
func (s *stage) reply(m wire.Message, r wire.Result, given lustre.Instance) {
	answer := m.Answer(r)
	answer.Instance = given
	s.post(answer)
}

func (s *stage) post(m wire.Message) {
	if err := s.network.Send(m); err != nil {
		s.t.Error(err)
	}
}

// ok answers the next request, of the kind.
func (s *stage) ok(task *env.Task, k wire.Kind) {
	s.t.Helper()
	s.reply(s.expect(task, k), wire.OK, 0)
	rest(task)
}

// call is the OST calling for the lock.
func (s *stage) call() {
	s.post(wire.Message{From: ostAddress, To: "client0", XID: 1, Kind: wire.Callback, Instance: s.i.Snapshot().Import.Handle})
}

// rest lets everything happen that needs no time-out and no pause.
func rest(task *env.Task) { task.Sleep("test: quiet", quiet) }

// connect has the import FULL under an instance.
func (s *stage) connect(task *env.Task, given lustre.Instance) {
	s.t.Helper()
	s.i.Change("a test", func(h ptlrpc.Held) {
		if !h.Connect() {
			s.t.Error("no connect began")
		}
	})
	s.reply(s.expect(task, wire.Connect), wire.OK, given)
	rest(task)
}

// own gives the import the lock, on instance 1.
func (s *stage) own(task *env.Task) {
	s.t.Helper()
	s.connect(task, 1)
	s.begin()
	s.ok(task, wire.Enqueue)
	s.want("owned", true)
}

// want checks whether the node has the lock.
func (s *stage) want(when string, locked bool) {
	s.t.Helper()
	if r := s.i.Snapshot().Import; r.Locked != locked {
		s.t.Errorf("%s: locked %v, want %v", when, r.Locked, locked)
	}
}

// use is an operation under the lock, in a task of its own.
type use struct {
	acted, ended int
	err          error
	at           time.Duration
}

// begin starts an operation that needs the lock and nothing else.
func (s *stage) begin() *use {
	u := &use{}
	s.world.Go("application", func(task *env.Task) {
		u.err = s.n.Under(task, s.world.Now()+operation, func(h ptlrpc.Held) bool {
			if !h.Object().Locked {
				s.t.Error("acted without the lock")
			}
			u.acted++
			return true
		})
		u.ended, u.at = u.ended+1, s.world.Now()
	})
	return u
}

// check checks how an operation ended.
func (u *use) check(t *testing.T, acted int, err error) {
	t.Helper()
	if u.acted != acted || u.err != err || u.ended != 1 {
		t.Errorf("acted %d times, ended %d times with %v, want %d and %v", u.acted, u.ended, u.err, acted, err)
	}
}

// count counts an action.
func (s *stage) count(a lustre.Action) int {
	n := 0
	for _, r := range s.records {
		if r.Action == a {
			n++
		}
	}
	return n
}
