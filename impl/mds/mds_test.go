package mds_test

import (
	"slices"
	"testing"
	"time"

	"ostlife/impl/env"
	"ostlife/impl/lov"
	"ostlife/impl/mds"
	"ostlife/impl/osc"
	"ostlife/impl/ost"
	"ostlife/impl/ptlrpc"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// The times of the tests.
const (
	request  = 40 * time.Millisecond
	interval = 20 * time.Millisecond
	long     = 10 * request
)

// stage is an MDS over OST0000 and OST0001; the test is its config reader.
type stage struct {
	t       *testing.T
	world   *env.World
	network *wire.Network
	lov     *lov.LOV
	mds     *mds.MDS
	written lustre.Position
	records []lustre.TraceRecord
}

// play runs a body over an MDS, and gives the actions that were taken, by target.
func play(t *testing.T, body func(*env.Task, *stage)) []lustre.TraceRecord {
	t.Helper()
	return playWith(t, env.Control{}, body)
}

func playWith(t *testing.T, o env.Control, body func(*env.Task, *stage)) []lustre.TraceRecord {
	t.Helper()
	w := env.NewControlled(o)
	s := &stage{t: t, world: w, network: wire.New(w, wire.Faults{MinLatency: time.Millisecond}, 1), mds: mds.New(w, "mds0")}
	for n := range lustre.Target(2) {
		ost.New(w, s.network, wire.Address(n.String()), n, ost.Config{Window: request})
	}
	s.lov = lov.New(w, ptlrpc.NewPtlrpcd(w, s.network, "mds0"), ptlrpc.NewPinger(w, "mds0", interval), lov.Config{
		Node: lustre.FirstMDS, Request: request, Window: request, Top: s.mds,
		Address: func(t lustre.Target) wire.Address { return wire.Address(t.String()) },
		Trace:   func(r lustre.TraceRecord) { s.records = append(s.records, r) },
		Broken:  func(v lustre.Violation) { t.Errorf("violation: %+v", v) },
	})
	s.mds.Attach(s.lov)
	report := w.Run("test", func(task *env.Task) {
		defer w.Stop()
		body(task, s)
	})
	if err := report.Err(); err != nil {
		t.Errorf("the run did not end well: %v", err)
	}
	return s.records
}

// applies applies records for a target.
func (s *stage) applies(task *env.Task, t lustre.Target, kinds ...lustre.ConfigKind) {
	s.t.Helper()
	for _, k := range kinds {
		s.written++
		r := lustre.ConfigRecord{Position: s.written, Kind: k, Target: t, UUID: t.UUID(), Pool: "flash"}
		if err := s.lov.Apply(task, r); err != nil {
			s.t.Error(err)
		}
	}
}

// connected adds both targets and waits until they are active.
func (s *stage) connected(task *env.Task) {
	s.t.Helper()
	s.lov.Begin()
	for n := range lustre.Target(2) {
		s.applies(task, n, lustre.ConfigAdd)
	}
	task.Sleep("test: the pinger's time", 3*interval)
	if s.mds.Told(0) == 0 || s.mds.Told(1) == 0 {
		s.t.Errorf("told %d and %d", s.mds.Told(0), s.mds.Told(1))
	}
}

// creates makes an object and checks where it went and how it ended.
func (s *stage) creates(task *env.Task, pool string, target lustre.Target, object uint64, want error) {
	s.t.Helper()
	t, o, err := s.mds.Create(task, pool, s.world.Now()+long)
	if err != want || err == nil && (t != target || o != object) {
		s.t.Errorf("create in pool %q: object %d on %s, %v, want %d on %s, %v", pool, o, t, err, object, target, want)
	}
}

// TestCreate makes objects where they are to go.
func TestCreate(t *testing.T) {
	play(t, func(task *env.Task, s *stage) {
		s.creates(task, "", 0, 0, lustre.ErrUnreachable) // the log is not read
		s.lov.Begin()
		s.creates(task, "", 0, 0, lustre.ErrNoUsable)
		s.connected(task)
		s.creates(task, "", 0, 1, nil)
		s.creates(task, "", 1, 1, nil)
		s.creates(task, "", 0, 2, nil)
		s.creates(task, "flash", 0, 0, lustre.ErrNoUsable)
		s.applies(task, 0, lustre.ConfigJoin)
		s.creates(task, "flash", 0, 3, nil)
		s.creates(task, "flash", 0, 4, nil)
		s.creates(task, "", 1, 2, nil)
		s.applies(task, 0, lustre.ConfigDeactivate)
		task.Sleep("test: soon", request)
		s.creates(task, "flash", 0, 0, lustre.ErrNoUsable)
		s.creates(task, "", 1, 3, nil)
		s.applies(task, 0, lustre.ConfigActivate)
		task.Sleep("test: the pinger's time", 3*interval)
		s.creates(task, "flash", 0, 5, nil)
	})
}

// interruptions are what can come between a create's request and its answer, which is
// lost.
var interruptions = []struct {
	name string
	do   func(*env.Task, *stage)
}{
	{"silence", func(*env.Task, *stage) {}},
	{"a loss", func(_ *env.Task, s *stage) { s.lov.Lose(0) }},
	{"deactivated", func(task *env.Task, s *stage) { s.applies(task, 0, lustre.ConfigDeactivate) }},
	{"removed", func(task *env.Task, s *stage) {
		s.applies(task, 0, lustre.ConfigDeactivate, lustre.ConfigRemove)
	}},
}

// TestCreateMoves interrupts a create on a target that is silent: it is made on another
// one if there is one in the pool, else nowhere.
func TestCreateMoves(t *testing.T) {
	for _, in := range interruptions {
		for _, pool := range []string{"", "flash"} {
			t.Run(in.name+"/pool "+pool, func(t *testing.T) {
				records := play(t, func(task *env.Task, s *stage) {
					s.connected(task)
					s.applies(task, 0, lustre.ConfigJoin)
					s.network.Isolate("OST0000", true)
					s.world.Go("interruption", func(own *env.Task) {
						own.Sleep("test: until the create is sent", 2*time.Millisecond)
						in.do(own, s)
					})
					want := map[string]error{"flash": lustre.ErrNoUsable}[pool]
					s.creates(task, pool, 1, 1, want)
				})
				var got []lustre.Action
				for _, r := range records {
					switch r.Action {
					case lustre.ActCreateAllocate, lustre.ActCreateMove, lustre.ActCreateSend, lustre.ActCreateInterpret:
						got = append(got, r.Action)
					}
				}
				want := []lustre.Action{lustre.ActCreateAllocate, lustre.ActCreateSend, lustre.ActCreateMove}
				if pool == "" {
					want = append(want, lustre.ActCreateAllocate, lustre.ActCreateSend, lustre.ActCreateInterpret)
				}
				if !slices.Equal(got, want) {
					t.Errorf("the create took %v, want %v", got, want)
				}
			})
		}
	}
}

// TestCreateUnknown has the time of a create come while its request is on its way, and
// where it could not be sent.
func TestCreateUnknown(t *testing.T) {
	h := &holdAt{}
	playWith(t, env.Control{Picker: h, EarlyTimers: true}, func(task *env.Task, s *stage) {
		s.connected(task)
		s.network.Isolate("OST0000", true)
		if _, _, err := s.mds.Create(task, "", s.world.Now()+request/2); err != lustre.ErrUnknown {
			t.Errorf("sent: %v", err)
		}
		h.at = osc.PointFinished
		s.lov.Lose(1)
		task.Sleep("test: the pinger's time", 3*interval)
		if _, _, err := s.mds.Create(task, "", s.world.Now()+request/2); err != lustre.ErrUnreachable {
			t.Errorf("in recovery: %v", err)
		}
		h.at = ""
	})
}

// TestCreateWaits has a create find its target active and in recovery: it waits (C2.3).
func TestCreateWaits(t *testing.T) {
	h := &holdAt{}
	records := playWith(t, env.Control{Picker: h, EarlyTimers: true}, func(task *env.Task, s *stage) {
		s.connected(task)
		h.at = osc.PointFinished
		s.lov.Lose(0)
		task.Sleep("test: the pinger's time", 3*interval)
		if s.mds.Told(0) == 0 {
			t.Error("the target is not active")
		}
		s.world.Go("recovery", func(own *env.Task) {
			own.Sleep("test: recovery takes its time", request)
			h.at = ""
		})
		before := s.world.Now()
		s.creates(task, "", 0, 1, nil)
		if s.world.Now() < before+request {
			t.Error("created in recovery")
		}
	})
	if slices.ContainsFunc(records, func(r lustre.TraceRecord) bool { return r.Action == lustre.ActCreateMove }) {
		t.Error("the create went elsewhere")
	}
}

// holdAt picks so that whoever comes to a point stays there.
type holdAt struct{ at env.Point }

func (h *holdAt) Pick(choices []env.Choice) int {
	return max(0, slices.IndexFunc(choices, func(c env.Choice) bool { return c.Point != h.at }))
}

// TestStop stops the world while a create is under way: it returns.
func TestStop(t *testing.T) {
	play(t, func(task *env.Task, s *stage) {
		s.connected(task)
		s.network.Isolate("OST0000", true)
		s.world.Go("stop", func(own *env.Task) {
			own.Sleep("test: until the create is sent", request/2)
			s.world.Stop()
		})
		s.creates(task, "", 0, 0, lustre.ErrUnknown)
		s.creates(task, "", 0, 0, lustre.ErrUnknown)
	})
}
