package show_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"ostlife/checker/records"
	"ostlife/checker/records/judge"
	"ostlife/checker/records/show"
)

// FuzzLustre reads, judges and shows whatever there is: nothing of it may panic, and all of
// it must be shown.
func FuzzLustre(f *testing.F) {
	seeds, err := filepath.Glob("testdata/*/*.txt")
	if err != nil || len(seeds) == 0 {
		f.Fatal("no seeds", err)
	}
	for _, name := range append(seeds, "testdata/illegal.txt", "testdata/config.txt") {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		j := judge.New(judge.Options{})
		var r records.Reader
		sum, err := r.Read(t.Context(), []string{"-"}, bytes.NewReader(text), func(record records.Record) error {
			j.Take(record)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		told := &show.Told{Story: j.Story(), Read: sum}
		var b bytes.Buffer
		for _, err := range []error{show.Text(&b, told, show.TextOptions{Events: true}), show.HTML(&b, told), show.JSON(&b, told, 0)} {
			if err != nil {
				t.Fatal(err)
			}
		}
		if _, _, err := show.Trace(&b, "trace", told.Story); err != nil {
			t.Fatal(err)
		}
	})
}
