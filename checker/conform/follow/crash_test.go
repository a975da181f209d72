package follow_test

import (
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"ostlife/checker/conform"
	"ostlife/impl/cluster"
	"ostlife/impl/disk"
	"ostlife/impl/env"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// mds0 is the MDS.
const mds0 = lustre.FirstMDS

// tempest is a world with disks in which machines crash.
type tempest struct {
	seed    uint64
	flag    bool // the connect tells the OST of the MDS
	calm    bool // no message is lost, late or doubled
	owner   string
	write   int // in which write the owner's disk fails, 0 for in none
	keep    int // how much of it arrives
	defects []lustre.Defect
}

// storms with disks are as long as this.
const (
	crashCalls = 20
	crashes    = 4
)

// rage runs it and returns the trace, and how often each disk was written to.
func (s tempest) rage(t testing.TB) ([]lustre.TraceRecord, map[string]int) {
	t.Helper()
	var trace []lustre.TraceRecord
	disks := map[string]*disk.Memory{}
	var mu sync.Mutex
	w := env.NewControlled(env.Control{Picker: env.NewRandomPicker(s.seed), MaxSteps: 600_000})
	faults := wire.Faults{MinLatency: time.Millisecond, MaxLatency: 4 * time.Millisecond}
	if !s.calm {
		faults.LateBy, faults.Loss, faults.Late, faults.Duplicate, faults.Reorder = 100*time.Millisecond, 10, 10, 15, 30
	}
	timing := cluster.Virtual()
	k, err := cluster.New(w, cluster.Config{
		Clients: clients, MDSs: mdss, Targets: targets, Timing: timing, Seed: s.seed, Defects: s.defects,
		Network: faults, MDSFlag: s.flag, Precreate: uint32(1 + s.seed%4),
		Disks: func(owner string) (disk.Medium, error) {
			mu.Lock()
			defer mu.Unlock()
			if disks[owner] == nil {
				disks[owner] = disk.NewMemory(owner, owner)
			}
			return disks[owner], nil
		},
		Trace: func(r lustre.TraceRecord) { trace = append(trace, r) },
	})
	if err != nil {
		t.Fatal(err)
	}
	if m := disks[s.owner]; m != nil && s.write > m.Writes() { // not in the start, which fails then
		m.CrashAt(s.write, s.keep)
	}
	report := w.Run("tempest", func(task *env.Task) {
		defer w.Stop()
		for target := range lustre.Target(targets) {
			_, _ = k.Add(task, target, target.UUID())
		}
		s.blow(task, k)
	})
	if err := report.Err(); err != nil && len(s.defects) == 0 {
		t.Errorf("%+v: %v", s, err)
	}
	writes := map[string]int{}
	for owner, m := range disks {
		writes[owner] = m.Writes()
	}
	return trace, writes
}

// blow has callers do anything at all, and machines crash beside them.
func (s tempest) blow(task *env.Task, k *cluster.Cluster) {
	left := callers
	for c := range callers {
		task.World().Go("caller", func(task *env.Task) {
			r := rand.New(rand.NewPCG(s.seed, uint64(c)))
			var files [][2]uint64
			for range crashCalls {
				n := lustre.Node(r.IntN(clients))
				switch at := r.IntN(8); {
				case at < 3:
					if target, object, err := k.Create(task, n, ""); err == nil {
						files = append(files, [2]uint64{uint64(target), object})
					}
				case at < 6 && len(files) > 0:
					i := r.IntN(len(files))
					_ = k.Unlink(task, n, lustre.Target(files[i][0]), files[i][1])
				default:
					call(task, k, r)
				}
				task.Sleep("test: think", time.Duration(r.IntN(60))*time.Millisecond)
			}
			left--
		})
	}
	task.World().Go("crashes", func(task *env.Task) {
		r := rand.New(rand.NewPCG(s.seed, 99))
		for range crashes {
			if task.Sleep("test: calm", time.Duration(r.IntN(900))*time.Millisecond) == env.Stopped {
				return
			}
			s.crash(task, k, r)
		}
	})
	for left > 0 && task.Sleep("test: wait for the callers", 50*time.Millisecond) != env.Stopped {
		s.mend(task, k)
	}
	s.mend(task, k)
	task.Sleep("test: rest", 2*time.Second)
}

// crash has a machine fail, or the MDS and a client together.
func (s tempest) crash(task *env.Task, k *cluster.Cluster, r *rand.Rand) {
	if s.write > 0 {
		return // it is the disk that fails
	}
	n, target, keep := lustre.Node(r.IntN(clients)), lustre.Target(r.IntN(targets)), r.IntN(300)-20
	switch r.IntN(4) {
	case 0:
		_ = k.FailOST(task, target, keep) // somebody else may do the same
	case 1:
		_ = k.Fail(task, n, 0)
	case 2:
		_ = k.Fail(task, mds0, keep)
	default:
		_ = k.Crash(task, n, 0)
		_ = k.Fail(task, mds0, keep)
		_ = k.Start(task, n)
	}
}

// mend starts what a disk has ended.
func (s tempest) mend(task *env.Task, k *cluster.Cluster) {
	if s.write == 0 {
		return
	}
	if !k.Up(mds0) {
		_ = k.Start(task, mds0) // it may have begun to
	}
	for target := range lustre.Target(targets) {
		if !k.UpOST(target) {
			_ = k.StartOST(task, target)
		}
	}
}

// TestCrashesConform follows worlds in which machines crash at any time.
func TestCrashesConform(t *testing.T) {
	seen := map[lustre.Action]int{}
	for seed := range uint64(40) {
		trace, _ := tempest{seed: seed, flag: seed%5 == 4}.rage(t)
		if d := followed(trace); d != nil {
			t.Fatalf("seed %d, %d records: %v\n%+v", seed, len(trace), d, d.Record)
		}
		if v := broken(trace); v != "" {
			t.Errorf("seed %d: %s", seed, v)
		}
		for _, r := range trace {
			seen[r.Action]++
		}
	}
	for _, a := range mdsActions {
		if seen[a] == 0 {
			t.Errorf("no trace shows a %s", a)
		}
	}
}

// mdsActions are those that only a world with disks has.
var mdsActions = []lustre.Action{
	lustre.ActConfigLlog, lustre.ActConfigObjid, lustre.ActNodeStarted, lustre.ActCreateTake, lustre.ActUnlinkSend,
	lustre.ActDestroySend, lustre.ActRecordDestroySend, lustre.ActMdsUnlink, lustre.ActMdsCommit, lustre.ActLlogCancel,
	lustre.ActOstMdsConn, lustre.ActOstLlogConnect, lustre.ActOstLlogReplay, lustre.ActOstOrphans, lustre.ActOstDestroy,
	lustre.ActOstCommit, lustre.ActOscInterpret, lustre.ActUnlinkInterpret, lustre.ActMdsConnSend, lustre.ActLlogConnectSend,
	lustre.ActOrphansSend, lustre.ActMdsCrash, lustre.ActClientCrash,
}

// TestCrashPointsConform follows a world once for each of some writes of each disk, in
// which that disk fails.
func TestCrashPointsConform(t *testing.T) {
	for _, keep := range []int{0, 11, -1} {
		base := tempest{seed: 7, calm: true, keep: keep}
		_, writes := base.rage(t)
		for _, owner := range []string{"mds0", "OST0000", "OST0001"} {
			for write := 2; write < writes[owner]; write += 1 + writes[owner]/pointsPerDisk {
				base.owner, base.write = owner, write
				trace, _ := base.rage(t)
				if d := followed(trace); d != nil {
					t.Errorf("%s, write %d, keep %d: %v\n%+v", owner, write, keep, d, d.Record)
				}
				if v := broken(trace); v != "" {
					t.Errorf("%s, write %d, keep %d: %s", owner, write, keep, v)
				}
			}
		}
	}
}

// pointsPerDisk is at how many writes of a disk it fails.
const pointsPerDisk = 12

// broken watches a whole trace and gives the first violation of a property, but for one in
// which the disk of an OST has lied.
func broken(trace []lustre.TraceRecord) string {
	watch := conform.NewWatch(conform.Options{})
	for _, r := range trace {
		watch.Record(r)
	}
	for _, v := range watch.Violations() {
		return v.Error()
	}
	return ""
}

// TestMDSDefectsDeviate plants each defect of the implementation that only a world with
// disks has: a follower of the model that does not have it cannot follow.
func TestMDSDefectsDeviate(t *testing.T) {
	for _, d := range []lustre.Defect{lustre.DefectCancelEarly, lustre.DefectDestroyAtOnce, lustre.DefectOrphansSpared, lustre.DefectStockKept} {
		t.Run(string(d), func(t *testing.T) {
			for seed := range uint64(40) {
				trace, _ := tempest{seed: seed, defects: []lustre.Defect{d}}.rage(t)
				if followed(trace) != nil {
					return
				}
			}
			t.Error("every trace conforms")
		})
	}
}
