// Package gate is what an instrumented copy asks whether a mutant is chosen. It is a
// package of its own so that the copy of the model, and whoever explores it, share one
// switch; the model in the work tree knows nothing of it.
package gate

import (
	"os"
	"strconv"
)

// Variable is the environment variable that names the mutant of a process, for test
// binaries that nobody can tell otherwise.
const Variable = "OSTLIFE_ABLATED"

// None is no mutant: everything is as it is written.
const None = 0

var dropped = chosen(os.Getenv(Variable))

// What is noted of the mutants that matter, while that is watched.
var (
	watched bool
	round   int   // counts the watches
	noted   []int // by mutant, the watch in which it was noted last
	list    []int // of this watch
)

// chosen reads the environment variable. What is no number is no mutant.
func chosen(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return None
	}
	return n
}

// Drop chooses a mutant and gives the one before it. It must not be called while
// another goroutine runs the copy.
func Drop(mutant int) (before int) {
	before, dropped = dropped, mutant
	return before
}

// Watch calls do, which runs the copy on this goroutine alone and with no mutant, and
// lists the mutants that would have mattered: any other can change nothing of what was
// done. The list is good until the next watch.
func Watch(do func()) []int {
	round, list, watched = round+1, list[:0], true
	defer func() { watched = false }()
	do()
	return list
}

// matters takes note of a mutant that would change something here.
func matters(mutant int) {
	if !watched {
		return
	}
	if mutant >= len(noted) {
		noted = append(noted, make([]int, mutant+1-len(noted))...)
	}
	if noted[mutant] != round {
		noted[mutant] = round
		list = append(list, mutant)
	}
}

// Dropped reports that the mutant is the chosen one.
func Dropped(mutant int) bool { return mutant == dropped }

// Done reports that an effect takes place.
func Done(mutant int) bool {
	matters(mutant)
	return mutant != dropped
}

// Skipped makes a step that changes nothing, and reports so, in place of a call that would
// make one.
func Skipped[T any](mutant int, from, to *T) bool {
	if Done(mutant) {
		return false
	}
	*to = *from
	return true
}

// Not gives the value of a condition, which matters where it is not the one that it has
// when the mutant is dropped.
func Not(mutant int, dropped, value bool) bool {
	if value != dropped {
		matters(mutant)
	}
	return value
}

// Kept gives the value, or the zero value in its place.
func Kept[T comparable](mutant int, value T) T {
	var zero T
	return Else(mutant, value, zero)
}

// Else gives the new value, or the old one in its place.
func Else[T comparable](mutant int, value, old T) T {
	if watched && value != old {
		matters(mutant)
	}
	if Dropped(mutant) {
		return old
	}
	return value
}

// Other gives the value of a case, or one that nothing has: the model's words are
// numbered from 0.
func Other[T ~int | ~uint8 | ~uint16 | ~uint32 | ~uint64](mutant int, value T) T {
	matters(mutant)
	if Dropped(mutant) {
		var zero T
		return zero - 1
	}
	return value
}
