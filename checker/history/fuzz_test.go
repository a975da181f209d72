package history

import (
	"bytes"
	"errors"
	"testing"
)

// FuzzRead: whatever the bytes, reading ends with an answer of a known kind that
// points into them, and what is accepted is the same after writing.
func FuzzRead(f *testing.F) {
	for _, verdict := range []string{"ok", "malformed"} {
		for _, file := range corpus(f, verdict) {
			f.Add(content(f, file))
		}
	}
	small := Limits{Operations: 6, Faults: 1, Clients: 3, Pending: 3, Nodes: 2, Targets: 2}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, limits := range []Limits{{}, small} {
			_, err := Read(bytes.NewReader(data), "fuzz", limits)
			var malformed *MalformedError
			var limit *LimitError
			switch {
			case err == nil:
				rewrite(t, data)
			case errors.As(err, &malformed):
				pointsInto(t, data, malformed)
			case !errors.As(err, &limit):
				t.Fatalf("%T: %v", err, err)
			}
		}
	})
}
