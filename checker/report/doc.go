// Package report tells verdicts, to people as text and to programs as JSON.
//
// Whatever found it, a violation is told in one form ([Finding]): one sentence; the
// rule that is broken and its clause; a table with one column for each client or
// context and one row for each step, in which only changes are written; notes, such as
// the first operation that cannot be placed, the last good one, and why each way of
// going on fails; and the one command that replays it. [Operations] makes it of a
// history that is not linearizable, [Story] of a path through the model, [Trace] of a
// record that breaks a property, [Fault] of what stopped a run.
//
// A [Report] puts findings and plain facts about one thing that was judged together.
// The same report gives the same bytes, whatever writes it and where: its text is
// plain ASCII without colour, laid out for [Width] columns unless the caller knows
// better. Nothing in it is a time or the name of a machine.
//
// # Pictures
//
// A [Page] is a report with the run that it is about, as one file of HTML that fetches
// nothing ([WriteHTML]). Records, operations and faults are steps of one sequence, in the
// order of their stamps: a lane for each context of a node, for each OST and for each
// client, and an arrow for each message. The steps of the report's tables are steps of
// that sequence. Only what can be seen is drawn, so that a long run opens as a short one.
//
// # Four verdicts
//
// Verdicts are merged worst first: violated, malformed, undecided, ok. A violation
// stays one whatever else could not be read, so it comes before malformed; malformed
// needs a person to look, so it comes before undecided, which a longer run may settle.
// [Verdict.ExitCode] gives 1, 2, 75 and 0.
//
// # JSON
//
// A report is one object. Fields that have nothing to say are left out.
//
//	verdict     text    "ok", "undecided", "malformed" or "violated"
//	subject     text    what was judged
//	why         text    why it is undecided or malformed, or what an ok depends on
//	facts       object  names with numbers, texts, booleans or lists of texts, in a fixed order
//	levels      list    numbers: of an exploration, the states of each level
//	violations  list    of objects:
//	  sentence  text    what went wrong
//	  rule      text    the name of the rule or property
//	  clause    text    the clauses behind it
//	  demand    text    what the rule demands, or why
//	  table     object  columns: texts; rows: objects with step (number), column
//	                    (number, from 0), text, changes (texts), open (columns
//	                    in which something is under way)
//	  notes     list    objects with title (text) and lines (texts)
//	  replay    text    the command that shows it again
package report
