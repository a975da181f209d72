package env

import (
	"math/rand/v2"
	"sync"
	"time"
)

// Rand is the only randomness of the implementation: a seeded stream of numbers. It
// is safe for use by several tasks; whoever asks first gets the next number.
type Rand struct {
	mu  sync.Mutex
	pcg *rand.Rand
}

// NewRand makes the stream of a seed: the same seed gives the same numbers.
func (w *World) NewRand(seed uint64) *Rand { return &Rand{pcg: newPCG(seed)} }

// newPCG is the generator behind every seed of this package.
func newPCG(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, seedStream)) }

// seedStream is the second half of every generator's seed. It is arbitrary, but
// changing it changes every seeded run.
const seedStream = 0x6f73746c696665

// Uint64 draws any number.
func (r *Rand) Uint64() uint64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.pcg.Uint64()
}

// IntN draws from 0 to n-1; n of 1 or less gives 0.
func (r *Rand) IntN(n int) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.pcg.IntN(max(n, 1))
}

// Permille draws true p times in a thousand: never for 0 or less, always for 1000
// or more.
func (r *Rand) Permille(p int) bool { return r.IntN(1000) < p }

// Between draws a duration from low to high, both included; low if high is not
// above it.
func (r *Rand) Between(low, high time.Duration) time.Duration {
	if high <= low {
		return low
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return low + time.Duration(r.pcg.Int64N(int64(high-low)+1))
}
