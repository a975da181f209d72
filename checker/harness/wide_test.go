package harness

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"ostlife/checker/history"
	"ostlife/checker/linear"
	"ostlife/model/lustre"
)

// A wide run: as many nodes and targets as the design speaks of, at full speed.
const (
	wideNodes   = 8
	wideTargets = 100
	wideCallers = 4 * wideNodes
	wideMoves   = 400
	foundMoves  = 150                     // are enough to find a defect
	widePace    = 1500 * time.Microsecond // of a move after the one before it, on average
	wideLeast   = 2000                    // operations
)

// wide draws every list as long as it may be, as many nodes and targets, and each move at
// a place of its own.
type wide struct{ random }

func (d wide) Int(label string, low, high int) int {
	switch label {
	case "nodes", "targets", "mdss", "elsewhere":
		return high
	}
	return d.random.Int(label, low, high)
}

func (d wide) List(_ string, _, high int, element func(Draws)) {
	for range high {
		element(d)
	}
}

// widePlan is a real run of many clients and targets, without the pauses that a
// controlled clock jumps over.
func widePlan(seed uint64, moves int) Plan {
	p := DrawFrom(wide{random{rand.New(rand.NewPCG(seed, planStream))}},
		Shape{Mode: history.Real, Clients: wideCallers, Nodes: wideNodes, Targets: wideTargets, Moves: moves})
	times := p.times()
	last := float64(times[len(times)-1])
	p.each(func(s *Step) {
		s.AtUS = int64(float64(s.AtUS) / last * float64((time.Duration(moves) * widePace * slower).Microseconds()))
	})
	return p
}

// TestWideRealRun: thousands of operations of many clients on many targets, on real
// goroutines, hold. It is meant for the race detector too.
func TestWideRealRun(t *testing.T) {
	t.Parallel()
	out, err := Run(widePlan(1, wideMoves), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if v := Judge(&out, JudgeOptions{Properties: true, Linear: true}); v.Result != linear.Holds {
		t.Errorf("%s: %v", v.Result, v.Findings[0])
	}
	kinds, nodes, targets := map[history.Kind]int{}, map[string]bool{}, map[string]bool{}
	for _, op := range out.History.Operations {
		if op.Outcome == history.OK {
			kinds[op.Kind]++
			nodes[op.Node.String()], targets[op.Target.String()] = true, true
		}
	}
	if n := len(out.History.Operations); n < wideLeast || len(targets) != wideTargets || len(nodes) < wideNodes {
		t.Errorf("%d operations of %d nodes on %d targets", n, len(nodes), len(targets))
	}
	for _, kind := range history.Kinds() {
		late := kind == history.Create && slower > 1 // under the race detector the MDS may be too late for its targets
		if kinds[kind] == 0 && !late && !slices.Contains(ofDisks, kind) {
			t.Errorf("no %s was ok", kind)
		}
	}
	t.Logf("%d operations, %d trace records: %v", len(out.History.Operations), out.Trace.Records, kinds)
}

// A defect is found in a wide run too.
func TestWideRealRunFinds(t *testing.T) {
	t.Parallel()
	p := widePlan(2, foundMoves)
	p.Defects = append(p.Defects, lustre.DefectEvictionLeavesLocks)
	out, err := Run(p, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if v := Judge(&out, JudgeOptions{Properties: true}); v.First() != "EvictionPurgesBeforeFull" {
		t.Errorf("%s %s", v.Result, v.First())
	}
}
