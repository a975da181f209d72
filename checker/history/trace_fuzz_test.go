package history

import (
	"bytes"
	"errors"
	"fmt"
	"testing"
)

// FuzzTraceReader: whatever the bytes, reading ends with an answer of a known kind that
// points into them, and what is accepted is the same after writing.
func FuzzTraceReader(f *testing.F) {
	f.Add([]byte(someTrace))
	for _, row := range traceFlaws {
		f.Add(bytes.Replace([]byte(someTrace), []byte(row.old), []byte(row.edited), 1))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, limits := range []Limits{{}, {Records: 2, Nodes: 1, Targets: 2}} {
			got, r, err := entries(data, limits)
			var malformed *MalformedError
			var limit *LimitError
			switch {
			case err == nil:
				rewritten(t, got, r)
			case errors.As(err, &malformed):
				pointsInto(t, data, malformed)
			case !errors.As(err, &limit):
				t.Fatalf("%T: %v", err, err)
			}
		}
	})
}

// rewritten writes a good trace and makes sure that this reads the same.
func rewritten(t *testing.T, list []TraceEntry, r *TraceReader) {
	t.Helper()
	var file bytes.Buffer
	if err := writeEntries(&file, r.Header(), list, r.Complete()); err != nil {
		t.Fatal(err)
	}
	again, second, err := entries(file.Bytes(), Limits{})
	if err != nil || fmt.Sprint(again) != fmt.Sprint(list) || second.Complete() != r.Complete() {
		t.Fatalf("%v: read\n%+v\nwritten and read\n%+v", err, list, again)
	}
}

// pointsInto makes sure that a flaw is where there is something.
func pointsInto(t *testing.T, data []byte, err *MalformedError) {
	t.Helper()
	lines := bytes.Split(data, []byte("\n"))
	if err.Line < 1 || err.Line > len(lines) {
		t.Fatalf("line %d of %d: %v", err.Line, len(lines), err)
	}
	if n := len(lines[err.Line-1]); err.Column < 1 || err.Column > n+1 {
		t.Fatalf("column %d of %d: %v", err.Column, n, err)
	}
}
