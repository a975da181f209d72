package history

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"ostlife/model/lustre"
)

var (
	controlled = Header{Mode: Controlled, Seed: 1, Design: "rfc"}
	connect1   = Operation{ID: 1, Kind: Connect, Call: 1, Return: 2, Outcome: OK, Result: Result{Instance: 4}}
)

func newTestWriter(t *testing.T, to io.Writer) *Writer {
	t.Helper()
	w, err := NewWriter(to, controlled)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// connect2 is a good operation beside connect1.
var connect2 = Operation{ID: 2, Client: 1, Kind: Connect, Call: 3, Return: 4, Outcome: OK, Result: Result{Instance: 4}}

// calling calls a changed connect2.
func calling(change func(op *Operation)) func(w *Writer) error {
	op := connect2
	change(&op)
	return func(w *Writer) error { return w.Call(op) }
}

// returning returns from connect1 with changes.
func returning(change func(op *Operation)) func(w *Writer) error {
	op := connect1
	change(&op)
	return func(w *Writer) error { return w.Return(op) }
}

// refusals are the negative controls of a writer that is inside of connect1.
var refusals = []struct {
	name string
	do   func(w *Writer) error
	want string
}{
	{"stamp that does not rise", calling(func(op *Operation) { op.Call = 1 }),
		"history: call of operation 2 by client 1: seq: 1 does not rise above 1"},
	{"id that does not rise", calling(func(op *Operation) { op.ID = 1 }),
		"history: call of operation 1 by client 1: op: 1 does not rise above 1"},
	{"overlap", calling(func(op *Operation) { op.Client = 0 }),
		"history: call of operation 2 by client 0: client: 0 calls while its operation 1 is open"},
	{"kind unknown", calling(func(op *Operation) { op.Kind = "ping" }),
		`history: call of operation 2 by client 1: kind: "ping" is unknown`},
	{"negative time", calling(func(op *Operation) { op.CallTime = -1 }),
		"history: call of operation 2 by client 1: time: want a number from 0 to 9223372036854775807, found 18446744073709551615"},
	{"add without uuid", calling(func(op *Operation) { op.Kind = Add }),
		"history: call of operation 2 by client 1: uuid: want 1 to 40 bytes, found 0"},
	{"uuid is not UTF-8", calling(func(op *Operation) { op.Kind, op.UUID = Add, "a\xff" }),
		"history: call of operation 2 by client 1: uuid: byte 0xff is not UTF-8"},
	{"uuid was lost", calling(func(op *Operation) { op.Kind, op.UUID = Add, "a\uFFFD" }),
		"history: call of operation 2 by client 1: uuid: U+FFFD stands for text that was lost"},
	{"return that was not called", func(w *Writer) error { return w.Return(connect2) },
		"history: return of operation 2 by client 1: op: client 1 has no open operation"},
	{"no outcome", returning(func(op *Operation) { op.Outcome = "" }),
		`history: return of operation 1 by client 0: event: "" is unknown`},
	{"outcome call", returning(func(op *Operation) { op.Outcome = "call" }),
		`history: return of operation 1 by client 0: call: field "kind" is missing`},
	{"instance 0", returning(func(op *Operation) { op.Result.Instance = 0 }),
		"history: return of operation 1 by client 0: instance: want a number from 1 to 18446744073709551615, found 0"},
	{"fail without refusal", returning(func(op *Operation) { op.Outcome = Fail }),
		`history: return of operation 1 by client 0: error: "" is unknown`},
	{"fail with another error", returning(func(op *Operation) { op.Outcome, op.Result.Refusal = Fail, io.EOF }),
		`history: return of operation 1 by client 0: error: "EOF" is unknown`},
	{"kind of another answer", returning(func(op *Operation) { op.Kind, op.Result.Status.State = Status, lustre.ImportState(77) }),
		`history: return of operation 1 by client 0: state: "ImportState(77)" is unknown`},
	{"fault without a name", func(w *Writer) error { return w.Fault(Fault{Stamp: 3}) },
		`history: fault "": fault: want 1 to 64 bytes, found 0`},
	{"kind unknown at the return", returning(func(op *Operation) { op.Kind = "ping" }),
		`history: return of operation 1 by client 0: ok of connect: field "instance" is missing`},
}

// TestWriterRefuses: what would make the file malformed is not written, and leaves
// the writer as it was.
func TestWriterRefuses(t *testing.T) {
	for _, row := range refusals {
		t.Run(row.name, func(t *testing.T) {
			var to bytes.Buffer
			w := newTestWriter(t, &to)
			err := errors.Join(w.Call(connect1), w.Flush())
			before := to.String()
			if err != nil {
				t.Fatal(err)
			}
			var refused *RefusedError
			if err := row.do(w); !errors.As(err, &refused) || err.Error() != row.want {
				t.Errorf("got  %T %v\nwant %s", err, err, row.want)
			}
			if err := errors.Join(w.Return(connect1), w.Close(), w.Close()); err != nil {
				t.Fatalf("after it: %v", err)
			}
			want := before + `{"seq":2,"time":0,"op":1,"client":0,"event":"ok","instance":4}` + "\n" +
				`{"seq":3,"event":"end","operations":1}` + "\n"
			if to.String() != want {
				t.Errorf("got\n%swant\n%s", to.String(), want)
			}
			if err := w.Call(connect2); err == nil || !strings.HasSuffix(err.Error(), "a record follows the end") {
				t.Errorf("after Close: %v", err)
			}
		})
	}
}

// TestWriterLeavesOut: fields that do not count for a kind or an outcome are not
// written, and a refusal may be wrapped.
func TestWriterLeavesOut(t *testing.T) {
	op := Operation{
		ID: 1, Kind: Remove, Node: 3, Target: 2, UUID: "u", Call: 1, Return: 2, Outcome: Fail,
		Result: Result{Instance: 1, Position: 2, Refusal: fmt.Errorf("target: %w", lustre.ErrBusy)},
	}
	var to bytes.Buffer
	w := newTestWriter(t, &to)
	if err := errors.Join(w.Call(op), w.Return(op), w.Flush()); err != nil {
		t.Fatal(err)
	}
	want := someHeader + `{"seq":1,"time":0,"op":1,"client":0,"event":"call","kind":"remove","target":2}
{"seq":2,"time":0,"op":1,"client":0,"event":"fail","error":"busy"}
`
	if to.String() != want {
		t.Errorf("got\n%swant\n%s", to.String(), want)
	}
}

func TestWriterRefusesHeader(t *testing.T) {
	for _, row := range []struct {
		name   string
		change func(h *Header)
		want   string
	}{
		{"no mode", func(h *Header) { h.Mode = "" }, `mode: "" is neither "controlled" nor "real"`},
		{"no design", func(h *Header) { h.Design = "" }, "design: a name of 0 bytes, want 1 to 64"},
		{"design is not UTF-8", func(h *Header) { h.Design = "\xff" }, "byte 0xff is not UTF-8"},
		{"negative bound", func(h *Header) { h.Bounds = map[string]int64{"nodes": -1} }, "bounds: want a whole number from 0, found -1"},
		{"defect doubled", func(h *Header) { h.Defects = []string{"d", "d"} }, `defects: "d" is there twice`},
		{"plan is no JSON", func(h *Header) { h.Plan = []byte("{}{}") }, "plan: invalid character '{' after top-level value"},
		{"plan with a field doubled", func(h *Header) { h.Plan = []byte(`{"a":1,"a":1}`) }, `plan: field "a" is there twice`},
		{"plan too large", func(h *Header) { h.Plan = []byte(`"` + strings.Repeat("x", MaxHeaderBytes) + `"`) },
			"1048696 bytes, want at most 1048576"},
		{"real without start", func(h *Header) { h.Mode, h.GoVersion = Real, "go1.26" },
			`start: "0001-01-01T00:00:00Z" is not a time as in RFC 3339`},
		{"start beyond RFC 3339", func(h *Header) {
			h.Mode, h.GoVersion, h.Start = Real, "go1.26", time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)
		}, `start: "10000-01-01T00:00:00Z" is not a time as in RFC 3339`},
		{"real without version", func(h *Header) { h.Mode, h.Start = Real, time.Unix(0, 0) }, "go: a name of 0 bytes, want 1 to 64"},
	} {
		t.Run(row.name, func(t *testing.T) {
			h := controlled
			row.change(&h)
			var to bytes.Buffer
			w, err := NewWriter(&to, h)
			var refused *RefusedError
			if !errors.As(err, &refused) || err.Error() != "history: header: "+row.want {
				t.Errorf("got  %v\nwant %s", err, row.want)
			}
			if w != nil || to.Len() > 0 {
				t.Errorf("wrote %q", to.String())
			}
			h.Bounds = map[string]int64{"nodes": -1}
			if err := (&History{Header: h}).Write(&to); err == nil {
				t.Error("History.Write took the header")
			}
		})
	}
}

// failing takes so many bytes and then fails.
type failing struct {
	left int
	got  bytes.Buffer
	err  error
}

func (f *failing) Write(p []byte) (int, error) {
	n := min(len(p), f.left)
	f.got.Write(p[:n])
	f.left -= n
	if n < len(p) {
		return n, f.err
	}
	return n, nil
}

// TestWriteError: the first error of writing is the answer from then on, and what was
// written before it is there, in whole lines unless the file itself cut one.
func TestWriteError(t *testing.T) {
	full := errors.New("disk full")
	for _, row := range []struct {
		name string
		err  error // of the file; nil is a short write without one
		want error
	}{{"error", full, full}, {"short write", nil, io.ErrShortWrite}} {
		t.Run(row.name, func(t *testing.T) {
			to := &failing{left: len(someHeader) + bufferBytes, err: row.err}
			w := newTestWriter(t, to)
			var first error
			ops := uint64(0)
			for ; first == nil; ops++ {
				first = w.Call(Operation{ID: ops + 1, Client: uint32(ops), Kind: Settle, Call: ops + 1})
			}
			if !errors.Is(first, row.want) {
				t.Fatal(first)
			}
			for i, again := range []error{w.Call(connect1), w.Return(connect1), w.Fault(Fault{}), w.Flush(), w.Close()} {
				if again != first {
					t.Errorf("call %d: %v, want %v", i, again, first)
				}
			}
			lines := strings.Split(to.got.String(), "\n")
			last := `{"seq":1,"time":0,"op":1,"client":0,"event":"call","kind":"settle","node":0}`
			if to.left != 0 || len(lines) < int(ops)-1 || lines[1] != last {
				t.Errorf("%d bytes were not written; %d lines of %d, the second %s", to.left, len(lines), ops, lines[1])
			}
		})
	}
	t.Run("header", func(t *testing.T) {
		w, err := NewWriter(&failing{err: full}, controlled)
		if w != nil || !errors.Is(err, full) {
			t.Errorf("%v, %v", w, err)
		}
	})
}

// TestWholeLines: each piece that a writer hands on is whole lines, so that a run
// that is killed between two of them leaves a good file.
func TestWholeLines(t *testing.T) {
	var pieces [][]byte
	w := newTestWriter(t, writeFunc(func(p []byte) { pieces = append(pieces, bytes.Clone(p)) }))
	for n := range uint64(3000) {
		op := Operation{ID: n + 1, Kind: Settle, Call: 2*n + 1, Return: 2*n + 2, Outcome: OK}
		if err := errors.Join(w.Call(op), w.Return(op)); err != nil {
			t.Fatal(err)
		}
	}
	if len(pieces) < 4 {
		t.Fatalf("%d pieces", len(pieces))
	}
	for i := 2; i <= len(pieces); i++ {
		h, err := Read(bytes.NewReader(bytes.Join(pieces[:i], nil)), "h", Limits{})
		if err != nil || h.Complete {
			t.Errorf("after %d pieces: %v", i, err)
		}
	}
}

type writeFunc func(p []byte)

func (f writeFunc) Write(p []byte) (int, error) { f(p); return len(p), nil }

// TestWriterConcurrent: callers that stamp for themselves and come late are refused;
// the file is good whatever they do.
func TestWriterConcurrent(t *testing.T) {
	var to bytes.Buffer
	w := newTestWriter(t, &to)
	if err := errors.Join(w.Call(connect1), w.Return(connect1)); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	written := make([]int, 8)
	for i := range written {
		all.Go(func() {
			for stamp := range uint64(500) {
				if w.Fault(Fault{Stamp: stamp*8 + uint64(i), Name: "loss"}) == nil {
					written[i]++
				}
			}
		})
	}
	all.Wait()
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	h, err := Read(&to, "h", Limits{})
	if err != nil {
		t.Fatal(err)
	}
	sum := 0
	for _, n := range written {
		sum += n
	}
	if len(h.Faults) != sum || sum == 0 {
		t.Errorf("%d faults read, %d written", len(h.Faults), sum)
	}
}

// TestWriteUnordered: a history whose stamps contradict each other is not written as
// if it were good.
func TestWriteUnordered(t *testing.T) {
	h, err := Read(bytes.NewReader(content(t, filepath.Join("testdata", "ok", "shortest.jsonl"))), "h", Limits{})
	if err != nil {
		t.Fatal(err)
	}
	h.Operations[0].Return = h.Operations[0].Call
	var refused *RefusedError
	if err := h.Write(io.Discard); !errors.As(err, &refused) {
		t.Errorf("got %v", err)
	}
}

// TestWriterCannotEnd: behind the highest stamp there is none for the end.
func TestWriterCannotEnd(t *testing.T) {
	w := newTestWriter(t, io.Discard)
	op := connect1
	op.Return = math.MaxUint64
	if err := errors.Join(w.Call(op), w.Return(op)); err != nil {
		t.Fatal(err)
	}
	var refused *RefusedError
	if err := w.Close(); !errors.As(err, &refused) {
		t.Errorf("got %v", err)
	}
}

// TestWriterLimit: a writer stops where a reader would, and says what it is.
func TestWriterLimit(t *testing.T) {
	w := newTestWriter(t, io.Discard)
	w.order.limits.Operations = 1
	err := errors.Join(w.Call(connect1), w.Return(connect1))
	if err != nil {
		t.Fatal(err)
	}
	var limit *LimitError
	err = w.Call(connect2)
	if !errors.As(err, &limit) || err.Error() != "history: more than 1 operations: beyond the limit" {
		t.Errorf("got %v", err)
	}
}
