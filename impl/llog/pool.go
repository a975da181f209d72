package llog

import (
	"fmt"
	"slices"

	"ostlife/model/lustre"
)

// The bounds of the named pools. What exceeds one is refused with a [PoolError].
const (
	// MaxPools is how many there are at a time.
	MaxPools = 64
	// MaxPoolName is the length of a name in bytes, as Lustre has it.
	MaxPoolName = 15
)

// PoolError says why a pool cannot be.
type PoolError struct{ Pool, Reason string }

// Error names the pool.
func (e *PoolError) Error() string { return fmt.Sprintf("pool %q: %s", e.Pool, e.Reason) }

// CheckPool refuses what is no name of a pool, with a [PoolError]: a name is of letters,
// digits, "_", "-" and ".".
func CheckPool(name string) error {
	if name == "" || len(name) > MaxPoolName {
		return &PoolError{name, fmt.Sprintf("a name has 1 to %d bytes", MaxPoolName)}
	}
	for _, c := range []byte(name) {
		letter := c|0x20 >= 'a' && c|0x20 <= 'z'
		if !letter && (c < '0' || c > '9') && c != '_' && c != '-' && c != '.' {
			return &PoolError{name, fmt.Sprintf("%q is in no name", c)}
		}
	}
	return nil
}

// decidePool decides JOIN and LEAVE of a target that is there (C1c). A named pool has
// no record of its own: it is there while it has a target.
func (l *Config) decidePool(s *said, r lustre.ConfigRecord) (changes bool, last lustre.Position, err error) {
	if err := CheckPool(r.Pool); err != nil {
		return false, 0, err
	}
	in := slices.Contains(s.pools, r.Pool)
	if r.Kind == lustre.ConfigLeave {
		return in, s.last, nil
	}
	if l.pools[r.Pool] == 0 && len(l.pools) == MaxPools {
		return false, 0, &PoolError{r.Pool, fmt.Sprintf("there are %d pools, and no more can be", MaxPools)}
	}
	return !in, s.last, nil
}

// leave takes a target out of a pool, and the pool away with its last target.
func (l *Config) leave(s *said, pool string) {
	s.pools = slices.DeleteFunc(s.pools, func(p string) bool { return p == pool })
	l.pools[pool]--
	if l.pools[pool] == 0 {
		delete(l.pools, pool)
	}
}
