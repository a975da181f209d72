package ptlrpc

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"ostlife/impl/env"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// The times of the tests. A reply takes two latencies.
const (
	latency     = time.Millisecond
	requestTime = 40 * time.Millisecond
	window      = 100 * time.Millisecond
	quiet       = 10 * time.Millisecond // long enough for all that needs no time-out
)

const ostAddress = wire.Address("OST0000")

// stage is an import between an OST that answers what the test says and a layer above
// that writes down what it is told.
type stage struct {
	t       *testing.T
	world   *env.World
	network *wire.Network
	rpc     *Ptlrpcd
	i       *Import

	lock     *env.Lock
	came     *env.Queue
	requests []wire.Message // that the OST got and the test has not looked at

	upper   *listener
	records []lustre.TraceRecord
	broken  []lustre.Violation
}

// listener is the layer above.
type listener struct {
	world   *env.World
	heard   []string
	running int // calls that have begun and not ended
	most    int // of them at once
	frees   int

	before func(*env.Task, string) // what the layer waits for, nil for nothing
	refuse string                  // the call that finds its event overtaken
}

func (l *listener) hear(t *env.Task, what string, e Event) bool {
	l.running++
	l.most = max(l.most, l.running)
	t.Yield("test: in the layer above")
	if l.before != nil {
		l.before(t, what)
	}
	l.heard = append(l.heard, fmt.Sprintf("%s %d", what, e.Numbers.Count))
	l.running--
	return what != l.refuse
}

func (l *listener) Active(t *env.Task, e Event) bool           { return l.hear(t, "active", e) }
func (l *listener) RecoveryFinished(t *env.Task, e Event) bool { return l.hear(t, "finished", e) }
func (l *listener) Inactive(t *env.Task, e Event) bool         { return l.hear(t, "inactive", e) }
func (l *listener) Deactivate(t *env.Task, e Event) bool       { return l.hear(t, "deactivate", e) }
func (l *listener) Activate(t *env.Task, e Event) bool         { return l.hear(t, "activate", e) }
func (l *listener) Removed(t *env.Task, e Event) bool          { return l.hear(t, "removed", e) }
func (l *listener) Freed()                                     { l.frees++ }

// newStage makes a stage in a controlled world. Requests go to the test, unless the
// OST was told to answer by itself.
func newStage(t *testing.T, o env.Control, defects ...lustre.Defect) *stage {
	w := env.NewControlled(o)
	s := &stage{t: t, world: w, network: wire.New(w, wire.Faults{MinLatency: latency, MaxLatency: latency}, 1)}
	s.lock = w.NewLock("test")
	s.came = s.lock.NewQueue("requests")
	s.rpc = NewPtlrpcd(w, s.network, "client0")
	s.upper = &listener{world: w}
	s.i = NewImport(w, s.rpc, Config{
		Slot: 1, OST: ostAddress, Request: requestTime, Window: window, Defects: defects,
		Trace:  func(r lustre.TraceRecord) { s.records = append(s.records, r) },
		Broken: func(v lustre.Violation) { s.broken = append(s.broken, v) },
	}, s.upper)
	s.network.Listen(ostAddress, func(m wire.Message) {
		s.lock.Lock()
		defer s.lock.Unlock()
		s.requests = append(s.requests, m)
		s.came.Wake()
	})
	return s
}

// play runs a body over a stage, and checks that all ended well and no rule was broken.
func play(t *testing.T, body func(*env.Task, *stage), defects ...lustre.Defect) *stage {
	t.Helper()
	s := newStage(t, env.Control{}, defects...)
	s.run(body)
	for _, v := range s.broken {
		t.Errorf("violation: %+v", v)
	}
	return s
}

// run runs the body and checks that the run ended well.
func (s *stage) run(body func(*env.Task, *stage)) {
	s.t.Helper()
	report := s.world.Run("test", func(task *env.Task) {
		defer s.world.Stop()
		body(task, s)
	})
	if err := report.Err(); err != nil {
		s.t.Errorf("the run did not end well: %v", err)
	}
}

// request waits for the next request at the OST.
func (s *stage) request(task *env.Task) wire.Message {
	s.lock.Lock()
	defer s.lock.Unlock()
	for len(s.requests) == 0 {
		if s.came.Wait(task, "test: wait for a request", s.world.Now()+time.Second) != env.Woken {
			s.t.Error("no request came")
			return wire.Message{From: "client0", To: ostAddress, XID: 1 << 40, Kind: wire.Ping}
		}
	}
	m := s.requests[0]
	s.requests = s.requests[1:]
	return m
}

// expect waits for the next request, which must be of the kind.
func (s *stage) expect(task *env.Task, k wire.Kind) wire.Message {
	s.t.Helper()
	m := s.request(task)
	if m.Kind != k {
		s.t.Errorf("the OST got %v, want a %v", m, k)
	}
	return m
}

// silent checks that the OST got nothing that the test has not looked at.
func (s *stage) silent() {
	s.t.Helper()
	s.lock.Lock()
	defer s.lock.Unlock()
	if len(s.requests) > 0 {
		s.t.Errorf("the OST got %v", s.requests)
	}
}

// reply answers a request with an instance, 0 for none.
func (s *stage) reply(m wire.Message, r wire.Result, given lustre.Instance) {
	answer := m.Answer(r)
	answer.Instance = given
	if err := s.network.Send(answer); err != nil {
		s.t.Error(err)
	}
}

// welcome answers a connect of a client of before a restart.
func (s *stage) welcome(m wire.Message, given lustre.Instance, w lustre.Window) {
	answer := m.Answer(wire.OK)
	answer.Instance, answer.Window = given, w
	if err := s.network.Send(answer); err != nil {
		s.t.Error(err)
	}
}

// rest lets everything happen that needs no time-out.
func rest(task *env.Task) { task.Sleep("test: quiet", quiet) }

// expire lets every request that is in flight now time out.
func expire(task *env.Task) { task.Sleep("test: until all has timed out", requestTime+quiet) }

// begin is the pinger's look at the import, and reports whether a connect was sent.
func (s *stage) begin() bool {
	s.i.enter("a test")
	defer s.i.leave()
	s.i.barred = false
	return s.i.connect()
}

// full connects the import under an instance.
func (s *stage) full(task *env.Task, given lustre.Instance) {
	s.t.Helper()
	if !s.begin() {
		s.t.Error("no connect began")
	}
	s.reply(s.expect(task, wire.Connect), wire.OK, given)
	rest(task)
	s.want("FULL", lustre.Full, given)
}

// want checks state and handle.
func (s *stage) want(when string, state lustre.ImportState, handle lustre.Instance) {
	s.t.Helper()
	if r := s.i.Snapshot(); r.Import.State != state || r.Import.Handle != handle {
		s.t.Errorf("%s: %s with handle %d, want %s with %d", when, r.Import.State, r.Import.Handle, state, handle)
	}
}

// wantHeard checks what the layer above was told since the last look.
func (s *stage) wantHeard(want ...string) {
	s.t.Helper()
	if !slices.Equal(s.upper.heard, want) {
		s.t.Errorf("the layer above heard %q, want %q", s.upper.heard, want)
	}
	s.upper.heard = nil
}

// actions lists the names of what was traced.
func (s *stage) actions() []lustre.Action {
	var list []lustre.Action
	for _, r := range s.records {
		list = append(list, r.Action)
	}
	return list
}

// idle reports that no worker runs, no event is queued and nothing is in flight.
func (s *stage) idle() bool {
	r := s.i.Snapshot().Import
	return r.Workers == 0 && r.Queued == 0 && r.InFlight == 0
}
