// Package honest is a small system that keeps the promises of the sequential
// specification in every way that the design leaves open: nodes that lag behind the
// config log, workers that lag behind their node, pingers, messages that overtake
// each other or are lost, and OSTs that answer what they have. Data is in caches under
// locks that are called back, written out at any time, replayed after a restart, or lost to
// an eviction, to a recovery window that nobody came back in, or to a removal. Tests of the
// specification and of the checker take their histories from it: what it does must
// never be rejected. It shares no code with the specification.
//
// It can also be told to break one promise ([Defect]), and is then what the checker
// must catch.
package honest
