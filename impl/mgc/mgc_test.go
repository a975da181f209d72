package mgc_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"ostlife/impl/env"
	"ostlife/impl/mgc"
	"ostlife/impl/ptlrpc"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// The times of the tests.
const (
	interval = 10 * time.Millisecond
	within   = 5 * time.Millisecond
)

// applier writes down what it is told.
type applier struct {
	told   []string
	refuse lustre.Position
}

func (a *applier) Apply(_ *env.Task, r lustre.ConfigRecord) error {
	a.told = append(a.told, fmt.Sprintf("%d %s", r.Position, r.Kind))
	if r.Position == a.refuse {
		return errors.New("refused")
	}
	return nil
}

func (a *applier) Begin() { a.told = append(a.told, "begin") }

// stage is an MGC whose MGS the test plays.
type stage struct {
	mgc     *mgc.MGC
	applier *applier
	broken  []lustre.Violation
	asked   []lustre.Position // what each LOG_READ said that the node has
}

// play lets an MGC read from an MGS that answers the n-th request, from 0, with what
// answer gives; nil is silence.
func play(t *testing.T, a *applier, answer func(n int, m wire.Message) *wire.Message) *stage {
	t.Helper()
	s := &stage{applier: a}
	w := env.NewControlled(env.Control{})
	network := wire.New(w, wire.Faults{}, 1)
	network.Listen("MGS", func(m wire.Message) {
		s.asked = append(s.asked, m.Position)
		if reply := answer(len(s.asked)-1, m); reply != nil {
			if err := network.Send(*reply); err != nil {
				t.Error(err)
			}
		}
	})
	s.mgc = mgc.New(w, ptlrpc.NewPtlrpcd(w, network, "client0"), mgc.Config{
		MGS: "MGS", Interval: interval, Request: within,
		Broken: func(v lustre.Violation) { s.broken = append(s.broken, v) },
	}, a)
	report := w.Run("test", func(task *env.Task) {
		task.Sleep("test: some reads", 5*interval)
		w.Stop()
	})
	if err := report.Err(); err != nil {
		t.Error(err)
	}
	return s
}

// log is a config log of some kinds of records, all for one target.
func log(kinds ...lustre.ConfigKind) []wire.Record {
	var list []wire.Record
	for n, k := range kinds {
		list = append(list, wire.Record{Position: lustre.Position(n + 1), Kind: k, Target: 1, UUID: "a", Pool: "flash"})
	}
	return list
}

var life = log(lustre.ConfigAdd, lustre.ConfigDeactivate, lustre.ConfigActivate, lustre.ConfigDeactivate, lustre.ConfigRemove)

// pages answers with the records after a position, some at a time.
func pages(records []wire.Record, size int) func(int, wire.Message) *wire.Message {
	return func(_ int, m wire.Message) *wire.Message {
		reply := m.Answer(wire.OK)
		reply.Position = lustre.Position(len(records))
		rest := records[min(int(m.Position), len(records)):]
		reply.Records = rest[:min(size, len(rest))]
		return &reply
	}
}

var applied = []string{"1 add", "2 deactivate", "3 activate", "4 deactivate", "5 remove", "begin"}

// TestRead reads a log in each way in which it can come.
func TestRead(t *testing.T) {
	for _, test := range []struct {
		name   string
		answer func(int, wire.Message) *wire.Message
		asked  []lustre.Position // the first of them
		want   []string
	}{
		{"at once", pages(life, 5), []lustre.Position{0, 5}, applied},
		{"in three replies", pages(life, 2), []lustre.Position{0, 2, 4, 5}, applied},
		{"an empty log", pages(nil, 2), []lustre.Position{0, 0}, []string{"begin"}},
		{"a silent MGS", func(n int, m wire.Message) *wire.Message {
			if n < 2 {
				return nil
			}
			return pages(life, 5)(n, m)
		}, []lustre.Position{0, 0, 0, 5}, applied},
		{"a log that grows", func(n int, m wire.Message) *wire.Message {
			return pages(life[:min(n, 2)], 5)(n, m)
		}, []lustre.Position{0, 0, 1, 2}, []string{"begin", "1 add", "2 deactivate"}},
		{"records that it has", func(n int, m wire.Message) *wire.Message {
			m.Position = 0 // answers what an older request asked
			return pages(life[:min(n+1, 5)], 5)(n, m)
		}, []lustre.Position{0, 1, 2}, []string{"1 add", "begin", "2 deactivate", "3 activate", "4 deactivate", "5 remove"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := play(t, &applier{}, test.answer)
			if !slices.Equal(s.applier.told, test.want) {
				t.Errorf("applied %q, want %q", s.applier.told, test.want)
			}
			if len(s.asked) < len(test.asked) || !slices.Equal(s.asked[:len(test.asked)], test.asked) {
				t.Errorf("asked for what is after %v, want %v", s.asked, test.asked)
			}
			if len(s.broken) > 0 {
				t.Errorf("violations: %+v", s.broken)
			}
		})
	}
}

// TestLateAnswer has the answer to a read come after the reader asked again: it is no
// answer to anything.
func TestLateAnswer(t *testing.T) {
	var first wire.Message
	s := play(t, &applier{}, func(n int, m wire.Message) *wire.Message {
		switch n {
		case 0:
			first = m
			return nil
		case 1:
			return pages(life[:2], 5)(n, first)
		}
		return pages(life, 5)(n, m)
	})
	if !slices.Equal(s.applier.told, applied) || s.asked[2] != 0 {
		t.Errorf("applied %q, asked for %v", s.applier.told, s.asked)
	}
}

// TestForbiddenRecord gives the reader logs that an MGS never writes: it tells, leaves
// the record out where it can, and reads on.
func TestForbiddenRecord(t *testing.T) {
	for _, test := range []struct {
		name   string
		log    []wire.Record
		refuse lustre.Position
		want   []string
		broken int
	}{
		{"control", life, 0, applied, 0},
		{"no such target", log(lustre.ConfigDeactivate, lustre.ConfigAdd), 0, []string{"2 add", "begin"}, 1},
		{"a second add", log(lustre.ConfigAdd, lustre.ConfigAdd), 0, []string{"1 add", "begin"}, 1},
		{"remove of what is not deactivated", log(lustre.ConfigAdd, lustre.ConfigRemove), 0, []string{"1 add", "begin"}, 1},
		{"a record that changes nothing", log(lustre.ConfigAdd, lustre.ConfigActivate), 0, []string{"1 add", "begin"}, 1},
		{"a pool", log(lustre.ConfigAdd, lustre.ConfigJoin, lustre.ConfigLeave), 0,
			[]string{"1 add", "2 pool-add", "3 pool-remove", "begin"}, 0},
		{"out of a pool that it is not in", log(lustre.ConfigAdd, lustre.ConfigLeave), 0, []string{"1 add", "begin"}, 1},
		{"into a pool twice", log(lustre.ConfigAdd, lustre.ConfigJoin, lustre.ConfigJoin), 0,
			[]string{"1 add", "2 pool-add", "begin"}, 1},
		{"an unknown kind", log(lustre.ConfigAdd, lustre.ConfigDeactivate, 77, lustre.ConfigRemove), 0,
			[]string{"1 add", "2 deactivate", "4 remove", "begin"}, 1},
		{"the layer above refuses", log(lustre.ConfigAdd, lustre.ConfigDeactivate), 2,
			[]string{"1 add", "2 deactivate", "begin"}, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := play(t, &applier{refuse: test.refuse}, pages(test.log, 5))
			if !slices.Equal(s.applier.told, test.want) || len(s.broken) != test.broken {
				t.Errorf("applied %q with violations %+v", s.applier.told, s.broken)
			}
			if s.mgc.Applied() != lustre.Position(len(test.log)) {
				t.Errorf("read up to %d", s.mgc.Applied())
			}
		})
	}
}
