package osc_test

import (
	"slices"
	"testing"
	"time"

	"ostlife/impl/env"
	"ostlife/impl/osc"
	"ostlife/impl/ptlrpc"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// The times of the tests with an OST that the test plays. A reply takes two latencies.
const (
	latency     = time.Millisecond
	requestTime = 40 * time.Millisecond
	window      = 60 * time.Millisecond
	quiet       = 4 * time.Millisecond // long enough for all that needs no time-out
	operation   = 300 * time.Millisecond
)

const ostAddress wire.Address = "OST0000"

// stage is an OSC between an OST that answers what the test says and a layer above.
type stage struct {
	*osc.OSC

	t       *testing.T
	world   *env.World
	network *wire.Network
	above   *observer

	lock     *env.Lock
	came     *env.Queue
	requests []wire.Message

	records []lustre.TraceRecord
}

// act runs a body over a stage and checks that the run ended well.
func act(t *testing.T, body func(*env.Task, *stage), defects ...lustre.Defect) *stage {
	t.Helper()
	return actWith(t, func(s *stage, rpc *ptlrpc.Ptlrpcd, c ptlrpc.Config) *osc.OSC {
		return osc.New(s.world, rpc, c, s.above)
	}, body, defects...)
}

// actWith is act over an OSC that a function makes.
func actWith(t *testing.T, build func(*stage, *ptlrpc.Ptlrpcd, ptlrpc.Config) *osc.OSC, body func(*env.Task, *stage), defects ...lustre.Defect) *stage {
	t.Helper()
	w := env.NewControlled(env.Control{})
	s := &stage{t: t, world: w, network: wire.New(w, wire.Faults{MinLatency: latency, MaxLatency: latency}, 1), above: &observer{}}
	s.lock = w.NewLock("test")
	s.came = s.lock.NewQueue("requests")
	s.OSC = build(s, ptlrpc.NewPtlrpcd(w, s.network, "client0"), ptlrpc.Config{
		Slot: 1, OST: ostAddress, Request: requestTime, Window: window, Defects: defects,
		Trace:  func(r lustre.TraceRecord) { s.records = append(s.records, r) },
		Broken: func(v lustre.Violation) { t.Errorf("violation: %+v", v) },
	})
	s.above.osc = s.OSC
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

// reply answers a request, with the fields that fill sets.
func (s *stage) reply(m wire.Message, r wire.Result, fill func(*wire.Message)) {
	answer := m.Answer(r)
	if fill != nil {
		fill(&answer)
	}
	if err := s.network.Send(answer); err != nil {
		s.t.Error(err)
	}
}

// ok answers the next request, of the kind, and returns it.
func (s *stage) ok(task *env.Task, k wire.Kind) wire.Message {
	s.t.Helper()
	m := s.expect(task, k)
	s.reply(m, wire.OK, nil)
	rest(task)
	return m
}

// took answers the next request, a write of the value, with a version.
func (s *stage) took(task *env.Task, value, version uint64) {
	s.t.Helper()
	m := s.expect(task, wire.Write)
	if m.Value != value {
		s.t.Errorf("the OST is to take %d, want %d", m.Value, value)
	}
	s.reply(m, wire.OK, func(r *wire.Message) { r.Version = version })
	rest(task)
}

// welcome answers the next request, a connect.
func (s *stage) welcome(task *env.Task, given lustre.Instance, w lustre.Window) wire.Message {
	s.t.Helper()
	m := s.expect(task, wire.Connect)
	s.reply(m, wire.OK, func(r *wire.Message) { r.Instance, r.Window = given, w })
	rest(task)
	return m
}

// connect has the import FULL under an instance, or in its recovery.
func (s *stage) connect(task *env.Task, given lustre.Instance, w lustre.Window) {
	s.t.Helper()
	s.Change("a test", func(h ptlrpc.Held) {
		if !h.Connect() {
			s.t.Error("no connect began")
		}
	})
	s.welcome(task, given, w)
}

// lose takes the connection away.
func (s *stage) lose(task *env.Task) {
	s.t.Helper()
	if !s.Lose() {
		s.t.Error("there was no connection")
	}
	rest(task)
}

// own connects the OSC under instance 1 and gives it the lock, with the value 1 dirty.
func (s *stage) own(task *env.Task) {
	s.t.Helper()
	s.connect(task, 1, lustre.NoWindow)
	w := s.write(task, 1)
	s.ok(task, wire.Enqueue)
	w.check(s.t, 0, 1, nil)
}

// flushed goes on from own: the OST has taken 1 as version 5, and not committed it.
func (s *stage) flushed(task *env.Task) {
	s.t.Helper()
	s.own(task)
	sync := s.run(func(own *env.Task, o *outcome) { o.err = s.Sync(own, s.world.Now()+quiet) })
	s.took(task, 1, 5)
	m := s.expect(task, wire.Sync)
	sync.check(s.t, 0, 0, lustre.ErrUnknown)
	s.lose(task)
	s.reply(m, wire.OK, nil) // late
	s.connect(task, 1, lustre.NoWindow)
	s.want("flushed", data{locked: true, uncommitted: true})
}

// outcome is how an operation ended.
type outcome struct {
	value uint64
	at    lustre.Instance
	err   error
	ended int
	took  time.Duration
}

// run runs an operation in a task of its own.
func (s *stage) run(operate func(*env.Task, *outcome)) *outcome {
	o := &outcome{}
	began := s.world.Now()
	s.world.Go("application", func(task *env.Task) {
		operate(task, o)
		o.ended, o.took = o.ended+1, s.world.Now()-began
	})
	return o
}

func (s *stage) write(task *env.Task, value uint64) *outcome {
	o := s.run(func(own *env.Task, o *outcome) { o.at, o.err = s.Write(own, value, s.world.Now()+operation) })
	rest(task)
	return o
}

func (s *stage) read() *outcome {
	return s.run(func(own *env.Task, o *outcome) { o.value, o.at, o.err = s.Read(own, s.world.Now()+operation) })
}

func (s *stage) sync() *outcome {
	return s.run(func(own *env.Task, o *outcome) { o.err = s.Sync(own, s.world.Now()+operation) })
}

func (s *stage) create() *outcome {
	return s.run(func(own *env.Task, o *outcome) { o.value, o.err = s.Create(own, s.world.Now()+operation) })
}

// check checks how an operation ended.
func (o *outcome) check(t *testing.T, value uint64, at lustre.Instance, err error) {
	t.Helper()
	if o.ended != 1 || o.value != value || o.at != at || o.err != err {
		t.Errorf("ended %d times with value %d, instance %d, %v, want %d, %d, %v", o.ended, o.value, o.at, o.err, value, at, err)
	}
}

// running checks that an operation has not ended.
func (o *outcome) running(t *testing.T) {
	t.Helper()
	if o.ended > 0 {
		t.Errorf("ended already, with %+v", o)
	}
}

// rest lets everything happen that needs no time-out and no pause.
func rest(task *env.Task) { task.Sleep("test: quiet", quiet) }

// data is what a trace shows of lock and data.
type data struct{ locked, dirty, uncommitted, dropped bool }

// want checks lock and data.
func (s *stage) want(when string, want data) {
	s.t.Helper()
	i := s.Snapshot().Import
	if got := (data{i.Locked, i.Dirty, i.Uncommitted, i.Dropped}); got != want {
		s.t.Errorf("%s: %+v, want %+v", when, got, want)
	}
}

// wantActions checks which of the actions on data were traced since a record.
func (s *stage) wantActions(since int, want ...lustre.Action) {
	s.t.Helper()
	var got []lustre.Action
	for _, r := range s.records[since:] {
		switch r.Action {
		case lustre.ActEnqueueSend, lustre.ActWrite, lustre.ActFlushSend, lustre.ActSyncSend, lustre.ActCancelSend,
			lustre.ActSyncFails, lustre.ActAskInterpret, lustre.ActAskExpire, lustre.ActDisconnectSend, lustre.ActDeactivateEnd,
			lustre.ActCreateSend, lustre.ActCreateInterpret, lustre.ActCreateExpire:
			got = append(got, r.Action)
		}
	}
	if !slices.Equal(got, want) {
		s.t.Errorf("traced %v, want %v", got, want)
	}
}
