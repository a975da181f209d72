package mgc_test

import (
	"fmt"
	"slices"
	"testing"

	"ostlife/impl/disk"
	"ostlife/impl/env"
	"ostlife/impl/llog"
	"ostlife/impl/mgc"
	"ostlife/impl/ptlrpc"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// reads is one start of a node with a disk: what it has on it, and what it is answered.
type reads struct {
	medium  *disk.Memory
	answer  func(int, wire.Message) *wire.Message
	commits lustre.Position // the copy is on the disk up to this record when the node crashes; 0 is all
}

// start lets a node read for a while, then crash, and gives what it applied and asked for.
func (r reads) start(t *testing.T) (told []string, asked []lustre.Position) {
	t.Helper()
	w, a := env.NewControlled(env.Control{}), &applier{}
	network := wire.New(w, wire.Faults{}, 1)
	o, err := disk.Mount(w, r.medium, nil)
	if err != nil {
		t.Fatal(err)
	}
	network.Listen("MGS", func(m wire.Message) {
		asked = append(asked, m.Position)
		if r.commits > 0 && m.Position > r.commits {
			o.Barrier()
		}
		if reply := r.answer(len(asked)-1, m); reply != nil {
			_ = network.Send(*reply) // one that is lost is asked for again
		}
	})
	o.Start(w, "commits", interval/10, func(*env.Task) {})
	mgc.New(w, ptlrpc.NewPtlrpcd(w, network, "mds0"), mgc.Config{MGS: "MGS", Interval: interval, Request: within,
		Copy: llog.NewCopy(o), Broken: func(v lustre.Violation) { t.Errorf("violation %+v", v) }}, a)
	report := w.Run("test", func(task *env.Task) {
		task.Sleep("test: some reads", 9*interval)
		o.Crash(0)
		w.Stop()
	})
	if err := report.Err(); err != nil {
		t.Error(err)
	}
	return a.told, asked
}

// slowly answers as [pages], one record at a time and every second time not at all.
func slowly(records []wire.Record) func(int, wire.Message) *wire.Message {
	return func(n int, m wire.Message) *wire.Message {
		if n%2 == 0 {
			return nil
		}
		return pages(records, 1)(n, m)
	}
}

// silence is an MGS that does not answer.
func silence(int, wire.Message) *wire.Message { return nil }

// TestResumes has a node crash that has a copy of the log's first records on its disk: it
// applies them again, asks for what comes after them, and lets no target connect before
// it has read the log's end (C3.3).
func TestResumes(t *testing.T) {
	for _, test := range []struct {
		name    string
		commits lustre.Position // of the first start
		damage  lustre.Position // this record of the copy
		answer  func(int, wire.Message) *wire.Message
		asked   lustre.Position // at first, by the second start
		want    []string
	}{
		{"with all of it", 0, 0, pages(life, 5), 5, applied},
		{"with the first three", 3, 0, pages(life, 5), 3, applied},
		{"with a damaged one", 0, 2, pages(life, 5), 1, applied},
		{"while the MGS is silent", 3, 0, silence, 3, applied[:3]},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := disk.NewMemory("mds0", "mds0")
			if told, asked := (reads{m, slowly(life), test.commits}).start(t); asked[0] != 0 || !slices.Equal(told, applied) {
				t.Fatalf("the first start applied %q, asked for %v", told, asked)
			}
			if test.damage > 0 {
				_, number, err := m.Load()
				name := fmt.Sprintf("CONFIGS/%08x", uint64(test.damage))
				if err == nil {
					err = m.Commit([]disk.Transaction{{Number: number + 1, Changes: []disk.Change{disk.Put(name, []byte("{"))}}})
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			told, asked := reads{m, test.answer, 0}.start(t)
			if asked[0] != test.asked || !slices.Equal(told, test.want) {
				t.Errorf("applied %q, want %q; asked first for what is after %d, want %d", told, test.want, asked[0], test.asked)
			}
		})
	}
}
