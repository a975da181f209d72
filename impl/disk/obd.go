package disk

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"ostlife/impl/env"
)

// Yield points of a disk.
const (
	PointWritten env.Point = "disk: wait for a transaction"
	PointLag     env.Point = "disk: wait before a commit"
	PointCommit  env.Point = "disk: before a commit"
)

// Medium is what a disk keeps its records on.
type Medium interface {
	// Load reads what is there: the records, and the number of the last transaction that
	// made them. It is called once for each [Mount].
	Load() (map[string][]byte, uint64, error)
	// Commit puts transactions on the medium, in their order. An error means that none of
	// them can be counted on; the first ones may be there.
	Commit([]Transaction) error
	// Name is the medium's file, for errors.
	Name() string
}

// tearer is a medium of which a crash leaves some of what was on its way to it.
type tearer interface {
	tear(list []Transaction, keep int)
}

// Obd is a disk-obd: what a server knows of its disk from one start to its end. It is
// safe for use by several tasks.
type Obd struct {
	medium Medium
	failed func(error)
	mounts uint64
	kept   uint64       // of the last transaction that was there when it was mounted
	told   func(uint64) // hears of each commit; nil for nobody

	lock    *env.Lock
	written *env.Queue

	records   map[string][]byte // as every transaction so far leaves them
	number    uint64            // of the newest transaction
	pending   []Transaction     // that are not committed
	barrier   bool
	err       error // the disk has failed: nothing is written any more
	committed uint64
}

// mountsName is the record that counts the mounts.
const mountsName = "mounts"

// Mount reads a medium, and counts that on it: the one commit that a mount makes, which
// is on the disk before anything else is done with it. failed is called once, if the disk
// fails in a commit: the server is to end at that very moment. It is called under locks
// and must not wait; nil is for nothing to do.
func Mount(w *env.World, m Medium, failed func(error)) (*Obd, error) {
	records, number, err := m.Load()
	if err != nil {
		return nil, err
	}
	lock := w.NewLock("disk " + m.Name())
	o := &Obd{medium: m, failed: failed, lock: lock, written: lock.NewQueue("transactions"), records: records}
	mounts, err := o.Numbers(mountsName, 1)
	if err != nil {
		return nil, err
	}
	if mounts != nil {
		o.mounts = mounts[0]
	}
	o.mounts++
	first := Transaction{number + 1, []Change{Put(mountsName, Numbers(o.mounts))}}
	if err := m.Commit([]Transaction{first}); err != nil {
		return nil, err
	}
	first.apply(records)
	o.number, o.committed, o.kept = first.Number, first.Number, number
	return o, nil
}

// Kept is the number of the last transaction that the medium had when it was mounted:
// what was written before and has a higher one is lost.
func (o *Obd) Kept() uint64 { return o.kept }

// Tell has each commit told with the number of its last transaction, in the moment in
// which [Obd.Committed] comes that far, the mount's own at once. It is called before
// anything is written; told is called under locks and must not wait.
func (o *Obd) Tell(told func(number uint64)) {
	o.lock.Lock()
	defer o.lock.Unlock()
	o.told = told
	told(o.committed)
}

// Mounts is how often the disk was mounted, this time included: the number of the
// server's start.
func (o *Obd) Mounts() uint64 { return o.mounts }

// Get gives a record's value, which the caller does not change, or false if there is no
// such record. What is not committed is seen.
func (o *Obd) Get(name string) ([]byte, bool) {
	o.lock.Lock()
	defer o.lock.Unlock()
	value, ok := o.records[name]
	return value, ok
}

// Names lists the records whose name begins with a prefix, rising.
func (o *Obd) Names(prefix string) []string {
	o.lock.Lock()
	defer o.lock.Unlock()
	var names []string
	for name := range o.records {
		if strings.HasPrefix(name, prefix) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// Write begins a transaction and returns its number: the changes have their effect, and
// are on disk when [Obd.Committed] has come that far. It does not wait, and keeps the
// values. On a disk that has failed it changes nothing and gives the error.
func (o *Obd) Write(changes ...Change) (uint64, error) {
	o.lock.Lock()
	defer o.lock.Unlock()
	t := Transaction{o.number + 1, changes}
	if err := cmp.Or(o.err, t.check()); err != nil {
		return 0, err
	}
	o.number++
	t.apply(o.records)
	o.pending = append(o.pending, t)
	o.written.Wake()
	return o.number, nil
}

// Newest is the number of the last transaction that was written.
func (o *Obd) Newest() uint64 {
	o.lock.Lock()
	defer o.lock.Unlock()
	return o.number
}

// Committed is the number of the last transaction that is on disk.
func (o *Obd) Committed() uint64 {
	o.lock.Lock()
	defer o.lock.Unlock()
	return o.committed
}

// Commit brings every transaction that was written to disk. No lock may be held.
func (o *Obd) Commit(t *env.Task) error {
	t.Yield(PointCommit)
	return o.Sync(t)
}

// Sync is [Obd.Commit] in the midst of a server's step: it has no yield point, so that
// the server's own lock may be held over it, for what nobody may see before it is on disk.
func (o *Obd) Sync(*env.Task) error {
	o.lock.Lock()
	defer o.lock.Unlock()
	if o.err != nil || o.barrier || len(o.pending) == 0 {
		return o.err
	}
	if err := o.medium.Commit(o.pending); err != nil {
		o.fail(err)
		return err
	}
	o.committed, o.pending = o.number, nil
	if o.told != nil {
		o.told(o.committed)
	}
	return nil
}

// fail ends what the disk can be used for. The lock is held.
func (o *Obd) fail(err error) {
	o.err = err
	if o.failed != nil {
		o.failed(err)
	}
}

// Err is why the disk takes nothing any more, nil while it does.
func (o *Obd) Err() error {
	o.lock.Lock()
	defer o.lock.Unlock()
	return o.err
}

// Barrier is a fault: nothing that is not committed by now will be, though the disk goes
// on as if it might; a crash takes all of it back.
func (o *Obd) Barrier() {
	o.lock.Lock()
	defer o.lock.Unlock()
	o.barrier = true
}

// Crash ends the disk as the machine fails: what is not committed is lost, but for what
// was on its way to the medium, of which keep bytes arrived, all if it is negative. A disk
// behind a barrier keeps nothing.
func (o *Obd) Crash(keep int) {
	o.lock.Lock()
	defer o.lock.Unlock()
	if o.err != nil {
		return
	}
	if m, ok := o.medium.(tearer); ok && !o.barrier {
		m.tear(o.pending, keep)
	}
	o.err = &Error{File: o.medium.Name(), Reason: ErrCrashed}
}

// Start starts the task that commits what was written, with a lag, and tells after each
// commit how far it has come. The task leaves when the world stops or the disk fails.
func (o *Obd) Start(w *env.World, name string, lag time.Duration, committed func(*env.Task)) {
	w.Go(name, func(t *env.Task) {
		for o.await(t) && t.Sleep(PointLag, lag) != env.Stopped && o.Commit(t) == nil {
			committed(t)
		}
	})
}

// await waits until there is something to commit.
func (o *Obd) await(t *env.Task) bool {
	o.lock.Lock()
	defer o.lock.Unlock()
	for len(o.pending) == 0 || o.barrier {
		if o.err != nil || o.written.Wait(t, PointWritten, env.Forever) == env.Stopped {
			return false
		}
	}
	return o.err == nil
}
