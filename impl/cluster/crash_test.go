package cluster_test

import (
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"ostlife/impl/cluster"
	"ostlife/impl/disk"
	"ostlife/impl/env"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// thing is an object of a target.
type thing struct {
	target lustre.Target
	object uint64
}

// fate is what the test knows of a file.
type fate int

const (
	made    fate = iota + 1 // its create was answered
	unclear                 // its unlink was not, or by a client that has crashed since
	gone                    // its unlink was answered
)

// crashing is a workload with one crash in it.
type crashing struct {
	disk    string // whose disk fails; "" for none
	write   int    // in which write
	keep    int    // how much of it arrives
	torn    bool   // any pieces of what is unsynced arrive instead; keep and write say which
	again   int    // in which write after that the disk fails once more; 0 for none
	dual    bool   // client0 crashes with it, and starts again later
	flag    bool   // the connect tells the OST of the MDS
	stock   uint32
	rounds  int    // of creates, of each client; 0 is 4
	seed    uint64 // of the picks; 0 is always the first
	churn   bool   // the administrator deactivates a target meanwhile, and removes it and adds it again
	defects lustre.Defects

	k     *cluster.Cluster
	disks *disks
	begun map[string]int // writes of each disk before the workload
	files map[thing]fate
	wrong []string
	up    bool // the crash has come, and what crashed is up again
	judge steps
	twice int           // the number of the write in which the second failure comes; 0 for none yet
	came  *atomic.Int64 // counts the second failures
}

func (c *crashing) fail(format string, args ...any) {
	c.wrong = append(c.wrong, fmt.Sprintf(format, args...))
}

// run runs the workload and returns what is wrong, and how often each disk was written
// to in it.
func (c *crashing) run() ([]string, map[string]int) {
	c.disks, c.files, c.judge = newDisks(), map[thing]fate{}, newSteps()
	c.begun = map[string]int{}
	control := env.Control{MaxSteps: 100_000}
	if c.seed > 0 {
		control.Picker = env.NewRandomPicker(c.seed)
	}
	w := env.NewControlled(control)
	k, err := cluster.New(w, cluster.Config{Clients: 2, MDSs: 1, Targets: 2, Timing: quick, Disks: c.disks.open,
		MDSFlag: c.flag, Precreate: c.stock, Trace: c.trace, Defects: c.defects,
		Network: wire.Faults{MinLatency: time.Millisecond, MaxLatency: time.Millisecond}})
	if err != nil {
		return []string{err.Error()}, nil
	}
	c.k = k
	report := w.Run("main", func(task *env.Task) {
		defer w.Stop()
		c.story(task)
	})
	if err := report.Err(); err != nil {
		c.fail("%v", err)
	}
	writes := map[string]int{}
	for owner, m := range c.disks.media {
		writes[owner] = m.Writes() - c.begun[owner]
	}
	return c.wrong, writes
}

// quick is the timing of the workload: short, as it runs some thousand times.
var quick = cluster.Timing{Request: 10 * time.Millisecond, Ping: 15 * time.Millisecond, Config: 10 * time.Millisecond,
	Operation: 120 * time.Millisecond, Window: 40 * time.Millisecond, Commit: 5 * time.Millisecond}

func (c *crashing) trace(r lustre.TraceRecord) {
	if wrong := c.judge.forbids(r); wrong != "" {
		c.fail("%s has %s: %s: %+v", r.Node, r.Target, wrong, r)
	}
}

// story is the workload: files are created and unlinked by two clients on two targets,
// one of them with data, while a machine fails and starts again.
func (c *crashing) story(task *env.Task) {
	for n := range lustre.Target(2) {
		if _, err := c.k.Add(task, n, n.UUID()); err != nil {
			c.fail("add: %v", err)
		}
	}
	c.atRest(task)
	for owner, m := range c.disks.media {
		c.begun[owner] = m.Writes()
	}
	if c.disk != "" {
		m := c.disks.of(c.disk)
		m.CrashAt(m.Writes()+c.write, c.keep)
		if c.torn {
			m.Tear(task.World().NewRand(uint64(c.write<<8 + c.keep)))
		}
		task.World().Go("restart", c.restart)
	}
	working := 2
	if c.churn {
		working++
		task.World().Go("administrator", func(own *env.Task) {
			c.administer(own)
			working--
		})
	}
	for n := range lustre.Node(2) {
		task.World().Go("application", func(own *env.Task) {
			c.toil(own, n)
			working--
		})
	}
	for working > 0 && task.Sleep("test: while they work", time.Millisecond) != env.Stopped {
	}
	c.up = true
	task.Sleep("test: the crash may still come", 20*time.Millisecond)
	if c.disk != "" {
		m := c.disks.of(c.disk)
		m.CrashAt(m.Writes()+1<<30, 0) // it has not come: the workload was too short for it
	}
	c.atRest(task)
	c.settled()
}

// administer takes a target away and gives it back.
func (c *crashing) administer(task *env.Task) {
	for _, do := range []func(*env.Task, lustre.Target) (lustre.Position, error){c.k.Deactivate, c.k.Remove} {
		task.Sleep("test: pause", 12*time.Millisecond)
		if _, err := do(task, 1); err != nil {
			c.fail("administrator: %v", err)
		}
	}
	task.Sleep("test: pause", 30*time.Millisecond)
	if _, err := c.k.Add(task, 1, lustre.Target(1).UUID()); err != nil {
		c.fail("administrator: %v", err)
	}
}

// toil is one client's share of the work.
func (c *crashing) toil(task *env.Task, n lustre.Node) {
	var own []thing
	for i := range max(c.rounds, 4) {
		target, object, err := c.k.Create(task, n, "")
		at := thing{target, object}
		switch {
		case err == nil && c.files[at] != 0:
			c.fail("object %v was given twice (C1b)", at)
		case err == nil:
			c.files[at] = made
			own = append(own, at)
		}
		if i > 0 && len(own) > 1 {
			c.unlink(task, n, own[0])
			own = own[1:]
		}
		if _, err := c.k.Write(task, n, lustre.Target(n), uint64(10*n+lustre.Node(i))); err == nil && i%2 == 0 {
			_ = c.k.Sync(task, n, lustre.Target(n)) // its outcome is another test's
		}
	}
}

// unlink unlinks a file, which may turn out to have been done by the time that a client's
// crash makes it unclear.
func (c *crashing) unlink(task *env.Task, n lustre.Node, at thing) {
	c.files[at] = unclear
	switch err := c.k.Unlink(task, n, at.target, at.object); {
	case err == nil && !c.churn: // the target may be gone when it is replayed
		c.files[at] = gone
	case errors.Is(err, lustre.ErrNoObject):
		c.fail("the file of %v is lost", at)
	}
	if n == node0 && c.dual && !c.up {
		c.files[at] = unclear // the crash may take it back
	}
}

// restart starts what has crashed again, and crashes a client with it in a dual failure.
func (c *crashing) restart(task *env.Task) {
	var target lustre.Target
	ost, _ := fmt.Sscanf(c.disk, "OST%x", &target)
	for {
		if task.Sleep("test: watch", time.Millisecond) == env.Stopped {
			return
		}
		c.failsAgain((ost == 1 && !c.k.UpOST(target)) || (ost == 0 && !c.k.Up(mds0)))
		if ost == 1 && !c.k.UpOST(target) {
			c.started(c.k.StartOST(task, target))
		}
		if ost == 0 && !c.k.Up(mds0) {
			if c.dual {
				c.started(c.k.Crash(task, node0, 0))
				c.dead(node0)
			}
			task.Sleep("test: down", 5*time.Millisecond)
			c.started(c.k.Start(task, mds0))
			if c.dual {
				c.started(c.k.Start(task, node0))
			}
		}
	}
}

// failsAgain has the disk of a machine that is down fail once more, in its start or soon
// after it.
func (c *crashing) failsAgain(down bool) {
	m := c.disks.of(c.disk)
	switch {
	case down && c.again > 0 && c.twice == 0:
		c.twice = m.Writes() + c.again
		m.CrashAt(c.twice, c.keep)
	case down && c.again > 0 && m.Writes() >= c.twice:
		c.came.Add(1)
	}
}

// dead is what a crash of a client means for the files that it has unlinked.
func (c *crashing) dead(lustre.Node) {
	for at, f := range c.files {
		if f == gone {
			c.files[at] = unclear
		}
	}
}

func (c *crashing) started(err error) {
	if err != nil && !errors.Is(err, lustre.ErrUnknown) && !(c.twice > 0 && errors.Is(err, disk.ErrCrashed)) {
		c.fail("start: %v", err)
	}
}

// atRest waits until every target is active everywhere, and nothing of the llog is left.
func (c *crashing) atRest(task *env.Task) {
	until := task.World().Now() + 5*time.Second
	for {
		waits := c.waits()
		if waits == "" {
			return
		}
		if task.World().Now() > until {
			c.fail("not at rest: %s", waits)
			return
		}
		if task.Sleep("test: until all is at rest", 3*time.Millisecond) == env.Stopped {
			return
		}
	}
}

func (c *crashing) waits() string {
	list := c.k.Snapshot()
	if len(list) != 6 {
		return fmt.Sprintf("%d slots", len(list))
	}
	for _, r := range list {
		if r.LOV.Active == 0 || r.Import.Workers > 0 {
			return fmt.Sprintf("%s has %s in %+v, %+v", r.Node, r.Target, r.Import, r.LOV)
		}
	}
	for n := range lustre.Target(2) {
		if o := c.k.Objects(n); len(o.Records) > 0 || c.k.Unlinks(0)+c.k.Unlinks(1) > 0 {
			return fmt.Sprintf("records of %v, unlinks %d, %d", o.Records, c.k.Unlinks(0), c.k.Unlinks(1))
		}
	}
	return ""
}

// settled judges what is left when all is at rest.
func (c *crashing) settled() {
	for target := range lustre.Target(2) {
		o := c.k.Objects(target)
		last, err := c.k.LastID(nil, mds0, target)
		if err != nil {
			c.fail("last id: %v", err)
		}
		for _, object := range o.Files {
			if !slices.Contains(o.OST, object) {
				c.fail("%s: the file of %d has no object (LiveObjectNeverDestroyed)", target, object)
			}
			if c.files[thing{target, object}] == gone {
				c.fail("%s: %d was unlinked, and its file is there", target, object)
			}
		}
		for _, object := range o.OST {
			if !slices.Contains(o.Files, object) && object <= last {
				c.fail("%s: object %d is nobody's (NothingLeaks): %+v, last %d", target, object, o, last)
			}
		}
		for at, f := range c.files {
			if at.target == target && f == made && !slices.Contains(o.Files, at.object) {
				c.fail("%s: the file of %d is lost", target, at.object)
			}
			if at.target == target && at.object > last {
				c.fail("%s: %d was given, and lov-objid says %d (C1b)", target, at.object, last)
			}
		}
	}
	for _, err := range c.k.Failures() {
		c.fail("%v", err)
	}
	for _, v := range c.k.Violations() {
		c.fail("violation %+v", v)
	}
}
