package scenario

import (
	"strings"
	"testing"
	"time"
)

// TestLimited gives runs too few steps: they prove nothing.
func TestLimited(t *testing.T) {
	s, err := Parse("f", head+"wait 1h\nexpect quiet\n")
	if err != nil {
		t.Fatal(err)
	}
	for _, on := range []On{Controlled, Model} {
		for _, steps := range []int{100, 0} {
			r, err := Run(s, Options{On: on, Steps: steps})
			if limited := r.Why != ""; err != nil || limited != (steps > 0) || r.Holds() == limited || r.Failure != nil {
				t.Errorf("%d steps on %s: %q, holds %v, %v, %v", steps, on, r.Why, r.Holds(), r.Failure, err)
			}
		}
	}
}

// TestStoodStill takes a failure back where the machine may be to blame, and only there.
func TestStoodStill(t *testing.T) {
	s, err := Parse("f", head+"expect not quiet\n")
	if err != nil {
		t.Fatal(err)
	}
	limit := s.Cluster.Request / stillPart / realPace
	for _, test := range []struct {
		still   time.Duration
		excused bool
	}{{0, false}, {limit - time.Millisecond, false}, {limit + time.Millisecond, true}} {
		p := play{Result: Result{Scenario: s, Failure: &Failure{}}}
		p.excuse(test.still, clock{realPace})
		if excused := p.Failure == nil && strings.Contains(p.Why, "stood still"); excused != test.excused {
			t.Errorf("stood still for %v: %v, %q", test.still, p.Failure, p.Why)
		}
	}
}
