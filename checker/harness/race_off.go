//go:build !race

package harness

// slower is how much longer everything takes than it does at full speed: it does not.
const slower = 1
