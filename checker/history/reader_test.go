package history

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"ostlife/model/lustre"
)

const someHeader = `{"format":"ostlife-history","version":1,"mode":"controlled","seed":1,"bounds":{},"design":"rfc","defects":[]}` + "\n"

func TestLimits(t *testing.T) {
	good := string(content(t, filepath.Join("testdata", "ok", "every-kind.jsonl")))
	for _, row := range []struct {
		name   string
		limits Limits
		want   string // none: it is read
	}{
		{"all as large as needed", Limits{125, 126, 8, 1, 3, 3, 1, 2, 0}, ""},
		{"operations", Limits{Operations: 7}, "h:17: more than 7 operations: beyond the limit"},
		{"pending", Limits{Pending: 1}, "h:3: more than 1 operations pending: beyond the limit"},
		{"clients", Limits{Clients: 2}, "h:11: more than 2 clients: beyond the limit"},
		{"targets", Limits{Targets: 1}, "h:3: more than 1 targets: beyond the limit"},
	} {
		t.Run(row.name, func(t *testing.T) {
			checkLimit(t, good, row.limits, row.want)
		})
	}
	two := strings.ReplaceAll(good, `"settle","node":0`, `"settle","node":1`)
	t.Run("nodes", func(t *testing.T) {
		checkLimit(t, two, Limits{Nodes: 1}, "h:13: more than 1 nodes: beyond the limit")
	})
	fault := `{"seq":18,"time":0,"event":"fault","fault":"loss","node":0,"target":0,"detail":""}` + "\n"
	two = strings.Replace(good, `{"seq":18`, fault+`{"seq":19`, 1)
	t.Run("faults", func(t *testing.T) {
		checkLimit(t, two, Limits{Faults: 1}, "h:19: more than 1 faults: beyond the limit")
	})
}

func checkLimit(t *testing.T, data string, limits Limits, want string) {
	t.Helper()
	_, err := Read(strings.NewReader(data), "h", limits)
	var limit *LimitError
	switch {
	case want == "" && err != nil:
		t.Error(err)
	case want != "" && (!errors.As(err, &limit) || err.Error() != want):
		t.Errorf("got  %T %v\nwant %s", err, err, want)
	}
}

// TestLongLines: lines as long as the limit are read, whatever the buffer, and ones
// that are longer by a byte are not.
func TestLongLines(t *testing.T) {
	good := string(content(t, filepath.Join("testdata", "ok", "shortest.jsonl")))
	header, rest, _ := strings.Cut(good, "\n")
	call, ok, _ := strings.Cut(rest, "\n")
	fill := func(line string, length int) string { return line + strings.Repeat(" ", length-len(line)) + "\n" }
	for _, row := range []struct {
		name         string
		header, call int
		want         string
	}{
		{"as long as may be", MaxHeaderBytes, MaxLineBytes, ""},
		{"header too long", MaxHeaderBytes + 1, 200, "h:1:1048577: the line is longer than 1048576 bytes"},
		{"record too long", 200, MaxLineBytes + 1, "h:2:65537: the line is longer than 65536 bytes"},
	} {
		t.Run(row.name, func(t *testing.T) {
			data := fill(header, row.header) + fill(call, row.call) + ok
			h, err := Read(iotest.HalfReader(strings.NewReader(data)), "h", Limits{})
			if got := fmt.Sprint(err); got != row.want && row.want != "" {
				t.Errorf("got  %s\nwant %s", got, row.want)
			}
			if row.want == "" && (err != nil || len(h.Operations) != 1) {
				t.Errorf("%+v, %v", h, err)
			}
		})
	}
}

// TestReadError: a reader that fails is neither malformed nor the end.
func TestReadError(t *testing.T) {
	broken := errors.New("broken")
	good := content(t, filepath.Join("testdata", "ok", "shortest.jsonl"))
	for at := range good {
		from := io.MultiReader(bytes.NewReader(good[:at]), iotest.ErrReader(broken))
		_, err := Read(from, "h", Limits{})
		var malformed *MalformedError
		if !errors.Is(err, broken) || errors.As(err, &malformed) {
			t.Fatalf("broken after %d bytes: %v", at, err)
		}
	}
}

// TestReaderStays: the first error, or the end, is the answer to every later call.
func TestReaderStays(t *testing.T) {
	for _, file := range []string{"ok/cut-short.jsonl", "malformed/trailing-garbage.jsonl"} {
		r, err := NewReader(bytes.NewReader(content(t, filepath.Join("testdata", file))), "h", Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if r.Header().Seed != 7 {
			t.Errorf("header %+v", r.Header())
		}
		for err == nil {
			_, err = r.Next()
		}
		if record, again := r.Next(); again != err || record.Step != 0 {
			t.Errorf("%s: first %v, then %v", file, err, again)
		}
	}
}

// stream makes input without end or nearly so, and looks at the memory meanwhile.
type stream struct {
	next  func(buf []byte, n int) []byte // appends the n-th piece
	n     int
	buf   []byte
	rest  []byte // of buf
	given int64
	peak  uint64 // bytes of the heap in use
}

func (s *stream) Read(p []byte) (int, error) {
	if len(s.rest) == 0 {
		s.buf = s.buf[:0]
		for len(s.buf) < len(p) {
			s.buf = s.next(s.buf, s.n)
			s.n++
		}
		s.rest = s.buf
	}
	n := copy(p, s.rest)
	s.rest = s.rest[n:]
	if s.given>>22 != (s.given+int64(n))>>22 { // every 4 MiB
		s.look()
	}
	s.given += int64(n)
	return n, nil
}

// look takes the memory in use. What the collector has not come to yet is no one's, and
// how much that is depends on the machine and on the race detector.
func (s *stream) look() {
	var stats runtime.MemStats
	if runtime.ReadMemStats(&stats); stats.HeapInuse > memoryOfReader {
		runtime.GC()
		runtime.ReadMemStats(&stats)
	}
	s.peak = max(s.peak, stats.HeapInuse)
}

// same gives a first piece and then another one over and over.
func same(first, other string) func(buf []byte, n int) []byte {
	return func(buf []byte, n int) []byte {
		if n == 0 {
			buf = append(buf, first...)
		}
		return append(buf, other...)
	}
}

// full makes a history that fills each of the limits before it goes beyond that of
// the operations.
func full() func(buf []byte, n int) []byte {
	r := &record{}
	fault := Fault{Name: "loss", Detail: strings.Repeat("d", MaxDetailBytes)}
	op := Operation{Kind: Add, Outcome: OK, Result: Result{Position: 1}}
	return func(buf []byte, n int) []byte {
		if n == 0 {
			buf = append(buf, someHeader...)
		}
		stamp := 2*uint64(n) + 1
		if n < DefaultFaults {
			fault.Stamp = stamp
			r.putFault(&fault)
			return r.append(buf)
		}
		n -= DefaultFaults
		op.ID, op.Call, op.Return = uint64(n)+1, stamp, stamp+1
		op.Target = lustre.Target(n % DefaultTargets)
		op.UUID = fmt.Sprintf("%040d", n)
		op.Client = uint32(min(n, DefaultClients-1))
		r.putCall(&op)
		buf = r.append(buf)
		if n < DefaultPending-1 {
			return buf
		}
		r.putReturn(&op)
		return r.append(buf)
	}
}

// memoryOfReader is what reading may take, in bytes, however long the input.
const memoryOfReader = 200 << 20

// TestMemory: what is malformed or too large, however long, is refused within 200 MB;
// and where its first lines say so, on the spot.
func TestMemory(t *testing.T) {
	zeros := strings.Repeat("0", 1<<10)
	for _, row := range []struct {
		name string
		next func(buf []byte, n int) []byte
		most int64 // bytes to be read at most
		want string
	}{
		{"one line", same("", zeros), 2 << 20, "h:1:1048577: the line is longer than 1048576 bytes"},
		{"one line behind the header", same(someHeader, zeros), 1 << 20,
			"h:2:65537: the line is longer than 65536 bytes"},
		{"one opening after the other", same(`{"plan":`, strings.Repeat("[", 1000)), 2 << 20,
			"h:1:1048577: the line is longer than 1048576 bytes"},
		{"lines of garbage", same("", "garbage\n"), 1 << 20, "h:1:1: want '{', found 'g'"},
		{"empty lines", same("", "\n"), 1 << 20, "h:1:1: want '{', found the end of the line"},
		{"one header after the other", same("", someHeader), 1 << 20, `h:2:2: field "format" is unknown`},
		{"good until the limit", full(), 1 << 30,
			fmt.Sprintf("more than %d operations: beyond the limit", DefaultOperations)},
	} {
		t.Run(row.name, func(t *testing.T) {
			runtime.GC()
			from := &stream{next: row.next}
			_, err := Read(from, "h", Limits{})
			from.look()
			if err == nil || !strings.HasSuffix(err.Error(), row.want) {
				t.Errorf("got  %v\nwant %s", err, row.want)
			}
			if from.given > row.most || from.peak > memoryOfReader {
				t.Errorf("read %d bytes, want at most %d, with %d MiB in use", from.given, row.most, from.peak>>20)
			}
			t.Logf("read %d bytes with %d MiB in use", from.given, from.peak>>20)
		})
	}
}
