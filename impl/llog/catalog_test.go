package llog_test

import (
	"fmt"
	"testing"

	"ostlife/impl/disk"
	"ostlife/impl/env"
	"ostlife/impl/llog"
	"ostlife/model/lustre"
)

// server is an MDS's disk and its logs, from one crash to the next.
type server struct {
	t        *testing.T
	world    *env.World
	task     *env.Task
	medium   *disk.Memory
	obd      *disk.Obd
	catalogs *llog.Catalogs
}

// serves runs f with an empty disk.
func serves(t *testing.T, f func(*server)) {
	t.Helper()
	w := env.NewControlled(env.Control{})
	report := w.Run("test", func(task *env.Task) {
		defer w.Stop()
		s := &server{t: t, world: w, task: task, medium: disk.NewMemory("disk", "mds0")}
		s.start()
		f(s)
	})
	if err := report.Err(); err != nil {
		t.Error(err)
	}
}

func (s *server) ok(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *server) start() {
	s.t.Helper()
	var err error
	s.obd, err = disk.Mount(s.world, s.medium, nil)
	s.ok(err)
	s.catalogs, err = llog.NewCatalogs(s.world, s.obd)
	s.ok(err)
}

func (s *server) commit() { s.t.Helper(); s.ok(s.obd.Commit(s.task)) }

// crash loses what is not committed, and starts again.
func (s *server) crash() { s.t.Helper(); s.obd.Crash(0); s.start() }

// attach makes the llog of a target ready.
func (s *server) attach(n lustre.Target) *llog.Catalog {
	s.t.Helper()
	c, err := s.catalogs.Attach(n)
	s.ok(err)
	return c
}

// add adds records of objects.
func (s *server) add(c *llog.Catalog, objects ...uint64) (list []llog.Record) {
	s.t.Helper()
	for _, object := range objects {
		r, _, err := c.Add(object, func(llog.Record) []disk.Change { return []disk.Change{disk.Delete(fmt.Sprint("file/", object))} })
		s.ok(err)
		list = append(list, r)
	}
	return list
}

// objects lists those of the committed records.
func objects(c *llog.Catalog) string {
	list := []uint64{}
	for _, r := range c.Records(llog.Record{}, 1000) {
		list = append(list, r.Object)
	}
	return fmt.Sprint(list)
}

func (s *server) want(what, got, want string) {
	s.t.Helper()
	if got != want {
		s.t.Errorf("%s: %s, want %s", what, got, want)
	}
}

// TestCatalog adds and cancels records, over crashes: a record is there from its commit
// to the commit of its cancel, and its cookie is never given again.
func TestCatalog(t *testing.T) {
	serves(t, func(s *server) {
		c := s.attach(3)
		list := s.add(c, 10, 11, 12)
		s.want("before the commit", objects(c), "[]")
		s.commit()
		s.want("after it", objects(c), "[10 11 12]")
		gone, _, err := c.Cancel([]llog.Record{list[0], {Log: 99, Index: 1}, list[0]})
		s.ok(err)
		s.want("cancelled", fmt.Sprint(len(gone), gone[0].Object), "1 10")
		s.add(c, 13)
		s.crash()
		c = s.attach(3)
		s.want("after a crash", objects(c), "[10 11 12]")
		_, _, err = c.Cancel(list)
		s.ok(err)
		s.commit()
		s.crash()
		c = s.attach(3)
		s.want("all cancelled", objects(c), "[]")
		if again := s.add(c, 14)[0]; again.Index <= list[2].Index || again.Log != list[0].Log {
			t.Errorf("cookie %+v after %+v", again, list[2])
		}
		s.want("of another target", objects(s.attach(0)), "[]")
		if s.catalogs.Known(1) || !s.catalogs.Known(3) || s.catalogs.Catalog(3) != c || s.catalogs.Catalog(1) != nil {
			t.Error("a catalog is known that is not there, or the reverse")
		}
	})
}

// TestLateCancel crashes an MDS with a record that is not committed: its cookie is given to
// another one, and a cancel of the first, of which its client knows still, takes nothing.
func TestLateCancel(t *testing.T) {
	serves(t, func(s *server) {
		c := s.attach(3)
		s.add(c, 10)
		s.commit()
		lost := s.add(c, 11)
		s.crash()
		c = s.attach(3)
		again := s.add(c, 12)
		s.commit()
		if again[0].Log != lost[0].Log || again[0].Index != lost[0].Index {
			t.Fatalf("the cookie of %v is not that of %v", again, lost)
		}
		gone, _, err := c.Cancel(lost)
		s.ok(err)
		s.want("cancelled", fmt.Sprint(len(gone), objects(c)), "0[10 12]")
		gone, _, err = c.Cancel(again)
		s.ok(err)
		s.want("cancelled", fmt.Sprint(len(gone), objects(c)), "1[10]")
	})
}

// TestManyRecords fills several plain logs, reads them in parts, and cancels them: those
// that are empty go.
func TestManyRecords(t *testing.T) {
	serves(t, func(s *server) {
		c := s.attach(0)
		var all []llog.Record
		for n := range uint64(3*llog.RecordsPerLog + 1) {
			all = append(all, s.add(c, 100+n)...)
		}
		s.commit()
		s.crash()
		c = s.attach(0)
		read, last := 0, llog.Record{}
		for {
			part := c.Records(last, 50)
			if len(part) == 0 {
				break
			}
			for _, r := range part {
				if r != all[read] {
					t.Fatalf("record %d is %+v, want %+v", read, r, all[read])
				}
				read, last = read+1, r
			}
		}
		s.want("read", fmt.Sprint(read), fmt.Sprint(len(all)))
		_, _, err := c.Cancel(all)
		s.ok(err)
		s.commit()
		s.want("plain logs left", fmt.Sprint(len(s.obd.Names("plain/")), len(s.obd.Names("llog/"))), "1 0")
	})
}

// TestDamagedCatalog spoils what is on the disk: the llog becomes ready all the same, and
// takes records.
func TestDamagedCatalog(t *testing.T) {
	for name, spoil := range map[string]func(*server) []disk.Change{
		"no plain logs": func(s *server) (list []disk.Change) {
			for _, n := range append(s.obd.Names("plain/"), s.obd.Names("llog/")...) {
				list = append(list, disk.Delete(n))
			}
			return list
		},
		"no catalog":   func(s *server) []disk.Change { return []disk.Change{disk.Delete(s.obd.Names("catalog/")[0])} },
		"half of one":  func(s *server) []disk.Change { return []disk.Change{disk.Put(s.obd.Names("catalog/")[0], []byte("x"))} },
		"a wrong head": func(s *server) []disk.Change { return []disk.Change{disk.Put(s.obd.Names("plain/")[0], nil)} },
		"a wrong id":   func(*server) []disk.Change { return []disk.Change{disk.Put("CATALOGS", disk.Numbers(77, 76))} },
	} {
		t.Run(name, func(t *testing.T) {
			serves(t, func(s *server) {
				before := s.add(s.attach(0), 1, 2)
				s.commit()
				_, err := s.obd.Write(spoil(s)...)
				s.ok(err)
				s.commit()
				s.crash()
				c := s.attach(0)
				s.want("what is left", objects(c), "[]")
				if r := s.add(c, 3)[0]; r.Log == before[0].Log {
					t.Errorf("cookie %+v after %+v", r, before)
				}
				s.commit()
				s.crash()
				s.want("what is new", objects(s.attach(0)), "[3]")
			})
		})
	}
	serves(t, func(s *server) {
		_, err := s.obd.Write(disk.Put("CATALOGS", []byte("x")))
		s.ok(err)
		if _, err := llog.NewCatalogs(s.world, s.obd); err == nil {
			t.Error("half a number was read")
		}
	})
}

// TestCopy keeps config records on the disk, and reads them up to the first that is
// missing.
func TestCopy(t *testing.T) {
	serves(t, func(s *server) {
		c := llog.NewCopy(s.obd)
		for p := range lustre.Position(4) {
			s.ok(c.Keep(lustre.ConfigRecord{Position: p + 1, Kind: lustre.ConfigAdd, Target: lustre.Target(p), UUID: lustre.Target(p).UUID()}))
		}
		s.commit()
		s.ok(c.Keep(lustre.ConfigRecord{Position: 5}))
		s.crash()
		c = llog.NewCopy(s.obd)
		list := c.Records()
		if len(list) != 4 || list[3].Target != 3 || list[3].UUID != "OST0003_UUID" {
			t.Errorf("got %+v", list)
		}
		_, err := s.obd.Write(disk.Put("CONFIGS/00000003", []byte("{")))
		s.ok(err)
		s.want("up to a damaged one", fmt.Sprint(len(c.Records())), "2")
		none := llog.NewCopy(nil)
		s.ok(none.Keep(lustre.ConfigRecord{Position: 1}))
		s.want("without a disk", fmt.Sprint(len(none.Records())), "0")
	})
}
