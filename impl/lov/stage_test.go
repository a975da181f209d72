package lov

import (
	"testing"
	"time"

	"ostlife/impl/env"
	"ostlife/impl/ost"
	"ostlife/impl/ptlrpc"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// The times of the tests.
const (
	request  = 40 * time.Millisecond
	interval = 20 * time.Millisecond
	soon     = 5 * time.Millisecond // long enough for all that needs no time-out
)

// The targets of the tests; both have an OST.
const (
	target = lustre.Target(0)
	other  = lustre.Target(1)
)

// flash is the named pool of the tests.
const flash = "flash"

// stage is a LOV over two OSTs; the test is its config reader.
type stage struct {
	t       *testing.T
	world   *env.World
	network *wire.Network
	lov     *LOV
	top     top
	written lustre.Position
	records []lustre.TraceRecord
	broken  []lustre.Violation
}

// top is the layer above: what each target was last told active for.
type top map[lustre.Target]lustre.Instance

func (o top) Active(t lustre.Target, i lustre.Instance) { o[t] = i }
func (o top) Inactive(t lustre.Target)                  { delete(o, t) }

func newStage(t *testing.T, o env.Control, defects ...lustre.Defect) *stage {
	w := env.NewControlled(o)
	s := &stage{t: t, world: w, network: wire.New(w, wire.Faults{}, 1), top: top{}}
	for _, n := range []lustre.Target{target, other} {
		ost.New(w, s.network, wire.Address(n.String()), n, ost.Config{})
	}
	rpc := ptlrpc.NewPtlrpcd(w, s.network, "client0")
	s.lov = New(w, rpc, ptlrpc.NewPinger(w, "client0", interval), Config{
		Request: request, Address: func(t lustre.Target) wire.Address { return wire.Address(t.String()) },
		Defects: defects, Top: s.top,
		Trace:  func(r lustre.TraceRecord) { s.records = append(s.records, r) },
		Broken: func(v lustre.Violation) { s.broken = append(s.broken, v) },
	})
	return s
}

// play runs a body over a LOV, and checks that all ended well and no rule was broken.
func play(t *testing.T, body func(*env.Task, *stage), defects ...lustre.Defect) *stage {
	t.Helper()
	s := newStage(t, env.Control{}, defects...)
	s.run(body)
	for _, v := range s.broken {
		t.Errorf("violation: %+v", v)
	}
	return s
}

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

// apply applies the next record of the log.
func (s *stage) apply(task *env.Task, k lustre.ConfigKind, t lustre.Target) error {
	s.written++
	return s.lov.Apply(task, lustre.ConfigRecord{Position: s.written, Kind: k, Target: t, UUID: t.UUID(), Pool: flash})
}

// applies applies records of the first target that must fit.
func (s *stage) applies(task *env.Task, kinds ...lustre.ConfigKind) {
	s.t.Helper()
	for _, k := range kinds {
		if err := s.apply(task, k, target); err != nil {
			s.t.Error(err)
		}
	}
}

// connect makes a round trip, and lets the worker end what it began.
func (s *stage) connect(task *env.Task) lustre.Instance {
	s.t.Helper()
	i, err := s.lov.Connect(task, target, s.world.Now()+time.Second)
	if err != nil {
		s.t.Errorf("connect: %v", err)
	}
	task.Sleep("test: soon", soon)
	return i
}

// settled waits until the log is applied.
func (s *stage) settled(task *env.Task) {
	s.t.Helper()
	if !s.lov.Settled(task, s.written, s.world.Now()+time.Second) {
		s.t.Error("the log does not settle")
	}
}

// want checks the slot and what the layer above was told.
func (s *stage) want(when string, want lustre.Status) {
	s.t.Helper()
	if got := s.lov.Status(target); got != want {
		s.t.Errorf("%s: %+v, want %+v", when, got, want)
	}
	if told := s.top[target]; told != want.Active {
		s.t.Errorf("%s: the layer above was told %d, want %d", when, told, want.Active)
	}
}

// holdAt picks so that whoever comes to a point stays there until it is let go.
type holdAt struct {
	at   env.Point
	free bool
}

func (h *holdAt) Pick(choices []env.Choice) int {
	for n, c := range choices {
		if c.Point != h.at || h.free {
			return n
		}
	}
	return 0
}
