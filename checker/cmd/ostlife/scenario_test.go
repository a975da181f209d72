package main

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var updateGolden = flag.Bool("update", false, "write what the command prints into the golden files")

// told are files that are no good, or do not go as they say, and what is printed of them.
const toldFolder = "testdata/told"

// stories is the folder of the scenarios, absolute.
func stories(t *testing.T) string {
	t.Helper()
	folder, err := filepath.Abs("../../../spec/scenarios")
	if err != nil {
		t.Fatal(err)
	}
	return folder
}

// TestScenarioGolden runs every file of testdata/told, and compares all that is printed.
func TestScenarioGolden(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join(toldFolder, "*.txt"))
	if err != nil || len(paths) < 6 {
		t.Fatalf("%d files, %v", len(paths), err)
	}
	for _, path := range paths {
		name := filepath.Base(path)
		t.Run(name, func(t *testing.T) {
			args := []string{"scenario", name}
			wanted := 2
			if strings.HasPrefix(name, "fails") {
				wanted = 1
			}
			if strings.HasSuffix(name, "-model.txt") {
				args = append(args, "--model")
			}
			e := call(t, toldFolder, nil, args...)
			e.want(t, wanted)
			got := strings.ReplaceAll(e.out, binary, "ostlife") + e.err
			golden := strings.TrimSuffix(path, ".txt") + ".golden"
			if *updateGolden {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil || string(want) != got {
				t.Errorf("printed\n%s\nwant\n%s\n%v", got, want, err)
			}
		})
	}
}

// TestScenarioHolds runs a file on each world, and reads one from standard input.
func TestScenarioHolds(t *testing.T) {
	file := filepath.Join(stories(t), "recovery-small-18b.scenario")
	for _, flag := range []string{"--seed=2", "--model", "--real"} {
		call(t, t.TempDir(), nil, "scenario", flag, file).want(t, 0, "ok: ", "recovery-small 18b", "expectations")
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	call(t, t.TempDir(), strings.NewReader(string(text)), "scenario", "-").want(t, 0, "ok: stdin")
	call(t, t.TempDir(), nil, "scenario", "--defect=eviction-leaves-locks", file).want(t, 1, "violated", "--defect eviction-leaves-locks")
}

// TestScenarioTrace writes the trace of a file, which check holds against the model.
func TestScenarioTrace(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(stories(t), "replay-ost-single-3.scenario")
	call(t, folder, nil, "scenario", "--trace=a", file).want(t, 0)
	call(t, folder, nil, "scenario", "--trace=b", file).want(t, 0)
	if content(t, filepath.Join(folder)) == "" {
		t.Fatal("no traces")
	}
	a, errA := os.ReadFile(filepath.Join(folder, "a"))
	b, errB := os.ReadFile(filepath.Join(folder, "b"))
	if errA != nil || errB != nil || string(a) != string(b) {
		t.Errorf("two runs of one seed: %v %v", errA, errB)
	}
	call(t, folder, nil, "check", "a").want(t, 0)
}

// TestScenarioJSON reads the document of two files, of which one fails.
func TestScenarioJSON(t *testing.T) {
	fails, err := filepath.Abs(filepath.Join(toldFolder, "fails-expect.txt"))
	if err != nil {
		t.Fatal(err)
	}
	e := call(t, t.TempDir(), nil, "scenario", "--json", filepath.Join(stories(t), "sanity-0c.scenario"), fails)
	e.want(t, 1)
	d := e.read(t)
	if d["command"] != "scenario" || d["verdict"] != "violated" || len(d["reports"].([]any)) != 2 {
		t.Errorf("document %v", d)
	}
}

// TestScenarioUsage calls the command as it cannot be.
func TestScenarioUsage(t *testing.T) {
	file := filepath.Join(stories(t), "sanity-0c.scenario")
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{}, "a FILE is missing"},
		{[]string{"-", "-"}, "standard input cannot be read twice"},
		{[]string{"nowhere"}, "no such file"},
		{[]string{"--real", "--model", file}, "--real and --model do not go together"},
		{[]string{"--trace=x", "--model", file}, "the model writes no trace"},
		{[]string{"--trace=x", file, file}, "--trace is of one FILE only"},
		{[]string{"--defect=x", file}, `--defect is "x"`},
	} {
		call(t, t.TempDir(), nil, append([]string{"scenario"}, test.args...)...).want(t, 2, test.want)
	}
}
