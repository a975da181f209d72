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
	disksVariable      = "OSTLIFE_DISK_HISTORIES"
	realVariable       = "OSTLIFE_REAL_HISTORIES"
	controlledDefault  = 1500
	disksDefault       = 400
	realDefault        = 4
)

// TestFalseAlarms counts the verdicts on the clean implementation, which must all be
// that everything holds.
func TestFalseAlarms(t *testing.T) {
	for _, row := range []struct {
		name  string
		shape Shape
		n     int
	}{
		{"controlled", Shape{}, number(t, controlledVariable, controlledDefault)},
		{"controlled, disks", Shape{Disks: true}, number(t, disksVariable, disksDefault)},
		{"real", Shape{Mode: history.Real}, number(t, realVariable, realDefault)},
		{"real, disks", Shape{Mode: history.Real, Disks: true}, number(t, realVariable, realDefault)},
	} {
		t.Run(row.name, func(t *testing.T) {
			began := time.Now()
			counts := map[Result]int{}
			for seed := range uint64(row.n) {
				v := judged(t, Draw(seed, row.shape))
				counts[v.Result]++
				if v.Result != linear.Holds {
					t.Errorf("seed %d: %s: %v", seed, v.Result, v.Findings[0])
				}
			}
			fmt.Printf("%-17s  %d histories: %d hold, %d undecided, %d violated, in %v\n", row.name, row.n,
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
