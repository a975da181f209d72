// Package tlc compares the two state graphs of the design, edge by edge: the one
// that TLC finds for spec/Activation.tla and the one that the Go explorer finds for
// the model. The two were written from spec/actions.md and not from each other, so
// that where they agree, the page was understood alike.
//
// Both sides are brought to one text. A state is written as a TLA+ value in a
// canonical form: no spaces, the fields of a record in the order of their names.
// [Canonical] reads what TLC prints, [Text] writes what the explorer found, and a
// [Graph] takes the digest of the set of states and of the set of labelled edges
// (state, action, state), whatever the order in which they come.
//
// TLC's side is kept in spec/counts.json, which only scripts/tlc writes. A test
// explores the model anew and fails when it no longer gives the same graphs.
package tlc
