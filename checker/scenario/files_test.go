package scenario_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"ostlife/checker/scenario"
)

// folder has the scenarios.
const folder = "../../spec/scenarios"

// leastFiles is how many scenarios there are at least.
const leastFiles = 60

// read reads every scenario, by its name without folder and ending.
func read() ([]*scenario.Scenario, error) {
	paths, err := filepath.Glob(filepath.Join(folder, "*.scenario"))
	if err != nil || len(paths) < leastFiles {
		return nil, fmt.Errorf("%d scenarios, %w", len(paths), err)
	}
	var list []*scenario.Scenario
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		s, err := scenario.Parse(strings.TrimSuffix(filepath.Base(path), ".scenario"), string(text))
		if err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	return list, nil
}

// files gives every scenario.
func files(t testing.TB) []*scenario.Scenario {
	t.Helper()
	list, err := read()
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// runs runs a scenario, and tells what it came to.
func runs(t *testing.T, s *scenario.Scenario, o scenario.Options) scenario.Result {
	t.Helper()
	r, err := scenario.Run(s, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// holds tells what is wrong with a run that should hold.
func holds(t *testing.T, r scenario.Result) {
	t.Helper()
	if r.Holds() {
		return
	}
	for _, found := range r.Found {
		t.Error(found)
	}
	switch {
	case r.Failure != nil:
		t.Errorf("%v\n%s", r.Failure, strings.Join(r.Failure.Tail, "\n"))
	case r.Refused != nil:
		t.Error(r.Refused)
	case r.Why != "":
		t.Error(r.Why)
	}
}

// TestControlled runs every file on the controlled implementation, from several seeds.
func TestControlled(t *testing.T) {
	for _, s := range files(t) {
		t.Run(s.File, func(t *testing.T) {
			for seed := range uint64(3) {
				holds(t, runs(t, s, scenario.Options{Seed: seed + 1}))
			}
		})
	}
}

// beyondModel are the files that ask for what the model's world has not, by what that is.
var beyondModel = func() map[string]string {
	lists := map[string]string{
		"disks that are damaged":       "conf-sanity-38 conf-sanity-58 recovery-small-139",
		"3 nodes at a target":          "insanity-6 insanity-8 recovery-small-101b replay-dual-17 conf-sanity-29 insanity-9",
		"objects made ahead":           "sanity-27V sanity-220 recovery-small-138",
		"messages that come twice":     "replay-single-44a",
		"another file than the oldest": "replay-single-42",
		"a second unlink of a target":  "replay-single-39 replay-single-61a sanity-136",
		"as many objects, messages or": "replay-dual-15c replay-single-88 replay-single-101",
	}
	beyond := map[string]string{}
	for missing, list := range lists {
		for _, file := range strings.Fields(list) {
			beyond[file] = missing
		}
	}
	return beyond
}()

// TestModel runs every file on the model: the verdict is the implementation's, or what the
// model has not is named.
func TestModel(t *testing.T) {
	for _, s := range files(t) {
		t.Run(s.File, func(t *testing.T) {
			r := runs(t, s, scenario.Options{On: scenario.Model})
			beyond := beyondModel[s.File]
			if beyond == "" {
				holds(t, r)
			} else if r.Refused == nil || !strings.Contains(r.Refused.Missing, beyond) {
				t.Errorf("refused %v, want for %q", r.Refused, beyond)
			}
		})
	}
}

// atOnce is how many files run at a time on real goroutines: they wait most of it.
const atOnce = 48

// realTries is how often a file is run while the machine stands still under it.
const realTries = 3

// TestInverted turns every single expectation round: the scenario fails, at that line.
func TestInverted(t *testing.T) {
	for _, s := range files(t) {
		t.Run(s.File, func(t *testing.T) {
			lines := s.Expectations()
			for _, line := range lines {
				r := runs(t, s.Inverted(line), scenario.Options{Seed: 1})
				if r.Failure == nil || r.Failure.Place.Line != line {
					t.Errorf("line %d turned round: %v", line, r.Failure)
				}
			}
			if beyondModel[s.File] == "" {
				if r := runs(t, s.Inverted(lines[0]), scenario.Options{On: scenario.Model}); r.Failure == nil {
					t.Errorf("line %d turned round holds on the model", lines[0])
				}
			}
		})
	}
}

// leastTraced is of how many files the trace's file has words for what happens.
const leastTraced = 45

// TestSameBytes runs files twice from one seed, and once from another. Of the MDS's side
// a trace's file has no words: what happened there is held together by its digest.
func TestSameBytes(t *testing.T) {
	different, traced := 0, 0
	for _, s := range files(t) {
		var traces [2]bytes.Buffer
		first, err := scenario.Run(s, scenario.Options{Seed: 7, Trace: &traces[0]})
		if err != nil && !strings.Contains(err.Error(), "is unknown") {
			t.Error(err)
		}
		if err == nil {
			traced++
		}
		second, _ := scenario.Run(s, scenario.Options{Seed: 7, Trace: &traces[1]})
		if first.Digest != second.Digest || !bytes.Equal(traces[0].Bytes(), traces[1].Bytes()) {
			t.Errorf("%s: two runs of one seed differ", s.File)
		}
		if other := runs(t, s, scenario.Options{Seed: 8}); other.Digest != first.Digest {
			different++
		}
	}
	if different == 0 || traced < leastTraced {
		t.Errorf("the seed changes %d files, %d are traced", different, traced)
	}
}

// broken fails every write.
type broken struct{}

var errBroken = errors.New("no room")

func (broken) Write([]byte) (int, error) { return 0, errBroken }

// TestTraceCannotBeWritten gives a trace to who cannot take it.
func TestTraceCannotBeWritten(t *testing.T) {
	if _, err := scenario.Run(files(t)[0], scenario.Options{Trace: broken{}}); !errors.Is(err, errBroken) {
		t.Errorf("error %v", err)
	}
	r, err := scenario.Run(files(t)[0], scenario.Options{On: scenario.Model, Trace: broken{}})
	if err != nil || r.Refused == nil {
		t.Errorf("a trace of the model: %v, %v", r.Refused, err)
	}
}

// TestReal runs every file on real goroutines, many at a time.
func TestReal(t *testing.T) {
	list := files(t)
	results, errs := make([]scenario.Result, len(list)), make([]error, len(list))
	free := make(chan struct{}, atOnce)
	var group sync.WaitGroup
	for i, s := range list {
		free <- struct{}{}
		group.Go(func() {
			for range realTries {
				results[i], errs[i] = scenario.Run(s, scenario.Options{On: scenario.Real})
				if results[i].Why == "" {
					break
				}
			}
			<-free
		})
	}
	group.Wait()
	for i, s := range list {
		t.Run(s.File, func(t *testing.T) {
			if errs[i] != nil {
				t.Fatal(errs[i])
			}
			holds(t, results[i])
		})
	}
}
