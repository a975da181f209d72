package ablation

import (
	"os"
	"path/filepath"
	"testing"
)

// TestMemory: a run goes on from where another was broken off, in the middle of a line,
// unless something else was built.
func TestMemory(t *testing.T) {
	folder, built := t.TempDir(), filepath.Join(t.TempDir(), "binary")
	write := func(path, text string, flags int) {
		file, err := os.OpenFile(path, flags, 0o600)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := file.WriteString(text); err != nil {
			t.Fatal(err)
		}
		if err := file.Close(); err != nil {
			t.Fatal(err)
		}
	}
	// open gives how many of two mutants are known, and keeps the second.
	open := func() int {
		m, err := Remember(folder, built)
		if err != nil {
			t.Fatal(err)
		}
		known := 0
		for name, want := range map[string]Finding{"first": {How: ByProperty, What: "P", Steps: 3}, "second": {}} {
			if f, ok := m.Recall(name); ok && f == want {
				known++
			} else if err := m.Keep(name, want); err != nil {
				t.Fatal(err)
			}
		}
		if err := m.Close(); err != nil {
			t.Fatal(err)
		}
		return known
	}
	write(built, "one", os.O_CREATE|os.O_WRONLY)
	if known := open(); known != 0 {
		t.Errorf("%d mutants are known from nowhere", known)
	}
	files, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil || len(files) != 1 {
		t.Fatalf("got %q, %v", files, err)
	}
	write(files[0], `{"Name": "first", "Find`, os.O_APPEND|os.O_WRONLY)
	if known := open(); known != 2 {
		t.Errorf("%d of two mutants are known", known)
	}
	write(built, "two", os.O_TRUNC|os.O_WRONLY)
	if known := open(); known != 0 {
		t.Errorf("%d mutants are known of another binary", known)
	}
}
