package mdc_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"ostlife/impl/env"
	"ostlife/impl/mdc"
	"ostlife/impl/ptlrpc"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// The times of the tests.
const (
	request   = 20 * time.Millisecond
	ping      = 50 * time.Millisecond
	operation = 500 * time.Millisecond
)

// stage is an MDC; the test plays its MDS and its OST client.
type stage struct {
	*mdc.MDC
	t       *testing.T
	world   *env.World
	task    *env.Task
	network *wire.Network

	boot      uint64
	committed uint64
	answer    func(wire.Message) (wire.Message, bool) // of all but pings
	asked     []wire.Message                          // of all but pings, in their order
	pings     int

	destroyed []wire.Unlink
	refuse    error // of a destroy
	records   []lustre.TraceRecord
}

// play runs a body over an MDC whose node starts for the third time.
func play(t *testing.T, body func(*stage), defects ...lustre.Defect) {
	t.Helper()
	w := env.NewControlled(env.Control{})
	s := &stage{t: t, world: w, network: wire.New(w, wire.Faults{MinLatency: time.Millisecond}, 1), boot: 4}
	s.network.Listen("MDT0000", s.serve)
	report := w.Run("test", func(task *env.Task) {
		defer w.Stop()
		s.task = task
		s.MDC = mdc.New(w, ptlrpc.NewPtlrpcd(w, s.network, "client0"), mdc.Config{MDT: "MDT0000", Start: 2,
			Request: request, Ping: ping, Defects: defects,
			Trace: func(r lustre.TraceRecord) { s.records = append(s.records, r) },
			Destroy: func(_ *env.Task, _ lustre.Target, r wire.Unlink, _ time.Duration) error {
				s.destroyed = append(s.destroyed, r)
				return s.refuse
			}})
		body(s)
	})
	if err := report.Err(); err != nil {
		t.Error(err)
	}
}

// serve is the MDS: it answers pings by itself, and all else as the test says.
func (s *stage) serve(m wire.Message) {
	reply, answers := m.Answer(wire.OK), true
	switch {
	case m.Boot != s.boot:
		reply.Result = wire.NotConnected
	case m.Kind == wire.MDSPing:
		s.pings++
	default:
		s.asked = append(s.asked, m)
		if answers = s.answer != nil; answers {
			reply, answers = s.answer(m)
		}
	}
	reply.Boot, reply.Committed = s.boot, s.committed
	if answers {
		if err := s.network.Send(reply); err != nil {
			s.t.Error(err)
		}
	}
}

// record is the llog record of an object's unlink.
func record(object uint64) wire.Unlink { return wire.Unlink{Log: 1, Index: object, Object: object} }

// does answers unlinks with records, in the transaction of a number.
func (s *stage) does(transno uint64) {
	s.answer = func(m wire.Message) (wire.Message, bool) {
		reply := m.Answer(wire.OK)
		reply.Transno, reply.Unlinks = transno, []wire.Unlink{record(m.Object)}
		return reply, true
	}
}

func (s *stage) want(what string, got, want any) {
	s.t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		s.t.Errorf("%s: %v, want %v", what, got, want)
	}
}

func (s *stage) unlink(object uint64) error {
	return s.Unlink(s.task, 0, object, s.world.Now()+operation)
}

func (s *stage) pause(d time.Duration) { s.task.Sleep("test: pause", d) }

// TestUnlink unlinks: the destroy waits for the commit.
func TestUnlink(t *testing.T) {
	play(t, func(s *stage) {
		s.does(7)
		s.want("unlink", s.unlink(3), nil)
		s.want("number", s.asked[0].Number, uint64(2<<ptlrpc.BootShift+1))
		s.pause(3 * ping)
		s.want("destroyed before the commit", s.destroyed, "[]")
		s.committed = 7
		s.pause(2 * ping)
		s.want("destroyed", s.destroyed, []wire.Unlink{record(3)})
		s.want("unlinks kept", s.Unlinks(), 0)
		s.want("traced", s.records[0].Action+" "+s.records[1].Action, "UnlinkSend UnlinkInterpret")
	})
	play(t, func(s *stage) {
		s.does(7)
		s.want("unlink", s.unlink(3), nil)
		s.pause(time.Millisecond)
		s.want("destroyed with the defect", s.destroyed, []wire.Unlink{record(3)})
	}, lustre.DefectDestroyAtOnce)
}

// TestReplay has the MDS start again with an unlink that is not committed, twice: it is
// replayed before anything new, until it is committed.
func TestReplay(t *testing.T) {
	play(t, func(s *stage) {
		s.does(7)
		s.want("unlink", s.unlink(3), nil)
		s.boot, s.committed, s.asked = 5, 2, nil
		s.does(3)
		s.want("another unlink", s.unlink(4), nil)
		s.want("asked", fmt.Sprint(len(s.asked), s.asked[0].Object, s.asked[0].Again, s.asked[1].Object, s.asked[1].Again),
			"2 3 true 4 false")
		s.boot, s.committed, s.asked = 6, 2, nil
		s.answer = func(m wire.Message) (wire.Message, bool) { return m.Answer(wire.OK), true } // both had been committed
		s.pause(4 * ping)
		s.want("replayed again", len(s.asked), 2)
		s.want("destroyed", s.destroyed, []wire.Unlink{record(3), record(4)})
	})
}

// TestReplayRefused replays an unlink whose target was removed: the file stays.
func TestReplayRefused(t *testing.T) {
	play(t, func(s *stage) {
		s.does(7)
		s.want("unlink", s.unlink(3), nil)
		s.boot = 5
		s.answer = func(m wire.Message) (wire.Message, bool) { return m.Answer(wire.NoTarget), true }
		s.pause(4 * ping)
		s.want("unlinks kept", s.Unlinks(), 0)
		s.want("destroyed", s.destroyed, "[]")
	})
}

// TestSentAgain loses answers, and has the MDS say that it could not do it yet: a request
// keeps its number until it is answered, also when nobody waits for it any more.
func TestSentAgain(t *testing.T) {
	play(t, func(s *stage) {
		tries := 0
		s.answer = func(m wire.Message) (wire.Message, bool) {
			tries++
			reply := m.Answer(wire.OK)
			reply.Target, reply.Object = 1, 9
			if tries == 2 {
				reply = m.Answer(wire.Later)
			}
			return reply, tries > 1
		}
		target, object, err := s.Create(s.task, "flash", s.world.Now()+operation)
		s.want("create", fmt.Sprint(target, object, err), "OST0001 9 <nil>")
		s.want("sent", fmt.Sprint(s.asked[0].Pool, len(s.asked), s.asked[0].Number == s.asked[2].Number), "flash3 true")
		s.answer, s.asked = nil, nil
		s.want("without an answer", s.unlink(5), lustre.ErrUnknown)
		s.does(1)
		s.committed = 1
		s.pause(4 * ping)
		s.want("done all the same", s.destroyed, []wire.Unlink{record(5)})
	})
}

// TestRefusals asks for what cannot be.
func TestRefusals(t *testing.T) {
	play(t, func(s *stage) {
		for result, want := range map[wire.Result]error{wire.NoObject: lustre.ErrNoObject, wire.NoTarget: lustre.ErrNoTarget} {
			s.answer = func(m wire.Message) (wire.Message, bool) { return m.Answer(result), true }
			s.want("unlink", s.unlink(1), want)
		}
		s.answer = func(m wire.Message) (wire.Message, bool) { return m.Answer(wire.NoUsable), true }
		_, _, err := s.Create(s.task, "", s.world.Now()+operation)
		s.want("create", err, lustre.ErrNoUsable)
		s.network.Isolate("MDT0000", true)
		s.answer = nil
		_, err = s.LastID(s.task, 0, s.world.Now()+operation)
		s.want("last id without an MDS", err, lustre.ErrUnreachable)
	})
	play(t, func(s *stage) {
		s.network.Isolate("MDT0000", true)
		s.want("unlink without an MDS", s.unlink(1), lustre.ErrUnreachable)
		s.network.Isolate("MDT0000", false)
		s.pause(4 * ping)
		s.want("sent after it was refused", len(s.asked), 0)
		if s.pings == 0 {
			t.Error("the MDS was not asked what is committed")
		}
	})
}

// TestQueries asks for a last id and the EA size.
func TestQueries(t *testing.T) {
	play(t, func(s *stage) {
		s.answer = func(m wire.Message) (wire.Message, bool) {
			reply := m.Answer(wire.NoTarget)
			if m.Target == 1 {
				reply = m.Answer(wire.OK)
			}
			reply.Object, reply.Size = 12, 96
			return reply, true
		}
		last, err := s.LastID(s.task, 1, s.world.Now()+operation)
		s.want("last id", fmt.Sprint(last, err), "12 <nil>")
		size, err := s.EASize(s.task, s.world.Now()+operation)
		s.want("EA size", fmt.Sprint(size, err), "96 <nil>")
	})
}

// TestDestroyAgain has the OST client refuse a destroy: it is tried again, and those
// behind it go first.
func TestDestroyAgain(t *testing.T) {
	play(t, func(s *stage) {
		s.refuse = errors.New("the OST is away")
		s.committed = 9
		s.does(1)
		s.want("unlink", s.unlink(1), nil)
		s.want("unlink", s.unlink(2), nil)
		s.pause(2*ping + ping/2)
		s.want("tried", s.destroyed, []wire.Unlink{record(1), record(1), record(2)})
		s.refuse = nil
		s.pause(3 * ping)
		s.want("unlinks kept", s.Unlinks(), 0)
	})
}

// TestBounds queues more requests than can wait.
func TestBounds(t *testing.T) {
	play(t, func(s *stage) {
		s.network.Isolate("MDT0000", true)
		refused := 0
		for range mdc.MaxQueued + 1 {
			s.world.Go("application", func(own *env.Task) {
				if err := s.Unlink(own, 0, 1, s.world.Now()+operation); err == lustre.ErrUnreachable && s.world.Now() < operation/2 {
					refused++
				}
			})
		}
		s.pause(operation + ping)
		s.want("refused at once", refused, 1)
	})
}
