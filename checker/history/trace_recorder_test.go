package history

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"testing"

	"ostlife/model/lustre"
)

// TestTraceWriteError: an error of writing names the file, and stays.
func TestTraceWriteError(t *testing.T) {
	full := errors.New("no space left")
	if _, err := NewTraceWriter(after(0, full), "a.trace", controlled); !errors.Is(err, full) {
		t.Errorf("error %v", err)
	}
	w, err := NewTraceWriter(after(1, full), "a.trace", controlled)
	for n := uint64(1); err == nil && n < 1<<16; n++ {
		err = w.Record(&lustre.TraceRecord{Stamp: n, Action: lustre.ActLoss})
	}
	if !errors.Is(err, full) || err.Error() != "a.trace: no space left" {
		t.Errorf("error %v", err)
	}
	if err := w.Close(); !errors.Is(err, full) {
		t.Errorf("then %v", err)
	}
	w, _ = NewTraceWriter(after(1, full), "a.trace", controlled)
	r := NewTraceRecorder(w)
	for n := range uint64(1 << 16) {
		r.Record(lustre.TraceRecord{Stamp: n + 1, Action: lustre.ActLoss})
	}
	if err := r.Close(); !errors.Is(err, full) {
		t.Errorf("a recorder says %v", err)
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(b []byte) (int, error) { return f(b) }

// after takes so many writes, and then fails.
func after(n int, err error) io.Writer {
	return writerFunc(func(b []byte) (int, error) {
		if n--; n < 0 {
			return 0, err
		}
		return len(b), nil
	})
}

// TestTraceRecorderOrders: goroutines that draw their stamps by themselves come in any
// order, and the file is in that of the stamps, those of others left out.
func TestTraceRecorderOrders(t *testing.T) {
	const writers, each = 8, 3000
	var file bytes.Buffer
	w, err := NewTraceWriter(&file, "t", controlled)
	if err != nil {
		t.Fatal(err)
	}
	r := NewTraceRecorder(w)
	var stamp atomic.Uint64
	var group sync.WaitGroup
	for n := range writers {
		group.Go(func() {
			for range each {
				r.Record(lustre.TraceRecord{Stamp: stamp.Add(1), Action: lustre.ActPingSend, Node: lustre.Node(n)})
				r.Skip(stamp.Add(1))
			}
		})
	}
	group.Wait()
	if len(r.held) > 0 {
		t.Errorf("%d lines are held back when all stamps have been here", len(r.held))
	}
	r.Rest([]lustre.TraceRecord{{Slot: 1}, {Slot: 2}})
	r.Used(lustre.Violation{Stamp: 3, What: "w"})
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	got, reader, err := entries(file.Bytes(), Limits{})
	if err != nil || len(got) != writers*each+3 || !reader.Complete() {
		t.Fatalf("%d entries, %v", len(got), err)
	}
}

// TestTraceRecorderWindow: a record that is held up while others fill the window cannot
// be put into its place, which is an error and not a wrong file; one that is held up
// less is in its place, before what was told of the rest after it.
func TestTraceRecorderWindow(t *testing.T) {
	for _, row := range []struct {
		others int
		good   bool
	}{{1, true}, {TraceWindow - 2, true}, {TraceWindow, false}} {
		t.Run(fmt.Sprint(row.others), func(t *testing.T) {
			var file bytes.Buffer
			w, err := NewTraceWriter(&file, "t", controlled)
			if err != nil {
				t.Fatal(err)
			}
			r := NewTraceRecorder(w)
			for n := range row.others {
				r.Record(lustre.TraceRecord{Stamp: uint64(n) + 2, Action: lustre.ActLoss})
			}
			r.Rest([]lustre.TraceRecord{{Slot: 1}})
			r.Record(lustre.TraceRecord{Stamp: 1, Action: lustre.ActEvict})
			if err := r.Close(); (err == nil) != row.good {
				t.Fatalf("error %v", err)
			}
			got, _, err := entries(file.Bytes(), Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if row.good && (got[0].Record.Action != lustre.ActEvict || got[len(got)-1].Step != Rested) {
				t.Errorf("first %+v, last %+v", got[0], got[len(got)-1])
			}
		})
	}
}

// TestTraceStampsThatNeverCome: they hold up the file, not its end.
func TestTraceStampsThatNeverCome(t *testing.T) {
	var file bytes.Buffer
	w, err := NewTraceWriter(&file, "t", controlled)
	if err != nil {
		t.Fatal(err)
	}
	r := NewTraceRecorder(w)
	for n := range uint64(3 * TraceWindow) {
		r.Record(lustre.TraceRecord{Stamp: 3*n + 5, Action: lustre.ActLoss})
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if got, _, err := entries(file.Bytes(), Limits{}); err != nil || len(got) != 3*TraceWindow {
		t.Errorf("%d entries, %v", len(got), err)
	}
}
