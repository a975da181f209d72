// Package explore visits every reachable state of a machine, breadth first, and judges the machine's properties on
// every state and on every transition.
//
// The search goes level by level, a level being all states whose shortest path from an initial state has the same
// length, so the first violation it meets has the shortest story there is. The visited set is exact: states are
// compared, never only their hashes, so the verdict Holds is a proof within the machine's bounds. It comes with a
// [Certificate] of counts that another explorer must reproduce.
//
// Where the graph is too large for that, [Options] has two reductions. Fingerprints compare hashes alone, and keep the
// states of the frontier alone: ten times as many nodes find room, and Holds comes with the odds that it is wrong.
// Symmetry counts states that differ only by names as one; it costs no certainty, as far as Machine.Canonical is right.
// In both a story is told by taking its moves again from the start, and is one of the machine's own.
//
// A level is worked off in rounds, and a round in three phases: the workers expand blocks of parents, each into a list
// of its own; one goroutine enters the lists into the visited set in the order of the parents; the workers judge the
// new states. Nothing depends on which worker took which block, so order of discovery, counts and counterexamples are
// the same whatever their number.
//
// Counts are counted as TLC counts them. Distinct is the number of nodes: states told apart by value and by budgets
// used. Generated is the number of initial states plus that of transitions taken, those to known nodes and to the same
// node included. Depth is the number of levels, the initial states being level 1.
//
// A bound that is reached (states, bytes, a cancelled context) ends the search as Undecided with the reason and how far
// it got. Only [Stop] Complete without a violation is Holds.
package explore
