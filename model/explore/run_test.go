package explore

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
)

// link is one import that connects and loses its connection.
type link struct{ full, evicted bool }

// lossy has a budget for losses, one for evictions, and one that allows nothing.
func lossy() *Machine[link] {
	return &Machine[link]{
		Name:    "lossy",
		Init:    []link{{}},
		Budgets: []Budget{{"losses", 3}, {"evictions", 1}, {"never", 0}},
		Sites:   func(int) []Site { return []Site{{}} },
		Actions: []Action[link]{
			{Name: "Connect", Next: func(from *link, _ Site, to *link) bool { *to = link{full: true}; return !from.full }},
			{Name: "Lose", Budget: 1, Next: func(from *link, _ Site, to *link) bool { *to = link{}; return from.full }},
			{Name: "Evict", Budget: 2, Next: func(from *link, _ Site, to *link) bool {
				*to = link{evicted: true}
				return from.full
			}},
			{Name: "Forbidden", Budget: 3, Next: func(_ *link, _ Site, to *link) bool { *to = link{}; return true }},
		},
		Properties: []Property[link]{{
			Name:    "FullIsNotEvicted",
			State:   func(s *link) bool { return !s.full || !s.evicted },
			Witness: func(s *link) bool { return s.evicted },
		}},
	}
}

func TestBudgets(t *testing.T) {
	r := mustRun(t, lossy(), Options[link]{KeepGraph: true})
	taken := map[string]int{}
	for _, a := range r.Taken {
		taken[a.Action] = a.Taken
	}
	// Connected: 4 numbers of losses by 2 of evictions. Down by an eviction: 4 numbers of losses. Down otherwise: 4 by 2
	// again, but not without a loss after an eviction. 8 + 4 + 7.
	if r.Distinct != 19 || r.Verdict != Holds {
		t.Errorf("%v", r)
	}
	if got := r.NeverTaken(); !slices.Equal(got, []string{"Forbidden"}) {
		t.Errorf("never taken: %v", got)
	}
	if r.Terminal != 1 {
		t.Errorf("%d terminal nodes, want the one with both budgets spent and connected", r.Terminal)
	}
	_, used := r.Graph.Node(r.Graph.Len() - 1)
	if !slices.Equal(used, []uint8{3, 1, 0}) {
		t.Errorf("budgets used in the last node: %v", used)
	}
}

func TestBudgetWordIsFull(t *testing.T) {
	m := lossy()
	m.Budgets = []Budget{{"a", 255}, {"b", 255}, {"c", 255}, {"d", 255}, {"none", 0}}
	fields := m.budgetFields()
	var used uint32
	for f := 1; f <= 4; f++ {
		for range 255 {
			var ok bool
			if used, ok = fields[f].use(used); !ok {
				t.Fatalf("budget %d spent too early", f)
			}
		}
		if _, ok := fields[f].use(used); ok {
			t.Errorf("budget %d never spent", f)
		}
	}
	if _, ok := fields[5].use(used); ok {
		t.Error("a budget of none was used")
	}
	if got := unpack(fields, used); !slices.Equal(got, []uint8{255, 255, 255, 255, 0}) {
		t.Errorf("unpacked %v", got)
	}
}

func TestMaxStates(t *testing.T) {
	for _, limit := range []int{1, 2, 100, 287} {
		t.Run(fmt.Sprint(limit), func(t *testing.T) {
			r := mustRun(t, twoPhase(3), Options[commitState]{MaxStates: limit})
			if r.Verdict != Undecided || r.Stop != StateLimit || r.Distinct != limit {
				t.Errorf("%v", r)
			}
			if r.LevelsComplete >= 11 || r.Frontier == 0 {
				t.Errorf("%d levels said to be complete, frontier %d", r.LevelsComplete, r.Frontier)
			}
			if want := "undecided: state limit after"; !strings.HasPrefix(r.String(), want) {
				t.Errorf("%q does not start with %q", r, want)
			}
		})
	}
	t.Run("exactly enough", func(t *testing.T) {
		if r := mustRun(t, twoPhase(3), Options[commitState]{MaxStates: 288}); r.Verdict != Holds {
			t.Errorf("%v", r)
		}
	})
	t.Run("a violation outweighs the limit", func(t *testing.T) {
		whole := mustRun(t, hasty(), Options[commitState]{})
		r := mustRun(t, hasty(), Options[commitState]{MaxStates: whole.Distinct - 1})
		if r.Verdict != Violated || r.Stop != StateLimit {
			t.Errorf("%v, stopped by %v", r, r.Stop)
		}
	})
}

func TestMaxBytes(t *testing.T) {
	const megabyte = 1 << 20
	for _, c := range []struct {
		bytes   int64
		verdict Verdict
	}{
		{1, Undecided},
		{2 * megabyte, Undecided},
		{16 * megabyte, Undecided},
		{64 * megabyte, Holds},
	} {
		t.Run(fmt.Sprint(c.bytes), func(t *testing.T) {
			before := heap()
			r := mustRun(t, wide(8), Options[wideState]{MaxBytes: c.bytes, KeepGraph: true})
			after := heap()
			if r.Verdict != c.verdict || r.Verdict == Undecided && r.Stop != MemoryLimit {
				t.Errorf("%v", r)
			}
			if r.Distinct > 0 && r.Bytes > c.bytes {
				t.Errorf("%d bytes taken", r.Bytes)
			}
			if c.bytes >= 16*megabyte && r.Verdict == Undecided && r.Bytes < c.bytes*3/4 {
				t.Errorf("only %d bytes of %d made use of", r.Bytes, c.bytes)
			}
			held := after - before
			if r.Distinct > 10*chunkNodes && (held > r.Bytes || held < r.Bytes/2) {
				t.Errorf("the heap holds %d bytes, the run counts %d", held, r.Bytes)
			}
			runtime.KeepAlive(r)
		})
	}
}

func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	t.Run("while it runs", func(t *testing.T) {
		o := Options[commitState]{Context: ctx, Progress: func(p Progress) {
			if p.Level == 5 {
				cancel()
			}
		}}
		r := mustRun(t, twoPhase(3), o)
		if r.Verdict != Undecided || r.Stop != Cancelled || r.LevelsComplete != 5 || r.Distinct != 1+7+21+38+50 {
			t.Errorf("%v", r)
		}
		if r.Frontier != 50 || r.Depth != 5 {
			t.Errorf("frontier %d, depth %d", r.Frontier, r.Depth)
		}
	})
	t.Run("before it runs", func(t *testing.T) {
		r := mustRun(t, twoPhase(3), Options[commitState]{Context: ctx})
		if r.Verdict != Undecided || r.Stop != Cancelled || r.Distinct != 0 {
			t.Errorf("%v", r)
		}
	})
}

// TestGoroutinesEnd runs in a bubble, which does not end before all goroutines in it have, and checks that workers did
// run side by side.
func TestGoroutinesEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		var running, most atomic.Int32
		m := wide(3)
		for i := range m.Actions {
			next := m.Actions[i].Next
			m.Actions[i].Next = func(from *wideState, at Site, to *wideState) bool {
				if n := running.Add(1); n > most.Load() {
					most.Store(n)
				}
				runtime.Gosched()
				running.Add(-1)
				return next(from, at, to)
			}
		}
		o := Options[wideState]{Workers: 4, MaxBytes: 4 << 20, Context: ctx, Progress: func(p Progress) {
			if p.Level == 7 {
				cancel()
			}
		}}
		if r := mustRun(t, m, o); r.Stop != Cancelled {
			t.Errorf("%v", r)
		}
		if most.Load() < 2 {
			t.Errorf("%d goroutines at once", most.Load())
		}
	})
}

func TestProgress(t *testing.T) {
	var all []Progress
	r := mustRun(t, wide(6), Options[wideState]{
		MaxBytes:      12 << 20, // small rounds
		ProgressEvery: 2000, Progress: func(p Progress) { all = append(all, p) },
	})
	levels, within, last := 0, 0, Progress{}
	for _, p := range all {
		if p.Distinct <= last.Distinct || p.Generated < last.Generated || p.Bytes < last.Bytes {
			t.Errorf("%+v after %+v", p, last)
		}
		if p.LevelDone {
			levels++
		} else if within++; p.Distinct-last.Distinct < 2000 {
			t.Errorf("%+v too soon after %+v", p, last)
		}
		last = p
	}
	if levels != r.Depth || within == 0 || last.Distinct != r.Distinct {
		t.Errorf("%d levels, %d reports within levels, %+v for %v", levels, within, last, r)
	}
}

func TestModelErrors(t *testing.T) {
	boom := errors.New("boom")
	for _, c := range []struct {
		name, row string
		cause     error
		plant     func(m *Machine[link], o *Options[link])
	}{
		{"action, after a property was asked", "action Evict(0,0,0)", boom, func(m *Machine[link], _ *Options[link]) {
			m.Properties[0].WitnessStep = func(*link, int, Site, *link) bool { return false }
			m.Actions[2].Next = func(from *link, _ Site, _ *link) bool {
				if from.full {
					panic(boom)
				}
				return false
			}
		}},
		{"property over states", "property FullIsNotEvicted", boom, func(m *Machine[link], _ *Options[link]) {
			m.Properties[0].State = func(s *link) bool {
				if s.full {
					panic(boom)
				}
				return true
			}
		}},
		{"property over steps", "property FullIsNotEvicted", boom, func(m *Machine[link], _ *Options[link]) {
			m.Properties[0].State = nil
			m.Properties[0].Step = func(from *link, _ int, _ Site, _ *link) bool {
				if from.full {
					panic(boom)
				}
				return true
			}
		}},
		{"state key", "StateKey", boom, func(_ *Machine[link], o *Options[link]) {
			o.StateKey = func(key []byte, s *link, _ []uint8) []byte {
				if s.full {
					panic(boom)
				}
				return key
			}
		}},
		{"from changed", "action Lose(0,0,0)", ErrFromChanged, func(m *Machine[link], _ *Options[link]) {
			m.Actions[1].Next = func(from *link, _ Site, to *link) bool {
				from.evicted = from.full
				*to = *from
				return false
			}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, o := lossy(), Options[link]{Workers: 2}
			c.plant(m, &o)
			_, err := Run(m, o)
			var model *ModelError
			if !errors.As(err, &model) || !errors.Is(err, c.cause) || model.Row != c.row {
				t.Fatalf("%v, want %v in %s", err, c.cause, c.row)
			}
			if got := strings.Join(model.Path, " "); got != "initial state Connect(0,0,0)" {
				t.Errorf("path %q", got)
			}
			if want := c.row + " after initial state, Connect(0,0,0): "; !strings.Contains(err.Error(), want) {
				t.Errorf("%q does not contain %q", err, want)
			}
		})
	}
}
