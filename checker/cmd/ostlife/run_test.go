package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"ostlife/checker/harness"
	"ostlife/model/lustre"
)

// names lists what is in a folder.
func names(t *testing.T, folder string) []string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, e := range entries {
		list = append(list, e.Name())
	}
	return list
}

// content is every file of a folder, by name.
func content(t *testing.T, folder string) string {
	t.Helper()
	var b strings.Builder
	for _, name := range names(t, folder) {
		text, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "== %s\n%s\n", name, text)
	}
	return b.String()
}

var cleanFiles = []string{"history.html", "history.jsonl", "plan.json", "summary.json", "trace.jsonl"}

// TestRunHolds: a clean run keeps its files in a new folder each time, which check
// accepts, and prints the same bytes.
func TestRunHolds(t *testing.T) {
	folders := []string{t.TempDir(), t.TempDir()}
	var first ended
	for i, folder := range folders {
		e := call(t, folder, nil, "run", "--histories", "200", "--seed", "3")
		e.want(t, 0, "ok: 200 histories from seed 3", "kept in ostlife-run-0001")
		if i == 0 {
			first = e
		}
		if e.out != first.out || e.err != "" {
			t.Errorf("another time:\n%s%s", e.out, e.err)
		}
	}
	a, b := filepath.Join(folders[0], "ostlife-run-0001"), filepath.Join(folders[1], "ostlife-run-0001")
	if content(t, a) != content(t, b) {
		t.Error("the same seed left other bytes")
	}
	if got := names(t, a); !slices.Equal(got, cleanFiles) {
		t.Errorf("files %v", got)
	}
	if h := readable(t, filepath.Join(a, "history.jsonl")); !h.Complete || len(h.Operations) < 20 {
		t.Errorf("a history of %d operations is kept", len(h.Operations))
	}
	call(t, a, nil, "check", "history.jsonl", "trace.jsonl").want(t, 0, "ok: history.jsonl", "ok: trace.jsonl")
	call(t, folders[0], nil, "run", "--histories", "1").want(t, 0, "ok: 1 history from seed 1", "kept in ostlife-run-0002")
	if other := call(t, t.TempDir(), nil, "run", "--histories", "200", "--seed", "4"); other.out == first.out {
		t.Error("another seed printed the same")
	}
}

// TestRunDefects: each planted defect is found, shrunk and told; the command that is
// printed shows it again; and all of it is the same bytes another time.
func TestRunDefects(t *testing.T) {
	for _, defect := range lustre.Planted() {
		t.Run(string(defect), func(t *testing.T) {
			t.Parallel()
			folders := []string{t.TempDir(), t.TempDir()}
			var first ended
			for i, folder := range folders {
				e := call(t, folder, nil, "run", "--defect", string(defect), "--out", "o")
				e.want(t, 1, "violated: ", string(defect)+" planted", "rule ", "to see it again:", "kept in o")
				if i == 0 {
					first = e
				}
				if e.out != first.out {
					t.Errorf("another time:\n%s", e.out)
				}
			}
			a, b := filepath.Join(folders[0], "o"), filepath.Join(folders[1], "o")
			if content(t, a) != content(t, b) {
				t.Error("the same seed left other bytes")
			}
			if got := names(t, a); !slices.Equal(got, append([]string{"found-history.jsonl", "found-plan.json", "found-trace.jsonl"}, cleanFiles...)) {
				t.Errorf("files %v", got)
			}
			again := shell(t, folders[0], replayOf(t, first.out))
			again.want(t, 1)
			if table(again.out) != table(first.out) || table(first.out) == "" {
				t.Errorf("the replay tells another story:\n%s", again.out)
			}
		})
	}
}

// TestRunHistoryAlone: without the trace's properties, the history must show it.
func TestRunHistoryAlone(t *testing.T) {
	folder := t.TempDir()
	e := call(t, folder, nil, "run", "--defect", "remove-unchecked", "--properties=false", "--json")
	e.want(t, 1)
	d := e.read(t)
	if d["command"] != "run" || d["folder"] != "ostlife-run-0001" || d["verdict"] != "violated" {
		t.Errorf("document %v", d)
	}
	summary, err := os.ReadFile(filepath.Join(folder, "ostlife-run-0001", "summary.json"))
	if err != nil || string(summary) != e.out {
		t.Errorf("the summary is not the document: %v", err)
	}
	finding := d["reports"].([]any)[0].(map[string]any)["violations"].([]any)[0].(map[string]any)
	if finding["rule"] != "remove-active" || finding["table"] == nil {
		t.Errorf("violation %v", finding)
	}
	call(t, filepath.Join(folder, "ostlife-run-0001"), nil, "check", "history.jsonl").want(t, 1, "remove-active")
	shell(t, folder, finding["replay"].(string)).want(t, 1, "remove-active")
}

// TestRunFlags: what is asked for is what the plan holds.
func TestRunFlags(t *testing.T) {
	for _, row := range []struct {
		args string
		good func(p *harness.Plan) bool
	}{
		{"--operations 60", func(p *harness.Plan) bool { n := operationsOf(p); return n > 50 && n <= 60 }},
		{"--operations 30 --no-faults", func(p *harness.Plan) bool { return operationsOf(p) == planned(p) && p.Network.Loss == 0 }},
		{"--loss 7 --late 8 --duplicate 9 --reorder 10", func(p *harness.Plan) bool {
			n := p.Network
			return n.Loss == 7 && n.Late == 8 && n.Duplicate == 9 && n.Reorder == 10
		}},
		{"--disconnects 5", func(p *harness.Plan) bool { return len(p.Clients) == 4 && p.Clients[3][4].Do == harness.Disconnect }},
		{"--evictions 5", func(p *harness.Plan) bool { return len(p.Clients) == 4 && p.Clients[3][4].Do == "evict" }},
		{"--picker pct", func(p *harness.Plan) bool { return p.Picker.Kind == harness.PickPCT }},
		{"--picker random", func(p *harness.Plan) bool { return p.Picker.Kind == harness.PickRandom }},
		{"--clients 1 --targets 1 --callers 2", func(p *harness.Plan) bool { return p.Nodes == 1 && p.Targets == 1 && len(p.Clients) == 2 }},
	} {
		t.Run(row.args, func(t *testing.T) {
			folder := t.TempDir()
			call(t, folder, nil, append([]string{"run", "--histories", "3"}, strings.Fields(row.args)...)...).want(t, 0)
			p, err := harness.Load(filepath.Join(folder, "ostlife-run-0001", "plan.json"))
			if err != nil || !row.good(&p) {
				t.Errorf("%v: %+v", err, p)
			}
		})
	}
}

func operationsOf(p *harness.Plan) (n int) {
	for _, steps := range p.Clients {
		for _, s := range steps {
			if isOperation(s.Do) {
				n++
			}
		}
	}
	return n
}

// TestRunPlan runs a plan again: the same history. A plan that was tampered with is
// refused with its place.
func TestRunPlan(t *testing.T) {
	folder := t.TempDir()
	call(t, folder, nil, "run", "--histories", "20", "--out", "a").want(t, 0)
	call(t, folder, nil, "run", "--plan", "a/plan.json", "--out", "b").want(t, 0, "ok: b/history.jsonl")
	for _, name := range []string{"plan.json", "history.jsonl"} {
		a, errA := os.ReadFile(filepath.Join(folder, "a", name))
		b, errB := os.ReadFile(filepath.Join(folder, "b", name))
		if errA != nil || errB != nil || string(a) != string(b) {
			t.Errorf("%s differs: %v %v", name, errA, errB)
		}
	}
	text, err := os.ReadFile(filepath.Join(folder, "a", "plan.json"))
	if err != nil {
		t.Fatal(err)
	}
	bad := save(t, folder, "bad.json", strings.Replace(string(text), `"nodes"`, `"n0des"`, 1))
	call(t, folder, nil, "run", "--plan", bad).want(t, 2, "bad.json", "n0des")
	call(t, folder, nil, "run", "--plan", "a/plan.json", "--out", "a").want(t, 2, "not empty")
}

// TestRunReal: real goroutines; what they leave is judged again from its file.
func TestRunReal(t *testing.T) {
	folder := t.TempDir()
	e := call(t, folder, nil, "run", "--real", "--operations", "60", "--json")
	e.want(t, 0)
	h := readable(t, filepath.Join(folder, "ostlife-run-0001", "history.jsonl"))
	if !h.Complete || h.Header.Start.IsZero() || len(h.Operations) < 50 {
		t.Errorf("header %+v, %d operations", h.Header, len(h.Operations))
	}
	call(t, filepath.Join(folder, "ostlife-run-0001"), nil, "check", "history.jsonl", "trace.jsonl").want(t, 0)
	call(t, folder, nil, "run", "--plan", "ostlife-run-0001/plan.json").want(t, 0)
}

// TestRunStops: a signal ends a run in good order, with files that can be read.
func TestRunStops(t *testing.T) {
	for _, row := range []struct {
		signal os.Signal
		args   []string
	}{
		{os.Interrupt, []string{"run", "--histories", "10000000"}},
		{syscall.SIGTERM, []string{"run", "--real", "--operations", "2000"}},
	} {
		t.Run(strings.Join(row.args, " "), func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			run := filepath.Join(folder, "ostlife-run-0001")
			ready := func() bool {
				if !slices.Contains(row.args, "--real") {
					return len(names(t, folder)) > 0
				}
				text, err := os.ReadFile(filepath.Join(run, "history.jsonl"))
				return err == nil && bytes.Count(text, []byte("\n")) > 1 // beyond the header
			}
			interrupted(t, folder, ready, row.signal, row.args...).want(t, 75, "stopped by a signal")
			readable(t, filepath.Join(run, "history.jsonl"))
			call(t, run, nil, "check", "history.jsonl", "trace.jsonl").want(t, 0)
			var summary struct{ Exit int }
			text, err := os.ReadFile(filepath.Join(run, "summary.json"))
			if err == nil {
				err = json.Unmarshal(text, &summary)
			}
			if err != nil || summary.Exit != 75 {
				t.Errorf("%v: exit %d in the summary", err, summary.Exit)
			}
		})
	}
}

// TestRunTimeout: the time ends a run likewise.
func TestRunTimeout(t *testing.T) {
	e := call(t, t.TempDir(), nil, "run", "--histories", "10000000", "--timeout", "300ms")
	e.want(t, 75, "the time was over after ")
}
