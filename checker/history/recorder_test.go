package history

import (
	"bytes"
	"errors"
	"io"
	"math"
	"reflect"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"ostlife/model/lustre"
)

func newTestRecorder(t *testing.T, to io.Writer) (*Recorder, *Writer) {
	t.Helper()
	w := newTestWriter(t, to)
	stamp := uint64(0)
	next := func() uint64 { stamp++; return stamp }
	return NewRecorder(w, next, func() time.Duration { return time.Duration(stamp) * time.Microsecond }), w
}

func begin(t *testing.T, r *Recorder, client uint32) *Op {
	t.Helper()
	op, err := r.Begin(client, Operation{Kind: Connect, Node: 0, Target: 2})
	if err != nil {
		t.Fatal(err)
	}
	return op
}

func end(t *testing.T, r *Recorder, op *Op, outcome Outcome) {
	t.Helper()
	result := map[Outcome]Result{OK: {Instance: 1}, Fail: {Refusal: lustre.ErrUnreachable}, Info: {}}[outcome]
	if err := r.End(op, outcome, result); err != nil {
		t.Fatal(err)
	}
}

// TestRecorderClients: a caller keeps its number until an unknown outcome, and never
// gets one that another has had.
func TestRecorderClients(t *testing.T) {
	for _, row := range []struct {
		name    string
		callers []uint32
		retire  bool // each outcome is unknown
		want    []uint32
	}{
		{"known outcomes", []uint32{5, 0, 5, 0}, false, []uint32{5, 0, 5, 0}},
		{"unknown outcomes", []uint32{0, 1, 0, 0, 1}, true, []uint32{0, 1, 2, 3, 4}},
		{"a caller whose number is taken", []uint32{0, 0, 1, 2}, true, []uint32{0, 1, 2, 3}},
		{"numbers below", []uint32{5, 5, 0}, true, []uint32{5, 6, 0}},
		{"the highest numbers", []uint32{math.MaxUint32 - 1, math.MaxUint32, math.MaxUint32, 7}, true,
			[]uint32{math.MaxUint32 - 1, math.MaxUint32, 0, 7}},
		{"the highest number", []uint32{math.MaxUint32, math.MaxUint32, 0}, true, []uint32{math.MaxUint32, 0, 1}},
	} {
		t.Run(row.name, func(t *testing.T) {
			r, _ := newTestRecorder(t, io.Discard)
			for _, client := range row.callers {
				outcome := OK
				if row.retire {
					outcome = Info
				}
				end(t, r, begin(t, r, client), outcome)
			}
			var got []uint32
			for _, op := range r.Operations() {
				got = append(got, op.Client)
			}
			if !reflect.DeepEqual(got, row.want) {
				t.Errorf("clients %d, want %d", got, row.want)
			}
		})
	}
}

// TestRecorderRefuses: each wrong use has its error, and the history goes on.
func TestRecorderRefuses(t *testing.T) {
	var to bytes.Buffer
	r, w := newTestRecorder(t, &to)
	first := begin(t, r, 3)
	_, err := r.Begin(3, Operation{Kind: Status, Node: 0, Target: 0})
	var busy *BusyError
	if !errors.As(err, &busy) || err.Error() != "history: client 3 calls while its operation 1 is open" {
		t.Errorf("overlap: %v", err)
	}
	var refused *RefusedError
	if _, err := r.Begin(4, Operation{Kind: "ping", Node: 0, Target: 0}); !errors.As(err, &refused) {
		t.Errorf("unknown kind: %v", err)
	}
	if err := r.End(first, OK, Result{}); !errors.As(err, &refused) {
		t.Errorf("instance 0: %v", err)
	}
	if err := r.Fault("", 0, 0, ""); !errors.As(err, &refused) {
		t.Errorf("fault without a name: %v", err)
	}
	end(t, r, first, Fail)
	for _, op := range []*Op{first, nil} {
		if err := r.End(op, Info, Result{}); !errors.As(err, &refused) || err.Error() != "history: return: this operation is not open" {
			t.Errorf("end of %v: %v", op, err)
		}
	}
	if err := r.Fault("loss", 0, 2, "late"); err != nil {
		t.Error(err)
	}
	begin(t, r, 4)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	checkKept(t, r, &to)
}

// checkKept makes sure that the recorder keeps what is in the file.
func checkKept(t *testing.T, r *Recorder, file io.Reader) *History {
	t.Helper()
	read, err := Read(file, "h", Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if kept := r.History(); !reflect.DeepEqual(kept, read) || !reflect.DeepEqual(kept.Operations, r.Operations()) {
		t.Fatalf("kept\n%+v\nread\n%+v", kept, read)
	}
	return read
}

// TestRecorderConcurrent: clients that call at once, with outcomes of all kinds, give
// a good history that is kept as it is written, and orders what was ordered.
func TestRecorderConcurrent(t *testing.T) {
	const clients, calls = 8, 200
	var to bytes.Buffer
	w := newTestWriter(t, &to)
	var stamp, register atomic.Uint64
	r := NewRecorder(w, func() uint64 { return stamp.Add(1) }, func() time.Duration { return time.Duration(stamp.Load()) })
	outcomes := []Outcome{OK, Fail, OK, Info, OK}
	var all sync.WaitGroup
	for client := range uint32(clients) {
		all.Go(func() {
			for i := range calls {
				op, err := r.Begin(client, Operation{Kind: Connect, Node: lustre.Node(client), Target: 0})
				if err != nil {
					t.Error(err)
					return
				}
				result := Result{Refusal: lustre.ErrUnreachable, Instance: lustre.Instance(register.Add(1))}
				if err := r.End(op, outcomes[(i+int(client))%len(outcomes)], result); err != nil {
					t.Error(err)
					return
				}
				if err := r.Fault("tick", lustre.Node(client), 0, ""); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	h := checkKept(t, r, &to)
	if len(h.Operations) != clients*calls || len(h.Faults) != clients*calls || !h.Complete {
		t.Errorf("%d operations, %d faults, complete %v", len(h.Operations), len(h.Faults), h.Complete)
	}
	latest := Operation{} // of those that returned before a call: the one with the highest instance
	for _, op := range h.Operations {
		if op.Outcome == OK && op.Call > latest.Return && op.Result.Instance < latest.Result.Instance {
			t.Fatalf("%+v follows %+v", op, latest)
		}
		if op.Outcome == OK && (latest.Return == 0 || op.Call > latest.Return) {
			latest = op
		}
	}
}

// TestRecorderWriteError: an operation that could not be written is not begun.
func TestRecorderWriteError(t *testing.T) {
	full := errors.New("disk full")
	r, w := newTestRecorder(t, &failing{left: len(someHeader) + 100, err: full})
	begin(t, r, 0)
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	open := begin(t, r, 1)
	if err := w.Flush(); !errors.Is(err, full) {
		t.Fatal(err)
	}
	if _, err := r.Begin(2, Operation{Kind: Connect, Node: 0, Target: 0}); !errors.Is(err, full) {
		t.Errorf("Begin: %v", err)
	}
	if err := r.End(open, Info, Result{}); !errors.Is(err, full) {
		t.Errorf("End: %v", err)
	}
	if err := r.Fault("loss", 0, 0, ""); !errors.Is(err, full) {
		t.Errorf("Fault: %v", err)
	}
	if n := len(r.Operations()); n != 2 {
		t.Errorf("%d operations", n)
	}
}
