package harness

import (
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"

	"ostlife/checker/history"
	"ostlife/checker/linear"
)

// The variables by which scripts/falsealarms asks for more histories than a test of
// this package runs, and the numbers without them.
const (
	controlledVariable = "OSTLIFE_HISTORIES"
	realVariable       = "OSTLIFE_REAL_HISTORIES"
	controlledDefault  = 1500
	realDefault        = 4
)

// TestFalseAlarms counts the verdicts on the clean implementation, which must all be
// that everything holds.
func TestFalseAlarms(t *testing.T) {
	for _, row := range []struct {
		mode history.Mode
		n    int
	}{
		{history.Controlled, number(t, controlledVariable, controlledDefault)},
		{history.Real, number(t, realVariable, realDefault)},
	} {
		t.Run(string(row.mode), func(t *testing.T) {
			began := time.Now()
			counts := map[Result]int{}
			for seed := range uint64(row.n) {
				v := judged(t, Draw(seed, Shape{Mode: row.mode}))
				counts[v.Result]++
				if v.Result != linear.Holds {
					t.Errorf("seed %d: %s: %v", seed, v.Result, v.Findings[0])
				}
			}
			fmt.Printf("%-10s  %d histories: %d hold, %d undecided, %d violated, in %v\n", row.mode, row.n,
				counts[linear.Holds], counts[linear.Undecided], counts[linear.Violated],
				time.Since(began).Round(10*time.Millisecond))
		})
	}
}

func judged(t *testing.T, p Plan) Verdict {
	t.Helper()
	out, err := Run(p, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return Judge(&out, Everything)
}

// number reads a variable; a test that was asked for something unreadable fails.
func number(t *testing.T, variable string, otherwise int) int {
	t.Helper()
	text := os.Getenv(variable)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("%s=%q, want a number from 1", variable, text)
	}
	return n
}
