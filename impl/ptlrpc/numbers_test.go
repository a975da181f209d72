package ptlrpc

import (
	"fmt"
	"testing"

	"ostlife/impl/env"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// raises is what each action adds to the numbers, as the page of actions has it: those
// that are not listed add nothing.
var raises = map[lustre.Action]lustre.Numbers{
	lustre.ActConnectSend:      {Count: 1},
	lustre.ActLoss:             {Count: 1},
	lustre.ActPingInterpret:    {Count: 1},
	lustre.ActAskExpire:        {Count: 1},
	lustre.ActCreateExpire:     {Count: 1},
	lustre.ActConfigDeactivate: {Generation: 1},
	lustre.ActConfigActivate:   {Generation: 1}, // and the count where it finds a connection
	lustre.ActConfigRemove:     {Generation: 1},
}

// wrongNumbers tells which records raise other numbers than their action should.
func wrongNumbers(records []lustre.TraceRecord) []string {
	var wrong []string
	before := lustre.TraceRecord{Current: lustre.Numbers{Generation: 1}, Import: lustre.ImportTrace{State: lustre.New}}
	for _, r := range records {
		want := raises[r.Action]
		idle := before.Import.State == lustre.New || before.Import.State == lustre.Disconn
		if r.Action == lustre.ActConfigActivate && !idle {
			want.Count = 1
		}
		if r.Refused && r.Action != lustre.ActPingInterpret {
			want.Count = 1
		}
		if r.Action == lustre.ActConnectInterpret && r.Import.State == lustre.Evicted {
			want.Generation = 1
		}
		got := lustre.Numbers{Count: r.Current.Count - before.Current.Count, Generation: r.Current.Generation - before.Current.Generation}
		if got != want {
			wrong = append(wrong, fmt.Sprintf("%s in %s raised %+v, want %+v", r.Action, before.Import.State, got, want))
		}
		before = r
	}
	return wrong
}

// life takes an import through every action that its lock guards.
func life(task *env.Task, s *stage) {
	s.full(task, 1)
	s.i.tick() // answered
	s.reply(s.expect(task, wire.Ping), wire.OK, 1)
	rest(task)
	s.i.tick() // refused
	s.reply(s.expect(task, wire.Ping), wire.NotConnected, 0)
	rest(task)
	s.full(task, 2) // an eviction
	s.i.tick()      // not answered: a loss
	s.expect(task, wire.Ping)
	expire(task)
	s.begin() // not answered either
	s.expect(task, wire.Connect)
	expire(task)
	s.full(task, 2)
	s.asking(task)
	s.recovery(task)
	s.i.tick() // overtaken
	s.expect(task, wire.Ping)
	s.i.Deactivate(2)
	s.reply(s.expect(task, wire.Disconnect), wire.OK, 0)
	rest(task)
	s.want("deactivated", lustre.Disconn, 0)
	s.i.Activate(3)
	s.full(task, 3)
	s.i.Deactivate(4)
	s.expect(task, wire.Disconnect) // not answered
	s.i.Activate(5)                 // overtakes the deactivation
	rest(task)
	s.begin()
	s.reply(s.expect(task, wire.Connect), wire.OK, 3)
	s.i.Deactivate(6) // and the worker is overtaken
	expire(task)
	s.i.Remove(7, lustre.LOVTrace{})
	rest(task)
}

// asking has a request refused, one not answered, and one answered, with the connection
// made again where it is lost.
func (s *stage) asking(task *env.Task) {
	ask := func(sent lustre.Action, what lustre.Ask, k wire.Kind, end func(wire.Message)) {
		s.send(sent, what, k, func(Answer) {})
		end(s.expect(task, k))
		rest(task)
		if s.i.State() == lustre.Disconn {
			s.full(task, 2)
		}
	}
	refuse := func(m wire.Message) { s.reply(m, wire.NotConnected, 0) }
	grant := func(m wire.Message) { s.reply(m, wire.OK, 0) }
	silence := func(wire.Message) { expire(task) }
	ask(lustre.ActEnqueueSend, lustre.AskEnqueue, wire.Enqueue, grant)
	ask(lustre.ActFlushSend, lustre.AskWrite, wire.Write, refuse)
	ask(lustre.ActSyncSend, lustre.AskSync, wire.Sync, silence)
	ask(lustre.ActCreateSend, lustre.AskCreate, wire.Create, grant)
	ask(lustre.ActCreateSend, lustre.AskCreate, wire.Create, refuse)
	ask(lustre.ActCreateSend, lustre.AskCreate, wire.Create, silence)
}

// recovery is a restart of the OST whose window is shut to us once, and in which a
// final ping is answered.
func (s *stage) recovery(task *env.Task) {
	s.i.Lose()
	rest(task)
	s.begin()
	s.reply(s.expect(task, wire.Connect), wire.InWindow, 0)
	rest(task)
	s.begin()
	s.welcome(s.expect(task, wire.Connect), 2, lustre.WindowFresh)
	s.reply(s.expect(task, wire.FinalPing), wire.OK, 0)
	rest(task)
	s.want("recovered", lustre.Full, 2)
}

// TestNumbers holds every traced action against the table.
func TestNumbers(t *testing.T) {
	s := play(t, life)
	for _, wrong := range wrongNumbers(s.records) {
		t.Error(wrong)
	}
	seen := map[lustre.Action]bool{}
	for _, a := range s.actions() {
		seen[a] = true
	}
	for _, a := range []lustre.Action{
		lustre.ActConfigDeactivate, lustre.ActConfigActivate, lustre.ActConfigRemove,
		lustre.ActConnectSend, lustre.ActPingSend,
		lustre.ActConnectInterpret, lustre.ActConnectExpire, lustre.ActPingInterpret, lustre.ActPingEnd,
		lustre.ActDisconnectInterpret, lustre.ActDisconnectExpire, lustre.ActEventStale,
		lustre.ActInvalidateEnd, lustre.ActConnectFull, lustre.ActDisconnectSend, lustre.ActDeactivateEnd,
		lustre.ActRemoveEnd, lustre.ActSlotFree, lustre.ActLoss,
		lustre.ActAskInterpret, lustre.ActAskExpire, lustre.ActCreateInterpret, lustre.ActCreateExpire,
		lustre.ActReplaySend, lustre.ActReplayInterpret,
	} {
		if !seen[a] {
			t.Errorf("the life shows no %s", a)
		}
	}
	t.Run("control", func(t *testing.T) {
		for n := range s.records {
			records := append([]lustre.TraceRecord(nil), s.records...)
			records[n].Current.Count++
			if len(wrongNumbers(records)) == 0 {
				t.Errorf("a count that %s should not have gone unseen", records[n].Action)
			}
		}
	})
}

// TestConnectGuard tries a connect in every state, with every mark that forbids one.
func TestConnectGuard(t *testing.T) {
	play(t, func(_ *env.Task, s *stage) {
		for _, state := range []lustre.ImportState{
			lustre.Closed, lustre.New, lustre.Disconn, lustre.Connecting, lustre.Replay, lustre.ReplayLocks,
			lustre.ReplayWait, lustre.Recover, lustre.Full, lustre.Evicted,
		} {
			for marks := range 8 {
				s.i.state = state
				s.i.invalid, s.i.deactive, s.i.dying = marks&1 > 0, marks&2 > 0, marks&4 > 0
				s.i.handle = 0
				before := s.i.numbers
				want := (state == lustre.New || state == lustre.Disconn) && marks == 0
				what := fmt.Sprintf("%s, invalid %v, deactive %v, dying %v", state, s.i.invalid, s.i.deactive, s.i.dying)
				if got := s.begin(); got != want {
					t.Errorf("%s: a connect began: %v, want %v", what, got, want)
				}
				if sent := s.i.numbers != before || s.i.state != state; sent != want {
					t.Errorf("%s: now in %s with %+v after %+v", what, s.i.state, s.i.numbers, before)
				}
			}
		}
	})
}

// TestTickGuard tries the pinger's ping in every state and with every mark. The defect
// pings what is deactive as well.
func TestTickGuard(t *testing.T) {
	t.Run("design", func(t *testing.T) { tickGuard(t, false) })
	t.Run("control", func(t *testing.T) { tickGuard(t, true, lustre.DefectPingDeactive) })
}

func tickGuard(t *testing.T, deactive bool, defects ...lustre.Defect) {
	play(t, func(task *env.Task, s *stage) {
		for _, state := range []lustre.ImportState{
			lustre.Closed, lustre.Connecting, lustre.Replay, lustre.ReplayLocks, lustre.ReplayWait,
			lustre.Recover, lustre.Full, lustre.Evicted,
		} {
			for marks := range 16 {
				s.i.state = state
				s.i.invalid, s.i.deactive, s.i.dying = marks&1 > 0, marks&2 > 0, marks&4 > 0
				s.i.pinging = marks&8 > 0
				s.i.tick()
				rest(task)
				pinged := len(s.requests) > 0
				s.requests = nil
				allowed := marks == 0 || marks == 2 && deactive
				if want := state == lustre.Full && allowed; pinged != want {
					t.Errorf("%s, marks %04b: a ping was sent: %v, want %v", state, marks, pinged, want)
				}
			}
		}
		s.i.state = lustre.Disconn
	}, defects...)
}
