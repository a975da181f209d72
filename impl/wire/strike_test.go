package wire

import (
	"slices"
	"testing"
	"time"

	"ostlife/impl/env"
)

// TestStrike sends some messages under a strike, and some behind it.
func TestStrike(t *testing.T) {
	const by = 5 * time.Second
	ping := Match{Kind: Ping}
	for _, test := range []struct {
		name   string
		strike Strike
		want   []uint64 // in the order of arrival
		late   int      // of them, how many
		lost   int
		hits   int
	}{
		{"lose one", Strike{Fault: Lose, Match: ping, Times: 1}, []uint64{2, 3, 4}, 0, 1, 1},
		{"lose two", Strike{Fault: Lose, Match: ping, Times: 2}, []uint64{3, 4}, 0, 2, 2},
		{"lose all until it is lifted", Strike{Fault: Lose, Match: ping}, []uint64{4}, 0, 3, 3},
		{"delay one", Strike{Fault: Delay, Match: ping, Times: 1, By: by}, []uint64{2, 3, 4, 1}, 1, 0, 1},
		{"delay all", Strike{Fault: Delay, Match: ping, By: by}, []uint64{4, 1, 2, 3}, 3, 0, 3},
		{"hold one until it is lifted", Strike{Fault: Hold, Match: ping, Times: 1}, []uint64{2, 3, 1, 4}, 0, 0, 1},
		{"hold all", Strike{Fault: Hold, Match: ping}, []uint64{1, 2, 3, 4}, 0, 0, 3},
		{"another kind", Strike{Fault: Lose, Match: Match{Kind: Connect}}, []uint64{1, 2, 3, 4}, 0, 0, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			hits := 0
			s := play(t, Faults{}, 1, func(s *scene, task *env.Task) {
				strike := test.strike
				strike.Hit = func() { hits++ }
				lift := s.n.Strike(strike)
				s.send(t, "a", "b", 1, 2, 3)
				task.Sleep("test: some time", time.Second)
				lift()
				s.send(t, "a", "b", 4)
			})
			var got []uint64
			for _, a := range s.got["b"] {
				got = append(got, a.xid)
			}
			c := s.n.Counters()
			if !slices.Equal(got, test.want) || c.Late != test.late || c.Lost != test.lost || hits != test.hits {
				t.Errorf("arrived %v, want %v; %+v, %d hits", got, test.want, c, hits)
			}
			if test.late == 1 && s.got["b"][3].at != by {
				t.Errorf("the late one came at %v", s.got["b"][3].at)
			}
		})
	}
}

// TestHeldIsLostOnACutLink lifts a strike over a link that is cut by then.
func TestHeldIsLostOnACutLink(t *testing.T) {
	s := play(t, Faults{}, 1, func(s *scene, task *env.Task) {
		lift := s.n.Strike(Strike{Fault: Hold, Match: Match{Kind: Ping}})
		s.send(t, "a", "b", 1)
		task.Sleep("test: some time", time.Second)
		s.n.Partition("a", "b", true)
		lift()
		lift() // again, which does nothing
	})
	if len(s.got["b"]) != 0 || s.n.Counters().Lost != 1 {
		t.Errorf("arrived %v, %+v", s.got["b"], s.n.Counters())
	}
}
