package osc_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"ostlife/impl/env"
	"ostlife/impl/osc"
	"ostlife/impl/ost"
	"ostlife/impl/ptlrpc"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// guards are those of the actions on lock, data and recovery, as the page of actions
// has them: what the import must have been before.
var guards = map[lustre.Action]func(b lustre.ImportTrace, r lustre.TraceRecord) bool{
	lustre.ActEnqueueSend: func(b lustre.ImportTrace, _ lustre.TraceRecord) bool {
		return mayAsk(b) && !b.Deactive && !b.Locked
	},
	lustre.ActWrite: func(b lustre.ImportTrace, _ lustre.TraceRecord) bool {
		return b.Locked && !b.Dirty && b.Asked != lustre.AskWrite && !b.Invalid && !b.Deactive
	},
	lustre.ActFlushSend: func(b lustre.ImportTrace, _ lustre.TraceRecord) bool { return mayAsk(b) && b.Dirty },
	lustre.ActSyncSend: func(b lustre.ImportTrace, _ lustre.TraceRecord) bool {
		return mayAsk(b) && !b.Dirty && b.Uncommitted
	},
	lustre.ActCancelSend: func(b lustre.ImportTrace, _ lustre.TraceRecord) bool {
		return mayAsk(b) && !b.Dirty && !b.Uncommitted
	},
	lustre.ActSyncFails: func(b lustre.ImportTrace, _ lustre.TraceRecord) bool { return b.Dropped },
	lustre.ActCreateSend: func(b lustre.ImportTrace, r lustre.TraceRecord) bool {
		return b.State == lustre.Full && !b.Invalid && !b.Deactive && b.Prepared == r.Current.Count && !b.Recovery
	},
	lustre.ActReplaySend: func(b lustre.ImportTrace, r lustre.TraceRecord) bool {
		return recovering(b) && b.Asked == lustre.AskNothing && r.Numbers == r.Current
	},
	lustre.ActReplayInterpret: func(b lustre.ImportTrace, _ lustre.TraceRecord) bool {
		return recovering(b) && b.Asked == lustre.AskReplay
	},
	lustre.ActAskInterpret: func(b lustre.ImportTrace, r lustre.TraceRecord) bool { return b.Asked == r.Ask },
	lustre.ActAskExpire:    func(b lustre.ImportTrace, r lustre.TraceRecord) bool { return b.Asked == r.Ask },
	lustre.ActConnectFull:  func(b lustre.ImportTrace, _ lustre.TraceRecord) bool { return b.State == lustre.Recover },
	lustre.ActDisconnectSend: func(b lustre.ImportTrace, _ lustre.TraceRecord) bool {
		return mayAsk(b) && b.Deactive && !b.Locked && !b.Dirty && !b.Uncommitted
	},
	lustre.ActConnectSend: func(b lustre.ImportTrace, _ lustre.TraceRecord) bool {
		return (b.State == lustre.New || b.State == lustre.Disconn) && !b.Invalid && !b.Deactive
	},
	lustre.ActPingSend: func(b lustre.ImportTrace, r lustre.TraceRecord) bool {
		return b.State == lustre.Full && !b.Deactive && (r.Ask != lustre.AskRead || b.Locked)
	},
}

func mayAsk(b lustre.ImportTrace) bool {
	return b.State == lustre.Full && !b.Invalid && b.Asked == lustre.AskNothing
}

func recovering(b lustre.ImportTrace) bool {
	return b.State == lustre.Replay || b.State == lustre.ReplayLocks || b.State == lustre.ReplayWait
}

// held is what a trace shows of lock, data and recovery.
type held struct {
	data
	asked   lustre.Ask
	resumed bool
}

func heldIn(i lustre.ImportTrace) held {
	return held{data{i.Locked, i.Dirty, i.Uncommitted, i.Dropped}, i.Asked, i.Resumed}
}

// effect is what the page of actions makes of lock, data and recovery.
func effect(b lustre.ImportTrace, r lustre.TraceRecord, raised bool) held {
	h := heldIn(b)
	switch r.Action {
	case lustre.ActEnqueueSend, lustre.ActFlushSend, lustre.ActSyncSend:
		h.asked = r.Ask
	case lustre.ActCancelSend:
		h.asked, h.locked = r.Ask, false
	case lustre.ActWrite:
		h.dirty = true
	case lustre.ActSyncFails:
		h.dropped = false
	case lustre.ActReplaySend:
		h.asked = r.Ask
		h.resumed = h.resumed || b.State == lustre.Replay && r.Ask == lustre.AskNothing
	case lustre.ActInvalidateEnd:
		h.data = data{dropped: h.dropped || h.dirty || h.uncommitted}
	case lustre.ActConnectInterpret:
		h.resumed = h.resumed && (!r.Taken || r.Instance == 0 || r.Import.State == lustre.ReplayLocks)
	case lustre.ActAskInterpret, lustre.ActReplayInterpret:
		h.asked = lustre.AskNothing
		if r.Taken && !r.Refused {
			h.answered(b, r.Ask)
		}
	}
	if raised {
		h.asked = lustre.AskNothing
	}
	return h
}

// answered is the effect of a good answer.
func (h *held) answered(b lustre.ImportTrace, what lustre.Ask) {
	switch what {
	case lustre.AskEnqueue:
		h.locked = true
	case lustre.AskWrite:
		h.dirty, h.uncommitted = false, true
	case lustre.AskSync:
		h.uncommitted = false
	case lustre.AskReplay:
		h.resumed = b.State == lustre.Replay || b.State == lustre.ReplayLocks && h.resumed
	}
}

// breaches lists the records of one import that no action explains.
func breaches(records []lustre.TraceRecord) []string {
	var list []string
	before := lustre.TraceRecord{Import: lustre.ImportTrace{State: lustre.New}, Current: lustre.Numbers{Generation: 1}}
	for _, r := range records {
		if guard := guards[r.Action]; guard != nil && !guard(before.Import, r) {
			list = append(list, fmt.Sprintf("%s for %s in %+v", r.Action, r.Ask, before.Import))
		}
		want := effect(before.Import, r, r.Current != before.Current)
		if got := heldIn(r.Import); got != want {
			list = append(list, fmt.Sprintf("%s for %s made %+v of %+v, want %+v", r.Action, r.Ask, got, before.Import, want))
		}
		before = r
	}
	return list
}

// bench is two nodes and an OST, each doing what it does, in a world of its own.
type bench struct {
	world   *env.World
	network *wire.Network
	admin   *ptlrpc.Caller
	ost     *ost.OST
	nodes   []*osc.OSC
	records map[lustre.Node][]lustre.TraceRecord
	broken  []lustre.Violation
	done    map[string]int // how often each operation ended how
}

// newBench makes a bench whose network makes mistakes.
func newBench(o env.Control, seed uint64, defects ...lustre.Defect) *bench {
	w := env.NewControlled(o)
	b := &bench{world: w, records: map[lustre.Node][]lustre.TraceRecord{}, done: map[string]int{}}
	b.network = wire.New(w, wire.Faults{MinLatency: latency / 4, MaxLatency: latency, Loss: 8, Duplicate: 20, Reorder: 20,
		Late: 8, LateBy: 2 * requestTime}, seed)
	b.ost = ost.New(w, b.network, ostAddress, 0, ost.Config{Window: window})
	b.admin = ptlrpc.NewCaller(w, ptlrpc.NewPtlrpcd(w, b.network, "admin"), "admin")
	for n := range lustre.Node(2) {
		rpc := ptlrpc.NewPtlrpcd(w, b.network, wire.Address(n.String()))
		above := &observer{}
		above.osc = osc.New(w, rpc, ptlrpc.Config{
			Node: n, Slot: 1, OST: ostAddress, Request: requestTime, Window: window, Defects: defects,
			Trace:  func(r lustre.TraceRecord) { b.records[n] = append(b.records[n], r) },
			Broken: func(v lustre.Violation) { b.broken = append(b.broken, v) },
		}, above)
		p := ptlrpc.NewPinger(w, n.String(), requestTime)
		p.Add(above.osc.Import)
		p.Start(w, n.String())
		b.nodes = append(b.nodes, above.osc)
	}
	return b
}

// work has an application do so many things on a node.
func (b *bench) work(t *env.Task, o *osc.OSC, own uint64, things int) {
	draw := b.world.NewRand(own)
	for n := range things {
		until := b.world.Now() + operation
		var what string
		var err error
		switch draw.IntN(5) {
		case 0, 1:
			what = "write"
			_, err = o.Write(t, own*1000+uint64(n), until)
		case 2:
			what = "read"
			_, _, err = o.Read(t, until)
		case 3:
			what = "sync"
			err = o.Sync(t, until)
		case 4:
			what = "create"
			_, err = o.Create(t, until)
		}
		b.done[fmt.Sprintf("%s: %v", what, err)]++
	}
}

// disturb has an administrator, or an accident, do so many things to the nodes.
func (b *bench) disturb(t *env.Task, seed uint64, things int) {
	draw := b.world.NewRand(seed)
	for n := range things {
		t.Sleep("test: until the next accident", time.Duration(draw.IntN(60))*time.Millisecond)
		at := b.nodes[draw.IntN(len(b.nodes))]
		client := at.Snapshot().Node.String()
		switch draw.IntN(6) {
		case 0:
			at.Lose()
		case 1:
			_, _ = b.admin.Call(t, wire.Message{Kind: wire.Evict, To: ostAddress, Client: client}, operation)
		case 2, 3:
			_, _ = b.admin.Call(t, wire.Message{Kind: wire.Restart, To: ostAddress}, operation)
		case 4:
			b.ost.FailVersion()
		case 5:
			at.Deactivate(lustre.Position(2*n + 1))
			t.Sleep("test: deactivated", time.Duration(draw.IntN(30))*time.Millisecond)
			at.Activate(lustre.Position(2*n + 2))
		}
	}
}

// play runs the bench to its end.
func (b *bench) play(seed uint64) error {
	left := 0
	leave := b.world.NewLock("test")
	gone := leave.NewQueue("applications")
	start := func(name string, body func(*env.Task)) {
		left++
		b.world.Go(name, func(t *env.Task) {
			body(t)
			leave.Lock()
			defer leave.Unlock()
			left--
			gone.Wake()
		})
	}
	for n, o := range b.nodes {
		for k := range uint64(2) {
			start("application", func(t *env.Task) { b.work(t, o, seed*16+uint64(n)*2+k+1, 12) })
		}
	}
	start("accidents", func(t *env.Task) { b.disturb(t, seed*16, 8) })
	report := b.world.Run("test", func(t *env.Task) {
		leave.Lock()
		for left > 0 {
			gone.Wait(t, "test: wait for the applications", env.Forever)
		}
		leave.Unlock()
		b.world.Stop()
	})
	return report.Err()
}

// TestGuards lets two nodes work on one object while everything goes wrong that can,
// under many schedules: every step is an action of the page, with its guard and effect.
func TestGuards(t *testing.T) {
	seen := map[lustre.Action]int{}
	done := map[string]int{}
	for seed := range uint64(60) {
		b := newBench(env.Control{Picker: env.NewRandomPicker(seed)}, seed)
		if err := b.play(seed); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		for n := range lustre.Node(2) {
			for _, breach := range breaches(b.records[n]) {
				t.Errorf("seed %d, %s: %s", seed, n, breach)
			}
			for _, r := range b.records[n] {
				seen[r.Action]++
			}
		}
		for what, n := range b.done {
			done[what] += n
		}
		for _, v := range b.broken {
			t.Errorf("seed %d: %+v", seed, v)
		}
		if t.Failed() {
			return
		}
	}
	for _, a := range []lustre.Action{
		lustre.ActEnqueueSend, lustre.ActWrite, lustre.ActFlushSend, lustre.ActSyncSend, lustre.ActCancelSend, lustre.ActSyncFails,
		lustre.ActCreateSend, lustre.ActAskInterpret, lustre.ActAskExpire, lustre.ActReplaySend, lustre.ActReplayInterpret,
		lustre.ActCreateInterpret, lustre.ActCreateExpire, lustre.ActInvalidateEnd, lustre.ActDisconnectSend, lustre.ActDeactivateEnd,
	} {
		if seen[a] == 0 {
			t.Errorf("no schedule shows %s", a)
		}
	}
	for _, what := range []string{"write", "read", "sync", "create"} {
		if done[what+": <nil>"] == 0 {
			t.Errorf("no %s succeeded: %v", what, done)
		}
	}
}

// TestGuardsSee shows that the test above can fail: a defect's trace has breaches, and
// so has one with a field turned round.
func TestGuardsSee(t *testing.T) {
	for _, d := range []lustre.Defect{lustre.DefectEvictionLeavesLocks, lustre.DefectPingDeactive} {
		found := false
		for seed := range uint64(40) {
			b := newBench(env.Control{Picker: env.NewRandomPicker(seed)}, seed, d)
			if err := b.play(seed); err != nil {
				t.Fatal(err)
			}
			found = found || len(breaches(b.records[0])) > 0 || len(breaches(b.records[1])) > 0
		}
		if !found {
			t.Errorf("%s went unseen", d)
		}
	}
	b := newBench(env.Control{}, 1)
	if err := b.play(1); err != nil {
		t.Fatal(err)
	}
	for n, r := range b.records[0] {
		records := slices.Clone(b.records[0])
		records[n].Import.Dirty = !r.Import.Dirty
		if len(breaches(records)) == 0 {
			t.Errorf("dirty data turned round in %s went unseen", r.Action)
		}
	}
}
