package report

import "fmt"

// Verdict is the answer of a command. A higher one is a worse one.
type Verdict uint8

// The verdicts.
const (
	OK        Verdict = iota // everything that was asked holds
	Undecided                // a bound was reached, or the run was stopped, and no violation found until then
	Malformed                // what was to be judged cannot be read, or the command was used wrongly
	Violated                 // a rule is broken
)

var verdicts = [...]struct {
	name string
	exit int
}{
	OK:        {"ok", 0},
	Undecided: {"undecided", 75}, // EX_TEMPFAIL: come again
	Malformed: {"malformed", 2},
	Violated:  {"violated", 1},
}

// String gives "ok", "undecided", "malformed" or "violated".
func (v Verdict) String() string {
	if int(v) < len(verdicts) {
		return verdicts[v].name
	}
	return fmt.Sprintf("Verdict(%d)", uint8(v))
}

// ExitCode is what a command with this verdict answers: 0, 75, 2 or 1. A verdict that
// is none of the four counts as the worst.
func (v Verdict) ExitCode() int {
	if int(v) < len(verdicts) {
		return verdicts[v].exit
	}
	return verdicts[Violated].exit
}

// MarshalText gives the name.
func (v Verdict) MarshalText() ([]byte, error) { return []byte(v.String()), nil }
