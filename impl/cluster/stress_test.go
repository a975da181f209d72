package cluster_test

import (
	"fmt"
	"sync"
	"time"

	"ostlife/impl/cluster"
	"ostlife/impl/env"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// storm is a plan: applications and an administrator at work on a cluster, and somebody
// who breaks what can break.
type storm struct {
	clients, targets int
	tasks            int // that make operations
	operations       int // of each task
	pause            time.Duration
	timing           cluster.Timing
	faults           wire.Faults
	seed             uint64
	defects          lustre.Defects

	// real says that the world is not controlled: tasks run while others look, so that
	// only what is at rest can be judged.
	real bool

	disks bool // servers have disks: machines crash, and clients create and unlink files
}

// rough is what the network does to messages by itself.
var rough = wire.Faults{MinLatency: time.Millisecond, MaxLatency: 4 * time.Millisecond,
	Loss: 10, Late: 10, LateBy: 150 * time.Millisecond, Duplicate: 30, Reorder: 50}

// weather is a storm in its world.
type weather struct {
	storm
	k      *cluster.Cluster
	world  *env.World
	random *env.Rand

	lock    *env.Lock
	left    *env.Queue
	working int

	mu      sync.Mutex
	records []lustre.TraceRecord
	judge   steps
	written values
	files   map[thing]fate
	lied    map[lustre.Target]bool // OSTs whose disk took what it did not keep
	wrong   []string
	calmed  bool // nobody works and nobody breaks anything
}

// brew makes the cluster of a storm.
func (s storm) brew(w *env.World) (*weather, error) {
	x := &weather{storm: s, world: w, random: w.NewRand(s.seed), lock: w.NewLock("storm"), judge: newSteps(), written: newValues(), files: map[thing]fate{}, lied: map[lustre.Target]bool{}}
	x.left = x.lock.NewQueue("tasks")
	c := cluster.Config{Clients: s.clients, MDSs: 1, Targets: s.targets, Network: s.faults,
		Seed: s.seed, Timing: s.timing, Defects: s.defects, Trace: x.trace}
	if s.disks {
		c.Disks, c.Precreate, c.MDSFlag = cluster.Memory(), uint32(s.seed%4), s.seed%2 == 0
	}
	k, err := cluster.New(w, c)
	x.k = k
	return x, err
}

func (x *weather) trace(r lustre.TraceRecord) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.records = append(x.records, r)
	if wrong := x.judge.forbids(r); wrong != "" {
		x.note("%s has %s: %s: %+v", r.Node, r.Target, wrong, r)
	}
}

// fail notes what is wrong.
func (x *weather) fail(format string, args ...any) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.note(format, args...)
}

// note is fail with the mutex held.
func (x *weather) note(format string, args ...any) {
	if len(x.wrong) < 5 {
		x.wrong = append(x.wrong, fmt.Sprintf(format, args...))
	}
}

// run is the main task: it adds the targets, lets the storm rage, and waits until all
// is at rest.
func (x *weather) run(task *env.Task) {
	defer x.world.Stop()
	for n := range lustre.Target(x.targets) {
		_, _ = x.k.Add(task, n, n.UUID()) // its answer may be lost
	}
	x.working = x.tasks + 1
	for n := range x.tasks {
		x.world.Go(fmt.Sprintf("application %d", n), func(own *env.Task) { x.toil(own); x.leave() })
	}
	x.world.Go("faults", func(own *env.Task) { x.rage(own); x.leave() })
	if x.disks {
		x.working += 2
		x.world.Go("crashes", func(own *env.Task) { x.crash(own); x.leave() })
		x.world.Go("files", func(own *env.Task) { x.keepFiles(own); x.leave() })
	}
	x.join(task)
	x.calmed = true
	x.rest(task)
	x.compare(task)
	x.compareFiles()
	for _, v := range x.k.Violations() {
		x.fail("violation: %+v", v)
	}
}

func (x *weather) leave() {
	x.lock.Lock()
	defer x.lock.Unlock()
	x.working--
	x.left.Wake()
}

// join waits for the storm's tasks, looking at the idle slots meanwhile.
func (x *weather) join(task *env.Task) {
	for {
		x.lock.Lock()
		for x.working > 0 && x.left.Wait(task, "test: join", x.world.Now()+3*time.Millisecond) == env.Woken {
		}
		done := x.working == 0
		x.lock.Unlock()
		if !x.real {
			x.agree()
		}
		if done || x.world.Stopped() {
			return
		}
	}
}

// rage breaks things for as long as others work. What it cuts it joins again, after a
// time that is sometimes longer than a request's.
func (x *weather) rage(task *env.Task) {
	kinds := []wire.Kind{0, wire.Connect, wire.Disconnect, wire.Ping, wire.Enqueue, wire.Write, wire.Sync,
		wire.Cancel, wire.Callback, wire.ReplayWrite, wire.ReplayLock, wire.FinalPing, wire.Create}
	network := x.k.Network()
	for x.others(1) && task.Sleep("test: calm", x.random.Between(0, x.pause)) != env.Stopped {
		n, t := lustre.Node(x.random.IntN(x.clients)), lustre.Target(x.random.IntN(x.targets))
		cut := x.random.Between(0, 3*x.timing.Request)
		switch x.random.IntN(8) {
		case 0, 1:
			x.k.Disconnect(n, t)
		case 2:
			network.Partition(cluster.ClientAddress(n), cluster.OSTAddress(t), true)
			task.Sleep("test: a link is cut", cut)
			network.Partition(cluster.ClientAddress(n), cluster.OSTAddress(t), false)
		case 3:
			network.Isolate(cluster.MGSAddress, true)
			task.Sleep("test: the MGS is cut off", cut)
			network.Isolate(cluster.MGSAddress, false)
		case 4:
			_ = x.k.Restart(task, t)
		case 5:
			if x.k.FailVersion(t); x.random.IntN(2) == 0 {
				_ = x.k.Restart(task, t)
			}
		default:
			network.Arm(wire.Fault(1+x.random.IntN(3)), wire.Match{
				Kind: kinds[x.random.IntN(len(kinds))], Side: wire.Side(x.random.IntN(3))})
		}
	}
}

// others reports that a task still makes operations, beside those that break things.
func (x *weather) others(breakers int) bool {
	if x.disks {
		breakers = 2
	}
	x.lock.Lock()
	defer x.lock.Unlock()
	return x.working > breakers
}

// calming takes a storm's picks from a picker. When the storm is over, the clock waits
// for the tasks, so that requests are answered in time.
type calming struct {
	env.Picker
	x *weather
}

func (c *calming) Pick(choices []env.Choice) int {
	if last := len(choices) - 1; c.x.calmed && last > 0 && choices[last].Clock {
		choices = choices[:last]
	}
	return c.Picker.Pick(choices)
}

// calm is how long the nodes may take after the storm, in the time of the world.
const calm = 20 * time.Second

// rest waits until every node agrees with the log, every slot is at rest and as it
// should be, and every removed slot has gone.
func (x *weather) rest(task *env.Task) {
	until := x.world.Now() + calm
	for {
		waits := x.waits()
		if waits == "" {
			return
		}
		if x.world.Now() >= until {
			x.fail("%v after the storm: %s", calm, waits)
			return
		}
		if task.Sleep("test: until all is at rest", 7*time.Millisecond) == env.Stopped {
			return
		}
		if !x.real {
			x.agree()
		}
	}
}

// nodes lists the clients.
func (x *weather) nodes() (list []lustre.Node) {
	for n := range lustre.Node(x.clients) {
		list = append(list, n)
	}
	return list
}

// waits tells what is not at rest, nothing if all is.
func (x *weather) waits() string {
	for _, n := range append(x.nodes(), mds0) {
		if x.k.Applied(n) != x.k.Applied(0) {
			return fmt.Sprintf("%s has applied %d records", n, x.k.Applied(n))
		}
	}
	for _, r := range x.k.Snapshot() {
		i := r.Import
		want := lustre.Full
		if i.Deactive {
			want = lustre.Disconn
		}
		if i.State != want || i.Workers+i.Queued+i.InFlight > 0 {
			return fmt.Sprintf("%s has %s in %+v", r.Node, r.Target, i)
		}
		if wrong := disagrees(r, x.k.Told(r.Node, r.Target)); wrong != "" {
			return wrong
		}
	}
	if x.disks {
		return x.filesWait()
	}
	if removed, freed := x.count(lustre.ActConfigRemove), x.count(lustre.ActSlotFree); removed != freed {
		return fmt.Sprintf("%d slots were removed and %d freed", removed, freed)
	}
	return ""
}

func (x *weather) count(a lustre.Action) int {
	x.mu.Lock()
	defer x.mu.Unlock()
	n := 0
	for _, r := range x.records {
		if r.Action == a {
			n++
		}
	}
	return n
}
