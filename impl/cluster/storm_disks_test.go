package cluster_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"ostlife/impl/cluster"
	"ostlife/impl/env"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// crash has machines fail and start again for as long as others work.
func (x *weather) crash(task *env.Task) {
	for x.others(2) && task.Sleep("test: calm", x.random.Between(0, 20*x.pause)) != env.Stopped {
		keep := x.random.IntN(300) - 20
		x.barrier(task)
		switch n, target := lustre.Node(x.random.IntN(x.clients)), lustre.Target(x.random.IntN(x.targets)); x.random.IntN(4) {
		case 0:
			_ = x.k.FailOST(task, target, keep) // another task may just do the same
		case 1:
			x.started(x.k.Fail(task, n, 0))
		case 2:
			x.started(x.k.Crash(task, mds0, keep))
			task.Sleep("test: the MDS is down", x.random.Between(0, 2*x.timing.Request))
			x.started(x.k.Start(task, mds0))
		default: // the dual failure
			x.started(x.k.Crash(task, n, 0))
			x.started(x.k.Fail(task, mds0, keep))
			x.started(x.k.Start(task, n))
		}
	}
}

// barrier has a disk lie for a while before its server crashes, now and then. With a
// defect none does: it would hide what the defect shows.
func (x *weather) barrier(task *env.Task) {
	if len(x.defects) > 0 {
		return
	}
	target := lustre.Target(x.random.IntN(x.targets))
	switch x.random.IntN(6) {
	case 0:
		_ = x.k.Barrier(mds0)
		task.Sleep("test: behind a barrier", x.random.Between(0, 3*x.pause))
		x.started(x.k.Fail(task, mds0, 0))
	case 1:
		x.mu.Lock()
		x.lied[target] = true
		x.mu.Unlock()
		_ = x.k.BarrierOST(target)
		task.Sleep("test: behind a barrier", x.random.Between(0, 3*x.pause))
		_ = x.k.FailOST(task, target, 0)
	}
}

func (x *weather) started(err error) {
	if err != nil && !errors.Is(err, lustre.ErrUnknown) {
		x.fail("%v", err)
	}
}

// keepFiles creates files and unlinks some of them.
func (x *weather) keepFiles(task *env.Task) {
	var own []thing
	for range 2 * x.operations {
		if x.pause > 0 {
			task.Sleep("test: pause", x.random.Between(0, x.pause))
		}
		n := lustre.Node(x.random.IntN(x.clients))
		if len(own) > 3 {
			at := own[x.random.IntN(len(own))]
			own = slices.DeleteFunc(own, func(other thing) bool { return other == at })
			x.mu.Lock()
			x.files[at] = unclear // a crash of the client and the MDS takes it back
			x.mu.Unlock()
			if err := x.k.Unlink(task, n, at.target, at.object); errors.Is(err, lustre.ErrNoObject) {
				x.fail("the file of %v is lost", at)
			}
			continue
		}
		if target, object, err := x.k.Create(task, n, ""); err == nil {
			x.judges(func() string { return x.written.makes(target, object) })
			x.mu.Lock()
			x.files[thing{target, object}] = made
			x.mu.Unlock()
			own = append(own, thing{target, object})
		}
	}
}

// usable lists the targets that are active at the MDS, when all is at rest.
func (x *weather) usable() (list []lustre.Target) {
	for t := range lustre.Target(x.targets) {
		if x.k.Status(mds0, t).Active != 0 {
			list = append(list, t)
		}
	}
	return list
}

// filesWait tells what there is left of the llog, nothing if there is nothing.
func (x *weather) filesWait() string {
	for _, t := range x.usable() {
		if o := x.k.Objects(t); len(o.Records) > 0 {
			return fmt.Sprintf("%s: records of %v", t, o.Records)
		}
	}
	return ""
}

// compareFiles compares files and objects when all is at rest.
func (x *weather) compareFiles() {
	if !x.disks || x.world.Stopped() {
		return
	}
	x.mu.Lock()
	files := x.files
	x.mu.Unlock()
	for _, t := range x.usable() {
		o := x.k.Objects(t)
		last, _ := x.k.LastID(nil, mds0, t)
		for _, object := range o.Files {
			if !slices.Contains(o.OST, object) {
				x.fail("%s: the file of %d has no object", t, object)
			}
		}
		for _, object := range o.OST {
			if object <= last && !slices.Contains(o.Files, object) && !x.lied[t] {
				x.fail("%s: object %d is nobody's: %+v, last %d", t, object, o, last)
			}
		}
		for at, f := range files {
			if at.target == t && f == made && !slices.Contains(o.Files, at.object) {
				x.fail("%s: the file of %d is lost", t, at.object)
			}
		}
	}
	for _, err := range x.k.Failures() {
		x.fail("%v", err)
	}
}

// TestStormWithDisks runs storms in which machines crash, under several pickers.
func TestStormWithDisks(t *testing.T) {
	for name, pick := range map[string]func(uint64) env.Picker{
		"in turn": func(uint64) env.Picker { return nil },
		"random":  env.NewRandomPicker,
		"PCT":     func(seed uint64) env.Picker { return env.NewPCT(seed, 8, 20_000) },
	} {
		t.Run(name, func(t *testing.T) {
			crashes, unlinks := 0, 0
			for seed := range uint64(storms) {
				s := gale(seed)
				s.disks = true
				x, report := s.rages(t, env.Control{Picker: pick(seed), EarlyTimers: name == "random" && seed%2 == 1})
				if err := report.Err(); err != nil {
					t.Errorf("seed %d: %v", seed, err)
				}
				for _, wrong := range x.wrong {
					t.Errorf("seed %d: %s", seed, wrong)
				}
				if t.Failed() {
					return
				}
				crashes += x.count(lustre.ActMdsCrash) + x.count(lustre.ActClientCrash) + x.count(lustre.ActOstRestart)
				unlinks += x.count(lustre.ActMdsUnlink)
			}
			if crashes < 3*storms || unlinks < 2*storms {
				t.Errorf("%d crashes and %d unlinks in %d storms", crashes, unlinks, storms)
			}
		})
	}
}

// TestStormWithDisksSeesDefects shows that the judges of files can fail.
func TestStormWithDisksSeesDefects(t *testing.T) {
	for _, d := range []lustre.Defect{lustre.DefectCancelEarly, lustre.DefectOrphansSpared, lustre.DefectStockKept} {
		t.Run(string(d), func(t *testing.T) {
			for seed := range uint64(2 * storms) {
				s := gale(seed)
				s.disks, s.defects = true, lustre.Defects{d}
				if x, _ := s.rages(t, env.Control{Picker: env.NewRandomPicker(seed)}); len(x.wrong) > 0 {
					t.Logf("seed %d: %s", seed, x.wrong[0])
					return
				}
			}
			t.Errorf("%d storms did not show it", 2*storms)
		})
	}
}

// TestRealStormWithDisks runs a storm with crashes on real goroutines.
func TestRealStormWithDisks(t *testing.T) {
	w := env.NewReal()
	x, err := storm{clients: 3, targets: 4, tasks: 8, operations: 40, pause: 10 * time.Millisecond, disks: true,
		timing: cluster.Real(), seed: 2, real: true,
		faults: wire.Faults{MaxLatency: 300 * time.Microsecond, Loss: 2, Duplicate: 20, Reorder: 20}}.brew(w)
	if err != nil {
		t.Fatal(err)
	}
	report := w.Run("storm", x.run)
	if err := report.Err(); err != nil {
		t.Error(err)
	}
	for _, wrong := range x.wrong {
		t.Error(wrong)
	}
	t.Logf("%d actions in %v", len(x.records), report.Clock)
}

// TestCrashesAreDeterministic runs a storm with crashes twice under the same picks, in a
// bubble that sees a wait which env does not know: the same schedule and the same trace.
func TestCrashesAreDeterministic(t *testing.T) {
	for seed := range uint64(3) {
		synctest.Test(t, func(t *testing.T) {
			var first env.Report
			var trace []lustre.TraceRecord
			for again := range 2 {
				s := gale(seed)
				s.disks = true
				x, report := s.rages(t, env.Control{Picker: env.NewRandomPicker(seed), EarlyTimers: true, Record: true})
				if again == 0 {
					first, trace = report, x.records
					continue
				}
				if at := env.FirstDifference(first.Schedule, report.Schedule); at >= 0 || first.Hash != report.Hash || !slices.Equal(trace, x.records) {
					t.Errorf("seed %d: two runs differ, first at step %d", seed, at)
				}
			}
		})
	}
}

// TestStopAnywhereWithDisks stops the world in the middle of storms with crashes: every
// task returns.
func TestStopAnywhereWithDisks(t *testing.T) {
	for seed := range uint64(40) {
		s := gale(seed)
		s.disks = true
		_, report := s.rages(t, env.Control{Picker: env.NewRandomPicker(seed), MaxSteps: int(200 + 197*seed)})
		if len(report.Stuck) > 0 || len(report.Panics) > 0 || len(report.LockFaults) > 0 || report.Deadlock != nil || !report.Limited {
			t.Errorf("seed %d: %v", seed, report.Err())
		}
	}
}
