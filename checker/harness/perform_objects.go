package harness

import (
	"time"

	"ostlife/checker/history"
	"ostlife/impl/cluster"
	"ostlife/impl/disk"
	"ostlife/impl/env"
	"ostlife/model/lustre"
)

// PointDown is where a step waits while what it has crashed is down.
const PointDown env.Point = "harness: a machine is down"

// stock is how many objects the MDS of a plan with disks has made at a time: more than one,
// so that a crash leaves some, and few, so that it has some made now and then.
const stock = 3

// file is an object that a create was answered with.
type file struct {
	target lustre.Target
	object uint64
}

// disks are those of the plan's servers, nil if they have none.
func (r *runner) disks() func(string) (disk.Medium, error) {
	if !r.plan.Disks {
		return nil
	}
	return cluster.Memory()
}

func stockOf(p Plan) uint32 {
	if p.Disks {
		return stock
	}
	return 0
}

// aims fills in what only the run knows, and reports whether there is anything to be done:
// no file may have been made yet, or what is to crash may be down.
func (r *runner) aims(op *history.Operation, s Step) bool {
	r.lock.Lock()
	defer r.lock.Unlock()
	switch op.Kind {
	case history.Unlink:
		if len(r.files) == 0 {
			return false
		}
		f := r.files[(s.File-1)%len(r.files)]
		op.Target, op.Object = f.target, f.object
	case history.Crash, history.Restart:
		if r.down[machine(s)] {
			return false
		}
		r.down[machine(s)] = r.plan.Disks
	}
	return true
}

// machine names what a step crashes, and nothing else.
func machine(s Step) Step {
	if s.Do == Do(history.Crash) {
		return Step{Do: s.Do, Node: s.Node}
	}
	return Step{Do: s.Do, Target: s.Target}
}

// rises notes that what a step has crashed is up again.
func (r *runner) rises(s Step) {
	if s.Do == Do(history.Crash) || s.Do == Do(history.Restart) {
		r.lock.Lock()
		defer r.lock.Unlock()
		r.down[machine(s)] = false
	}
}

// keep remembers a file that was made.
func (r *runner) keep(f file) {
	r.lock.Lock()
	defer r.lock.Unlock()
	r.files = append(r.files, f)
}

// callObjects makes an operation on files, or crashes a node.
func (r *runner) callObjects(t *env.Task, s Step, asked history.Operation) (result history.Result, err error) {
	k := r.cluster
	switch asked.Kind {
	case history.Unlink:
		err = k.Unlink(t, s.Node, asked.Target, asked.Object)
	case history.LastID:
		result.Value, err = k.LastID(t, s.Node, s.Target)
	case history.EASize:
		result.Value = uint64(k.EASize(s.Node))
		if result.Value == 0 {
			err = lustre.ErrUnreachable
		}
	case history.Crash:
		err = r.crash(t, s, func() error { return k.Crash(t, s.Node, s.Keep) }, func() error { return k.Start(t, s.Node) })
	}
	return result, err
}

// restart has a target's OST fail and start again: with a disk, it loses what was on its
// way there.
func (r *runner) restart(t *env.Task, s Step) error {
	if !r.plan.Disks {
		return r.cluster.Restart(t, s.Target)
	}
	return r.crash(t, s, func() error { return r.cluster.CrashOST(t, s.Target, s.Keep) }, func() error { return r.cluster.StartOST(t, s.Target) })
}

// crash takes a machine down for a while. A world that stops leaves it there.
func (r *runner) crash(t *env.Task, s Step, crash, start func() error) error {
	if err := crash(); err != nil {
		return err
	}
	if t.Sleep(PointDown, max(time.Microsecond, microseconds(s.DownUS))) == env.Stopped {
		return lustre.ErrUnknown
	}
	return start()
}
