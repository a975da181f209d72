// Package scenario runs small stories of a cluster, one a file, in a language of their
// own: who does what, what goes wrong, and what must hold. spec/scenarios.md is the page
// of the language; its tables are those of [Groups], [Conditions] and [Points].
//
//	text -> Parse -> Scenario -> Run -> Result
//
// The same file runs on the implementation, controlled or on real goroutines, and on the
// model as far as that has what the file asks for; each is a [World], and one runner does
// the lines. What a world has not is refused by name ([Error]), never passed over.
//
// A scenario fails at its first line that is not as it says: an expectation that does not
// hold, an operation without a name that does not end well, a wait in vain. It fails too
// where the trace breaks a property of the design, whatever it expects.
//
// Times in a file are those of the story, in which a ping goes out every six seconds. A
// controlled world's clock shows them; a real one is twelve times as fast.
package scenario
