package llog_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"ostlife/impl/llog"
	"ostlife/model/lustre"
)

// TestCheckPool gives names that can be and names that cannot.
func TestCheckPool(t *testing.T) {
	for _, test := range []struct {
		name string
		good bool
	}{
		{"flash", true}, {"A-z_0.9", true}, {"7", true}, {strings.Repeat("p", llog.MaxPoolName), true},
		{"", false}, {strings.Repeat("p", llog.MaxPoolName+1), false}, {"a,b", false}, {"a b", false}, {"a\x00", false},
		{"é", false}, {"@", false}, {"[", false}, {"`", false}, {"{", false}, {"/", false}, {":", false},
	} {
		err := llog.CheckPool(test.name)
		var bad *llog.PoolError
		if good := err == nil; good != test.good || !good && (!errors.As(err, &bad) || bad.Pool != test.name) {
			t.Errorf("%q: %v", test.name, err)
		}
	}
}

// join is the record that puts a target into a pool.
func join(pool string, t lustre.Target) lustre.ConfigRecord {
	return lustre.ConfigRecord{Kind: lustre.ConfigJoin, Target: t, Pool: pool}
}

// filled is a log of some targets and as many pools as there may be, each with the
// targets that members gives.
func filled(t *testing.T, targets lustre.Target, members func(pool int) []lustre.Target) *llog.Config {
	t.Helper()
	l := llog.NewConfig(nil)
	for n := range targets {
		l.Append(lustre.ConfigRecord{Position: l.End() + 1, Kind: lustre.ConfigAdd, Target: n, UUID: n.UUID()})
	}
	for n := range llog.MaxPools {
		for _, target := range members(n) {
			r := join(fmt.Sprintf("pool%d", n), target)
			if changes, _, err := l.Decide(r); !changes || err != nil {
				t.Fatalf("pool %d: %v, %v", n, changes, err)
			}
			r.Position = l.End() + 1
			l.Append(r)
		}
	}
	return l
}

// TestMaxPools fills the log with pools: one more is refused, one that is there takes
// more targets, and where one has gone there is room again.
func TestMaxPools(t *testing.T) {
	both := []lustre.Target{0, 1}
	l := filled(t, 2, func(pool int) []lustre.Target { return both[:1+min(pool, 1)] })
	var bad *llog.PoolError
	if changes, _, err := l.Decide(join("more", 1)); changes || !errors.As(err, &bad) {
		t.Fatalf("one pool too many: %v, %v", changes, err)
	}
	if changes, _, err := l.Decide(join("pool0", 1)); !changes || err != nil {
		t.Errorf("a pool that is there: %v, %v", changes, err)
	}
	leave := func(pool string, target lustre.Target) {
		t.Helper()
		r := lustre.ConfigRecord{Kind: lustre.ConfigLeave, Target: target, Pool: pool}
		if changes, last, err := l.Decide(r); !changes || last == 0 || err != nil {
			t.Errorf("leave %s: %v, %d, %v", pool, changes, last, err)
		}
		r.Position = l.End() + 1
		l.Append(r)
	}
	leave("pool1", 0)
	if _, _, err := l.Decide(join("more", 1)); err == nil {
		t.Error("a pool that still has a target made room")
	}
	leave("pool1", 1)
	if changes, _, err := l.Decide(join("more", 1)); !changes || err != nil {
		t.Errorf("with room for a pool: %v, %v", changes, err)
	}
}

// TestRemoveLeavesPools removes a target that is in every pool: those that had no other
// have gone.
func TestRemoveLeavesPools(t *testing.T) {
	l := filled(t, 2, func(pool int) []lustre.Target { return []lustre.Target{0, 1}[:1+pool%2] })
	for _, k := range []lustre.ConfigKind{lustre.ConfigDeactivate, lustre.ConfigRemove} {
		l.Append(lustre.ConfigRecord{Position: l.End() + 1, Kind: k, Target: 0})
	}
	for n := range llog.MaxPools / 2 {
		r := join(fmt.Sprintf("new%d", n), 1)
		if changes, _, err := l.Decide(r); !changes || err != nil {
			t.Fatalf("room for %d pools: %v", n, err)
		}
		r.Position = l.End() + 1
		l.Append(r)
	}
	if _, _, err := l.Decide(join("more", 1)); err == nil {
		t.Error("more pools than there may be")
	}
}
