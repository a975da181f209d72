package report_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"ostlife/checker/report"
)

var update = flag.Bool("update", false, "write the golden files anew: read the difference before it is kept")

// golden compares a text with its file.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; got:\n%s", path, got)
	}
}

// TestGolden tells one report of each sort as text and as JSON.
func TestGolden(t *testing.T) {
	for name, r := range reports(t) {
		t.Run(name, func(t *testing.T) {
			golden(t, name+".txt", r.Text(report.Width))
			var b bytes.Buffer
			e := json.NewEncoder(&b)
			e.SetIndent("", " ")
			if err := e.Encode(r); err != nil {
				t.Fatal(err)
			}
			golden(t, name+".json", b.String())
		})
	}
}

// TestNarrow lays a wide report out for a narrow terminal.
func TestNarrow(t *testing.T) {
	r := reports(t)["story-2x1"]
	golden(t, "narrow.txt", r.Text(72))
}
