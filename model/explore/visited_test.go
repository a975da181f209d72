package explore

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// poorHashes collide: in the tag, in the slot, in both, or in all but a few values. The last slot makes every probe
// wrap around.
var poorHashes = []struct {
	name string
	of   func(x uint64) uint64
}{
	{"all in the first slot", func(uint64) uint64 { return 0 }},
	{"all in the last slot", func(uint64) uint64 { return 1<<64 - 1 }},
	{"one slot, many tags", func(x uint64) uint64 { return x & 0xff }},
	{"three values", func(x uint64) uint64 { return x % 3 << 62 }},
	{"one tag, many slots", func(x uint64) uint64 { return x * 0x9e3779b97f4a7c15 &^ 0xff }},
}

// TestPoorHash explores with hashes that collide: only the time may differ.
func TestPoorHash(t *testing.T) {
	for _, h := range poorHashes {
		t.Run(h.name, func(t *testing.T) {
			s, err := newSearch(twoPhase(4), Options[commitState]{Workers: 2})
			if err != nil {
				t.Fatal(err)
			}
			good := s.set.hash
			s.set.hash = func(c *commitState, used uint32) uint64 { return h.of(good(c, used)) }
			stop, err := s.explore()
			if r := s.result(stop); err != nil || r.Verdict != Holds || r.Distinct != 1568 || r.Generated != 8258 {
				t.Errorf("%v, %v", r, err)
			}
		})
	}
}

// TestVisitedAgainstMap enters random nodes, half of them known, and looks all up again through several growths.
func TestVisitedAgainstMap(t *testing.T) {
	type key struct{ state, used uint32 }
	hashes := append(poorHashes[3:], struct {
		name string
		of   func(uint64) uint64
	}{"good", func(x uint64) uint64 { return x * 0x9e3779b97f4a7c15 }})
	for _, h := range hashes {
		t.Run(h.name, func(t *testing.T) {
			v := newVisited(func(s *uint32, used uint32) uint64 { return h.of(uint64(*s)<<8 | uint64(used)) }, false)
			numbers := map[key]int{}
			draw := rand.New(rand.NewPCG(1, 2))
			for range 4 * chunkNodes {
				k := key{draw.Uint32N(chunkNodes), draw.Uint32N(2)}
				c := candidate[uint32]{state: k.state, node: node{used: k.used}, hash: v.hash(&k.state, k.used)}
				if v.add(&c, 1<<30) {
					t.Fatal("full without reason")
				}
				if _, known := numbers[k]; !known {
					numbers[k] = len(numbers)
				}
			}
			if v.count != len(numbers) || v.count <= chunkNodes {
				t.Fatalf("%d nodes, want %d and more than a chunk", v.count, len(numbers))
			}
			for state := range uint32(chunkNodes + 50) {
				for used := range uint32(3) {
					n, _, found := v.lookup(v.hash(&state, used), &state, used)
					want, known := numbers[key{state, used}]
					if found != known || n != want {
						t.Fatalf("state %d used %d: %d %v, want %d %v", state, used, n, found, want, known)
					}
				}
			}
		})
	}
}

func TestVisitedIsFullAtItsLimit(t *testing.T) {
	v := newVisited(seededHash[uint32](), false)
	enter := func(s uint32) bool { return v.add(&candidate[uint32]{state: s, hash: v.hash(&s, 0)}, 2) }
	if enter(1) || enter(2) || enter(1) {
		t.Error("full before there are two nodes")
	}
	if !enter(3) || v.count != 2 {
		t.Errorf("a third node of two was kept: %d", v.count)
	}
	if enter(2) {
		t.Error("a known node found no place")
	}
}

// TestBytesForGrowsWithNodes: setLimit searches for the bound by bisection.
func TestBytesForGrowsWithNodes(t *testing.T) {
	for _, fingerprints := range []bool{false, true} {
		v := newVisited(seededHash[commitState](), fingerprints)
		last := int64(0)
		for n := 0; n < 200_000; n += 97 {
			bytes := v.bytesFor(n)
			if bytes < last {
				t.Fatalf("fingerprints %v: %d nodes take %d bytes, fewer took %d", fingerprints, n, bytes, last)
			}
			last = bytes
		}
	}
}

func TestParallel(t *testing.T) {
	for _, c := range []struct{ workers, n int }{{1, 5}, {3, 100}, {8, 2}, {2, 1}, {2, 0}} {
		t.Run(fmt.Sprint(c), func(t *testing.T) {
			calls := make([]int, c.n)
			parallel(c.workers, c.n, func(i int) { calls[i]++ })
			for i, n := range calls {
				if n != 1 {
					t.Errorf("%d done %d times", i, n)
				}
			}
		})
	}
}
