package harness

import (
	"fmt"
	"io"
	"runtime"
	"sync"
	"time"

	"ostlife/checker/conform"
	"ostlife/checker/conform/follow"
	"ostlife/checker/history"
	"ostlife/impl/cluster"
	"ostlife/impl/env"
	"ostlife/model/lustre"
)

// Options are what a run has beside its plan: none of them changes what happens.
type Options struct {
	History   io.Writer       // gets the history while the run goes on; nil: it is only kept
	TraceFile io.Writer       // gets the trace, as its file has it; nil: it is only judged
	Schedule  bool            // keep every step of a controlled run in Outcome.Report
	Trace     lustre.Tracer   // gets every trace record, under the implementation's locks
	Stop      <-chan struct{} // a real run stops early when it is closed; nil: never

	// Picker takes the place of the plan's, for who searches schedules: with one, the
	// plan alone does not give the run.
	Picker env.Picker
}

// Outcome is what a run did.
type Outcome struct {
	Plan    Plan
	History *history.History

	Properties []conform.Violation // what the trace broke, and uses of what was freed
	More       int                 // of those, how many were not kept
	Looked     []conform.Look      // how often each property had something to judge
	Deviation  *follow.Deviation   // the first record that the model cannot follow, nil for none
	Followed   int                 // how many records were held against the model
	Trace      TraceSum
	Stuck      []string // clients whose operations did not end in their time
	Unfinished []Unfinished
	Report     env.Report
}

// TraceSum stands for a trace: two runs with the same records have the same.
type TraceSum struct {
	Records int
	Digest  uint64
}

// The yield points of clients and of the end of a run.
const (
	PointStep  env.Point = "client: before a step"
	PointDone  env.Point = "harness: wait for the clients"
	PointQuiet env.Point = "harness: wait until all is quiet"
)

// StuckFactor is how many times an operation's time a client has for one before it is
// told to be stuck.
const StuckFactor = 4

// StallTime is how much longer a client of a real run has: a machine that others use may
// stand still for seconds.
const StallTime = 20 * time.Second

// runner is one run under way.
type runner struct {
	plan     Plan
	timing   cluster.Timing
	world    *env.World
	cluster  *cluster.Cluster
	recorder *history.Recorder
	writer   *history.Writer
	watch    *conform.Watch
	trace    *history.TraceRecorder // orders the trace, for the follower and for its file
	takers   []history.TraceTaker   // of the trace: the two above
	follower *follow.Follower
	sum      summer
	stream   bool // somebody gets the history while it goes on
	outcome  Outcome

	lock    *env.Lock
	changed *env.Queue
	down    map[Step]bool // nodes and targets that are down, by a step that names them alone
	files   []file        // of the creates that were answered, in the order of their answers
	at      []int         // by client: the step that it is at
	began   time.Duration
	err     error // the first of recording
}

// Run runs a plan to its end and returns when every task has left. An error says that
// the run could not be recorded, or that the plan cannot be run.
func Run(p Plan, o Options) (Outcome, error) {
	r, err := newRunner(p, o)
	if err != nil {
		return Outcome{}, err
	}
	ended := r.stopOn(o.Stop)
	r.outcome.Report = r.world.Run("harness", r.main)
	ended()
	return r.finish()
}

func newRunner(p Plan, o Options) (*runner, error) {
	text, err := p.Encode()
	if err != nil {
		return nil, err
	}
	r := &runner{plan: p, watch: conform.NewWatch(conform.Options{}), outcome: Outcome{Plan: p}, timing: cluster.Virtual()}
	header := history.Header{
		Mode: p.Mode, Seed: p.Seed, Plan: text, Design: "rfc",
		Bounds: map[string]int64{"clients": int64(len(p.Clients)), "steps": int64(p.LimitSteps)},
	}
	if len(text) > history.MaxHeaderBytes/2 { // the plan is beside the history then
		header.Plan = nil
	}
	for _, d := range p.Defects {
		header.Defects = append(header.Defects, string(d))
	}
	if p.Mode == history.Real {
		r.timing, r.world = realTiming(p.Nodes*p.Targets), env.NewReal()
		header.Start, header.GoVersion = time.Now(), runtime.Version()
	} else {
		control := env.Control{Picker: o.Picker, MaxSteps: p.LimitSteps, EarlyTimers: p.Picker.Early, Record: o.Schedule}
		if control.Picker == nil {
			control.Picker = p.Picker.picker()
		}
		if w, ok := control.Picker.(*window); ok {
			w.runner = r // whose clock says when it opens
		}
		r.world = env.NewControlled(control)
	}
	if r.stream = o.History != nil; !r.stream {
		o.History = io.Discard
	}
	if r.writer, err = history.NewWriter(o.History, header); err != nil {
		return nil, err
	}
	var file *history.TraceWriter
	if o.TraceFile != nil {
		if file, err = history.NewTraceWriter(o.TraceFile, TraceFile, header); err != nil {
			return nil, err
		}
	}
	r.follower = follow.New()
	r.trace = history.NewTraceOrder(file, r.follow)
	r.takers = []history.TraceTaker{r.watch, r.trace}
	return r, r.build(o)
}

// The timing of a real run with many imports. Every interval each of them is pinged or
// connected, all at one moment: what a machine takes longer for than the interval, or than
// a request may take, never comes to an end.
const (
	pairsPerPing = 16 // imports that are pinged as often as [cluster.Real] says
	patienceMost = 4  // how many times longer than there requests and operations may take
)

// realTiming is the timing of a real run with so many imports.
func realTiming(imports int) cluster.Timing {
	t := cluster.Real()
	factor := time.Duration(max(1, imports/pairsPerPing))
	t.Ping *= factor * slower
	factor = min(factor, patienceMost) * slower
	t.Request, t.Operation, t.Window = factor*t.Request, factor*t.Operation, factor*t.Window
	return t
}

// follow holds the next record of the trace against the model, up to the first that it
// cannot follow.
func (r *runner) follow(record *lustre.TraceRecord) {
	if r.outcome.Deviation != nil {
		return
	}
	r.outcome.Followed++
	r.outcome.Deviation = r.follower.Record(record)
}

// build makes the cluster and the client tasks' place.
func (r *runner) build(o Options) (err error) {
	r.recorder = history.NewRecorder(r.writer, r.stamp, r.world.Now)
	r.sum.reset()
	r.cluster, err = cluster.New(r.world, cluster.Config{
		Clients: r.plan.Nodes, MDSs: r.plan.MDSs, Targets: r.plan.Targets, Network: r.plan.Network.faults(), Seed: r.plan.Seed,
		Timing: r.timing, Defects: r.plan.Defects, Disks: r.disks(), Precreate: stockOf(r.plan), Trace: func(record lustre.TraceRecord) {
			for _, to := range r.takers {
				to.Record(record)
			}
			r.sum.add(&record)
			if o.Trace != nil {
				o.Trace(record)
			}
		},
	})
	r.lock = r.world.NewLock("harness")
	r.changed = r.lock.NewQueue("clients")
	r.at = make([]int, len(r.plan.Clients))
	r.down = map[Step]bool{}
	return err
}

// stamp draws a stamp for the history, which the trace leaves out.
func (r *runner) stamp() uint64 {
	n := r.world.Stamp()
	r.trace.Skip(n)
	return n
}

// stopOn stops a real run when the channel is closed. The function that it returns
// ends the watching.
func (r *runner) stopOn(stop <-chan struct{}) (ended func()) {
	if stop == nil || r.plan.Mode != history.Real {
		return func() {}
	}
	done := make(chan struct{})
	var group sync.WaitGroup
	group.Go(func() {
		select {
		case <-stop:
			r.world.Stop()
		case <-done:
		}
	})
	return func() {
		close(done)
		group.Wait()
	}
}

// main is the task of the run itself: targets, clients, and what comes after them.
func (r *runner) main(t *env.Task) {
	defer r.world.Stop()
	for _, target := range r.plan.Added {
		r.perform(t, 0, Step{Do: Do(history.Add), Target: target, UUID: target.UUID()})
	}
	r.began = r.world.Now()
	for c := range r.plan.Clients {
		r.world.Go(fmt.Sprintf("client %d", c), func(t *env.Task) { r.client(t, c) })
	}
	if r.await(t) {
		r.settle(t)
	}
}

// client is the task of one client.
func (r *runner) client(t *env.Task, c int) {
	for _, step := range r.plan.Clients[c] {
		begin := r.began + microseconds(step.AtUS)
		if t.Sleep(PointStep, begin-r.world.Now()) == env.Stopped {
			return
		}
		r.perform(t, uint32(c), step)
		r.advance(c)
	}
}

func (r *runner) advance(c int) {
	r.lock.Lock()
	defer r.lock.Unlock()
	r.at[c]++
	r.changed.Wake()
}

// await waits until every client has done its steps; false if one is stuck, or the
// world stops.
func (r *runner) await(t *env.Task) bool {
	r.lock.Lock()
	defer r.lock.Unlock()
	for c, steps := range r.plan.Clients {
		for r.at[c] < len(steps) {
			switch at := r.at[c]; r.changed.Wait(t, PointDone, r.patience(steps[at])) {
			case env.Stopped:
				return false
			case env.TimedOut:
				if at == r.at[c] {
					r.outcome.Stuck = append(r.outcome.Stuck, fmt.Sprintf("client %d at %s", c, steps[at].Do))
					return false
				}
			}
		}
	}
	return true
}

// patience is when a client that is at a step is stuck. Where the clock may move early
// a task can be kept away for any time, so that none is too long.
func (r *runner) patience(s Step) time.Duration {
	if r.plan.Picker.Early {
		return env.Forever
	}
	patience := StuckFactor * r.timing.Operation
	if r.plan.Mode == history.Real {
		patience += StallTime
	}
	return max(r.began+microseconds(s.AtUS), r.world.Now()) + patience
}

// finish puts the outcome together, when all tasks have left.
func (r *runner) finish() (Outcome, error) {
	for _, v := range r.cluster.Violations() {
		for _, to := range r.takers {
			to.Used(v)
		}
	}
	if err := r.writer.Close(); r.err == nil {
		r.err = err
	}
	if err := r.trace.Close(); r.err == nil {
		r.err = err
	}
	o := &r.outcome
	o.History, o.Trace = r.recorder.History(), r.sum.sum()
	o.Properties, o.More, o.Looked = r.watch.Violations(), r.watch.More(), r.watch.Looked()
	return *o, r.err
}
