package scenario

import (
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"strings"

	"ostlife/impl/disk"
	"ostlife/impl/env"
	"ostlife/model/lustre"
)

// ErrDisk is the refusal to start a server whose disk is damaged.
var ErrDisk = fmt.Errorf("disk")

// medium gives a server its disk, which outlives it.
func (i *implementation) medium(owner string) (disk.Medium, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.disks[owner] == nil {
		i.disks[owner] = disk.NewMemory(owner, owner)
	}
	return i.disks[owner], nil
}

// Halt has a target's server end, where it has a disk; else it goes on unheard, and loses
// what it must when it starts.
func (i *implementation) Halt(t *env.Task, target lustre.Target) error {
	if !i.side {
		return nil
	}
	return i.k.CrashOST(t, target, 0)
}

// Crash has a node fail.
func (i *implementation) Crash(t *env.Task, n lustre.Node) error {
	return i.k.Crash(t, n, 0)
}

// Leave has a client bring what it wrote to the targets first, and give its exports back
// at the end; an MDS has what it did committed.
func (i *implementation) Leave(t *env.Task, n lustre.Node, force bool) error {
	for target := range lustre.Target(i.c.Targets) {
		if !force && !n.MDS() && i.k.Status(n, target).Present {
			_ = i.k.Sync(t, n, target) // what cannot be brought there is lost
		}
	}
	if !force && n.MDS() {
		t.Sleep(pointWait, i.clock.real(2*i.c.Commit))
	}
	if err := i.Crash(t, n); err != nil {
		return err
	}
	for target := range lustre.Target(i.c.Targets) {
		if !force && !n.MDS() && (!i.side || i.k.UpOST(target)) {
			_, _ = i.k.Evict(t, n, target) // it may have none
		}
	}
	return nil
}

// Boot has a node start again.
func (i *implementation) Boot(t *env.Task, n lustre.Node, abort bool) error {
	err := i.k.Start(t, n)
	if err == nil && abort {
		i.k.Abort(n)
	}
	if _, damaged := err.(*disk.Error); damaged {
		return ErrDisk
	}
	return err
}

// Barrier has nothing survive that a server commits from now on.
func (i *implementation) Barrier(m Machine) error {
	if m.Kind == IsTarget {
		return i.k.BarrierOST(m.Target)
	}
	return i.k.Barrier(m.Node)
}

// Unlink has a client unlink a file.
func (i *implementation) Unlink(t *env.Task, n lustre.Node, o Object) error {
	return i.k.Unlink(t, n, o.Target, o.ID)
}

// Objects shows what there is of a target's objects.
func (i *implementation) Objects(target lustre.Target) (stored, filed []uint64, records int) {
	shown := i.k.Objects(target)
	return shown.OST, shown.Files, len(shown.Records)
}

// LastID is the last object id that the MDS has used of a target.
func (i *implementation) LastID(n lustre.Node, target lustre.Target) (uint64, error) {
	return i.k.LastID(nil, n, target)
}

// EASize is the EA size of a node, in bytes.
func (i *implementation) EASize(n lustre.Node) int { return int(i.k.EASize(n)) }

// The records that can be damaged, as the disk of an MDS has them: lov-objid and the ids of
// the catalogs are lists with a place for each target, the latter behind another number.
const (
	objidRecord    = "lov_objid"
	catalogsRecord = "CATALOGS"
)

// logRecords are the beginnings of what plain logs have.
var logRecords = []string{"plain/", "llog/"}

// Damage changes the disk of an MDS that is down. Of targets none means all.
func (i *implementation) Damage(n lustre.Node, how, what string, targets []lustre.Target) error {
	m := i.disks[n.String()]
	if m == nil || i.k.Up(n) {
		return lustre.ErrBusy
	}
	records, number, err := m.Load()
	if err != nil {
		return ErrDisk
	}
	var changes []disk.Change
	switch what {
	case "objid":
		changes = damageList(records, objidRecord, how, targets, 0)
	case "catalog":
		changes = damageList(records, catalogsRecord, how, targets, 1)
	default:
		for _, name := range slices.Sorted(maps.Keys(records)) {
			if slices.ContainsFunc(logRecords, func(p string) bool { return strings.HasPrefix(name, p) }) {
				changes = append(changes, damaged(name, records[name], how))
			}
		}
	}
	if len(changes) == 0 {
		return nil
	}
	i.spoilt.Store(i.clock.pace == realPace)
	i.trace(lustre.TraceRecord{Stamp: i.world.Stamp(), Time: i.world.Now(), Action: lustre.ActMdsCommit, Node: n, Taken: true,
		Transno: number + 1, Size: 1}) // the damage has the number of a transaction that the crash may have taken back
	return m.Commit([]disk.Transaction{{Number: number + 1, Changes: changes}})
}

// damageList damages a list of numbers: whole, or the places of targets, of which the
// first is that many numbers in. A corrupt place has a number that means nothing.
func damageList(records map[string][]byte, name, how string, targets []lustre.Target, first int) []disk.Change {
	value := slices.Clone(records[name])
	if len(targets) == 0 {
		return []disk.Change{damaged(name, value, how)}
	}
	for _, t := range targets {
		if at := 8 * (int(t) + first); at+8 <= len(value) {
			wrong := uint64(0)
			if how == "corrupt" {
				wrong = 1 << 40
			}
			binary.LittleEndian.PutUint64(value[at:], wrong)
		}
	}
	return []disk.Change{disk.Put(name, value)}
}

// damaged is a record that is lost, zeroed, or cut short.
func damaged(name string, value []byte, how string) disk.Change {
	switch how {
	case "lose":
		return disk.Delete(name)
	case "zero":
		return disk.Put(name, make([]byte, len(value)))
	}
	return disk.Put(name, append(slices.Clone(value), 0xff)) // half a number
}
