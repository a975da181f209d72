package tlc

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestWriteRow(t *testing.T) {
	path := filepath.Join(t.TempDir(), "counts.json")
	a := Row{Config: "a", Sum: Sum{1, "s", 2, "e"}, Generated: 3, Depth: 4}
	b := Row{Config: "b", Command: "run b > x", DiffersFrom: "a"}
	again := a
	again.Depth = 5
	for _, r := range []Row{b, a, again} {
		if err := WriteRow(path, r); err != nil {
			t.Fatal(err)
		}
	}
	got, err := ReadManifest(path)
	if want := []Row{again, b}; !slices.Equal(got, want) || err != nil {
		t.Errorf("got %+v, %v; want %+v", got, err, want)
	}
}

func TestReadManifestRefuses(t *testing.T) {
	for _, row := range []struct{ name, text, want string }{
		{"empty file", "", "EOF"},
		{"no rows", "[]", "no configurations"},
		{"unknown field", `[{"config": "a", "colour": 1}]`, "unknown field"},
		{"twice", `[{"config": "a"}, {"config": "a"}]`, "a does not come after a"},
		{"out of order", `[{"config": "b"}, {"config": "a"}]`, "a does not come after b"},
	} {
		t.Run(row.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "counts.json")
			if err := os.WriteFile(path, []byte(row.text), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := ReadManifest(path); err == nil || !strings.Contains(err.Error(), row.want) {
				t.Errorf("got %v, want %s", err, row.want)
			}
			if err := WriteRow(path, Row{Config: "c"}); err == nil {
				t.Error("a row was written into it")
			}
		})
	}
}
