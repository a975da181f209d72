package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ostlife/spec/tlc"
)

const dot = `strict digraph DiskGraph {
1 [label="/\\ v = 0",style = filled]
1 -> 2 [label="Loss(1,1)",color="black"];
2 [label="/\\ v = 1"];
}`

const said = `Model checking completed. No error has been found.
2 states generated, 2 distinct states found, 0 states left on queue.
The depth of the complete state graph search is 2.
`

func TestRun(t *testing.T) {
	folder := t.TempDir()
	output, manifest := filepath.Join(folder, "output"), filepath.Join(folder, "counts.json")
	if err := os.WriteFile(output, []byte(said), 0o600); err != nil {
		t.Fatal(err)
	}
	whole := []string{"-config", "c", "-output", output, "-manifest", manifest, "-differs-from", "b", "-command", "x"}
	for _, row := range []struct {
		name string
		args []string
		dot  string
		want string
	}{
		{"no configuration", whole[2:], dot, "are needed"},
		{"unknown flag", append([]string{"-x"}, whole...), dot, "not defined"},
		{"no output", append(whole, "-output", output+".not"), dot, "no such file"},
		{"graph cut short", whole, dot[:len(dot)-1], "the file ends too early"},
		{"edge lost", whole, strings.Replace(dot, "1 -> 2", "{rank", 1), "dumped 0 transitions"},
		{"manifest not to be written", append(whole, "-manifest", folder), dot, "directory"},
	} {
		t.Run(row.name, func(t *testing.T) {
			err := run(row.args, strings.NewReader(row.dot), t.Output())
			if err == nil || !strings.Contains(err.Error(), row.want) {
				t.Errorf("got %v, want %s", err, row.want)
			}
			if _, err := os.Stat(manifest); err == nil {
				t.Error("a manifest was written")
			}
		})
	}
	t.Run("right", func(t *testing.T) {
		var out strings.Builder
		if err := run(whole, strings.NewReader(dot), &out); err != nil {
			t.Fatal(err)
		}
		if want := "c: 2 states, 1 labelled edges, 2 generated, depth 2\n"; out.String() != want {
			t.Errorf("got %q", out.String())
		}
		rows, err := tlc.ReadManifest(manifest)
		if err != nil || len(rows) != 1 || rows[0].DiffersFrom != "b" || rows[0].Command != "x" || rows[0].Edges != 1 {
			t.Errorf("got %+v, %v", rows, err)
		}
	})
}
