package mgs_test

import (
	"math"
	"testing"
	"time"

	"ostlife/impl/env"
	"ostlife/impl/mgs"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// peer asks an MGS one thing after the other.
type peer struct {
	t       *testing.T
	network *wire.Network
	xid     uint64
	replies []wire.Message
}

// play runs a body over an MGS and gives its trace.
func play(t *testing.T, d lustre.Defects, body func(*env.Task, *peer)) []lustre.TraceRecord {
	t.Helper()
	var records []lustre.TraceRecord
	w := env.NewControlled(env.Control{})
	p := &peer{t: t, network: wire.New(w, wire.Faults{}, 1)}
	mgs.New(w, p.network, "MGS", d, func(r lustre.TraceRecord) { records = append(records, r) })
	p.network.Listen("peer", func(m wire.Message) { p.replies = append(p.replies, m) })
	report := w.Run("test", func(task *env.Task) {
		defer w.Stop()
		body(task, p)
	})
	if err := report.Err(); err != nil {
		t.Error(err)
	}
	return records
}

// ask sends a request as often as told, under one number, and gives the last reply.
func (p *peer) ask(task *env.Task, m wire.Message, times int) wire.Message {
	p.t.Helper()
	p.xid++
	m.From, m.To, m.XID = "peer", "MGS", p.xid
	p.replies = nil
	for range times {
		if err := p.network.Send(m); err != nil {
			p.t.Fatal(err)
		}
	}
	task.Sleep("test: until it is served", time.Millisecond)
	if len(p.replies) != times {
		p.t.Fatalf("%v: %d replies to %d copies", m, len(p.replies), times)
	}
	return p.replies[times-1]
}

const target = lustre.Target(1)

// TestChange makes each administrator's request, twice delivered: it is carried out
// once, and what changes nothing is granted with the position of the last record.
func TestChange(t *testing.T) {
	records := play(t, nil, func(task *env.Task, p *peer) {
		for n, step := range []struct {
			kind     wire.Kind
			name     string // of ADD the UUID, else the pool's
			result   wire.Result
			position lustre.Position
		}{
			{wire.LogDeactivate, "", wire.NoTarget, 0},
			{wire.LogAdd, "a", wire.OK, 1},
			{wire.LogAdd, "a", wire.Exists, 0},
			{wire.LogActivate, "", wire.OK, 1},
			{wire.LogRemove, "", wire.Busy, 0},
			{wire.LogDeactivate, "", wire.OK, 2},
			{wire.LogDeactivate, "", wire.OK, 2},
			{wire.LogActivate, "", wire.OK, 3},
			{wire.LogLeave, "a", wire.OK, 3},
			{wire.LogJoin, "a", wire.OK, 4},
			{wire.LogJoin, "a", wire.OK, 4},
			{wire.LogJoin, "b", wire.OK, 5},
			{wire.LogLeave, "a", wire.OK, 6},
			{wire.LogJoin, "a,b", wire.BadPool, 0},
			{wire.LogLeave, "", wire.BadPool, 0},
			{wire.LogDeactivate, "", wire.OK, 7},
			{wire.LogRemove, "", wire.OK, 8},
			{wire.LogRemove, "", wire.NoTarget, 0},
			{wire.LogJoin, "b", wire.NoTarget, 0},
			{wire.LogAdd, "b", wire.Exists, 0},
			{wire.LogAdd, "a", wire.OK, 9},
			{wire.LogLeave, "b", wire.OK, 9},
			{wire.Connect, "", wire.NoTarget, 0},
		} {
			m := wire.Message{Kind: step.kind, Target: target, UUID: step.name}
			if step.kind != wire.LogAdd {
				m.UUID, m.Pool = "", step.name
			}
			reply := p.ask(task, m, 2)
			if reply.Result != step.result || reply.Position != step.position {
				t.Errorf("step %d, %s: %s at %d, want %s at %d", n, step.kind, reply.Result, reply.Position, step.result, step.position)
			}
		}
	})
	want := []lustre.Action{lustre.ActLogAdd, lustre.ActLogDeactivate, lustre.ActLogActivate,
		lustre.ActLogJoin, lustre.ActLogJoin, lustre.ActLogLeave,
		lustre.ActLogDeactivate, lustre.ActLogRemove, lustre.ActLogAdd}
	pools := map[int]string{3: "a", 4: "b", 5: "a"}
	if len(records) != len(want) {
		t.Fatalf("%d records were traced, want %d", len(records), len(want))
	}
	for n, r := range records {
		if r.Action != want[n] || r.Position != lustre.Position(n+1) || r.Target != target || r.Pool != pools[n] {
			t.Errorf("record %d: %+v", n+1, r)
		}
	}
}

// TestRemoveUnchecked plants the defect.
func TestRemoveUnchecked(t *testing.T) {
	for _, d := range []lustre.Defects{nil, {lustre.DefectRemoveUnchecked}} {
		play(t, d, func(task *env.Task, p *peer) {
			p.ask(task, wire.Message{Kind: wire.LogAdd, Target: target, UUID: "a"}, 1)
			want := wire.Busy
			if len(d) > 0 {
				want = wire.OK
			}
			if reply := p.ask(task, wire.Message{Kind: wire.LogRemove, Target: target}, 1); reply.Result != want {
				t.Errorf("remove of a target that is not deactivated, with %v: %s, want %s", d, reply.Result, want)
			}
		})
	}
}

// TestRead reads a log that does not fit one reply.
func TestRead(t *testing.T) {
	const length = 2*mgs.RecordsPerReply + 7
	play(t, nil, func(task *env.Task, p *peer) {
		for n := range lustre.Target(length) {
			p.ask(task, wire.Message{Kind: wire.LogAdd, Target: n, UUID: n.UUID()}, 1)
		}
		for _, test := range []struct {
			after lustre.Position
			want  int
		}{
			{0, mgs.RecordsPerReply}, {mgs.RecordsPerReply, mgs.RecordsPerReply}, {2 * mgs.RecordsPerReply, 7},
			{length - 1, 1}, {length, 0}, {length + 1, 0}, {math.MaxInt64, 0}, {math.MaxInt64 + 1, 0}, {math.MaxUint64, 0},
		} {
			reply := p.ask(task, wire.Message{Kind: wire.LogRead, Position: test.after}, 1)
			if len(reply.Records) != test.want || reply.Position != length {
				t.Errorf("after %d: %d records, the log ends at %d", test.after, len(reply.Records), reply.Position)
			}
			for n, r := range reply.Records {
				if r.Position != test.after+lustre.Position(n)+1 || r.UUID != r.Target.UUID() {
					t.Errorf("after %d: record %d is %+v", test.after, n, r)
				}
			}
		}
	})
}

// TestReplyIsNoRequest sends the MGS a reply: it asks nobody anything, so it takes none.
func TestReplyIsNoRequest(t *testing.T) {
	records := play(t, nil, func(task *env.Task, p *peer) {
		m := wire.Message{From: "peer", To: "MGS", XID: 1, Kind: wire.LogAdd, Target: target, UUID: "a", Reply: true}
		if err := p.network.Send(m); err != nil {
			t.Fatal(err)
		}
		task.Sleep("test: until it has arrived", time.Millisecond)
		if len(p.replies) > 0 {
			t.Errorf("answered with %v", p.replies)
		}
	})
	if len(records) > 0 {
		t.Errorf("wrote %+v", records)
	}
}

// TestRepliesFit has the longest log of the longest names fit the messages.
func TestRepliesFit(t *testing.T) {
	m := wire.Message{From: "MGS", To: "peer", XID: math.MaxUint64, Reply: true, Kind: wire.LogRead}
	for range mgs.RecordsPerReply {
		m.Records = append(m.Records, wire.Record{Position: math.MaxUint64, Kind: lustre.ConfigAdd,
			Target: math.MaxUint16, UUID: string(make([]byte, wire.MaxNameBytes)), Pool: string(make([]byte, wire.MaxNameBytes))})
	}
	if b, err := wire.Encode(m); err != nil {
		t.Errorf("a full reply takes %d bytes: %v", len(b), err)
	}
}
