package explore

import "testing"

// wideState is as large as a model's state usually is: counters, spread over 130 bytes.
type wideState struct{ at [130]byte }

const wideCounters = 6

// wide counts counters up and around, modulo base: base^6 states, 6 transitions from each.
func wide(base uint8) *Machine[wideState] {
	m := &Machine[wideState]{Name: "wide", Init: []wideState{{}}}
	for range wideCounters {
		i := len(m.Actions) * 25
		m.Actions = append(m.Actions, Action[wideState]{
			Name: string(rune('A' + len(m.Actions))),
			Next: func(from *wideState, _ Site, to *wideState) bool {
				*to = *from
				to.at[i] = (to.at[i] + 1) % base
				return true
			},
		})
	}
	m.Sites = func(int) []Site { return []Site{{}} }
	m.Properties = []Property[wideState]{{
		Name:    "InRange",
		State:   func(s *wideState) bool { return s.at[0] < base },
		Witness: func(s *wideState) bool { return s.at[0] == base-1 },
	}}
	return m
}

// BenchmarkRun tells transitions a second and bytes a node, the memory bound's own count.
func BenchmarkRun(b *testing.B) {
	b.Run("wide", func(b *testing.B) { benchmark(b, wide(10), 1_000_000, 6_000_001) })
	b.Run("twophase8", func(b *testing.B) { benchmark(b, twoPhase(8), 1_745_408, 18_507_778) })
}

func benchmark[S comparable](b *testing.B, m *Machine[S], distinct, generated int) {
	for _, workers := range []int{1, 2} {
		b.Run(string(rune('0'+workers)), func(b *testing.B) {
			b.ReportAllocs()
			var r *Result[S]
			for b.Loop() {
				r = mustRun(b, m, Options[S]{Workers: workers})
				if r.Verdict != Holds || r.Distinct != distinct || r.Generated != generated {
					b.Fatalf("%v, want %d distinct and %d generated", r, distinct, generated)
				}
			}
			seconds := b.Elapsed().Seconds() / float64(b.N)
			b.ReportMetric(float64(generated)/seconds/1e6, "Mtransitions/s")
			b.ReportMetric(float64(r.Bytes)/float64(distinct), "B/node")
		})
	}
}
