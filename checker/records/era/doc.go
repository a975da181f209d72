// Package era says which changes of state an import of Lustre may make, in which age of
// Lustre, as data: one row for each way, with what takes it and where that is known from.
// It is the relation that Lustre's own code had, not the one of the design that the rest
// of the project is about.
//
//	now := era.Of(era.Now)
//	era.Find(records.Connecting, records.Full, now)  // E7, E9
//	era.Find(records.Disconn, records.Full, now)     // none
//
// What a record shows is less than what happened. [Prints] says whether a debug log prints
// a change; [Bridges] whether a state may have become another one without a trace. So a
// reader that sees an import leave a state that it had not been seen to enter can tell a
// step that nobody prints from lines that are missing.
//
// Some ways are open only in a certain situation ([When]). Who has not seen enough to know
// whether it is that situation cannot tell, and must not say that the change is wrong.
//
// Rows are named E1 to E39 as the project's facts about Lustre count them; RR5 is a race
// that is known from reading the code alone.
package era
