package harness

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"testing/synctest"
	"time"

	"ostlife/checker/history"
	"ostlife/checker/linear"
	"ostlife/impl/env"
	"ostlife/model/lustre"
)

// holds runs a plan and judges it.
func holds(t *testing.T, p Plan) Outcome {
	t.Helper()
	out, err := Run(p, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if v := Judge(&out, Everything); v.Result != linear.Holds {
		t.Errorf("%s: %v", v.Result, v.Findings[0])
	}
	return out
}

// realPlans is how many plans run on real goroutines in a test, each for some tenths of
// a second.
const realPlans = 8

// Real goroutines, the machine's clock: meant for the race detector too.
func TestRealPlansHold(t *testing.T) {
	t.Parallel()
	for seed := range uint64(realPlans) {
		out := holds(t, Draw(seed, Shape{Mode: history.Real}))
		if h := out.History.Header; h.Mode != history.Real || h.GoVersion == "" || h.Start.IsZero() {
			t.Errorf("seed %d: header %+v", seed, h)
		}
	}
}

// A bubble does not end before every goroutine in it has, and says so if one cannot.
func TestRealRunLeavesNothing(t *testing.T) {
	for seed := range uint64(realPlans) {
		p := Draw(seed, Shape{Mode: history.Real})
		synctest.Test(t, func(t *testing.T) {
			if _, err := Run(p, Options{Stop: make(chan struct{})}); err != nil {
				t.Error(err)
			}
		})
	}
}

// A run that is interrupted ends at once, and its history is whole and valid.
func TestStopEndsARealRun(t *testing.T) {
	p := Draw(1, Shape{Mode: history.Real})
	p.Clients = [][]Step{{{Do: Do(history.Status)}, {Do: Do(history.Status), AtUS: MaxAt.Microseconds()}}}
	synctest.Test(t, func(t *testing.T) {
		stop := make(chan struct{}) // made in the bubble, whose time stands still for any other
		go func() {
			time.Sleep(time.Second)
			close(stop)
		}()
		began := time.Now()
		out, err := Run(p, Options{Stop: stop})
		if err != nil {
			t.Fatal(err)
		}
		if d := time.Since(began); d > 2*time.Second {
			t.Errorf("it took %v to stop", d)
		}
		if !out.History.Complete || len(out.History.Operations) == 0 {
			t.Errorf("history %+v", out.History)
		}
	})
}

// An operation that does not end in its time is told, with its client.
func TestStuckClientIsTold(t *testing.T) {
	p := tinyPlan()
	p.Clients = [][]Step{{{Do: IsolateNode, AtUS: 40_000}, {Do: Do(history.Connect), AtUS: 40_000}}}
	r, err := newRunner(p, Options{})
	if err != nil {
		t.Fatal(err)
	}
	r.timing.Operation /= 100 // what clients are given; the cluster goes by the old one
	r.outcome.Report = r.world.Run("harness", r.main)
	out, err := r.finish()
	if err != nil {
		t.Fatal(err)
	}
	if v := Judge(&out, Everything); v.Result != linear.Violated || v.First() != FindStuck {
		t.Errorf("%s %s", v.Result, v.First())
	}
}

// A history that cannot be written is an error of the run, not a good run.
func TestUnwritableHistory(t *testing.T) {
	full := errors.New("no space left")
	_, err := Run(Draw(1, Shape{}), Options{History: writerFunc(func([]byte) (int, error) { return 0, full })})
	if !errors.Is(err, full) {
		t.Errorf("error %v", err)
	}
	lines := 0
	_, err = Run(Draw(1, Shape{}), Options{History: writerFunc(func(b []byte) (int, error) {
		if lines++; lines > 1 {
			return 0, full
		}
		return len(b), nil
	})})
	if !errors.Is(err, full) {
		t.Errorf("error after the header: %v", err)
	}
}

// Whatever was written of a history when a run is killed is a history.
func TestHistoryIsStreamed(t *testing.T) {
	var text bytes.Buffer
	prefixes := 0
	out, err := Run(Draw(1, Shape{}), Options{History: writerFunc(func(b []byte) (int, error) {
		text.Write(b)
		h, err := history.Read(bytes.NewReader(text.Bytes()), "history", history.Limits{})
		if prefixes++; prefixes > 2 && err != nil || err == nil && len(h.Operations) == 0 {
			t.Errorf("after %d writes: %v", prefixes, err)
		}
		return len(b), nil
	})})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(out.History.Operations); prefixes < n {
		t.Errorf("%d writes of %d operations", prefixes, n)
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(b []byte) (int, error) { return f(b) }

// tinyPlan is one client that connects while another evicts.
func tinyPlan() Plan {
	return Plan{
		Format: Format, Version: Version, Mode: history.Controlled, Nodes: 1, Targets: 1, LimitSteps: DefaultSteps,
		Picker: Picker{Kind: PickFirst}, Network: Network{MinUS: 1000, MaxUS: 1000, LateUS: 60_000},
		Added: []lustre.Target{0},
		Clients: [][]Step{
			{{Do: Do(history.Connect), AtUS: 40_000}},
			{{Do: Do(history.Evict), AtUS: 40_000}, {Do: Do(history.Status), AtUS: 40_000}},
		},
	}
}

// tinySchedules is how many schedules of the tiny plan are tried: all of those without
// preemption, and as many of those with one.
const tinySchedules = 1500

func TestEnumeratedSchedulesHold(t *testing.T) {
	for preemptions := range 2 {
		n, complete := env.Enumerate(env.EnumerateOptions{Preemptions: preemptions, MaxSchedules: tinySchedules},
			func(picker env.Picker) bool {
				out, err := Run(tinyPlan(), Options{Picker: picker, History: io.Discard})
				if err != nil {
					t.Fatal(err)
				}
				v := Judge(&out, Everything)
				if v.Result != linear.Holds {
					t.Errorf("picks %v: %v", out.Report.Picks, v.Findings[0])
				}
				return v.Result == linear.Holds
			})
		t.Logf("%d preemptions: %d schedules, all of them: %v", preemptions, n, complete)
	}
}

func TestPCTSchedulesHold(t *testing.T) {
	for seed := range uint64(300) {
		p := tinyPlan()
		p.Picker = Picker{Kind: PickPCT, Seed: seed, Depth: 3, Steps: 600}
		holds(t, p)
	}
}
