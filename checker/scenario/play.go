package scenario

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"runtime"
	"time"

	"ostlife/checker/history"
	"ostlife/impl/env"
	"ostlife/model/lustre"
)

// On is what a scenario runs on.
type On string

// The ways to run a scenario.
const (
	Controlled On = "the implementation, controlled"
	Real       On = "the implementation, on real goroutines"
	Model      On = "the model"
)

// Paces: how many seconds of a scenario are one second of the world.
const (
	virtualPace = 1
	realPace    = 12
)

// RunSteps is the bound of a controlled run: some hours of a scenario's time.
const RunSteps = 20_000_000

// Options say how a scenario is run.
type Options struct {
	On      On             // empty: Controlled
	Seed    uint64         // of a controlled run: who runs next, and what the network draws
	Trace   io.Writer      // gets the trace of the implementation, as its file has it; nil: nobody
	Defects lustre.Defects // departures from the design that are planted; of the model one
	Steps   int            // of a controlled run, at most; 0: RunSteps
}

// Result is what a run came to.
type Result struct {
	Scenario *Scenario
	On       On
	Failure  *Failure // nil if everything that was expected was so
	Found    []string // what was wrong beside: what the trace breaks, panics, deadlocks
	Tail     []string // the last of the trace
	Refused  *Error   // the world has not what the scenario asks for
	Why      string   // why it proves nothing, empty if it does: a bound was reached, or the machine stood still
	Digest   uint64   // of all that happened, in a controlled run
	Steps    int
	Time     time.Duration // of the scenario
}

// Holds reports that the scenario went as it says.
func (r *Result) Holds() bool {
	return r.Failure == nil && len(r.Found) == 0 && r.Refused == nil && r.Why == ""
}

// Run runs a scenario. An error says that the trace could not be written; everything
// else is in the result.
func Run(s *Scenario, o Options) (Result, error) {
	if o.On == "" {
		o.On = Controlled
	}
	seen := newObserver()
	p := &play{Result: Result{Scenario: s, On: o.On}, seen: seen}
	err := p.run(o)
	var refused *Error
	if errors.As(err, &refused) {
		p.Refused, err = refused, nil
	}
	return p.Result, err
}

// play is one run.
type play struct {
	Result
	seen *observer
}

func (p *play) run(o Options) error {
	s := p.Scenario
	if refused := s.refuses(o.On); refused != nil {
		return refused
	}
	c, w := clock{virtualPace}, (*env.World)(nil)
	if o.On == Real {
		c, w = clock{realPace}, env.NewReal()
	} else {
		w = env.NewControlled(env.Control{Picker: env.NewRandomPicker(o.Seed), MaxSteps: cmp.Or(o.Steps, RunSteps)})
	}
	r := newRunner(s, w, c, p.seen)
	end, err := p.site(o, r)
	if err != nil {
		return err
	}
	r.links = newLinks(&s.Cluster, r.site)
	stood := p.stood(w, o.On)
	report := w.Run("scenario", r.main)
	p.Failure, p.Refused, p.Steps, p.Time = r.fault, r.refused, r.steps, c.told(report.Clock)
	p.Digest = p.seen.digest()
	if report.Limited || p.seen.more {
		p.Why = "the run reached a bound"
	}
	p.excuse(*stood, c)
	p.Found = r.site.Found()
	if err := report.Err(); err != nil && !report.Limited {
		p.Found = append(p.Found, err.Error())
	}
	if m, ok := r.site.(*modelWorld); ok && m.beyond != "" && p.Failure == nil {
		p.Refused = lacks(s, Place{1, 1}, m.beyond)
	}
	p.Tail = p.seen.tail(c)
	return end()
}

// A real run is watched: one whose goroutines could not run in time shows nothing of the
// design. It is so if they came later, in the time that a request may take, than a part of
// that: what one message waits for adds up.
const (
	watchEvery = 10 * time.Millisecond
	stillPart  = 4
)

const pointWatch env.Point = "scenario: look whether the machine stands still"

// stood starts the watch of a real run, and gives where the longest delay is found.
func (p *play) stood(w *env.World, on On) *time.Duration {
	var longest, sum time.Duration
	recent := int(clock{realPace}.real(p.Scenario.Cluster.Request)/watchEvery) + 1
	if on == Real {
		w.Go("watch", func(t *env.Task) {
			var late []time.Duration
			for last := w.Now(); t.Sleep(pointWatch, watchEvery) != env.Stopped; last = w.Now() {
				late = append(late, w.Now()-last-watchEvery)
				sum += late[len(late)-1]
				if len(late) > recent {
					sum -= late[0]
					late = late[1:]
				}
				longest = max(longest, sum)
			}
		})
	}
	return &longest
}

// excuse takes a failure back while which the machine stood still.
func (p *play) excuse(still time.Duration, c clock) {
	if request := p.Scenario.Cluster.Request; p.Failure != nil && c.told(still) > request/stillPart {
		p.Failure, p.Why = nil, fmt.Sprintf("the machine stood still for %v, and a request may take %v", still, c.real(request))
	}
}

// site makes what the runner runs on, and gives what is to be done behind the run.
func (p *play) site(o Options, r *runner) (end func() error, err error) {
	if o.On == Model {
		if o.Trace != nil {
			return nil, &Error{File: p.Scenario.File, Place: Place{1, 1}, What: "the model writes no trace", Missing: "a trace of the model"}
		}
		m, err := newModelWorld(p.Scenario, r.world, o.Defects, p.seen)
		r.site = m
		return func() error { return nil }, err
	}
	var file *history.TraceWriter
	if o.Trace != nil {
		header := history.Header{Mode: history.Controlled, Seed: o.Seed, Design: "rfc"}
		if o.On == Real {
			header.Mode, header.Start, header.GoVersion = history.Real, time.Now(), runtime.Version()
		}
		if file, err = history.NewTraceWriter(o.Trace, "trace.jsonl", header); err != nil {
			return nil, err
		}
	}
	i, err := newImplementation(p.Scenario, r.world, r.clock, o, p.seen, file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", p.Scenario.File, err)
	}
	r.site = i
	return i.order.Close, nil
}
