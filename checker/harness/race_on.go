//go:build race

package harness

// slower is how much longer everything takes than it does at full speed, about: real runs
// wait so much longer before they give something up.
const slower = 6
