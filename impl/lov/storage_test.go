package lov

import (
	"fmt"
	"slices"
	"testing"

	"ostlife/impl/disk"
	"ostlife/impl/env"
	"ostlife/model/lustre"
)

// attached is the stage of an MDS with its disk.
type attached struct {
	*stage
	medium *disk.Memory
	obd    *disk.Obd
}

// attach makes a stage over a disk.
func attach(t *testing.T, m *disk.Memory, body func(*env.Task, *attached)) {
	t.Helper()
	s := &attached{stage: newStage(t, env.Control{}), medium: m}
	var err error
	if s.obd, err = disk.Mount(s.world, m, nil); err != nil {
		t.Fatal(err)
	}
	if s.lov.config.Storage, err = Attach(s.world, s.obd); err != nil {
		t.Fatal(err)
	}
	s.lov.config.Creator.Stock = 1
	s.run(func(task *env.Task, _ *stage) { body(task, s) })
}

// TestPrepares adds a target to an MDS's LOV: its llog is ready and its last id known
// before it enters the pool, and it connects to nobody sooner (C1a, C1b, C1c).
func TestPrepares(t *testing.T) {
	m := disk.NewMemory("disk", "mds0")
	attach(t, m, func(task *env.Task, s *attached) {
		if s.lov.Llog(target) != nil {
			t.Error("the llog of a target that is not there is ready")
		}
		s.applies(task, lustre.ConfigAdd)
		var got []lustre.Action
		for _, r := range s.records {
			got = append(got, r.Action)
		}
		if fmt.Sprint(got) != "[ConfigAdd ConfigLlog ConfigObjid ConfigPoolAdd]" {
			t.Errorf("traced %v", got)
		}
		first := s.lov.Llog(target)
		if first == nil || s.lov.EASize() != 48+24 {
			t.Errorf("llog %v, EA size %d", first, s.lov.EASize())
		}
		if _, err := s.lov.LastID(other); err != lustre.ErrNoTarget {
			t.Errorf("last id of a target that was never there: %v", err)
		}
		if _, err := s.lov.config.Storage.Use(target, 5); err != nil || s.lov.config.Storage.Committed() {
			t.Errorf("a use: %v", err)
		}
		s.applies(task, lustre.ConfigDeactivate, lustre.ConfigRemove)
		if s.lov.Llog(target) != nil || s.lov.EASize() != 48+24 {
			t.Error("a removed target has an llog, or the EA size has shrunk")
		}
		s.applies(task, lustre.ConfigAdd)
		if last, err := s.lov.LastID(target); last != 5 || err != nil || s.lov.Llog(target) != first {
			t.Errorf("added again: last id %d, %v", last, err)
		}
		if list := s.lov.Targets(); len(list) != 1 {
			t.Errorf("targets %v", list)
		}
		if err := s.obd.Commit(task); err != nil || !s.lov.config.Storage.Committed() {
			t.Errorf("commit: %v", err)
		}
	})
	attach(t, m, func(task *env.Task, s *attached) {
		s.applies(task, lustre.ConfigAdd)
		if last, err := s.lov.LastID(target); last != 5 || err != nil {
			t.Errorf("started again: last id %d, %v", last, err)
		}
	})
}

// TestConnectsWhenKnown has an application connect while the last object id of the target
// is being read: nothing is sent before the OSC was told it (C1b).
func TestConnectsWhenKnown(t *testing.T) {
	hold := &holdAt{at: PointObjid}
	s := newStage(t, env.Control{Picker: hold, EarlyTimers: true})
	obd, err := disk.Mount(s.world, disk.NewMemory("disk", "mds0"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if s.lov.config.Storage, err = Attach(s.world, obd); err != nil {
		t.Fatal(err)
	}
	sent := func() bool {
		return slices.ContainsFunc(s.records, func(r lustre.TraceRecord) bool { return r.Action == lustre.ActConnectSend })
	}
	s.run(func(task *env.Task, _ *stage) {
		s.lov.Begin()
		task.World().Go("config", func(own *env.Task) { s.applies(own, lustre.ConfigAdd) })
		task.Sleep("test: soon", soon)
		if _, err := s.lov.Connect(task, target, s.world.Now()+soon); err != lustre.ErrUnreachable || sent() {
			t.Errorf("connect: %v, and a connect was sent: %v", err, sent())
		}
		hold.free = true
		if _, err := s.lov.Connect(task, target, s.world.Now()+request); err != nil || !sent() {
			t.Errorf("connect when the id is known: %v", err)
		}
	})
}

// TestIDsNeverGoBack uses ids out of their order.
func TestIDsNeverGoBack(t *testing.T) {
	attach(t, disk.NewMemory("disk", "mds0"), func(task *env.Task, s *attached) {
		storage := s.lov.config.Storage
		for _, id := range []uint64{3, 7, 5} {
			if _, err := storage.Use(other, id); err != nil {
				t.Error(err)
			}
		}
		last, seen := storage.Last(other)
		_, none := storage.Last(target)
		if last != 7 || !seen || none {
			t.Errorf("last %d, seen %v, %v", last, seen, none)
		}
		if value, _ := s.obd.Get("lov_objid"); len(value) != 16 {
			t.Errorf("lov-objid has %d bytes", len(value))
		}
		last, lost, err := storage.see(other, true)
		if last != 7 || lost || err != nil {
			t.Errorf("seen: %d, %v, %v", last, lost, err)
		}
		if _, lost, _ := storage.see(target, true); !lost {
			t.Error("a target with a catalog and without a last id is no loss")
		}
	})
}

// TestDamagedStorage attaches disks whose records are damaged.
func TestDamagedStorage(t *testing.T) {
	for _, name := range []string{"lov_objid", "CATALOGS"} {
		w := env.NewControlled(env.Control{})
		m := disk.NewMemory("disk", "mds0")
		if err := m.Commit([]disk.Transaction{{Number: 1, Changes: []disk.Change{disk.Put(name, []byte("xyz"))}}}); err != nil {
			t.Fatal(err)
		}
		obd, err := disk.Mount(w, m, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Attach(w, obd); err == nil || err.Error() != "disk disk: corrupt: record "+name+" has 3 bytes" {
			t.Errorf("%s: %v", name, err)
		}
	}
}
