package history

import (
	"bytes"
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ostlife/model/lustre"
)

// TestRoundTrip: a drawn history, written and read, is the same, and written again is
// the same bytes.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := drawHistory(t)
		var first, second bytes.Buffer
		if err := want.Write(&first); err != nil {
			t.Fatal(err)
		}
		got, err := Read(bytes.NewReader(first.Bytes()), "drawn", Limits{})
		if err != nil {
			t.Fatalf("%v\n%s", err, first.Bytes())
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("got  %+v\nwant %+v\n%s", got, want, first.Bytes())
		}
		if err := got.Write(&second); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(first.Bytes(), second.Bytes()) {
			t.Fatalf("first\n%s\nsecond\n%s", first.Bytes(), second.Bytes())
		}
	})
}

// drawn is a history in the making.
type drawn struct {
	t       *rapid.T
	h       *History
	stamp   uint64
	clients uint32         // numbers given
	open    map[uint32]int // by client, the place of its open operation
	idle    []uint32
}

func drawHistory(t *rapid.T) *History {
	d := &drawn{t: t, h: &History{Header: drawHeader(t)}, open: map[uint32]int{}}
	d.h.Complete = rapid.Bool().Draw(t, "complete")
	for range rapid.IntRange(0, 30).Draw(t, "steps") {
		switch rapid.IntRange(0, 2).Draw(t, "step") {
		case 0:
			d.call()
		case 1:
			d.finish(rapid.SampledFrom([]Outcome{OK, Fail, Info}).Draw(t, "outcome"))
		case 2:
			d.fault()
		}
	}
	if !d.known() {
		d.call()
		d.finish(OK)
	}
	return d.h
}

func (d *drawn) known() bool {
	for _, op := range d.h.Operations {
		if op.Outcome != Info {
			return true
		}
	}
	return false
}

func (d *drawn) next() (stamp uint64, time int64) {
	d.stamp += rapid.Uint64Range(1, 3).Draw(d.t, "gap")
	return d.stamp, rapid.Int64Range(0, math.MaxInt64).Draw(d.t, "time")
}

// call begins an operation of a client that may.
func (d *drawn) call() {
	if len(d.idle) == 0 {
		d.idle = append(d.idle, d.clients)
		d.clients++
	}
	at := rapid.IntRange(0, len(d.idle)-1).Draw(d.t, "idle")
	client := d.idle[at]
	d.idle = append(d.idle[:at], d.idle[at+1:]...)
	op := Operation{ID: uint64(len(d.h.Operations)) + 1, Client: client, Outcome: Info}
	op.Kind = rapid.SampledFrom(Kinds()).Draw(d.t, "kind")
	op.Call, op.CallTime = d.next()
	asks := shapeOf(op.Kind).asks
	if asks.has(fieldNode) {
		op.Node = lustre.Node(rapid.Uint16().Draw(d.t, "node"))
	}
	if asks.has(fieldTarget) {
		op.Target = lustre.Target(rapid.Uint16().Draw(d.t, "target"))
	}
	if asks.has(fieldUUID) {
		op.UUID = drawText(1, MaxUUIDBytes).Draw(d.t, "uuid")
	}
	if asks.has(fieldValue) {
		op.Value = rapid.Uint64().Draw(d.t, "value")
	}
	if asks.has(fieldObject) {
		op.Object = rapid.Uint64Min(1).Draw(d.t, "object")
	}
	if asks.has(fieldPool) {
		low := 0
		if shapeOf(op.Kind).named {
			low = 1
		}
		op.Pool = drawText(low, MaxPoolBytes).Draw(d.t, "pool")
	}
	d.open[client] = len(d.h.Operations)
	d.h.Operations = append(d.h.Operations, op)
}

// finish ends the open operation that was called first; what cannot fail is ok.
func (d *drawn) finish(outcome Outcome) {
	first := -1
	for _, at := range d.open {
		if first < 0 || at < first {
			first = at
		}
	}
	if first < 0 {
		return
	}
	op := &d.h.Operations[first]
	refusals := shapeOf(op.Kind).refusals
	if outcome == Fail && len(refusals) == 0 {
		outcome = OK
	}
	op.Return, op.ReturnTime = d.next()
	op.Outcome = outcome
	switch outcome {
	case OK:
		op.Result = d.answer(op.Kind)
	case Fail:
		op.Result.Refusal = rapid.SampledFrom(refusals).Draw(d.t, "refusal")
	}
	delete(d.open, op.Client)
	if outcome != Info {
		d.idle = append(d.idle, op.Client)
	}
}

func (d *drawn) answer(kind Kind) (result Result) {
	positive := rapid.Uint64Min(1)
	switch kind {
	case Connect, Evict, WriteValue:
		result.Instance = lustre.Instance(positive.Draw(d.t, "instance"))
	case ReadValue:
		result.Instance = lustre.Instance(positive.Draw(d.t, "instance"))
		result.Value = rapid.Uint64().Draw(d.t, "value")
	case LastID, EASize:
		result.Value = rapid.Uint64().Draw(d.t, "value")
	case Sync, Restart, Unlink, Crash:
	case Create:
		result.Target = lustre.Target(rapid.Uint16().Draw(d.t, "target"))
		result.Object = positive.Draw(d.t, "object")
	case PoolList:
		result.Position = lustre.Position(rapid.Uint64().Draw(d.t, "position"))
		targets := rapid.SliceOfNDistinct(rapid.Uint16(), 0, 5, rapid.ID).Draw(d.t, "targets")
		slices.Sort(targets)
		var list []lustre.Target
		for _, t := range targets {
			list = append(list, lustre.Target(t))
		}
		result.Targets = TargetsOf(list)
	case Status:
		result.Status = lustre.Status{
			Position:    lustre.Position(rapid.Uint64().Draw(d.t, "position")),
			Present:     rapid.Bool().Draw(d.t, "present"),
			Deactivated: rapid.Bool().Draw(d.t, "deactivated"),
			Active:      lustre.Instance(rapid.Uint64().Draw(d.t, "active")),
			State:       rapid.SampledFrom(stateWords()).Draw(d.t, "state"),
		}
	default:
		result.Position = lustre.Position(positive.Draw(d.t, "position"))
	}
	return result
}

func (d *drawn) fault() {
	stamp, time := d.next()
	d.h.Faults = append(d.h.Faults, Fault{
		Stamp: stamp, Time: time,
		Name:   drawText(1, MaxNameBytes).Draw(d.t, "fault"),
		Node:   lustre.Node(rapid.Uint16().Draw(d.t, "node")),
		Target: lustre.Target(rapid.Uint16().Draw(d.t, "target")),
		Detail: drawText(0, MaxDetailBytes).Draw(d.t, "detail"),
	})
}

func drawHeader(t *rapid.T) Header {
	name := drawText(1, MaxNameBytes)
	h := Header{
		Mode:    rapid.SampledFrom([]Mode{Controlled, Real}).Draw(t, "mode"),
		Seed:    rapid.Uint64().Draw(t, "seed"),
		Plan:    rapid.SampledFrom([]json.RawMessage{nil, json.RawMessage(`{"picks":[1,2.5e-3,null,"\u00e9"]}`)}).Draw(t, "plan"),
		Bounds:  rapid.MapOfN(name, rapid.Int64Min(0), 0, 3).Draw(t, "bounds"),
		Design:  name.Draw(t, "design"),
		Defects: rapid.SliceOfNDistinct(name, 0, 3, rapid.ID[string]).Draw(t, "defects"),
	}
	if len(h.Bounds) == 0 {
		h.Bounds = nil
	}
	if len(h.Defects) == 0 {
		h.Defects = nil
	}
	if h.Mode == Real {
		h.Start = time.Unix(rapid.Int64Range(0, 1<<37).Draw(t, "start"), 5).UTC()
		h.GoVersion = name.Draw(t, "go")
	}
	return h
}

// drawText draws text that a history can hold, of so many bytes.
func drawText(low, high int) *rapid.Generator[string] {
	return rapid.StringN(low, -1, high).Filter(func(s string) bool { return !strings.ContainsRune(s, '\uFFFD') })
}
